"""JSON is what the standard reader takes for the same data, to the last digit."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from opsgen.artifacts import JsonNode, json_writer, to_json
from tests.artifacts.hostile import hostile

STRINGS = hostile(3000, seed=3)


def strings_are_read_back() -> None:
    data: JsonNode = {string: string for string in STRINGS}
    text = to_json(data)
    assert text.isascii()
    assert json.loads(text) == data
    assert text == json.dumps(data, indent=2) + "\n"


def test_strings_are_read_back() -> None:
    strings_are_read_back()


@pytest.mark.parametrize("bug", [lambda text: f'"{text}"', repr])
def test_the_reader_catches_a_wrong_quoting(
    bug: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(json_writer, "_string", bug)
    with pytest.raises((AssertionError, ValueError)):
        strings_are_read_back()


def test_the_layout_is_fixed() -> None:
    data: JsonNode = {
        "z": [1, Decimal("0.1") * 3, Decimal("1E+3"), Fraction(1, 8)],
        "a": {"empty": {}, "none": [], "null": None, "yes": True},
    }
    assert to_json(data) == (
        """\
{
  "z": [
    1,
    0.3,
    1000,
    0.125
  ],
  "a": {
    "empty": {},
    "none": [],
    "null": null,
    "yes": true
  }
}
"""
    )


@pytest.mark.parametrize("value", [0.1, b"x", {1}, Decimal])
def test_other_types_have_no_form(value: Any) -> None:
    with pytest.raises(TypeError):
        to_json([value])


@pytest.mark.parametrize("value", [Decimal("NaN"), Decimal("-Infinity"), Fraction(1, 3), "\ud800"])
def test_what_no_file_can_hold_is_refused(value: JsonNode) -> None:
    with pytest.raises(ValueError, match=r"number|decimal|surrogates"):
        to_json({"key": value})
