"""Random trees that are right by PromQL's types, so that an engine's parser takes their text."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import strategies as st

from opsgen.promql import (
    Aggregate,
    Binary,
    Call,
    Expr,
    Infinity,
    Matcher,
    Negate,
    Num,
    Raw,
    Selector,
    Str,
    Subquery,
)
from opsgen.promql.tree import ARITHMETIC, COMPARISONS, SET_OPERATORS

LABELS = ("route", "le", "by", "sum", "bool", "code")

seconds = st.integers(1, 10**6)
offsets = st.none() | st.integers(-(10**6), 10**6).filter(bool)
labels = st.lists(st.sampled_from(LABELS), unique=True, max_size=3).map(tuple)
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\ufffd"), max_size=6)
numbers = st.builds(
    Num,
    st.fractions(max_denominator=10**4) | st.integers(-(10**20), 10**20).map(Fraction),
    st.sampled_from((1, 60, 3600)),
)
matchers = st.lists(
    st.builds(Matcher, st.sampled_from(LABELS), st.sampled_from(("=", "!=")), texts), max_size=3
).map(tuple)
names = st.sampled_from(("up", "http_requests_total", "job:errors:rate5m", "_x"))
selectors = st.builds(Selector, names, matchers, st.none(), offsets)
ranges = st.builds(Selector, names, matchers, seconds, offsets)
raws = st.sampled_from(
    ("a or b", "a == 1 # down is 0\n  or\n    b", "x # last", "\n x{a=`p\n q`} \n", 'x{a="#"}')
)


def _binary(
    ops: frozenset[str], left: st.SearchStrategy[Expr], right: st.SearchStrategy[Expr]
) -> st.SearchStrategy[Expr]:
    return st.builds(Binary, st.sampled_from(sorted(ops)), left, right)


def _scalars(inner: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    return st.one_of(
        _binary(ARITHMETIC, inner, inner),
        st.builds(Negate, inner),
        st.builds(Binary, st.sampled_from(sorted(COMPARISONS)), inner, inner, bool_=st.just(True)),
    )


scalars: st.SearchStrategy[Expr] = st.recursive(
    numbers | st.builds(Infinity, st.booleans()) | st.just(Call("time", ())), _scalars, max_leaves=6
)


@st.composite
def _met(draw: st.DrawFn, inner: st.SearchStrategy[Expr]) -> Expr:
    """Two vectors that meet on labels."""
    op = draw(st.sampled_from(sorted(ARITHMETIC | COMPARISONS)))
    on = draw(labels)
    left = draw(st.none() | labels.map(lambda names: tuple(n for n in names if n not in on)))
    bool_ = op in COMPARISONS and draw(st.booleans())
    return Binary(op, draw(inner), draw(inner), on, left, bool_)  # type: ignore[arg-type]  # op is drawn as str


@st.composite
def _aggregated(draw: st.DrawFn, inner: st.SearchStrategy[Expr]) -> Expr:
    by, without = draw(st.sampled_from(((labels, st.none()), (st.none(), labels))))
    grouping = (draw(by), draw(without))
    op = draw(st.sampled_from(("sum", "quantile", "count_values")))
    params = {"sum": st.none(), "quantile": numbers, "count_values": st.just(Str("v"))}
    return Aggregate(op, *grouping, draw(inner), draw(params[op]))


def _vectors(inner: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    past = st.builds(Subquery, inner, seconds, st.none() | seconds, offsets)
    return st.one_of(
        _met(inner),
        _aggregated(inner),
        st.builds(Binary, st.sampled_from(sorted(SET_OPERATORS)), inner, inner, labels),
        st.builds(Binary, st.just("or"), inner, scalars.map(lambda n: Call("vector", (n,)))),
        _binary(ARITHMETIC | COMPARISONS, inner, scalars),
        _binary(ARITHMETIC | COMPARISONS, scalars, inner),
        st.builds(Negate, inner),
        past.map(lambda subquery: Call("max_over_time", (subquery,))),
        inner.map(lambda expr: Call("histogram_quantile", (Num(Fraction(99, 100)), expr))),
    )


vectors: st.SearchStrategy[Expr] = st.recursive(
    selectors | ranges.map(lambda over: Call("rate", (over,))) | st.builds(Raw, raws),
    _vectors,
    max_leaves=10,
)
