"""Places that hear what the Alertmanager sends, and who was told what in one comparable form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage

from tests.targets.alertmanager.sinks import Heard, Post, http_sink, smtp_sink

DUTY, TEAM, SWITCH = "duty@example.com", "team@example.com", "heartbeat@switch.example.com"
"""Who gets mail: at once for high alerts, the digest, and a switch that takes heartbeats."""

_TITLE = re.compile(r"\[(FIRING|RESOLVED)(?::\d+)?\] \w+ (\w+) \(assistant\)")


@dataclass(frozen=True, slots=True)
class Told:
    """That an alert began or ended, and the whole text in which it was said."""

    what: str
    """`firing` or `resolved`, a space, and the alert's name."""
    text: str


@dataclass(frozen=True, slots=True)
class Receivers:
    """A PagerDuty, a Slack and a webhook at paths of one port, and a mail server."""

    http: Heard[Post]
    mail: Heard[EmailMessage]

    @property
    def pager(self) -> list[Told]:
        """What PagerDuty's Events API got."""
        words = {"trigger": "firing", "resolve": "resolved"}
        return [
            Told(f"{words[post.body['event_action']]} {post.body['payload']['class']}", post.text)
            for post in self._posts("/pager")
        ]

    @property
    def incidents(self) -> set[str]:
        """PagerDuty's own keys: an incident ends by the key that began it."""
        return {post.body["dedup_key"] for post in self._posts("/pager")}

    @property
    def slack(self) -> list[Told]:
        """What the team's Slack got."""
        return [
            _titled(post.body["attachments"][0]["title"], post.text)
            for post in self._posts("/slack")
        ]

    @property
    def duty(self) -> list[Told]:
        """What whoever is on duty was mailed."""
        return [_titled(str(mail["Subject"]), _html(mail)) for mail in self._mails(DUTY)]

    @property
    def digests(self) -> list[EmailMessage]:
        """What the team was mailed."""
        return self._mails(TEAM)

    @property
    def beats(self) -> list[str]:
        """The heartbeats, by whichever of the two ways they came."""
        mails = [str(mail["Subject"]) for mail in self._mails(SWITCH)]
        return mails + [post.text for post in self._posts("/heartbeat")]

    def _posts(self, path: str) -> list[Post]:
        return self.http.matching(lambda post: post.path == path)

    def _mails(self, address: str) -> list[EmailMessage]:
        return self.mail.matching(lambda mail: mail["To"] == address)


@contextmanager
def receivers() -> Iterator[Receivers]:
    """Listens for as long as the block lasts."""
    with http_sink() as http, smtp_sink() as mail:
        yield Receivers(http, mail)


def rows(mail: EmailMessage) -> list[str]:
    """The alerts that a digest names, each with its labels in one line, sorted."""
    listed = _html(mail).replace("<br>", "").split("<b>")[1:]
    return sorted(" ".join(_shown(row)) for row in listed)


def _shown(row: str) -> Iterator[str]:
    """The name and the labels that tell the alerts apart."""
    lines = [line.strip() for line in row.splitlines()]
    yield lines[0].replace("</b>", "")
    yield from (line for line in lines if line.startswith("model: "))


def _titled(title: str, text: str) -> Told:
    found = _TITLE.fullmatch(title)
    assert found, title
    return Told(f"{found[1].lower()} {found[2]}", text)


def _html(mail: EmailMessage) -> str:
    part = mail.get_body(("html",))
    assert part is not None
    text = part.get_content()
    assert isinstance(text, str)
    return text
