"""Row 44 and 45: whoever dies at any call, the next build finds, or makes, one whole tree."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from opsgen.publish import check, disk, publish
from tests.publish.faults import AtCall, interrupt
from tests.publish.kill_at_every_step import SCENARIOS
from tests.publish.trees import NEW, OLD, OWNER, leftovers, tree


def _killed(tmp_path: Path, scenario: str) -> list[Path]:
    """The folders in which a build died at call 1, 2, …, and at last one where it did not."""
    program = [sys.executable, "-m", "tests.publish.kill_at_every_step", str(tmp_path), scenario]
    subprocess.run(program, check=True, cwd=Path(__file__).parents[2])
    return sorted(tmp_path.iterdir(), key=lambda path: int(path.name))


BUILDS = {"old": OLD, "new": NEW}


def _clean_trees(tmp_path: Path) -> dict[str, dict[str, tuple[str, bytes]]]:
    """What each build leaves when nothing happens to it."""
    for name, files in BUILDS.items():
        publish(tmp_path / name, files, owner=OWNER)
    return {name: tree(tmp_path / name) for name in BUILDS}


@pytest.mark.parametrize("again", BUILDS)
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_after_a_kill_at_any_call_the_tree_is_whole_or_check_says_not_and_a_build_mends_it(
    tmp_path: Path, scenario: str, again: str
) -> None:
    trees = _clean_trees(tmp_path)
    before = trees["old"] if SCENARIOS[scenario].old else {}
    (tmp_path / "killed").mkdir()
    roots = _killed(tmp_path / "killed", scenario)
    assert len(roots) > 50
    mixed = 0
    for root in roots:
        codes = {found.code for found in check(root, NEW, owner=OWNER).diagnostics}
        if codes == {"OPS513"}:
            mixed += 1
        else:
            assert tree(root) in (before, trees["new"]), root
            assert (not codes) == (tree(root) == trees["new"]), root
        outcome = publish(root, BUILDS[again], owner=OWNER)
        assert not [found for found in outcome.diagnostics if found.severity == "error"], root
        assert tree(root) == trees[again], root
        assert leftovers(root) == [], root
    assert mixed


@pytest.mark.parametrize("lasting", [False, True])
def test_an_interrupt_at_any_call_is_raised_again_and_mended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lasting: bool
) -> None:
    trees = _clean_trees(tmp_path)
    number = 0
    while True:
        number += 1
        root = tmp_path / str(number)
        publish(root, OLD, owner=OWNER)
        countdown = AtCall(number, interrupt, lasting=lasting)
        with monkeypatch.context() as patch:
            patch.setattr(disk, "step", countdown)
            try:
                publish(root, NEW, owner=OWNER)
            except KeyboardInterrupt:
                stopped = True
            else:
                stopped = False
        assert stopped == (countdown.seen >= number)
        if not stopped:
            break
        if not lasting:  # time enough to take everything back
            assert tree(root) in trees.values(), number
        publish(root, NEW, owner=OWNER)
        assert tree(root) == trees["new"], number
        assert leftovers(root) == [], number
    assert number > 50
