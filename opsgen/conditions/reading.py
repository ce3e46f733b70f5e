"""The two things that are read from text: a condition and a threshold."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar, cast

from opsgen.conditions import complaints
from opsgen.conditions.cursor import Stop
from opsgen.conditions.lexer import lex
from opsgen.conditions.parser import BINDING, Parser
from opsgen.conditions.problem import Parsed, Problem
from opsgen.conditions.signs import COMPARISONS
from opsgen.conditions.tree import (
    Comparison,
    ComparisonOperator,
    Condition,
    Threshold,
)
from opsgen.diagnostics.rules import conditions as rules

MAX_CHARACTERS: Final = 1000
MAX_PROBLEMS: Final = 10

T = TypeVar("T")


def parse_condition(text: str) -> Parsed[Condition]:
    """Read `error_rate > 5% and rate(requests) > 1/s`. Never raises."""
    return _parse(text, _condition)


def parse_threshold(text: str) -> Parsed[Threshold]:
    """Read `>500ms`: an operator and a value, the left side being the metric. Never raises."""
    return _parse(text, _threshold)


def _parse(text: str, read: Callable[[Parser], T]) -> Parsed[T]:
    if problem := _outside_limits(text):
        return Parsed(None, (problem,))
    lexed = lex(text)
    problems = list(lexed.problems)
    tree: T | None = None
    if lexed.sound and len(lexed.tokens) > 1:
        parser = Parser(text, lexed.tokens, lexed.problems)
        try:
            tree = read(parser)
        except Stop as stop:
            if stop.problem.rule is rules.TOO_LARGE:
                return Parsed(None, (stop.problem,))
            parser.report(stop.problem)
        problems += parser.problems
    errors = [problem for problem in problems if problem.rule.level == "error"]
    found = sorted(errors or problems, key=lambda problem: (problem.start, problem.end))
    return Parsed(None if errors else tree, tuple(found[:MAX_PROBLEMS]))


def _outside_limits(text: str) -> Problem | None:
    end = len(text)
    if not text.strip(" \t\n"):
        help = "write a comparison such as `error_rate > 5%`, or leave the key out"
        return Problem(rules.EMPTY_EXPRESSION, 0, end, "nothing is written here", help)
    if end > MAX_CHARACTERS:
        message = f"an expression of {end} characters is longer than {MAX_CHARACTERS}"
        return Problem(rules.TOO_LARGE, MAX_CHARACTERS, end, message, complaints.SPLIT)
    return None


def _condition(parser: Parser) -> Condition:
    start = parser.token.start
    tree = parser.expression(0)
    end = parser.last_end
    parser.finish()
    return parser.as_condition(tree, start, end)


def _threshold(parser: Parser) -> Threshold:
    if parser.token.kind not in COMPARISONS:
        raise Stop(_no_threshold(parser))
    op = parser.advance()
    start = parser.token.start
    value = parser.expression(BINDING[op.kind])
    end = parser.last_end
    if parser.operator() in ("and", "or", *COMPARISONS):
        parser.problems.clear()  # The spelling of what must not be here is beside the point.
        raise Stop(complaints.more_than_threshold(parser.token, parser.text))
    parser.finish()
    kind = cast(ComparisonOperator, op.kind)
    value = parser.as_value(value, start, end)
    return Threshold(kind, value, op.start, op.end, op.start, end)


def _no_threshold(parser: Parser) -> Problem:
    if parser.word() in complaints.SPOKEN and parser.tokens[1].kind in ("quantity", "name"):
        return complaints.unexpected(parser.token, parser.text, parser.word(), in_call=False)
    start = parser.token.start
    tree = parser.expression(0)
    end = parser.last_end
    parser.finish()
    if isinstance(tree, Comparison) and tree.start == start:
        return complaints.left_side(start, tree.op_start, end, parser.text)
    if not parser.is_value(tree):
        parser.problems.clear()  # What its parts lack is beside the point.
        return complaints.whole_condition(start, end)
    return complaints.no_side(start, end, parser.text)
