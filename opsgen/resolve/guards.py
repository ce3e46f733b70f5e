"""What keeps a ratio's alert silent while there is too little to judge by."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from opsgen.plan import Compare, Selector, Value
from opsgen.plan import values as v
from opsgen.resolve.expressions import Typer
from opsgen.resolve.measured import Measured
from opsgen.resolve.terms import Term
from opsgen.units import COUNT

BAD_EVENTS = 2
"""Least bad events of a critical or high ratio alert (LANGUAGE 2.1)."""


def guards(
    compared: Compare, left: Term, right: Term, severe: bool, typer: Typer
) -> Iterator[Compare]:
    """Least traffic of every ratio that is compared, and least bad events of one that rises."""
    ratios = {
        leaf.source.name: leaf.source
        for term in (left, right)
        for leaf in term.leaves()
        if leaf.source is not None and leaf.source.form == "ratio"
    }
    for ratio in ratios.values():
        if ratio.min_traffic:
            yield _at_least(ratio.min_traffic, ratio.selector, ratio, compared)
    side = left if compared.op in (">", ">=") else right if compared.op in ("<", "<=") else None
    rising = side.rises_with if side is not None else None
    if side is None or rising is None or rising.form != "ratio":
        return
    assert rising.part is not None
    least = rising.min_bad
    if least is None and severe and not side.parts and rising.result_unit().kind == "ratio":
        least = BAD_EVENTS
        because = "for critical and high alerts: one failed request on a quiet night is no page"
        typer.default(f"min_bad of `{rising.name}`", str(least), because)
    if least:
        yield _at_least(least, rising.part, rising, compared)


def _at_least(least: int, of: Selector, ratio: Measured, compared: Compare) -> Compare:
    labels = compared.left.labels or compared.right.labels
    events = Value(v.Increase(of, ratio.window), COUNT, labels, compared.left.origin)
    limit = Value(v.Const(Fraction(least)), COUNT, (), compared.left.origin)
    return Compare(events, ">=", limit)
