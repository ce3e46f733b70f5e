"""Text into the Go templates of Prometheus annotations."""

from __future__ import annotations

import re

_BRACE = '{{"{"}}'
# Only two braces open an action, and the second may stand in what comes next. All others stay,
# because a person reviews the file, and PromQL in a description is full of them.
_OPENING = re.compile(r"\{(?=\{|\Z)")


def literal(text: str) -> str:
    """User text as data: no brace of it can open an action, alone or with what stands beside it."""
    return _OPENING.sub(lambda _: _BRACE, text)


def label(name: str) -> str:
    """The firing series' value of the label `name`, a legacy label name."""
    return f"{{{{ $labels.{name} }}}}"


def value(function: str | None = None) -> str:
    """The value of the expression, through a template function such as `humanizeDuration`."""
    return f"{{{{ $value | {function} }}}}" if function else "{{ $value }}"
