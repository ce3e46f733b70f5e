"""An insertion or a replacement gives a file that loads, with that change and no other."""

from __future__ import annotations

import copy
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsgen.diagnostics import Edit, Path
from tests.source.readers import document, unhurried


def applied(text: str, edit: Edit) -> str:
    return text[: edit.span.start.offset] + edit.text + text[edit.span.end.offset :]


TEXT = dedent(
    """\
    # head
    service: demo  # the name
    monitoring:
      metrics:
        - name: x  # first
          type: gauge

        - name: z
          where: {a: "1", b: '2'}  # flow
          tags: [u, v]
          empty: {}
          none: []
          run: |
            one

        # tail of the list
    seq:
    - a
    - - b
      - c
    kept: |+
      text

    compact: {multi: 1,
      line: [1,
        2,]  # c
    }
    nothing:
    anchored: &anchor # why
      k: v
    alias: *anchor
    merged:
      <<: *anchor
      own: 1
    last: >-
      folded
      text
    # end
    """
)

KEY = "new: {k: 1}"
KEYS = "new:\n  k: 1\n\n  l: [2]\nother: x"
ITEM = "name: z\nlist:\n  - 1"


@pytest.mark.parametrize("text", [TEXT, TEXT.rstrip("\n").removesuffix("\n# end")])
@pytest.mark.parametrize(
    ("path", "snippet"),
    [
        ((), KEY),
        ((), KEYS),
        (("monitoring",), KEYS),
        (("monitoring", "metrics"), ITEM),
        (("monitoring", "metrics"), "- name: z\n  list:\n    - 1"),
        (("monitoring", "metrics"), "plain"),
        (("monitoring", "metrics", 0), KEYS),
        (("monitoring", "metrics", 1), KEYS),
        (("monitoring", "metrics", 1, "where"), KEY),
        (("monitoring", "metrics", 1, "tags"), "w"),
        (("monitoring", "metrics", 1, "empty"), KEY),
        (("monitoring", "metrics", 1, "none"), "w"),
        (("seq",), ITEM),
        (("seq", 1), ITEM),
        (("compact",), KEY),
        (("compact", "line"), "3"),
        (("anchored",), KEYS),
        (("merged",), KEYS),
    ],
)
def test_insertion(text: str, path: Path, snippet: str) -> None:
    before = document(text)
    edit = before.insertion(path, snippet)
    assert edit is not None
    assert edit.span.start == edit.span.end
    after = document(applied(text, edit))
    assert after.data == expected(before.data, path, snippet)


def expected(data: dict[str, object], path: Path, snippet: str) -> object:
    """What the insertion must give, done on the plain data."""
    whole = copy.deepcopy(data)
    here: object = whole
    for step in path:
        here = here[step]  # type: ignore[index]  # a map or a list, as the path says  # the table's paths exist
    lines = ["x:", *(f"  {line}" for line in snippet.split("\n"))]
    added = document("\n".join(lines)).data["x"]
    if isinstance(here, dict):
        assert isinstance(added, dict)
        here.update(added)
    else:
        assert isinstance(here, list)
        here += added if isinstance(added, list) else [added]
    if path == ("anchored",):
        assert isinstance(added, dict)
        for other in ("alias", "merged"):
            whole[other] |= added  # type: ignore[operator]  # both are maps
    return whole


def test_after_kept_lines_an_insertion_leaves_them_in_the_value() -> None:
    for text in (
        "a:\n  b: |+\n    x\n\n\nc: 1\n",
        "a:\n  b: |+\n    x\n\n",
        "a:\n  b: |+2\n      x\n\n",
    ):
        before = document(text)
        edit = before.insertion(("a",), "new: 1")
        assert edit is not None
        after = document(applied(text, edit)).data["a"]
        assert after == {**before.data["a"], "new": 1}  # type: ignore[dict-item]  # a map


@pytest.mark.parametrize(
    ("path", "snippet"),
    [
        (("missing",), KEY),
        (("service",), KEY),
        (("nothing",), KEY),
        (("alias",), KEY),
        (("alias", "k"), KEY),
        (("last",), KEY),
        (("monitoring", "metrics", 1, "where"), KEYS),
        (("monitoring", "metrics", 9), KEY),
    ],
)
def test_no_insertion_where_none_is_possible(path: Path, snippet: str) -> None:
    assert document(TEXT).insertion(path, snippet) is None


def test_no_insertion_into_a_map_without_braces() -> None:
    assert document("a: [b: 1]\n").insertion(("a", 0), "c: 2") is None


@pytest.mark.parametrize(
    "path",
    [
        ("service",),
        ("monitoring", "metrics", 0, "name"),
        ("monitoring", "metrics", 1, "where", "b"),
        ("monitoring", "metrics", 1, "run"),
        ("monitoring", "metrics", 1, "tags", 1),
        ("monitoring", "metrics"),
        ("seq", 1, 0),
        ("compact",),
        ("kept",),
        ("nothing",),
        ("alias",),
        ("last",),
    ],
)
def test_replacement(path: Path) -> None:
    before = document(TEXT)
    after = document(applied(TEXT, before.replacement(path, '"new"')))
    whole = copy.deepcopy(before.data)
    here: object = whole
    for step in path[:-1]:
        here = here[step]  # type: ignore[index]  # the table's paths exist
    here[path[-1]] = "new"  # type: ignore[index]  # a map or a list, as the path says
    assert after.data == whole


def test_a_replacement_needs_an_existing_path() -> None:
    with pytest.raises(KeyError):
        document(TEXT).replacement(("missing",), "x")


@pytest.mark.parametrize("text", ["-\n- b\n", "- \n- b\n", "- # c\n- b\n"])
def test_replacing_an_empty_item(text: str) -> None:
    whole = f"a:\n{text}"
    edit = document(whole).replacement(("a", 0), "x")
    assert document(applied(whole, edit)).data == {"a": ["x", "b"]}


VALUES = st.recursive(
    st.sampled_from(["x", "a: b", "# no", "", "two\nlines", "two\nlines\n", " pad ", "{f}"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["k", "l", "m"]), inner, max_size=3)
    ),
    max_leaves=8,
)


@unhurried
@given(
    data=st.dictionaries(st.sampled_from(["k", "l", "m"]), VALUES, min_size=1),
    flow=st.sampled_from([True, False, None]),
    width=st.sampled_from([8, 80]),
    choice=st.randoms(use_true_random=False),
)
def test_any_collection_takes_an_insertion(
    data: dict[str, object], flow: bool | None, width: int, choice: object
) -> None:
    import yaml

    text = yaml.safe_dump(data, default_flow_style=flow, width=width)
    before = document(text)
    paths = list(collections(before.data, ()))
    path = paths[choice.randrange(len(paths))]  # type: ignore[attr-defined]  # a Random
    edit = before.insertion(path, "new: 1")
    assert edit is not None
    assert document(applied(text, edit)).data == expected(before.data, path, "new: 1")


def collections(value: object, path: Path) -> list[Path]:
    if isinstance(value, dict):
        return [path, *(p for k, v in value.items() for p in collections(v, (*path, k)))]
    if isinstance(value, list):
        return [path, *(p for i, v in enumerate(value) for p in collections(v, (*path, i)))]
    return []
