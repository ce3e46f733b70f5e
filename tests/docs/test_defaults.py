"""Each default that the language's page names is the one that a plan has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

import pytest

from opsgen.api import compile_text
from opsgen.plan import Plan
from opsgen.plan.conditions import All, comparisons
from opsgen.target import TargetOptions
from tests.docs.fragments import Tree, merged, written
from tests.docs.pages import LANGUAGE, prose

PAGE = " ".join(prose(LANGUAGE).split())
DAY = 86_400


@dataclass(frozen=True)
class Promise:
    """The page `says` something; a plan of a file with `more` shows that it is so."""

    says: str
    look: Callable[[Plan], object]
    sees: object
    more: Tree = field(default_factory=dict)


def recorded(what: str) -> Callable[[Plan], object]:
    """The default called `what`, as `opsgen explain` tells it."""
    return lambda plan: {one.value for one in plan.defaults if one.what == what}.pop()


def alert(name: str, what: str) -> Callable[[Plan], object]:
    def look(plan: Plan) -> object:
        (found,) = [one for one in plan.alerts if one.name == name]
        return attrgetter(*what.split())(found)

    return look


def figure(what: str) -> Callable[[Plan], object]:
    """An attribute of what stands on the left of the alert `tried`."""

    def look(plan: Plan) -> object:
        (found,) = [one for one in plan.alerts if one.name == "tried"]
        return attrgetter(what)(next(comparisons(found.condition)).left.node)

    return look


def guarded(plan: Plan) -> bool:
    (found,) = [one for one in plan.alerts if one.name == "tried"]
    return isinstance(found.condition, All)


def heard(what: str) -> Callable[[Plan], object]:
    return lambda plan: attrgetter(what)(plan.notifications.channels[0])


def step(plan: Plan) -> object:
    assert plan.rollout is not None
    return plan.rollout.stages[0].steps[0].command


def feature(plan: Plan) -> object:
    assert plan.drift is not None
    return plan.drift.tests[0].feature


def condition(text: str, severity: str = "medium") -> Tree:
    metrics = [
        {"name": "queue", "type": "gauge", "unit": "count"},
        {"name": "error_rate", "type": "counter"},
        {"name": "latency_p99", "type": "histogram", "unit": "s"},
    ]
    alerts = [{"name": "tried", "condition": text, "severity": severity}]
    return {"monitoring": {"metrics": metrics}, "alerting": {"alerts": alerts}}


def channel(**keys: Any) -> Tree:
    return {"alerting": {"channels": [{"name": "my-mail", **keys}]}}


MAIL = channel(type="email", recipients=["a@example.com"])
DIGEST = merged(MAIL, channel(type="email", recipients=["a@example.com"], frequency="daily"))
SMTP = {"alerting": {"smtp": {"smarthost": "smtp.example.com:587"}}}
GAUGE = {"monitoring": {"metrics": [{"name": "q", "type": "gauge", "alert_threshold": ">5"}]}}
SLOW = {"monitoring": {"defaults": {"scrape_interval": "2m"}}}
JOB = {"monitoring": {"defaults": {"job": "demo"}}}
PIPELINE = {
    "pipeline": {
        "stages": [{"name": "test", "steps": ["a"]}, {"name": "build", "steps": ["b"]}],
        "rollback": {"trigger": "queue > 5"},
    }
}
DRIFT = {
    "drift_detection": {
        "reference_window": {"path": "a.parquet"},
        "tests": [{"name": "length_drift", "type": "ks", "threshold": 0.05}],
    }
}
SIGNALS: Tree = {"monitoring": {"logging": {}, "tracing": {}}}

AGGREGATE = "`max`, and `min` for `<`"
LEAST_BAD = "`0`; `2` for a `>` of severity critical or high"
RESOLVED = "`true`; `false` for `email` and digests"
WINDOW = "`5m`, or four scrapes if that is longer"
MISSING_PART = "`<series>_no_data`, low, when none appeared within a day"
MISSING = "`<series>_no_data`, medium, when none was there for 15 minutes"

PROMISES = [
    Promise("how often Prometheus scrapes the service | `1m`", recorded("scrape interval"), "1m"),
    Promise("how often it evaluates the rules | `1m`", recorded("evaluation interval"), "1m"),
    Promise(WINDOW, recorded("rate window"), "5m"),
    Promise(WINDOW, recorded("rate window"), "8m", SLOW),
    Promise("of alerts that name none | `medium`", recorded("severity"), "medium", GAUGE),
    Promise(AGGREGATE, figure("aggregate"), "max", condition("queue > 5")),
    Promise(AGGREGATE, figure("aggregate"), "min", condition("queue < 5")),
    Promise("or `native` | `classic`", figure("native"), False, condition("latency_p99 > 1s")),
    Promise(LEAST_BAD, guarded, True, condition("error_rate > 5%", "high")),
    Promise(LEAST_BAD, guarded, False, condition("error_rate > 5%")),
    Promise(LEAST_BAD, guarded, False, condition("error_rate < 5%", "high")),
    Promise(
        "`lag` is a quarter of `w`", figure("lag"), DAY // 4, condition("zscore(queue, 1d) > 3")
    ),
    Promise(
        "at least one rate window", figure("lag"), 300, condition("zscore(error_rate, 16m) > 0.5")
    ),
    Promise(
        "`service_down`, critical, for 2 minutes",
        alert("service_down", "severity hold"),
        ("critical", 120),
        JOB,
    ),
    Promise(MISSING, alert("q_no_data", "severity hold"), ("medium", 900), GAUGE),
    Promise(
        MISSING_PART, alert("errors_total_no_data", "severity"), "low", condition("error_rate > 5%")
    ),
    Promise(RESOLVED, heard("send_resolved"), True, channel(type="slack")),
    Promise(RESOLVED, heard("send_resolved"), False, MAIL),
    Promise(RESOLVED, heard("send_resolved"), False, DIGEST),
    Promise(
        "the file `<CHANNEL>_<FIELD>`, with a warning",
        recorded("bot_token"),
        "/run/secrets/MY_MAIL_BOT_TOKEN",
        channel(type="telegram", chat_id=1),
    ),
    Promise(
        "Alertmanager's machine | `/run/secrets`",
        attrgetter("notifications.secrets_dir"),
        "/run/secrets",
    ),
    Promise("hears what no route matches | `medium`", recorded("root receiver"), "medium"),
    Promise("Without one `localhost:25` is assumed", recorded("smarthost"), "localhost:25", MAIL),
    Promise(
        "without TLS and with a warning", attrgetter("notifications.smtp.require_tls"), False, MAIL
    ),
    Promise(
        "the sender is `alerts@<service>.invalid`", recorded("from"), "alerts@demo.invalid", MAIL
    ),
    Promise(
        "`require_tls` (`true`)",
        attrgetter("notifications.smtp.require_tls"),
        True,
        merged(MAIL, SMTP),
    ),
    Promise(
        "names what fires at that moment | `recorded`", heard("digest.form"), "recorded", DIGEST
    ),
    Promise('when, in UTC, quoted | `"09:00"`', recorded("digest_at"), "09:00", DIGEST),
    Promise("a whole part of a day in hours | `24h`", heard("digest.every"), DAY, DIGEST),
    Promise(
        "`digest_<channel>`, of severity none", alert("digest_my_mail", "severity"), "none", DIGEST
    ),
    Promise("the kind of runner | `ubuntu-latest`", recorded("runs_on"), "ubuntu-latest", PIPELINE),
    Promise(
        "the stages that must have passed | the one before", recorded("needs"), "test", PIPELINE
    ),
    Promise("runs `./ops/steps/<name>`, with a warning", step, "./ops/steps/a", PIPELINE),
    Promise(
        "`rollback.automatic` is `false`", attrgetter("rollout.rollback.automatic"), False, PIPELINE
    ),
    Promise(
        "`command` is `./ops/steps/rollback`",
        attrgetter("rollout.rollback.command"),
        "./ops/steps/rollback",
        PIPELINE,
    ),
    Promise(
        "sliding, 7 days, by 1", attrgetter("drift.window", "drift.slide"), (7 * DAY, DAY), DRIFT
    ),
    Promise("the name without `_drift`", feature, "length", DRIFT),
    Promise(
        "fires when its results do not come",
        alert("drift_job_missing", "severity"),
        "medium",
        DRIFT,
    ),
    Promise(
        "`level` is `INFO` if nothing is said",
        attrgetter("telemetry.logging.level"),
        "INFO",
        SIGNALS,
    ),
    Promise(
        "both rates are `1`",
        attrgetter("telemetry.logging.sample_rate", "telemetry.tracing.sample_rate"),
        (1, 1),
        SIGNALS,
    ),
    Promise(
        "prompts and responses are not logged",
        attrgetter("telemetry.logging.include_prompt", "telemetry.logging.include_response"),
        (False, False),
        SIGNALS,
    ),
    Promise("a procedure, `PROC-<alert>`", alert("q_medium", "procedure"), "PROC-q_medium", GAUGE),
    Promise("whether it is built | `true`", lambda _: TargetOptions().enabled, True),
]


@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: promise.says[:50])
def test_a_default_is_what_the_page_says(promise: Promise) -> None:
    assert promise.says in PAGE
    compilation = compile_text(written(merged({"service": "demo"}, promise.more)))
    assert compilation.plan is not None, compilation.diagnostics
    assert promise.look(compilation.plan) == promise.sees
