"""What a drawn text becomes: its files, and what was found wrong with it."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import assume, currently_in_test_context

from opsgen.api import build, compile_text
from opsgen.artifacts import render
from opsgen.diagnostics import Diagnostic
from opsgen.diagnostics.rules.prometheus import NEVER_FIRES

FILE = "service/operations.yaml"
Files = Mapping[str, bytes]


def errors(text: str) -> list[Diagnostic]:
    """The errors of a build of `text`, in the order in which they stand."""
    found = build(compile_text(text, FILE)).compilation.diagnostics
    return [one for one in found if one.severity == "error"]


def built(text: str) -> Files:
    """The files of a build, by path. A spec with an error fails the test, and is shown in it.

    One whose drawn comparisons exclude each other is drawn anew: it is refused with good reason.
    """
    done = build(compile_text(text, FILE))
    wrong = [one for one in done.compilation.diagnostics if one.severity == "error"]
    if wrong and currently_in_test_context():
        assume(any(one.rule is not NEVER_FIRES for one in wrong))
    assert not wrong, f"{describe(wrong)}\n{text}"
    return {one.path: render(one) for one in done.artifacts}


def describe(found: list[Diagnostic]) -> str:
    return "\n".join(
        f"{one.rule.code} {'.'.join(map(str, one.path or ()))}: {one.message}" for one in found
    )
