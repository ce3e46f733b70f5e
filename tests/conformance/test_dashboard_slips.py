"""A slip anywhere in a generated dashboard would be told: a wrong key, and a value of a wrong type.

Planted into every kind of place of a dashboard that has each sort of thing once.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from tests.conformance.drawn import Json, drawn
from tests.conformance.test_dashboards import ROOT, SCHEMAS, spec
from tests.judges import grafana_sdk

EXAMPLE = ROOT / "examples" / "step-complete" / "operations.yaml"
FREE = re.compile(
    r".*/overrides/\*/(properties/\*/value|matcher/options)(/.*)?"  # as the property has it
    r"|.*/transformations/\*/(spec/)?options(/.*)?"  # as the transformation has it
    r"|/annotations/list/\*/target(/.*)?"  # what Grafana asks of its own annotations
    r"|/spec/annotations/\*/spec/(query/spec|legacyOptions)(/.*)?"
    r"|/spec/elements"  # a map by name
)
"""Where Grafana's models take anything, with `*` for a place in a list and for a panel's name."""

Path = tuple[str | int, ...]


@pytest.fixture(scope="module", params=SCHEMAS.values(), ids=list(SCHEMAS))
def document(request: pytest.FixtureRequest) -> Json:
    small: Json = thinned(drawn(spec(EXAMPLE), str(EXAMPLE), **request.param).document)
    assert grafana_sdk.faults(small) == []
    return small


def thinned(node: Any) -> Any:
    """The same without what adds nothing to its neighbours: no key, no type of value or panel."""
    match node:
        case list():
            return [thinned(node[place]) for place in worth_keeping(enumerate(node))]
        case dict() if any(map(_is_position, node)):
            return {name: thinned(node[name]) for name in worth_keeping(node.items())}
        case dict():
            return {key: thinned(one) for key, one in node.items()}
        case _:
            return node


def worth_keeping(items: Iterable[tuple[Any, object]]) -> Iterator[Any]:
    seen: set[tuple[str, object]] = set()
    for place, one in items:
        if not seen >= shape(one):
            seen |= shape(one)
            yield place


def shape(node: object) -> frozenset[tuple[str, object]]:
    told = (walked for walked in walk(node, ()) if not isinstance(walked[1], dict | list))
    return frozenset(
        (kind(path), value if path and path[-1] in ("type", "kind", "group") else type(value))
        for path, value in told
    )


def test_a_wrong_key_is_told_wherever_it_stands(document: Json) -> None:
    unjudged = [
        place for place, path in places(document, dict) if not told(document, (*path, "bogus"), 1)
    ]
    assert [place for place in unjudged if not FREE.fullmatch(place)] == []


def test_a_wrong_type_is_told_wherever_it_stands(document: Json) -> None:
    unjudged = [
        place
        for place, path in places(document, (str, int, float))
        if not told(document, path, 7.5 if isinstance(found(document, path), str) else "x")
    ]
    assert [place for place in unjudged if not FREE.fullmatch(place)] == []


def told(document: Json, path: Path, value: object) -> bool:
    """Whether the models find fault with the document when `value` stands at `path`."""
    planted = copy.deepcopy(document)
    found(planted, path[:-1])[path[-1]] = value
    return grafana_sdk.faults(planted) != []


def found(node: Any, path: Path) -> Any:
    for step in path:
        node = node[step]
    return node


def places(document: Json, wanted: type | tuple[type, ...]) -> Iterator[tuple[str, Path]]:
    """One place of each kind that holds a `wanted`; `/panels/*/title` is a kind."""
    seen = set()
    for path, value in walk(document, ()):
        if isinstance(value, wanted) and kind(path) not in seen:
            seen.add(kind(path))
            yield kind(path), path


def kind(path: Path) -> str:
    return "".join(f"/{'*' if _is_position(step) else step}" for step in path)


def _is_position(step: str | int) -> bool:
    return isinstance(step, int) or step.startswith("panel-")


def walk(node: object, path: Path) -> Iterator[tuple[Path, object]]:
    yield path, node
    if isinstance(node, dict | list):
        items = node.items() if isinstance(node, dict) else enumerate(node)
        for step, one in items:
            yield from walk(one, (*path, step))
