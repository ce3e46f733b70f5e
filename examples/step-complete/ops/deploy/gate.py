"""The deployment gate: it watches a rollout's metrics and says whether it may go on.

One file of the standard library alone, for Python 3.9 and later: `opsgen gate` runs it, and a
build writes the same file beside the plan that it reads, so that a deployment downloads nothing.
`gate.py --help` tells its commands, exit codes and variables.

No evidence never promotes. Only an answer that is there, finite, recent enough and rests on
enough traffic can pass; comparing happens here and not in PromQL, where a filter that matched
nothing and a filter that had nothing to match look the same.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import signal
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

VERSION = 2
"""The shape of the plan. Another one is refused."""

PASS, FAILED, INCONCLUSIVE, ERROR, ABORTED = "pass", "failed", "inconclusive", "error", "aborted"
SAMPLE = "sample"
"""No verdict: figures that are judged together with others, at the end."""
EXIT = {PASS: 0, FAILED: 10, INCONCLUSIVE: 11, ERROR: 12, ABORTED: 13}
USAGE = 2
WORST = (ABORTED, FAILED, ERROR, INCONCLUSIVE, PASS)
"""Over several metrics the first of these that any has. An abort is the operator's own word."""

LONGEST_ANSWER = 1 << 20
"""Bytes. A gate's query has a handful of series; a megabyte is a mistake or an attack."""

MOST_SERIES = 1000
MOST_EVENTS = 10**10
LONGEST_TEXT = 300
LONGEST_TABLE = 60

OPERATORS: dict[str, Callable[[float, float], bool]] = {
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
}


# --- What Prometheus answered ---------------------------------------------------------------

Labels = tuple[str, ...]


@dataclass(frozen=True)
class Answer:
    """The figures of one query by their labels' values; `error` tells why there is no answer."""

    figures: Mapping[Labels, float] = field(default_factory=dict)
    error: str | None = None


Ask = Callable[[str, Sequence[str]], Answer]
"""Puts a query and the labels that its series are told apart by. Never raises."""


def read_answer(body: bytes, labels: Sequence[str]) -> Answer:
    """The figures in an answer of Prometheus' `/api/v1/query`.

    Two series that the labels do not tell apart are an error: neither can be taken for both.
    """
    try:
        answer = json.loads(body.decode("utf-8"))
        if answer["status"] != "success":
            return Answer(error=clean(answer.get("error", "Prometheus reports no success")))
        data = answer["data"]
        if data["resultType"] == "scalar":
            return Answer({("",) * len(labels): _number(data["result"][1])})
        if data["resultType"] != "vector":
            return Answer(error=clean(f"the answer is a {data['resultType']}, not a vector"))
        if len(data["result"]) > MOST_SERIES:
            return Answer(error=f"the answer has more than {MOST_SERIES} series")
        figures: dict[Labels, float] = {}
        for series in data["result"]:
            key = tuple(str(series["metric"].get(label, "")) for label in labels)
            if key in figures:
                return Answer(error="the answer has several series where one was asked for")
            figures[key] = _number(series["value"][1])
        return Answer(figures)
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError):
        return Answer(error="the answer is not what Prometheus answers")


def _number(text: object) -> float:
    """Prometheus writes figures as strings: `0.5`, `NaN`, `+Inf`."""
    if not isinstance(text, str):
        raise TypeError("a figure is written as a string")
    return float(text)


# --- One measurement ------------------------------------------------------------------------


@dataclass(frozen=True)
class Finding:
    """What one look at a check gave, and in words why."""

    outcome: str
    why: str


@dataclass(frozen=True)
class Truth:
    """Whether a condition holds at one combination of labels; None where nothing can be said."""

    holds: bool | None
    why: str
    error: bool = False


def measure(check: Mapping[str, Any], ask: Ask) -> Finding:
    """Look once. A condition that holds is a failure; what is unknown anywhere is no pass.

    An unknown part does not hide a failure: of two limits joined by `or`, one that is surely
    crossed is enough. A figure that rests on too little traffic is unknown.
    """
    truths = _truths(check["condition"], check.get("labels", []), ask)
    for truth in truths.values():
        if truth.holds:
            return Finding(FAILED, truth.why)
    for truth in truths.values():
        if truth.error:
            return Finding(ERROR, truth.why)
    for truth in truths.values():
        if truth.holds is None:
            return Finding(INCONCLUSIVE, truth.why)
    if not truths:
        return Finding(INCONCLUSIVE, "no data")
    return Finding(PASS, next(iter(truths.values())).why)


