"""A pack goes through the same door as every target, and costs nobody who names none."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from opsgen import stamp
from opsgen.api import compile_file
from opsgen.artifacts import JsonNode
from opsgen.packs import Pack
from opsgen.packs.rendering import Rendering, render
from opsgen.publication import publish_files
from tests.packs.homes import Home


def loaded(demo: Home) -> set[str]:
    """The modules of `opsgen validate`, once it is done."""
    code = (
        "import sys\nfrom opsgen.cli import main\n"
        "try:\n    main(['validate', sys.argv[1]])\n"
        "except SystemExit as done:\n    assert not done.code, done.code\n"
        "print('\\n'.join(sys.modules))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(demo.file)], capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


def test_validate_loads_nothing_of_packs_unless_one_is_named(demo: Home) -> None:
    demo.add("a.txt.j2", "x")
    with_pack = loaded(demo)
    assert "opsgen.packs.child" not in with_pack
    assert not {"jinja2", "markupsafe"} & with_pack
    assert {"opsgen.packs", "subprocess"} <= with_pack
    demo.file.write_text(demo.file.read_text().rpartition("  mine:")[0])
    without = loaded(demo)
    assert not {"opsgen.packs", "opsgen.plan_data", "jinja2"} & without


def test_validate_finds_what_build_would_and_each_renders_once(
    demo: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[Pack] = []

    def counted(pack: Pack, context: Mapping[str, JsonNode]) -> Rendering:
        calls.append(pack)
        return render(pack, context)

    monkeypatch.setattr("opsgen.packs.target.render", counted)
    demo.add("a.txt.j2", "{{ plan.oops }}")
    compiled = compile_file(str(demo.file))
    assert "OPS425" in {one.code for one in compiled.diagnostics}
    assert len(calls) == 1
    demo.add("a.txt.j2", "fine")
    assert demo.outputs() == {"ops/mine/a.txt": "fine\n"}
    assert len(calls) == 2


def test_a_build_writes_the_files_and_removes_what_a_pack_no_longer_gives(demo: Home) -> None:
    demo.add("a.txt.j2", "a\n")
    gone = demo.add("b.txt.j2", "b\n")
    (done,) = publish_files([str(demo.file)])
    assert done.verdict.exit_code == 0
    folder = demo.folder / "ops" / "mine"
    assert sorted(path.name for path in folder.iterdir()) == ["a.txt", "b.txt"]
    gone.unlink()
    publish_files([str(demo.file)])
    assert [path.name for path in folder.iterdir()] == ["a.txt"]
    demo.add("a.txt.j2", "{{ plan.oops }}")
    (failed,) = publish_files([str(demo.file)])
    assert failed.verdict.exit_code == 1
    assert (folder / "a.txt").read_text() == "a\n"


@dataclass
class Judge:
    """`opsgen validate` as the command runs it, with a cache of its own."""

    demo: Home
    answers: list[bool] = field(default_factory=list)

    def remembered(self) -> bool:
        """Whether the last answer would still be given."""
        return stamp.recall(stamp.question([str(self.demo.file)])) is not None

    def judge(self) -> None:
        asked = stamp.question([str(self.demo.file)])
        compiled = compile_file(str(self.demo.file))
        stamp.remember(asked, stamp.Answer("", "fine", 0), compiled.looked, compiled.read)


@pytest.fixture
def judge(demo: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Judge:
    monkeypatch.delenv("OPSGEN_NO_CACHE")
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    demo.add("a.txt.j2", "x")
    demo.add("deep/_part.j2", "x")
    # As if the files had been written long before: what is fresh is not remembered.
    monkeypatch.setattr(stamp, "_STARTED", 2**63)
    return Judge(demo)


def edit(demo: Home) -> None:
    demo.add("a.txt.j2", "{{ plan.oops }}")


def edit_part(demo: Home) -> None:
    demo.add("deep/_part.j2", "changed it")


def add(demo: Home) -> None:
    demo.add("b.txt.j2", "x")


def add_deep(demo: Home) -> None:
    demo.add("deep/b.txt.j2", "x")


def remove(demo: Home) -> None:
    (demo.pack / "a.txt.j2").unlink()


def move_the_folder(demo: Home) -> None:
    demo.pack.rename(demo.pack.with_name("moved"))


@pytest.mark.parametrize("change", [edit, edit_part, add, add_deep, remove, move_the_folder])
def test_a_remembered_answer_rests_on_the_templates(judge: Judge, change: object) -> None:
    judge.judge()
    assert judge.remembered()
    assert callable(change)
    change(judge.demo)
    assert not judge.remembered()


def test_a_folder_that_appears_is_noticed(judge: Judge) -> None:
    judge.demo.names("pack: packs/later")
    judge.judge()
    assert judge.remembered()
    (judge.demo.folder / "packs" / "later").mkdir()
    assert not judge.remembered()


def test_the_mending_of_what_was_refused_is_noticed(judge: Judge) -> None:
    link = judge.demo.pack / "deep" / "link.txt.j2"
    link.symlink_to("_part.j2")
    assert judge.demo.error().code == "OPS424"
    judge.judge()
    assert judge.remembered()
    link.unlink()
    assert not judge.remembered()
