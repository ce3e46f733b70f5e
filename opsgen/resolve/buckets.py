"""Whether a threshold can be told by the buckets of the histogram that it is compared with."""

from __future__ import annotations

from opsgen.diagnostics.rules import units as rules
from opsgen.plan import Compare
from opsgen.plan import values as v
from opsgen.resolve.terms import Term
from opsgen.resolve.unify import Unifier
from opsgen.resolve.words import shown


def check_buckets(compare: Compare, limit: Term, unifier: Unifier) -> None:
    """A quantile beyond the last finite bucket is reported as that bucket's bound."""
    node = compare.left.node
    if not isinstance(node, v.Quantile) or not node.buckets or limit.constant is None:
        return
    top, unit = node.buckets[-1], compare.left.unit.name
    above = compare.op in (">", ">=")
    if limit.constant > top or (limit.constant == top and compare.op in (">", "<=")):
        always = "can rise above this threshold: the alert would never fire"
        if not above:
            always = "rises above this threshold: the alert would fire as long as there is traffic"
        unifier.report(
            rules.BEYOND_BUCKETS,
            limit.start,
            limit.end,
            f"no quantile of this histogram {always}",
            f"stay below the top bucket, {shown(top)} {unit}, or export larger buckets",
            notes=("a quantile beyond the last finite bucket is reported as that bucket's bound",),
        )
    elif limit.constant not in node.buckets:
        below = [bound for bound in node.buckets if bound < limit.constant][-1:]
        beyond = [bound for bound in node.buckets if bound > limit.constant][:1]
        edges = " or ".join(f"{shown(bound)} {unit}" for bound in below + beyond)
        unifier.report(
            rules.INSIDE_BUCKET,
            limit.start,
            limit.end,
            "the threshold lies inside a bucket, where the quantile is interpolated",
            f"a bucket's bound is told exactly: {edges}",
        )
