"""Rules of the targets for rollout controllers of a cluster (OPS490 to OPS493)."""

from __future__ import annotations

from opsgen.diagnostics.model import Rule

ROLLOUT_WEAKER = Rule("OPS490", "rollout-weaker", "warning")
ROLLOUT_DIFFERS = Rule("OPS491", "rollout-differs", "note")
ROLLOUT_OPTION = Rule("OPS492", "rollout-option", "error")
NOTHING_TO_ROLL_OUT = Rule("OPS493", "nothing-to-roll-out", "warning")
