"""`requires: "opsgen>=0.2"`: whether this opsgen is the one that the file was written for."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable

from opsgen import __version__
from opsgen.diagnostics.rules import shape
from opsgen.spec.problem import Problem

Version = tuple[int, ...]

_FORM = re.compile(r"\s*(>=|<=|==|~=|>|<)\s*([0-9]{1,6}(?:\.[0-9]{1,6}){0,3})\s*")
_COMPARE: dict[str, Callable[[Version, Version], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    "==": operator.eq,
    ">": operator.gt,
    "<": operator.lt,
}


def unmet(requires: object, version: str = __version__) -> Problem | None:
    """The problem with `requires`, the file's own words; None when they are met.

    A value that is no text is left to the models.
    """
    if not isinstance(requires, str):
        return None
    distribution = re.match(r"\s*opsgen", requires)
    clauses = requires[distribution.end() :].split(",") if distribution else [""]
    demands = [_FORM.fullmatch(clause) for clause in clauses]
    if not all(demands):
        return Problem(
            shape.BAD_VALUE,
            ("requires",),
            "`requires` is not a demand on opsgen's version",
            'write for example `requires: "opsgen>=0.2"`',
        )
    if all(_met(demand[1], demand[2], version) for demand in demands if demand):
        return None
    return Problem(
        shape.REQUIRES_OTHER_VERSION,
        ("requires",),
        f"this file needs another opsgen than {version}",
        f'run `pip install "{"opsgen" + ",".join(clause.strip() for clause in clauses)}"`',
    )


def _met(comparison: str, demanded: str, version: str) -> bool:
    wanted = _release(demanded)
    running = _release(version)
    if comparison == "~=":  # PEP 440: at least this, and the same up to the last but one figure
        prefix = demanded.count(".")
        return running >= wanted and running[:prefix] == wanted[:prefix]
    return _COMPARE[comparison](running, wanted)


def _release(version: str) -> Version:
    figures = [int(figure) for figure in re.findall("[0-9]+", version)[:4]]
    return tuple(figures + [0] * (4 - len(figures)))
