"""Rules of the targets that deploy (OPS480 to OPS489, OPS494 to OPS499)."""

from __future__ import annotations

from opsgen.diagnostics.model import Rule

BAD_PIPELINE_OPTION = Rule("OPS480", "bad-pipeline-option", "error")
EXPRESSION_IN_COMMAND = Rule("OPS481", "expression-in-command", "error")
SECRET_OUTSIDE_ENVIRONMENT = Rule("OPS482", "secret-outside-environment", "error")
WATCH_TOO_LONG = Rule("OPS483", "watch-too-long", "error")
BAD_EXPRESSION = Rule("OPS484", "bad-expression", "error")
DEPLOYS_AFTER_FAILURE = Rule("OPS485", "deploys-after-failure", "error")
GRADUAL_WITHOUT_WEIGHT = Rule("OPS486", "gradual-without-weight", "error")
WATCH_WITHOUT_WAY_BACK = Rule("OPS487", "watch-without-way-back", "warning")
COMPARISON_TOO_SHORT = Rule("OPS488", "comparison-too-short", "error")
STEPS_RUN_ELSEWHERE = Rule("OPS489", "steps-run-elsewhere", "note")
UNKNOWN_RIGHT = Rule("OPS494", "unknown-right", "error")
STAGE_TOO_LONG = Rule("OPS495", "stage-too-long", "warning")
