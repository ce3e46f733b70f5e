"""`monitoring.defaults`: what every metric takes when it says nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from opsgen.diagnostics import Path, Rule
from opsgen.diagnostics.rules import names as rules
from opsgen.plan import Matcher, Severity
from opsgen.resolve import selectors
from opsgen.resolve.context import Context
from opsgen.resolve.labels import check_by
from opsgen.resolve.windows import check_window, look_back
from opsgen.spec import MetricDefaults
from opsgen.units import format_duration

_PATH: Path = ("monitoring", "defaults")
_HELP = {
    rules.BAD_MATCHER: 'write it as PromQL does: `status=~"5.."`',
    rules.BAD_SERIES: 'write it as PromQL does: `http_requests_total{status=~"5.."}`',
}


@dataclass(frozen=True, slots=True)
class MonitoringDefaults:
    """`monitoring.defaults` with what it leaves open filled in. Seconds throughout."""

    namespace: str | None
    job: str | None
    scrape_interval: int
    evaluation_interval: int
    window: int
    matchers: tuple[Matcher, ...]
    by: tuple[str, ...]
    severity: Severity
    severity_because: str

    @property
    def last_within(self) -> int | None:
        """How far back a gauge is read, None where Prometheus itself looks far enough."""
        return look_back(self.scrape_interval)


def resolve_defaults(given: MetricDefaults | None, context: Context) -> MonitoringDefaults:
    given = given or MetricDefaults()
    scrape = given.scrape_interval or 60
    if given.scrape_interval is None:
        context.default("service", "scrape interval", "1m", _PATH, "Prometheus' own default")
    evaluation = given.evaluation_interval or 60
    if given.evaluation_interval is None:
        context.default("service", "evaluation interval", "1m", _PATH, "Prometheus' own default")
    window = given.window or max(300, 4 * scrape)
    if given.window is None:
        because = "5 minutes, and at least four scrapes, so that one lost scrape blinds nothing"
        context.default("service", "rate window", format_duration(window), _PATH, because)
    else:
        check_window(given.window, scrape, (*_PATH, "window"), context)
    matchers = parse_where(given.where, (*_PATH, "where"), context)
    if given.job is not None:
        matchers = selectors.merge((Matcher("job", "=", given.job),), matchers)
    because = "nothing says how bad it is"
    if given.severity is not None:
        because = "monitoring.defaults.severity"
    return MonitoringDefaults(
        given.namespace,
        given.job,
        scrape,
        evaluation,
        window,
        matchers,
        check_by(given.by, (*_PATH, "by"), context),
        given.severity or "medium",
        because,
    )


def parse_where(
    where: str | Mapping[str, object] | None, path: Path, context: Context
) -> tuple[Matcher, ...]:
    """The matchers of a `where`, none of it where it is broken."""
    if where is None:
        return ()
    if not isinstance(where, str):
        return selectors.map_matchers(where)
    try:
        return selectors.merge((), selectors.parse_matchers(where))
    except selectors.SelectorError as error:
        report_selector(rules.BAD_MATCHER, error, path, context)
        return ()


def report_selector(
    rule: Rule, error: selectors.SelectorError, path: Path, context: Context
) -> None:
    """Point at the characters that are wrong in the scalar at `path`."""
    span = context.document.inside(path, error.start, max(error.start + 1, error.end))
    context.report(rule, path, error.message, at=span, help=error.help or _HELP[rule])
