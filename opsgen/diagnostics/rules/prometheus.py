"""Rules of the target `prometheus` (OPS440 to OPS459)."""

from __future__ import annotations

from opsgen.diagnostics.model import Rule

LONG_CHAIN = Rule("OPS440", "long-rule-chain", "note")
NATIVE_SWITCH = Rule("OPS441", "native-histogram-switch", "note")
OPERATOR_OPTION = Rule("OPS442", "operator-option-unused", "error")
NEVER_FIRES = Rule("OPS443", "never-fires", "error")
