"""The expressions of GitHub Actions that a user writes: `if:` of a stage."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from opsgen_targets.github_actions.grammar import NoExpressionError, reaches

_STATUS = re.compile(r"(?i)\b(always|failure|cancelled|success)\s*\(")

_ONLY_SUCCESS = re.compile(r"(?i)^\s*success\s*\(\s*\)\s*(?:&&|$)")

_STRING_OR_SPACE = re.compile(r"(?P<string>'(?:[^']|'')*')|\s+")


def bare(condition: str) -> str:
    """The expression without the `${{ }}` that may stand around it, on one line."""
    text = _STRING_OR_SPACE.sub(lambda part: part["string"] or " ", condition).strip()
    if text.startswith("${{") and text.endswith("}}"):
        text = text[3:-2].strip()
    return text


def asks_for_status(condition: str) -> str | None:
    """The word by which it asks how the jobs before ended; without one GitHub adds `success()`,
    which alone, or first in a row of `&&`, says no more than that."""
    outside = " ".join(bare(condition).split("'")[::2])
    if "||" not in outside:
        outside = _ONLY_SUCCESS.sub("", outside)
    found = _STATUS.search(outside)
    return found[1].lower() if found else None


def problem(condition: str, known: Mapping[str, Collection[str]]) -> str | None:
    """Why GitHub would not take it, or find nothing where it looks; None when all is well.

    `known` are the names in those contexts whose names are all known.
    """
    text = bare(condition)
    if not text:
        return "it is empty"
    if "${{" in text or "}}" in text:
        return "it holds more than one expression"
    try:
        found = reaches(text)
    except NoExpressionError as error:
        return str(error)
    for reach in found:
        names = known.get(reach.context)
        if names is None or reach.name is None:
            continue
        if reach.name.lower() not in {name.lower() for name in names}:
            there = ", ".join(f"`{name}`" for name in names) or "nothing"
            return f"in `{reach.context}` there is no `{reach.name}`, only {there}"
    return None
