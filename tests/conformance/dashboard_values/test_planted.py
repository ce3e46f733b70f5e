"""The checks see what is wrong: bugs planted in a dashboard, in a rule and in the lowering."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from opsgen.plan import values as v
from opsgen.promql import Binary, forms
from opsgen.promql import tree as q
from tests.conformance.dashboard_values.checks import wrong_lines, wrong_units, wrong_values
from tests.conformance.dashboard_values.shown import Shown, served
from tests.conformance.examples import FOLDER

EXAMPLE = FOLDER / "step"
Check = Callable[[Shown], Iterator[str]]


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shown]:
    with served(EXAMPLE, tmp_path_factory.mktemp("planted")) as found:
        yield found


@dataclass(frozen=True, slots=True)
class Bug:
    """`old` becomes `new` in the text of the dashboard, and `check` must tell."""

    name: str
    old: str
    new: str
    check: Check


BUGS = (
    Bug("a factor on a figure", '"expr": "max(daily_cost)"', '"expr": "max(daily_cost) * 1000"',
        wrong_values),
    Bug("another window", "request_latency_seconds_bucket[5m]",
        "request_latency_seconds_bucket[10m]", wrong_values),
    Bug("another aggregation", '"max(retrieval_empty_rate)"', '"min(retrieval_empty_rate)"',
        wrong_values),
    Bug("a share in percent", '"unit": "percentunit"', '"unit": "percent"', wrong_units),
    Bug("milliseconds for seconds", '"unit": "s"', '"unit": "ms"', wrong_units),
    Bug("a line of the wrong severity", '"color": "orange", "value": 0.05',
        '"color": "yellow", "value": 0.05', wrong_lines),
    Bug("a line at 5 for 5%", '"value": 0.05', '"value": 5', wrong_lines),
    Bug("a moving limit without its factor", "max(budget) * 1.5", "max(budget)", wrong_lines),
)  # fmt: skip


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.name)
def test_a_bug_in_a_dashboard_is_seen(bug: Bug, shown: Shown) -> None:
    whole = json.dumps(shown.dashboard, sort_keys=True)
    assert bug.old in whole
    planted = replace(shown, dashboard=json.loads(whole.replace(bug.old, bug.new)))
    assert list(bug.check(shown)) == []
    assert list(bug.check(planted))


def test_a_rule_with_another_threshold_is_seen(shown: Shown) -> None:
    rules = {
        name: expr.replace("> 0.01", "> 0.02") if name == "error_rate_medium" else expr
        for name, expr in shown.rules.items()
    }
    assert rules != shown.rules
    (told,) = wrong_lines(replace(shown, rules=rules))
    assert told.startswith("error_rate_medium at ")


def _unfilled(by: v.Labels, node: v.Ratio) -> q.Expr:
    part, total = (forms.rate(by, one, node.window) for one in (node.part, node.total))
    return Binary("/", part, forms.positive(total), on=by)


def _each_of_its_own(by: v.Labels, selector: v.Selector, window: int) -> q.Expr:
    return forms.aggregate("max", by, forms.call("rate", forms.select(selector, window)))


@pytest.mark.parametrize(("form", "instead"), [("ratio", _unfilled), ("rate", _each_of_its_own)])
def test_a_bug_in_the_lowering_is_seen(
    form: str, instead: object, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(forms, form, instead)
    with served(EXAMPLE, tmp_path) as planted:
        assert any("is not" in told for told in wrong_values(planted))
