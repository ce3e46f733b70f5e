"""Comparing: unlike kinds become numbers, strings ignore case, objects are only themselves."""

from __future__ import annotations

import math
from collections.abc import Mapping

from tests.workflows.expressions.values import Value, number_of


def folded(text: str) -> str:
    return text.upper()


def _kind(value: Value) -> str:
    for kinds, name in ((bool, "bool"), (float, "number"), (str, "text"), (Mapping, "object")):
        if isinstance(value, kinds):
            return name
    return "null" if value is None else "array"


def _alike(left: Value, right: Value) -> tuple[Value, Value]:
    kinds = {_kind(left), _kind(right)}
    if len(kinds) == 1 or kinds & {"object", "array"}:
        return left, right
    return number_of(left), number_of(right)


def equal(left: Value, right: Value) -> bool:
    left, right = _alike(left, right)
    if _kind(left) != _kind(right):
        return False
    if isinstance(left, str):
        return folded(left) == folded(right)
    if isinstance(left, Mapping | list):
        return left is right
    return bool(left == right)


def less(left: Value, right: Value) -> bool:
    left, right = _alike(left, right)
    if _kind(left) != _kind(right) or isinstance(left, Mapping | list) or left is None:
        return False
    if isinstance(left, str):
        return folded(left) < folded(right)
    if isinstance(left, float) and (math.isnan(left) or math.isnan(right)):
        return False
    return bool(left < right)
