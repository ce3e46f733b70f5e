"""A template prints Markdown and nothing else."""

from __future__ import annotations

import pytest
from jinja2 import UndefinedError

from opsgen.prose.markup import Markdown, prose, text
from opsgen_targets.runbook import rendering

PLAIN = {"service": text("x"), "source": text("y")}


@pytest.fixture
def template(monkeypatch: pytest.MonkeyPatch) -> None:
    from jinja2 import DictLoader

    environment = rendering._environment().overlay(
        loader=DictLoader({"t.md.j2": "{{ a }} {{ b | under(2) }}"})
    )
    monkeypatch.setattr(rendering, "_environment", lambda: environment)


@pytest.mark.usefixtures("template")
def test_markdown_is_printed() -> None:
    assert rendering.render("t", a=text("<x>"), b=Markdown("1\n\n2")) == "\\<x\\>   1\n\n  2"


@pytest.mark.usefixtures("template")
@pytest.mark.parametrize("raw", ["<b>", 5, None, ["x"]])
def test_anything_else_is_refused(raw: object) -> None:
    with pytest.raises(TypeError, match="may print Markdown"):
        rendering.render("t", a=raw, b=text("x"))


@pytest.mark.usefixtures("template")
def test_a_name_that_is_not_given_is_refused() -> None:
    with pytest.raises((UndefinedError, TypeError)):
        rendering.render("t", a=text("x"))


def test_words_of_ours_keep_user_text_inert() -> None:
    assert prose("**{}** {}", text("{} {0} *x*"), text("{}")) == r"**\{\} \{0\} \*x\*** \{\}"
