"""Which relative paths may be written: those that mean the same file on every system."""

from __future__ import annotations

import re
import unicodedata

NAME_BYTES = 255
"""The longest name that common file systems take."""

_FORBIDDEN = frozenset('\\:<>"|?*')
# Control, format (zero-width, bidirectional), surrogate, line and paragraph separators.
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
# Windows opens a device for these names, whatever the extension.
_DEVICE = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])(?:\..*)?")
_TOOL_FOLDERS = frozenset({".git", "git~1", ".opsgen"})


def key(path: str) -> str:
    """What `path` is called on a file system that knows neither case nor Unicode forms."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())


def fault(path: str) -> str | None:
    """Why `path` may not be written, or None."""
    if not path:
        return "it is empty"
    if path.startswith("/"):
        return "it is absolute"
    return next((reason for part in path.split("/") if (reason := _part_fault(part))), None)


def _part_fault(part: str) -> str | None:
    if part in ("", ".", ".."):
        return "it has an empty, `.` or `..` part"
    if any(unicodedata.category(char) in _INVISIBLE for char in part):
        return "it has a control or an invisible character"
    if bad := sorted(_FORBIDDEN.intersection(part)):
        return f"it has the character {bad[0]}"
    if part[-1] in ". ":
        return "a part ends in a dot or a space"
    if len(part.encode()) > NAME_BYTES:
        return f"a part is longer than {NAME_BYTES} bytes"
    if key(part) in _TOOL_FOLDERS:
        return "that folder belongs to a tool"
    if _DEVICE.fullmatch(key(part)):
        return "Windows reserves that name"
    return None
