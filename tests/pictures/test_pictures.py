"""Every example's dashboard has a picture that shows it as it is today. Nothing is drawn here."""

from __future__ import annotations

import copy
import json

import pytest

from tests.judges.places import NPM_SOURCE, ROOT
from tests.pictures.examples import IMAGES, Example, digest, drawn, examples
from tests.pictures.tools import HERE

COMMAND = "python -m tests.pictures"
EXAMPLES = {example.name: example for example in examples()}
SIGNATURE = b"\x89PNG\r\n\x1a\n"


@pytest.mark.parametrize("example", EXAMPLES.values(), ids=EXAMPLES)
def test_the_picture_shows_the_dashboard_of_today(example: Example) -> None:
    assert example.image.exists(), f"no picture: run `{COMMAND} {example.name}`"
    assert example.image.read_bytes().startswith(SIGNATURE)
    assert drawn().get(example.name) == digest(example.read()), (
        f"{example.image.name} shows an older dashboard: run `{COMMAND} {example.name}`"
    )


def test_every_picture_is_of_a_dashboard() -> None:
    assert {path.stem for path in IMAGES.glob("*.png")} == set(EXAMPLES)
    assert set(drawn()) == set(EXAMPLES)


def test_the_readme_shows_every_example() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [name for name in EXAMPLES if f"docs/images/{name}.png" not in readme] == []


@pytest.mark.parametrize(
    ("key", "seen"),
    [("title", True), ("expr", True), ("value", True), ("description", False)],
)
def test_the_digest_changes_with_what_is_seen_and_with_nothing_else(key: str, seen: bool) -> None:
    dashboard = {
        "panels": [
            {
                "title": "Errors",
                "description": "Of all requests.",
                "targets": [{"expr": "up"}],
                "thresholds": {"steps": [{"value": 1}]},
            }
        ]
    }
    other = copy.deepcopy(dashboard)
    _planted(other, key)
    assert other != dashboard
    assert (digest(other) != digest(dashboard)) == seen


def test_the_lock_file_names_no_registry() -> None:
    lock = (HERE / "npm" / "package-lock.json").read_text(encoding="utf-8")
    assert '"integrity"' in lock
    assert '"resolved"' not in lock


def test_ci_fetches_neither_the_browser_nor_the_components() -> None:
    """They are half a gigabyte."""
    assert "tests.pictures" not in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    judges = json.loads((NPM_SOURCE / "package.json").read_text(encoding="utf-8"))
    assert "@grafana/ui" not in judges["dependencies"]


def _planted(node: object, key: str) -> None:
    if isinstance(node, dict):
        if key in node:
            node[key] = f"other {node[key]}"
        node = list(node.values())
    if isinstance(node, list):
        for inner in node:
            _planted(inner, key)
