"""The words of a notification: constant templates, into which user text comes as data only.

Each place that hears has a grammar of its own. Text that comes from labels or annotations goes
through `opsgen.text`, which takes every meaning out of it, so that `<!channel>` in a label value
pings nobody.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from opsgen.artifacts import Literal as Block

Role = Literal["alert", "recorded", "firing", "watchdog"]
"""What a receiver is for: alerts at once, one of the two forms of a digest, or the Watchdog."""

_HIDDEN = ("alertname", "service", "severity", "signal")
_HIDDEN_IN_DIGEST = (*_HIDDEN, "digest", "digest_alert", "digest_severity")

# An address that can stand in a link: Slack ends it at `|` and `>`.
_ADDRESS = r'match "^https?://[^|<>()\\s]+$" .'


@dataclass(frozen=True, slots=True)
class Grammar:
    """`escapes` are (pattern, replacement) for `reReplaceAll`, the one replacing function of all
    versions (template/template.go, DefaultFuncs); `link` holds `URL` and `TEXT`.

    `most` alerts are told in a message at once and `most_in_digest` in a digest, None for all.
    With `longest`, summaries and descriptions end after so many characters, and what is over or
    in a digest is only named.
    `lines` stands around a text that may have several.
    """

    escapes: tuple[tuple[str, str], ...] = ()
    bold: tuple[str, str] = ("", "")
    link: str = "TEXT: URL"
    newline: str = "\n"
    most: int | None = 10
    most_in_digest: int | None = None
    longest: int | None = None
    lines: tuple[str, str] = ("", "")


_ENTITIES = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"))
_BACKSLASH = (r"([\\`*_~|#\[\]])", r"\$1")
_NO_MENTION = ("@", "@\u200b")
_MARKDOWN_LINK = "[TEXT](URL)"

PLAIN = Grammar()
# docs.slack.dev, "Formatting message text": these three and no other are control characters.
SLACK = Grammar(_ENTITIES, ("*", "*"), "<URL|TEXT>")
# The Alertmanager runs it as an HTML template, which escapes by itself (notify/telegram, email).
MAIL = Grammar(
    (),
    ("<b>", "</b>"),
    '<a href="URL">TEXT</a>',
    "<br>\n",
    lines=('<span style="white-space:pre-line">', "</span>"),
)
# From 0.32 on, a message of more than 4096 characters is not sent at all but replaced by a
# sentence that says so (notify/telegram/telegram.go): better to tell less.
TELEGRAM = Grammar(
    (), ("<b>", "</b>"), '<a href="URL">TEXT</a>', most=3, most_in_digest=20, longest=300
)
DISCORD = Grammar(((r"([\\`*_~|<>#\[\]])", r"\$1"),), ("**", "**"), _MARKDOWN_LINK)
# Webex reads `<@all>`, Teams reads HTML: both within Markdown, where one break is none.
CARDS = Grammar((*_ENTITIES, _BACKSLASH, ("\n", "\n\n")), ("**", "**"), _MARKDOWN_LINK, "\n\n")
# Mattermost and Rocket.Chat read a mention anywhere; the invisible space ends it.
MENTIONS = Grammar((_BACKSLASH, _NO_MENTION), ("**", "**"), _MARKDOWN_LINK)
JIRA = Grammar(((r"\[~", "[\u200b~"),))


def title(grammar: Grammar, role: Role) -> Block:
    """One line: how many, how bad, what, of which service."""
    service = _text(grammar, ".CommonLabels.service")
    count = "{{ len .Alerts.Firing }}"
    plural = _if("gt (len .Alerts.Firing) 1", "s")
    if role == "watchdog":
        line = f"Watchdog of {service}: alerting works"
    elif role in ("recorded", "firing"):
        line = f"Digest of {service}: {count} alert{plural}"
    else:
        state = '{{ .Status | toUpper }}{{ if eq .Status "firing" }}:' + count + "{{ end }}"
        severity = _text(grammar, ".CommonLabels.severity")
        line = f"[{state}] {severity} {_text(grammar, '.CommonLabels.alertname')} ({service})"
    return Block(_escaper(grammar) + line)


def headline(role: Role) -> Block:
    """One line for a pager, plain: the service and what is wrong with it."""
    if role != "alert":
        return title(PLAIN, role)
    return Block(
        "{{ .CommonLabels.service }}: {{ or .CommonAnnotations.summary .CommonLabels.alertname }}"
    )


def body(grammar: Grammar, role: Role) -> Block:
    """Every alert with its summary, description, labels and links."""
    if role == "watchdog":
        return title(grammar, role)
    alert, rest = _alert(grammar, role), ""
    limit = grammar.most if role == "alert" else grammar.most_in_digest
    if limit is not None:
        alert = _if(f"lt $index {limit}", alert)
        rest = f"The first {limit} of {{{{ len . }}}}.{grammar.newline}"
        rest = _if(f"gt (len .) {limit}", rest)
    each = f"{{{{ range $index, $alert := . }}}}{alert}{{{{ end }}}}"
    resolved = f"{grammar.bold[0]}Resolved{grammar.bold[1]}{grammar.newline}"
    listed = '{{ template "opsgen.alerts" . }}'
    return Block(
        _escaper(grammar)
        + _define("opsgen.alerts", each + rest)
        + _with(".Alerts.Firing", listed)
        + _with(".Alerts.Resolved", resolved + listed)
    )


def details(role: Role) -> dict[str, Block]:
    """The alerts by name of a detail, for a pager that shows them.

    From 0.30 on the Alertmanager reads each detail as YAML and tears apart what gives anything
    but one text; up to 0.33 it runs every string inside as a template once more, and `{{` in a
    label's value loses the page (template/template.go, DeepCopyWithTemplate; #5302). After a
    first line without a colon it can be read as one text, or not at all.
    """
    each = f"{{{{ range . }}}}{_alert(PLAIN, role)}{{{{ end }}}}"
    listed = _define("opsgen.alerts", each)
    return {
        word.lower(): Block(
            f"{listed}{{{{ len .Alerts.{word} }}}} {word.lower()}\n"
            f'{{{{ template "opsgen.alerts" .Alerts.{word} }}}}'
        )
        for word in ("Firing", "Resolved")
    }


def link(annotation: str) -> str:
    """The address of the group's common annotation, or nothing if a browser cannot open it."""
    return _with(f".CommonAnnotations.{annotation}", _if(_ADDRESS, "{{ . }}"))


