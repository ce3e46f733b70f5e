"""pydantic's errors in our words.

Never its own text nor the input's value: both may hold a secret.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from opsgen.diagnostics import Path, Rule
from opsgen.diagnostics.rules import shape
from opsgen.diagnostics.suggest import nearest
from opsgen.spec.advice import advice_on
from opsgen.spec.problem import Problem, kind_of, named, one_of
from opsgen.spec.tree import Items, Node, mapping
from opsgen.spec.vocabulary import homes_of, keys_at

_RULES = {rule.code: rule for rule in vars(shape).values() if isinstance(rule, Rule)}
_EXPECTED = {
    "string_type": "a text",
    "bool_type": "`true` or `false`",
    "int_type": "a whole number",
    "list_type": "a list",
    "dict_type": "a map",
    "model_type": "a map",
}
_LATER = {"slos": "remove it, or call it `x-slos` to keep the text for a later opsgen"}


def problems(root: Node, error: ValidationError) -> list[Problem]:
    """What pydantic found wrong with the tree."""
    return [
        _problem(root, item["type"], item["loc"], item["msg"], item.get("ctx", {}))
        for item in error.errors(include_url=False, include_input=False)
    ]


def _problem(
    root: Node, type_: str, loc: tuple[int | str, ...], text: str, ctx: dict[str, Any]
) -> Problem:
    path, value, on_key = _locate(root, loc)
    if type_ == "missing":
        return _missing(path, str(loc[-1]))
    if type_ == "extra_forbidden":
        return unknown_key(path, keys_at(path[:-1]), present=mapping(root, *path[:-1]))
    if type_ == "literal_error":
        return not_one_of(path, value if not on_key else path[-1], _choices(ctx), on_key=on_key)
    if type_ in _RULES:
        at = ctx.get("at")
        message = str(ctx.get("message", text)).replace("{name}", named(path))
        help, rename = ctx.get("help"), None
        if type_ == shape.WRONG_TYPE.code:
            advice, rename = advice_on(value, message.rpartition(" must be ")[2])
            help, message = help or advice, f"{message}, not {kind_of(value)}"
        place = (*path, at) if at else path
        return Problem(_RULES[type_], place, message, help, on_key=on_key, rename=rename)
    return wrong_type(path, value, _EXPECTED.get(type_, "something else"))


def _locate(root: Node, loc: tuple[int | str, ...]) -> tuple[Path, object, bool]:
    """The original path of pydantic's `loc`, the value there, and whether its key is meant.

    `loc` also holds names of union branches, and `[key]` after a key that is wrong itself.
    """
    path: Path = ()
    part: object = root
    for step in loc:
        if isinstance(part, Node) and step in part:
            path, part = (*path, step), part[str(step)]
        elif isinstance(part, Items) and isinstance(step, int):
            path, part = (*path, part.places[step]), part[step]
    return path, part, loc[-1:] == ("[key]",)


def _choices(ctx: dict[str, Any]) -> list[str]:
    expected = str(ctx["expected"])
    return re.findall("'([^']*)'", expected) or [expected]


def _missing(path: Path, key: str) -> Problem:
    where = f"`{named(path)}`" if path and isinstance(path[-1], str) else "this entry"
    return Problem(shape.MISSING_KEY, path, f"{where} lacks `{key}`", f"add `{key}:`", missing=key)


def unknown_key(
    path: Path, known: list[str], where: str = "", present: Collection[str] = ()
) -> Problem:
    """`known` are the keys that would be understood there, `where` how to call the place,
    `present` the keys that stand there."""
    key = str(path[-1])
    message = f"unknown key `{named(path)}`{where}"
    if len(path) == 1 and key in _LATER:
        later = f"`{key}` is not supported yet"
        return Problem(shape.UNKNOWN_KEY, path, later, _LATER[key], on_key=True)
    likely, part = nearest(key, known), _part_of(key, known)
    rename = next(iter(likely), part[0] if len(part) == 1 else None)
    help = f"did you mean {one_of(likely or part)}?" if likely or part else _elsewhere(path, known)
    if rename in present:
        help, rename = f"`{rename}` stands here already: keep one of the two", None
    return Problem(shape.UNKNOWN_KEY, path, message, help, on_key=True, rename=rename)


def _part_of(key: str, known: list[str]) -> list[str]:
    """The keys of several words of which it is the first or the last: `repeat_interval`."""
    ends = [word for word in known if word.startswith(f"{key}_") or word.endswith(f"_{key}")]
    return ends if len(ends) <= 3 else []


def _elsewhere(path: Path, known: list[str]) -> str | None:
    """What to do with a key that resembles none of the known ones."""
    if homes := homes_of(str(path[-1])):
        return f"it belongs in {one_of(homes[:3])}"
    if len(path) == 1:
        return "remove it; a key that starts with `x-` may hold anything"
    return f"known here: {', '.join(f'`{word}`' for word in known)}" if known else None


# Words that other tools use for what is meant here.
_ELSEWHERE_CALLED = {
    "warning": "medium",
    "warn": "medium",
    "error": "high",
    "page": "critical",
    "p1": "critical",
    "info": "low",
    "information": "low",
    "minor": "low",
    "major": "high",
    "teams": "msteamsv2",
    "microsoft-teams": "msteamsv2",
    "mail": "email",
    "smtp": "email",
    "http": "webhook",
    "summary": "histogram",
    "timer": "histogram",
}


def not_one_of(path: Path, value: object, choices: list[str], *, on_key: bool = False) -> Problem:
    """A value (or key) outside a closed set."""
    likely = nearest(value, choices) if isinstance(value, str) else []
    if isinstance(value, str) and _ELSEWHERE_CALLED.get(value.lower()) in choices:
        likely = [_ELSEWHERE_CALLED[value.lower()]]
    help = f"did you mean {one_of(likely)}?" if likely else None
    if str(value) in choices:  # a number in quotes
        likely, help = [str(value)], "write it without quotes"
    if path[-1:] == ("frequency",):
        help = "write `frequency: daily` and the period beside it: `every: 7d`"
    verb = "is not" if on_key else "must be"
    message = f"`{named(path)}` {verb} {one_of(choices)}"
    rename = likely[0] if likely else None
    return Problem(shape.NOT_ONE_OF, path, message, help, on_key=on_key, rename=rename)


def _is_braces(value: object) -> bool:
    """Whether a map is a text in braces without quotes: `{feature}` has keys and no values."""
    return isinstance(value, Node) and set(map(type, value.values())) == {type(None)}


def wrong_type(path: Path, value: object, expected: str) -> Problem:
    """A value of another type than `expected`, which completes "must be ..."."""
    if expected == "a text" and _is_braces(value):
        return Problem(
            shape.UNQUOTED_BRACES,
            path,
            f"`{named(path)}` is a map, because braces without quotes make one",
            'quote the text: `"... {feature} ..."`',
        )
    help: str | None
    if expected == "a list":
        help, rename = f"write it as a list: `{named(path)}: [...]`", None
    else:
        help, rename = advice_on(value, expected)
    broken = expected in ("a whole number", "`1`") and isinstance(value, Decimal)
    kind = "one with a fraction" if broken else kind_of(value)
    message = f"`{named(path)}` must be {expected}, not {kind}"
    return Problem(shape.WRONG_TYPE, path, message, help, rename=rename)
