"""The table of versions: floors, comparisons, and a source for every row."""

from __future__ import annotations

import pytest

from opsgen.plan import Version
from opsgen.plan.engines import FEATURES, FLOORS, dotted, supports, version_of


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        ((0, 25), False),
        ((0, 27, 9), False),
        ((0, 28), True),
        ((0, 28, 1), True),
        ((1, 0), True),
    ],
)
def test_a_feature_is_there_from_its_version_on(declared: Version, expected: bool) -> None:
    engines = {"alertmanager": declared}
    assert supports(engines, "alertmanager.webhook.url_file") is expected


def test_a_patch_release_counts() -> None:
    trims = "alertmanager.trims.opsgenie.api_key"
    assert not supports({"alertmanager": (0, 28)}, trims)
    assert supports({"alertmanager": (0, 28, 1)}, trims)


def test_an_engine_that_nobody_declared_is_at_its_floor() -> None:
    assert version_of({}, "prometheus") == (2, 42)
    assert supports({}, "prometheus.keep_firing_for")
    assert not supports({}, "prometheus.group.labels")


def test_a_feature_that_is_not_listed_is_a_mistake_and_not_a_no() -> None:
    with pytest.raises(KeyError):
        supports({}, "alertmanager.pigeon")


def test_every_feature_names_its_engine_and_its_source() -> None:
    for name, feature in FEATURES.items():
        assert name.startswith(f"{feature.engine}.")
        assert feature.since >= FLOORS[feature.engine]
        assert any(char.isdigit() for char in feature.source)


def test_versions_are_written_as_people_write_them() -> None:
    assert dotted((0, 28, 1)) == "0.28.1"
