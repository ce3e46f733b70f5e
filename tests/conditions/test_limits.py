"""The limits are exact, and nothing within or beyond them hurts the parser."""

from __future__ import annotations

import sys

import pytest

from opsgen.conditions import parse_condition, parse_threshold
from opsgen.conditions.cursor import MAX_DEPTH, MAX_NODES
from opsgen.conditions.reading import MAX_CHARACTERS, MAX_PROBLEMS

LONG_NAME = "a" * (MAX_CHARACTERS - 4)


def terms(count: int) -> str:
    """A condition of two nodes (`> 1`) and, for each term but the first, two more."""
    return "+".join(["a"] * count) + ">1"


WITHIN = {
    "characters": f"{LONG_NAME} > 1",
    "parentheses": "(" * MAX_DEPTH + "a > 1" + ")" * MAX_DEPTH,
    "signs": "-" * MAX_DEPTH + "a > 1",
    "calls": "max(" * MAX_DEPTH + "a" + ",5m)" * MAX_DEPTH + "> 1",
    "a mixture": "-(max(" * 10 + "-(a)" + ",5m))" * 10 + "> 1",
    "nodes": terms((MAX_NODES - 1) // 2),
    "side by side": " or ".join(["(((a)))>1"] * 60),
}
BEYOND = {
    "characters": (f"{LONG_NAME}a > 1", MAX_CHARACTERS, MAX_CHARACTERS + 1),
    "characters, far": ("(" * 100_000, MAX_CHARACTERS, 100_000),
    "parentheses": ("(" * 40 + "a > 1" + ")" * 40, MAX_DEPTH, MAX_DEPTH + 1),
    "parentheses, by one": ("(" * (MAX_DEPTH + 1) + "a > 1", MAX_DEPTH, MAX_DEPTH + 1),
    "signs": ("-" * 300 + "a > 1", MAX_DEPTH, MAX_DEPTH + 1),
    "not": ("not " * 200 + "a > 1", MAX_DEPTH * 4, MAX_DEPTH * 4 + 3),
    "calls": ("max(" * 33 + "a" + ",5m)" * 33 + "> 1", 131, 132),
    "a mixture": ("-(max(" * 11 + "a", 65, 66),
    "nodes": (terms(201), 200, 201),
}


@pytest.mark.parametrize("text", WITHIN.values(), ids=WITHIN)
def test_within_the_limits(text: str) -> None:
    parsed = parse_condition(text)
    assert parsed.problems == ()
    assert parsed.tree is not None


@pytest.mark.parametrize(("text", "start", "end"), BEYOND.values(), ids=BEYOND)
def test_beyond_the_limits(text: str, start: int, end: int) -> None:
    parsed = parse_condition(text)
    assert parsed.tree is None
    (problem,) = parsed.problems
    assert (problem.rule.code, problem.start, problem.end) == ("OPS300", start, end)
    assert "split it" in (problem.help or "")


def test_one_node_more_is_too_many() -> None:
    most = (MAX_NODES - 1) // 2
    assert parse_condition(terms(most)).tree is not None
    assert parse_condition(terms(most + 1)).tree is None


HOSTILE = [
    *("(", "-", "a+", "a>", "1", "1_", "1.", "1e", "1,", "1h", "1h ", "5 ", "%", "`", '"', "'"),
    *("{", '{"', "[", "$", "${", "not ", "a and ", "rate(", "5/", "5 / ", "=", "> =", "\u00a0"),
    *("\u0430", "\U0001f44d", "\ud800", "\x00", "5m 3", "0x", "a,", "µ", "1__", "AND ", "a AND "),
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_no_repetition_exhausts_stack_or_patience(piece: str) -> None:
    text = (piece * MAX_CHARACTERS)[:MAX_CHARACTERS]
    limit = sys.getrecursionlimit()
    for parse in (parse_condition, parse_threshold):
        assert parse(text).problems != ()
        assert len(parse(f">{text[1:]}").problems) <= MAX_PROBLEMS
    assert sys.getrecursionlimit() == limit
