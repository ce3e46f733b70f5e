"""Every rule of the shape, at the place that a person must mend."""

from __future__ import annotations

import pytest

from tests.spec.reading import found, read, words

METRIC = "monitoring:\n  metrics:\n    - name: a\n      type: gauge\n"
ALERT = "alerting:\n  alerts:\n    - name: a\n      condition: x > 5\n      severity: high\n"
CHANNEL = "alerting:\n  channels:\n    - name: c\n      type: {}\n      severity: [high]\n"
SLACK, PAGER, MAIL = (CHANNEL.format(kind) for kind in ("slack", "pagerduty", "email"))
SNS = CHANNEL.format("sns")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("severty: 1\n", "1:1 OPS100"),
        ("slos: []\n", "1:1 OPS100"),
        (METRIC + "      severty: high\n", "5:7 OPS100"),
        (METRIC.replace("name", "nme"), "3:7 OPS100"),
        (SLACK + "      channl: x\n", "6:7 OPS100"),
        (SLACK + "      http_config: {}\n", "6:7 OPS100"),
        (METRIC + "      min_traffic: '5'\n", "5:20 OPS101"),
        (METRIC + "      min_traffic: true\n", "5:20 OPS101"),
        (METRIC + "      min_traffic: 1.0\n", "5:20 OPS101"),
        (METRIC + "      quantile: true\n", "5:17 OPS101"),
        (METRIC + "      window: 5\n", "5:15 OPS101"),
        (METRIC + "      where: 5\n", "5:14 OPS101"),
        (METRIC + "      where: {a: 5}\n", "5:18 OPS101"),
        (METRIC + "      alert_threshold: [1]\n", "5:24 OPS101"),
        (METRIC + "      alert_threshold: {high: 5}\n", "5:31 OPS101"),
        ("monitoring:\n  logging:\n", "2:3 OPS101"),
        ("monitoring: []\n", "1:13 OPS101"),
        ("monitoring:\n  metrics: {}\n", "2:12 OPS101"),
        ("monitoring:\n  metrics: [5]\n", "2:13 OPS101"),
        ("constants: {a: [1]}\n", "1:16 OPS101"),
        ("targets: {prometheus: {version: 3.5}}\n", "1:33 OPS101"),
        ("targets: {prometheus: {enabled: 'no'}}\n", "1:33 OPS101"),
        ("targets: {prometheus: true}\n", "1:23 OPS101"),
        (SLACK + "      channel: #oncall\n", "6:7 OPS101"),
        (SLACK + "      link_names: 'x'\n", "6:19 OPS101"),
        (SLACK + "      mrkdwn_in: [text, 5]\n", "6:25 OPS101"),
        (PAGER + "      details: {a: 5}\n", "6:20 OPS101"),
        ("monitoring:\n  metrics:\n    - name: a\n", "3:7 OPS102"),
        (MAIL, "3:7 OPS102"),
        (CHANNEL.format("telegram"), "3:7 OPS102"),
        (SNS, "3:7 OPS102"),
        ("accept: [{code: OPS204}]\n", "1:11 OPS102"),
        ("runbook:\n  procedures:\n    - id: P\n", "3:7 OPS102"),
        ("pipeline: {steps: {a: {timeout: 5m}}}\n", "1:20 OPS102"),
        ("pipeline: {steps: {a: {rn: x}}}\n", "1:24 OPS100"),
        (METRIC + "      unit: 2\n", "5:13 OPS101"),
        ("version: 2\n", "1:10 OPS103"),
        (METRIC.replace("gauge", "histgram"), "4:13 OPS103"),
        (METRIC + "      alert_threshold: {hgh: '>5'}\n", "5:25 OPS103"),
        (SLACK.replace("high", "hihg"), "5:18 OPS103"),
        (CHANNEL.format("slak"), "4:13 OPS103"),
        (SLACK + "      frequency: weekly\n", "6:18 OPS103"),
        ("alerting: {severities: {none: {for: 5m}}}\n", "1:25 OPS103"),
        ("drift_detection: {actions: {on_drift_detected: [{alrt: x}]}}\n", "1:50 OPS103"),
        ("drift_detection: {tests: [{name: a, type: psi, threshold: 0.1}]}\n", "1:43 OPS103"),
        ("service: Demo\n", "1:10 OPS104"),
        ('service: "demo\\n"\n', "1:10 OPS104"),
        ("service: nul\n", "1:10 OPS104"),
        ("labels: {a-b: x}\n", "1:10 OPS104"),
        ("labels: {__name__: x}\n", "1:10 OPS104"),
        ("constants: {2x: 5}\n", "1:13 OPS104"),
        ("pipeline: {stages: [{name: a, steps: [ok, ../x]}]}\n", "1:43 OPS104"),
        (METRIC + "      for: 5 m\n", "5:12 OPS106"),
        (METRIC + "      window: 0s\n", "5:15 OPS106"),
        (METRIC + "      window: ''\n", "5:15 OPS106"),
        (METRIC + "      window: 11y\n", "5:15 OPS106"),
        (METRIC + "      window: 521w5d\n", "5:15 OPS106"),
        (PAGER + "      timeout: fast\n", "6:16 OPS106"),
        (METRIC + "      quantile: 0\n", "5:17 OPS107"),
        (METRIC + "      quantile: 1.0\n", "5:17 OPS107"),
        (METRIC + "      buckets: [1, 1]\n", "5:16 OPS107"),
        (METRIC + "      buckets: []\n", "5:16 OPS107"),
        (METRIC + "      min_bad: -1\n", "5:16 OPS107"),
        ("monitoring: {tracing: {sample_rate: 1.5}}\n", "1:37 OPS107"),
        ("drift_detection: {test_window: {size_days: 1, slide_days: 2}}\n", "1:59 OPS107"),
        ("drift_detection: {test_window: {size_days: 0}}\n", "1:44 OPS107"),
        (ALERT + "      message: {feature}\n", "6:16 OPS111"),
        (METRIC + "      message: {a, b}\n", "5:16 OPS111"),
        (SLACK + "      routing_key: x\n", "6:7 OPS112"),
        (SLACK + "      api_url_file: /x\n", "6:7 OPS112"),
        (SLACK + "      recipients: [a]\n", "6:7 OPS112"),
        (PAGER + "      webhook: ${X}\n", "6:7 OPS112"),
        (
            CHANNEL.format("sns") + "      topic_arn: x\n      sigv4: {secret_key: x}\n",
            "7:15 OPS112",
        ),
        (SLACK + '      channel: "#${TEAM}"\n', "6:16 OPS113"),
        (PAGER + '      client: "${X}"\n', "6:15 OPS113"),
        ("alerting: {smtp: {smarthost: '${HOST}'}}\n", "1:30 OPS113"),
        ("owner: ${TEAM}\n", "1:8 OPS113"),
        (METRIC + "      series: ${X}\n", "5:15 OPS113"),
        ('requires: "opsgen>=999"\n', "1:11 OPS114"),
        ('requires: "newest"\n', "1:11 OPS115"),
        ("links: {prometheus: 'javascript:alert(1)'}\n", "1:21 OPS115"),
        ("links: {prometheus: 'https://u@h/'}\n", "1:21 OPS115"),
        ("alerting: {secrets_dir: secrets}\n", "1:25 OPS115"),
        ("alerting: {smtp: {smarthost: mail}}\n", "1:30 OPS115"),
        (SLACK + "      digest_at: '24:00'\n", "6:18 OPS115"),
        (SLACK + "      icon_url: pic.png\n", "6:17 OPS115"),
        (SLACK + "      webhook: ${A}\n      api_url: ${A}\n", "6:7 OPS115"),
        ("accept: [{code: W204, reason: x}]\n", "1:17 OPS115"),
        ("accept: [{code: OPS204, reason: ' '}]\n", "1:33 OPS115"),
        ("decisions: [{id: A, decision: x, date: '2026-02-30'}]\n", "1:40 OPS115"),
        ("targets: {prometheus: {path: ../x}}\n", "1:30 OPS115"),
        ("targets: {prometheus: {path: ''}}\n", "1:30 OPS115"),
    ],
)
def test_one_mistake_is_one_diagnostic_at_its_place(text: str, expected: str) -> None:
    assert found(text) == [expected]


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/cron.d/x",
        "/abs",
        "a/b",
        ".",
        "..",
        "-rf",
        "con",
        "COM1",
        "a" * 300,
        "caf\u00e9",
        "cafe\u0301",
        "",
        "a ",
    ],
)
def test_bad_name_of_a_stage(name: str) -> None:
    assert found(f'pipeline:\n  stages:\n    - name: "{name}"\n') == ["3:13 OPS104"]


