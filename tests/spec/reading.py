"""Text to validated spec, for the tests of this room."""

from __future__ import annotations

from opsgen.source import loads
from opsgen.spec import Validated, validate


def read(text: str) -> Validated:
    """Validate `text`, which the loader must accept."""
    loaded = loads(text.encode(), "operations.yaml")
    assert loaded.document is not None, loaded.diagnostics
    return validate(loaded.document)


def found(text: str) -> list[str]:
    """`line:col CODE` of every diagnostic, in the order of the report."""
    return [
        f"{at.start.line}:{at.start.col} {diagnostic.code}" if (at := diagnostic.at) else "?"
        for diagnostic in read(text).diagnostics
    ]


def words(text: str) -> str:
    """All that the diagnostics say."""
    return "\n".join(
        "\n".join([d.message, d.help or "", *d.notes, *(note for _, note in d.related)])
        + "\n".join(edit.text for edit in d.edits)
        for d in read(text).diagnostics
    )
