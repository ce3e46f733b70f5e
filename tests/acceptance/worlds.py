"""What happens at the shop and who must hear of it: written from the language, not the output.

A series is either a counter (`+r` a minute) or a gauge (`=v`); `""` is a series that is not there.
All is well until TURN; then the series of a world change, and at its minute exactly the named
alerts must fire.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

TURN = 100
JOB = 'job="shop",env="prod"'
LABELS = ("route", "model", "team", "gpu", "feature", "test", "digest_alert")


def buckets(below: str, others: str = "") -> dict[str, str]:
    """A hundred answers a minute, all of them in the bucket that ends at `below` ms."""
    bounds = ("100", "490", "510", "1000", "1990", "2010", "+Inf")
    return {
        f'answer_ms_bucket{{{JOB},route="/a",le="{bound}"{others}}}': (
            "+100" if bounds.index(bound) >= bounds.index(below) else "+0"
        )
        for bound in bounds
    }


def totals(ok: float, failed: float, model: str = "m1", job: str = JOB) -> dict[str, str]:
    """Requests a minute by outcome; the failed ones are counted apart, under other labels."""
    return {
        f'all_total{{{job},model="{model}",code="200"}}': f"+{ok}",
        f'all_total{{{job},model="{model}",code="500"}}': f"+{failed}",
        f'bad_total{{{job},model="{model}",kind="timeout"}}': f"+{failed}",
    }


def lookups(hit: float, empty: float) -> dict[str, str]:
    return {
        f'lookups_total{{{JOB},result="hit"}}': f"+{hit}",
        f'lookups_total{{{JOB},result="empty"}}': f"+{empty}",
    }


def documents(first: float, second: float) -> dict[str, str]:
    return {
        f'documents_total{{{JOB},source="s1"}}': f"+{first}",
        f'documents_total{{{JOB},source="s2"}}': f"+{second}",
    }


def gauge(name: str, value: float, labels: str = "") -> dict[str, str]:
    return {f"{name}{{{JOB}{labels}}}": f"={value}"}


UP = f'up{{{JOB},instance="a"}}'
P_VALUE = 'drift_p_value{service="shop",feature="price",test="price_drift"}'
DRIFT_RUN = 'drift_last_success_timestamp_seconds{service="shop"}'

HEALTHY: Mapping[str, str] = {
    UP: "=1",
    P_VALUE: "=0.5",
    DRIFT_RUN: "=0",
    **buckets("100"),
    **totals(99, 1),
    **lookups(98, 2),
    **documents(100, 100),
    **gauge("GPU_FB_USED", 60_000, ',gpu="0"'),
    **gauge("score", 0.8, ',instance="a"'),
    **gauge("score", 0.9, ',instance="b"'),
    **gauge("cpu", 50),
    **gauge("share_bad_pct", 2),
    **gauge("backlog", 20, ',instance="a"'),
    **gauge("backlog", 30, ',instance="b"'),
    f'spend_usd_total{{{JOB},team="a",user="x"}}': "+1",
    f'spend_usd_total{{{JOB},team="b",user="y"}}': "+1",
    f'busy_us{{{JOB},model="m1"}}': "+1000000",
    f'calls{{{JOB},model="m1"}}': "+100",
}

BACKLOG_B = f'backlog{{{JOB},instance="b"}}'
GONE = {series: "" for series in HEALTHY if JOB in series and series != UP}
SILENCED = {series: "+0" for series, course in HEALTHY.items() if course.startswith("+")}


@dataclass(frozen=True)
class World:
    """`fires` at `minute`: name, or name and one label as `name route=/a`."""

    name: str
    turn: Mapping[str, str]
    fires: Sequence[str] = ()
    minute: int = 118
    back: int | None = None
    """The minute at which all is well again."""
    missing: Sequence[str] = field(default=())
    """Beginnings of series that were never there."""


SLOW = "answer_p90_medium route=/a"
FAILING = ("failing_medium model=m1", "failing_high model=m1", "succeeding_critical")
NO_DATA = ("backlog_no_data", "cpu_no_data", "score_no_data")
OTHER = totals(0, 100, job='job="other",env="prod"') | totals(0, 100, job='job="shop",env="test"')

# Worlds that touch different series share a test: promtool pays for each minute of each.
WORLDS = (
    World(
        "all just within",
        buckets("490")
        | totals(98.1, 1.9)
        | lookups(96, 4)
        | documents(150, 50)
        | gauge("GPU_FB_USED", 71_600, ',gpu="0"')
        | gauge("share_bad_pct", 4.9)
        | gauge("score", 0.61, ',instance="a"')
        | gauge("cpu", 6)
        | {BACKLOG_B: "=37", f'busy_us{{{JOB},model="m1"}}': "+1900000"},
    ),
    World(
        "all just without",
        buckets("510")
        | totals(97, 3)
        | lookups(94, 6)
        | documents(180, 20)
        | gauge("GPU_FB_USED", 71_700, ',gpu="0"')
        | gauge("share_bad_pct", 5.1)
        | gauge("cpu", 4)
        | {BACKLOG_B: "=45", f'busy_us{{{JOB},model="m1"}}': "+2100000"},
        (
            SLOW,
            "failing_medium model=m1",
            "empty_medium",
            "one_source",
            "gpu_memory_medium gpu=0",
            "share_bad_medium",
            "cpu_odd",
            "backlog_odd",
            "calls_slow model=m1",
        ),
    ),
    World(
        "not for long enough", buckets("510") | gauge("score", 0.59, ',instance="a"'), minute=108
    ),
    World(
        "well again before long, and an old incident of somebody else",
        buckets("510") | OTHER,
        back=109,
    ),
    World(
        "very slow, and one of two models fails",
        buckets("2010") | totals(50, 50) | totals(100, 0, "m2"),
        (SLOW, "answer_p90_critical route=/a", "slow_and_failing", *FAILING),
    ),
    World(
        "slow and failing, each only somewhat",
        buckets("1990") | totals(94, 6) | {BACKLOG_B: "=100"},
        (
            SLOW,
            "failing_medium model=m1",
            "slow_and_failing",
            "backlog_odd",
            "backlog_over_baseline",
        ),
    ),
    World(
        "no error was ever counted, and the documents grow",
        documents(500, 500),
        ("documents_doubled",),
        missing=("bad_total", f'all_total{{{JOB},model="m1",code="500"'),
        minute=126,
    ),
    World("everything fails", totals(0, 100), FAILING),
    World(
        "nothing ever succeeded, and a team spends",
        totals(0, 100) | {f'spend_usd_total{{{JOB},team="a",user="x"}}': "+20"},
        (*FAILING, "team_spends team=a"),
        missing=(f'all_total{{{JOB},model="m1",code="200"',),
    ),
    World("no traffic", SILENCED, ("few_documents",)),
    World(
        "one failure in a while, empty with little traffic, few documents, less work",
        totals(0, 0.2, "m3") | lookups(14, 5) | documents(29, 29) | {BACKLOG_B: "=0"},
        ("failing_medium model=m3", "few_documents", "backlog_fell"),
    ),
    World(
        "empty with just enough traffic, drift, somewhat less work",
        lookups(16, 5) | {P_VALUE: "=0.04", BACKLOG_B: "=10"},
        ("empty_medium", "drifted feature=price test=price_drift"),
    ),
    World(
        "the service is gone",
        GONE | {UP: "=0"},
        ("service_down", "backlog_gone", *NO_DATA),
        minute=134,
    ),
    World(
        "a low score is kept, and the processor was busy for long",
        gauge("score", 0.59, ',instance="a"') | gauge("cpu", 96),
        ("score_medium",),
        minute=130,
        back=126,
    ),
    World(
        "it is told for ten minutes more, no longer",
        gauge("score", 0.59, ',instance="a"'),
        minute=140,
        back=126,
    ),
    World(
        "the processor is busy for very long",
        gauge("cpu", 96),
        ("cpu_odd", "cpu_high"),
        minute=164,
    ),
    World(
        "the digest names what has resolved since, of its own severity",
        gauge("cpu", 96),
        ("digest_mail digest_alert=cpu_high",),
        minute=182,
        back=160,
    ),
    World("the digest is over", gauge("cpu", 96), minute=188, back=160),
    World("the drift job is late", {DRIFT_RUN: "=-84000"}, ("drift_job_missing",)),
    World("the drift job is nearly late", {DRIFT_RUN: "=-82000"}),
)


def course(kind: str, minute: int, turned: str | None, back: int | None) -> str:
    """promtool's notation of one series, a value a minute; `_` where there is none."""
    return " ".join(_values(kind, minute, kind if turned is None else turned, back))


