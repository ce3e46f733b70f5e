"""Commands to paste at a prompt. Every one that opsgen makes is safe in a POSIX shell."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from fractions import Fraction

from opsgen.artifacts.escape_shell import quote
from opsgen.plan import Alert, Plan, Selector, Value
from opsgen.plan import values as v
from opsgen.plan.conditions import comparisons, without_guards
from opsgen.plan.drift import Drift
from opsgen.promql import Aggregate, Binary, Call, Matcher, Num, Raw
from opsgen.promql import Selector as Series
from opsgen.promql.command import LOCAL, ask
from opsgen.promql.first import Look, looks
from opsgen.promql.lower import inline
from opsgen.prose.markup import NOTHING, Markdown, code, listed, prose
from opsgen.prose.words import meaning, name, selector
from opsgen_targets.runbook.kinds import kind_of

INSTANCE = "instance"
"""The label that Prometheus puts on every series that it scrapes."""

_ENDINGS = frozenset(
    {"total", "count", "sum", "bucket", "seconds", "milliseconds", "bytes", "ratio", "percent"}
)
_TEN = Num(Fraction(10))
_LEAVES = (v.Series, v.Rate, v.Increase, v.Ratio, v.Quantile)


@dataclass(frozen=True, slots=True)
class Asked:
    """A command and what its answer is, which follows "now"."""

    command: str
    what: Markdown


def figures(plan: Plan, alert: Alert) -> list[Asked]:
    """What the alert looks at, also while the alert is silent: each figure that it compares."""
    seen = looks(alert, plan)
    names = Counter(name(look.shows) for look in seen if isinstance(look.shows, Value))
    return [Asked(look.command, _shown(look, names)) for look in seen]


def _shown(look: Look, names: Counter[Markdown]) -> Markdown:
    match look.shows:
        case Selector():
            return prose("The number of series {} in each job", selector(look.shows))
        case Value():
            # An alert may ask for the largest and for the smallest of the same.
            called = name(look.shows)
            return meaning(look.shows) if names[called] > 1 else called
        case None:
            return Markdown("The figure")


def split(plan: Plan, alert: Alert) -> Asked | None:
    """The same taken apart, the worst first; None where that tells nothing."""
    if kind_of(alert) in ("drift", "no_data", "digest", "watchdog"):
        return None
    compared = list(comparisons(without_guards(alert.condition)))
    for compare in compared:
        worst = "bottomk" if compare.op in ("<", "<=", "==") else "topk"
        for part in v.walk(compare.left):
            if isinstance(part.node, v.Share):
                return _worst(plan, worst, part.node.part, len(compared) > 1)
            if isinstance(part.node, _LEAVES):
                by = tuple(sorted({*part.labels, INSTANCE}))
                return _worst(plan, worst, replace(part, labels=by), len(compared) > 1)
    return None


def _worst(plan: Plan, op: str, value: Value, named: bool) -> Asked:
    """`named` where the alert looks at several figures, and this is one of them."""
    expr = Aggregate(op, None, None, inline(plan).value(value), _TEN)
    labels = listed([code(label) for label in value.labels])
    of = prose(" of {}", name(value)) if named else NOTHING
    return Asked(ask(plan, expr), prose("The worst ten{} by {}", of, labels))


def ages(plan: Plan) -> str | None:
    """Seconds since each instance started, the youngest first; None without a `job`."""
    if plan.job is None:
        return None
    start = Series("process_start_time_seconds", (Matcher("job", "=", plan.job),))
    return ask(plan, Call("sort", (Binary("-", Call("time", ()), start),)))


def healthy(plan: Plan) -> str:
    """Whether Prometheus answers at all."""
    return f"promtool check healthy --url={quote(plan.links.prometheus or LOCAL)}"


def p_values(plan: Plan, drift: Drift) -> str:
    """The newest p-value of each test."""
    series = Series("drift_p_value", (Matcher("service", "=", plan.service),), 2 * drift.slide)
    return ask(plan, Call("last_over_time", (series,)))


def alertmanager(plan: Plan, *arguments: str) -> str:
    """An `amtool` command at the service's Alertmanager."""
    url = plan.links.alertmanager or "http://localhost:9093"
    words = ["amtool", *arguments, f"--alertmanager.url={url}"]
    return " ".join(map(quote, words))


def similar(plan: Plan, series: Selector) -> str:
    """The names, in any job, that share the most telling word of this one.

    Not what it is called by its unit or its type: half of all names end in `_total`.
    """
    found = re.findall("[A-Za-z0-9]+", series.series)
    word = max([each for each in found if each not in _ENDINGS] or found, key=len, default="")
    # Raw, because a selector of the tree has one name.
    return ask(
        plan, Aggregate("count", ("__name__", "job"), None, Raw(f'{{__name__=~".*{word}.*"}}'))
    )
