"""What stands under `run:`."""

from __future__ import annotations

import re

from opsgen.artifacts import Literal, YamlNode
from opsgen.artifacts.names import GATE

_TRAP = """set -m; trap 'kill -- "-$!"; wait' INT TERM # a cancel reaches this shell alone"""
_WORDS = re.compile(r"[A-Za-z0-9_./:@=+-]+(?: [A-Za-z0-9_./:@=+-]+)*")


def script(text: str) -> YamlNode:
    return Literal(text.rstrip("\n")) if "\n" in text.strip("\n") else text.strip("\n")


def ending_with_its_shell(command: str) -> YamlNode:
    """GitHub signals the shell and nothing below it (actions/runner, ProcessInvoker.cs); a child
    that went on would move traffic again, after the rollback."""
    command = command.strip("\n")
    if not _WORDS.fullmatch(command):
        # A backslash at the end would take the brace in.
        end = "\n\n}" if command.endswith("\\") else "\n}"
        command = f"{{\n{command}{end}"
    return script(f'{_TRAP}\n{command} & wait "$!"')


def gate(command: str, arguments: str) -> str:
    """In the shell's place, so that a cancel reaches the gate, which then says `aborted`."""
    return f"exec python3 {GATE} {command} {arguments}"
