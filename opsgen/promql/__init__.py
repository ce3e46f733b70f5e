"""One engine's form: a small PromQL tree, its printer and its escapers."""

from opsgen.promql.escape import is_grouping_label, is_label_name, is_metric_name, regex, string
from opsgen.promql.printer import duration, to_promql
from opsgen.promql.tree import (
    Aggregate,
    Binary,
    BinaryOp,
    Call,
    Expr,
    Infinity,
    Matcher,
    Negate,
    Num,
    Raw,
    Selector,
    Str,
    Subquery,
)

__all__ = [
    "Aggregate",
    "Binary",
    "BinaryOp",
    "Call",
    "Expr",
    "Infinity",
    "Matcher",
    "Negate",
    "Num",
    "Raw",
    "Selector",
    "Str",
    "Subquery",
    "duration",
    "is_grouping_label",
    "is_label_name",
    "is_metric_name",
    "regex",
    "string",
    "to_promql",
]
