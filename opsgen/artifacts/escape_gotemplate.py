"""Text into the Go templates of Prometheus annotations."""

from __future__ import annotations

_BRACE = '{{"{"}}'


def literal(text: str) -> str:
    """User text as data: no brace of it can open an action, alone or with what stands beside it."""
    return text.replace("{", _BRACE)


def label(name: str) -> str:
    """The firing series' value of the label `name`, a legacy label name."""
    return f"{{{{ $labels.{name} }}}}"


def value(function: str | None = None) -> str:
    """The value of the expression, through a template function such as `humanizeDuration`."""
    return f"{{{{ $value | {function} }}}}" if function else "{{ $value }}"
