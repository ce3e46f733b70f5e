"""No key of the language is missing from its page."""

from __future__ import annotations

import pytest

from opsgen.spec import Section
from opsgen.spec.root import Operations
from opsgen.spec.vocabulary import keys, sections_in
from tests.docs.pages import LANGUAGE, blocks, prose

PAGE = prose(LANGUAGE)
BLOCKS = "\n".join(block.text for block in blocks(LANGUAGE))


def sections(model: type[Section]) -> list[type[Section]]:
    found = [model]
    for annotation in keys(model).values():
        for section in sections_in(annotation):
            found += [each for each in sections(section) if each not in found]
    return found


@pytest.mark.parametrize("section", sections(Operations), ids=lambda section: section.__name__)
def test_every_key_of_a_section_is_named(section: type[Section]) -> None:
    silent = [
        key
        for key in keys(section)
        if f"`{key}`" not in PAGE and f"[].{key}`" not in PAGE and f"{key}:" not in BLOCKS
    ]
    assert silent == []
