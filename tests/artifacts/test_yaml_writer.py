"""YAML means the same to every reader, and yamllint's defaults have nothing to say of it."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from yamllint import linter  # type: ignore[import-untyped]  # it ships no types
from yamllint.config import YamlLintConfig  # type: ignore[import-untyped]  # it ships no types

from opsgen.artifacts import Literal, Noted, Plain, YamlNode, to_yaml, yaml_writer
from opsgen.artifacts.yaml_writer import YamlDocument
from tests.artifacts.hostile import hostile
from tests.artifacts.readers import READERS

STRINGS = hostile(3000, seed=2)
LINT = YamlLintConfig("extends: default\nrules: {line-length: disable}")
EVERY_READER = pytest.mark.parametrize("read", READERS)

BLOCKS = (
    "up == 0",
    "a\n/\nb > 0.05",
    "    a\n  /\n    b\n> 1",
    "set -eu\n\n  echo '# no comment: \"x\" {{ }}'\n",
    "--- # not a document\n...\n%TAG",
)
NO_BLOCKS = ("", "\n", "a ", "a\n\n", "\na", "  \na", "a\tb", "é", "a\r\nb", "a\x00", " ", "a \nb")


def lint(text: str) -> list[str]:
    return [f"{problem.line}: {problem.message}" for problem in linter.run(text, LINT)]


def strings_are_read_back(read: Callable[[str], Any]) -> None:
    keys = {string: number for number, string in enumerate(STRINGS)}
    assert read(to_yaml({"values": STRINGS, "keys": keys})) == {"values": STRINGS, "keys": keys}


@EVERY_READER
def test_strings_are_read_back(read: Callable[[str], Any]) -> None:
    strings_are_read_back(read)


def test_strings_are_ascii_and_clean() -> None:
    text = to_yaml({"values": STRINGS, "nested": [{string: string} for string in STRINGS]})
    assert text.isascii()
    assert lint(text) == []


def _bare(text: str) -> str:
    return text


def _unescaped(text: str) -> str:
    return f'"{text}"'


def _single_quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


@EVERY_READER
@pytest.mark.parametrize("bug", [_bare, _unescaped, _single_quoted])
def test_every_reader_catches_a_wrong_quoting(
    read: Callable[[str], Any], bug: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(yaml_writer, "_quoted", bug)
    with pytest.raises(Exception):  # noqa: B017, PT011  # each reader has errors of its own
        strings_are_read_back(read)


def test_the_linter_catches_a_wrong_layout(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml_writer, "_STEP", "   ")
    assert lint(to_yaml({"a": [{"b": [1, 2], "c": {"d": 3}}], "e": Literal("x\n\ny")})) != []


@EVERY_READER
def test_blocks_are_read_back(read: Callable[[str], Any]) -> None:
    texts = [*BLOCKS, *NO_BLOCKS]
    blocks: list[YamlNode] = [Literal(text) for text in texts]
    text = to_yaml({"list": blocks, "deep": [[Literal(BLOCKS[2])], {"expr": Literal(BLOCKS[2])}]})
    assert lint(text) == []
    assert read(text) == {"list": texts, "deep": [[BLOCKS[2]], {"expr": BLOCKS[2]}]}


@pytest.mark.parametrize("text", BLOCKS)
def test_printable_text_is_shown_as_a_block(text: str) -> None:
    assert to_yaml({"expr": Literal(text)}).startswith("---\nexpr: |")


def test_a_block_tells_its_indentation_only_where_it_begins_with_a_blank() -> None:
    assert to_yaml({"expr": Literal("a\n")}).startswith("---\nexpr: |\n")
    assert to_yaml({"expr": Literal(" a\n")}).startswith("---\nexpr: |2\n")


def test_a_truth_is_written_in_small_letters() -> None:
    assert to_yaml([True, False]) == "---\n- true\n- false\n"


@pytest.mark.parametrize("text", NO_BLOCKS)
def test_what_a_block_cannot_hold_is_quoted(text: str) -> None:
    assert to_yaml({"expr": Literal(text)}).startswith('---\nexpr: "')


@EVERY_READER
def test_numbers_are_exact(read: Callable[[str], Any]) -> None:
    numbers: YamlDocument = [0, -7, 10**15, True, False, Decimal("0.30"), Fraction(1, 8)]
    assert read(to_yaml(numbers)) == [0, -7, 10**15, True, False, 0.3, 0.125]


def test_the_layout_is_fixed() -> None:
    data: YamlDocument = {
        "groups": [
            {
                "name": "shop",
                "rules": [
                    {
                        "alert": "high_error_rate",
                        "expr": Literal("    a\n  /\n    b\n> 0.05"),
                        "for": Plain("5m"),
                        "labels": {"severity": "high", "on": "x", "a b": "y"},
                        "annotations": {},
                    },
                    [],
                ],
            }
        ],
        "matrix": [[1, 2], [Decimal("1E+3"), Decimal("0.050")]],
        "last": True,
    }
    assert to_yaml(data) == (
        """\
