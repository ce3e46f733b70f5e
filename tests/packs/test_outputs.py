"""What templates print becomes files: data through our writers, all else as it is."""

from __future__ import annotations

import json

import pytest
import yaml

from opsgen.artifacts import HEADER, to_yaml
from tests.packs.homes import Home

HOSTILE = 'a: "b"\n- c # {{ d }} é \U0001f600 \\ \' yes'


def test_each_template_is_one_file_below_the_name_of_the_pack(demo: Home) -> None:
    demo.add("a.txt.j2", "{{ plan.service }}\n")
    demo.add("deep/er/b.txt.j2", "{{ plan.owner }}\n")
    demo.add("_part.j2", "not a file")
    demo.add("_parts/c.txt.j2", "not a file")
    demo.add("README.md", "{{ about the pack }}")
    demo.add(".hidden.j2", "{{ an editor's }}")
    assert demo.outputs() == {"ops/mine/a.txt": "demo\n", "ops/mine/deep/er/b.txt": "search-team\n"}


@pytest.mark.parametrize(("path", "expected"), [("docs", "docs/a.txt"), (".", "a.txt")])
def test_path_is_the_folder_of_the_files(demo: Home, path: str, expected: str) -> None:
    demo.names(f"pack: packs/mine, path: {path}")
    demo.add("a.txt.j2", "x\n")
    assert list(demo.outputs()) == [expected]


def test_yaml_is_rewritten_with_the_header(demo: Home) -> None:
    demo.add("a.yaml.j2", "name:    {{ plan.service }}   # a remark\nlist: [1, yes_, 0.50]\n")
    (text,) = demo.outputs().values()
    assert text == f'# {HEADER}\n---\nname: "demo"\nlist:\n  - 1\n  - "yes_"\n  - 0.50\n'


def test_json_is_rewritten(demo: Home) -> None:
    demo.add("a.json.j2", '[{"name": {{ plan.service }}, "none": null, "x": 1.50}]')
    (text,) = demo.outputs().values()
    assert json.loads(text) == [{"name": "demo", "none": None, "x": 1.5}]
    assert text.startswith("[\n  {\n")


@pytest.mark.parametrize("suffix", ["yaml", "yml", "json"])
def test_a_text_reaches_the_file_whatever_it_holds(demo: Home, suffix: str) -> None:
    quoted = to_yaml([HOSTILE]).removeprefix("---\n- ").strip()
    demo.names(f"pack: packs/mine, values: {{text: {quoted}}}")
    demo.add(f"a.{suffix}.j2", '{"text": {{ values.text }}, "more": {{ [values.text] | json }}}')
    (text,) = demo.outputs().values()
    read = json.loads if suffix == "json" else yaml.safe_load
    assert read(text) == {"text": HOSTILE, "more": [HOSTILE]}


def test_numbers_keep_their_digits(demo: Home) -> None:
    demo.names('pack: packs/mine, values: {share: 0.10, big: 12345678901234567890.125, "on": true}')
    demo.add(
        "a.yaml.j2",
        "share: {{ values.share }}\nbig: {{ values.big }}\nreally: {{ values['on'] }}\n"
        "{% for a in plan.alerts if a.name == 'error_rate_medium' %}\n"
        "limit: {{ a.threshold.number | number }}\ntwice: {{ (a.threshold.number | number) * 2 }}\n"
        "{% endfor %}\n",
    )
    (text,) = demo.outputs().values()
    lines = text.splitlines()[2:]
    assert lines == [
        "share: 0.10",
        "big: 12345678901234567890.125",
        "really: true",
        "limit: 0.05",
        "twice: 0.10",
    ]


def test_a_key_of_a_map_comes_before_its_methods(demo: Home) -> None:
    demo.names("pack: packs/mine, values: {items: three, keys: two}")
    demo.add("a.txt.j2", "{{ values.items }} {{ values.keys }}\n")
    assert list(demo.outputs().values()) == ["three two\n"]


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("page.md", f"<!-- {HEADER} -->"),
        ("main.tf", f"# {HEADER}"),
        ("run.sh", "#!/bin/sh"),
        ("run", "#!/bin/sh"),
        ("notes.txt", "#!/bin/sh"),
        ("data.csv", "a,b"),
    ],
)
def test_the_header_stands_where_the_file_has_comments(demo: Home, name: str, first: str) -> None:
    body = "a,b\n" if name == "data.csv" else "#!/bin/sh\ntrue\n"
    demo.add(f"{name}.j2", "text\n" if name in ("page.md", "main.tf") else body)
    (text,) = demo.outputs().values()
    assert text.splitlines()[0] == first
    assert (HEADER in text) == (name != "data.csv")


def test_a_template_that_prints_nothing_gives_no_file(demo: Home) -> None:
    demo.add("drift.yaml.j2", "{% if plan.drift %}\na: 1\n{% endif %}\n\n")
    demo.add("always.txt.j2", "x\n")
    assert list(demo.outputs()) == ["ops/mine/always.txt"]


def test_a_macro_of_a_plain_file_makes_text_and_an_include_makes_lines(demo: Home) -> None:
    demo.add("_words.j2", "{% macro title(a) %}{{ a.name }} ({{ a.severity }}){% endmacro %}")
    demo.add("_label.yaml.j2", "  label: {{ plan.service }}\n")
    demo.add(
        "a.yaml.j2",
        "{% import '_words.j2' as words %}\n"
        "title: {{ words.title(plan.alerts[0]) }}\nmore:\n{% include '_label.yaml.j2' %}\n",
    )
    (text,) = demo.outputs().values()
    assert yaml.safe_load(text) == {
        "title": "error_rate_medium (medium)",
        "more": {"label": "demo"},
    }


def test_a_layout_may_be_extended(demo: Home) -> None:
    demo.add("_layout.yaml.j2", "kind: Page\n{% block body %}{% endblock %}\n")
    demo.add(
        "a.yaml.j2",
        "{% extends '_layout.yaml.j2' %}{% block body %}name: {{ plan.service }}\n{% endblock %}",
    )
    (text,) = demo.outputs().values()
    assert yaml.safe_load(text) == {"kind": "Page", "name": "demo"}


def test_the_same_pack_gives_the_same_bytes(demo: Home) -> None:
    demo.add("a.json.j2", "{{ plan | json }}")
    demo.add("b.txt.j2", "{% for k, v in plan.links.items() %}{{ k }} {% endfor %}\n")
    assert demo.outputs() == demo.outputs()
