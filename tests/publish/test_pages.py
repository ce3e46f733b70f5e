"""The example on each page is what a person really sees."""

from __future__ import annotations

import errno
from collections.abc import Callable
from pathlib import Path

import pytest

from opsgen.diagnostics import Diagnostic, Rule, catalogue
from opsgen.diagnostics.render import text
from opsgen.diagnostics.rules import publishing
from opsgen.diagnostics.verdict import judge
from opsgen.publish import File, check, disk, publish
from tests.publish.faults import AtPath, fail
from tests.publish.trees import MANIFEST

RULES = "ops/prometheus/demo.prometheus.rules.yml"
RUNBOOK = "ops/runbook.md"
FILES = (File(RULES, b"groups: []\n"), File(RUNBOOK, b"# demo\n"))
OWNER = "operations.yaml"
JOURNAL = ".opsgen/tmp/journal.json"


def _build(root: Path, *files: File, force: bool = False) -> tuple[Diagnostic, ...]:
    return publish(root, files or FILES, owner=OWNER, force=force).diagnostics


def _edited(root: Path) -> None:
    _build(root)
    (root / RUNBOOK).write_bytes(b"mine\n")


def _with(root: Path, path: str, content: bytes) -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_bytes(content)


def _interrupted(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    undo = ("rename", ".opsgen/tmp/undo.json")
    step = AtPath({("rename", RUNBOOK): fail(errno.EIO), undo: fail(errno.EIO)})
    with monkeypatch.context() as patch:
        patch.setattr(disk, "step", step)
        _build(root)


def _full(root: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Diagnostic, ...]:
    monkeypatch.setattr(disk, "step", AtPath({("mkdir", "ops/prometheus"): fail(errno.ENOSPC)}))
    return _build(root)


def _hand_edited(root: Path, _: pytest.MonkeyPatch) -> tuple[Diagnostic, ...]:
    _edited(root)
    return _build(root, FILES[0], File(RUNBOOK, b"# demo 2\n"))


def _foreign(root: Path, _: pytest.MonkeyPatch) -> tuple[Diagnostic, ...]:
    _with(root, RUNBOOK, b"mine\n")
    return _build(root)


def _other(root: Path, _: pytest.MonkeyPatch) -> tuple[Diagnostic, ...]:
    publish(root, FILES[1:], owner="chat/operations.yaml")
    return _build(root)


def _link(root: Path, _: pytest.MonkeyPatch) -> tuple[Diagnostic, ...]:
    (root / "ops").symlink_to("elsewhere")
    return _build(root, FILES[1])


def _blocked(root: Path, _: pytest.MonkeyPatch) -> tuple[Diagnostic, ...]:
    _with(root, "ops/prometheus", b"mine\n")
    return _build(root)


def _edited_stale(root: Path, _: pytest.MonkeyPatch) -> tuple[Diagnostic, ...]:
    _edited(root)
    return _build(root, FILES[0])


def _out_of_date(root: Path, _: pytest.MonkeyPatch) -> tuple[Diagnostic, ...]:
    _build(root)
    changed = (FILES[0], File(RUNBOOK, b"# more\n"))
    command = "opsgen build operations.yaml"
    return check(root, changed, owner=OWNER, rebuild=command).diagnostics


def _running(root: Path, _: pytest.MonkeyPatch) -> tuple[Diagnostic, ...]:
    _build(root)
    with disk.Disk(root) as other, other.lock(".opsgen/tmp/lock"):
        return _build(root, FILES[0])


def _broken_manifest(root: Path, _: pytest.MonkeyPatch) -> tuple[Diagnostic, ...]:
    _with(root, MANIFEST, b"<<<<<<< HEAD\n")
    return _build(root)


def _broken_journal(root: Path, _: pytest.MonkeyPatch) -> tuple[Diagnostic, ...]:
    _with(root, JOURNAL, b"{")
    return _build(root)


def _half_way(root: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Diagnostic, ...]:
    _interrupted(root, monkeypatch)
    return check(root, FILES, owner=OWNER).diagnostics


def _kept(root: Path, _: pytest.MonkeyPatch) -> tuple[Diagnostic, ...]:
    _edited(root)
    return _build(root, force=True)


def _mended(root: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Diagnostic, ...]:
    _interrupted(root, monkeypatch)
    return _build(root)


SITUATIONS: dict[str, Callable[[Path, pytest.MonkeyPatch], tuple[Diagnostic, ...]]] = {
    "OPS500": _full,
    "OPS501": lambda root, _: _build(root, File("../demo.rules.yml", b"")),
    "OPS502": lambda root, _: _build(root, File(RUNBOOK, b""), File("ops/Runbook.md", b"")),
    "OPS503": _hand_edited,
    "OPS504": _foreign,
    "OPS505": _other,
    "OPS506": _link,
    "OPS507": _blocked,
    "OPS508": _edited_stale,
    "OPS509": _out_of_date,
    "OPS510": _running,
    "OPS511": _broken_manifest,
    "OPS512": _broken_journal,
    "OPS513": _half_way,
    "OPS514": _kept,
    "OPS515": _mended,
}


def test_every_rule_of_publishing_has_a_situation() -> None:
    rules = {rule.code for rule in vars(publishing).values() if isinstance(rule, Rule)}
    assert rules == set(SITUATIONS)


@pytest.mark.parametrize("code", SITUATIONS)
def test_the_page_shows_what_a_person_sees(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    diagnostics = SITUATIONS[code](tmp_path, monkeypatch)
    assert [found.code for found in diagnostics] == [code]
    rule = catalogue.find(code)
    assert rule is not None
    shown = text.render([judge(diagnostics)], {}).split("\n\n")[0]
    page = catalogue.page(rule)
    assert f"\n{shown}\n```\n" in page
