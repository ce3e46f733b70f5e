"""The canonical text of a tree: parsing it gives an equal tree."""

from __future__ import annotations

from opsgen.conditions.literals import PER_WORDS, PLAIN_NAME
from opsgen.conditions.tree import (
    Arithmetic,
    Both,
    Call,
    Comparison,
    Either,
    Name,
    Negate,
    Predicate,
    Quantity,
    Threshold,
    Tree,
)
from opsgen.units import TIME, Unit, format_number

_OR, _AND, _COMPARISON, _SUM, _PRODUCT, _PREFIX, _ATOM = range(1, 8)
_PER = {seconds: word for word, seconds in reversed(PER_WORDS.items())}
# `and` and `or` are operators; `5 / s` would be refused as neither a rate nor a division.
_RESERVED = frozenset({"and", "or", *PER_WORDS})


def to_text(tree: Tree) -> str:
    """One line, single blanks, no superfluous parentheses, numbers without exponent."""
    return _print(tree)[0]


def _print(tree: Tree) -> tuple[str, int]:
    match tree:
        case Quantity():
            return _quantity(tree), _ATOM
        case Name():
            plain = PLAIN_NAME.fullmatch(tree.id) and tree.id not in _RESERVED
            return tree.id if plain else f"`{tree.id}`", _ATOM
        case Call():
            return f"{tree.function}({', '.join(map(to_text, tree.arguments))})", _ATOM
        case Predicate():
            return to_text(tree.call), _ATOM
        case Negate():
            return f"-{_within(tree.operand, _PREFIX)}", _PREFIX
        case Arithmetic():
            own = _SUM if tree.op in "+-" else _PRODUCT
            # Left associative: an equal on the right keeps its parentheses.
            return f"{_within(tree.left, own)} {tree.op} {_within(tree.right, own + 1)}", own
        case Comparison():
            left, right = _within(tree.left, _SUM), _within(tree.right, _SUM)
            return f"{left} {tree.op} {right}", _COMPARISON
        case Both():
            return " and ".join(_within(item, _AND + 1) for item in tree.items), _AND
        case Either():
            # An `and` inside an `or` keeps its parentheses, as OPS320 advises.
            return " or ".join(_within(item, _AND + 1) for item in tree.items), _OR
        case Threshold():
            return f"{tree.op} {_within(tree.value, _SUM)}", _OR


def _within(tree: Tree, least: int) -> str:
    text, own = _print(tree)
    return text if own >= least else f"({text})"


def _quantity(quantity: Quantity) -> str:
    text = format_number(quantity.value) + unit_suffix(quantity.unit)
    return text if quantity.per is None else f"{text}/{_PER[quantity.per]}"


def unit_suffix(unit: Unit | None) -> str:
    """What follows the number: durations, `%` and `x` close up, all else after a blank."""
    if unit is None:
        return ""
    if unit.name == "percent":
        return "%"
    return unit.name if unit.dims == TIME or unit.name == "x" else f" {unit.name}"
