"""Rules of stage 3: how a condition or a threshold is written (OPS300-OPS339)."""

from __future__ import annotations

from opsgen.diagnostics.model import Rule

TOO_LARGE = Rule("OPS300", "expression-too-large", "error")
BAD_CHARACTER = Rule("OPS301", "unexpected-character", "error")
BAD_NUMBER = Rule("OPS302", "malformed-number", "error")
BAD_UNIT = Rule("OPS303", "unknown-unit", "error")
STRAY_PERCENT = Rule("OPS304", "stray-percent", "error")
BAD_OPERATOR = Rule("OPS305", "unknown-operator", "error")
UNBALANCED = Rule("OPS306", "unbalanced-parenthesis", "error")
MISSING_VALUE = Rule("OPS307", "missing-value", "error")
CHAINED = Rule("OPS308", "chained-comparison", "error")
MISSING_OPERATOR = Rule("OPS309", "missing-operator", "error")
NO_OPERATOR_IN_THRESHOLD = Rule("OPS310", "threshold-without-operator", "error")
CONDITION_IN_THRESHOLD = Rule("OPS311", "condition-in-threshold", "error")
CONDITION_AS_VALUE = Rule("OPS312", "condition-as-value", "error")
VALUE_AS_CONDITION = Rule("OPS313", "value-as-condition", "error")
PROMQL_IN_CONDITION = Rule("OPS314", "promql-in-condition", "error")
EMPTY_EXPRESSION = Rule("OPS315", "empty-expression", "error")
UNKNOWN_FUNCTION = Rule("OPS316", "unknown-function", "error")
ARGUMENT_COUNT = Rule("OPS317", "argument-count", "error")
ARGUMENT_SHAPE = Rule("OPS318", "argument-shape", "error")
COMPOUND_DURATION = Rule("OPS319", "compound-duration", "error")
MIXED_AND_OR = Rule("OPS320", "mixed-and-or", "note")
BAD_BACKTICKS = Rule("OPS321", "unclosed-backtick", "error")

# Raised by resolve, which alone knows what a name means.
FLOAT_EQUALITY = Rule("OPS330", "float-equality", "warning")
CONSTANT_CONDITION = Rule("OPS331", "constant-condition", "error")
ZERO_DIVISOR = Rule("OPS332", "zero-divisor", "error")
