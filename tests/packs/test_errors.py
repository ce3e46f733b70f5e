"""A mistake in a template is told at its line, with the template's text."""

from __future__ import annotations

import pytest

from opsgen.diagnostics.render import render
from tests.packs.homes import Home, errors


@pytest.mark.parametrize(
    ("template", "line", "words"),
    [
        ("a\n{{ plan.servce }}\n", 2, "did you mean `service`?"),
        ("a\n\n{{ nothing }}\n", 3, "`nothing` is not defined"),
        ("{{ plan.alerts[99] }}\n", 1, "a list has no `99`"),
        ("{% for a in plan.alerts %}\n{{ a.severty }}\n{% endfor %}\n", 2, "`severity`"),
        ("a\n{% if x %}\n", 2, "unexpected end of template"),
        ("a\n{% nosuch %}\n", 2, "unknown tag 'nosuch'"),
        ("a\n{{ plan.service | nosuch }}\n", 2, "no filter named 'nosuch'"),
        ("a\n{{ 1 / 0 }}\n", 2, "division by zero"),
        ("a\n{{ plan.links }}\n", 2, "a map cannot be printed"),
        ("a\n{{ plan.alerts }}\n", 2, "a list cannot be printed"),
        ("a\n{{ plan.job.strip }}\n", 2, "builtin_function_or_method cannot be printed"),
        ("a\n{{ plan.drift }}\n", 2, "this has no value"),
        ("a\n{{ 'x' | number }}\n", 2, "is given what is no number"),
        ("a\n{{ '' ~ plan.job.strip }}\n", 1, "which is no text and another one every time"),
        ("a\n{% include '_gone.j2' %}\n", 2, "the pack has no template `_gone.j2`"),
        ("a\n{{ plan.service | random }}\n", 2, "no filter named 'random'"),
        ("a\n{{ lipsum() }}\n", 2, "`lipsum` is not defined"),
        ("a\n{{ 1e308 * 10 }}\n", 2, "a number here is not finite"),
        ("a\n{{ 1e999 | number }}\n", 2, "a number here is not finite"),
        ("a\n{{ 'inf' | number }}\n", 2, "this number is not finite"),
        ("a\n{{ 10.0 ** 400 }}\n", 2, "a number here is too large"),
        ("a\n{{ ('NaN' | number) > 1 }}\n", 2, "computes with what is no finite number"),
        ("{{ 2 ** 20000 }}\n", 1, "too many digits to become text"),
        ("{{ 2 ** 20000 ~ '' }}\n", 1, "too many digits to become text"),
        ("a\n{{ (1).x }}\n", 2, "a number has no `x`"),
    ],
)
def test_a_template_that_fails(demo: Home, template: str, line: int, words: str) -> None:
    demo.add("a.txt.j2", template)
    found = demo.error()
    assert found.code == "OPS425"
    assert words in f"{found.message}{found.help}"
    assert found.at is not None
    assert found.at.file == f"{demo.folder}/packs/mine/a.txt.j2"
    assert found.at.start.line == line


def test_a_mistake_in_a_part_is_told_in_the_part(demo: Home) -> None:
    demo.add("_part.j2", "{% macro m() %}\n{{ plan.oops }}\n{% endmacro %}\n")
    demo.add("a.txt.j2", "\n{% import '_part.j2' as part with context %}\n{{ part.m() }}\n")
    found = demo.error()
    assert found.at is not None
    assert found.at.file.endswith("/_part.j2")
    assert found.at.start.line == 2


def test_every_template_is_judged_at_once(demo: Home) -> None:
    demo.add("a.txt.j2", "{{ one }}")
    demo.add("b.yaml.j2", "[")
    demo.add("c.txt.j2", "fine")
    found = errors(demo.build())
    assert [one.code for one in found] == ["OPS425", "OPS427"]


def test_the_excerpt_is_the_templates(demo: Home) -> None:
    demo.add("a.txt.j2", "fine\n  {{ plan.servce }}\n")
    compiled = demo.build().compilation
    shown = render("text", [compiled.verdict()], compiled.texts)
    assert "2 |   {{ plan.servce }}\n  |   ^^^^^^^^^^^^^^^^^\n" in shown
    assert "a.txt.j2:2:3 at targets.mine" in shown


def test_an_excerpt_hides_what_may_be_a_secret(demo: Home) -> None:
    demo.add("a.yaml.j2", "api_key: canary-3f9a {{ plan.servce }}\n")
    compiled = demo.build().compilation
    shown = render("text", [compiled.verdict()], compiled.texts)
    assert "OPS425" in shown
    assert "canary" not in shown


@pytest.mark.parametrize(
    ("name", "template", "line", "words"),
    [
        ("a.yaml", 'a: 1\nname: "x-{{ plan.service }}"\n', 2, "no clean YAML"),
        ("a.yaml", "a: 1\nb:\nc: 2\n", 2, "a value of what it prints is missing"),
        ("a.yaml", "a: 1\nb: {{ plan.drift }}\n", 2, "a value of what it prints is missing"),
        ("a.yaml", "a: 1\na: 2\n", 2, "no clean YAML"),
        ("a.yaml", "a: 1\nb: yes\n", 2, "no clean YAML"),
        ("a.yaml", "a: 1\n---\nb: 1\n", 2, "no clean YAML"),
        ("a.yaml", "a: !!python/object:os.system x\n", 1, "no clean YAML"),
        ("a.yaml", "{{ plan.service }}\n", 1, "neither a map nor a list"),
        ("a.yaml", "{% for x in [1, 2] %}\n{% endfor %}\n{% set y = 1 %}\na: [\n", 4, "YAML"),
        ("a.json", '{"a": 1,\n "b": x}\n', 2, "no JSON: expecting value"),
        ("a.json", '{"a": 1, "a": 2}\n', 1, "a key stands twice"),
        ("a.json", '{"a": NaN}\n', 1, "`NaN` is no number"),
        ("a.json", "{% for x in range(3) %}\n[\n{% endfor %}\n", 2, "no JSON"),
        ("a.json", "[" * 90_000 + "\n", 1, "too deep"),
        ("a.json", f"[{'1' * 5000}]\n", 1, "a number is beyond what its readers can hold"),
        ("a.json", "[1e999999999]\n", 1, "a number is beyond what its readers can hold"),
        ("a.json", "[-1e-999999999]\n", 1, "a number is beyond what its readers can hold"),
        ("a.txt", 'a\n{{ "\\ud800" }}\n', 2, "half of a surrogate pair"),
        ("a.md", 'a\n{{ "\\ude00" ~ "\\ud83d" }}\n', 2, "half of a surrogate pair"),
        ("a.json", '[\n{{ "\\ud800" }}]\n', 2, "half of a surrogate pair"),
        ("a.json", '["\\\\ud800",\n{"\\udc00": 1}]\n', 2, "half of a surrogate pair"),
        ("a.yaml", '\na: {{ "\\ud800" }}\n', 2, "half of a surrogate pair"),
        ("a.yaml", '\na: "{{ "\\ud800" | json }}"\n', 2, "YAML"),
        ("a.yaml", "\n{% include '_half.txt.j2' %}\n", 2, "half of a surrogate pair"),
    ],
)
def test_an_output_that_no_file_can_hold_is_told_at_its_line(
    demo: Home, name: str, template: str, line: int, words: str
) -> None:
    demo.add("_half.txt.j2", 'a: "{{ "\\ud800" }}"')
    demo.add(f"{name}.j2", template)
    found = demo.error()
    assert found.code == "OPS427"
    assert words in found.message
    assert found.at is not None
    assert found.at.start.line == line
