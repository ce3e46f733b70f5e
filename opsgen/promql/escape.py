"""Text into PromQL: strings, regular expressions, and the names that may stand bare."""

from __future__ import annotations

import re

REPLACEMENT = "\ufffd"

_METRIC = re.compile(r"[a-zA-Z_:][a-zA-Z0-9_:]*")
_LABEL = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]*")
# The set of Go's regexp.QuoteMeta.
_META = re.compile(r"[\\.+*?()|\[\]{}^$]")
# All but printable ASCII without the quote and the backslash.
_SPECIAL = re.compile(r"[^ !#-\[\]-~]")
_SHORT = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}

# Words that the lexer takes for something else than a name outside braces, in any case of
# letters (prometheus, promql/parser/lex.go, the map `key`); the last line is newer than 2.42.
_WORDS = """
    and or unless atan2 by without on ignoring group_left group_right bool offset start end inf nan
    sum avg count min max group stddev stdvar topk bottomk count_values quantile
    limitk limit_ratio step range anchored smoothed fill fill_left fill_right
"""
KEYWORDS = frozenset(_WORDS.split())
# What promtool 2.42 and 3.5 refuse in `by (...)` and `on (...)`, though a matcher takes it.
_UNGROUPABLE = frozenset({"inf", "nan", "without"})


def string(text: str) -> str:
    """`text` as a double-quoted PromQL string of printable ASCII.

    PromQL strings are Go strings: `\\xNN` is a raw byte, so it is only used below 0x80, where
    byte and character are the same. Raises ValueError for a lone surrogate, which Go has not,
    and for U+FFFD (see `pattern`).
    """
    return '"' + _SPECIAL.sub(_escaped, text) + '"'


def regex(text: str) -> str:
    """RE2 source that matches `text` and nothing else; give it to `string` or a Matcher."""
    return pattern(_META.sub(r"\\\g<0>", text))


def pattern(source: str) -> str:
    """RE2 source with U+FFFD spelt out, the one character that no PromQL string can hold.

    A rule is printed and parsed again before it is evaluated, and the lexer takes the character
    for broken UTF-8 (promtool 2.42 and 3.5: `invalid UTF-8 rune`, when evaluated and not before).
    """
    return source.replace(REPLACEMENT, r"\x{fffd}")


def is_metric_name(text: str) -> bool:
    """Whether Prometheus takes the name in every supported version."""
    return _METRIC.fullmatch(text) is not None


def is_label_name(text: str) -> bool:
    """Whether the name may stand in a matcher, in every supported version."""
    return _LABEL.fullmatch(text) is not None


def is_grouping_label(text: str) -> bool:
    """Whether the name may stand in `by`, `without` and `on`: a few words may not."""
    return is_label_name(text) and text.lower() not in _UNGROUPABLE


def is_bare_metric(text: str) -> bool:
    """Whether the name may stand before the braces; otherwise it is matched as `__name__`."""
    return is_metric_name(text) and text.lower() not in KEYWORDS


def _escaped(special: re.Match[str]) -> str:
    char = special[0]
    if char in _SHORT:
        return _SHORT[char]
    code = ord(char)
    if code < 0x80:
        return f"\\x{code:02x}"
    if 0xD800 <= code <= 0xDFFF or char == REPLACEMENT:
        raise ValueError(f"U+{code:04X} has no PromQL form")
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
