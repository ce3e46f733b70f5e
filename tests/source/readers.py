"""What the tests of this room share: loading text, and both of PyYAML's parsers."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import HealthCheck, settings

from opsgen.diagnostics import Diagnostic, Span
from opsgen.source import Document, loader, loads

FILE = "operations.yaml"

# A busy machine is no fault of the code.
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

PARSERS = {"libyaml": yaml.CSafeLoader, "pure": yaml.SafeLoader}


def use(parser: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Load as where the wheel has libyaml, or has not."""
    monkeypatch.setattr(loader, "_parser", PARSERS[parser])


def document(text: str) -> Document:
    loaded = loads(text.encode(), FILE)
    assert loaded.diagnostics == ()
    assert loaded.document is not None
    return loaded.document


def findings(data: bytes) -> list[str]:
    """`line:col code` of each diagnostic, in the order of the file."""
    return [place(each) for each in loads(data, FILE).diagnostics]


def place(diagnostic: Diagnostic) -> str:
    assert diagnostic.at is not None
    start = diagnostic.at.start
    return f"{start.line}:{start.col} {diagnostic.code}"


def covered(text: str, span: Span) -> str:
    """The text under a span, whose line and column must agree with its offset."""
    for position in (span.start, span.end):
        before = text[: position.offset]
        assert position.line == before.count("\n") + 1
        assert position.col == position.offset - (before.rfind("\n") + 1) + 1
    return text[span.start.offset : span.end.offset]
