"""Every lowering does what it says, on the floor and on a current Prometheus."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.judges import promtool
from tests.targets.prometheus.cases import CASES
from tests.targets.prometheus.worlds import Case, alone, played

RUNS = [(each, version) for each in CASES for version in each.versions]

Outcome = Callable[[str], set[str]]


@pytest.fixture(scope="session")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """The cases that went as meant on a version; all of them are played once."""
    seen: dict[str, set[str]] = {}

    def of(version: str) -> set[str]:
        if version not in seen:
            folder = tmp_path_factory.mktemp(f"behaviour-{version}")
            seen[version], _ = played(CASES, version, folder)
        return seen[version]

    return of


@pytest.mark.parametrize(
    ("each", "version"), RUNS, ids=[f"{each.name}-{version}" for each, version in RUNS]
)
def test_it_fires_and_stays_silent_as_meant(
    each: Case, version: str, outcome: Outcome, tmp_path: Path
) -> None:
    assert each.name in outcome(version) or alone(each, version, tmp_path)


def test_no_two_cases_share_a_name() -> None:
    assert len({each.name for each in CASES}) == len(CASES)


def test_every_version_is_asked() -> None:
    assert {version for _, version in RUNS} == set(promtool.VERSIONS)
