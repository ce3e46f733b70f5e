"""A mistake in a spec is told by its code at its line, whatever else stands in the file."""

from __future__ import annotations

import pytest
from hypothesis import given

from tests.properties.builds import describe, errors
from tests.properties.figures import Spec
from tests.properties.mutations import MUTATIONS, Mutation, line_of, planted
from tests.properties.profile import EXAMPLES, drawn
from tests.properties.specs import specs
from tests.properties.writing import write


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_mistake_is_told_by_its_code_at_its_line(name: str) -> None:
    @drawn(max(3, EXAMPLES // 10))
    @given(specs())
    def told(spec: Spec) -> None:
        told_by_its_code_at_its_line(spec, MUTATIONS[name])

    told()


def told_by_its_code_at_its_line(spec: Spec, mutation: Mutation) -> None:
    """Nothing else is told: the spec had no error before."""
    broken, path = planted(spec, mutation)
    text = write(broken)
    found = errors(text)
    assert {one.rule.code for one in found} == {mutation.code}, describe(found)
    places = {one.at.start.line if one.at else None for one in found}
    assert places == {line_of(text, path)}, describe(found)
