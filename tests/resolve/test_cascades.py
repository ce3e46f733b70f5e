"""A broken name causes no second message: who mends one line must not read ten."""

from __future__ import annotations

import pytest

from tests.resolve.files import codes, file

USES = (
    'name: a, condition: "it > 5%", expect: [chat], message: "{value}"',
    'name: b, condition: "p99_it > 2s or it_p95 > 1s"',
    'name: c, condition: "rate(it) > 5/s and absent(it)"',
    'name: d, condition: "it > baseline(it, 7d) * 2"',
)
ROLLBACK = """
    pipeline:
      stages: [{name: s, steps: [monitor_5_minutes]}]
      rollback: {automatic: true, trigger: "it > 5%", command: x}
    """
RUNBOOK = """
    runbook:
      procedures: [{id: P-1, title: t, alerts: [it_medium, it_high, a, b, it_no_data]}]
    """


@pytest.mark.parametrize(
    ("metric", "code"),
    [
        ("name: it, type: histgram", "OPS103"),
        ("name: it", "OPS102"),
        ("nmae: it, type: gauge", "OPS100"),
        ("name: it, type: gauge, unit: parsecs", "OPS223"),
        ("name: it, type: gauge, series: '5x'", "OPS217"),
        ("name: it, type: gauge, promql: 'sum('", "OPS224"),
        ("name: it, type: counter, numerator: up", "OPS221"),
        ("name: it, type: gauge, series: one, promql: up", "OPS222"),
    ],
)
def test_one_broken_metric_is_one_message_whatever_uses_it(metric: str, code: str) -> None:
    text = file(metrics=[metric], alerts=USES, top=ROLLBACK) + RUNBOOK.replace("\n    ", "\n")
    assert codes(text) == [code]


@pytest.mark.parametrize(
    ("metric", "code"),
    [
        ("name: it_p50, type: histogram, buckets: [3, 2]", "OPS107"),
        ("name: it_p100, type: histogram", "OPS212"),
    ],
)
def test_so_is_one_broken_histogram_by_whatever_name_it_is_used(metric: str, code: str) -> None:
    assert codes(file(metrics=[metric], alerts=USES)) == [code]


def test_one_broken_threshold_is_one_message_and_its_alert_no_unknown_one() -> None:
    text = file(
        metrics=['name: it, type: gauge, alert_threshold: {medium: ">", high: "> 9"}'],
        top=RUNBOOK.replace("a, b, ", ""),
    )
    assert codes(text) == ["OPS307"]


def test_one_broken_alert_is_one_message() -> None:
    text = file(
        metrics=["name: it, type: gauge"],
        alerts=['name: a, condition: "it >"', 'name: b, condition: "it > 5"'],
        top=RUNBOOK.replace("it_medium, it_high, ", ""),
    )
    assert codes(text) == ["OPS307"]


@pytest.mark.parametrize("value", ['"5 parsecs"', "[1]", '"x y"'])
def test_one_broken_constant_is_one_message(value: str) -> None:
    text = file(
        metrics=['name: it, type: gauge, alert_threshold: "> budget"'],
        alerts=['name: a, condition: "it > budget * 2"'],
        top=f"constants: {{budget: {value}}}",
    )
    assert len(codes(text)) == 1


BROKEN_CHANNELS = [
    '{name: chat, type: slcak, webhook: "${X}", severity: [medium, low], watchdog: true}',
    '{name: chat, type: slack, webhook: "${X}", severity: [medum], watchdog: true}',
    '{name: chat, type: slack, webhok: "${X}", severity: [medium, low], watchdog: true}',
    '{name: chat, type: slack, webhook: "literal", severity: [medium, low], watchdog: true}',
]


@pytest.mark.parametrize("channel", BROKEN_CHANNELS)
def test_one_broken_channel_is_one_message_whoever_was_to_hear(channel: str) -> None:
    text = file(
        alerts=['name: a, condition: "drift_p_value < 0.05", expect: [chat]'],
        alerting="default: chat\n",
        top="""
        drift_detection:
          tests: [{name: x_drift, type: ks, threshold: 0.05}]
          actions: {on_drift_detected: [{alert: slack}, {alert: chat}]}
        """,
    )
    lines = text.splitlines()
    (index,) = [index for index, line in enumerate(lines) if "name: chat" in line]
    lines[index] = f"    - {channel}"
    assert len(codes("\n".join(lines) + "\n")) == 1


@pytest.mark.parametrize("channels", ["5", "{}", '"chat"'])
def test_a_broken_list_of_channels_is_one_message(channels: str) -> None:
    text = 'service: demo\nlinks: {repository: "https://git.example.com/demo"}\n'
    text += f"monitoring: {{defaults: {{job: shop}}}}\nalerting: {{channels: {channels}}}\n"
    assert len(codes(text)) == 1


@pytest.mark.parametrize("metrics", ["5", "{a: b}"])
def test_a_broken_list_of_metrics_is_one_message(metrics: str) -> None:
    text = file(defaults=f"job: shop}}\n  metrics: {metrics}\n  logging: {{", alerts=USES)
    assert len(codes(text)) == 1


def test_one_broken_stage_is_one_message() -> None:
    text = file(
        top="""
        pipeline:
          stages:
            - {name: one, steps: [5]}
            - {name: two, steps: [full_deployment], needs: one}
        """
    )
    assert len(codes(text)) == 1


def test_one_broken_binding_is_one_message() -> None:
    text = file(
        top="""
        pipeline:
          stages: [{name: one, steps: [unit_tests]}]
          steps: {unit_tests: [5]}
        """
    )
    assert codes(text) == ["OPS101"]


def test_one_broken_procedure_is_one_message() -> None:
    text = file(
        metrics=["name: it, type: gauge"],
        alerts=['name: a, condition: "it > 5", runbook: P-1'],
        top="runbook: {procedures: [{id: P-1}]}\n",
    )
    assert codes(text) == ["OPS102"]


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("links", "links: {repository: 5}"),
        ("links", "links: {repository: nowhere}"),
        ("job", "  defaults: {job: 5}"),
    ],
)
def test_what_was_written_and_refused_is_not_called_missing(line: str, text: str) -> None:
    lines = file().splitlines()
    (index,) = [index for index, each in enumerate(lines) if line in each]
    lines[index] = text
    assert len(codes("\n".join(lines) + "\n")) == 1


def test_every_other_mistake_of_the_file_is_still_told() -> None:
    text = file(
        metrics=["name: it, type: histgram", "name: queue, type: gauge, unit: s"],
        alerts=['name: a, condition: "it > 5%"', 'name: b, condition: "queue > 5%"'],
    )
    assert codes(text) == ["OPS103", "OPS340"]
