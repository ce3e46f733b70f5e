"""9xx: opsgen itself, or a plugin, is at fault; never the person who wrote the file."""

from __future__ import annotations

from opsgen.diagnostics.model import Rule

INTERNAL_ERROR = Rule("OPS900", "internal-error", "error", exit=3)
PLUGIN_CRASHED = Rule("OPS901", "plugin-crashed", "error", exit=3)
