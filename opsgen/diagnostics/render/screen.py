"""What a terminal can show: safe characters, their width, and colour."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Literal

Style = Literal["error", "warning", "note", "frame", "strong", "help", "added", "removed", ""]

_SGR: dict[Style, str] = {
    "error": "1;31",
    "warning": "1;33",
    "note": "1;36",
    "frame": "1;34",
    "strong": "1",
    "help": "1;36",
    "added": "32",
    "removed": "31",
}
TAB = "    "


@dataclass(frozen=True, slots=True)
class Screen:
    """A stream of `encoding`, with ANSI colours if `colour`."""

    colour: bool = False
    encoding: str = "utf-8"

    def paint(self, style: Style, text: str) -> str:
        """`text`, already clean, in the colour of `style`."""
        if not self.colour or not style or not text.strip():
            return text
        return f"\x1b[{_SGR[style]}m{text}\x1b[0m"

    def glyph(self, char: str) -> str:
        """How one character is shown. What could move the cursor, hide or reorder is escaped."""
        if char == "\t":
            return TAB
        if not char.isprintable():
            return escape(char)
        try:
            char.encode(self.encoding)
        except UnicodeEncodeError:
            return escape(char)
        return char

    def clean(self, text: str) -> str:
        if text.isascii() and text.isprintable():
            return text
        return "".join(map(self.glyph, text))

    @property
    def ellipsis(self) -> str:
        """One column wide where the stream allows it."""
        try:
            "…".encode(self.encoding)
        except UnicodeEncodeError:
            return "..."
        return "…"


def escape(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")


def width(shown: str) -> int:
    """How many columns a terminal gives to text that `Screen.glyph` let through."""
    if shown.isascii():
        return len(shown)
    return sum(_columns(char) for char in shown)


def _columns(char: str) -> int:
    if unicodedata.category(char) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
