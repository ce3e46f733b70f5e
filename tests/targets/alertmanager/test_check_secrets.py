"""The script, run by the shells that a machine may have."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from opsgen.artifacts import render
from opsgen.plan import Plan, SecretFile, Version
from tests.targets.alertmanager.emitted import emitted
from tests.targets.alertmanager.plans import channel, plan

SHELLS = [shell for shell in ("sh", "dash", "bash") if shutil.which(shell)]
SECRET = "hunter2-do-not-print"


def script(of: Plan, folder: Path) -> Path:
    file = folder / "check-secrets.sh"
    file.write_bytes(render(emitted(of)["ops/alertmanager/check-secrets.sh"]))
    return file


def checked(
    of: Plan, folder: Path, *arguments: str | Path, shell: str = "sh"
) -> tuple[int, dict[str, str]]:
    """Exit code and the verdict for each file's name."""
    done = subprocess.run(
        [shell, script(of, folder), *arguments], capture_output=True, text=True, timeout=60
    )
    assert SECRET not in done.stdout + done.stderr
    assert done.stderr == ""
    rows = [line.split() for line in done.stdout.splitlines()[:-1]]
    return done.returncode, {Path(path).name: verdict for verdict, path, *_ in rows}


def one(kind: str, folder: Path, version: Version = (0, 25)) -> tuple[Plan, list[Path]]:
    """A plan with one channel whose secrets are in `folder`, and their files."""
    made = channel(kind, "high", secrets=str(folder))
    files = [
        Path(value.path)
        for _, value in made.settings
        if not isinstance(value, str | int | bool | tuple)
    ]
    return plan(made, version=version), files


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize(
    ("kind", "content", "verdict"),
    [
        ("pagerduty", SECRET, "ok"),
        ("pagerduty", f"{SECRET}\n", "ok"),
        ("pagerduty", f"  {SECRET}:\n", "ok"),
        ("pagerduty", "", "empty"),
        ("pagerduty", " \n\n", "empty"),
        ("pagerduty", f"{SECRET}\nmore\n", "several-lines"),
        ("slack", f"https://hooks.example.com/{SECRET}\n", "ok"),
        ("slack", SECRET, "not-an-address"),
        ("slack", f"https://hooks.example.com/ {SECRET}", "not-an-address"),
        ("slack", "https://", "not-an-address"),
        ("opsgenie", SECRET, "ok"),
        ("opsgenie", f"{SECRET}\n", "stray-space"),  # kept by 0.25, and no header may hold it
        ("opsgenie", f" {SECRET}", "stray-space"),
        ("pagerduty", "*", "ok"),
        ("pagerduty", "-n \\n $(id) `id`", "ok"),
    ],
)
def test_the_verdict_on_a_file(
    kind: str, content: str, verdict: str, shell: str, tmp_path: Path
) -> None:
    of, (file,) = one(kind, tmp_path / "secrets")
    file.parent.mkdir()
    file.write_text(content, encoding="utf-8")
    code, rows = checked(of, tmp_path, shell=shell)
    assert rows == {file.name: verdict}
    assert code == (0 if verdict == "ok" else 1)


@pytest.mark.parametrize("shell", SHELLS)
def test_missing_files_are_all_named(shell: str, tmp_path: Path) -> None:
    of, files = one("pushover", tmp_path / "nowhere", (0, 26))
    code, rows = checked(of, tmp_path, shell=shell)
    assert rows == {file.name: "missing" for file in files}
    assert len(rows) == 2
    assert code == 1


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    of, (file,) = one("pagerduty", tmp_path / "secrets")
    file.mkdir(parents=True)
    assert checked(of, tmp_path) == (1, {file.name: "not-a-file"})


@pytest.mark.skipif(os.geteuid() == 0, reason="root can read every file")
def test_a_file_without_rights_is_unreadable(tmp_path: Path) -> None:
    of, (file,) = one("pagerduty", tmp_path / "secrets")
    file.parent.mkdir()
    file.write_text(SECRET, encoding="utf-8")
    file.chmod(0)
    assert checked(of, tmp_path) == (1, {file.name: "unreadable"})


@pytest.mark.parametrize("shell", SHELLS)
def test_another_folder_can_be_checked_before_it_is_deployed(shell: str, tmp_path: Path) -> None:
    of, (file,) = one("pagerduty", Path("/nonexistent/secrets"))
    stage = tmp_path / "a folder"
    stage.mkdir()
    (stage / file.name).write_text(SECRET, encoding="utf-8")
    assert checked(of, tmp_path, shell=shell) == (1, {file.name: "missing"})
    assert checked(of, tmp_path, stage, shell=shell)[0] == 0


def test_from_the_version_that_trims_a_line_break_is_no_fault(tmp_path: Path) -> None:
    of, (file,) = one("opsgenie", tmp_path / "secrets", (0, 28, 1))
    file.parent.mkdir()
    file.write_text(f"{SECRET}\n", encoding="utf-8")
    assert checked(of, tmp_path) == (0, {file.name: "ok"})


def test_a_service_without_secrets_passes(tmp_path: Path) -> None:
    assert checked(plan(channel("email", "high")), tmp_path) == (0, {})


def test_a_file_that_two_channels_read_is_checked_once_and_as_the_stricter_asks(
    tmp_path: Path,
) -> None:
    shared = SecretFile("SHARED", str(tmp_path / "SHARED"))
    Path(shared.path).write_text(f"{SECRET}\n", encoding="utf-8")
    trims = channel("pagerduty", "high", own={"routing_key": shared})
    keeps = channel("opsgenie", "high", own={"api_key": shared})
    assert checked(plan(trims), tmp_path) == (0, {"SHARED": "ok"})
    assert checked(plan(trims, keeps), tmp_path) == (1, {"SHARED": "stray-space"})


def test_the_script_may_be_run() -> None:
    assert emitted(plan())["ops/alertmanager/check-secrets.sh"].executable
