"""The proof of the rules: what is exported, and what must then fire, as promtool's unit tests.

promtool evaluates every rule of a rule file at every step of every world, be it a week long. So
the long worlds have test files of their own, which read only the rules that they are about.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

from opsgen.artifacts import Plain, YamlNode
from opsgen.plan import Alert, Plan
from opsgen.promql import Matcher, Selector, duration, to_promql
from opsgen.proof import Expectation, LabelSet, Proof, Track, World, spans
from opsgen.proof.runs import Run, Runs
from opsgen_targets.prometheus.rules import labels_of
from opsgen_targets.prometheus.told import Told
from opsgen_targets.prometheus.words import annotations_of

_DIGITS = 12
"""Of a figure: enough that nothing changes sides, and no noise of binary fractions."""


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
    for (long, step), worlds in _paces(proof.worlds).items():
        named = frozenset(one.alert for world in worlds for one in world.expectations)
        span = max(map(_span, (alerts[name] for name in named)))
        end = f"-{duration(span)}" if long else ""
        end = f"{end}-every-{duration(step)}" if end in known else end
        known.add(end)
        data: dict[str, YamlNode] = {
            "evaluation_interval": Plain(duration(step)),
            "tests": [read.test(world) for world in worlds],
        }
        yield Tests(end, data, named)


def _span(alert: Alert) -> int:
    """What makes its worlds long."""
    return max(spans.longest(alert.condition), alert.hold, alert.keep_firing)


def _paces(worlds: Iterable[World]) -> dict[tuple[bool, int], list[World]]:
    found: dict[tuple[bool, int], list[World]] = {}
    for world in sorted(worlds, key=lambda world: (world.pace.long, -world.pace.step)):
        found.setdefault((world.pace.long, world.pace.step), []).append(world)
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
            "input_series": [
                {"series": _series(tracks[0]), "values": _values(tracks, world)}
                for tracks in _by_series(world.tracks)
            ],
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


def _series(track: Track) -> str:
    matchers = tuple(Matcher(name, "=", text) for name, text in track.labels)
    return to_promql(Selector(track.name, matchers), _WIDE)


def _by_series(tracks: Iterable[Track]) -> Iterable[list[Track]]:
    """A series is one track, but for a native histogram, which is one of each bucket."""
    found: dict[object, list[Track]] = {}
    for track in tracks:
        own = id(track) if track.bucket is None else None
        found.setdefault((track.name, track.labels, own), []).append(track)
    return found.values()


def _values(tracks: Sequence[Track], world: World) -> str:
    """In promtool's words: `0+15x40` begins at 0 and rises 40 times by 15, `_x3` is not there."""
    columns = []
    for track in tracks:
        assert isinstance(track.samples, Runs)
        columns.append(track.samples.runs)
    # The buckets of a histogram are scraped together.
    rows = list(zip(*columns, strict=True))
    lowest = tracks[0].bucket
    write = _run if lowest is None else partial(_histogram, offset=math.frexp(lowest)[1] - 1)
    return " ".join(_runs(rows, world.tempo.start, write))


def _runs(
    rows: Sequence[Sequence[Run]], start: int, write: Callable[[Sequence[Run]], str]
) -> Iterator[str]:
    if rows[0][0].start > start:
        yield _gap((rows[0][0].start - start) // rows[0][0].every)
    for row, following in pairwise((*rows, None)):
        assert row is not None
        yield write(row)
        if following is not None:
            run = row[0]
            missing = (following[0].start - run.start) // run.every - run.count
            if missing:
                yield _gap(missing)


def _gap(count: int) -> str:
    return f"_x{count}"


def _histogram(row: Sequence[Run], offset: int) -> str:
    """Buckets by powers of two (schema 0); `offset` is the power of the first one's upper bound."""

    def written(figures: Sequence[float]) -> str:
        texts = [f"{figure:.{_DIGITS}g}" for figure in figures]
        count = f"{math.fsum(map(float, texts)):.{_DIGITS}g}"
        return f"{{{{schema:0 count:{count} buckets:[{' '.join(texts)}] offset:{offset}}}}}"

    first = written([run.first for run in row])
    if row[0].count == 1:
        return first
    return f"{first}+{written([run.slope for run in row])}x{row[0].count - 1}"


def _run(row: Sequence[Run]) -> str:
    (run,) = row
    first, slope = (f"{figure:.{_DIGITS}g}" for figure in (run.first, run.slope))
    if run.count == 1:
        return first
    if not run.slope:
        return f"{first}x{run.count - 1}"
    return f"{first}{'' if run.slope < 0 else '+'}{slope}x{run.count - 1}"
