"""Walking over tokens within the limits, and collecting what is wrong with them."""

from __future__ import annotations

from typing import Final

from opsgen.conditions import complaints
from opsgen.conditions.lexer import Token
from opsgen.conditions.problem import Problem

MAX_DEPTH: Final = 32
MAX_NODES: Final = 200


class Stop(Exception):  # noqa: N818  (not an error: the signal that the rest cannot be read)
    def __init__(self, problem: Problem) -> None:
        self.problem = problem


class Cursor:
    """`lexical` are the problems that the lexer found already; `problems` are the parser's."""

    def __init__(self, text: str, tokens: tuple[Token, ...], lexical: tuple[Problem, ...]) -> None:
        self.text = text
        self.tokens = list(tokens)
        self.lexical = lexical
        self.at = 0
        self.depth = 0
        self.nodes = 0
        self.problems: list[Problem] = []

    @property
    def token(self) -> Token:
        return self.tokens[self.at]

    @property
    def before(self) -> Token | None:
        return self.tokens[self.at - 1] if self.at else None

    @property
    def last_end(self) -> int:
        """Where the token before this one ends."""
        return self.tokens[self.at - 1].end

    def advance(self) -> Token:
        token = self.tokens[self.at]
        self.at += 1
        return token

    def operator(self) -> str:
        """The kind of this token; `AND` and `OR` are reported and read as operators."""
        token = self.token
        word = self.word()
        if word not in ("and", "or"):
            return token.kind
        self.report(complaints.capital_word(token, self.text))
        self.tokens[self.at] = Token(word, token.start, token.end)
        return word

    def word(self) -> str:
        """This name in small letters; empty for other tokens and for names in backticks."""
        token = self.token
        if token.kind != "name" or token.quoted:
            return ""
        return self.text[token.start : token.end].lower()

    def enter(self) -> Token:
        """Advance over a token that opens a level."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            message = f"parentheses, calls and signs nest deeper than {MAX_DEPTH}"
            raise Stop(complaints.too_large(self.token, message))
        return self.advance()

    def leave(self) -> None:
        self.depth -= 1

    def close(self, opening: Token, *, in_call: bool = False) -> None:
        """Advance over the parenthesis that ends the level of `opening`."""
        if self.token.kind == "end":
            raise Stop(complaints.unclosed(opening))
        if self.token.kind != ")":
            raise Stop(complaints.unexpected(self.token, self.text, self.word(), in_call))
        self.advance()
        self.leave()

    def finish(self) -> None:
        if self.operator() != "end":
            raise Stop(complaints.unexpected(self.token, self.text, self.word(), in_call=False))

    def count(self) -> None:
        """Account for one more node."""
        self.nodes += 1
        if self.nodes > MAX_NODES:
            message = f"an expression of more than {MAX_NODES} parts is too large"
            raise Stop(complaints.too_large(self.before or self.token, message))

    def report(self, problem: Problem) -> None:
        self.problems.append(problem)
