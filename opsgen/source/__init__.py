"""Source: guarded bytes to a document whose every character can be pointed at."""

from opsgen.source.document import Document
from opsgen.source.loading import Loaded, Parsed, load, loads, parse, redact, redact_template
from opsgen.source.repository import repository
from opsgen.source.secret_keys import HIDDEN, SECRET_KEYS, Words, is_secret_key, shown_key
from opsgen.source.secret_shapes import REFERENCE, find_secret_shape

__all__ = [
    "HIDDEN",
    "REFERENCE",
    "SECRET_KEYS",
    "Document",
    "Loaded",
    "Parsed",
    "Words",
    "find_secret_shape",
    "is_secret_key",
    "load",
    "loads",
    "parse",
    "redact",
    "redact_template",
    "repository",
    "shown_key",
]
