"""What can keep a finished build from the disk (OPS500 to OPS539)."""

from __future__ import annotations

from opsgen.diagnostics.model import Rule

CANNOT_WRITE = Rule("OPS500", "cannot-write", "error", exit=5)
UNSAFE_PATH = Rule("OPS501", "unsafe-path", "error", exit=3)
CLASHING_PATHS = Rule("OPS502", "clashing-paths", "error", exit=3)
HAND_EDITED = Rule("OPS503", "hand-edited", "error", exit=4)
FOREIGN_FILE = Rule("OPS504", "foreign-file", "error", exit=4)
OTHER_OWNER = Rule("OPS505", "other-owner", "error", exit=4)
SYMLINK_IN_OUTPUT = Rule("OPS506", "symlink-in-output", "error", exit=4)
PATH_IN_THE_WAY = Rule("OPS507", "path-in-the-way", "error", exit=4)
EDITED_STALE_FILE = Rule("OPS508", "edited-stale-file", "error", exit=4)
OUT_OF_DATE = Rule("OPS509", "out-of-date", "error", exit=4)
BUILD_RUNNING = Rule("OPS510", "build-running", "error", exit=4)
BROKEN_MANIFEST = Rule("OPS511", "broken-manifest", "error", exit=4)
BROKEN_JOURNAL = Rule("OPS512", "broken-journal", "error", exit=4)
INTERRUPTED_BUILD = Rule("OPS513", "interrupted-build", "error", exit=4)
KEPT_COPY = Rule("OPS514", "kept-copy", "note")
MENDED_BUILD = Rule("OPS515", "mended-build", "note")
