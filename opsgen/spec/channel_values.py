"""Values that the Alertmanager refuses: one of them, and its whole configuration fails to load.

Source: prometheus/alertmanager config/notifiers.go, the `UnmarshalYAML` of each type.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from opsgen.diagnostics.rules import shape
from opsgen.diagnostics.suggest import nearest
from opsgen.spec import channel_templates
from opsgen.spec.channel_types import ChannelType
from opsgen.spec.problem import Problem, one_of
from opsgen.spec.tree import Items, Node

CHOICES: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("telegram", "parse_mode"): ("Markdown", "MarkdownV2", "HTML"),
    ("wechat", "message_type"): ("text", "markdown"),
    ("opsgenie", "priority"): ("P1", "P2", "P3", "P4", "P5"),
}
AT_MOST_ONE: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "sns": (("topic_arn", "target_arn", "phone_number"),),
    "jira": (("credentials", "password"),),
    "slack": (("webhook", "app_token"), ("api_url", "app_token")),
    "pagerduty": (("routing_key", "service_key"),),
    "pushover": (("html", "monospace"),),
}
_ADDRESS = re.compile(r"[^\s@,;<>]+@[^\s@,;<>]+|[^@,;<>]*<[^\s@,;<>]+@[^\s@,;<>]+>")
_HOST_PORT = re.compile(r"[^\s:/@]+:[0-9]{1,5}|\[[0-9a-fA-F:]+\]:[0-9]{1,5}")


def check(channel: Node, kind: ChannelType) -> Iterator[Problem]:
    """What is wrong with the values of a channel whose fields have the right types."""
    yield from _empty(channel, kind)
    yield from _rivals(channel)
    type_ = str(channel["type"])
    for key, value in channel.items():
        if not isinstance(value, str) or not value:
            continue
        choices = CHOICES.get((type_, key))
        if choices and value not in choices and "{{" not in value:
            close = nearest(value, choices)
            help = f"did you mean {one_of(close)}?" if close else None
            yield _wrong(channel, key, f"`{key}` must be {one_of(choices)}", help)
        elif kind.fields.get(key) == "string" and (wrong := channel_templates.fault(value)):
            told, help = wrong
            yield _wrong(channel, key, f"the template in `{key}` {told}", help)
    if type_ == "email":
        yield from _mail(channel)
    alerts = channel.get("max_alerts")
    if isinstance(alerts, int) and alerts < 0:
        yield _wrong(channel, "max_alerts", "`max_alerts` must not be negative", "0 means all")


def _wrong(channel: Node, key: str, message: str, help: str | None) -> Problem:
    return Problem(shape.BAD_VALUE, (*channel.path, key), message, help)


def _empty(channel: Node, kind: ChannelType) -> Iterator[Problem]:
    """A required field that says nothing is as good as none."""
    for group in kind.required:
        for key in group:
            value = channel.get(key)
            blank = isinstance(value, str) and not value.strip()
            nothing = isinstance(value, Items) and not value
            if blank or nothing or (value == 0 and isinstance(value, int)):
                yield _wrong(channel, key, f"`{key}` is empty", "write a value, or remove it")


def _rivals(channel: Node) -> Iterator[Problem]:
    for group in AT_MOST_ONE.get(str(channel["type"]), ()):
        given = [key for key in group if channel.get(key)]
        if len(given) > 1:
            message = f"{one_of(given).replace(' or ', ' and ')} exclude each other"
            yield _wrong(channel, given[1], message, "keep one of them")


def _mail(channel: Node) -> Iterator[Problem]:
    recipients = channel.get("recipients")
    listed = recipients if isinstance(recipients, Items) else ()
    written = channel.get("to")
    parts = written.split(",") if isinstance(written, str) and written.strip() else ()
    for key, addresses in (("recipients", listed), ("to", parts)):
        for address in addresses:
            if not isinstance(address, str) or "{{" in address:
                continue
            if not _ADDRESS.fullmatch(address.strip()):
                message = f"`{key}` holds something that is no e-mail address"
                yield _wrong(channel, key, message, "write for example `team@example.com`")
                break
    host = channel.get("smarthost")
    if isinstance(host, str) and not _HOST_PORT.fullmatch(host):
        help = "write for example `smtp.example.com:587`"
        yield _wrong(channel, "smarthost", "`smarthost` is not a host and a port", help)
    headers = channel.get("headers")
    if isinstance(headers, Node):
        seen: set[str] = set()
        for name in headers:
            if name.lower() in seen:
                message = f"the header `{name}` is given twice: case does not tell them apart"
                path = (*channel.path, "headers", name)
                yield Problem(shape.BAD_VALUE, path, message, "keep one of them", on_key=True)
            seen.add(name.lower())
