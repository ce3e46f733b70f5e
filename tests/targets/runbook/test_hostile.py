"""Whatever a user types stays text: no HTML, no link, no directive, no broken layout."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import pytest

from opsgen.artifacts.model import HEADER
from opsgen.plan import Default, Plan
from opsgen.plan.alerts import TextPart
from opsgen.plan.procedures import Decision, Escalation, Procedure, Remedy, Runbook
from tests.artifacts.hostile import hostile
from tests.judges import mermaid
from tests.targets.runbook.pages import blocks, emitted, fences, html, links, tokens
from tests.targets.runbook.plans import CHAT, DRIFT, KINDS, NOTIFICATIONS, OWN, PROC_001, ROLLOUT
from tests.targets.runbook.plans import plan as planned

CHOSEN = (
    "<script>alert(1)</script>",
    "](javascript:alert(1))",
    "[x](javascript:alert(1)) ![y](https://evil.example/p.png)",
    "a | b || c",
    "`` ` ``` code",
    "{{ secrets }} {% raw %} {# x #} ${{ env.X }}",
    "%%{init: {'theme': 'dark'}}%% end",
    'end"] --> n99["owned',
    "# heading",
    "> quote",
    "- item",
    "--- --> <!-- x -->",
    "https://evil.example www.evil.example a@evil.example",
    "&lt;b&gt; &#60;",
    "$(reboot) `reboot` '; reboot #",
    "\\",
    "\\`",
    "a\\|b",
    "*a* _b_ **c** ~~d~~ $e$",
)
LINES = ("one\n\n# two\n\n<b>three</b>\n```\nfour", "a\n- b\n\t- c\r\nd", "\n", "   ", "a\n```\n")
STRINGS = (*CHOSEN, *LINES, *(text for text in hostile(120, seed=9) if "\0" not in text))


SOME = tuple(
    alert
    for alert in KINDS
    if alert.name in ("errors", "drifted", "queue_no_data", "service_down", "Watchdog")
)


def plan(word: str) -> Plan:
    """A service in which every free text is `word`."""
    base = planned(OWN, *SOME)
    made = replace(
        PROC_001,
        title=word,
        symptoms=(word, word),
        diagnosis=(f"x {word} x", f"y {word} y"),
        resolution=(Remedy(word, word),),
        escalation=(Escalation(60, word),),
        first=word,
    )
    stages = tuple(
        replace(
            each,
            name=word,
            needs=tuple(word for _ in each.needs),
            steps=tuple(replace(s, name=word, command=s.command and word) for s in each.steps),
        )
        for each in ROLLOUT.stages
    )
    assert ROLLOUT.rollback is not None
    channel = replace(CHAT, name=word, type=word, settings=(("channel", word),))
    return replace(
        base,
        service=word,
        owner=word,
        description=word,
        job=word,
        alerts=tuple(
            replace(each, message=(TextPart(word),), runbook=word, name=each.name)
            for each in base.alerts
        ),
        signals=tuple(replace(signal, description=word, type="gauge") for signal in base.signals),
        links=replace(base.links, repository=word, prometheus=word, alertmanager=word),
        runbook=Runbook(
            (made, *_generated(base)),
            ((word, word),),
            ((word, word),),
            (word,),
            (Decision(word, word, word, word),),
        ),
        rollout=replace(ROLLOUT, stages=stages, rollback=replace(ROLLOUT.rollback, command=word)),
        drift=replace(
            DRIFT,
            reference=(("path", word),),
            schedule=word,
            tests=tuple(replace(test, name=word, type=word, feature=word) for test in DRIFT.tests),
        ),
        notifications=replace(
            NOTIFICATIONS,
            channels=(channel, *NOTIFICATIONS.channels),
            routes=tuple(replace(r, channels=(word, *r.channels)) for r in NOTIFICATIONS.routes),
            policies=tuple(replace(p, response=word) for p in NOTIFICATIONS.policies),
        ),
        defaults=(Default(word, word, word, replace(PROC_001.origin, because=word)),),
    )


def _generated(base: Plan) -> tuple[Procedure, ...]:
    return tuple(each for each in base.runbook.procedures if each.generated)[1:]


@cache
def pages(word: str) -> dict[str, str]:
    return emitted(plan(word))


def allowed(word: str) -> set[str]:
    """The addresses that a plan of that word may lead to, besides its own headings."""
    return {"../operations.yaml", word}


def texts(page: str) -> Iterator[str]:
    """The page without its fences, whose content no reader interprets."""
    return (token.content for token in tokens(page) if token.type == "text")


@pytest.mark.parametrize("word", STRINGS)
def test_no_text_becomes_html_a_link_or_an_image(word: str) -> None:
    for path, page in pages(word).items():
        assert html(page) == [f"<!-- {HEADER} -->\n"], path
        assert not any(token.type == "image" for token in tokens(page)), path
        for link in links(page):
            if not link.startswith("#"):
                assert re.match(r"https?://|mailto:|[^:/\\]*(?:[/?#]|$)|\.\./", link), link


@pytest.mark.parametrize("word", CHOSEN)
def test_no_text_changes_the_layout(word: str) -> None:
    for path, page in pages(word).items():
        assert blocks(page) == blocks(pages("word")[path]), path


@pytest.mark.parametrize("word", CHOSEN)
def test_every_text_reaches_the_reader_as_typed(word: str) -> None:
    (description,) = {" ".join(word.split())}
    seen = "\n".join(
        "".join(part.content for part in token.children or [])
        for token in tokens(pages(word)["ops/runbook.md"])
        if token.type == "inline"
    )
    assert seen.count(description) >= 10


def test_a_link_that_a_reader_must_not_follow_is_shown_as_code() -> None:
    page = pages("javascript:alert(1)")["ops/runbook.md"]
    assert not any("javascript" in link for link in links(page))
    assert "`javascript:alert(1)`" in page


DIAGRAM_LINE = re.compile(
    r"""flowchart[ ](?:LR|TB)
    |   \s*end
    |   \s*subgraph[ ]n\d+\["(?P<group>[^"]*)"\]
    |   \s*n\d+(?:\["|\("|\{")(?P<node>[^"]*)(?:"\]|"\)|"\})
    |   \s*n\d+[ ](?:-->|-\.->)(?:\|"(?P<edge>[^"]*)"\|)?[ ]n\d+
    """,
    re.VERBOSE,
)
LABEL = re.compile(r"(?:[A-Za-z0-9 _.,/=+-]|#\d+;|<br/>)*")


@pytest.mark.parametrize("word", STRINGS)
def test_labels_of_diagrams_hold_plain_characters_and_numbers(word: str) -> None:
    drawn = fences(pages(word)["ops/runbook.md"], "mermaid")
    assert len(drawn) == 3
    for diagram in drawn:
        for line in diagram.splitlines():
            match = DIAGRAM_LINE.fullmatch(line)
            assert match, line
            for label in match.groupdict().values():
                assert label is None or LABEL.fullmatch(label), line


@pytest.mark.parametrize("word", CHOSEN)
def test_diagrams_say_what_was_typed(word: str) -> None:
    drawn = "\n".join(fences(pages(word)["ops/runbook.md"], "mermaid"))
    said = re.sub(r"#(\d+);", lambda match: chr(int(match[1])), drawn)
    assert " ".join(word.split()) in said


def test_mermaid_parses_every_hostile_label() -> None:
    """One page for all of them, since starting the judge takes longer than its work."""
    for diagram in fences(pages("\n".join(CHOSEN))["ops/runbook.md"], "mermaid"):
        verdict = mermaid.check(diagram)
        assert verdict, verdict.output


def test_the_judge_catches_a_label_that_is_not_escaped() -> None:
    assert not mermaid.check('flowchart LR\n  n1["a"b"]')