def _values(healthy: str, minutes: int, turned: str, back: int | None) -> Iterator[str]:
    level = 0.0
    for now in range(minutes + 1):
        kind = turned if now >= TURN and (back is None or now < back) else healthy
        if kind.startswith("="):
            yield kind[1:]
        elif kind:
            level += float(kind[1:])
            yield f"{level:.6g}" if level < 1e6 else str(round(level))
        else:
            yield "_"


def promtool_test(world: World) -> dict[str, object]:
    """One promtool test: exactly these alerts fire at the world's minute."""
    # A world's own series, such as another model's, were idle before.
    idle = {
        name: kind[0] + "0" for name, kind in world.turn.items() if name not in HEALTHY and kind
    }
    healthy = {
        name: kind
        for name, kind in {**HEALTHY, **idle}.items()
        if not any(name.startswith(start) for start in world.missing)
    }
    return {
        "name": world.name,
        "interval": "1m",
        "input_series": [
            {"series": name, "values": course(kind, world.minute, world.turn.get(name), world.back)}
            for name, kind in healthy.items()
        ],
        "promql_expr_test": [
            {
                "expr": f"count by (alertname, {', '.join(LABELS)}) "
                '(ALERTS{alertstate="firing",alertname!="Watchdog"})',
                "eval_time": f"{world.minute}m",
                "exp_samples": [{"labels": _labels(alert), "value": 1} for alert in world.fires],
            }
        ],
    }


def _labels(alert: str) -> str:
    name, *labels = alert.split()
    pairs = [("alertname", name), *(label.split("=") for label in labels)]
    return "{" + ",".join(f'{key}="{value}"' for key, value in pairs) + "}"
