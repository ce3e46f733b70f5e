"""The small part of expr-lang in which our conditions are written, read strictly.

Its answers are those that expr-lang 1.17.8, which Argo Rollouts is built with, gave to the same
conditions and figures. What it does not know it refuses, so that it can pass nothing by chance.
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Sequence
from typing import Literal

Phase = Literal["Successful", "Failed", "Inconclusive"]

_COMPARE: dict[str, Callable[[float, float], bool]] = {
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
    "==": operator.eq,
    "!=": operator.ne,
}
_TOKEN = re.compile(
    r"\s*(?:(?P<number>-?[0-9]+(?:\.[0-9]+)?)|(?P<word>[A-Za-z]+)|(?P<sign>&&|[<>=!]=|[<>!(){}#,]))"
)


class ExpressionError(Exception):
    """Not of the part that is read here, or no figure where one is needed."""


def evaluate(text: str, result: Sequence[float]) -> bool:
    found = _Reader(_tokens(text), result).read()
    if not isinstance(found, bool):
        raise ExpressionError("expected bool")
    return found


def phase(success: str, failure: str, result: Sequence[float]) -> Phase:
    """Of a measurement with both conditions (argo-rollouts, utils/evaluate/evaluate.go)."""
    good, bad = evaluate(success, result), evaluate(failure, result)
    if bad:
        return "Failed"
    return "Successful" if good else "Inconclusive"


def _tokens(text: str) -> list[str]:
    tokens, place = [], 0
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            raise ExpressionError(f"at {place}: {text}")
        tokens.append(match[0].strip())
        place = match.end()
    return tokens


class _Reader:
    def __init__(self, tokens: list[str], result: Sequence[float]) -> None:
        self.tokens, self.result, self.place = tokens, result, 0

    def read(self) -> object:
        found = self.both(None)
        if self.place != len(self.tokens):
            raise ExpressionError("something is left")
        return found

    def next(self, expected: str | None = None) -> str:
        if self.place >= len(self.tokens):
            raise ExpressionError("it ends too early")
        token = self.tokens[self.place]
        if expected is not None and token != expected:
            raise ExpressionError(f"{token} and not {expected}")
        self.place += 1
        return token

    def peek(self) -> str:
        return self.tokens[self.place] if self.place < len(self.tokens) else ""

    def both(self, item: float | None) -> object:
        found = self.compared(item)
        while self.peek() == "&&":
            self.next()
            other = self.compared(item)
            if not (isinstance(found, bool) and isinstance(other, bool)):
                raise ExpressionError("&& of what is no bool")
            found = found and other
        return found

    def compared(self, item: float | None) -> object:
        left = self.single(item)
        if self.peek() not in _COMPARE:
            return left
        compare = _COMPARE[self.next()]
        right = self.single(item)
        if not (type(left) in (int, float) and type(right) in (int, float)):
            raise ExpressionError("a comparison of what is no number")
        assert isinstance(left, int | float)
        assert isinstance(right, int | float)
        return compare(float(left), float(right))

    def single(self, item: float | None) -> object:
        token = self.next()
        if token == "!":
            found = self.single(item)
            if not isinstance(found, bool):
                raise ExpressionError("! of what is no bool")
            return not found
        if token == "(":
            found = self.both(item)
            self.next(")")
            return found
        if token == "#":
            if item is None:
                raise ExpressionError("# outside of a predicate")
            return item
        if token in ("isNaN", "isInf"):
            self.next("(")
            figure = self.both(item)
            self.next(")")
            if type(figure) is not float:
                raise ExpressionError(f"{token} of what is no float")
            return math.isnan(figure) if token == "isNaN" else math.isinf(figure)
        if token == "len":
            for expected in ("(", "result", ")"):
                self.next(expected)
            return len(self.result)
        if token in ("any", "all"):
            return self.over(any if token == "any" else all)
        if token in ("true", "false"):
            return token == "true"
        if re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", token):
            if "." not in token and abs(int(token)) >= 2**63:
                raise ExpressionError("integer out of range")
            return float(token) if "." in token else int(token)
        raise ExpressionError(f"unknown: {token}")

    def over(self, join: Callable[[list[bool]], bool]) -> bool:
        for expected in ("(", "result", ",", "{"):
            self.next(expected)
        start, answers = self.place, []
        for item in self.result or (1.0,):
            self.place = start
            answer = self.both(item)
            if not isinstance(answer, bool):
                raise ExpressionError("a predicate that is no bool")
            answers.append(answer)
        self.next("}")
        self.next(")")
        return join(answers if self.result else [])