def _truths(tree: Mapping[str, Any], labels: Sequence[str], ask: Ask) -> dict[Labels, Truth]:
    if "all" in tree or "any" in tree:
        word = "all" if "all" in tree else "any"
        parts = [_truths(part, labels, ask) for part in tree[word]]
        keys = dict.fromkeys(key for part in parts for key in part)
        if len(keys) > 1:
            keys.pop((), None)  # what has no labels is said of each combination
        return {key: _joined(word, [_at(part, key) for part in parts]) for key in keys}
    if "absent" in tree:
        answer = ask(tree["absent"], ())
        if answer.error is not None:
            return {(): Truth(None, answer.error, error=True)}
        gone = not answer.figures
        return {(): Truth(gone, "the series is absent" if gone else "the series is there")}
    return _compared(tree, labels, ask)


def _at(part: Mapping[Labels, Truth], key: Labels) -> Truth:
    # A part without labels speaks for every combination: `absent(x)`, an error of its query.
    return part.get(key) or part.get(()) or Truth(None, "no data")


def _joined(word: str, parts: Sequence[Truth]) -> Truth:
    told = "; ".join(dict.fromkeys(part.why for part in parts))
    holds = [part.holds for part in parts]
    if all(holds) if word == "all" else any(holds):
        return Truth(True, told)
    if None in holds:
        # Also where another part already makes the whole false: it is no evidence of health.
        return Truth(None, told, error=any(part.error for part in parts))
    return Truth(False, told)


def _compared(tree: Mapping[str, Any], labels: Sequence[str], ask: Ask) -> dict[Labels, Truth]:
    for traffic in tree.get("traffic", []):
        answer = ask(traffic["query"], ())
        if answer.error is not None:
            return {(): Truth(None, answer.error, error=True)}
        seen = answer.figures.get((), 0.0)
        if not math.isfinite(seen) or seen < traffic["least"]:
            told = f"{show(seen)} of {show(traffic['least'])} events"
            return {(): Truth(None, f"too little traffic: {told}")}
    left = ask(tree["left"], labels)
    if left.error is not None:
        return {(): Truth(None, left.error, error=True)}
    fixed = not isinstance(tree["right"], str)
    right = Answer() if fixed else ask(tree["right"], labels)
    if right.error is not None:
        return {(): Truth(None, right.error, error=True)}
    if not left.figures:
        return {(): Truth(None, "no data")}
    truths = {}
    for key, figure in left.figures.items():
        limit = tree["right"] if fixed else right.figures.get(key)
        where = f" ({clean(', '.join(key))})" if key else ""
        if limit is None or not math.isfinite(figure) or not math.isfinite(limit):
            truths[key] = Truth(None, f"no figure to compare{where}: {show(figure)}")
            continue
        unit = tree.get("show")
        told = f"{show(figure, unit)}{where}, limit {tree['op']} {show(limit, unit)}"
        truths[key] = Truth(OPERATORS[tree["op"]](figure, limit), told)
    return truths


# --- The verdict ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Limits:
    """How often each outcome may come before it decides; all are totals but the streak.

    `passes` is how many real passes a promotion needs, at least one.
    """

    failures: int
    inconclusives: int
    errors: int
    errors_in_a_row: int
    passes: int

    def __post_init__(self) -> None:
        if self.passes < 1:
            raise ValueError("a promotion needs at least one pass")
        if min(self.failures, self.inconclusives, self.errors, self.errors_in_a_row) < 0:
            raise ValueError("a limit is not negative")


