"""Tokens to a tree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tests.workflows.expressions.lexer import ExpressionError, Token, tokens

__all__ = ["Call", "Context", "ExpressionError", "Index", "Literal", "Node", "Operation", "Star"]


@dataclass(frozen=True, slots=True)
class Literal:
    value: Any


@dataclass(frozen=True, slots=True)
class Context:
    name: str


@dataclass(frozen=True, slots=True)
class Call:
    name: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Star:
    """`of.*`"""

    of: Node


@dataclass(frozen=True, slots=True)
class Index:
    of: Node
    key: Node


@dataclass(frozen=True, slots=True)
class Operation:
    """`sign` is `!` with one part, a comparison with two, `&&` and `||` with two or more."""

    sign: str
    parts: tuple[Node, ...]


Node = Literal | Context | Call | Star | Index | Operation

_EQUALITY = ("==", "!=")
_ORDER = ("<", "<=", ">", ">=")


def parse(text: str) -> Node:
    """Raises ExpressionError."""
    return _Parser(list(tokens(text))).whole()


def called(node: Node) -> Iterator[str]:
    """The names of all functions in the tree, in lower case."""
    match node:
        case Call(name, arguments):
            yield name.lower()
            for each in arguments:
                yield from called(each)
        case Operation(_, parts):
            for each in parts:
                yield from called(each)
        case Index(of, key):
            yield from called(of)
            yield from called(key)
        case Star(of):
            yield from called(of)


class _Parser:
    def __init__(self, found: list[Token]) -> None:
        self.found = found
        self.place = 0

    def whole(self) -> Node:
        node = self.either()
        if self.ahead.kind != "end":
            raise ExpressionError(f"unexpected {self.ahead.text!r}")
        return node

    @property
    def ahead(self) -> Token:
        return self.found[self.place]

    def take(self, *signs: str) -> str | None:
        if self.ahead.kind == "sign" and self.ahead.text in signs:
            self.place += 1
            return self.found[self.place - 1].text
        return None

    def expect(self, sign: str) -> None:
        if self.take(sign) is None:
            raise ExpressionError(f"{sign!r} is missing before {self.ahead.text!r}")

    def either(self) -> Node:
        parts = [self.both()]
        while self.take("||"):
            parts.append(self.both())
        return Operation("||", tuple(parts)) if len(parts) > 1 else parts[0]

    def both(self) -> Node:
        parts = [self.equality()]
        while self.take("&&"):
            parts.append(self.equality())
        return Operation("&&", tuple(parts)) if len(parts) > 1 else parts[0]

    def equality(self) -> Node:
        node = self.order()
        while sign := self.take(*_EQUALITY):
            node = Operation(sign, (node, self.order()))
        return node

    def order(self) -> Node:
        node = self.unary()
        while sign := self.take(*_ORDER):
            node = Operation(sign, (node, self.unary()))
        return node

    def unary(self) -> Node:
        return Operation("!", (self.unary(),)) if self.take("!") else self.reached()

    def reached(self) -> Node:
        """Only a name, a call or a group may be gone into: `'text'.length` is none."""
        bare = self.ahead.kind == "literal"
        node = self.primary()
        while not bare:
            if self.take("."):
                node = self.member(node)
            elif self.take("["):
                node = Star(node) if self.take("*") else Index(node, self.either())
                self.expect("]")
            else:
                break
        return node

    def member(self, of: Node) -> Node:
        if self.take("*"):
            return Star(of)
        if self.ahead.kind != "name":
            raise ExpressionError(f"a name is missing before {self.ahead.text!r}")
        self.place += 1
        return Index(of, Literal(self.found[self.place - 1].text))

    def primary(self) -> Node:
        token = self.ahead
        if token.kind == "literal":
            self.place += 1
            return Literal(token.value)
        if token.kind == "name":
            self.place += 1
            return Call(token.text, self.arguments()) if self.take("(") else Context(token.text)
        self.expect("(")
        node = self.either()
        self.expect(")")
        return node

    def arguments(self) -> tuple[Node, ...]:
        found: list[Node] = []
        while not self.take(")"):
            if found:
                self.expect(",")
            found.append(self.either())
        return tuple(found)
