"""What goes in and what comes out of publishing."""

from __future__ import annotations

from dataclasses import dataclass

from opsgen.diagnostics import Diagnostic


@dataclass(frozen=True, slots=True)
class File:
    """One file of a build. `path` is relative to the root, with forward slashes."""

    path: str
    content: bytes
    executable: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was done, or, from `check`, what a build would do. Paths are sorted.

    An error among `diagnostics` means that nothing was changed; its rule holds the exit code.
    `diff` is in the form that `git apply` reads; only `check` fills it.
    """

    written: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    diff: str = ""
    diagnostics: tuple[Diagnostic, ...] = ()


class RefusedError(Exception):
    """Carries the diagnostics for which a build stops before it writes."""

    def __init__(self, *diagnostics: Diagnostic) -> None:
        super().__init__(*(diagnostic.message for diagnostic in diagnostics))
        self.diagnostics = diagnostics
