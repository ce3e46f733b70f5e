"""What counts as a judge, and what the table says of one that is missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.judges import debian
from tests.judges.apt import AptError, Suite
from tests.judges.catalogue import DEBIAN_JUDGES, DebianJudge
from tests.judges.places import NPM_SOURCE, ROOT
from tests.judges.relocate import relocate
from tests.judges.report import Row, rows, table

JUDGE = DebianJudge("promtool-2.42", "promtool", "prometheus", ("old", "new"), (2, 42), (2, 43))


@pytest.fixture
def tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty `.tools/`, and a machine that has nothing installed."""
    for name, folder in {"TOOLS": "", "BIN": "bin", "DEBIAN": "debian"}.items():
        monkeypatch.setattr(debian, name, tmp_path / folder)
    monkeypatch.setattr("shutil.which", lambda _name: None)
    return tmp_path


def _offer(monkeypatch: pytest.MonkeyPatch, versions: dict[str, str]) -> None:
    """Stands for the archive: each suite holds a promtool that prints the given text."""

    def prepare(self: Suite) -> None:
        if self.name not in versions:
            raise AptError("no such suite")

    def download(self: Suite, package: str) -> Path:
        deb = self.work / f"{package}_1_all.deb"
        deb.write_text(versions[self.name], encoding="utf-8")
        return deb

    def unpack(deb: Path, into: Path) -> None:
        program = into / "usr" / "bin" / "promtool"
        program.parent.mkdir(parents=True)
        program.write_text(f"#!/bin/sh\n{deb.read_text(encoding='utf-8')}\n", encoding="utf-8")
        program.chmod(0o755)

    monkeypatch.setattr(Suite, "_prepare", prepare)
    monkeypatch.setattr(Suite, "_apt", lambda *_: None)
    monkeypatch.setattr(Suite, "download", download)
    monkeypatch.setattr(debian, "unpack", unpack)


@pytest.mark.parametrize(
    ("versions", "suite"),
    [
        pytest.param({"old": "echo version 2.42.7"}, "old", id="first suite"),
        pytest.param({"new": "echo version 2.42.0"}, "new", id="second suite"),
        pytest.param({"old": "exit 1", "new": "echo version 2.42.0"}, "new", id="broken program"),
        pytest.param({"old": "echo version 2.43.0", "new": "echo version 2.42.0"}, "new", id="bad"),
    ],
)
def test_the_first_suite_with_the_right_version_wins(
    tools: Path, monkeypatch: pytest.MonkeyPatch, versions: dict[str, str], suite: str
) -> None:
    _offer(monkeypatch, versions)
    assert debian.install([JUDGE], lambda _line: None) == {}
    assert debian.is_ready(JUDGE)
    assert (tools / "debian" / suite) in (tools / "bin" / JUDGE.name).resolve().parents


@pytest.mark.parametrize(
    ("versions", "reason"),
    [
        pytest.param({}, "no such suite", id="no archive"),
        pytest.param(
            {"old": "echo version 2.41.9"}, "does not run here as promtool-2.42", id="old"
        ),
        pytest.param({"new": "exit 1"}, "does not run here as promtool-2.42", id="broken"),
    ],
)
def test_a_judge_that_cannot_be_had_is_told_and_not_linked(
    tools: Path, monkeypatch: pytest.MonkeyPatch, versions: dict[str, str], reason: str
) -> None:
    _offer(monkeypatch, versions)
    failures = debian.install([JUDGE], lambda _line: None)
    assert reason in failures[JUDGE.name]
    assert not (tools / "bin" / JUDGE.name).exists()
    assert list(tools.glob("apt-*")) == []


def test_a_second_installation_fetches_nothing(
    tools: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _offer(monkeypatch, {"old": "echo version 2.42.0"})
    debian.install([JUDGE], lambda _line: None)
    said: list[str] = []
    assert debian.install([JUDGE], said.append) == {}
    assert said == []


def test_the_table_names_what_is_missing_and_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.judges.report.find", lambda _name: None)
    first = DEBIAN_JUDGES[0].name
    found = rows({first: "no answer"})
    assert Row(first, "-", "MISSING: no answer", missing=True) in found
    assert f"missing: {first}, " in table(found)


def test_the_table_counts_when_all_are_here() -> None:
    assert table([Row("demo", "1.0", "here")]).endswith("all 1 judges are here")


def test_relocation_keeps_every_other_byte(tmp_path: Path) -> None:
    program = tmp_path / "program"
    program.write_bytes(b"\0before/usr/share/demo/after")
    relocate(program, "/usr/share/demo")
    assert program.read_bytes() == b"\0beforeusr/share//demo/after"
    with pytest.raises(ValueError, match="does not name"):
        relocate(program, "/usr/share/demo")


def test_the_lock_file_names_no_registry() -> None:
    lock = (NPM_SOURCE / "package-lock.json").read_text(encoding="utf-8")
    assert '"integrity"' in lock
    assert '"resolved"' not in lock


def test_ci_runs_the_command_of_the_readme() -> None:
    command = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()[-1]
    assert "python -m tests.judges" in command
    assert command in (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
