"""What stands in the files of the repository, and what must not."""

from __future__ import annotations

import statistics

import pytest

from tests.house.repository import ROOT, files, ignored, places, texts

TOP_LEVEL = {".ci", "docs", "examples", "opsgen", "schemas", "targets", "tests"}
LONGEST = {"opsgen": 450, "targets": 450, "tests": 550}
ONE_FILE = {"opsgen/gate.py": 1000}
"""A deployment runs the gate from one file that needs nothing beside it."""
MEDIAN = 120
THIS = "tests/house/test_files.py"

FORBIDDEN = {
    "machine path": r"(?<![\w.:/])/(?:work|root|home|Users|tmp/tmp)/\w",
    "package registry": r"pypi\.org|pythonhosted\.org|npmjs\.(?:org|com)|proxy\.golang",
    "unfinished work": r"\b(?:TODO|FIXME|XXX)\b",
    "merge conflict": r"^(?:<{7}|>{7})(?: |$)",
}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_file_holds(what: str) -> None:
    found = {
        path: lines
        for path, text in texts()
        if path != THIS and (lines := places(FORBIDDEN[what], text))
    }
    assert found == {}


@pytest.mark.parametrize(
    ("what", "line"),
    [
        ("machine path", "see /Users/me/x"),
        ("machine path", '"/home/me"'),
        ("package registry", "https://files.pythonhosted.org/x"),
        ("unfinished work", "# TODO: later"),
        ("merge conflict", "<<<<<<< ours"),
    ],
)
def test_the_patterns_find_what_is_planted(what: str, line: str) -> None:
    assert places(FORBIDDEN[what], f"fine\n{line}\n") == [2]


def test_every_folder_at_the_top_is_a_known_one() -> None:
    folders = {path.name for path in ROOT.iterdir() if path.is_dir() and not ignored(path.name)}
    assert folders <= TOP_LEVEL


def test_every_target_is_a_package_with_a_page() -> None:
    folder = ROOT / "targets" / "opsgen_targets"
    homes = {path.parent for path in files(folder) if path.parent.parent == folder}
    lacking = [
        home.name
        for home in homes
        for name in ("__init__.py", "README.md")
        if not (home / name).exists()
    ]
    assert lacking == []


def lengths(folder: str) -> dict[str, int]:
    return {
        path.relative_to(ROOT).as_posix(): len(path.read_text(encoding="utf-8").splitlines())
        for path in files(ROOT / folder)
        if path.suffix == ".py"
    }


@pytest.mark.parametrize("folder", LONGEST)
def test_no_file_of_code_is_long(folder: str) -> None:
    longest = LONGEST[folder]
    too_long = {path: n for path, n in lengths(folder).items() if n > ONE_FILE.get(path, longest)}
    assert too_long == {}


@pytest.mark.parametrize("folder", LONGEST)
def test_half_of_the_files_of_code_are_short(folder: str) -> None:
    assert statistics.median(lengths(folder).values()) <= MEDIAN


def test_text_files_end_in_one_newline_and_hold_no_carriage_return() -> None:
    wrong = [
        path
        for path, text in texts()
        if text and ("\r" in text or not text.endswith("\n") or text.endswith("\n\n"))
    ]
    assert wrong == []


def test_nothing_of_the_repository_is_a_link_or_huge() -> None:
    odd = [
        path.relative_to(ROOT).as_posix()
        for path in files()
        if path.is_symlink() or path.stat().st_size > 1_000_000
    ]
    assert odd == []
