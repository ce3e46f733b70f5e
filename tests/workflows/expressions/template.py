"""Texts that hold expressions, and conditions, which are one."""

from __future__ import annotations

import re
from collections.abc import Mapping

from tests.workflows.expressions.evaluator import Functions, evaluate
from tests.workflows.expressions.functions import PURE
from tests.workflows.expressions.lexer import ExpressionError
from tests.workflows.expressions.parser import Call, Node, Operation, called, parse
from tests.workflows.expressions.values import Value, text_of, truthy

_PART = re.compile(r"\$\{\{((?:[^'}]|'[^']*'|\}(?!\}))*)\}\}")
_STATUS = {"always", "success", "failure", "cancelled"}


def fill(text: str, contexts: Mapping[str, Value], functions: Functions = PURE) -> str:
    """The text with the value of each `${{ }}`. Raises ExpressionError."""
    if "${{" in _PART.sub("", text):
        raise ExpressionError(f"an expression is not closed: {text!r}")
    return _PART.sub(lambda found: text_of(evaluate(parse(found[1]), contexts, functions)), text)


def condition(text: str | None, contexts: Mapping[str, Value], functions: Functions) -> bool:
    """Whether a job or a step runs. Without a status function of its own, `success()` is meant."""
    success: Node = Call("success", ())
    if text is None:
        return truthy(evaluate(success, contexts, functions))
    whole = _PART.fullmatch(text)
    if whole is None and "${{" in text:
        raise ExpressionError(f"text around an expression makes it always true: {text!r}")
    node = parse(whole[1] if whole else text)
    if not _STATUS & set(called(node)):
        node = Operation("&&", (success, node))
    return truthy(evaluate(node, contexts, functions))
