"""The words, run by the real template engine on text that wants to be more than text."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from opsgen_targets.alertmanager.messages import (
    CARDS,
    DISCORD,
    JIRA,
    MAIL,
    MENTIONS,
    PLAIN,
    SLACK,
    TELEGRAM,
    Grammar,
    Role,
    body,
    headline,
    link,
    title,
)
from tests.judges import run

VERSIONS = ("0.25", "current")
HOSTILE = "<!channel> & <@all> {{ .Labels }} [~admin] @here </b> *_`"
HTML_GRAMMARS = (TELEGRAM, MAIL)
MOST = 10


def alert(status: str = "firing", **labels: str) -> dict[str, Any]:
    return {
        "status": status,
        "labels": {"alertname": "a", "service": "demo", "severity": "high", **labels},
        "annotations": {
            "summary": f"sum {HOSTILE}",
            "description": f"desc {HOSTILE}",
            "runbook_url": "https://example.com/runbook.md#a",
            "dashboard_url": "ops/relative.md",
        },
    }


def data(*alerts: dict[str, Any]) -> dict[str, Any]:
    """The data of a group, as the Alertmanager hands it to a template."""
    firing = any(each["status"] == "firing" for each in alerts)
    common = dict(set.intersection(*(set(each["labels"].items()) for each in alerts)))
    return {
        "status": "firing" if firing else "resolved",
        "alerts": list(alerts),
        "commonLabels": common,
        "commonAnnotations": alerts[0]["annotations"],
        "groupLabels": {"service": "demo"},
    }


def rendered(text: str, group: dict[str, Any], version: str, folder: Path, html: bool) -> str:
    file = folder / "data.json"
    file.write_text(json.dumps(group), encoding="utf-8")
    verdict = run(
        f"amtool-{version}",
        "template",
        "render",
        f"--template.glob={folder / 'none.tmpl'}",
        f"--template.text={text}",
        f"--template.type={'html' if html else 'text'}",
        f"--template.data={file}",
    )
    assert verdict
    return verdict.output


def shown(grammar: Grammar, group: dict[str, Any], version: str, folder: Path) -> str:
    return rendered(body(grammar, "alert").text, group, version, folder, grammar in HTML_GRAMMARS)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    ("grammar", "forbidden", "kept"),
    [
        (SLACK, ("<!", "<@"), "&lt;!channel&gt; &amp; &lt;@all&gt; {{ .Labels }}"),
        (CARDS, ("<!", "<@", "</b>"), r"&lt;!channel&gt; &amp; &lt;@all&gt; {{ .Labels }} \[\~"),
        (DISCORD, (" <!", " <@"), r"\<!channel\> & \<@all\> {{ .Labels }}"),
        (MENTIONS, ("@here", "@all"), "<!channel> & <@\u200ball> {{ .Labels }}"),
        (JIRA, ("[~",), "[\u200b~admin]"),
        (TELEGRAM, ("<!", "<@", "</b> *"), "&lt;!channel&gt; &amp; &lt;@all&gt; {{ .Labels }}"),
        (MAIL, ("<!", "<@", "</b> *"), "&lt;!channel&gt; &amp; &lt;@all&gt; {{ .Labels }}"),
    ],
    ids=["slack", "cards", "discord", "mentions", "jira", "telegram", "mail"],
)
def test_user_text_is_text_in_every_grammar(
    grammar: Grammar, forbidden: tuple[str, ...], kept: str, version: str, tmp_path: Path
) -> None:
    group = data(alert(where=HOSTILE))
    said = shown(grammar, group, version, tmp_path)
    assert said.count(kept) == 3  # summary, description and the label
    assert [mark for mark in forbidden if mark in said] == []
    # The same words without the escaper, to see that a mark that got through would be found.
    unescaped = Grammar((), grammar.bold, grammar.link, grammar.newline)
    planted = rendered(body(unescaped, "alert").text, group, version, tmp_path, html=False)
    assert [mark for mark in forbidden if mark in planted]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("grammar", [SLACK, CARDS, TELEGRAM], ids=["slack", "cards", "telegram"])
def test_an_address_is_a_link_only_if_a_browser_can_open_it(
    grammar: Grammar, version: str, tmp_path: Path
) -> None:
    said = shown(grammar, data(alert()), version, tmp_path)
    address = "https://example.com/runbook.md#a"
    assert grammar.link.replace("URL", address).replace("TEXT", "Runbook") in said
    assert "Dashboard: ops/relative.md" in said


@pytest.mark.parametrize("address", ["!channel", "https://x|y", "https://x>y", "javascript:x"])
def test_a_slack_link_cannot_be_broken_out_of(address: str, tmp_path: Path) -> None:
    hostile = alert()
    hostile["annotations"]["runbook_url"] = address
    said = shown(SLACK, data(hostile), "0.25", tmp_path)
    assert "<" not in said


@pytest.mark.parametrize("version", VERSIONS)
def test_labels_that_are_said_elsewhere_are_not_said_twice(version: str, tmp_path: Path) -> None:
    said = shown(PLAIN, data(alert(model="large", signal="s")), version, tmp_path)
    assert "model: large" in said
    assert "severity:" not in said
    assert "signal:" not in said


@pytest.mark.parametrize("version", VERSIONS)
def test_a_storm_is_cut_and_says_so(version: str, tmp_path: Path) -> None:
    storm = data(*(alert(instance=f"i{n:02}") for n in range(MOST + 3)))
    said = shown(PLAIN, storm, version, tmp_path)
    assert said.count("instance: ") == MOST
    assert f"The first {MOST} of {MOST + 3}." in said


def test_a_storm_of_exactly_the_limit_is_not_cut(tmp_path: Path) -> None:
    said = shown(PLAIN, data(*(alert(instance=str(n)) for n in range(MOST))), "0.25", tmp_path)
    assert "The first" not in said


@pytest.mark.parametrize(
    ("grammar", "shown_as"),
    [
        (PLAIN, "one\nProcedure: two\n"),
        (CARDS, "one\n\nProcedure: two\n\n"),
        (MAIL, '<span style="white-space:pre-line">one\nProcedure: two</span><br>\n'),
    ],
    ids=["plain", "cards", "mail"],
)
def test_the_lines_of_a_description_stay_lines(
    grammar: Grammar, shown_as: str, tmp_path: Path
) -> None:
    several = alert()
    several["annotations"]["description"] = "one\nProcedure: two"
    assert shown_as in shown(grammar, data(several), "0.25", tmp_path)


TELEGRAM_LIMIT = 4096


@pytest.mark.parametrize("role", ["alert", "recorded", "firing"])
def test_a_storm_of_long_texts_still_fits_into_telegram(role: Role, tmp_path: Path) -> None:
    storm = [
        alert(instance=f"host-{n:03}", model="large", digest_alert="slow", digest_severity="low")
        for n in range(100)
    ]
    storm += [alert("resolved", instance=f"host-{n:03}", digest_alert="slow") for n in range(100)]
    for each in storm:
        each["annotations"] |= {"summary": "word " * 200, "description": "many words " * 100}
    group, text = data(*storm), body(TELEGRAM, role).text
    assert 500 < len(rendered(text, group, "current", tmp_path, html=True)) < TELEGRAM_LIMIT
    whole = Grammar((), TELEGRAM.bold, TELEGRAM.link, most=None)
    planted = rendered(body(whole, role).text, group, "current", tmp_path, html=True)
    assert len(planted) > TELEGRAM_LIMIT


def test_resolved_alerts_stand_apart(tmp_path: Path) -> None:
    said = shown(PLAIN, data(alert(i="one"), alert("resolved", i="two")), "0.25", tmp_path)
    before, after = said.split("Resolved\n")
    assert "i: one" in before
    assert "i: two" in after


@pytest.mark.parametrize("version", VERSIONS)
def test_a_recorded_digest_names_every_alert_with_its_labels(version: str, tmp_path: Path) -> None:
    many = [
        alert(digest="mail", digest_alert=f"slow_{n}", digest_severity="low", model=f"m{n}")
        for n in range(2 * MOST)
    ]
    said = rendered(body(PLAIN, "recorded").text, data(*many), version, tmp_path, html=False)
    for n in range(2 * MOST):
        assert f"slow_{n} (low)\n" in said
        assert f"model: m{n}\n" in said
    assert "digest:" not in said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (title(PLAIN, "alert").text, "[FIRING:2] high a (demo)"),
        (title(PLAIN, "recorded").text, "Digest of demo: 2 alerts"),
        (title(PLAIN, "watchdog").text, "Watchdog of demo: alerting works"),
        (headline("alert").text, f"demo: sum {HOSTILE}"),
        (link("runbook_url"), "https://example.com/runbook.md#a"),
        (link("dashboard_url"), ""),
    ],
)
@pytest.mark.parametrize("version", VERSIONS)
def test_the_short_lines(text: str, said: str, version: str, tmp_path: Path) -> None:
    group = data(alert(i="1"), alert(i="2"))
    assert rendered(text, group, version, tmp_path, html=False) == said


def test_a_title_in_slack_is_escaped_too(tmp_path: Path) -> None:
    group = data(alert(alertname="<!here>"))
    said = rendered(title(SLACK, "alert").text, group, "0.25", tmp_path, html=False)
    assert said == "[FIRING:1] high &lt;!here&gt; (demo)"
