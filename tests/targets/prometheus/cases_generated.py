"""Cases of alerts that nobody asked for, and of how long alerts wait and stay."""

from __future__ import annotations

from tests.targets.prometheus.worlds import Case, case, fires, shop, silent, world

HOUR = 60
NINE = 9 * HOUR
DAY = 24 * HOUR
QUEUE = "name: queue, type: gauge, unit: count, series: queue"
DIGEST = """
  channels:
    - {name: digest, type: email, recipients: ["team@example.com"], severity: [low, medium],
       frequency: daily%s}
"""


def _digest(alert: str, severity: str) -> dict[str, str]:
    return {"digest_alert": alert, "digest_severity": severity, "severity": "none", "signal": ""}


GENERATED_CASES: tuple[Case, ...] = (
    case(
        "service_down",
        shop(
            "{name: queue, type: gauge, unit: count, series: queue, alert_threshold: \">100\"}",
            defaults="{job: shop}",
        ),
        world("up", {'up{job="shop",instance="a"}': "1x20"}, silent("service_down", 15)),
        world("one of two is down",
              {'up{job="shop",instance="a"}': "1x20", 'up{job="shop",instance="b"}': "0x20"},
              silent("service_down", 15)),
        world("all are down",
              {'up{job="shop",instance="a"}': "1x5 0x20", 'up{job="shop",instance="b"}': "0x25"},
              silent("service_down", 5),
              fires("service_down", 15, {"severity": "critical", "job": ""})),
        world("nothing to scrape", {'up{job="blog"}': "1x20"}, fires("service_down", 15)),
        world("another job's figures are not read", {'queue{job="blog"}': "900x20"},
              silent("queue_medium", 15)),
        world("our own are", {'queue{job="shop"}': "900x20"}, fires("queue_medium", 15)),
    ),
    case(
        "no_data",
        shop(
            '{name: asked, type: gauge, unit: count, series: asked, no_data: alert}',
            '{name: guessed, type: gauge, unit: count, alert_threshold: ">5"}',
            '{name: told, type: gauge, unit: count, series: told, alert_threshold: ">5"}',
        ),
        world("there", {"asked": "1x60", 'guessed{pod="a"}': "1x60"},
              silent("asked_no_data", 50), silent("guessed_no_data", 50)),
        world("missing", {"up": "1x60"}, silent("guessed_no_data", 12),
              fires("asked_no_data", 50, {"severity": "medium", "signal": ""}),
              fires("guessed_no_data", 50)),
        world("went away and came back", {"asked": "1x10 _x50 1x20"},
              silent("asked_no_data", 35), fires("asked_no_data", 50), silent("asked_no_data", 65)),
    ),
    case(
        "guessed_numerator",
        shop(
            '{name: error_rate, type: counter, min_bad: 0, alert_threshold: ">5%"}',
            defaults="{evaluation_interval: 5m}",
        ),
        world("a day of traffic and never an error", {"requests_total": f"0+10x{25 * HOUR}"},
              fires("errors_total_no_data", 25 * HOUR, {"severity": "low", "signal": ""}),
              silent("requests_total_no_data", 25 * HOUR)),
        world("an error series is there",
              {"requests_total": f"0+10x{25 * HOUR}", "errors_total": f"0x{25 * HOUR}"},
              silent("errors_total_no_data", 25 * HOUR)),
        world("no traffic", {"requests_total": f"10x{25 * HOUR}"},
              silent("errors_total_no_data", 25 * HOUR)),
        world("nothing at all", {"up": f"1x{25 * HOUR}"},
              silent("errors_total_no_data", 25 * HOUR),
              fires("requests_total_no_data", 25 * HOUR)),
    ),
    case(
        "alerting_itself",
        shop(),
        world(
            "one integration fails",
            {'alertmanager_notifications_failed_total{integration="slack",reason="x"}': "0+1x30",
             'alertmanager_notifications_failed_total{integration="email",reason="x"}': "3x30"},
            silent("notifications_failed", 1),
            fires("notifications_failed", 20, {"integration": "slack", "signal": ""}),
            fires("Watchdog", 0, {"severity": "none", "signal": ""}),
        ),
        world(
            "one failure per group interval is heard without a break",
            {'alertmanager_notifications_failed_total{integration="slack"}':
             "0x4 1x4 2x4 3x4 4x4 5x4 5x40"},
            *(fires("notifications_failed", minute) for minute in range(10, 38)),
            silent("notifications_failed", 45),
        ),
        world("nothing is there", {"up": "1x30"}, silent("notifications_failed", 20),
              fires("Watchdog", 20)),
    ),
    case(
        "digest",
        shop(
            f"{{{QUEUE}, alert_threshold: {{medium: '>100', critical: '>200'}}}}",
            defaults="{evaluation_interval: 5m}",
            rest=DIGEST % "",
        ),
        world(
            "what resolved before is named once, the worse severity is not",
            {'queue{pod="a"}': f"0x{2 * HOUR} 150x30 250x30 0x{32 * HOUR}"},
            fires("queue_medium", 2 * HOUR + 20), silent("queue_medium", 4 * HOUR),
            fires("queue_critical", 2 * HOUR + 40),
            silent("digest_digest", NINE - 2),
            fires("digest_digest", NINE + 2,
                  {**_digest("queue_medium", "medium"), "digest": "digest"}),
            silent("digest_digest", NINE + 20),
            silent("digest_digest", DAY + NINE + 2),
        ),
        world(
            "what fires at the hour is named too",
            {"queue": f"0x{8 * HOUR} 150x{3 * HOUR}"},
            fires("digest_digest", NINE + 2, {"digest_alert": "queue_medium"}),
        ),
        world(
            "what fired twice is named once",
            {"queue": f"0x60 150x60 0x60 150x60 0x{8 * HOUR}"},
            fires("digest_digest", NINE + 2, _digest("queue_medium", "medium")),
        ),
        world("nothing fired", {"queue": f"0x{10 * HOUR}"}, silent("digest_digest", NINE + 2)),
    ),
    case(
        "digest_twice_a_day",
        shop(
            f"{{{QUEUE}, alert_threshold: '>100'}}",
            defaults="{evaluation_interval: 5m}",
            rest=DIGEST % ', every: 12h, digest_at: "09:30"',
        ),
        world(
            "each tells of its own half of the day",
            {"queue": f"0x{2 * HOUR} 150x60 0x{32 * HOUR}"},
            fires("digest_digest", NINE + 32, {"digest_alert": "queue_medium"}),
            silent("digest_digest", 21 * HOUR + 32),
        ),
        world(
            "in the evening too",
            {"queue": f"0x{18 * HOUR} 150x60 0x{20 * HOUR}"},
            silent("digest_digest", NINE + 32),
            fires("digest_digest", 21 * HOUR + 32, {"digest_alert": "queue_medium"}),
            silent("digest_digest", DAY + NINE + 32),
        ),
    ),
    case(
        "digest_weekly",
        shop(
            f"{{{QUEUE}, alert_threshold: '>100'}}",
            defaults="{evaluation_interval: 15m}",
            rest=DIGEST % ", every: 7d",
        ),
        # Time begins on a Thursday.
        world(
            "on Monday alone",
            {"queue": f"0x{5 * HOUR} 150x60 0x{5 * DAY}"},
            silent("digest_digest", DAY + NINE + 2), silent("digest_digest", 3 * DAY + NINE + 2),
            fires("digest_digest", 4 * DAY + NINE + 2, {"digest_alert": "queue_medium"}),
            silent("digest_digest", 4 * DAY + NINE + 50),
            silent("digest_digest", 5 * DAY + NINE + 2),
        ),
    ),
    case(
        "hold",
        shop(
            f'{{{QUEUE}, alert_threshold: ">100", for: 5m, keep_firing_for: 5m}}',
            '{name: free, type: gauge, unit: count, series: free, alert_threshold: "<10"}',
            hold="{}",
        ),
        world("waits, stays, ends", {"queue": "0x9 120x10 80x20"},
              silent("queue_medium", 13), fires("queue_medium", 17),
              fires("queue_medium", 23), silent("queue_medium", 28)),
        world("a dip starts it anew", {"queue": "0x9 120x3 80 120x20"},
              silent("queue_medium", 17), fires("queue_medium", 21)),
        world("medium waits ten minutes by default", {"free": "5x30"},
              silent("free_medium", 8), fires("free_medium", 12)),
    ),
)  # fmt: skip