@pytest.mark.parametrize("escaped", [r"a\tb", r"a\nb", r"a\n"])
def test_bad_name_with_an_escaped_control_character(escaped: str) -> None:
    assert found(f'pipeline:\n  stages:\n    - name: "{escaped}"\n') == ["3:13 OPS104"]


@pytest.mark.parametrize("text", ["1.5m", "5 m", "-5m", "5s1m", "1000000000y", "5", "m", "5M"])
def test_bad_duration(text: str) -> None:
    assert found(ALERT + f'      for: "{text}"\n') == ["6:12 OPS106"]


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("30s", 30), ("5m", 300), ("1h30m", 5400), ("1d", 86400), ("1w2d3h4m5s", 788645), ("0s", 0)],
)
def test_good_duration(text: str, seconds: int) -> None:
    alerting = read(ALERT + f"      for: {text}\n").spec.alerting
    assert alerting is not None
    assert alerting.alerts[0].for_ == seconds


@pytest.mark.parametrize(("second", "also"), [("a", "taken already"), ("A", "but for its case")])
def test_duplicate_name_shows_both_places(second: str, also: str) -> None:
    text = METRIC + f"    - name: {second}\n      type: gauge\n"
    (diagnostic,) = read(text).diagnostics
    assert diagnostic.code == "OPS105"
    assert also in diagnostic.message
    assert diagnostic.at is not None
    assert (diagnostic.at.start.line, diagnostic.related[0][0].start.line) == (5, 3)


