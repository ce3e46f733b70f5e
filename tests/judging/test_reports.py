"""The report as a person and as other programs read it."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result
from junitparser import JUnitXml

from opsgen.cli import cli
from tests.judging.specs import SPEC, judges, spoiled, written

RULES = "demo.prometheus.rules.yml"
RAW = '    - {name: raw, type: gauge, promql: "vector(1)", unit: "1", alert_threshold: ">3"}\n'
HOSTILE = SPEC.replace('"${CHAT}", ', '"${CHAT}", channel: "#<&>", ')


def called(tmp_path: Path, *arguments: str, text: str = SPEC, found: bool = True) -> Result:
    options = [f"--judge={name}={path}" for name, path in judges().items()] if found else []
    file = written(tmp_path, text)
    return CliRunner().invoke(cli, ["test", file, *options, *arguments], standalone_mode=False)


def test_the_table_tells_every_alert_and_severity(tmp_path: Path) -> None:
    done = called(tmp_path, text=SPEC.replace("alerting:\n", f"{RAW}alerting:\n", 1))
    assert done.return_value == 0
    assert done.stderr == ""
    rows = {line.split()[0]: line.split()[1:] for line in done.stdout.splitlines() if line}
    assert rows["queue_jammed"][:2] == ["ok", "ok"]
    assert rows["raw_medium"][0] == "none"
    assert rows["high"] == ["2", "ok", "pager"]
    assert "unproven: raw_medium: " in done.stdout
    assert "4 of 5 alerts proven" in done.stdout
    assert done.stdout.isascii()
    assert all(len(line) <= 81 for line in done.stdout.split("unproven: ")[0].splitlines())


def test_a_failure_is_in_the_table_and_at_the_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoiled(monkeypatch, RULES, lambda text: text.replace("> 100", "< 100"))
    done = called(tmp_path)
    assert done.return_value == 1
    (row,) = [line for line in done.stdout.splitlines() if line.startswith("queue_jammed")]
    assert row.split()[1:3] == ["FAIL", "FAIL"]
    assert 'condition: "queue_length > 100"' in done.stderr
    assert "stays silent at" in done.stderr


def test_colour_is_for_terminals(tmp_path: Path) -> None:
    assert "\x1b" not in called(tmp_path, found=False).stdout
    missing = ["--judge=promtool=/nowhere", "--judge=amtool=/nowhere"]
    assert "\x1b" in called(tmp_path, "--color", *missing, found=False).stdout


def test_json_holds_the_coverage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spoiled(monkeypatch, RULES, lambda text: text.replace("> 100", "< 100"))
    done = called(tmp_path, "--format", "json")
    found = json.loads(done.stdout)
    assert done.return_value == found["exit_code"] == 1
    (file,) = found["files"]
    alerts = {alert["name"]: alert for alert in file["alerts"]}
    assert alerts["queue_jammed"]["worlds"]["above"] == "failed"
    assert alerts["queue_jammed"]["route"] == "ok"
    assert alerts["service_down"]["worlds"]["above"] == "ok"
    severities = {each["severity"]: each for each in file["severities"]}
    assert severities["high"]["channels"] == ["pager"]
    assert [judge["version"][:4] for judge in file["judges"][:1]] == ["0.25"]
    assert {each["code"] for each in found["diagnostics"]} >= {"OPS470"}
    total = file["summary"]
    assert total["ok"] + total["failed"] + total["not_run"] == total["checks"]


@pytest.mark.parametrize("broken", [False, True])
def test_junit_is_read_by_another_parser(
    broken: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if broken:
        spoiled(monkeypatch, RULES, lambda text: text.replace("> 100", "< 100"))
    text = HOSTILE.replace("alerting:\n", f"{RAW}alerting:\n", 1)
    done = called(tmp_path, "--format", "junit", text=text)
    assert done.return_value == int(broken)
    read = JUnitXml.fromstring(done.stdout.encode())
    cases = [case for suite in read for case in suite]
    failed = {(case.classname, case.name) for case in cases if case.is_failure}
    skipped = {(case.classname, case.name) for case in cases if case.is_skipped}
    assert ("alerts.raw_medium", "proof") in skipped
    assert (("alerts.queue_jammed", "above") in failed) is broken
    assert (read.tests, read.failures) == (len(cases), len(failed))


def test_bad_input_is_an_error_in_every_format(tmp_path: Path) -> None:
    bad = SPEC.replace("type: gauge", "type: gague")
    plain = called(tmp_path, text=bad)
    assert (plain.return_value, plain.stdout) == (1, "")
    assert "OPS103" in plain.stderr
    root = ElementTree.fromstring(called(tmp_path, "--format", "junit", text=bad).stdout.encode())
    assert root.get("errors") == "1"
    assert json.loads(called(tmp_path, "--format", "json", text=bad).stdout)["exit_code"] == 1


def test_required_judges_must_be_there(tmp_path: Path) -> None:
    nowhere = ["--judge=promtool=/nowhere", "--judge=amtool=/nowhere"]
    open_ = called(tmp_path, *nowhere, found=False)
    assert open_.return_value == 0
    assert "missing: promtool, so " in open_.stdout
    strict = called(tmp_path, *nowhere, "--require-judges", found=False)
    assert strict.return_value == 1
    assert "OPS474" in strict.stderr
