"""Every alert of every example has its worlds, and a real engine sees in them what is expected."""

from __future__ import annotations

from pathlib import Path

import pytest

from opsgen.api import compile_file
from opsgen.proof import prove
from tests.conformance.examples import EXAMPLES, name
from tests.judges import promtool
from tests.proof.played import played

MOST = 300
"""Evaluations of a world that is played here: a few hours. A day of records, one each half a
minute, takes promtool longer than all the others; `tests/proof` plays the same in hours."""


@pytest.mark.parametrize("example", EXAMPLES, ids=name)
def test_each_world_of_an_example_is_seen_as_expected(example: Path, tmp_path: Path) -> None:
    plan = compile_file(str(example / "operations.yaml")).plan
    assert plan is not None
    proof = prove(plan)
    assert proof.never == ()
    assert set(proof.unproven.values()) <= {"`promql:` has a meaning to its own engine alone"}
    short = [world for world in proof.worlds if world.tempo.end // world.pace.step <= MOST]
    assert short
    assert played(plan, short, promtool.VERSIONS[-1], tmp_path)
