"""Where a build may write, and how often it says why it may not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import GOOD, Run


@pytest.fixture(autouse=True)
def spec(tmp_path: Path) -> None:
    (tmp_path / "operations.yaml").write_text(GOOD, encoding="utf-8")


def test_a_link_in_the_way_of_all_files_is_said_once(run: Run, tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "ops").symlink_to("real")
    done = run("build")
    assert done.code == 4
    assert done.err.count("OPS506 ") == 1
    assert "`ops` is a symbolic link" in done.err


def test_a_file_in_the_way_of_all_files_is_said_once(run: Run, tmp_path: Path) -> None:
    (tmp_path / "ops").write_text("", encoding="utf-8")
    done = run("build")
    assert done.code == 4
    assert done.err.count("OPS507 ") == 1


@pytest.mark.parametrize("out", ["nowhere", "nowhere/below"])
def test_an_out_that_leads_nowhere_is_told_as_such(out: str, run: Run, tmp_path: Path) -> None:
    (tmp_path / "nowhere").symlink_to("missing")
    done = run("build", "--out", out)
    assert done.code in (4, 5)
    assert "leads nowhere" in done.err
    assert "system reports" not in done.err


def test_an_empty_out_is_wrong_usage(run: Run, tmp_path: Path) -> None:
    done = run("build", "--out", "")
    assert done.code == 2
    assert not (tmp_path / "ops").exists()


def test_the_line_that_is_not_utf_8_is_shown(run: Run, tmp_path: Path) -> None:
    (tmp_path / "operations.yaml").write_bytes(b"service: a\nowner: caf\xe9 x\n")
    done = run("validate")
    assert done.code == 1
    assert "2 | owner: caf� x" in done.err
    (tmp_path / "operations.yaml").write_bytes("service: a\n".encode("utf-16"))
    assert " | " not in run("validate").err
