"""Characters that look like YAML's own and are text to it: they come with what is pasted."""

from __future__ import annotations

import re
import unicodedata

SPACE = "[\\u00a0\\u1680\\u2000-\\u200b\\u202f\\u205f\\u3000]"
_COLON, _COMMA = "\uff1a", "\uff0c"
_ASCII = {_COLON: ": ", _COMMA: ", "}

_IN_KEY = re.compile(f"{SPACE}|{_COLON}")
_IN_LINE = re.compile(
    # As indentation; after a key at the head of a line; after a key in braces.
    f"""[ ]*(?:-[ ]+)*({SPACE}|["']?[\\w.-]+["']?[ ]*(?:{_COLON}|:{SPACE}))"""
    f"|.*?[{{,][ ]*[\\w.-]+(?:{_COLON}|:{SPACE})"
)
_IN_BRACES = re.compile(_COMMA)


def in_key(key: str) -> int | None:
    """Where the first one stands in an unquoted key."""
    found = _IN_KEY.search(key)
    return found.start() if found else None


def in_line(line: str, flow: bool) -> int | None:
    """Where one stands in a line that cannot be read, as a space or a colon of YAML would."""
    found = _IN_LINE.match(line) or (_IN_BRACES.search(line) if flow else None)
    return found.end() - 1 if found else None


def meant(char: str) -> str:
    return _ASCII.get(char, " ")


def words(char: str) -> tuple[str, str]:
    """Message and help."""
    what = {_COLON: "colon", _COMMA: "comma"}.get(char, "space")
    name = unicodedata.name(char, "character").lower()
    return (
        f"this {name} (U+{ord(char):04X}) looks like a {what}, and is text to YAML",
        f"write a plain {what} in its place, or quote a text that holds it",
    )
