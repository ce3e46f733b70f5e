"""How many specs are drawn, and from which seed: few and always the same, unless asked for more."""

from __future__ import annotations

import os
from collections.abc import Callable

from hypothesis import HealthCheck, Phase, seed, settings

EXAMPLES = int(os.environ.get("OPSGEN_PROPERTY_EXAMPLES", "20"))
"""Specs per property."""

SEED = os.environ.get("OPSGEN_PROPERTY_SEED")
"""A number, for a run over other specs than those of every day; it says itself in the report."""

Test = Callable[..., None]


def drawn(examples: int = EXAMPLES, *, shrink: bool = True) -> Callable[[Test], Test]:
    """Hypothesis' settings for a property over `examples` specs.

    Without a seed the same code draws the same specs, so that a red build is red again.
    """
    phases = (Phase.explicit, Phase.generate, *((Phase.shrink,) if shrink else ()))
    chosen = settings(
        max_examples=examples,
        phases=phases,
        derandomize=SEED is None,
        database=None,
        deadline=None,
        print_blob=False,
        # A whole spec is a large example, and compiling it takes longer than drawing it.
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )

    def decorate(test: Test) -> Test:
        return chosen(test if SEED is None else seed(int(SEED))(test))

    return decorate
