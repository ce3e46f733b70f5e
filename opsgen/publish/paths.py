"""Which relative paths may be written: those that mean the same file on every system."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from opsgen.diagnostics import Diagnostic
from opsgen.diagnostics.rules.publishing import CLASHING_PATHS, UNSAFE_PATH

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


def parent(path: str) -> str:
    """The folder of `path`; empty for the root."""
    return path.rpartition("/")[0]


def parents(path: str) -> list[str]:
    """The folders above `path`, the deepest first, without the root."""
    parts = path.split("/")[:-1]
    return ["/".join(parts[:count]) for count in range(len(parts), 0, -1)]


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


def faults(paths: Iterable[str]) -> list[Diagnostic]:
    """Everything wrong with the paths of one build: each alone, then with each other."""
    found = []
    seen: dict[str, str] = {}
    for path in sorted(paths):
        if reason := fault(path):
            found.append(UNSAFE_PATH.at(None, f"the path {_shown(path)} is refused: {reason}"))
        elif other := seen.get(key(path)):
            message = f"two files would be written to `{path}`"
            if other != path:
                message = f"`{other}` and `{path}` are one path on some file systems"
            found.append(CLASHING_PATHS.at(None, message))
        else:
            seen[key(path)] = path
    for name, path in sorted(seen.items()):
        for folder in parents(name):
            if folder in seen:
                message = f"`{seen[folder]}` would be both a file and the folder of `{path}`"
                found.append(CLASHING_PATHS.at(None, message))
    return found


def _shown(path: str) -> str:
    """A path that may hold anything, fit for one line of a terminal."""
    text = "".join(char if char.isprintable() else ascii(char)[1:-1] for char in path)
    return f"`{text[:80]}…`" if len(text) > 80 else f"`{text}`"
