"""Steps that a user wrote in a procedure: one to a line, and which of them are commands."""

from __future__ import annotations

import re
from collections.abc import Iterable

_MARKER = re.compile(r"^(?:(?:[-*+]|[0-9]{1,3}[.)])\s+)?(?:\$\s+)?")
_PROGRAM = re.compile(r"[~./]*[a-z0-9][a-z0-9_./+-]*")
# Words of a command line that no sentence has: options, paths, assignments, pipes.
_SHELL = re.compile(r"(?:^|\s)(?:--?[A-Za-z]|\.{0,2}/\S|\$\S|\S+=\S|\|)")
_PROGRAMS = frozenset(
    (
        *("amtool", "aws", "az", "curl", "df", "dig", "docker", "gcloud", "git", "helm"),
        *("journalctl", "kubectl", "make", "nomad", "openssl", "opsgen", "podman", "promtool"),
        *("psql", "redis-cli", "ssh", "sudo", "systemctl", "terraform", "uptime"),
    )
)


def lines(words: Iterable[str]) -> tuple[str, ...]:
    """Items, or the lines of one text, without the list markers that were typed before them."""
    found = (line.strip() for text in words for line in text.splitlines())
    return tuple(_MARKER.sub("", line) for line in found if line)


def is_command(line: str) -> bool:
    """Whether a whole line is to be typed at a prompt.

    Nothing but a guess at the look of a text hangs on it: every reader is shown every character.
    """
    program, _, rest = line.partition(" ")
    if "`" in line or line[-1:] in ".?!:," or _PROGRAM.fullmatch(program) is None:
        return False
    return program in _PROGRAMS or "/" in program or _SHELL.search(rest) is not None
