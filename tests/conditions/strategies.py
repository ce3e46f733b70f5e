"""Random trees within the limits, and random text that is nearly one."""

from __future__ import annotations

from fractions import Fraction
from typing import get_args

from hypothesis import strategies as st

from opsgen.conditions import (
    FUNCTIONS,
    Arithmetic,
    Both,
    Call,
    Comparison,
    Condition,
    Either,
    Name,
    Negate,
    Node,
    Predicate,
    Quantity,
    Signature,
    Threshold,
)
from opsgen.conditions.functions import Shape
from opsgen.conditions.tree import ArithmeticOperator, ComparisonOperator
from opsgen.units import LITERAL_UNITS, TIME, Unit, currency

UNITS = [*LITERAL_UNITS.values(), currency("USD"), currency("EUR")]
PLAIN = st.from_regex(r"[A-Za-z_][A-Za-z0-9_:]{0,8}", fullmatch=True)
ODD = st.text(st.characters(codec="utf-8", exclude_characters="`"), min_size=1, max_size=6).filter(
    str.isprintable
)
NUMBERS = st.builds(Fraction, st.integers(0, 10**12), st.sampled_from([1, 2, 5, 10, 100, 10**9]))


def name(id: str) -> Name:
    return Name(id, 0, 0)


def quantity(value: Fraction, unit: Unit | None, per: int | None) -> Quantity:
    return Quantity(value, unit, per, "", 0, 0)


NAMES = st.builds(name, st.one_of(PLAIN, ODD, st.sampled_from(["and", "or", "not", "s", "min"])))
LABELS = st.builds(name, st.from_regex(r"[A-Za-z_][A-Za-z0-9_]{0,8}", fullmatch=True))
QUANTITIES = st.builds(
    quantity,
    NUMBERS,
    st.sampled_from([None, *UNITS]),
    st.sampled_from([None, 1, 60, 3600, 86400]),
)
WHOLE = [unit for unit in UNITS if unit.dims == TIME and unit.scale >= 1]
DURATIONS = st.builds(
    quantity, st.integers(1, 10**6).map(Fraction), st.sampled_from(WHOLE), st.none()
)
QUANTILES = st.builds(
    quantity, st.integers(1, 99).map(lambda n: Fraction(n, 100)), st.none(), st.none()
)


def calls(values: st.SearchStrategy[Node], *, predicate: bool = False) -> st.SearchStrategy[Call]:
    shapes: dict[Shape, st.SearchStrategy[Node]] = {
        "name": NAMES,
        "value": values,
        "duration": DURATIONS,
        "quantile": QUANTILES,
        "label": LABELS,
    }

    def call(signature: Signature, count: int) -> st.SearchStrategy[Call]:
        arguments = [shapes[parameter.shape] for parameter in signature.parameters[:count]]
        return st.tuples(*arguments).map(lambda given: Call(signature.name, given, 0, 0))

    return st.one_of(
        [
            call(signature, count)
            for signature in FUNCTIONS.values()
            for count in range(signature.required, len(signature.parameters) + 1)
            if signature.predicate == predicate
        ]
    )


def _grown(values: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    operators = st.sampled_from(get_args(ArithmeticOperator))
    return st.one_of(
        st.builds(lambda operand: Negate(operand, 0, 0), values),
        st.builds(lambda op, a, b: Arithmetic(op, a, b, 0, 0, 0, 0), operators, values, values),
        calls(values),
    )


VALUES: st.SearchStrategy[Node] = st.recursive(st.one_of(NAMES, QUANTITIES), _grown, max_leaves=8)
OPERATORS = st.sampled_from(get_args(ComparisonOperator))
COMPARISONS = st.builds(
    lambda op, a, b: Comparison(op, a, b, 0, 0, 0, 0), OPERATORS, VALUES, VALUES
)
PREDICATES = calls(VALUES, predicate=True).map(lambda call: Predicate(call, 0, 0))


def _joined(items: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    several = st.lists(items, min_size=2, max_size=3).map(tuple)
    return st.one_of(
        st.builds(lambda some: Both(some, 0, 0), several),
        st.builds(lambda some: Either(some, 0, 0), several),
    )


CONDITIONS: st.SearchStrategy[Condition] = st.recursive(
    st.one_of(COMPARISONS, PREDICATES), _joined, max_leaves=5
)
THRESHOLDS = st.builds(lambda op, value: Threshold(op, value, 0, 0, 0, 0), OPERATORS, VALUES)

_VISIBLE = """
    a b error_rate rate( min( absent( quantile( nothing( ( ) , > >= < == != = && | ! + - * / % $ ^
    and or not AND unless by 5 0.05 .5 5. 1e3 1e99 1_0 1__0 0x1 5% 5ms 5m 1h30m 5mb 5/s /s s min
    { } [5m] {a="b"} ` ` `a` " ' ; . € 5€ µs ≥ 200 USD MB x
"""
PIECES = [*_VISIBLE.split(), *"\uff15\u0430\U0001f44d\u00a0\u200b\x1b \t\n"]
SCRAPS = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)
"""Text made of pieces of the language, right and wrong: deeper in than random characters get."""
