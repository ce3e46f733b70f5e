"""Options that no Grafana takes, and names that no panel can ask for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from opsgen.artifacts.names import TAG_BYTES
from opsgen.diagnostics.rules.targets import BAD_OPTION, NEEDS_VERSION
from opsgen.plan import Origin, Plan, Selector, Value
from opsgen.plan import conditions as plan_conditions
from opsgen.plan import values as v
from opsgen.plan.engines import FEATURES, dotted, supports, version_of
from opsgen.promql import is_grouping_label, is_label_name
from opsgen.target import Emit
from opsgen_targets.grafana import GrafanaOptions

_DURATION = re.compile(r"[1-9][0-9]*[smhdwMy]")
_ADDRESS = re.compile(r"https?://[^\s/]")
_UID = re.compile(r"[A-Za-z0-9_-]{1,40}")

_WANTED: tuple[tuple[str, Callable[[str], object], str], ...] = (
    ("path", lambda text: text.endswith(".json"), "a path that ends in `.json`"),
    ("refresh", _DURATION.fullmatch, "a time such as `30s`"),
    ("since", _DURATION.fullmatch, "a time such as `6h`"),
    ("datasource", _UID.fullmatch, "a uid: at most 40 letters, digits, `-` and `_`"),
    ("datasource_name", str.strip, "the name of the data source"),
    ("datasource_url", _ADDRESS.match, "an address such as `http://prometheus:9090`"),
    ("title", str.strip, "a title that is not empty"),
    ("mounted_at", lambda text: text.startswith("/"), "an absolute path"),
)


def check(plan: Plan, options: GrafanaOptions, out: Emit) -> None:
    """Report all of it."""
    for name, accepts, wanted in _WANTED:
        text = getattr(options, name)
        if text is not None and not accepts(text):
            message = f"`{name}` of the target `grafana` must be {wanted}"
            out.report(BAD_OPTION, _option(name), message, "see `opsgen targets grafana`")
    for place, tag in enumerate(options.tags):
        if not tag.strip() or len(tag.encode()) > TAG_BYTES:
            out.report(
                BAD_OPTION,
                Origin((*_option("tags").path, place), None),
                f"a tag of the target `grafana` must have 1 to {TAG_BYTES} bytes",
                "Grafana keeps no dashboard with such a tag: shorten it, or leave it out",
            )
    if options.schema == "v2" and not supports(plan.engines, "grafana.schema_v2"):
        since = dotted(FEATURES["grafana.schema_v2"].since)
        declared = dotted(version_of(plan.engines, "grafana"))
        out.report(
            NEEDS_VERSION,
            _option("schema"),
            f"schema `v2` needs Grafana {since}, and this build is for {declared}",
            f'write `version: "{since}"` beside it if yours is as new',
        )
    _check_names(plan, out)


def _option(name: str) -> Origin:
    return Origin(("targets", "grafana", name), None)


def _check_names(plan: Plan, out: Emit) -> None:
    told: set[tuple[str, object]] = set()
    for origin, outer in _values(plan):
        for value in v.walk(outer):
            wrong = [label for label in value.labels if not is_grouping_label(label)]
            wrong += [label for label in _matched(value.node) if not is_label_name(label)]
            for label in sorted(set(wrong)):
                if (label, origin.path) in told:
                    continue
                told.add((label, origin.path))
                out.unsupported(
                    origin,
                    f"a label called `{label}` in an expression",
                    "use another label, or rename this one where it is scraped",
                )


def _values(plan: Plan) -> Iterator[tuple[Origin, Value]]:
    for signal in plan.signals:
        yield signal.origin, signal.value
    for alert in plan.alerts:
        for value in plan_conditions.values(alert.condition):
            yield alert.origin, value


def _matched(node: v.Node) -> list[str]:
    selectors: tuple[Selector, ...] = ()
    match node:
        case v.Ratio(part, total):
            selectors = (part, total)
        case v.Quantile(one) | v.Series(one) | v.Rate(one) | v.Increase(one):
            selectors = (one,)
        case v.Absent(one) | v.Age(one):
            selectors = (one,)
    return [matcher.label for selector in selectors for matcher in selector.matchers]
