"""What the declared Alertmanager cannot say of a channel, and which version can."""

from __future__ import annotations

from collections.abc import Iterator

from opsgen.diagnostics.rules.targets import NEEDS_VERSION
from opsgen.plan import Channel, Plan, SecretFile
from opsgen.plan.engines import FEATURES, dotted, supports, version_of
from opsgen.target import Emit
from opsgen_targets.alertmanager.settings import place, settings_of
from opsgen_targets.alertmanager.types import TYPES


def check(channel: Channel, plan: Plan, out: Emit) -> None:
    """Report what keeps `channel` out of the configuration."""
    if channel.type not in TYPES:
        out.unsupported(
            channel.origin,
            f"channels of type `{channel.type}`",
            "use a `webhook` channel and a relay of your own",
        )
        return
    if dict(channel.settings).get("update_message"):
        # config/notifiers.go, SlackConfig: it compares the address in the text with Slack's own.
        out.unsupported(
            channel.origin,
            "`update_message`, which wants the secret address in the text",
            "remove `update_message`: every change is a message of its own then",
        )
    lacking = {
        feature: reason
        for feature, reason in _uses(channel, plan)
        if feature in FEATURES and not supports(plan.engines, feature)
    }
    if not lacking:
        return
    # The newest one decides: a version that has it has the others too.
    feature = max(lacking, key=lambda name: FEATURES[name].since)
    since = dotted(FEATURES[feature].since)
    declared = dotted(version_of(plan.engines, "alertmanager"))
    out.report(
        NEEDS_VERSION,
        channel.origin,
        f"channel `{channel.name}` needs Alertmanager {since}, and this build is for {declared}:"
        f" {lacking[feature]}",
        f'write `targets: {{alertmanager: {{version: "{since}"}}}}` if yours is as new,'
        " or use another type of channel",
    )


def has(plan: Plan, channel: Channel, field: str) -> bool:
    """Whether a field that nobody asked for may be written."""
    feature = f"alertmanager.{channel.type}.{field}"
    return feature not in FEATURES or supports(plan.engines, feature)


def _uses(channel: Channel, plan: Plan) -> Iterator[tuple[str, str]]:
    kind = channel.type
    yield f"alertmanager.{kind}", f"it has `{kind}` from there on"
    for name, value in settings_of(channel, plan):
        field = place(kind, name, value)[-1]
        secret = isinstance(value, SecretFile)
        reason = f"`{name}` can be read from a file" if secret else f"it has `{name}`"
        yield f"alertmanager.{kind}.{field}", f"{reason} from there on"
