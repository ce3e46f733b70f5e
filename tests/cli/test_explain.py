"""What `explain` says of who watches and who hears."""

from __future__ import annotations

import pytest

from opsgen.api import compile_text
from opsgen.explanation import explain

FILE = """\
service: demo
links: {repository: "https://example.com/demo", dashboards: "https://g.example.com"}
constants: {budget: 200}
monitoring:
  defaults: {job: demo}
  metrics:
    - {name: tokens_daily, type: gauge, series: tokens_daily, unit: "1"}
    - {name: requests, type: counter, series: requests_total, unit: count}
    - name: error_rate
      type: counter
      numerator: errors_total
      denominator: requests_total
      alert_threshold: {medium: ">1%", high: ">5%"}
    - {name: latency_p50, type: histogram, unit: s, alert_threshold: ">500ms"}
alerting:
  alerts:
    - {name: both, condition: "tokens_daily > budget and error_rate > 2%", message: "x"}
    - {name: slow, condition: "p99_latency > 2s and tokens_daily > 1", message: "x"}
  channels:
    - name: pager
      type: pagerduty
      routing_key: "${KEY}"
      severity: [critical, high, medium]
      watchdog: true
    - {name: mail, type: webhook, url: "${MAIL}", severity: [low], frequency: daily}
"""


def told(name: str, text: str = FILE) -> list[str]:
    compiled = compile_text(text, targets=False)
    assert compiled.plan is not None, [str(one) for one in compiled.diagnostics]
    return [line.strip() for line in explain(compiled.plan, name)[0].splitlines()]


def watchers(name: str) -> list[str]:
    return [line.split()[2] for line in told(name) if line.startswith("watched by")]


def test_an_alert_over_several_signals_watches_each_of_them() -> None:
    assert watchers("tokens_daily") == ["both", "slow"]
    assert watchers("error_rate") == ["error_rate_high", "error_rate_medium", "both"]


def test_every_quantile_of_a_histogram_watches_it() -> None:
    assert watchers("latency_p50") == ["latency_p50_medium", "slow"]


def test_the_whole_of_a_ratio_and_the_least_traffic_are_not_watched() -> None:
    assert watchers("requests") == []


def test_only_an_alert_that_shares_its_signal_can_be_silenced() -> None:
    assert "signal error_rate: a worse alert of it silences this one" in told("error_rate_medium")
    assert "signal both" in told("both")


def test_a_heartbeat_and_a_digest_are_heard_by_their_own_channels() -> None:
    assert "heard by pager" in told("Watchdog")
    assert "heard by mail" in told("digest_mail")
    assert "heard by pager" in told("both")


@pytest.mark.parametrize("form", ["firing", "recorded"])
@pytest.mark.parametrize(
    ("every", "when"),
    [
        ("24h", "at 09:00 UTC"),
        ("7d", "on Mondays at 09:00 UTC"),
        ("12h", "at 09:00 UTC and every 12h from then on"),
    ],
)
def test_a_digest_says_when_it_comes(form: str, every: str, when: str) -> None:
    text = FILE.replace("frequency: daily", f"digest: {form}, every: {every}")
    (line,) = [line for line in told("mail", text) if line.startswith("digest of")]
    assert line.endswith(f", {when}")
