"""Whole files that a user might write, each of them without an error."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import strategies as st

from tests.properties.alerting import VERSIONS, alerts, channels
from tests.properties.figures import LITERALS, Data, Figure, Spec
from tests.properties.metrics import bys, matchers, metrics
from tests.properties.rollouts import pipelines, runbooks
from tests.properties.texts import LINES, MESSAGES

Draw = st.DrawFn
_SERVICES = ("chat", "shop-api", "a1", "rag_search", "x-2-y")
_EXTERNAL = (
    Figure("daily_cost_of_everything", "external", "USD", (), False),
    Figure("upstream_quota_remaining", "external", "count", (), False),
)
_DRIFT = Figure("drift_p_value", "drift", "number", ("feature", "test"))


@st.composite
def specs(draw: Draw) -> Spec:
    """A spec as data; `tests.properties.writing` makes text of it."""
    spec: Spec = {"service": draw(st.sampled_from(_SERVICES))}
    if draw(st.booleans()):
        spec |= {"owner": draw(LINES), "description": draw(MESSAGES)}
    if draw(st.booleans()):
        spec["labels"] = {"team": draw(LINES), "tier": "1"}
    if draw(st.booleans()):
        spec["links"] = {"repository": "https://example.com/org/repo"}
    constants: Spec = {}
    for dimension in draw(
        st.lists(st.sampled_from(("time", "ratio", "USD", "bytes")), unique=True)
    ):
        constants[f"limit_of_{dimension.lower()}"] = draw(st.sampled_from(LITERALS[dimension]))
    if constants:
        spec["constants"] = constants
    names = {dimension: f"limit_of_{dimension.lower()}" for dimension in LITERALS
             if f"limit_of_{dimension.lower()}" in constants}  # fmt: skip
    defaults = draw(_defaults())
    listed: list[Data] = []
    figures: list[Figure] = []
    for number in range(draw(st.integers(1, 5))):
        more, read = draw(metrics(number, defaults))
        listed += more
        figures += read
    figures += draw(st.sampled_from(((), _EXTERNAL[:1], _EXTERNAL)))
    monitoring: Spec = {"metrics": listed}
    spec["monitoring"] = monitoring
    if defaults:
        monitoring["defaults"] = defaults
    version = draw(st.sampled_from(VERSIONS))
    heard = draw(channels(version))
    if draw(st.integers(0, 3)) == 0:
        spec["drift_detection"] = draw(_drift(heard))
        figures.append(_DRIFT)
    declared = draw(alerts(figures, names, heard))
    alerting: Spec = {"channels": list(heard), "alerts": list(declared)}
    if draw(st.integers(0, 2)) == 0:
        alerting["severities"] = draw(_severities())
    if draw(st.integers(0, 2)) == 0:
        alerting["smtp"] = {
            "smarthost": "smtp.example.com:587",
            "from": "alerts@example.com",
            "auth_username": "alerts",
            "auth_password": "${SMTP_PASSWORD}",
        }
    spec["alerting"] = alerting
    gauges = [figure.name for figure in figures if figure.declared and figure.dimension == "count"]
    triggers = [f"{name} > 5_000" for name in gauges]
    if draw(st.integers(0, 2)) == 0:
        spec["pipeline"] = draw(pipelines(triggers))
    if draw(st.integers(0, 3)) == 0:
        spec["runbook"] = draw(runbooks([str(one["name"]) for one in declared]))
    if draw(st.integers(0, 3)) == 0:
        spec["decisions"] = [{"id": "OPS-001", "decision": draw(MESSAGES), "date": "2026-01-31"}]
    prometheus: Spec = {"version": draw(st.sampled_from(("2.42", "3.5")))}
    spec["targets"] = {"alertmanager": {"version": version}, "prometheus": prometheus}
    return spec


@st.composite
def _defaults(draw: Draw) -> Spec:
    defaults: Spec = {}
    if draw(st.booleans()):
        defaults["job"] = draw(st.sampled_from(("chat", "shop/api", "a b", 'q"x')))
    if draw(st.integers(0, 3)) == 0:
        defaults["namespace"] = "shop"
    if draw(st.booleans()):
        defaults["scrape_interval"] = draw(st.sampled_from(("15s", "30s", "1m", "5m")))
    if draw(st.booleans()):
        defaults["evaluation_interval"] = draw(st.sampled_from(("30s", "1m", "2m")))
    if draw(st.integers(0, 3)) == 0:
        defaults["window"] = draw(st.sampled_from(("20m", "1h")))
    if draw(st.integers(0, 3)) == 0:
        defaults["where"] = draw(matchers())
    if draw(st.booleans()):
        defaults["by"] = [*draw(bys)]
    if draw(st.integers(0, 3)) == 0:
        defaults["severity"] = draw(st.sampled_from(("low", "medium", "high", "critical")))
    return defaults


@st.composite
def _severities(draw: Draw) -> Spec:
    levels = draw(
        st.lists(st.sampled_from(("critical", "high", "medium", "low")), unique=True, min_size=1)
    )
    found: Spec = {}
    for level in levels:
        entry: Spec = {"for": draw(st.sampled_from(("0s", "3m", "1h"))), "repeat_interval": "2h"}
        if draw(st.booleans()):
            entry |= {"group_wait": "10s", "group_interval": "1m", "response": draw(LINES)}
        found[level] = entry
    return found


@st.composite
def _drift(draw: Draw, heard: list[Spec]) -> Spec:
    tests: list[Data] = []
    for number, kind in enumerate(
        draw(st.lists(st.sampled_from(("ks", "mmd", "chi_squared")), min_size=1, max_size=3))
    ):
        tests.append({"name": f"feature{number}_drift", "type": kind, "threshold": Decimal("0.05")})
    drift: Spec = {"tests": tests}
    if draw(st.booleans()):
        drift["test_window"] = {
            "type": "sliding",
            "size_days": 7,
            "slide_days": draw(st.integers(1, 7)),
        }
    if draw(st.booleans()):
        drift["reference_window"] = {"type": "training_data", "path": "data/{x}.npy"}
    actions: list[Data] = [{"log": "drift_events"}, {"investigate": "manual"}]
    if heard:
        actions.append({"alert": heard[0]["name"]})
    drift["actions"] = {"on_drift_detected": actions}
    return drift
