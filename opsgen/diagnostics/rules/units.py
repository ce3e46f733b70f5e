"""Rules of resolve about units, kinds, windows and thresholds (OPS340 to OPS399)."""

from __future__ import annotations

from opsgen.diagnostics.model import Rule

DIFFERENT_DIMENSIONS = Rule("OPS340", "different-dimensions", "error")
RATIO_OR_PERCENT = Rule("OPS341", "ratio-or-percent", "error")
DIFFERENT_CURRENCIES = Rule("OPS342", "different-currencies", "error")
RAW_COUNTER = Rule("OPS343", "raw-counter", "error")
WRONG_KIND = Rule("OPS344", "wrong-metric-kind", "error")
RATIO_ASSUMED = Rule("OPS345", "ratio-assumed", "warning")
CONSTANT_LENDS_UNIT = Rule("OPS346", "constant-lends-unit", "warning")
LABELS_NOT_KEPT = Rule("OPS347", "labels-not-kept", "error")

BEYOND_BUCKETS = Rule("OPS350", "threshold-beyond-buckets", "error")
INSIDE_BUCKET = Rule("OPS351", "threshold-inside-bucket", "note")
WINDOW_TOO_SHORT = Rule("OPS352", "window-too-short", "error")
WINDOW_SHORT = Rule("OPS353", "window-short", "warning")
SEVERITY_ORDER = Rule("OPS354", "severity-order", "error")
NEVER_HOLDS = Rule("OPS355", "never-holds-long-enough", "error")
NO_MIN_TRAFFIC = Rule("OPS356", "no-min-traffic", "note")
HOLD_OFF_INTERVAL = Rule("OPS357", "hold-off-interval", "note")
CHANGE_IN_TIMES = Rule("OPS358", "change-in-times", "note")
