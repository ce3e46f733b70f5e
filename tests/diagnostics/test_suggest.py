"""Did-you-mean names the likely slip and stays silent about strangers."""

from __future__ import annotations

import pytest

from opsgen.diagnostics.suggest import distance, nearest


@pytest.mark.parametrize(
    ("a", "b", "edits"),
    [
        ("", "", 0),
        ("", "abc", 3),
        ("abc", "", 3),
        ("severity", "severity", 0),
        ("severty", "severity", 1),
        ("severityy", "severity", 1),
        ("seferity", "severity", 1),
        ("sevreity", "severity", 1),
        ("ab", "ba", 1),
        ("kitten", "sitting", 3),
        ("Slack", "slack", 1),
    ],
)
def test_distance_counts_edits_and_swaps(a: str, b: str, edits: int) -> None:
    assert distance(a, b) == edits
    assert distance(b, a) == edits


KEYS = ["name", "type", "alert_threshold", "severity", "series", "unit", "for", "by", "window"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("severty", ["severity"]),
        ("Severity", ["severity"]),
        ("alert-threshold", ["alert_threshold"]),
        ("alert_treshhold", ["alert_threshold"]),
        ("nmae", ["name"]),
        ("fro", ["for"]),
        ("units", ["unit"]),
        ("colour", []),
        ("x", []),
        ("", []),
        ("bx", []),
    ],
)
def test_nearest_finds_the_slip_and_nothing_else(typed: str, meant: list[str]) -> None:
    assert nearest(typed, KEYS) == meant


def test_nearest_puts_the_closest_first_and_the_kept_first_letter_before_others() -> None:
    assert nearest("metrix", ["netrix", "metric", "matrix", "metrics"]) == [
        "matrix",
        "metric",
        "netrix",
    ]
    assert nearest("metrix", ["metrics", "metric"], limit=1) == ["metric"]


def test_nearest_names_a_candidate_once() -> None:
    assert nearest("severty", ["severity", "severity"]) == ["severity"]
