"""A skipped judge is counted where everybody reads it: at the end of the test run."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tests.judges.places import ROOT
from tests.judges.process import execute

SUITE = """\
import pytest
from tests.judges import lookup

@pytest.mark.parametrize("name", ["promtool-2.42", "promtool-2.42", "node"])
def test_needs_a_judge(name, monkeypatch, tmp_path):
    monkeypatch.setattr(lookup, "BIN", tmp_path)
    lookup.require(name)

def test_skips_for_its_own_reason():
    pytest.skip("not today")
"""


@pytest.mark.parametrize("workers", [[], ["-n", "1"]], ids=["alone", "xdist"])
def test_the_summary_counts_skips_by_judge(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, workers: list[str]
) -> None:
    monkeypatch.delenv("OPSGEN_REQUIRE_JUDGES", raising=False)
    monkeypatch.setenv("PYTHONPATH", os.fspath(ROOT))
    suite = tmp_path / "test_suite.py"
    suite.write_text(SUITE, encoding="utf-8")
    flags = ["-q", "-p", "no:cacheprovider", "-p", "tests.conftest", f"--rootdir={tmp_path}"]
    said = execute([sys.executable, "-m", "pytest", *flags, *workers, suite], cwd=tmp_path)
    assert "2 skipped without promtool-2.42\n" in said.output
    assert "1 skipped without node\n" in said.output
    assert "4 skipped" in said.output.splitlines()[-1]
