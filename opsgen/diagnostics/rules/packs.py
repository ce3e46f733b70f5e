"""Rules of packs, the folders of templates that a user wrote (OPS420 to OPS439)."""

from __future__ import annotations

from opsgen.diagnostics.model import Rule

NO_FOLDER = Rule("OPS420", "pack-not-found", "error")
OUTSIDE = Rule("OPS421", "pack-outside-repository", "error")
NO_TEMPLATES = Rule("OPS422", "pack-without-templates", "error")
BAD_NAME = Rule("OPS423", "pack-name", "error")
BAD_FILE = Rule("OPS424", "unfit-pack-file", "error")
TEMPLATE_FAILS = Rule("OPS425", "template-fails", "error")
BEYOND_LIMITS = Rule("OPS426", "template-beyond-limits", "error")
BAD_OUTPUT = Rule("OPS427", "unreadable-pack-output", "error")
SECRET_VALUE = Rule("OPS428", "secret-in-pack-values", "error")
