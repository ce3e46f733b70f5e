"""Alerts over conditions, and channels of many types that hear them."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st

from tests.properties.conditions import conditions
from tests.properties.figures import LABELS, Data, Figure, Spec
from tests.properties.metrics import SEVERITIES
from tests.properties.texts import LINES, MESSAGES

Draw = st.DrawFn
_NAMES = ("down", "Slow-Answers", "cost_spike", "x", "queueIsLong", "drift-2")
_SINCE = {
    "pagerduty": "0.25",
    "slack": "0.25",
    "email": "0.25",
    "opsgenie": "0.25",
    "sns": "0.25",
    "victorops": "0.25",
    "webex": "0.25",
    "webhook": "0.28",
    "discord": "0.28",
    "msteams": "0.28",
    "msteamsv2": "0.28",
    "telegram": "0.28",
    "pushover": "0.28",
    "rocketchat": "0.28",
    # opsgen says 0.28, and upstream has it; Debian builds that version without.
    "jira": "0.33",
    "incidentio": "0.29",
    "mattermost": "0.30",
    "wechat": "0.31",
}
VERSIONS = ("0.25", "0.28", "0.33")
"""What `targets.alertmanager.version` may say; there is an amtool as old as each."""
_OWN: dict[str, Spec] = {
    "pagerduty": {"routing_key": "${PD_KEY}"},
    "slack": {"webhook": "${SLACK_WEBHOOK}"},
    "email": {"recipients": ["team@example.com", "Lead <lead@example.com>"]},
    "opsgenie": {"api_key": "${OPSGENIE}", "priority": "P2"},
    "sns": {"topic_arn": "arn:aws:sns:us-east-2:123456789012:topic"},
    "victorops": {"api_key": "${VICTOR}", "routing_key": "team"},
    "webex": {"credentials": "${WEBEX}", "room_id": "room"},
    "webhook": {"url": "${HOOK_URL}"},
    "discord": {"webhook": "${DISCORD}"},
    "msteams": {"webhook_url": "${TEAMS}"},
    "msteamsv2": {"webhook": "${TEAMS_V2}"},
    "telegram": {"bot_token": "${BOT}", "chat_id": -1001},
    "pushover": {"user_key": "${USER_KEY}", "token": "${PUSH}"},
    "rocketchat": {"token": "${ROCKET}", "token_id": "${ROCKET_ID}"},
    "jira": {"api_url": "https://jira.example.com", "project": "OPS", "issue_type": "Bug"},
    "incidentio": {"url": "https://api.example.com/alerts", "alert_source_token": "${INC}"},
    "mattermost": {"webhook": "${MATTER}"},
    "wechat": {"api_secret": "${WECHAT}", "corp_id": "corp"},
}
_SECRETS = {
    "pagerduty": "routing_key", "slack": "webhook", "opsgenie": "api_key", "webex": "credentials",
    "webhook": "url", "discord": "webhook", "msteams": "webhook_url",
}  # fmt: skip


@st.composite
def channels(draw: Draw, version: str) -> list[Spec]:
    """Up to four channels that an Alertmanager of `version` has."""
    known = [kind for kind, since in _SINCE.items() if since <= version]
    found: list[Spec] = []
    for number in range(draw(st.integers(0, 4))):
        kind = draw(st.sampled_from(known))
        channel: Spec = {"name": f"{kind}-{number}", "type": kind, **_OWN[kind]}
        if kind in _SECRETS and draw(st.integers(0, 4)) == 0:
            del channel[_SECRETS[kind]]
        if draw(st.integers(0, 4)):
            channel["severity"] = [*draw(st.permutations(SEVERITIES))[: draw(st.integers(1, 4))]]
        match draw(st.integers(0, 5)):
            case 0:
                channel["frequency"] = "daily"
                _digest(draw, channel)
            case 1:
                channel["digest"] = draw(st.sampled_from(("recorded", "firing")))
                _digest(draw, channel)
        if draw(st.integers(0, 3)) == 0:
            channel["watchdog"] = draw(st.booleans())
        if draw(st.integers(0, 3)) == 0:
            channel["send_resolved"] = draw(st.booleans())
        if kind == "slack" and draw(st.booleans()):
            channel["channel"] = draw(LINES)
        found.append(channel)
    return found


def _digest(draw: Draw, channel: Spec) -> None:
    if draw(st.booleans()):
        channel["digest_at"] = draw(st.sampled_from(("00:00", "07:30", "23:59")))
    if draw(st.booleans()):
        channel["every"] = draw(st.sampled_from(("24h", "7d", "6h", "1d")))


@st.composite
def alerts(
    draw: Draw, figures: Sequence[Figure], constants: dict[str, str], heard: Sequence[Spec]
) -> list[Spec]:
    """Alerts over `figures`; `heard` are the channels that an alert may expect."""
    found: list[Spec] = []
    for number in range(draw(st.integers(0, 4))):
        name = f"{draw(st.sampled_from(_NAMES))}{number}"
        condition = draw(conditions(figures, constants))
        alert: Spec = {"name": name, "condition": condition.text}
        severity = draw(st.sampled_from((*SEVERITIES, "")))
        if severity:
            alert["severity"] = severity
        told = [f"{{{label}}}" for label in condition.labels]
        if condition.compares == 1 and condition.constant:
            told += ["{value}", "{threshold}"]
        if draw(st.booleans()):
            told.append("{severity}")
            alert["message"] = f"{draw(MESSAGES)} {draw(st.sampled_from(told))}{draw(MESSAGES)}"
        if draw(st.integers(0, 3)) == 0:
            alert["for"] = draw(st.sampled_from(("0s", "1m", "90s", "1h")))
        if draw(st.integers(0, 3)) == 0:
            alert["keep_firing_for"] = draw(st.sampled_from(("5m", "1h")))
        if draw(st.integers(0, 3)) == 0:
            alert["labels"] = {"area": draw(LINES)}
        if draw(st.integers(0, 3)) == 0:
            alert["annotations"] = {"note": draw(MESSAGES)}
        if draw(st.integers(0, 5)) == 0:
            alert["no_data"] = draw(st.sampled_from(("ok", "ok" if condition.raw else "alert")))
        hearing: list[Data] = [
            one["name"] for one in heard if (severity or "medium") in _severities(one)
        ]
        if draw(st.booleans()) and hearing:
            alert["expect"] = hearing
        found.append(alert)
    return found


def _severities(channel: Spec) -> list[Data]:
    found = channel.get("severity")
    return found if isinstance(found, list) else []


__all__ = ["LABELS", "VERSIONS", "alerts", "channels"]
