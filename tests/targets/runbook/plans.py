"""Plans by hand: a service with an alert of every kind, and parts to change it with."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Literal

from opsgen.plan import (
    Alert,
    All,
    AnyOf,
    AtTime,
    Channel,
    Compare,
    Condition,
    Default,
    Digest,
    Holds,
    Links,
    Matcher,
    Notifications,
    Origin,
    Plan,
    Route,
    SecretFile,
    Selector,
    Severity,
    Signal,
    Value,
)
from opsgen.plan import values as v
from opsgen.plan.alerts import Cause, LabelPart, Message, TextPart, ThresholdPart, ValuePart
from opsgen.plan.conditions import CompareOp
from opsgen.plan.drift import Drift, DriftTest
from opsgen.plan.gate import Allowance, Check, Comparison, Gate, Tracks, Traffic, narrowed
from opsgen.plan.notifications import SeverityPolicy
from opsgen.plan.procedures import Decision, Escalation, Procedure, Remedy, Runbook
from opsgen.plan.rollout import Rollback, Rollout, Stage, Step, Strategy
from opsgen.plan.telemetry import Logging, Telemetry, Tracing
from opsgen.units import COUNT, NUMBER, RATIO, RELATIVE, SECONDS, Unit, currency, per_second

HERE = Origin(("alerting",), None)
MINUTE, HOUR, DAY = 60, 3600, 86400

REQUESTS = Selector("http_requests_total", (Matcher("job", "=", "answers"),))
ERRORS = Selector("http_requests_total", (*REQUESTS.matchers, Matcher("status", "=~", "5..")))
LATENCY = Selector("http_request_duration_seconds", REQUESTS.matchers)


def value(node: v.Node, unit: Unit = NUMBER, name: str | None = None, *by: str) -> Value:
    return Value(node, unit, by, HERE, name)


def gauge(series: str, unit: Unit = NUMBER, name: str | None = None, *by: str) -> Value:
    return value(v.Series(Selector(series), "max"), unit, name or series, *by)


def above(left: Value, limit: str | Value, op: CompareOp = ">") -> Compare:
    right = limit if isinstance(limit, Value) else value(v.Const(Fraction(limit)), left.unit)
    return Compare(left, op, right)


def alert(
    name: str,
    condition: Condition,
    severity: Severity | Literal["none"] = "medium",
    cause: Cause = "declared",
    *message: str,
    hold: int = 10 * MINUTE,
    by: tuple[str, ...] = (),
    procedure: str | None = None,
    runbook: str | None = None,
) -> Alert:
    """An alert with the message `name`, unless another is given."""
    said = tuple(TextPart(text) for text in message or (f"Look at {name}",))
    return Alert(
        name=name,
        cause=cause,
        condition=condition,
        severity=severity,
        hold=hold,
        keep_firing=0,
        labels=(),
        annotations=(),
        message=said,
        description=said,
        signal=name,
        by=by,
        procedure=procedure or f"PROC-{name}",
        origin=HERE,
        runbook=runbook,
    )


ERROR_RATE = value(v.Ratio(ERRORS, REQUESTS, 300), RATIO, "error_rate")
P99 = value(v.Quantile(LATENCY, Fraction(99, 100), 300), SECONDS, "p99_latency")
TRAFFIC = value(v.Rate(REQUESTS, 300), per_second(COUNT), "requests")
P_VALUE = value(
    v.Series(Selector("drift_p_value", (Matcher("service", "=", "answers"),)), "min", 26 * HOUR),
    NUMBER,
    "drift_p_value",
    "feature",
    "test",
)
LAST_RUN = Selector("drift_last_success_timestamp_seconds")
ENOUGH = above(value(v.Increase(ERRORS, 300), COUNT), "2", ">=")
DIGEST = v.Fired("answers", ("low",), DAY, 60)
UP = value(v.Series(Selector("up", REQUESTS.matchers), "sum"), COUNT)

KINDS: tuple[Alert, ...] = (
    alert("errors", All((above(ERROR_RATE, "1/20"), ENOUGH)), "high", hold=5 * MINUTE),
    alert("slow", above(P99, "2"), "critical", "threshold", "p99_latency is above 2s"),
    alert("quiet", above(TRAFFIC, "1/12", "<")),
    alert("cost", above(gauge("llm_cost", currency("USD"), "daily_cost"), "200")),
    alert("odd", above(value(v.ZScore(P99, 7 * DAY, 2 * DAY), NUMBER, "zscore"), "3"), "low"),
    alert(
        "risen",
        above(
            ERROR_RATE,
            value(
                v.Arith(
                    "*",
                    value(v.Const(Fraction(2))),
                    value(v.Baseline(ERROR_RATE, DAY, 6 * HOUR), RATIO, "baseline"),
                ),
                RATIO,
            ),
        ),
    ),
    alert("changed", above(value(v.Change(gauge("queue"), DAY), RELATIVE, "change"), "1/2"), "low"),
    alert("mean", above(value(v.OverTime("avg", gauge("gpu_memory"), HOUR), NUMBER, "m"), "3")),
    alert(
        "skew",
        above(
            value(
                v.Share(
                    value(v.Rate(Selector("documents_total"), 300), COUNT, "documents", "source"),
                    value(v.Rate(Selector("documents_total"), 300), COUNT, "documents"),
                    "source",
                ),
                RATIO,
                "share",
            ),
            "4/5",
        ),
    ),
    alert("drifted", above(P_VALUE, "1/20", "<"), by=("feature", "test")),
    alert("own", above(value(v.Raw("sum(a) # of all\n+ sum(b)"), NUMBER, "special"), "3")),
    alert(
        "service_down",
        above(value(v.OrElse(UP, Fraction(0)), COUNT, "up"), "0", "=="),
        "critical",
        "service_down",
        "No instance is up",
    ),
    alert(
        "queue_no_data",
        Holds(value(v.Absent(Selector("queue_length"), 900), NUMBER, "queue_length")),
        "medium",
        "no_data",
    ),
    alert(
        "drift_job_missing",
        AnyOf(
            (
                above(value(v.Age(LAST_RUN, 7 * DAY), SECONDS, "age"), "90000"),
                Holds(value(v.Absent(LAST_RUN, 7 * DAY))),
            )
        ),
        "medium",
        "job_missing",
    ),
    alert(
        "notifications_failed",
        above(
            value(
                v.Rate(Selector("alertmanager_notifications_failed_total"), 300),
                per_second(COUNT),
                None,
                "integration",
            ),
            "0",
        ),
        "high",
        "notifications",
        by=("integration",),
    ),
    alert(
        "digest_mail",
        All((Holds(value(DIGEST, SECONDS, "time firing")), AtTime(540, 1440, 5))),
        "none",
        "digest",
        hold=0,
    ),
    alert("Watchdog", Holds(value(v.Always())), "none", "watchdog", hold=0),
)
"""One alert of every kind that the runbook tells apart."""

ALL_PARTS: Message = (
    TextPart("At "),
    LabelPart("route"),
    TextPart(" it is "),
    ValuePart(RATIO),
    TextPart(" over "),
    ThresholdPart(Fraction(1, 20), RATIO),
)

PAGER = Channel(
    "pager", "pagerduty", ("critical",), (("routing_key", SecretFile("KEY", "/run/KEY")),), True,
    None, False, HERE,
)  # fmt: skip
CHAT = Channel(
    "chat", "slack", ("critical", "high", "medium"), (("channel", "#answers"),), True, None,
    False, HERE,
)  # fmt: skip
MAIL = Channel(
    "mail", "email", ("low",), (("to", ("a@example.com", "b@example.com")),), True,
    Digest("recorded", 540, DAY, "digest_mail"), False, HERE,
)  # fmt: skip

NOTIFICATIONS = Notifications(
    channels=(PAGER, CHAT, MAIL),
    policies=(
        SeverityPolicy("critical", "immediate", 120, 30, 300, HOUR),
        SeverityPolicy("high", "15m", 300, 30, 300, 4 * HOUR),
        SeverityPolicy("medium", "1h", 600, 60, 300, 12 * HOUR),
        SeverityPolicy("low", "next day", 1800, 60, 300, DAY),
    ),
    routes=(
        Route("critical", ("pager", "chat"), ()),
        Route("high", ("chat",), ()),
        Route("medium", ("chat",), ()),
        Route("low", (), ("mail",)),
    ),
    smtp=None,
    default=(),
    watchdog=(),
    inhibition_labels=("route",),
    secrets_dir="/run/secrets",
)


def step(name: str, command: str | None = "make it", **more: object) -> Step:
    made = Step(name, "run", command, None, (), (), (), (), None, HERE)
    return replace(made, **more)  # type: ignore[arg-type]  # fields by name


def stage(name: str, *steps: Step, needs: tuple[str, ...] = ()) -> Stage:
    return Stage(name, None, steps, needs, None, ("ubuntu-latest",), None, None, HERE)


TRACKS = Tracks("track", "canary", "stable", HERE)
CANARY = Matcher("track", "=", "canary")
GATE = Gate(
    interval=60,
    delay=300,
    hold=600,
    weights=(5, 25, 50),
    allowed=Allowance(1, 3, 10, 4),
    checks=(
        Check(
            "error_rate > 5%",
            narrowed(above(ERROR_RATE, "1/20"), CANARY),
            (Traffic(above(ERROR_RATE, "1/20"), value(v.Increase(REQUESTS, 300), COUNT), 20),),
            (REQUESTS,),
            False,
            HERE,
        ),
        Check("queue > 100", above(gauge("queue"), "100"), (), (), True, HERE),
    ),
    comparisons=(
        Comparison(
            "p99_latency",
            P99,
            P99,
            "higher",
            Fraction(5, 4),
            Fraction(1, 10),
            Fraction(1, 100),
            HERE,
        ),
    ),
    tracks=TRACKS,
    origin=HERE,
)  # fmt: skip
"""Weights below the canary's first share are no step of a rollout."""

