"""Matchers that the classic and the UTF-8 parser of the Alertmanager read alike."""

from __future__ import annotations

from opsgen.artifacts import YamlNode

_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n"})


def equals(label: str, value: str) -> str:
    return _matcher(label, "=", value)


def one_of(label: str, values: tuple[str, ...]) -> str:
    """A matcher for any of `values`, which are words of ours without a special character."""
    return equals(label, values[0]) if len(values) == 1 else _matcher(label, "=~", "|".join(values))


def present(label: str) -> str:
    return _matcher(label, "!=", "")


def all_of(*matchers: str) -> list[YamlNode]:
    return list(matchers)


def _matcher(label: str, operator: str, value: str) -> str:
    # Quoted always: without quotes the two parsers differ (alertmanager docs/configuration.md,
    # "UTF-8 matchers"); the escapes are those that both know.
    return f'{label}{operator}"{value.translate(_ESCAPES)}"'
