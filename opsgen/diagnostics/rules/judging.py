"""Rules about the verdicts of outside judges (OPS470 to OPS479)."""

from __future__ import annotations

from opsgen.diagnostics.model import Rule

PROOF_FAILS = Rule("OPS470", "proof-fails", "error")
ROUTE_FAILS = Rule("OPS471", "route-fails", "error")
JUDGE_FINDS = Rule("OPS472", "judge-finds", "error")
JUDGE_FAILS = Rule("OPS473", "judge-fails", "error")
JUDGE_MISSING = Rule("OPS474", "judge-missing", "error")