class Tally:
    """The outcomes of one check over a watch."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.count = dict.fromkeys((PASS, FAILED, INCONCLUSIVE, ERROR), 0)
        self.in_a_row = 0

    def add(self, outcome: str) -> None:
        self.count[outcome] += 1
        self.in_a_row = self.in_a_row + 1 if outcome == ERROR else 0

    def decided(self) -> Finding | None:
        """The verdict that no later measurement can better; None while it may still pass."""
        limits = self.limits
        for outcome, limit in (
            (FAILED, limits.failures),
            (ERROR, limits.errors),
            (INCONCLUSIVE, limits.inconclusives),
        ):
            if self.count[outcome] > limit:
                return Finding(outcome, f"{self.count[outcome]} {outcome}, allowed {limit}")
        if self.in_a_row > limits.errors_in_a_row:
            return Finding(
                ERROR, f"{self.in_a_row} errors in a row, allowed {limits.errors_in_a_row}"
            )
        return None

    def final(self) -> Finding:
        """The verdict when the watch is over."""
        decided = self.decided()
        if decided is not None:
            return decided
        passes, needed = self.count[PASS], self.limits.passes
        told = f"{passes} passes, {needed} needed"
        if passes >= needed:
            return Finding(PASS, told)
        mostly_errors = self.count[ERROR] > self.count[INCONCLUSIVE]
        return Finding(ERROR if mostly_errors else INCONCLUSIVE, told)


def worst(verdicts: Sequence[str]) -> str:
    """The worst of them; of none, inconclusive: nothing was seen."""
    return next((verdict for verdict in WORST if verdict in verdicts), INCONCLUSIVE)


# --- The new version beside the stable one --------------------------------------------------


def compare(comparison: Mapping[str, Any], new: Sequence[float], old: Sequence[float]) -> Finding:
    """Whether the new version is worse: surely (by a test) and by enough to matter (by effect).

    `share` comparisons are given `(bad, all)` of each side; `level` comparisons the figures that
    were measured side by side. All limits have to be crossed: significance alone would stop a
    rollout over a difference that nobody can feel.
    """
    if comparison["kind"] == "share":
        return _compare_shares(comparison, new, old)
    return _compare_levels(comparison, new, old)


def _compare_shares(
    comparison: Mapping[str, Any], new: Sequence[float], old: Sequence[float]
) -> Finding:
    (bad, events), (old_bad, old_events) = (map(round, side) for side in (new, old))
    least = comparison["least_events"]
    if min(events, old_events) < max(least, 1):
        return Finding(
            INCONCLUSIVE,
            f"too few events to compare: {events} new, {old_events} stable, {least} needed",
        )
    share, stable = min(bad, events) / events, min(old_bad, old_events) / old_events
    chance = worse_share(min(bad, events), events, min(old_bad, old_events), old_events)
    effect = 2 * (math.asin(math.sqrt(share)) - math.asin(math.sqrt(stable)))
    return _judged(comparison, share, stable, chance, f"Cohen's h {effect:.2f}", up=True)


def _compare_levels(
    comparison: Mapping[str, Any], new: Sequence[float], old: Sequence[float]
) -> Finding:
    least = comparison["least_samples"]
    if min(len(new), len(old)) < max(least, 1):
        return Finding(
            INCONCLUSIVE,
            f"too few samples to compare: {len(new)} new, {len(old)} stable, {least} needed",
        )
    up = comparison["worse"] == "higher"
    chance = worse_level(new, old) if up else worse_level(old, new)
    more = sum((a > b) - (a < b) for a in new for b in old)
    effect = more / (len(new) * len(old))
    told = f"Cliff's delta {effect:.2f}"
    return _judged(comparison, _median(new), _median(old), chance, told, up=up)


def _judged(
    comparison: Mapping[str, Any], new: float, old: float, chance: float, effect: str, up: bool
) -> Finding:
    unit = comparison.get("show")
    told = (
        f"new {show(new, unit)}, stable {show(old, unit)}: p = {chance:.2g}, {effect} "
        f"(fails below p = {comparison['alpha']:g}, "
        f"beyond {comparison['max_ratio']:g} times and {show(comparison['min_delta'], unit)})"
    )
    much, little = (new, old) if up else (old, new)
    bad = (
        chance < comparison["alpha"]
        and much > comparison["max_ratio"] * little
        and much - little > comparison["min_delta"]
    )
    return Finding(FAILED if bad else PASS, told)


def worse_share(bad: int, events: int, old_bad: int, old_events: int) -> float:
    """The chance of so many bad events among the new ones, were both sides alike (one-sided).

    Fisher's exact test; where every expected count is at least 100, the pooled two-proportion
    z test, which then agrees with it to the digits that decide.
    """
    total, all_bad = events + old_events, bad + old_bad
    if all_bad in (0, total):
        return 1.0
    rate = all_bad / total
    if min(events, old_events) * min(rate, 1 - rate) >= 100:
        spread = math.sqrt(rate * (1 - rate) * (1 / events + 1 / old_events))
        return 0.5 * math.erfc((bad / events - old_bad / old_events) / spread / math.sqrt(2))
    whole = _log_choose(total, all_bad)
    highest = min(events, all_bad)
    logs = [
        _log_choose(events, k) + _log_choose(old_events, all_bad - k) - whole
        for k in range(max(bad, all_bad - old_events), highest + 1)
    ]
    return min(1.0, math.fsum(map(math.exp, logs)))


def _log_choose(n: int, k: int) -> float:
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)


def worse_level(new: Sequence[float], old: Sequence[float]) -> float:
    """The chance that ranks as high as these fell to the new side, were both alike (one-sided).

    The rank-sum test of Mann, Whitney and Wilcoxon, exact over all ways to share out the ranks,
    ties at their middle rank. More than 40 samples are thinned evenly: exact stays quick, and a
    rollout that needs more to be told bad is good enough.
    """
    new, old = _thinned(new), _thinned(old)
    ordered = sorted([*new, *old])
    # Twice the middle rank, so that ties stay whole numbers.
    doubled = [
        ordered.index(figure) + len(ordered) - ordered[::-1].index(figure) + 1 for figure in ordered
    ]
    rank = {figure: doubled[place] for place, figure in enumerate(ordered)}
    reached = sum(rank[figure] for figure in new)
    ways: list[dict[int, int]] = [{0: 1}] + [{} for _ in new]
    for weight in doubled:
        for taken in range(len(new), 0, -1):
            for total, count in ways[taken - 1].items():
                ways[taken][total + weight] = ways[taken].get(total + weight, 0) + count
    last = ways[len(new)]
    return sum(count for total, count in last.items() if total >= reached) / sum(last.values())


def _thinned(figures: Sequence[float], most: int = 40) -> Sequence[float]:
    if len(figures) <= most:
        return figures
    return [figures[i * len(figures) // most] for i in range(most)]


def _median(figures: Sequence[float]) -> float:
    ordered = sorted(figures)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


# --- A watch --------------------------------------------------------------------------------


class Clock:
    """Time, as it is injected. `wait` is cut short by an abort, which raises."""

    def now(self) -> float:
        return time.monotonic()

    def wall(self) -> float:
        return time.time()

    def wait(self, seconds: float) -> None:
        time.sleep(seconds)


class AbortError(Exception):
    """The operator, or the runner, wants an end."""


@dataclass
class Row:
    """One line of the report. `observed` ones are told and decide nothing."""

    at: float
    name: str
    finding: Finding
    observed: bool = False


@dataclass
class Report:
    """Everything that a phase saw, and what came of it."""

    service: str
    stage: str
    phase: str
    verdict: str = ABORTED
    reasons: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)

    def to_data(self) -> dict[str, Any]:
        return {
            "version": VERSION,
            "service": self.service,
            "stage": self.stage,
            "phase": self.phase,
            "verdict": self.verdict,
            "reasons": self.reasons,
            "measurements": [
                {
                    "at": _stamp(row.at),
                    "name": row.name,
                    "outcome": row.finding.outcome,
                    "why": row.finding.why,
                    "observed": row.observed,
                }
                for row in self.rows
            ],
        }


Tell = Callable[[Row], None]


def watch(plan: Mapping[str, Any], phase: str, ask: Ask, clock: Clock, tell: Tell) -> Report:
    """Measure every check at its interval until the phase is over or a limit decides it.

    Raises nothing but KeyError for a phase that the plan has not.
    """
    spec = plan["phases"][phase]
    report = Report(plan["service"], plan["stage"], phase)
    checks = plan["checks"]
    deciding = [check["name"] for check in checks if not check.get("observe")]
    tallies = {check["name"]: Tally(Limits(**spec["limits"])) for check in checks}
    levels = [(each, _Pairs(each)) for each in spec["comparisons"] if each["kind"] == "level"]
    start = clock.now()

    def note(name: str, finding: Finding, observed: bool = False) -> None:
        report.rows.append(Row(clock.wall(), name, finding, observed))
        tell(report.rows[-1])

    try:
        slot = spec["delay_seconds"]
        while slot <= spec["duration_seconds"]:
            _wait_until(start + slot, clock)
            for check in checks:
                finding = measure(check, ask)
                tallies[check["name"]].add(finding.outcome)
                note(check["name"], finding, bool(check.get("observe")))
            for comparison, pairs in levels:
                if slot >= pairs.next:
                    note(_beside(comparison), pairs.look(ask, slot))
            decided = {name: tallies[name].decided() for name in deciding}
            if any(decided.values()):
                return _ended(report, {name: each for name, each in decided.items() if each})
            # A slow answer costs the slots that it overslept; none is measured in a burst.
            slot += spec["interval_seconds"]
            while start + slot < clock.now():
                slot += spec["interval_seconds"]
        _wait_until(start + spec["duration_seconds"], clock)
        finals = {name: tallies[name].final() for name in deciding}
        for comparison in spec["comparisons"]:
            name = _beside(comparison)
            finals[name] = _compared_at_end(comparison, levels, ask)
            note(name, finals[name])
        return _ended(report, finals)
    except AbortError:
        report.verdict = ABORTED
        report.reasons = ["stopped before the watch was over"]
        return report


def _ended(report: Report, findings: Mapping[str, Finding]) -> Report:
    report.verdict = worst([finding.outcome for finding in findings.values()])
    report.reasons = [
        f"{name}: {finding.why}{_lately(report, name, finding)}"
        for name, finding in findings.items()
        if finding.outcome == report.verdict
    ] or ["nothing was measured"]
    return report


def _lately(report: Report, name: str, finding: Finding) -> str:
    """The last measurement of the kind that decided: the figure that people ask for first."""
    if finding.outcome == PASS:
        return ""
    said = [row.finding for row in report.rows if row.name == name]
    last = ([each for each in said if each.outcome == finding.outcome] or [finding])[-1]
    return "" if last.why == finding.why else f"; last: {last.why}"


def _beside(comparison: Mapping[str, Any]) -> str:
    return f"{comparison['name']} beside stable"


def _wait_until(due: float, clock: Clock) -> None:
    while (left := due - clock.now()) > 0:
        clock.wait(left)


class _Pairs:
    """Figures of both sides, taken side by side, at least a rate window apart.

    Nearer ones share samples, and a test that takes them for independent is too sure.
    """

    def __init__(self, comparison: Mapping[str, Any]) -> None:
        self.comparison = comparison
        self.new: list[float] = []
        self.old: list[float] = []
        self.next = 0.0

    def look(self, ask: Ask, slot: float) -> Finding:
        """Take both figures. `slot` is the second of the watch for which they stand: by the
        clock each would come a little later than the one before, until an interval is lost."""
        answers = [ask(self.comparison[side], ()) for side in ("new", "stable")]
        for answer in answers:
            if answer.error is not None:
                return Finding(ERROR, answer.error)
        new, old = (answer.figures.get((), math.nan) for answer in answers)
        if not math.isfinite(new) or not math.isfinite(old):
            return Finding(INCONCLUSIVE, "no figure to compare")
        self.new.append(new)
        self.old.append(old)
        self.next = slot + self.comparison["apart_seconds"]
        unit = self.comparison.get("show")
        return Finding(SAMPLE, f"new {show(new, unit)}, stable {show(old, unit)}")


def _compared_at_end(
    comparison: Mapping[str, Any], levels: Sequence[tuple[Mapping[str, Any], _Pairs]], ask: Ask
) -> Finding:
    for known, pairs in levels:
        if known is comparison:
            return compare(comparison, pairs.new, pairs.old)
    sides = []
    for side in ("new", "stable"):
        figures = []
        for part in ("bad", "all"):
            answer = ask(comparison[side][part], ())
            if answer.error is not None:
                return Finding(ERROR, answer.error)
            figure = answer.figures.get((), 0.0)
            if not 0 <= figure <= MOST_EVENTS:  # nor NaN
                return Finding(INCONCLUSIVE, "no figure to compare")
            figures.append(figure)
        sides.append(figures)
    return compare(comparison, *sides)


# --- Before any traffic moves ---------------------------------------------------------------


def preflight(
    plan: Mapping[str, Any], ask: Ask, clock: Clock, tell: Tell, during_alerts: bool = False
) -> Report:
    """Prometheus answers, every query is understood, the stable version has data, and no alert
    that pages is firing; `during_alerts` lets one fire, to deploy the fix for an incident."""
    report = Report(plan["service"], plan["stage"], "preflight")
    findings: dict[str, Finding] = {}

    def note(name: str, finding: Finding, observed: bool = False) -> None:
        if not observed:
            findings[name] = finding
        report.rows.append(Row(clock.wall(), name, finding, observed))
        tell(report.rows[-1])

    try:
        note("Prometheus answers", _alive(ask))
        if findings["Prometheus answers"].outcome == PASS:
            for check in plan["checks"]:
                note(f"{check['name']}: queries", _understood(check, ask))
                for query in check.get("baseline", []):
                    note(f"{check['name']}: data today", _has_data(query, ask))
            if plan.get("alerts") is not None:
                note("no page is open", _quiet(plan["alerts"], ask), observed=during_alerts)
        return _ended(report, findings)
    except AbortError:
        report.reasons = ["stopped before the checks were over"]
        return report


def _alive(ask: Ask) -> Finding:
    answer = ask("vector(1)", ())
    if answer.error is not None:
        return Finding(ERROR, answer.error)
    well = answer.figures == {(): 1.0}
    return Finding(PASS, "it does") if well else Finding(ERROR, "`vector(1)` is not 1 there")


def queries_of(tree: Mapping[str, Any]) -> list[str]:
    """Every query of a condition."""
    if "all" in tree or "any" in tree:
        return [query for part in tree.get("all") or tree["any"] for query in queries_of(part)]
    if "absent" in tree:
        return [tree["absent"]]
    sides = [side for side in (tree["left"], tree["right"]) if isinstance(side, str)]
    return sides + [traffic["query"] for traffic in tree.get("traffic", [])]


def _understood(check: Mapping[str, Any], ask: Ask) -> Finding:
    for query in queries_of(check["condition"]):
        answer = ask(query, check.get("labels", []))
        if answer.error is not None:
            return Finding(ERROR, answer.error)
    return Finding(PASS, "understood")


def _has_data(query: str, ask: Ask) -> Finding:
    answer = ask(query, ())
    if answer.error is not None:
        return Finding(ERROR, answer.error)
    if not answer.figures:
        return Finding(INCONCLUSIVE, f"no series: {query}")
    return Finding(PASS, "there is some")


def _quiet(query: str, ask: Ask) -> Finding:
    answer = ask(query, ("alertname",))
    if answer.error is not None:
        return Finding(ERROR, answer.error)
    names = sorted({clean(key[0]) for key in answer.figures})
    return Finding(FAILED, f"firing: {', '.join(names)}") if names else Finding(PASS, "none fires")


# --- The network ----------------------------------------------------------------------------


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect would carry the token to wherever the answer points."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


_OPENER = urllib.request.build_opener(_NoRedirect)


def prometheus(url: str, seconds: float, token: str | None) -> Ask:
    """Asks a Prometheus at `url`. An answer takes at most `seconds` and LONGEST_ANSWER bytes.

    Raises ValueError for an address that is not http or https.
    """
    address = web_address(url, "Prometheus") + "/api/v1/query"

    def ask(query: str, labels: Sequence[str]) -> Answer:
        form = urllib.parse.urlencode({"query": query, "timeout": f"{seconds:g}s"}).encode()
        request = urllib.request.Request(address, form, headers=_authorised(token))
        body = _fetched(request, seconds)
        return Answer(error=body) if isinstance(body, str) else read_answer(body, labels)

    return ask


def web_address(url: str, whose: str) -> str:
    """The URL without a slash at its end. Raises ValueError for what is no web address."""
    parts = urllib.parse.urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"{whose} needs an address that begins with http:// or https://")
    if parts.username or parts.password:
        raise ValueError(f"the address of {whose} must not hold a password: use the token")
    return url.rstrip("/")


def _authorised(token: str | None) -> dict[str, str]:
    headers = {"User-Agent": "opsgen-gate", "Accept": "application/json"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    return headers


def _fetched(request: urllib.request.Request, seconds: float) -> bytes | str:
    """The body, or in words why there is none.

    In a thread, because a server that drips a byte at a time keeps every timeout of a socket.
    """
    found: list[bytes | str] = []

    def fetch() -> None:
        try:
            with _OPENER.open(request, timeout=seconds) as response:
                body = response.read(LONGEST_ANSWER + 1)
            too_long = len(body) > LONGEST_ANSWER
            found.append(f"the answer is longer than {LONGEST_ANSWER} bytes" if too_long else body)
        except urllib.error.HTTPError as error:
            found.append(_refusal(error))
        except Exception as error:  # the border: whatever a network can do is one kind of answer
            reason = getattr(error, "reason", None) or error
            found.append(clean(f"no answer: {type(error).__name__}: {reason}"))

    thread = threading.Thread(target=fetch, daemon=True)
    thread.start()
    thread.join(seconds)
    return found[0] if found else f"no answer within {seconds:g} seconds"


def _refusal(error: urllib.error.HTTPError) -> str:
    if error.code in (301, 302, 303, 307, 308):
        return f"HTTP {error.code}: it redirects; give the address that it redirects to"
    try:
        told = json.loads(error.read(LONGEST_ANSWER))["error"]
    except Exception:  # whatever a server can send in place of a reason, or break off
        told = error.reason
    return clean(f"HTTP {error.code}: {told}")


def annotate(plan: Mapping[str, Any], text: str, environ: Mapping[str, str]) -> str | None:
    """Mark the dashboards. Returns why it could not; a missing mark stops no deployment."""
    grafana = plan.get("grafana") or {}
    url = environ.get("GRAFANA_URL") or grafana.get("url")
    token = environ.get("GRAFANA_TOKEN")
    if not url or not token:
        return "no mark on the dashboards: GRAFANA_URL or GRAFANA_TOKEN is not set"
    body = json.dumps({"text": text, "tags": grafana.get("tags", ["deploy", plan["service"]])})
    try:
        address = web_address(url, "Grafana") + "/api/annotations"
    except ValueError as error:
        return str(error)
    headers = {**_authorised(token), "Content-Type": "application/json"}
    answer = _fetched(urllib.request.Request(address, body.encode(), headers=headers), 10)
    return answer if isinstance(answer, str) else None


def began(job: str, environ: Mapping[str, str]) -> tuple[bool, str]:
    """Whether a machine ever took the job of this run at GitHub, and in words how that is known.

    Where it cannot be known it may have: a rollback too many is better than one too few.
    """
    try:
        address = web_address(environ["GITHUB_API_URL"], "GitHub")
        run = f"{environ['GITHUB_REPOSITORY']}/actions/runs/{environ['GITHUB_RUN_ID']}"
        attempt = environ["GITHUB_RUN_ATTEMPT"]
    except (KeyError, ValueError) as error:
        return True, f"it may have begun: {error} is missing"
    url = f"{address}/repos/{run}/attempts/{attempt}/jobs?per_page=100"
    headers = {**_authorised(environ.get("GITHUB_TOKEN")), "Accept": "application/vnd.github+json"}
    body = _fetched(urllib.request.Request(url, headers=headers), 20)
    if isinstance(body, str):
        return True, f"it may have begun: {body}"
    try:
        found = [each for each in json.loads(body)["jobs"] if each["name"] == job]
        taken = not found or any(each.get("runner_id") or each.get("steps") for each in found)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return True, "it may have begun: the answer is not what GitHub answers"
    if not found:
        return True, "it may have begun: GitHub does not know the job"
    if taken:
        return True, "a machine took the job"
    return False, "no machine ever took the job, so nothing is to be undone"


# --- For people -----------------------------------------------------------------------------


def clean(text: object) -> str:
    """A stranger's text on one short line, so that no answer can write a log's own commands."""
    line = "".join(char if char.isprintable() else " " for char in str(text))
    line = " ".join(line.split())
    return line if len(line) <= LONGEST_TEXT else line[: LONGEST_TEXT - 1] + "\u2026"


def show(figure: float, unit: Mapping[str, Any] | None = None) -> str:
    """A figure as people read it: `{"factor": 100, "unit": " %"}` makes `5 %` of 0.05."""
    if unit is None:
        return f"{figure:.4g}"
    return f"{figure * unit['factor']:.4g}{unit['unit']}"


def line(row: Row) -> str:
    observed = " (observed only)" if row.observed else ""
    return (
        f"{_stamp(row.at)}  {row.finding.outcome:<12}  {clean(row.name)}: "
        f"{clean(row.finding.why)}{observed}"
    )


def _stamp(at: float) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(at))


def summary(report: Report) -> str:
    """The report in Markdown, its last measurements first."""
    lines = [
        f"### {_cell(report.service)}: {_cell(report.phase)} **{report.verdict}**",
        "",
        *(f"- {_cell(reason)}" for reason in report.reasons),
        "",
        "| time | outcome | what | seen |",
        "| --- | --- | --- | --- |",
    ]
    for row in report.rows[: -LONGEST_TABLE - 1 : -1]:
        outcome = f"{row.finding.outcome} (observed)" if row.observed else row.finding.outcome
        cells = (_stamp(row.at), outcome, _cell(row.name), _cell(row.finding.why))
        lines.append("| " + " | ".join(cells) + " |")
    left_out = len(report.rows) - LONGEST_TABLE
    if left_out > 0:
        lines += ["", f"{left_out} earlier measurements are in the log and in the report."]
    return "\n".join(lines) + "\n\n"


def _cell(text: str) -> str:
    special = "\\`*_{}[]<>#|!&~$@"
    return "".join("\\" + char if char in special else char for char in clean(text))


def command(level: str, title: str, text: str) -> str:
    """A workflow command of GitHub Actions, escaped as its runner reads it."""

    def escaped(words: str) -> str:
        return words.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")

    head = escaped(title).replace(":", "%3A").replace(",", "%2C")
    return f"::{level} title={head}::{escaped(text)}"


def publish(report: Report, environ: Mapping[str, str], path: str | None) -> None:
    """Print the verdict and leave it wherever somebody looks: log, summary, output, file."""
    for reason in report.reasons:
        print(f"{report.verdict}: {clean(reason)}", flush=True)
    if environ.get("GITHUB_ACTIONS") == "true" and report.verdict != PASS:
        told = "; ".join(map(clean, report.reasons))
        print(command("error", f"{report.phase}: {report.verdict}", told), flush=True)
    _append(environ.get("GITHUB_STEP_SUMMARY"), summary(report))
    _append(environ.get("GITHUB_OUTPUT"), f"verdict={report.verdict}\n")
    if path is not None:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps(report.to_data(), indent=2, ensure_ascii=False)
        Path(path).write_text(text + "\n", encoding="utf-8")


def _append(path: str | None, text: str) -> None:
    if path:
        with open(path, "a", encoding="utf-8") as file:
            file.write(text)


# --- The command line -----------------------------------------------------------------------


def read_plan(path: str) -> dict[str, Any]:
    """The compiled plan. Raises ValueError for what is none, OSError for what cannot be read."""
    plan = json.loads(Path(path).read_text(encoding="utf-8"))
    if not isinstance(plan, dict) or plan.get("version") != VERSION:
        raise ValueError(f"{path} is no gate plan of version {VERSION}")
    for phase in plan["phases"].values():
        Limits(**phase["limits"])
    return plan


COMMANDS = {
    "preflight": "before any traffic moves: can the gate see what it will have to judge?",
    "watch": "while the new version has traffic: measure one phase and judge it",
    "annotate": "mark the dashboards; never fails",
    "began": "ask GitHub whether a machine ever took this run's job",
}
AFTERWORD = """\
exit codes:
  0   pass: there is evidence that the rollout may go on
  2   wrong usage, or the plan cannot be read
  10  failed: a limit is crossed, or the new version is worse
  11  inconclusive: too little is known to say so
  12  error: Prometheus gave no answer that can be used
  13  aborted by SIGINT or SIGTERM

