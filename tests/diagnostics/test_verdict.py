"""What is shown, what is silenced, and how the command ends."""

from __future__ import annotations

import pytest

from opsgen.diagnostics import (
    Acceptance,
    Diagnostic,
    Path,
    Rule,
    judge,
    spell_path,
    worst,
)
from tests.diagnostics.places import FILE, span

BROKEN = Rule("OPS101", "broken", "error")
CRASHED = Rule("OPS900", "crashed", "error", exit=3)
STALE = Rule("OPS501", "stale", "error", exit=4)
UNREAD = Rule("OPS001", "unread", "error", exit=5)
OPEN = Rule("OPS210", "left-open", "warning")
OTHER = Rule("OPS211", "other-thing", "warning")
TASTE = Rule("OPS330", "taste", "note")

TEXT = "one\ntwo\nthree\n"
NAMES: dict[Path, str] = {
    ("alerting", "channels", 0): "pagerduty",
    ("alerting", "channels", 1): "pager",
    ("metrics", 0): "http.requests",
    ("metrics", 1): 'say "hi" [x]',
    ("metrics", 3): "",
}


def accept(code: str, at: str | None = None) -> Acceptance:
    return Acceptance(code, at, "known", ("accept", 0))


def open_at(*path: str | int) -> Diagnostic:
    return OPEN.at(None, "left open", path=path)


def test_findings_are_sorted_by_place_and_repeated_ones_shown_once() -> None:
    late, early = BROKEN.at(span(TEXT, "three"), "b"), OPEN.at(span(TEXT, "one"), "a")
    verdict = judge([late, early, late], file=FILE)
    assert [finding.diagnostic for finding in verdict.shown] == [early, late]


def test_an_alias_does_not_repeat_the_findings_of_its_anchor() -> None:
    at = span(TEXT, "two")
    twice = [BROKEN.at(at, "broken", path=("alerts", i)) for i in range(2)]
    assert [finding.where for finding in judge(twice).shown] == ["alerts[0]"]


def test_findings_without_a_place_differ_by_their_path() -> None:
    assert len(judge([open_at("a"), open_at("b")]).shown) == 2


def test_counts_and_exit_code() -> None:
    verdict = judge([OPEN.at(None, "a"), TASTE.at(None, "b")])
    assert (verdict.errors, verdict.warnings, verdict.notes) == (0, 1, 1)
    assert verdict.exit_code == 0


def test_strict_promotes_warnings_and_leaves_notes_alone() -> None:
    verdict = judge([OPEN.at(None, "a"), TASTE.at(None, "b")], strict=True)
    assert [(f.severity, f.promoted) for f in verdict.shown] == [("error", True), ("note", False)]
    assert (verdict.errors, verdict.warnings, verdict.notes, verdict.promoted) == (1, 0, 1, 1)
    assert verdict.exit_code == 1


def test_a_promoted_finding_says_that_it_is_a_warning() -> None:
    (finding,) = judge([OPEN.at(None, "a", notes=["own"])], strict=True).shown
    assert finding.notes == ("own", "a warning, which `--strict` refuses")


@pytest.mark.parametrize(
    ("rules", "code"),
    [
        ([], 0),
        ([OPEN, TASTE], 0),
        ([BROKEN], 1),
        ([BROKEN, STALE], 4),
        ([STALE, UNREAD], 5),
        ([UNREAD, CRASHED, STALE], 3),
    ],
)
def test_the_worst_error_gives_the_exit_code(rules: list[Rule], code: int) -> None:
    assert judge([rule.at(None, "x") for rule in rules]).exit_code == code


def test_worst_of_several_files() -> None:
    assert worst([]) == 0
    assert worst([0, 1, 0]) == 1
    assert worst(iter([1, 4, 5, 3, 0])) == 3
    assert worst([1, 4, 5]) == 5
    assert worst([1, 4]) == 4


