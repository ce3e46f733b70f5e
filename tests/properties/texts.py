"""Texts that a user may write and that some engine would rather run, cut or swallow."""

from __future__ import annotations

import re

from hypothesis import strategies as st

from opsgen.source.secret_shapes import find_secret_shape

_WORDS = (
    "the queue is long",
    "p99",
    "München",
    "ошибка",
    "応答が遅い",
    "🔥",
    "e\u0301",
    "a\u00a0b",
)
_QUOTES = ("'", '"', '"""', "it's", "`id`", "\\", "\\n", "\\u0041", "%", "%s", "%(x)s")
_YAML = (": ", " #", "- ", "? ", "& ", "*x", "!tag", "|", ">", "---", "null", "~", "0x1F", "no")
_LINES = ("\n", "\n\n", "\t", "  ", "\n- item", "\n# head", "\n| a | b |", "\n```\n", "\n:::")
_MARKUP = (
    "<!channel>",
    "<!here>",
    "<@U123>",
    "<b>",
    "&amp;",
    "]]>",
    "]]",
    "[[",
    "[x](y)",
    "**",
    "__",
)
_SHELL = ("$", "$(id)", "${HOME}", "$0", ";", "&&", "||", "\\$", "!!")
_TEMPLATES = (
    "{{", "}}", "{{ .Labels.x }}", "{{ $value }}", '{{ "', "{{- end -}}", "{%", "%}", "{#",
    "${{ github.token }}", "{", "}", "{}", "{ x }", "[", "]", "(", ")", "{{value}}",
)  # fmt: skip

_PLACEHOLDER = re.compile(r"\{\{|\}\}|(\{[A-Za-z_][A-Za-z0-9_]*\})")


def _literal(text: str) -> bool:
    """Whether every character of `text` is itself: no placeholder, and nothing like a secret."""
    placeholders = any(found[1] for found in _PLACEHOLDER.finditer(text))
    return bool(text.strip()) and not placeholders and find_secret_shape(text) is None


def _joined(pieces: tuple[str, ...], most: int) -> st.SearchStrategy[str]:
    listed = st.lists(st.sampled_from(pieces), min_size=1, max_size=most)
    return listed.map("".join).filter(_literal)


MESSAGES = _joined((*_WORDS, *_QUOTES, *_YAML, *_LINES, *_MARKUP, *_SHELL, *_TEMPLATES), 6)
"""Messages, descriptions and whatever else people read."""

LINES = _joined((*_WORDS, *_QUOTES, *_YAML, *_MARKUP, ";", "&&", "(", ")"), 5)
"""Texts in one line that no engine takes for its own template."""

VALUES = _joined((*_WORDS, *_QUOTES, "{id}", "{{", "a|b", ".*", "[0-9]+", " ", "$", "/x/{id}/y"), 3)
"""Values of labels, matched as they are."""