def _alert(grammar: Grammar, role: Role) -> str:
    hidden = _HIDDEN_IN_DIGEST if role == "recorded" else _HIDDEN
    names = " ".join(f'"{name}"' for name in hidden)
    end = grammar.newline
    label = f"{_text(grammar, '.Name')}: {_text(grammar, '.Value')}{end}"
    labels = (
        f"{{{{ range (.Labels.Remove (stringSlice {names})).SortedPairs }}}}{label}{{{{ end }}}}"
    )
    if grammar.longest and role != "alert":
        return _head(grammar, role) + end + labels + end
    description = _text(grammar, _cut(grammar, ".")).join(grammar.lines)
    details = (
        _with(".Annotations.description", description + end)
        + labels
        + _link(grammar, "Runbook", "runbook_url")
        + _link(grammar, "Dashboard", "dashboard_url")
    )
    if grammar.longest:
        details = _if('eq .Status "firing"', details)
    return _head(grammar, role) + end + details + end


def _head(grammar: Grammar, role: Role) -> str:
    """What an alert is called where it stands: its summary, in a short digest its name."""
    if role == "recorded":
        severity = _text(grammar, ".Labels.digest_severity")
        return f"{_bold(grammar, '.Labels.digest_alert')} ({severity})"
    if grammar.longest and role == "firing":
        return _bold(grammar, ".Labels.alertname")
    return _bold(grammar, _cut(grammar, "(or .Annotations.summary .Labels.alertname)"))


def _link(grammar: Grammar, text: str, annotation: str) -> str:
    """A link where a browser can open the address, else the address as text."""
    address = grammar.link.replace("TEXT", text).replace("URL", "{{ . }}")
    plain = f"{text}: {_text(grammar, '.')}"
    return _with(f".Annotations.{annotation}", _if(_ADDRESS, address, plain) + grammar.newline)


def _cut(grammar: Grammar, value: str) -> str:
    return f'(printf "%.{grammar.longest}s" {value})' if grammar.longest else value


def _bold(grammar: Grammar, value: str) -> str:
    return f"{grammar.bold[0]}{_text(grammar, value)}{grammar.bold[1]}"


def _text(grammar: Grammar, value: str) -> str:
    return f'{{{{ template "opsgen.text" {value} }}}}' if grammar.escapes else f"{{{{ {value} }}}}"


def _if(condition: str, then: str, otherwise: str = "") -> str:
    middle = "{{ else }}" + otherwise if otherwise else ""
    return f"{{{{ if {condition} }}}}{then}{middle}{{{{ end }}}}"


def _with(value: str, then: str) -> str:
    return f"{{{{ with {value} }}}}{then}{{{{ end }}}}"


def _define(name: str, text: str) -> str:
    """A template of its own on a line of its own, which `-` takes out of the message."""
    return f'{{{{ define "{name}" }}}}{text}{{{{ end -}}}}\n'


def _escaper(grammar: Grammar) -> str:
    if not grammar.escapes:
        return ""
    steps = "".join(
        f" | reReplaceAll {_go(pattern)} {_go(replacement)}"
        for pattern, replacement in grammar.escapes
    )
    return _define("opsgen.text", f"{{{{ .{steps} }}}}")


def _go(text: str) -> str:
    """A Go string; outside ASCII by escape, so that nothing invisible stands in the file."""
    quoted = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return '"' + "".join(c if ord(c) < 0x7F else f"\\u{ord(c):04x}" for c in quoted) + '"'
