"""What is accepted means to a YAML 1.2 reader, and to both of our parsers, the same."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from opsgen.source import Document, loads
from opsgen.source.locate import ranges
from opsgen.source.tree import Mapping, Node, Scalar, Sequence, target
from tests.source.readers import FILE, PARSERS, unhurried, use

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*/operations.yaml"))

# Pieces whose random sequences often are YAML, and often nearly.
PIECES = [
    *("a", "b", "key", "x y", "é", "😀", "1", "2.5", "1e3", "-0", "null", "~", "true", "''"),
    *(": ", ":", "- ", "-", "? ", ", ", ",", "[", "]", "{", "}", '"', "'", "#", " # c"),
    *("\n", "\n ", "\n  ", "\n    ", "\n\n", " ", "   ", "\t", "\\", "\\n", "\\\n", "\\x41"),
    *(">", "|", ">-\n  ", "|\n  ", "|+\n  ", ">2\n   ", "&a ", "*a", "&b ", "*b", "<<: "),
    *("\na: ", "\nb: ", "\nc: ", "\n  d: ", "\n  e: ", "\n- ", "...", "---"),
]
TEXTS = st.lists(st.sampled_from(PIECES), min_size=1, max_size=16).map(
    lambda pieces: "a: " + "".join(pieces)
)


def in_yaml_1_2(text: str) -> object:
    """ruamel.yaml's reading; raises YAMLError."""
    return YAML(typ="safe", pure=True).load(text)


def floats(value: object) -> object:
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, dict):
        return {key: floats(item) for key, item in value.items()}
    if isinstance(value, list):
        return [floats(item) for item in value]
    return value


def scalars(node: Node) -> Iterator[Scalar]:
    node = target(node)
    if isinstance(node, Scalar):
        yield node
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from scalars(item)
    elif isinstance(node, Mapping):
        for key, value in node.pairs.values():
            yield key
            yield from scalars(value)


def check_places(document: Document) -> None:
    """Each decoded character stands where `locate` says."""
    for scalar in scalars(document.root):
        places = ranges(document.text, scalar)
        assert places is not None
        assert places == sorted(places)
        for char, (start, end) in zip(scalar.value, places, strict=True):
            raw = document.text[start:end]
            folded = "\n" in raw and not raw.strip() and char in " \n"
            assert raw == char or raw.startswith("\\") or raw == "''" or folded


@unhurried
@given(TEXTS)
def test_any_accepted_text(text: str) -> None:
    document = loads(text.encode(), FILE).document
    if document is None:
        return
    check_places(document)
    try:
        expected = in_yaml_1_2(text)
    except YAMLError:
        return  # ruamel.yaml is stricter about empty lines that are indented deeper
    assert floats(document.data) == expected


def test_the_random_texts_are_accepted_often_enough_to_prove_something() -> None:
    random = Random(0)
    texts = ["a: " + "".join(random.choices(PIECES, k=8)) for _ in range(500)]
    assert sum(loads(text.encode(), FILE).document is not None for text in texts) > 50


@unhurried
@given(TEXTS)
def test_both_parsers_read_it_alike(text: str) -> None:
    readings = []
    for parser in PARSERS:
        with pytest.MonkeyPatch.context() as patch:
            use(parser, patch)
            document = loads(text.encode(), FILE).document
            readings.append(None if document is None else document.data)
    assert readings[0] == readings[1]


SCALARS = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp", "Cf", "Cn"], include_characters="\n"),
    max_size=40,
)
VALUES = st.recursive(
    SCALARS | st.booleans() | st.none() | st.integers(-(10**17), 10**17),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(SCALARS, inner, max_size=4),
    max_leaves=12,
)


@unhurried
@given(
    data=st.dictionaries(SCALARS, VALUES),
    style=st.sampled_from(["'", '"', "|", ">"]),
    flow=st.sampled_from([True, False]),
    width=st.sampled_from([10, 80]),
)
def test_every_style_comes_back(
    data: dict[str, object], style: str, flow: bool, width: int
) -> None:
    """The writer is ruamel.yaml's, quoting all texts in the given style where it can."""
    from io import StringIO

    from ruamel.yaml.scalarstring import (
        DoubleQuotedScalarString,
        FoldedScalarString,
        LiteralScalarString,
        SingleQuotedScalarString,
    )

    kinds = {
        "'": SingleQuotedScalarString,
        '"': DoubleQuotedScalarString,
        "|": LiteralScalarString,
        ">": FoldedScalarString,
    }

    def styled(value: object) -> object:
        if isinstance(value, str):
            return kinds[style](value)
        if isinstance(value, list):
            return [styled(item) for item in value]
        if isinstance(value, dict):
            return {DoubleQuotedScalarString(key): styled(item) for key, item in value.items()}
        return value

    writer = YAML()
    writer.width = width
    writer.default_flow_style = flow
    out = StringIO()
    writer.dump(styled(data), out)
    loaded = loads(out.getvalue().encode(), FILE)
    document = loaded.document
    if document is None:
        assert style == ">"  # an empty folded text is a threshold gone wrong
        assert {found.code for found in loaded.diagnostics} == {"OPS019"}
        return
    check_places(document)
    assert floats(document.data) == in_yaml_1_2(out.getvalue())


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.parent.name)
def test_the_examples(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    document = loads(text.encode(), FILE).document
    assert document is not None
    assert floats(document.data) == in_yaml_1_2(text)
    check_places(document)
