"""The functions that need to know nothing of a run."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tests.workflows.expressions.compare import equal, folded
from tests.workflows.expressions.lexer import ExpressionError
from tests.workflows.expressions.values import (
    Value,
    from_json,
    is_primitive,
    text_of,
    to_json,
)


@dataclass(frozen=True, slots=True)
class Function:
    least: int
    most: int
    call: Callable[..., Value]


Functions = Mapping[str, Function]
"""By their names in lower case."""


def _contains(where: Value, what: Value) -> bool:
    if isinstance(where, list):
        return any(equal(what, item) for item in where)
    if not (is_primitive(where) and is_primitive(what)):
        return False
    return text_of(what).lower() in text_of(where).lower()


def _starts(text: Value, start: Value) -> bool:
    if not (is_primitive(text) and is_primitive(start)):
        return False
    return folded(text_of(text)).startswith(folded(text_of(start)))


def _ends(text: Value, end: Value) -> bool:
    if not (is_primitive(text) and is_primitive(end)):
        return False
    return folded(text_of(text)).endswith(folded(text_of(end)))


def _join(items: Value, separator: Value = ",") -> str:
    if is_primitive(items):
        return text_of(items)
    if not isinstance(items, list):
        return ""
    between = text_of(separator) if is_primitive(separator) else ","
    return between.join(map(text_of, items))


_PIECE = re.compile(r"\{\{|\}\}|\{([0-9]+)\}|[{}]|[^{}]+")


def _format(pattern: Value, *filling: Value) -> str:
    found = []
    for match in _PIECE.finditer(text_of(pattern)):
        if match[0] in ("{{", "}}"):
            found.append(match[0][0])
        elif match[1] is not None:
            if int(match[1]) >= len(filling):
                raise ExpressionError("the format asks for more than it is given")
            found.append(text_of(filling[int(match[1])]))
        elif match[0] in ("{", "}"):
            raise ExpressionError("the format has a brace that is not closed")
        else:
            found.append(match[0])
    return "".join(found)


def _from_json(text: Value) -> Value:
    try:
        return from_json(text_of(text))
    except ValueError as error:
        raise ExpressionError(f"fromJSON: {error}") from error


PURE: Functions = {
    "contains": Function(2, 2, _contains),
    "startswith": Function(2, 2, _starts),
    "endswith": Function(2, 2, _ends),
    "format": Function(1, 255, _format),
    "join": Function(1, 2, _join),
    "tojson": Function(1, 1, to_json),
    "fromjson": Function(1, 1, _from_json),
}
