"""One engine's form: a small PromQL tree, how the plan becomes one, its printer and its escapers.

`to_promql(inline(plan).condition(alert.condition))` is what an alert asks, and
`to_promql(inline(plan).value(signal.value))` a figure, both without the rule file's recordings.
"""

from opsgen.promql.escape import is_grouping_label, is_label_name, is_metric_name, regex, string
from opsgen.promql.lower import Lowering, inline
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
    "Lowering",
    "Matcher",
    "Negate",
    "Num",
    "Raw",
    "Selector",
    "Str",
    "Subquery",
    "duration",
    "inline",
    "is_grouping_label",
    "is_label_name",
    "is_metric_name",
    "regex",
    "string",
    "to_promql",
]
