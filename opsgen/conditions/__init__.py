"""The condition language of LANGUAGE 2.2: text to a tree with offsets. It knows no metric."""

from opsgen.conditions.functions import FUNCTIONS, Parameter, Signature
from opsgen.conditions.printer import to_text
from opsgen.conditions.problem import Parsed, Problem
from opsgen.conditions.reading import parse_condition, parse_threshold
from opsgen.conditions.tree import (
    Arithmetic,
    Both,
    Call,
    Comparison,
    Condition,
    Either,
    Name,
    Negate,
    Node,
    Predicate,
    Quantity,
    Threshold,
    Tree,
)
from opsgen.conditions.walk import children, names, walk

__all__ = [
    "FUNCTIONS",
    "Arithmetic",
    "Both",
    "Call",
    "Comparison",
    "Condition",
    "Either",
    "Name",
    "Negate",
    "Node",
    "Parameter",
    "Parsed",
    "Predicate",
    "Problem",
    "Quantity",
    "Signature",
    "Threshold",
    "Tree",
    "children",
    "names",
    "parse_condition",
    "parse_threshold",
    "to_text",
    "walk",
]
