"""Stage 1: the shape of the input, section by section."""

from __future__ import annotations

from opsgen.diagnostics.model import Rule

UNKNOWN_KEY = Rule("OPS100", "unknown-key", "error")
WRONG_TYPE = Rule("OPS101", "wrong-type", "error")
MISSING_KEY = Rule("OPS102", "missing-key", "error")
NOT_ONE_OF = Rule("OPS103", "not-one-of", "error")
BAD_NAME = Rule("OPS104", "bad-name", "error")
DUPLICATE_NAME = Rule("OPS105", "duplicate-name", "error")
BAD_DURATION = Rule("OPS106", "bad-duration", "error")
OUT_OF_RANGE = Rule("OPS107", "out-of-range", "error")
SECRET_LITERAL = Rule("OPS108", "secret-literal", "error")
BAD_SECRET_REFERENCE = Rule("OPS109", "bad-secret-reference", "error")
SECRET_IN_TEXT = Rule("OPS110", "secret-in-text", "error")
UNQUOTED_BRACES = Rule("OPS111", "unquoted-braces", "error")
FIELD_NOT_FOR_TYPE = Rule("OPS112", "field-not-for-this-type", "error")
VARIABLE_IN_LITERAL = Rule("OPS113", "variable-in-literal-field", "error")
REQUIRES_OTHER_VERSION = Rule("OPS114", "requires-newer-opsgen", "error")
BAD_VALUE = Rule("OPS115", "bad-value", "error")
