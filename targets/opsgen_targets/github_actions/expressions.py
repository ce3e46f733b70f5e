"""The expressions of GitHub Actions that a user writes: `if:` of a stage."""

from __future__ import annotations

import re

_STATUS = re.compile(r"(?i)\b(always|failure|cancelled|success)\s*\(")

_ONLY_SUCCESS = re.compile(r"(?i)^\s*success\s*\(\s*\)\s*(?:&&|$)")


def bare(condition: str) -> str:
    """The expression without the `${{ }}` that may stand around it."""
    text = " ".join(condition.split())
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


def problem(condition: str) -> str | None:
    """Why it cannot stand inside another expression; None when it can."""
    text = bare(condition)
    if not text:
        return "it is empty"
    if "${{" in text or "}}" in text:
        return "it holds more than one expression"
    depth = 0
    outside = text.split("'")[::2]  # a quote inside a string is doubled, so the parts still pair
    if text.count("'") % 2:
        return "a quote is not closed"
    for char in "".join(outside):
        if char == '"':
            return "text stands between single quotes there"
        depth += (char == "(") - (char == ")")
        if depth < 0:
            break
    return "its parentheses do not pair" if depth else None
