"""A colour says what the alerts say, on both sides of every limit and at the limit itself."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opsgen.plan import SEVERITIES
from opsgen.plan.conditions import CompareOp
from opsgen_targets.grafana.panels import Limit
from opsgen_targets.grafana.steps import COLOURS, dashes, judgement, judges, nearest, number

HOLDS: Mapping[CompareOp, Callable[[Fraction, Fraction], bool]] = {
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
}
FIGURES = st.integers(-400, 400).map(lambda n: Fraction(n, 4))
LIMITS = st.lists(
    st.builds(Limit, st.sampled_from(SEVERITIES), st.sampled_from(sorted(HOLDS)), FIGURES),
    min_size=1,
    max_size=5,
).map(tuple)


def shown(steps: Sequence[object], figure: Fraction) -> str:
    """The colour that Grafana gives: of the last step that the figure reaches."""
    colour = ""
    for step in steps:
        assert isinstance(step, dict)
        if step["value"] is None or figure >= Fraction(step["value"]):
            colour = step["color"]
    return colour


@settings(deadline=None)
@given(LIMITS, st.data())
def test_a_tile_has_the_colour_of_the_worst_alert_that_fires(
    limits: tuple[Limit, ...], data: st.DataObject
) -> None:
    figure = data.draw(st.one_of(FIGURES, st.sampled_from([limit.value for limit in limits])))
    firing = [limit.severity for limit in limits if HOLDS[limit.op](figure, limit.value)]
    wanted = next((COLOURS[one] for one in SEVERITIES if one in firing), "green")
    assert shown(judgement(limits), figure) == wanted


@settings(deadline=None)
@given(LIMITS)
def test_steps_rise_from_a_base_without_a_value(limits: tuple[Limit, ...]) -> None:
    for steps in (judgement(limits), dashes(limits)):
        values = [step["value"] for step in steps if isinstance(step, dict)]
        assert values[0] is None
        rising = [Fraction(value) for value in values[1:] if isinstance(value, Decimal)]
        assert len(rising) == len(values) - 1
        assert rising == sorted(set(rising))


@settings(deadline=None)
@given(LIMITS)
def test_every_limit_is_a_line_in_the_colour_of_its_worst_severity(
    limits: tuple[Limit, ...],
) -> None:
    drawn = {step["value"]: step["color"] for step in dashes(limits)[1:] if isinstance(step, dict)}
    for limit in limits:
        same = [other.severity for other in limits if other.value == limit.value]
        worst = next(one for one in SEVERITIES if one in same)
        assert drawn[number(limit.value)] == COLOURS[worst]
    assert len(drawn) == len({limit.value for limit in limits})


def test_a_line_is_coloured_although_the_bad_side_is_below() -> None:
    limits = (Limit("low", "<", Fraction(1, 10)),)
    assert dashes(limits)[1:] == [{"color": "blue", "value": number(Fraction(1, 10))}]
    assert [shown(judgement(limits), Fraction(n, 100)) for n in (9, 10)] == ["blue", "green"]


def test_no_colour_judges_what_is_no_side() -> None:
    assert not judges(())
    assert not judges((Limit("high", "==", Fraction(0)),))
    assert judges((Limit("high", ">", Fraction(0)),))


def test_the_nearest_limit_is_the_first_to_be_met() -> None:
    above = (Limit("high", ">", Fraction(5)), Limit("low", ">", Fraction(2)))
    below = (Limit("low", "<", Fraction(1)), Limit("high", "<", Fraction(0)))
    assert nearest((*above, *below)) == (Fraction(2), Fraction(1))
    assert nearest(()) == (None, None)


@pytest.mark.parametrize(
    ("value", "digits"), [(Fraction(1, 60), "0.016666666666666666"), (Fraction(5), "5")]
)
def test_a_limit_is_the_float_that_prometheus_compares_with(value: Fraction, digits: str) -> None:
    assert str(number(value)) == digits
    assert float(number(value)) == float(value)
