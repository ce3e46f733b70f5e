"""Every panel of every example, asked of a real Prometheus that was fed the plan's worlds.

What it draws equals what the plan means, computed from the same samples; and what it draws is
beyond an alert's line exactly when that alert's expression is true.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conformance.dashboard_values.checks import wrong_lines, wrong_units, wrong_values
from tests.conformance.dashboard_values.shown import Shown, served
from tests.conformance.examples import EXAMPLES, name


@pytest.fixture(scope="module", params=EXAMPLES, ids=name)
def shown(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Shown]:
    with served(request.param, tmp_path_factory.mktemp("values")) as found:
        yield found


def test_every_panel_draws_what_the_plan_means(shown: Shown) -> None:
    assert list(wrong_values(shown)) == []


def test_every_axis_is_in_the_unit_of_its_figure(shown: Shown) -> None:
    assert list(wrong_units(shown)) == []


def test_a_series_is_beyond_a_line_exactly_when_its_alert_is_true(shown: Shown) -> None:
    assert list(wrong_lines(shown)) == []
