"""Rules of resolve: names, what they stand for, and what was left open (OPS2xx)."""

from __future__ import annotations

from opsgen.diagnostics.model import Rule

SERVICE_UNNAMED = Rule("OPS200", "service-unnamed", "warning")
SERVICE_UNNAMABLE = Rule("OPS201", "service-unnamable", "error")
JOB_UNSET = Rule("OPS202", "job-unset", "warning")
RUNBOOK_UNREACHABLE = Rule("OPS203", "runbook-unreachable", "warning")

EXTERNAL_NAME = Rule("OPS210", "external-name", "warning")
NEAR_NAME = Rule("OPS211", "near-name", "error")
UNKNOWN_QUANTILE = Rule("OPS212", "unknown-quantile", "error")
AMBIGUOUS_NAME = Rule("OPS213", "ambiguous-name", "error")
CLASHING_NAME = Rule("OPS214", "clashing-name", "error")
RESERVED_LABEL = Rule("OPS215", "reserved-label", "error")
BAD_MATCHER = Rule("OPS216", "bad-matcher", "error")
BAD_SERIES = Rule("OPS217", "bad-series", "error")
LOST_LABEL = Rule("OPS218", "lost-label", "error")
PLACEHOLDER_WITHOUT_MEANING = Rule("OPS219", "placeholder-without-meaning", "error")
BAD_CONSTANT = Rule("OPS220", "bad-constant", "error")
METRIC_INCOMPLETE = Rule("OPS221", "metric-incomplete", "error")
METRIC_CONTRADICTION = Rule("OPS222", "metric-contradiction", "error")
UNKNOWN_UNIT = Rule("OPS223", "unknown-series-unit", "error")
BAD_PROMQL = Rule("OPS224", "bad-promql", "error")
BUCKET_IN_SERIES = Rule("OPS225", "bucket-in-series", "warning")
KEY_WITHOUT_THRESHOLD = Rule("OPS226", "key-without-threshold", "warning")

UNKNOWN_CHANNEL = Rule("OPS230", "unknown-channel", "error")
NOT_HEARD = Rule("OPS231", "not-heard", "error")
NOBODY_HEARS = Rule("OPS232", "nobody-hears", "warning")
WATCHDOG_UNHEARD = Rule("OPS233", "watchdog-unheard", "warning")
SECRET_FILE_ASSUMED = Rule("OPS234", "secret-file-assumed", "warning")
SMTP_ASSUMED = Rule("OPS235", "smtp-assumed", "warning")
BAD_DIGEST = Rule("OPS237", "bad-digest", "error")

STEP_UNBOUND = Rule("OPS240", "step-unbound", "warning")
UNKNOWN_STAGE = Rule("OPS241", "unknown-stage", "error")
STAGE_CYCLE = Rule("OPS242", "stage-cycle", "error")
BAD_STEP = Rule("OPS243", "bad-step", "error")
ROLLBACK_UNBOUND = Rule("OPS244", "rollback-unbound", "warning")
STEP_UNUSED = Rule("OPS245", "step-unused", "note")

UNKNOWN_ALERT = Rule("OPS250", "unknown-alert", "error")
UNKNOWN_PROCEDURE = Rule("OPS251", "unknown-procedure", "error")
UNUSED_ACCEPTANCE = Rule("OPS252", "unused-acceptance", "warning")
DRIFT_UNDECLARED = Rule("OPS253", "drift-undeclared", "error")
DRIFT_THRESHOLD_DIFFERS = Rule("OPS254", "drift-threshold-differs", "warning")
ANSWERED_TWICE = Rule("OPS256", "alert-answered-twice", "warning")
DRIFT_UNHEARD = Rule("OPS255", "drift-unheard", "warning")
