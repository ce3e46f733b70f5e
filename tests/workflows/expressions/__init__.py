"""The expressions of GitHub Actions, evaluated strictly: what is not known is refused."""

from __future__ import annotations

from tests.workflows.expressions.evaluator import Function, Functions, evaluate
from tests.workflows.expressions.parser import ExpressionError, Node, called, parse
from tests.workflows.expressions.template import condition, fill
from tests.workflows.expressions.values import Strict, UnknownNameError, Value, text_of, truthy

__all__ = [
    "ExpressionError",
    "Function",
    "Functions",
    "Node",
    "Strict",
    "UnknownNameError",
    "Value",
    "called",
    "condition",
    "evaluate",
    "fill",
    "parse",
    "text_of",
    "truthy",
]
