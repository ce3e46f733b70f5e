"""What is printed is read back as the same tree, at every width."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from opsgen.promql import Expr, printer, to_promql
from tests.promql.reader import meaning, read
from tests.promql.trees import scalars, vectors

EXAMPLES = settings(
    max_examples=400, deadline=None, suppress_health_check=list(HealthCheck), database=None
)
ANY_TREE_AND_WIDTH = given(vectors | scalars, st.sampled_from((1, 30, 80, 10**6)))


def text_is_read_back_as_the_tree(expr: Expr, width: int) -> None:
    assert read(to_promql(expr, width)) == meaning(expr)


test_text_is_read_back_as_the_tree = EXAMPLES(ANY_TREE_AND_WIDTH(text_is_read_back_as_the_tree))


def _no_parentheses(*_: object) -> bool:
    return False


def _left_associative(parent: Expr, child: Expr, right: bool) -> bool:
    return printer._binding(child) < printer._binding(parent)


@pytest.mark.parametrize("bug", [_no_parentheses, _left_associative])
def test_the_reader_catches_a_printer_that_forgets_parentheses(
    bug: Callable[..., bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printer, "_needs_parentheses", bug)
    always_the_same = settings(EXAMPLES, derandomize=True, report_multiple_bugs=False)
    with pytest.raises((AssertionError, ValueError)):
        always_the_same(ANY_TREE_AND_WIDTH(text_is_read_back_as_the_tree))()
