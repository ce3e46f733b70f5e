"""Python's own parser is the oracle: it groups the same operators in the same way."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opsgen.conditions import (
    Arithmetic,
    Both,
    Comparison,
    Either,
    Name,
    Negate,
    Tree,
    parse_condition,
    parser,
)

_SIGNS: dict[type[ast.AST], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.And: "and",
    ast.Or: "or",
}


def pythons(node: ast.expr) -> str:
    match node:
        case ast.Name():
            return node.id
        case ast.UnaryOp(op=ast.USub()):
            return f"(- {pythons(node.operand)})"
        case ast.BinOp():
            return f"({_SIGNS[type(node.op)]} {pythons(node.left)} {pythons(node.right)})"
        case ast.Compare():
            (op,), (right,) = node.ops, node.comparators
            return f"({_SIGNS[type(op)]} {pythons(node.left)} {pythons(right)})"
        case ast.BoolOp():
            return f"({_SIGNS[type(node.op)]} {' '.join(map(pythons, node.values))})"
    raise AssertionError(ast.dump(node))


def ours(tree: Tree) -> str:
    match tree:
        case Name():
            return tree.id
        case Negate():
            return f"(- {ours(tree.operand)})"
        case Arithmetic() | Comparison():
            return f"({tree.op} {ours(tree.left)} {ours(tree.right)})"
        case Both():
            return f"(and {' '.join(map(ours, tree.items))})"
        case Either():
            return f"(or {' '.join(map(ours, tree.items))})"
    raise AssertionError(tree)


def agrees(text: str) -> bool:
    tree = parse_condition(text).tree
    return tree is not None and ours(tree) == pythons(ast.parse(text, mode="eval").body)


NAMES = st.sampled_from("abcde")
SUMS = st.recursive(
    NAMES,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("+-*/"), inner).map(" ".join),
        inner.map(lambda text: f"-{text}"),
        inner.map(lambda text: f"({text})"),
    ),
    max_leaves=6,
)
COMPARED = st.tuples(SUMS, st.sampled_from([">", ">=", "<", "<=", "==", "!="]), SUMS).map(" ".join)
JOINED = st.recursive(
    COMPARED,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(" ".join),
        inner.map(lambda text: f"({text})"),
    ),
    max_leaves=5,
)


@settings(max_examples=300)
@given(JOINED)
def test_operators_bind_as_python_binds_them(text: str) -> None:
    assert agrees(text)


PLANTED = {
    "and as loose as or": ({"and": 1}, "a > b or b > c and c > d"),
    "or tighter than and": ({"or": 2, "and": 1}, "a > b or b > c and c > d"),
    "products as loose as sums": ({"*": 4, "/": 4}, "a + b * c > d"),
    "sums tighter than products": ({"+": 5, "-": 5, "*": 4, "/": 4}, "a + b * c > d"),
    "comparisons tighter than sums": (dict.fromkeys([">", "<"], 5), "a + b > c + d"),
}


@pytest.mark.parametrize(("fault", "text"), PLANTED.values(), ids=PLANTED)
def test_the_oracle_sees_a_planted_fault(
    monkeypatch: pytest.MonkeyPatch, fault: dict[str, int], text: str
) -> None:
    assert agrees(text)
    monkeypatch.setattr(parser, "BINDING", {**parser.BINDING, **fault})
    assert not agrees(text)


def test_the_oracle_sees_a_sign_that_binds_too_loosely(monkeypatch: pytest.MonkeyPatch) -> None:
    assert agrees("-a * b > c")
    monkeypatch.setattr(parser, "PREFIX_BINDING", 4)
    assert not agrees("-a * b > c")
