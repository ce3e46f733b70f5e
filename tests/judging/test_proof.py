"""What a person learns when rules, routes or judges are at fault."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from opsgen.diagnostics import Diagnostic
from opsgen.judging import Report
from tests.judging.specs import ALERT_LINE, SPEC, fake, judged, judges, spoiled, written

RULES = "demo.prometheus.rules.yml"
CONFIG = "alertmanager.yml"


def errors(report: Report) -> list[Diagnostic]:
    return [each for each in report.compilation.diagnostics if each.severity == "error"]


def codes(report: Report) -> set[str]:
    return {each.code for each in errors(report)}


def outcomes(report: Report, subject: str) -> dict[str, str]:
    return {check.what: check.outcome for check in report.checks if check.subject == subject}


@pytest.mark.parametrize(("promtool", "amtool"), [("2.42", "0.25"), ("3.5", "current")])
def test_a_sound_build_is_proven(promtool: str, amtool: str, tmp_path: Path) -> None:
    report = judged(written(tmp_path), judges(promtool, amtool))
    assert errors(report) == []
    assert report.unproven == {}
    assert {"above", "below"} <= set(outcomes(report, "queue_jammed"))
    assert {check.outcome for check in report.of("rule")} == {"ok"}
    subjects = {check.subject for check in report.of("route")}
    assert {"severity critical", "severity low", "alert queue_jammed"} <= subjects
    assert {check.outcome for check in report.of("route")} == {"ok"}


@pytest.mark.parametrize("promtool", ["2.42", "3.5"])
def test_a_flipped_comparison_is_shown_at_its_alert(
    promtool: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoiled(monkeypatch, RULES, lambda text: text.replace("> 100", "< 100"))
    report = judged(written(tmp_path), judges(promtool))
    assert codes(report) == {"OPS470"}
    told = {found.message for found in errors(report)}
    assert any("`queue_jammed` fires at" in each and "must be silent" in each for each in told)
    assert any("`queue_jammed` stays silent at" in each for each in told)
    assert {found.at.start.line for found in errors(report) if found.at} == {ALERT_LINE}
    assert outcomes(report, "queue_jammed")["above"] == "failed"
    others = {check.outcome for check in report.of("rule") if check.subject != "queue_jammed"}
    assert others == {"ok"}


def test_a_rule_that_promtool_cannot_parse_is_shown_at_its_alert(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoiled(monkeypatch, RULES, lambda text: text.replace("> 100", "> > 100"))
    report = judged(written(tmp_path))
    assert "OPS472" in codes(report)
    assert set(outcomes(report, "queue_jammed").values()) == {"not run"}


def test_a_route_to_the_wrong_receiver_is_shown_at_the_alert(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = '- receiver: "demo-medium"\n          matchers:\n            - "severity=\\"high\\""'
    right = wrong.replace("demo-medium", "demo-high")
    spoiled(monkeypatch, CONFIG, lambda text: text.replace(right, wrong))
    report = judged(written(tmp_path))
    assert codes(report) == {"OPS471"}
    (at_alert,) = [found for found in errors(report) if "queue_jammed" in found.message]
    assert at_alert.at is not None
    assert at_alert.at.start.line == ALERT_LINE
    assert any("demo-medium" in note for note in at_alert.notes)
    assert outcomes(report, "severity high") == {"pager": "failed"}
    assert outcomes(report, "severity critical") == {"pager": "ok"}


BROKEN = {
    "crash": ("kill -SEGV $$", "was ended by the signal SIGSEGV"),
    "hang": ("sleep 600 & sleep 600", "did not end within"),
    "garbage": ("head -c 3000000 /dev/urandom", "no verdict that can be read"),
    "silence": ("exit 0", "no verdict that can be read"),
    "lies": ('printf "  SUCCESS\\n"; exit 1', "no verdict that can be read"),
}


@pytest.mark.parametrize(
    ("name", "fault"), [*(("promtool", fault) for fault in BROKEN), ("amtool", "hang")]
)
def test_a_judge_without_a_verdict_is_no_pass(name: str, fault: str, tmp_path: Path) -> None:
    body, problem = BROKEN[fault]
    began = time.monotonic()
    report = judged(written(tmp_path), {name: fake(tmp_path, body)}, seconds=1)
    assert time.monotonic() - began < 40
    assert "OPS473" in codes(report)
    messages = [found.message for found in errors(report) if found.code == "OPS473"]
    assert any(name in each and problem in each for each in messages)
    kind = "rule" if name == "promtool" else "route"
    assert {check.outcome for check in report.checks if check.kind == kind} == {"not run"}
    assert report.compilation.verdict(built=True).exit_code == 1


def test_what_is_no_program_is_no_pass(tmp_path: Path) -> None:
    path = tmp_path / "promtool"
    path.write_bytes(b"\x7fELF nothing")
    path.chmod(0o755)
    report = judged(written(tmp_path), {"promtool": str(path)})
    assert any("cannot be run" in found.message for found in errors(report))


def test_a_missing_judge_is_counted_and_fails_only_where_all_are_required(tmp_path: Path) -> None:
    nowhere = {"promtool": "/nowhere/promtool", "amtool": "/nowhere/amtool"}
    report = judged(written(tmp_path), nowhere)
    assert errors(report) == []
    assert report.count("ok") == 0
    assert report.count("not run") == len(report.checks) > 10
    assert {p.name for p in report.programs if p.path is None} >= {"promtool", "amtool"}
    assert "OPS474" in codes(judged(written(tmp_path), nowhere, required=True))


def test_an_alert_in_promql_is_unproven_with_its_reason(tmp_path: Path) -> None:
    raw = (
        '    - {name: raw, type: gauge, promql: "vector(1)", unit: count, alert_threshold: ">3"}\n'
    )
    report = judged(written(tmp_path, SPEC.replace("alerting:\n", f"{raw}alerting:\n", 1)))
    assert set(report.unproven) == {"raw_medium"}
    assert report.unproven["raw_medium"]
    assert errors(report) == []


def test_without_unit_tests_nothing_is_proven(tmp_path: Path) -> None:
    report = judged(written(tmp_path, f"{SPEC}targets: {{prometheus: {{tests: false}}}}\n"))
    assert set(report.unproven) == set(report.alerts)


@pytest.mark.parametrize("options", ["mode: fragment", "path: deploy/am.yml", "mode: full"])
def test_routes_are_tested_in_every_mode_and_place(options: str, tmp_path: Path) -> None:
    report = judged(written(tmp_path, f"{SPEC}targets: {{alertmanager: {{{options}}}}}\n"))
    assert {check.outcome for check in report.of("route")} == {"ok"}
    assert errors(report) == []


def test_bad_input_gives_its_own_errors_and_no_checks(tmp_path: Path) -> None:
    report = judged(written(tmp_path, SPEC.replace("type: gauge", "type: gague")))
    assert report.checks == ()
    assert codes(report) == {"OPS103"}


def test_who_is_expected_but_does_not_hear_is_found_on_the_emitted_tree(tmp_path: Path) -> None:
    report = judged(written(tmp_path, SPEC.replace("expect: [pager]", "expect: [chat]")))
    (found,) = errors(report)
    assert found.code == "OPS231"
    assert found.at is not None
    assert found.at.start.line == ALERT_LINE + 3
    assert found.notes == ("it goes to `demo-high` and is heard by `pager`",)
