"""Rules about one call over several files (OPS540 to OPS559)."""

from __future__ import annotations

from opsgen.diagnostics.model import Rule

FILES_COLLIDE = Rule("OPS540", "files-collide", "error", exit=4)
OVERWRITES_INPUT = Rule("OPS541", "overwrites-input", "error", exit=4)
