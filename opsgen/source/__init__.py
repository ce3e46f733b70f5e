"""Source: guarded bytes to a document whose every character can be pointed at."""

from opsgen.source.document import Document
from opsgen.source.loading import Loaded, Parsed, load, loads, parse, redact, redact_template
from opsgen.source.repository import repository
from opsgen.source.secrets import REFERENCE, SECRET_KEYS, find_secret_shape, is_secret_key

__all__ = [
    "REFERENCE",
    "SECRET_KEYS",
    "Document",
    "Loaded",
    "Parsed",
    "find_secret_shape",
    "is_secret_key",
    "load",
    "loads",
    "parse",
    "redact",
    "redact_template",
    "repository",
]
