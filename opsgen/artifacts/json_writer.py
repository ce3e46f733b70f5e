"""JSON from data: our order of keys, ASCII, and Decimals to the last digit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from json.encoder import encode_basestring_ascii

from opsgen.artifacts.numbers import exact

_WORDS = {None: "null", True: "true", False: "false"}

JsonNode = (
    str | bool | int | Decimal | Fraction | None | Mapping[str, "JsonNode"] | Sequence["JsonNode"]
)


def to_json(data: JsonNode) -> str:
    """Indented by two, one final newline.

    Numbers are int, Decimal or Fraction. Raises TypeError for anything else, float included,
    and ValueError for a lone surrogate and for a number without a finite decimal form.
    """
    return _node(data, "\n") + "\n"


def _node(node: JsonNode, newline: str) -> str:
    """`newline` is the line break with the indentation of the node's own line."""
    if isinstance(node, str):
        return _string(node)
    if node is None or isinstance(node, bool):
        return _WORDS[node]
    if isinstance(node, int | Decimal | Fraction):
        return exact(node)
    # The plain types by name first: to ask an abstract class takes ten times as long.
    if isinstance(node, dict | Mapping):
        inner = newline + "  "
        parts = [f"{_string(key)}: {_node(value, inner)}" for key, value in node.items()]
        return f"{{{inner}{f',{inner}'.join(parts)}{newline}}}" if parts else "{}"
    if isinstance(node, list | tuple | Sequence) and not isinstance(node, bytes):
        inner = newline + "  "
        parts = [_node(item, inner) for item in node]
        return f"[{inner}{f',{inner}'.join(parts)}{newline}]" if parts else "[]"
    raise TypeError(f"no JSON form for {type(node).__name__}")


def _string(text: str) -> str:
    if not text.isascii():
        text.encode()  # refuses a lone surrogate, which readers mend each in its own way
    return encode_basestring_ascii(text)
