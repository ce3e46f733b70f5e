"""Whether Prometheus would take a regular expression: RE2, as Go reads it.

Python's own parser stands in for RE2 on what both share. What only Python knows is refused
first, what only RE2 knows is put into Python's words (github.com/google/re2, wiki Syntax, and
Go's regexp/syntax package).
"""

from __future__ import annotations

import re
import warnings

MOST_REPEATS = 1000
"""regexp/syntax, parse.go: `{n,m}` beyond it is refused."""

_FREE = r"(?<!\\)(?:\\\\)*"  # not escaped: an even number of backslashes stands before
_NOT_RE2 = (
    (re.compile(_FREE + r"\((?:\?=|\?!|\?<=|\?<!)"), "look-around"),
    (re.compile(_FREE + r"\(\?>"), "atomic groups"),
    (re.compile(_FREE + r"\(\?(?:P=|\()"), "back-references"),
    (re.compile(_FREE + r"\\(?:[1-7](?![0-7])|[89])"), "back-references"),
    (re.compile(_FREE + r"[*+?}]\+"), "possessive repetitions"),
    (re.compile(_FREE + r"\(\?#"), "comments"),
    (re.compile(_FREE + r"\(\?-?[imsU]*-?[imsU]*[aLux]"), "such flag"),
    (re.compile(_FREE + r"\\[ZuUN]"), "such escape"),
)
_QUOTED = re.compile(r"\\Q(.*?)(?:\\E|$)", re.DOTALL)
_SAID_OTHERWISE = (
    (re.compile(_FREE + r"(?:\\[pP](?:\{\^?\w+\}|\w))"), "x"),
    (re.compile(_FREE + r"\\x\{[0-9A-Fa-f]{1,8}\}"), "x"),
    (re.compile(_FREE + r"\\(?:[1-7][0-7]{1,2}|0[0-7]{0,2})"), "x"),
    (re.compile(_FREE + r"\\C"), "."),
    (re.compile(_FREE + r"\\z"), r"\\Z"),
    (re.compile(_FREE + r"\(\?[imsU]*(?:-[imsU]+)?\)"), "(?:)"),
    (re.compile(_FREE + r"\(\?[imsU]*(?:-[imsU]+)?:"), "(?:"),
    (re.compile(r"\[\[:\^?[a-z]+:\]\]"), "[x]"),
)
_REPEATS = re.compile(_FREE + r"\{([0-9]+)(?:,([0-9]*))?\}")


def regex_problem(pattern: str) -> str | None:
    """Why Prometheus would refuse `pattern`, in words; None when it would not."""
    plain = _QUOTED.sub(lambda quoted: re.escape(quoted[1]), pattern)
    for forbidden, what in _NOT_RE2:
        if forbidden.search(plain):
            return f"regular expressions of Prometheus have no {what}"
    for of_re2, of_python in _SAID_OTHERWISE:
        plain = of_re2.sub(of_python, plain)
    for repeat in _REPEATS.finditer(plain):
        if any(int(figure) > MOST_REPEATS for figure in repeat.groups() if figure):
            return f"regular expressions of Prometheus repeat at most {MOST_REPEATS} times"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Python warns of sets that it will read otherwise.
            re.compile(plain)
    except (re.error, OverflowError, RecursionError) as error:
        reason = error.msg if isinstance(error, re.error) else "it is too large"
        return f"this is no regular expression: {reason}"
    return None
