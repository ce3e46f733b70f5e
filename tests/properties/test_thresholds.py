"""A threshold's rule compares as the threshold does, and a ratio reads nothing bad as 0."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given

from opsgen.plan import Compare
from opsgen.promql.lower import Lowering
from tests.properties.builds import built
from tests.properties.figures import Spec
from tests.properties.profile import drawn
from tests.properties.specs import specs
from tests.properties.test_oracles import fails
from tests.properties.test_same_meaning import alerts
from tests.properties.writing import write

FLIPPED: dict[str, Any] = {">": "<", "<": ">", ">=": "<=", "<=": ">="}


@drawn()
@given(specs())
def test_a_threshold_is_compared_as_it_is_written(spec: Spec) -> None:
    rules = alerts(built(write(spec)))
    for metric, severity, op in thresholds(spec):
        expr = rules[f"{metric['name']}_{severity}"]["expr"]
        assert re.search(rf"(?:^|\s){op}\s", expr), (op, expr)
        if "numerator" in metric or str(metric["name"]).endswith("_rate"):
            assert re.search(r"\sor on \(", expr), expr


def thresholds(spec: Spec) -> list[tuple[Spec, str, str]]:
    """(metric, severity, operator) of each threshold that names its severity."""
    monitoring = spec["monitoring"]
    metrics = monitoring["metrics"] if isinstance(monitoring, dict) else []
    found: list[tuple[Spec, str, str]] = []
    for metric in metrics if isinstance(metrics, list) else []:
        given_ = metric.get("alert_threshold") if isinstance(metric, dict) else None
        if isinstance(metric, dict) and isinstance(given_, dict):
            pairs = ((key, re.match("[<>]=?", str(text))) for key, text in given_.items())
            found += [(metric, key, op[0]) for key, op in pairs if op]
    return found


def test_a_flipped_comparison_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = Lowering.condition

    def flipped(self: Lowering, condition: Any) -> Any:
        if isinstance(condition, Compare) and condition.op in FLIPPED:
            condition = replace(condition, op=FLIPPED[condition.op])
        return plain(self, condition)

    monkeypatch.setattr(Lowering, "condition", flipped)
    fails(test_a_threshold_is_compared_as_it_is_written, specs())


def test_a_ratio_that_is_not_filled_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("opsgen.promql.forms.filled", lambda part, *_: part)
    fails(test_a_threshold_is_compared_as_it_is_written, specs())