ROLLOUT = Rollout(
    (
        stage("test", step("unit_tests", "pytest -q")),
        replace(
            stage(
                "production",
                step("deploy_canary_10_percent", "./canary", action="traffic", amount=10),
                step("monitor_30_minutes", None, action="watch", amount=1800),
                step("gradual_rollout", "./weight", action="gradual"),
                step("full_deployment", "./all", action="promote"),
                needs=("test",),
            ),
            strategy="canary",
            environment="production",
        ),
        stage("announce", step("tell_everybody"), needs=("production",)),
    ),
    Rollback(True, above(ERROR_RATE, "1/20"), "kubectl rollout undo deployment/answers", HERE),
    gate=GATE,
)


def rollout(strategy: Strategy, *steps: Step, automatic: bool = True) -> Rollout:
    """A rollout of one stage."""
    only = replace(stage("live", *steps), strategy=strategy, environment="production")
    return Rollout((only,), Rollback(automatic, None, "make back", HERE), gate=GATE)


BLUE_GREEN = rollout(
    "blue_green",
    step("deploy_idle", "./idle", action="deploy_idle"),
    step("monitor_10_minutes", None, action="watch", amount=600),
    step("switch_traffic", "./switch", action="switch"),
    step("monitor_15_minutes", None, action="watch", amount=900),
)
ROLLING = rollout(
    "rolling",
    step("rolling_batch_25_percent", "./batch", action="batch", amount=25),
    step("monitor_10_minutes", None, action="watch", amount=600),
    step("rolling_batch_100_percent", "./batch", action="batch", amount=100),
    automatic=False,
)

