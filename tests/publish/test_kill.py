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


def _clean_tree(root: Path, files: tuple[str, ...]) -> dict[str, tuple[str, bytes]]:
    every = {"old": OLD, "new": NEW, "none": ()}
    publish(root, every[files[0]], owner=OWNER)
    return tree(root)


@pytest.mark.parametrize("again", ["old", "new"])
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_build_after_a_kill_at_any_call_leaves_its_own_tree_whole(
    tmp_path: Path, scenario: str, again: str
) -> None:
    wanted = _clean_tree(tmp_path / "reference", (again,))
    folder = tmp_path / "killed"
    folder.mkdir()
    roots = _killed(folder, scenario)
    assert len(roots) > 50
    for root in roots:
        outcome = publish(root, {"old": OLD, "new": NEW}[again], owner=OWNER)
        assert not [found for found in outcome.diagnostics if found.severity == "error"], root
        assert tree(root) == wanted, root
        assert leftovers(root) == [], root


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_tree_that_check_calls_whole_is_the_old_one_or_the_new_one(
    tmp_path: Path, scenario: str
) -> None:
    old = _clean_tree(tmp_path / "old", ("old" if SCENARIOS[scenario].old else "none",))
    new = _clean_tree(tmp_path / "new", ("new",))
    folder = tmp_path / "killed"
    folder.mkdir()
    mixed = 0
    for root in _killed(folder, scenario):
        codes = {found.code for found in check(root, NEW, owner=OWNER).diagnostics}
        if codes == {"OPS513"}:
            mixed += 1
        else:
            assert tree(root) in (old, new), root
            assert (not codes) == (tree(root) == new), root
    assert mixed


@pytest.mark.parametrize("lasting", [False, True])
def test_an_interrupt_at_any_call_is_raised_again_and_mended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lasting: bool
) -> None:
    old = _clean_tree(tmp_path / "old", ("old",))
    new = _clean_tree(tmp_path / "new", ("new",))
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
            assert tree(root) in (old, new), number
        publish(root, NEW, owner=OWNER)
        assert tree(root) == new, number
        assert leftovers(root) == [], number
    assert number > 50
