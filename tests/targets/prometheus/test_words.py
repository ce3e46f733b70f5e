"""What people read: their own text as typed, figures in units they know, links that lead there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from opsgen.artifacts import YamlNode, to_yaml
from tests.judges import Verdict, promtool
from tests.targets.prometheus.worlds import plan_of, rules_of, shop

ENGINES = pytest.mark.parametrize("version", promtool.VERSIONS)

HOSTILE = (
    "{{ $labels.pod }} {{ }}",
    '{{ define "x" }}{{ end }}',
    "a lone {{ and }} {",
    "{{{ }}} {",
    "$value $HOME $labels",
    "<b onclick='x'>&amp;</b> \"quoted\" 'too' `raw` \\n \\",
    "{{/* no comment */}} {{- trimmed -}}",
    "ein Stück, 日本, 🚨",
    "two\nlines",
)
FIRST = "promtool query instant http://localhost:9090"


def _text(value: str) -> str:
    """A double-quoted YAML scalar."""
    return json.dumps(value, ensure_ascii=False)


def _told(
    rules: str, series: dict[str, str], alerts: dict[str, tuple[dict[str, str], dict[str, str]]],
    version: str, folder: Path,
) -> Verdict:  # fmt: skip
    """Whether at minute 10 each alert has just these (labels, annotations), to the letter."""
    tests: list[YamlNode] = [
        {
            "eval_time": "10m",
            "alertname": name,
            "exp_alerts": [{"exp_labels": labels, "exp_annotations": notes}],
        }
        for name, (labels, notes) in alerts.items()
    ]
    inputs: list[YamlNode] = [{"series": name, "values": text} for name, text in series.items()]
    world: YamlNode = [{"interval": "1m", "input_series": inputs, "alert_rule_test": tests}]
    (folder / "rules.yml").write_text(rules, encoding="utf-8")
    file = folder / "tests.yml"
    file.write_text(to_yaml({"rule_files": ["rules.yml"], "tests": world}), encoding="utf-8")
    return promtool.test_rules(file, version=version)


def _hostile_spec() -> str:
    alerts = [
        f'{{name: alert{number}, severity: high, condition: "queue > 100",'
        f" message: {_text('{pod}' + text + ' {pod}')}, labels: {{note: {_text(text)}}},"
        f" annotations: {{more: {_text(text)}}}}}"
        for number, text in enumerate(HOSTILE)
    ]
    labels = f"labels: {{team: {_text(HOSTILE[0])}}}"
    queue = "{name: queue, type: gauge, unit: count, series: queue, by: [pod]}"
    return shop(queue, alerts=alerts, rest=labels)


def _hostile_alerts() -> dict[str, tuple[dict[str, str], dict[str, str]]]:
    command = f"{FIRST} 'max by (pod) (queue)'"
    told = {}
    for number, text in enumerate(HOSTILE):
        name = f"alert{number}"
        labels = {"pod": "{{x}}", "severity": "high", "service": "shop", "signal": "queue"}
        notes = {
            "summary": "{{x}}" + text + " {{x}}",
            "description": "queue is now 120; the alert fires above 100.\n"
            f"Procedure: PROC-{name}\nFirst: {command}",
            "runbook_url": f"ops/runbook.md#proc-{name}",
            "dashboard_url": "ops/grafana/shop.json",
            "more": text,
        }
        told[name] = (labels | {"note": text, "team": HOSTILE[0]}, notes)
    return told


@ENGINES
def test_the_users_text_reaches_the_reader_as_typed(version: str, tmp_path: Path) -> None:
    rules = rules_of(plan_of(_hostile_spec()))
    series = {'queue{pod="{{x}}"}': "120x20"}
    assert _told(rules, series, _hostile_alerts(), version, tmp_path)


@ENGINES
def test_the_engine_catches_text_that_is_not_escaped(
    version: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("opsgen_targets.prometheus.words.literal", str)
    rules = rules_of(plan_of(_hostile_spec()))
    series = {'queue{pod="{{x}}"}': "120x20"}
    assert not _told(rules, series, _hostile_alerts(), version, tmp_path)


# (unit of the series, threshold as written, sample, the figure, the threshold as told; what the
# description adds where the figure is in another unit)
FIGURES = (
    ("ratio", ">5%", "0.0612", "6.12%", "5%", ""),
    ("ratio", ">0.5%", "0.0612", "6.12%", "0.5%", ""),
    ("percent", ">50%", "61.25", "61.25%", "50%", ""),
    ("s", ">500ms", "2.5", "2.5s", "500ms", ""),
    ("s", ">2000ms", "90", "1m 30s", "2s", ""),
    ("s", ">1.5h", "7200", "2h 0m 0s", "90m", ""),
    ("ms", ">2s", "12345", "12.35s", "2s", ""),
    ("ms", ">2s", "+Inf", "+Inf", "2s", ""),
    ("ms", "<-2s", "-Inf", "-Inf", "-2s", ""),
    ("ms", ">100us", "0.130779", "130.8us", "100us", ""),
    ("us", ">250us", "160000", "160ms", "250us", ""),
    ("us", ">250us", "90061000000", "1d 1h 1m 1s", "250us", ""),
    ("ns", ">250ns", "300", "300ns", "250ns", ""),
    ("min", ">5min", "12.5", "12.5min", "5m", " (5min)"),
    ("bytes", ">10 MiB", "1610612736", "1.5GiB", "10 MiB", ""),
    ("bytes", ">5 MB", "1610612736", "1.5GiB", "5 MB", " (about 4.768 MiB)"),
    ("bytes", ">2500 MiB", "2684354560", "2.5GiB", "2500 MiB", " (about 2.441 GiB)"),
    ("bytes", ">999 bytes", "1024", "1kiB", "999 B", ""),
    ("MB", ">5 MB", "1610.612736", "1.5GiB", "5 MB", " (about 4.768 MiB)"),
    ("MiB", ">1 GiB", "20480", "20480.0 MiB", "1 GiB", " (1024 MiB)"),
    ("USD", ">200 USD", "1234.5", "1234.50 USD", "200 USD", ""),
    ("USD", ">0.002 USD", "0.0031", "0.0031 USD", "0.002 USD", ""),
    ("tokens", ">1_000_000 tokens", "1234567", "1.235M tokens", "1000000 tokens", ""),
    ("count", ">100", "420", "420", "100", ""),
    ("1", ">0.01", "0.05", "0.05", "0.01", ""),
    ("1", ">200000", "250000", "250k", "200000", ""),
    ("1", "<-2.5", "-3", "-3", "-2.5", ""),
)  # fmt: skip


@ENGINES
def test_figures_are_told_in_the_unit_that_people_use(version: str, tmp_path: Path) -> None:
    metrics, series, alerts = [], {}, {}
    for number, (unit, threshold, sample, figure, limit, exported) in enumerate(FIGURES):
        constant = " ".join([sample] * 21) if "Inf" in sample else f"{sample}x20"
        name, series[f"m{number}"] = f"m{number}_low", constant
        metrics.append(
            f"{{name: m{number}, type: gauge, series: m{number}, unit: '{unit}', severity: low,"
            f' alert_threshold: "{threshold}", message: "{{value}} {{threshold}}"}}'
        )
        side = "above" if threshold.startswith(">") else "below"
        described = f"m{number} is now {figure}; the alert fires {side} {limit}{exported}."
        aggregate = "max" if side == "above" else "min"
        lines = [described, f"Procedure: PROC-{name}", f"First: {FIRST} '{aggregate}(m{number})'"]
        labels = {"severity": "low", "service": "shop", "signal": f"m{number}"}
        notes = {
            "summary": f"{figure} {limit}",
            "description": "\n".join(lines),
            "runbook_url": f"ops/runbook.md#proc-{name}",
            "dashboard_url": "ops/grafana/shop.json",
        }
        alerts[name] = (labels, notes)
    assert _told(rules_of(plan_of(shop(*metrics))), series, alerts, version, tmp_path)


RATES = (
    ("count", "rate(c) > 5/min", "0.1333/s", "5/min", " (about 0.08333/s)"),
    ("count", "rate(c) > 0.1/s", "0.1333/s", "0.1/s", ""),
    (
        "tokens",
        "rate(c) > 300 tokens/h",
        "0.1333 tokens/s",
        "5 tokens/min",
        " (about 0.08333 tokens/s)",
    ),
    ("bytes", "rate(c) > 0.05 B/s", "0.1333B/s", "0.05 B/s", ""),
    ("us", "rate(c) > 100ns/s", "0.1us/s", "100ns/s", " (0.1us/s)"),
    ("ms", "rate(c) > 0.1ms/s", "0.1ms/s", "100us/s", " (0.1ms/s)"),
    ("s", "rate(c) > 10%", "13.33%", "10%", ""),
    ("count", "increase(c, 10m) > 40", "80", "40", ""),
)  # fmt: skip


@ENGINES
@pytest.mark.parametrize(("unit", "condition", "figure", "limit", "exported"), RATES)
def test_rates_are_told_per_time(
    unit: str, condition: str, figure: str, limit: str, exported: str, version: str, tmp_path: Path
) -> None:
    spec = shop(
        f"{{name: c, type: counter, series: c_total, unit: {unit}}}",
        alerts=[
            f'{{name: fast, severity: low, condition: "{condition}",'
            ' message: "{value} {threshold}"}'
        ],
    )
    labels = {"severity": "low", "service": "shop", "signal": "c"}
    left = condition.partition(" >")[0]
    described = f"{left} is now {figure}; the alert fires above {limit}{exported}."
    counted = "increase(c_total[10m])" if "increase" in left else "rate(c_total[5m])"
    notes = {
        "summary": f"{figure} {limit}",
        "description": f"{described}\nProcedure: PROC-fast\nFirst: {FIRST} 'sum({counted})'",
        "runbook_url": "ops/runbook.md#proc-fast",
        "dashboard_url": "ops/grafana/shop.json",
    }
    series = {"c_total": "0+8x20"}
    assert _told(rules_of(plan_of(spec)), series, {"fast": (labels, notes)}, version, tmp_path)