DRIFT = Drift(
    reference=(("type", "training_data"), ("path", "data/reference.npy")),
    window=7 * DAY,
    slide=DAY,
    tests=(DriftTest("query_drift", "mmd", Fraction(1, 20), "query", None, None, None, HERE),),
    actions=(("alert", "chat"),),
    channels=("chat",),
    schedule="0 4 * * *",
    origin=HERE,
)


def generated(*alerts: Alert) -> tuple[Procedure, ...]:
    """The procedures that resolve makes for alerts without one."""
    steps = (Escalation(30 * MINUTE, "on-call"), Escalation(HOUR, "the incident lead"))
    return tuple(
        Procedure(
            each.procedure, each.name, (each.name,), (), (), (),
            () if each.severity == "none" else steps, None, True, HERE,
        )
        for each in alerts
    )  # fmt: skip


PROC_001 = Procedure(
    id="PROC-001",
    title="Too many errors",
    alerts=("errors_again",),
    symptoms=("Users see an error page",),
    diagnosis=("kubectl get pods -l app=answers", "Read `kubectl logs -l app=answers`."),
    resolution=(Remedy("A pod restarts", "kubectl delete pod POD"),),
    escalation=(Escalation(0, "on-call"), Escalation(30 * MINUTE, "the lead")),
    first="kubectl get pods -l app=answers",
    generated=False,
    origin=HERE,
)

