"""The survivors that somebody has looked at, each with the reason why it may live."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

FOLDER = Path(__file__).parent / "survivors"

Row = tuple[str, str]
"""(the function, what was changed in it)"""


def read(room: str) -> dict[Row, str]:
    """Reason by row; no row without one counts."""
    file = FOLDER / f"{room}.tsv"
    lines = file.read_text("utf-8").splitlines() if file.is_file() else []
    rows = (line.split("\t") for line in lines if not line.startswith("#"))
    return {(function, change): reason for function, change, reason in rows if reason}


def write(room: str, rows: Mapping[Row, str]) -> None:
    """All of them, sorted; a reason that is empty is for somebody to write."""
    FOLDER.mkdir(exist_ok=True)
    text = "".join(
        f"{function}\t{change}\t{reason}\n" for (function, change), reason in sorted(rows.items())
    )
    (FOLDER / f"{room}.tsv").write_text(text, encoding="utf-8")
