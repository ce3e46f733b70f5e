"""Rules of the target `runbook` (OPS460 to OPS479)."""

from __future__ import annotations

from opsgen.diagnostics.model import Rule

ANCHOR_CLASH = Rule("OPS460", "runbook-anchor-clash", "error")