@pytest.mark.parametrize(
    ("path", "spelled"),
    [
        ((), ""),
        (("alerting",), "alerting"),
        (("alerting", "channels", 0, "type"), "alerting.channels.pagerduty.type"),
        (("alerting", "channels", 7), "alerting.channels[7]"),
        (("metrics", 0, "unit"), 'metrics["http.requests"].unit'),
        (("metrics", 1), 'metrics["say \\"hi\\" [x]"]'),
        (("metrics", 3), "metrics[3]"),
        (("constants", "a.b"), 'constants["a.b"]'),
        (("constants", ""), 'constants[""]'),
        (("email-digest", "Größe"), "email-digest.Größe"),
    ],
)
def test_a_path_is_spelled_by_names_and_accepts_what_it_spells(path: Path, spelled: str) -> None:
    assert spell_path(path, NAMES.get) == spelled
    if path:
        verdict = judge([open_at(*path)], accept=[accept("left-open", spelled)], name_of=NAMES.get)
        assert (verdict.shown, verdict.accepted) == ((), 1)


PAGER_TYPE = ("alerting", "channels", 0, "type")


@pytest.mark.parametrize(
    ("entry", "path", "silenced"),
    [
        (accept("left-open"), PAGER_TYPE, True),
        (accept("OPS210"), PAGER_TYPE, True),
        (accept("ops210"), PAGER_TYPE, True),
        (accept("Left-Open"), PAGER_TYPE, True),
        (accept("left-open"), (), True),
        (accept("OPS211"), PAGER_TYPE, False),
        (accept("left"), PAGER_TYPE, False),
        (accept("left-open", "alerting"), PAGER_TYPE, True),
        (accept("left-open", "alerting.channels.pagerduty"), PAGER_TYPE, True),
        (accept("left-open", "alerting.channels[0]"), PAGER_TYPE, True),
        (accept("left-open", 'alerting["channels"]["pagerduty"].type'), PAGER_TYPE, True),
        (accept("left-open", "alerting.channels.pagerduty.type.more"), PAGER_TYPE, False),
        (accept("left-open", "alerting.channels.pager"), PAGER_TYPE, False),
        (accept("left-open", "alerting.channels[1]"), PAGER_TYPE, False),
        (accept("left-open", "alerting.chan"), PAGER_TYPE, False),
        (accept("left-open", "channels.pagerduty"), PAGER_TYPE, False),
        (accept("left-open", ""), PAGER_TYPE, False),
        (accept("left-open", "alerting"), (), False),
    ],
)
def test_an_acceptance_silences_its_code_at_its_place(
    entry: Acceptance, path: Path, silenced: bool
) -> None:
    verdict = judge([open_at(*path)], strict=True, accept=[entry], name_of=NAMES.get)
    assert verdict.accepted == int(silenced)
    assert verdict.unused == (() if silenced else (entry,))
    assert verdict.exit_code == (0 if silenced else 1)


def test_a_name_accepts_while_one_thing_goes_by_it() -> None:
    names: dict[Path, str] = {
        ("metrics", 0): "errors",
        ("alerts", 0): "errors",
        ("alerts", 1): "cost",
    }

    def accepted(at: str, *paths: tuple[str | int, ...]) -> int:
        found = [open_at(*path) for path in paths]
        return judge(found, accept=[accept("left-open", at)], name_of=names.get).accepted

    metric, alert = ("metrics", 0, "unit"), ("alerts", 0, "condition")
    assert accepted("errors", metric) == 1
    assert accepted("errors", metric, ("metrics", 0, "by"), ("alerts", 1)) == 2
    assert accepted("errors", metric, alert) == 0
    assert accepted("alerts.errors", metric, alert) == 1
    assert accepted("cost", metric, alert) == 0
    assert accepted("unit", metric) == 0
    assert accepted("", metric) == 0


def test_notes_can_be_accepted() -> None:
    assert judge([TASTE.at(None, "x")], accept=[accept("taste")]).shown == ()


def test_errors_can_be_neither_accepted_nor_lowered() -> None:
    verdict = judge([BROKEN.at(None, "x")], accept=[accept("broken")])
    assert (verdict.errors, verdict.exit_code) == (1, 1)
    assert verdict.unused == (accept("broken"),)


def test_one_acceptance_may_silence_many_and_others_stay() -> None:
    verdict = judge([open_at("a"), open_at("b"), OTHER.at(None, "x")], accept=[accept("left-open")])
    assert verdict.accepted == 2
    assert [finding.diagnostic.rule for finding in verdict.shown] == [OTHER]
