"""The step document: it compiles as it stands, and every warning about it names its fix."""

from __future__ import annotations

from pathlib import Path

import pytest

from opsgen.api import build, compile_file, compile_text
from opsgen.diagnostics import Diagnostic, Edit

ROOT = Path(__file__).parents[2]
STEP = ROOT / "examples" / "step" / "operations.yaml"
GOLDEN = STEP.parent / "warnings.txt"
COMPLETE = ROOT / "examples" / "step-complete" / "operations.yaml"


def findings(text: str) -> list[Diagnostic]:
    """Warnings and errors of a build of `text`, in the folder of the step's example."""
    compiled = build(compile_text(text, str(STEP))).compilation
    return [found for found in compiled.diagnostics if found.severity != "note"]


def told(found: Diagnostic) -> tuple[str, str]:
    return found.code, found.message


def applied(text: str, edits: tuple[Edit, ...]) -> str:
    for edit in sorted(edits, key=lambda edit: edit.span.start.offset, reverse=True):
        span = edit.span
        text = text[: span.start.offset] + edit.text + text[span.end.offset :]
    return text


WARNINGS = findings(STEP.read_text(encoding="utf-8"))


def test_the_example_is_the_step_verbatim() -> None:
    assert STEP.read_bytes() == (Path(__file__).parent / "step.yaml").read_bytes()


def test_the_step_compiles_with_warnings_only() -> None:
    assert {found.severity for found in WARNINGS} == {"warning"}
    assert compile_file(str(STEP)).plan is not None


def listed(warnings: list[Diagnostic]) -> str:
    """One line for each, as `warnings.txt` holds them."""
    lines = []
    for found in sorted(warnings, key=Diagnostic.sort_key):
        assert found.at is not None
        at = found.at.start
        lines.append(f"{at.line}:{at.col}: {found.code} {found.slug}: {found.message}\n")
    return "".join(lines)


def test_its_warnings_are_the_golden_list() -> None:
    assert listed(WARNINGS) == GOLDEN.read_text(encoding="utf-8")


@pytest.mark.parametrize("found", WARNINGS, ids=lambda found: f"{found.code}-{found.message[:40]}")
def test_applying_a_warnings_fix_makes_exactly_that_warning_go(found: Diagnostic) -> None:
    assert found.edits, "a warning names its fix"
    after = findings(applied(STEP.read_text(encoding="utf-8"), found.edits))
    before = {told(one) for one in WARNINGS}
    assert before - {told(one) for one in after} == {told(found)}
    assert {told(one) for one in after} - before == set()


def test_strict_refuses_the_step_with_its_warnings_as_errors() -> None:
    verdict = build(compile_file(str(STEP))).compilation.verdict(strict=True, built=True)
    assert verdict.exit_code == 1
    promoted = {told(one.diagnostic) for one in verdict.shown if one.severity == "error"}
    assert promoted == {told(found) for found in WARNINGS}


def test_the_complete_step_is_silent_under_strict() -> None:
    verdict = build(compile_file(str(COMPLETE))).compilation.verdict(strict=True, built=True)
    assert verdict.exit_code == 0
    assert {one.severity for one in verdict.shown} <= {"note"}


def test_the_complete_step_only_adds_to_the_step() -> None:
    complete = COMPLETE.read_text(encoding="utf-8").splitlines()
    position = 0
    for line in STEP.read_text(encoding="utf-8").splitlines():
        assert line in complete[position:], f"the step's line is gone or moved: {line!r}"
        position = complete.index(line, position) + 1
