"""The tree into text: as few parentheses as clarity allows, laid out for a reviewer.

What does not fit on a line breaks as Prometheus's own formatter breaks it: operands are
indented around their operator, arguments stand one to a line.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache

from opsgen.promql.escape import (
    REPLACEMENT,
    is_bare_metric,
    is_grouping_label,
    is_label_name,
    pattern,
    regex,
    string,
)
from opsgen.promql.tree import (
    ARITHMETIC,
    COMPARISONS,
    SET_OPERATORS,
    Aggregate,
    Binary,
    Call,
    Expr,
    Infinity,
    Matcher,
    MatchOp,
    Negate,
    Num,
    Raw,
    Selector,
    Str,
    Subquery,
)
from opsgen.units import format_number

# prometheus, promql/parser/generated_parser.y: `^` binds to the right, all others to the left,
# and unary minus binds as `*` does: -1 ^ 2 is -(1 ^ 2).
_PRECEDENCE = {
    "or": 1,
    **dict.fromkeys(("and", "unless"), 2),
    **dict.fromkeys(COMPARISONS, 3),
    **dict.fromkeys(("+", "-"), 4),
    **dict.fromkeys(("*", "/", "%", "atan2"), 5),
    "^": 6,
}
_UNARY = _PRECEDENCE["*"]
_ATOM = 7

_AS_PATTERN: dict[MatchOp, MatchOp] = {"=": "=~", "!=": "!~"}

_SHORT = 20
"""An operand of at most so many columns stays beside its operator: `> 0.05`."""

# No weeks: people compare `7d` with `30d`, and the language's own literals stop at days.
_DURATIONS = (("d", 86400), ("h", 3600), ("m", 60), ("s", 1))


def to_promql(expr: Expr, width: int = 80) -> str:
    """Print `expr`, on one line if that is at most `width` columns, else over several.

    The text is ASCII as long as no `Raw` brings other characters. Raises ValueError for what
    no engine accepts: a label name that is none, a duration that is not positive.
    """
    return "\n".join(_layout(expr, width))


def duration(seconds: int) -> str:
    """A positive duration in the largest unit that holds it whole: `5m`, `90s`, `36h`, `1d`."""
    if seconds <= 0:
        raise ValueError(f"a PromQL duration is positive, not {seconds} s")
    for name, size in _DURATIONS:
        if seconds % size == 0:
            return f"{seconds // size}{name}"
    raise AssertionError("every whole number of seconds is divisible by one")


def _layout(expr: Expr, room: int) -> list[str]:
    """The lines of `expr` without indentation, for `room` columns."""
    flat = _flat(expr)
    if len(flat) <= room and "\n" not in flat:
        return [flat]
    match expr:
        case Binary():
            return _binary(expr, room)
        case Call(function, args) if args:
            return _bracketed(f"{function}(", args, room)
        case Aggregate():
            return _bracketed(f"{_aggregate_head(expr)}(", _arguments(expr), room)
        case Negate(inner):
            return _prefixed("-", _operand_layout(expr, inner, room - 1))
        case Subquery():
            lines = _operand_layout(expr, expr.expr, room)
            return [*lines[:-1], lines[-1] + _subquery_tail(expr)]
        case Raw(text):
            return _raw_lines(text)
        case _:
            return [flat]


def _binary(expr: Binary, room: int) -> list[str]:
    inner = expr.left
    if isinstance(inner, Binary) and inner.op == expr.op and expr.op in SET_OPERATORS:
        left = _binary(inner, room)  # `a and b and c` reads as a list
    else:
        left = _indented(_operand_layout(expr, inner, room - 2))
    right = _operand_layout(expr, expr.right, room - 2, right=True)
    if len(right) == 1 and len(right[0]) <= _SHORT:
        return [*left, f"{_operator(expr)} {right[0]}"]
    return [*left, _operator(expr), *_indented(right)]


def _bracketed(head: str, parts: Iterable[Expr], room: int) -> list[str]:
    lines = [head]
    for part in parts:
        if len(lines) > 1:
            lines[-1] += ","
        lines += _indented(_argument(part, room - 3))
    return [*lines, ")"]


def _argument(expr: Expr, room: int) -> list[str]:
    # A comment at the end of the user's text would swallow the comma after it.
    if isinstance(expr, Raw) and "\n" in _flat(expr):
        return _parenthesised(_layout(expr, room))
    return _layout(expr, room)


def _operand_layout(parent: Expr, child: Expr, room: int, right: bool = False) -> list[str]:
    if not _needs_parentheses(parent, child, right):
        return _layout(child, room)
    flat = _flat(child)
    if "\n" not in flat and len(flat) <= room - 2:
        return [f"({flat})"]
    return _parenthesised(_layout(child, room - 2))


def _flat(expr: Expr) -> str:
    """On one line. Only a Raw that cannot stand on one line brings a line break."""
    known: str | None = getattr(expr, "flat", None)
    if known is not None:
        return known
    text = _flattened(expr)
    object.__setattr__(expr, "flat", text)  # frozen in all that it means
    return text


def _flattened(expr: Expr) -> str:
    # The commonest first: a service of a thousand alerts comes here ten thousand times.
    if isinstance(expr, Selector):
        return _selector(expr)
    if isinstance(expr, Binary):
        left = _operand(expr, expr.left)
        right = _operand(expr, expr.right, right=True)
        return f"{left} {_operator(expr)} {right}"
    if isinstance(expr, Aggregate):
        return f"{_aggregate_head(expr)}({', '.join(map(_flat, _arguments(expr)))})"
    if isinstance(expr, Call):
        return f"{expr.function}({', '.join(map(_flat, expr.args))})"
    if isinstance(expr, Num):
        return _number(expr)
    match expr:
        case Infinity(negative):
            return "-Inf" if negative else "Inf"
        case Str(text):
            return string(text)
        case Subquery():
            return _operand(expr, expr.expr) + _subquery_tail(expr)
        case Negate(inner):
            return f"-{_operand(expr, inner)}"
        case Raw(text):
            return "\n".join([*_raw_lines(text), *([""] if "#" in text else [])])


def _operand(parent: Expr, child: Expr, right: bool = False) -> str:
    text = _flat(child)
    return f"({text})" if _needs_parentheses(parent, child, right) else text


def _parenthesised(lines: list[str]) -> list[str]:
    return ["(", *_indented(lines), ")"]


def _indented(lines: Iterable[str]) -> list[str]:
    return ["  " + line for line in lines]


def _prefixed(prefix: str, lines: list[str]) -> list[str]:
    return [prefix + lines[0], *lines[1:]]


def _needs_parentheses(parent: Expr, child: Expr, right: bool) -> bool:
    if isinstance(child, Selector):
        # `x offset 5m[1h:]`: whose is the range?
        return isinstance(parent, Subquery) and child.offset_seconds is not None
    if isinstance(child, Call | Aggregate):
        return False
    if isinstance(child, Raw):
        return True
    inner = _binding(child)
    if inner == _ATOM:
        return False
    outer = _binding(parent)
    if not isinstance(parent, Binary):
        return inner <= outer
    if right and parent.op in ARITHMETIC and _leads_with_minus(child):
        return True  # `a - -b` is right and reads wrong
    if isinstance(child, Binary) and _reads_wrong(parent, child):
        return True
    if inner == outer:
        return right is not (parent.op == "^")
    return inner < outer


def _reads_wrong(parent: Binary, child: Binary) -> bool:
    """Mixed set operators and chained comparisons: legal, and misread by most people."""
    if parent.op in COMPARISONS:
        return child.op in COMPARISONS
    return parent.op in SET_OPERATORS and child.op in SET_OPERATORS and parent.op != child.op


def _leads_with_minus(expr: Expr) -> bool:
    match expr:
        case Num(value):
            return value < 0
        case Infinity(negative):
            return negative
        case Binary():
            return _leads_with_minus(expr.left)
        case _:
            return isinstance(expr, Negate)


def _binding(expr: Expr) -> int:
    if isinstance(expr, Binary):
        return _PRECEDENCE[expr.op]
    if isinstance(expr, Num):
        return _UNARY if expr.value < 0 or "/" in _number(expr) else _ATOM
    if isinstance(expr, Infinity):
        return _UNARY if expr.negative else _ATOM
    return _UNARY if isinstance(expr, Negate) else _ATOM


def _number(number: Num) -> str:
    if number.per != 1:
        return _quotient(number.value * number.per, number.per)
    return _quotient(number.value, 1)


@lru_cache(maxsize=1024)
def _quotient(value: Fraction, per: int) -> str:
    try:
        numerator = format_number(value)
    except ValueError:
        return f"{value.numerator} / {value.denominator * per}"
    return numerator if per == 1 else f"{numerator} / {per}"


def _selector(selector: Selector) -> str:
    name, matchers = selector.name, [_matcher(matcher) for matcher in selector.matchers]
    if name and not is_bare_metric(name):
        name, matchers = "", [f"__name__={string(name)}", *matchers]
    braces = "{" + ",".join(matchers) + "}" if matchers else ""
    window = f"[{duration(selector.range_seconds)}]" if selector.range_seconds is not None else ""
    return f"{name}{braces}{window}{_offset(selector.offset_seconds)}"


@lru_cache(maxsize=1024)
def _matcher(matcher: Matcher) -> str:
    if not is_label_name(matcher.label):
        raise ValueError(f"{matcher.label!r} is no label name of every supported version")
    op, value = matcher.op, matcher.value
    if op in _AS_PATTERN and REPLACEMENT in value:
        op, value = _AS_PATTERN[op], regex(value)
    return f"{matcher.label}{op}{string(value if op in _AS_PATTERN else pattern(value))}"


def _subquery_tail(subquery: Subquery) -> str:
    step = "" if subquery.step_seconds is None else duration(subquery.step_seconds)
    return f"[{duration(subquery.range_seconds)}:{step}]{_offset(subquery.offset_seconds)}"


def _offset(seconds: int | None) -> str:
    if seconds is None:
        return ""
    return f" offset {duration(seconds)}" if seconds > 0 else f" offset -{duration(-seconds)}"


def _aggregate_head(aggregate: Aggregate) -> str:
    if aggregate.without is not None:
        return f"{aggregate.op} without {_labels(aggregate.without)} "
    return f"{aggregate.op} by {_labels(aggregate.by)} " if aggregate.by else aggregate.op


def _arguments(aggregate: Aggregate) -> tuple[Expr, ...]:
    return (aggregate.expr,) if aggregate.param is None else (aggregate.param, aggregate.expr)


def _operator(expr: Binary) -> str:
    words: list[str] = [expr.op]
    if expr.bool_:
        words.append("bool")
    if expr.on is not None:
        words.append(f"on {_labels(expr.on)}")
    if expr.group_left is not None:
        words.append(f"group_left {_labels(expr.group_left)}")
    return " ".join(words)


@lru_cache(maxsize=1024)  # the same few in every alert of a service
def _labels(names: tuple[str, ...]) -> str:
    for name in names:
        if not is_grouping_label(name):
            raise ValueError(f"PromQL cannot group by a label named {name!r}")
    return f"({', '.join(names)})"


def _raw_lines(text: str) -> list[str]:
    """The user's lines. A raw string may hold line breaks, so with a backtick none is touched."""
    if "`" in text:
        return [text.strip()]
    lines = textwrap.dedent(text.strip("\n")).strip().split("\n")
    return [line.rstrip(" \t\r") for line in lines if line.strip()]
