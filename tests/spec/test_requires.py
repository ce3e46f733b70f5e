"""`requires:` compares versions as pip does."""

from __future__ import annotations

import pytest

from opsgen.spec.requires import unmet
from tests.spec.reading import found


@pytest.mark.parametrize(
    ("demand", "version", "met"),
    [
        ("opsgen>=0.2", "0.2.0", True),
        ("opsgen>=0.2", "0.10.1", True),
        ("opsgen>=0.2", "0.1.9", False),
        ("opsgen>0.2", "0.2.0", False),
        ("opsgen==0.2", "0.2.0", True),
        ("opsgen<1", "0.9", True),
        ("opsgen<=0.2", "0.2.1", False),
        ("opsgen~=0.2", "0.9", True),
        ("opsgen~=0.2.1", "0.2.9", True),
        ("opsgen~=0.2.1", "0.3.0", False),
        ("opsgen >=0.1 , <0.3", "0.3", False),
    ],
)
def test_comparison(demand: str, version: str, met: bool) -> None:
    assert (unmet(demand, version) is None) is met


def test_a_mismatch_is_the_only_diagnostic() -> None:
    assert found('nonsense: 1\nrequires: "opsgen>=999"\n') == ["2:11 OPS114"]
