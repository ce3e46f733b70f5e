"""Another target is one package away, and whatever it does wrong is told by its name."""

from __future__ import annotations

from pathlib import Path

import pytest

from opsgen.api import build, compile_text
from opsgen.artifacts import render
from opsgen.diagnostics import Diagnostic
from opsgen.publication import publish_files
from tests.registry.strangers import GOOD, Package

SPEC = """\
service: demo
alerting:
  channels:
    - {name: chat, type: slack, webhook: "${CHAT}", severity: [critical, high, medium, low]}
targets:
"""
NAMED = SPEC + "  stranger: {colour: blue}\n"


@pytest.fixture
def package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Package:
    monkeypatch.syspath_prepend(str(tmp_path))
    module = f"stranger_{abs(hash(request.node.name))}"
    return Package(tmp_path, "opsgen-stranger", module)


def errors(text: str) -> list[Diagnostic]:
    found = build(compile_text(text)).compilation.diagnostics
    return [one for one in found if one.severity == "error"]


def targets_of(text: str) -> set[str]:
    return {one.target.name for one in compile_text(text).chosen}


def test_a_strangers_target_runs_when_it_is_named(package: Package) -> None:
    package.install(GOOD, "stranger")
    done = build(compile_text(NAMED))
    (page,) = [one for one in done.artifacts if one.path == "ops/stranger.txt"]
    assert render(page).decode().startswith("demo blue ")
    assert "prometheus" in targets_of(NAMED)


def test_a_strangers_target_does_not_run_unnamed(package: Package) -> None:
    package.install(GOOD, "stranger")
    assert "stranger" not in targets_of(SPEC + "  runbook: {enabled: true}\n")


def test_a_disabled_target_does_not_run() -> None:
    assert "runbook" not in targets_of(SPEC + "  runbook: {enabled: false}\n")


def test_a_target_of_ours_that_is_off_by_default_runs_when_it_is_named() -> None:
    assert {"argo_rollouts", "flagger"}.isdisjoint(targets_of(SPEC + "  runbook: {}\n"))
    assert "flagger" in targets_of(SPEC + "  flagger: {port: 80}\n")
    assert "prometheus" in targets_of(SPEC + "  flagger: {port: 80}\n")
    assert "flagger" not in targets_of(SPEC + "  flagger: {enabled: false}\n")


def test_a_section_that_no_target_can_read_is_not_said_to_have_one() -> None:
    unread = SPEC.replace("service: demo\n", "service: demo\ndecisions: []\n")
    unread = unread.replace("targets:\n", "monitoring: {logging: {level: INFO}}\ntargets:\n")
    found = compile_text(unread + "  runbook: {enabled: false}\n").diagnostics
    help = {".".join(map(str, one.path)): one.help or "" for one in found if one.code == "OPS411"}
    assert help["decisions"].startswith("enable a target that does")
    assert help["monitoring.logging"].startswith("no target of this opsgen does")


def test_an_unknown_target_is_told_with_the_nearest_name() -> None:
    (found,) = errors(SPEC + "  promtheus: {}\n")
    assert (found.code, found.at and found.at.start.line) == ("OPS401", 6)
    assert found.help is not None
    assert "prometheus" in found.help


def test_two_packages_of_one_target_are_told_with_both_names(package: Package) -> None:
    package.install(GOOD, "prometheus")
    (found,) = errors(SPEC + "  prometheus: {}\n")
    assert found.code == "OPS402"
    assert "`opsgen`" in found.message
    assert "`opsgen-stranger`" in found.message


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("import nothing_of_that_name", "OPS403"),
        ("raise SystemExit(0)", "OPS403"),
        ("no = target", "OPS403"),
        (GOOD.replace("api_version = API_VERSION", "api_version = 99"), "OPS404"),
        (GOOD.replace("words = ", "raise ValueError('canary-9d2'); words = "), "OPS901"),
        (GOOD.replace("words = ", "raise SystemExit(0); words = "), "OPS901"),
        (GOOD.replace("yield Artifact(", "yield str("), "OPS901"),
        (GOOD.replace("        pass\n", "        options.nothing\n"), "OPS901"),
        (GOOD.replace("Text(words))", "Text(words)).path"), "OPS407"),
        (GOOD.replace("ops/stranger.txt", "ops/runbook.md"), "OPS408"),
    ],
)
def test_a_broken_target_is_named_and_the_others_are_still_judged(
    package: Package, code: str, expected: str
) -> None:
    package.install(code, "stranger")
    (found,) = errors(NAMED)
    assert found.code == expected
    assert "stranger" in found.message
    assert "canary" not in f"{found.message}{found.notes}{found.help}"
    assert found.rule.exit == 3


@pytest.mark.parametrize("path", ["../x", "/etc/x", "a/../../x", "C:\\x", ".git/hooks/x"])
def test_a_target_cannot_write_outside_the_root(
    package: Package, tmp_path: Path, path: str
) -> None:
    package.install(GOOD, "stranger")
    home = tmp_path / "home"
    home.mkdir()
    text = NAMED.replace("{colour: blue}", "{colour: blue}")
    code = (package.folder / f"{package.module}.py").read_text()
    (package.folder / f"{package.module}.py").write_text(
        code.replace("ops/stranger.txt", path.replace("\\", "\\\\"))
    )
    (home / "operations.yaml").write_text(text, encoding="utf-8")
    (done,) = publish_files([str(home / "operations.yaml")])
    assert done.verdict.exit_code == 3
    assert [one.name for one in home.iterdir()] == ["operations.yaml"]


@pytest.mark.parametrize(
    ("options", "code", "line"),
    [
        ("{colr: blue}", "OPS405", 6),
        ("{colour: [a]}", "OPS406", 6),
        ("{enabled: maybe}", "OPS101", 6),
    ],
)
def test_a_wrong_option_is_told_at_its_place(
    package: Package, options: str, code: str, line: int
) -> None:
    package.install(GOOD, "stranger")
    (found,) = errors(SPEC + f"  stranger: {options}\n")
    assert (found.code, found.at and found.at.start.line) == (code, line)


def test_every_folder_of_targets_is_an_entry_point() -> None:
    from opsgen.registry import entry_points

    home = Path(__file__).parents[2] / "targets" / "opsgen_targets"
    homes = [path for path in home.glob("*/__init__.py") if "\ntarget = " in path.read_text()]
    folders = {path.parent.name for path in homes}
    assert len(folders) >= 7
    assert folders == {
        point.name for point in entry_points() if point.dist and point.dist.name == "opsgen"
    }
