"""Rules of the targets and of their registry (OPS4xx)."""

from __future__ import annotations

from opsgen.diagnostics.model import Rule

UNSUPPORTED = Rule("OPS400", "unsupported-by-target", "error")
UNKNOWN_TARGET = Rule("OPS401", "unknown-target", "error")
CLAIMED_TWICE = Rule("OPS402", "target-claimed-twice", "error")
BROKEN_PLUGIN = Rule("OPS403", "target-does-not-load", "error", exit=3)
WRONG_API = Rule("OPS404", "target-api-version", "error", exit=3)
UNKNOWN_OPTION = Rule("OPS405", "unknown-target-option", "error")
BAD_OPTION = Rule("OPS406", "bad-target-option", "error")
BAD_ARTIFACT = Rule("OPS407", "bad-artifact", "error", exit=3)
SAME_PATH = Rule("OPS408", "two-artifacts-one-path", "error", exit=3)
NEEDS_VERSION = Rule("OPS409", "needs-newer-engine", "error")
BELOW_FLOOR = Rule("OPS410", "engine-below-floor", "error")
UNREAD_SECTION = Rule("OPS411", "section-not-read", "note")
BAD_PLACE = Rule("OPS412", "bad-place-for-files", "error")
BAD_LOCK = Rule("OPS413", "bad-lock", "error")
