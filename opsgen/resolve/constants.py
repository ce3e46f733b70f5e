"""Named constants: a number with an optional unit, usable in every threshold."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from opsgen.conditions import Negate, Quantity, parse_threshold
from opsgen.diagnostics import Path
from opsgen.diagnostics.rules import names as rules
from opsgen.resolve.context import Context
from opsgen.spec import Operations


@dataclass(frozen=True, slots=True)
class Constant:
    """`quantity` is the literal that it stands for, without its sign."""

    name: str
    quantity: Quantity
    negative: bool
    path: Path


def resolve_constants(spec: Operations, context: Context) -> dict[str, Constant]:
    found: dict[str, Constant] = {}
    for name, written in spec.constants.items():
        path: Path = ("constants", name)
        if isinstance(written, int | Decimal):
            quantity = Quantity(Fraction(written), None, None, str(written), 0, 0)
            found[name] = Constant(name, quantity, False, path)
            continue
        # A constant is what may stand after the operator of a threshold.
        parsed = parse_threshold(f"> {written}")
        tree = parsed.tree.value if parsed.tree is not None else None
        negative = isinstance(tree, Negate)
        literal = tree.operand if isinstance(tree, Negate) else tree
        if isinstance(literal, Quantity) and not parsed.problems:
            found[name] = Constant(name, literal, negative, path)
            continue
        message = "a constant is a number with an optional unit"
        help = "such as `200 USD`, `2 s`, `5%` or `1000`"
        context.report(rules.BAD_CONSTANT, path, message, help=help)
        context.fail("constants", name)
    return found