environment:
  PROMETHEUS_URL, GRAFANA_URL         in place of the plan's addresses
  PROMETHEUS_TOKEN, GRAFANA_TOKEN     sent as bearer tokens; annotate needs the second
  OPSGEN_DURING_ALERTS                `true` lets preflight pass while a critical alert fires
  GITHUB_TOKEN                        with GitHub's own variables, what began asks with
  GITHUB_OUTPUT, GITHUB_STEP_SUMMARY  where the verdict and a table go
"""


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="gate.py",
        description=(__doc__ or "").split("\n\n")[0],
        epilog=AFTERWORD,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")
    for name in ("preflight", "watch", "annotate"):
        each = commands.add_parser(name, help=COMMANDS[name], description=COMMANDS[name])
        each.add_argument("--plan", required=True, metavar="FILE", help="the compiled plan")
        if name == "annotate":
            each.add_argument("--text", required=True, help="what the mark says")
        else:
            each.add_argument("--report", metavar="FILE", help="write everything seen as JSON")
        if name == "watch":
            each.add_argument("--phase", required=True, help="a phase of the plan")
    asks = commands.add_parser("began", help=COMMANDS["began"], description=COMMANDS["began"])
    asks.add_argument("--job", required=True, help="the job's name")
    return parser


def _abort(number: int, frame: FrameType | None) -> None:
    # A second signal must not interrupt the report of the first.
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, signal.SIG_IGN)
    raise AbortError


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    chosen = arguments().parse_args(argv)
    environ = os.environ
    if chosen.command == "began":
        answer, why = began(chosen.job, environ)
        print(clean(why))
        _append(environ.get("GITHUB_OUTPUT"), f"began={str(answer).lower()}\n")
        return 0
    try:
        plan = read_plan(chosen.plan)
        if chosen.command == "annotate":
            problem = annotate(plan, chosen.text, environ)
            print(problem or "marked on the dashboards")
            return 0
        if chosen.command == "watch" and chosen.phase not in plan["phases"]:
            raise ValueError(f"the plan has no phase {chosen.phase!r}: {sorted(plan['phases'])}")
        server = plan["prometheus"]
        ask = prometheus(
            environ.get("PROMETHEUS_URL") or server["url"] or "",
            server["timeout_seconds"],
            environ.get("PROMETHEUS_TOKEN"),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        print(f"gate.py: {clean(error)}", file=sys.stderr)
        return USAGE

    def tell(row: Row) -> None:
        print(line(row), flush=True)

    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, _abort)
    if chosen.command == "preflight":
        during = environ.get("OPSGEN_DURING_ALERTS") == "true"
        report = preflight(plan, ask, Clock(), tell, during)
    else:
        report = watch(plan, chosen.phase, ask, Clock(), tell)
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, signal.SIG_IGN)
    publish(report, environ, chosen.report)
    return EXIT[report.verdict]


if __name__ == "__main__":
    sys.exit(main())
