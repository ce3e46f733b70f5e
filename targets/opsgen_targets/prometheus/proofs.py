"""The proof of the rules: what is exported, and what must then fire, as promtool's unit tests.

promtool evaluates every rule of a rule file at every step of every world, be it a week long. So
the long worlds have test files of their own, which read only the rules that they are about.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from opsgen.artifacts import Plain, YamlNode
from opsgen.plan import Alert, Plan
from opsgen.promql import Matcher, Selector, duration, to_promql
from opsgen.proof import Expectation, LabelSet, Proof, World, spans
from opsgen_targets.prometheus.exported import exported
from opsgen_targets.prometheus.rules import labels_of
from opsgen_targets.prometheus.told import Told
from opsgen_targets.prometheus.words import annotations_of


@dataclass(frozen=True, slots=True)
class Tests:
    """A test file. `end` is that of its name: nothing for the short worlds, `-7d` for long ones.

    `alerts` are all that the test file is about.
    """

    end: str
    data: dict[str, YamlNode]
    alerts: frozenset[str]


def tests(plan: Plan, proof: Proof) -> Iterator[Tests]:
    """The test files without the name of the rule file that each reads."""
    alerts = {alert.name: alert for alert in plan.alerts}
    read = _Read(plan, alerts)
    known: set[str] = set()
    for (long, step, scrape), worlds in _paces(proof.worlds).items():
        named = frozenset(one.alert for world in worlds for one in world.expectations)
        span = duration(max(map(_span, (alerts[name] for name in named))))
        parts = (f"-{span}" if long else "", f"-every-{duration(step)}", f"-of-{duration(scrape)}")
        end = next(one for one in accumulate(parts) if one not in known)
        known.add(end)
        data: dict[str, YamlNode] = {
            "evaluation_interval": Plain(duration(step)),
            "tests": [read.test(world) for world in worlds],
        }
        yield Tests(end, data, named)


def _span(alert: Alert) -> int:
    """What makes its worlds long."""
    return max(spans.longest(alert.condition), alert.hold, alert.keep_firing)


def _paces(worlds: Iterable[World]) -> dict[tuple[bool, int, int], list[World]]:
    """Those that are judged as often and, if long, scraped as often: what reads a month would see
    too many samples in a world that is scraped for the sake of five minutes."""
    found: dict[tuple[bool, int, int], list[World]] = {}
    for world in sorted(worlds, key=lambda world: (world.pace.long, -world.pace.step)):
        pace = world.pace
        scrape = pace.scrape if pace.long else pace.step
        found.setdefault((pace.long, pace.step, scrape), []).append(world)
    return found


class _Read:
    """Writes worlds down; what a person reads is told of each alert once."""

    def __init__(self, plan: Plan, alerts: Mapping[str, Alert]) -> None:
        self._plan = plan
        self._alerts = alerts
        self._procedures = {procedure.id: procedure for procedure in plan.runbook.procedures}
        self._told: set[str] = set()

    def test(self, world: World) -> dict[str, YamlNode]:
        alerts: list[YamlNode] = []
        states: list[YamlNode] = []
        for one in world.expectations:
            whole = self._whole(one)
            if whole is None:
                states.append(self._state(one))
            else:
                alerts.append(
                    {"eval_time": _time(one.at), "alertname": one.alert, "exp_alerts": whole}
                )
        found: dict[str, YamlNode] = {
            "name": world.name,
            "interval": Plain(duration(world.pace.scrape)),
            "input_series": list(exported(world)),
        }
        if alerts:
            found["alert_rule_test"] = alerts
        if states:
            found["promql_expr_test"] = states
        return found

    def _whole(self, one: Expectation) -> list[YamlNode] | None:
        """The alerts as they are sent; None where it is enough, or all that is sure, that they
        fire."""
        if not one.labels:
            return []
        if one.alert in self._told or not one.figures or not all(one.figures):
            return None
        found: list[YamlNode] = []
        for labels, figures in zip(one.labels, one.figures, strict=True):
            sent = self._sent(self._alerts[one.alert], labels, figures)
            if sent is None:
                return None
            found.append(sent)
        self._told.add(one.alert)
        return found

    def _sent(
        self, alert: Alert, labels: LabelSet, figures: Sequence[float]
    ) -> dict[str, YamlNode] | None:
        """None where the last digit of a figure depends on the noise of its computation."""
        around = [figure * factor for figure in figures for factor in (1 - 1e-9, 1, 1 + 1e-9)]
        procedure = self._procedures.get(alert.procedure)
        read = [
            annotations_of(alert, self._plan, procedure, Told(dict(labels), figure))
            for figure in around
        ]
        if any(other != read[0] for other in read):
            return None
        return {"exp_labels": self._labels(alert, labels), "exp_annotations": read[0]}

    def _labels(self, alert: Alert, labels: LabelSet) -> dict[str, str]:
        named = dict(labels) | labels_of(alert, self._plan)
        return {name: text for name, text in named.items() if text}

    def _state(self, one: Expectation) -> dict[str, YamlNode]:
        """That it fires, with these labels; what else it carries is told elsewhere."""
        firing = Selector(
            "ALERTS",
            (Matcher("alertname", "=", one.alert), Matcher("alertstate", "=", "firing")),
        )
        alert = self._alerts[one.alert]
        fixed = {"alertname": one.alert, "alertstate": "firing"}
        samples: list[YamlNode] = []
        for labels in one.labels:
            named = (self._labels(alert, labels) | fixed).items()
            matchers = tuple(Matcher(name, "=", text) for name, text in sorted(named))
            samples.append({"labels": to_promql(Selector("ALERTS", matchers), _WIDE), "value": 1})
        return {
            "expr": to_promql(firing, _WIDE),
            "eval_time": _time(one.at),
            "exp_samples": samples,
        }


_WIDE = 10**6
"""Columns: all on one line."""


def _time(second: int) -> Plain:
    return Plain(duration(second))
