"""What a rollout is watched by: the trigger, the checks, the comparisons, and their defaults."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from opsgen.conditions import Quantity, parse_threshold
from opsgen.diagnostics import Path
from opsgen.diagnostics.rules import names as rules
from opsgen.plan import Alert, Compare, Condition, Matcher, Selector, Value
from opsgen.plan import values as v
from opsgen.plan.conditions import comparisons, is_guard, values, without_guards
from opsgen.plan.gate import (
    Allowance,
    Check,
    Comparison,
    Gate,
    Tracks,
    Traffic,
    narrowed,
    narrowed_selector,
    narrowed_value,
)
from opsgen.resolve.compiled import Compiler
from opsgen.resolve.context import Context
from opsgen.spec import Gate as GateSpec
from opsgen.spec import GateCheck, GateComparison, Pipeline
from opsgen.units import COUNT, format_duration

_WEIGHTS = (25, 50, 75)
_HISTORY = (v.OverTime, v.Baseline, v.ZScore, v.Change, v.Age, v.Fired)
_SEVERE = ("critical", "high")
_PATH: Path = ("pipeline", "gate")


@dataclass(slots=True)
class GateResolver:
    """`asked` are the alerts that the user asked for."""

    pipeline: Pipeline
    compiler: Compiler
    asked: Sequence[Alert]
    context: Context

    def resolve(self) -> Gate:
        spec = self.pipeline.gate or GateSpec.model_validate({})
        tracks = None
        if (said := spec.tracks) is not None:
            origin = self.context.origin(said.path)
            tracks = Tracks(said.label, said.new, said.stable, origin)
        checks = tuple(self._checks(spec, tracks))
        return Gate(
            interval=self._given(spec.interval, "interval", 60, "often enough to stop in time"),
            delay=self._delay(spec, checks),
            hold=self._given(spec.hold, "hold", 600, "two rate windows of the usual length"),
            weights=self._weights(spec),
            allowed=Allowance(
                self._count(spec.failures, "failures", 1, "one bad moment is no bad version"),
                self._count(spec.inconclusives, "inconclusives", 3, "samples come late"),
                self._count(spec.errors, "errors", 10, "Prometheus restarts"),
                self._count(spec.errors_in_a_row, "errors_in_a_row", 4, "then it is gone"),
            ),
            checks=checks,
            comparisons=tuple(self._comparisons(spec, tracks)),
            tracks=tracks,
            origin=self.context.origin(_PATH if self.pipeline.gate else ("pipeline",)),
        )

    def _given(self, seconds: int | None, what: str, default: int, because: str) -> int:
        if seconds is not None:
            return seconds
        self.context.default("gate", what, format_duration(default), _PATH, because)
        return default

    def _count(self, count: int | None, what: str, default: int, because: str) -> int:
        if count is not None:
            return count
        self.context.default("gate", what, str(default), _PATH, because)
        return default

    def _delay(self, spec: GateSpec, checks: Sequence[Check]) -> int:
        if spec.delay is not None:
            return spec.delay
        windows = (_window(value.node) for check in checks for value in _leaves(check.condition))
        longest = max(windows, default=0)
        because = "the longest rate window: until then it holds samples of before"
        self.context.default("gate", "delay", format_duration(longest), _PATH, because)
        return longest

    def _weights(self, spec: GateSpec) -> tuple[int, ...]:
        if not spec.weights:
            text = ", ".join(map(str, _WEIGHTS))
            self.context.default("gate", "weights", text, _PATH, "in quarters")
            return _WEIGHTS
        path = (*_PATH, "weights")
        if list(spec.weights) != sorted(set(spec.weights)) or spec.weights[-1] >= 100:
            message = "the weights must rise, and stay below 100"
            help = "`full_deployment` gives all traffic; write for example `[25, 50, 75]`"
            self.context.report(rules.BAD_GATE, path, message, help=help)
        return tuple(spec.weights)

    # -- checks

    def _checks(self, spec: GateSpec, tracks: Tracks | None) -> Iterator[Check]:
        written = list(self._written(spec))
        for text, path, observe, whole in written:
            compiled = self.compiler.condition(text, path, "gate", None, False)
            if compiled is not None:
                words = " ".join(text.split())
                yield self._check(words, compiled.condition, path, spec, tracks, observe, whole)
        if any(not observe for _, _, observe, _ in written):
            return
        found = [alert for alert in self.asked if _can_watch(alert)]
        for alert in found:
            path = alert.origin.path
            self.context.default("gate", "check", alert.name, path, "nothing else is checked")
            yield self._check(alert.name, alert.condition, path, spec, tracks, False, False)

    def _written(self, spec: GateSpec) -> Iterator[tuple[str, Path, bool, bool]]:
        rollback = self.pipeline.rollback
        if rollback is not None and rollback.trigger is not None:
            yield rollback.trigger, (*rollback.path, "trigger"), False, False
        for index, check in enumerate(spec.checks):
            path = (*_PATH, "checks", index)
            if isinstance(check, GateCheck):
                path = (*path, "condition")
                yield check.condition, path, check.observe, check.whole_service
            else:
                yield check, path, False, False

    def _check(
        self,
        text: str,
        condition: Condition,
        path: Path,
        spec: GateSpec,
        tracks: Tracks | None,
        observed: bool,
        whole: bool,
    ) -> Check:
        asked = without_guards(condition)
        baseline = tuple(dict.fromkeys(_sources(asked)))
        traffic = tuple(self._traffic(asked, condition, spec))
        if tracks is not None and not whole and not self._reads_history(asked, text, path):
            self._check_raw(asked, path)
            new = Matcher(tracks.label, "=", tracks.new)
            stable = Matcher(tracks.label, "=", tracks.stable)
            asked = narrowed(asked, new)
            baseline = tuple(narrowed_selector(each, stable) for each in baseline)
            traffic = tuple(_narrowed_traffic(each, new) for each in traffic)
        return Check(text, asked, traffic, baseline, observed, self.context.origin(path))

    def _reads_history(self, condition: Condition, text: str, path: Path) -> bool:
        if not any(isinstance(value.node, _HISTORY) for value in _leaves(condition)):
            return False
        because = "it looks back, and the new version has no past"
        self.context.default(f"check `{text}`", "whole_service", "true", path, because)
        return True

    def _check_raw(self, condition: Condition, path: Path) -> None:
        for value in _leaves(condition):
            if isinstance(value.node, v.Raw):
                self.context.report(
                    rules.GATE_READS_ALL,
                    path,
                    f"`{value.name}` is PromQL of your own, which the gate cannot narrow to the "
                    "new version",
                    help="declare the metric by its series, or say `whole_service: true`",
                )

    def _traffic(self, asked: Condition, condition: Condition, spec: GateSpec) -> Iterator[Traffic]:
        """What a ratio or a quantile must rest on before it says anything."""
        for compare in comparisons(asked):
            for value in _of(compare):
                counted = _counted(value.node)
                if counted is None:
                    continue
                selector, window = counted
                least = _asked_for(selector, condition)
                if least is None:
                    least = spec.min_traffic
                if least is None:
                    least = _telling(value.node, compare)
                    because = "below that a single event crosses the limit"
                    name = value.name or selector.series
                    self.context.default(
                        f"gate, `{name}`", "min_traffic", str(least), _PATH, because
                    )
                if least:
                    events = Value(v.Increase(selector, window), COUNT, (), value.origin)
                    yield Traffic(compare, events, least)

    # -- comparisons

    def _comparisons(self, spec: GateSpec, tracks: Tracks | None) -> Iterator[Comparison]:
        if spec.compare and tracks is None:
            path: Path = (*_PATH, "compare")
            self.context.report(
                rules.BAD_GATE,
                path,
                "nothing says which series are the stable version's",
                help="name the label that tells: `tracks: {label: track}`",
                edit=self.context.document.insertion(_PATH, "tracks: {label: track}"),
            )
        for index, written in enumerate(spec.compare):
            path = (*_PATH, "compare", index)
            given = written if isinstance(written, GateComparison) else None
            name = given.metric if given is not None else str(written)
            if given is None:
                given = GateComparison.model_validate({"metric": name})
            else:
                path = (*path, "metric")
            if tracks is not None:
                made = self._comparison(name, given, path, tracks)
                if made is not None:
                    yield made

    def _comparison(
        self, name: str, spec: GateComparison, path: Path, tracks: Tracks
    ) -> Comparison | None:
        found = self._figure(f"{name} > 0", path)
        if found is None:
            return None
        value = found.left
        if value.labels or isinstance(value.node, (v.Raw, *_HISTORY)):
            message = f"`{name}` cannot be read of one version alone"
            help = "compare a metric that is declared by its series, without history"
            self.context.report(rules.BAD_GATE, path, message, help=help)
            return None
        delta = self._delta(name, spec, path)
        if delta is None:
            return None
        return Comparison(
            name,
            narrowed_value(value, Matcher(tracks.label, "=", tracks.new)),
            narrowed_value(value, Matcher(tracks.label, "=", tracks.stable)),
            spec.worse,
            Fraction(spec.max_ratio),
            delta,
            1 - Fraction(spec.confidence),
            self.context.origin(path),
        )

    def _figure(self, text: str, path: Path) -> Compare | None:
        compiled = self.compiler.condition(text, path, "gate", (), False)
        return compiled.compared[0] if compiled is not None else None

    def _delta(self, name: str, spec: GateComparison, path: Path) -> Fraction | None:
        """`min_delta` in the unit of the figure."""
        written = spec.min_delta
        if isinstance(written, int | Decimal):
            return Fraction(written)
        tree = parse_threshold(f"> {written}").tree
        found = None
        if tree is not None and isinstance(tree.value, Quantity):
            scope = self.compiler.scope
            scope.silent = True
            found = self._figure(f"{name} > {written}", path)
            scope.silent = False
        if found is None or not isinstance(found.right.node, v.Const):
            message = f"`min_delta` is no difference of `{name}`"
            help = "write a figure in its unit: `1%`, `100ms`"
            self.context.report(rules.BAD_GATE, (*path[:-1], "min_delta"), message, help=help)
            return None
        return found.right.node.value


def _can_watch(alert: Alert) -> bool:
    """Whether the alert is about what a new version does at this moment."""
    return (
        alert.severity in _SEVERE
        and bool(list(comparisons(alert.condition)))
        and not any(
            isinstance(each.node, (*_HISTORY, v.Absent)) for each in _leaves(alert.condition)
        )
    )


def _narrowed_traffic(traffic: Traffic, matcher: Matcher) -> Traffic:
    of = narrowed(traffic.of, matcher)
    assert isinstance(of, Compare)
    return Traffic(of, narrowed_value(traffic.events, matcher), traffic.least)


def _leaves(condition: Condition) -> Iterator[Value]:
    for value in values(condition):
        yield from v.walk(value)


def _of(compare: Compare) -> Iterator[Value]:
    yield from v.walk(compare.left)
    yield from v.walk(compare.right)


def _window(node: v.Node) -> int:
    return node.window if isinstance(node, v.Rate | v.Increase | v.Ratio | v.Quantile) else 0


def _counted(node: v.Node) -> tuple[Selector, int] | None:
    """The events that a figure rests on; a native histogram has no series that counts them."""
    match node:
        case v.Ratio(_, total, window):
            return total, window
        case v.Quantile(histogram=histogram, window=window, native=False):
            return replace(histogram, series=f"{histogram.series}_count"), window
        case _:
            return None


def _sources(condition: Condition) -> Iterator[Selector]:
    """Series that have samples while a service runs: not the part of a ratio, which may be 0."""
    for value in _leaves(condition):
        counted = _counted(value.node)
        match value.node:
            case _ if counted is not None:
                yield counted[0]
            case v.Quantile(histogram=selector):
                yield selector
            case v.Series(selector=selector) | v.Rate(selector=selector):
                yield selector
            case v.Increase(selector=selector):
                yield selector


def _asked_for(selector: Selector, condition: Condition) -> int | None:
    """The metric's own `min_traffic`, which stands as a guard in the condition."""
    for item in filter(is_guard, comparisons(condition)):
        match (item.left.node, item.right.node):
            case (v.Increase(counted), v.Const(least)) if counted == selector:
                return math.ceil(least)
    return None


def _telling(node: v.Node, compare: Compare) -> int:
    """So many events that one of them alone crosses no limit: 20 for `> 5%`, 100 for a p99."""
    if isinstance(node, v.Quantile):
        return math.ceil(1 / (1 - node.q))
    limit = compare.right.node if compare.left.node is node else compare.left.node
    if not isinstance(limit, v.Const) or not 0 < limit.value < 1:
        return 20
    share = limit.value if compare.op in (">", ">=") else 1 - limit.value
    return math.ceil(1 / share)