@pytest.mark.parametrize(
    "text",
    [
        "alerting:\n  channels:\n    - {name: a, type: slack}\n    - {name: A, type: slack}\n",
        "alerting:\n  alerts:\n    - {name: a, condition: x}\n    - {name: a, condition: z}\n",
        "pipeline:\n  stages:\n    - {name: a}\n    - {name: A}\n",
        "runbook:\n  procedures:\n    - {id: p, title: a}\n    - {id: P, title: b}\n",
        "decisions:\n\n  - {id: a, decision: x}\n  - {id: a, decision: z}\n",
        "constants:\n  \n  a: 1\n  A: 2\n",
        "pipeline:\n  steps:\n    a: x\n    A: z\n",
    ],
)
def test_duplicate_name_of_every_kind(text: str) -> None:
    (only,) = found(text)
    assert only.startswith("4:")
    assert only.endswith("OPS105")


@pytest.mark.parametrize(
    ("text", "help"),
    [
        (METRIC + "      severty: high\n", "did you mean `severity`?"),
        (METRIC.replace("gauge", "guage"), "did you mean `gauge`?"),
        (SLACK.replace("slack", "slakc"), "did you mean `slack`?"),
        ("smtp: {}\n", "it belongs in `alerting`"),
        ("webhook: x\n", "it belongs in `alerting.channels[]`"),
        (SLACK + "      chat_id: 5\n", "`telegram` channels have it"),
        (SLACK + "      app_token_file: /x\n", "write `app_token: ${NAME}`"),
        ("slos: []\n", "`x-slos`"),
        (ALERT + "      message: {feature}\n", "quote the text"),
        ('requires: "opsgen>=999, <1000"\n', 'pip install "opsgen>=999,<1000"'),
    ],
)
def test_help_is_the_fix(text: str, help: str) -> None:
    assert help in words(text)


def test_a_slip_comes_with_an_edit() -> None:
    (diagnostic,) = read(METRIC + "      severty: high\n").diagnostics
    (edit,) = diagnostic.edits
    assert (edit.text, edit.span.start.col, edit.span.end.col) == ("severity", 7, 14)


@pytest.mark.parametrize(
    "text",
    [
        "x-anything: {a: 1, b: }\n",
        "x-team: &team {owner: a}\nalerting:\n  channels: []\n",
        ALERT + '      message: "costs $5, {{ x }}, ${HOME}"\n',
        METRIC + '      promql: label_replace(a, "b", "${c}", "d", "(?P<c>.*)")\n',
        'pipeline:\n  steps:\n    a: {run: "echo ${HOME}", env: {A: "${B}"}}\n',
        "targets: {strange: {depth: {a: [1, 2]}, nothing: }}\n",
        METRIC + "      where: 'a=~\"b|c\"'\n",
        METRIC + "      where: {a: b, c: [d, e]}\n",
        "constants: {budget: 200 USD, sla: 2 s, five: 5, r: 0.5}\n",
        "pipeline:\n  stages: [{name: a, needs: b}, {name: c, needs: [a]}]\n",
        "runbook: {dashboards: {main: https://h/x}, logs: [a, b], contacts: {me: '#ops'}}\n",
        'requires: "opsgen >= 0.1, < 99"\n',
        "version: 1\n",
    ],
)
def test_valid_input_is_silent(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("bogus:\n", "1:1 OPS100"),
        ("version: true\n", "1:10 OPS101"),
        ("version: 1.0\n", "1:10 OPS101"),
        ("pipeline: {steps: {a: ''}}\n", "1:23 OPS115"),
        ("pipeline: {steps: {a: {run: '# x'}}}\n", "1:29 OPS115"),
        ("pipeline: {rollback: {command: ' '}}\n", "1:32 OPS115"),
        ("alerting: {channels: [{name: c, type: slack, webhook:x}]}\n", "1:23 OPS101"),
    ],
)
def test_what_the_schema_lets_pass_is_refused_at_its_place(text: str, expected: str) -> None:
    assert found(text) == [expected]
