"""Validation ends, with a spec and without an exception, whatever stands where."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from opsgen.diagnostics import Diagnostic
from opsgen.source import loads
from opsgen.spec import Operations, json_schema, validate
from tests.spec.test_schema import parts

WORDS = sorted(
    {name for _, part in parts(json_schema()) for name in part.get("properties", {})}
    | {word for _, part in parts(json_schema()) for word in map(str, part.get("enum", []))}
    | {"x-a", "a", "A", "5m", "${A}", "$a", "", "https://h/x", "[key]", "..", "09:00"}
)
SCALARS = st.sampled_from(WORDS) | st.booleans() | st.integers(-2, 2) | st.none() | st.just(0.5)
DATA: st.SearchStrategy[Any] = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(WORDS), inner),
    max_leaves=25,
)
SECTIONS = st.fixed_dictionaries(
    {},
    optional={
        "alerting": st.fixed_dictionaries({"channels": st.lists(DATA), "alerts": st.lists(DATA)}),
        "monitoring": st.fixed_dictionaries({"metrics": st.lists(DATA), "logging": DATA}),
        "drift_detection": DATA,
        "pipeline": DATA,
        "runbook": DATA,
        "targets": DATA,
        "accept": DATA,
        "requires": DATA,
    },
)


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(st.sampled_from(WORDS), DATA) | SECTIONS)
def test_any_input_is_judged(data: dict[str, Any]) -> None:
    loaded = loads(json.dumps(data).encode(), "operations.yaml")
    if loaded.document is None:
        return
    validated = validate(loaded.document)
    assert isinstance(validated.spec, Operations)
    assert list(validated.diagnostics) == sorted(validated.diagnostics, key=Diagnostic.sort_key)
    assert bool(validated.broken) <= bool(validated.diagnostics)