---
groups:
  - name: "shop"
    rules:
      - alert: "high_error_rate"
        expr: |2-
              a
            /
              b
          > 0.05
        for: 5m
        labels:
          severity: "high"
          "on": "x"
          "a b": "y"
        annotations: {}
      - []
matrix:
  - - 1
    - 2
  - - 1000
    - 0.050
last: true
"""
    )
    assert lint(to_yaml(data)) == []


def test_empty_documents() -> None:
    assert to_yaml({}) == "---\n{}\n"
    assert to_yaml([]) == "---\n[]\n"


@pytest.mark.parametrize("word", ["5m", "1h30m", "500ms", "none", "a.b-c_d"])
def test_plain_words_stand_bare(word: str) -> None:
    text = to_yaml([Plain(word)])
    assert text == f"---\n- {word}\n"
    assert [read(text) for read in READERS[:3]] == [[word]] * 3


@pytest.mark.parametrize(
    "word", ["", "5", "1e3", "0x1F", "on", "No", "NULL", "a b", "a: b", "5m ", "~"]
)
def test_other_words_may_not(word: str) -> None:
    with pytest.raises(ValueError, match="bare"):
        to_yaml([Plain(word)])


@pytest.mark.parametrize("value", [0.1, None, b"x", {1}])
def test_other_types_have_no_form(value: Any) -> None:
    with pytest.raises(TypeError):
        to_yaml({"key": value})


@pytest.mark.parametrize("value", [Decimal("NaN"), Decimal("Infinity"), Fraction(1, 3), "\ud800"])
def test_what_no_file_can_hold_is_refused(value: YamlNode) -> None:
    with pytest.raises(ValueError, match=r"number|decimal|surrogate"):
        to_yaml({"key": value})


@EVERY_READER
def test_a_note_stands_behind_its_scalar_and_means_nothing(read: Callable[[str], Any]) -> None:
    text = to_yaml({"a": Noted("x # y", "why: it is so"), "b": [Noted(Plain("write"), "why")]})
    assert 'a: "x # y"  # why: it is so' in text
    assert read(text) == {"a": "x # y", "b": ["write"]}
    assert lint(text) == []


@pytest.mark.parametrize("note", ["", " a", "a ", "a\nb: 1", "a\x85b", "é"])
def test_a_note_is_one_line_of_ascii(note: str) -> None:
    with pytest.raises(ValueError, match="comment"):
        to_yaml([Noted("x", note)])


@pytest.mark.parametrize(
    ("char", "written"),
    [
        ("\x80", r"\x80"), ("\xff", r"\xff"), ("\u0100", r"\u0100"), ("\uffff", r"\uffff"),
        ("\U00010000", r"\U00010000"), ("\U0010ffff", r"\U0010ffff"),
    ],
)  # fmt: skip
def test_a_character_is_escaped_in_the_shortest_form(char: str, written: str) -> None:
    assert f'"a{written}"' in to_yaml({"k": f"a{char}"})


@pytest.mark.parametrize("code", [0xD800, 0xDFFF])
def test_half_a_character_has_no_form(code: int) -> None:
    with pytest.raises(ValueError, match="surrogate"):
        to_yaml({"k": chr(code)})
