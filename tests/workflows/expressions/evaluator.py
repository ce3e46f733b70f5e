"""A tree's value."""

from __future__ import annotations

from collections.abc import Mapping

from tests.workflows.expressions.compare import equal, less
from tests.workflows.expressions.functions import PURE, Function, Functions
from tests.workflows.expressions.lexer import ExpressionError
from tests.workflows.expressions.parser import (
    Call,
    Context,
    Index,
    Literal,
    Node,
    Operation,
    Star,
)
from tests.workflows.expressions.values import Value, index, star, truthy

__all__ = ["Function", "Functions", "evaluate"]


def evaluate(node: Node, contexts: Mapping[str, Value], functions: Functions = PURE) -> Value:
    """Raises ExpressionError, also for a context or a function that it does not know."""

    def at(node: Node) -> Value:
        match node:
            case Literal(value):
                return value
            case Context(name):
                return _context(name, contexts)
            case Call(name, arguments):
                return _called(name, functions, len(arguments)).call(*map(at, arguments))
            case Index(of, key):
                return index(at(of), at(key))
            case Star(of):
                return star(at(of))
            case Operation("&&" | "||" as sign, parts):
                value = None
                for part in parts:
                    value = at(part)
                    if truthy(value) == (sign == "||"):
                        break
                return value
            case Operation("!", (part,)):
                return not truthy(at(part))
            case Operation(sign, (left, right)):
                return _compared(sign, at(left), at(right))
        raise AssertionError("every node is one of these")

    return at(node)


def _context(name: str, contexts: Mapping[str, Value]) -> Value:
    for known, value in contexts.items():
        if known.lower() == name.lower():
            return value
    raise ExpressionError(f"no context `{name}` here, only {sorted(contexts)}")


def _called(name: str, functions: Functions, count: int) -> Function:
    function = functions.get(name.lower()) or PURE.get(name.lower())
    if function is None:
        raise ExpressionError(f"no function `{name}` here")
    if not function.least <= count <= function.most:
        raise ExpressionError(f"`{name}` takes {function.least} to {function.most} arguments")
    return function


def _compared(sign: str, left: Value, right: Value) -> bool:
    match sign:
        case "==":
            return equal(left, right)
        case "!=":
            return not equal(left, right)
        case "<":
            return less(left, right)
        case ">":
            return less(right, left)
        case "<=":
            return equal(left, right) or less(left, right)
        case _:
            return equal(left, right) or less(right, left)
