"""Bad input: exit code, code, line and column, all told, nothing written, no traceback."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from opsgen.publication import publish_files
from tests.conformance.bad_inputs import ROWS, Row

EXITS = {"error": 1, "warning": 0, "note": 0}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.number}-{row.what[:40]}")
def test_the_row_is_told_with_its_code_and_place(row: Row, tmp_path: Path) -> None:
    file = tmp_path / "operations.yaml"
    file.write_bytes(row.text)
    started = time.process_time()
    (done,) = publish_files([str(file)])
    assert time.process_time() - started < 20, "bad input must not cost unbounded time"
    found = [
        (one.diagnostic.code, (one.diagnostic.at.start.line, one.diagnostic.at.start.col))
        for one in done.verdict.shown
        if one.diagnostic.at is not None and one.severity == row.level
    ]
    assert (row.code, row.at) in found
    assert done.verdict.exit_code == EXITS[row.level]
    if row.level == "error":
        assert [path.name for path in tmp_path.iterdir()] == ["operations.yaml"]
        assert file.read_bytes() == row.text
