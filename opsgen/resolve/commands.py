"""Which line of a diagnosis is the first that a person can type."""

from __future__ import annotations

import re
from collections.abc import Iterable

_MARKER = re.compile(r"^\s*(?:(?:[-*+]|[0-9]{1,3}[.)])\s+)?(?:\$\s+)?")
_QUOTED = re.compile(r"`([^`]+)`")
_PROGRAM = re.compile(r"[~./]*[a-z0-9][a-z0-9_./+-]*")
# Words of a command line that no sentence has: options, paths, assignments, pipes.
_SHELL = re.compile(r"(?:^|\s)(?:--?[A-Za-z]|\.{0,2}/\S|\$\S|\S+=\S|\|)")
_NAMES = """
    amtool aws az curl dig docker gcloud git helm journalctl kubectl make nomad opsgen podman
    promtool psql redis-cli ssh sudo systemctl terraform
"""
_KNOWN = frozenset(_NAMES.split())


def first_command(texts: Iterable[str]) -> str | None:
    """The first line, or quoted part of a line, that looks like a command; None if none does."""
    for text in texts:
        for line in text.splitlines():
            plain = _MARKER.sub("", line).strip()
            quoted = _QUOTED.search(plain)
            if quoted is not None and _is_command(quoted[1]):
                return quoted[1]
            if quoted is None and _is_command(plain):
                return plain
    return None


def _is_command(line: str) -> bool:
    program, _, rest = line.partition(" ")
    if not program or _PROGRAM.fullmatch(program) is None or line[-1:] in ".?!:,":
        return False
    return program in _KNOWN or "/" in program or _SHELL.search(rest) is not None
