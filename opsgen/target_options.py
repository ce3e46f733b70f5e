"""A target's options from the input, checked against the dataclass that declares them."""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, Union, get_args, get_origin, get_type_hints

from opsgen.diagnostics import Diagnostic
from opsgen.diagnostics.rules import targets as rules
from opsgen.diagnostics.suggest import nearest
from opsgen.target import TargetOptions

if TYPE_CHECKING:
    from opsgen.source import Document

_NAMES = {bool: "true or false", int: "a whole number", str: "a text"}


def read_options(
    declared: type[TargetOptions],
    target: str,
    given: Mapping[str, object],
    document: Document,
) -> tuple[TargetOptions | None, tuple[Diagnostic, ...]]:
    """(the options, or None when one is wrong; what is wrong)."""
    hints = get_type_hints(declared)
    fields = [field.name for field in dataclasses.fields(declared)]
    values: dict[str, Any] = {}
    problems: list[Diagnostic] = []
    for key, value in given.items():
        path = ("targets", target, key)
        if key not in fields:
            close = nearest(key, fields)
            listed = ", ".join(f"`{name}`" for name in fields)
            problems.append(
                rules.UNKNOWN_OPTION.at(
                    document.key_span(path),
                    f"the target `{target}` has no option `{key}`",
                    help=f"did you mean `{close[0]}`?" if close else f"its options are {listed}",
                    path=path,
                )
            )
            continue
        if not fits(value, hints[key]):
            problems.append(
                rules.BAD_OPTION.at(
                    document.span(path),
                    f"`{key}` of the target `{target}` must be {describe(hints[key])}",
                    help=f"see `opsgen targets {target}`",
                    path=path,
                )
            )
            continue
        values[key] = tuple(value) if isinstance(value, list) else value
    return (None if problems else declared(**values)), tuple(problems)


def fits(value: object, hint: Any) -> bool:
    """Whether `value`, as the loader gives it, is of the annotated type."""
    origin = get_origin(hint)
    if origin is Literal:
        return any(value == choice and type(value) is type(choice) for choice in get_args(hint))
    if origin in (Union, types.UnionType):
        return any(fits(value, choice) for choice in get_args(hint))
    if origin is tuple:
        return isinstance(value, list) and all(fits(item, get_args(hint)[0]) for item in value)
    if origin in (dict, Mapping) or origin is not None:
        arguments = get_args(hint)
        return isinstance(value, Mapping) and all(
            fits(key, arguments[0]) and fits(item, arguments[1]) for key, item in value.items()
        )
    return type(value) is hint


def describe(hint: Any) -> str:
    """The type in words, for a message and for `opsgen targets`."""
    origin = get_origin(hint)
    if origin is Literal:
        return " or ".join(f"`{choice}`" for choice in get_args(hint))
    if origin in (Union, types.UnionType):
        kinds = [choice for choice in get_args(hint) if choice is not type(None)]
        return " or ".join(describe(kind) for kind in kinds)
    if origin is tuple:
        return "a list"
    return _NAMES.get(hint, "a map")