OWN = alert(
    "errors_again",
    above(ERROR_RATE, "1/10"),
    "high",
    procedure="PROC-001",
    runbook="https://wiki.example.com/errors",
)


def plan(
    *alerts: Alert, procedures: tuple[Procedure, ...] | None = None, bare: bool = False
) -> Plan:
    """The service `answers`; a `bare` one has nothing that can be left out."""
    procedures = generated(*alerts) if procedures is None else procedures
    whole = Plan(
        service="answers",
        owner="search-team",
        description="Answers the questions of customers.",
        labels=(),
        links=Links(
            "https://github.com/example/answers",
            "https://grafana.example.com",
            "https://prometheus.example.com",
            "https://alertmanager.example.com",
            "https://github.com/example/answers/blob/HEAD/ops/runbook.md",
        ),
        engines={},
        job="answers",
        scrape_interval=30,
        evaluation_interval=60,
        signals=(
            Signal(
                "error_rate", "error_rate", "counter", ERROR_RATE,
                (("high", above(ERROR_RATE, "1/20")),), "The share of failed requests.", "ok",
                (), HERE,
            ),
        ),
        alerts=alerts,
        notifications=NOTIFICATIONS,
        runbook=Runbook(
            procedures,
            (("on-call", "+49 30 1234"),),
            (("Overview", "https://grafana.example.com/d/x?a=b&c=d"),),
            ('Loki: {app="answers"}', "https://logs.example.com/answers"),
            (Decision("OPS-001", "Prometheus", "It runs already.", "2026-01-31"),),
        ),
        rollout=ROLLOUT,
        drift=DRIFT,
        telemetry=Telemetry(
            Logging("INFO", Fraction(1, 10), False, False), Tracing(True, Fraction(1, 100))
        ),
        defaults=(
            Default("error_rate", "unit", "ratio", Origin(("monitoring",), None, "its name")),
        ),
    )  # fmt: skip
    if not bare:
        return whole
    return replace(
        whole,
        owner=None,
        description=None,
        links=Links(None, None, None, None, "ops/runbook.md"),
        job=None,
        signals=(),
        runbook=Runbook(procedures, (), (), (), ()),
        rollout=None,
        drift=None,
        telemetry=Telemetry(None, None),
        defaults=(),
    )


WHOLE = plan(OWN, *KINDS, procedures=(PROC_001, *generated(*KINDS)))
BARE = plan(*KINDS, bare=True)
EMPTY = plan(bare=True)
