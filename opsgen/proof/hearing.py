"""Who hears each alert by an emitted configuration: its own tree, read by our model of routing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from opsgen.plan import Alert, Origin, Plan
from opsgen.proof.digests import listed
from opsgen.proof.routing import Routing, read_routing


@dataclass(frozen=True, slots=True)
class Hearing:
    """The receivers that an alert reaches, in order, and the channels that hear of it: those of
    its receivers, and those that a digest's alert tells of it."""

    receivers: tuple[str, ...]
    channels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ears:
    """A configuration as far as it decides who hears; `channels` are those of each receiver."""

    routing: Routing
    channels: Mapping[str, tuple[str, ...]]

    def hearing(self, alert: Alert, plan: Plan) -> Hearing:
        receivers = self.routing.receivers(carried(alert, plan))
        heard = {name for receiver in receivers for name in self.channels[receiver]}
        for other in plan.alerts:
            node = listed(other)
            if node is not None and alert.severity in node.severities:
                reached = self.routing.receivers(carried(other, plan))
                heard |= {name for receiver in reached for name in self.channels[receiver]}
        order = [channel.name for channel in plan.notifications.channels]
        return Hearing(receivers, tuple(name for name in order if name in heard))


def carried(alert: Alert, plan: Plan) -> dict[str, str]:
    """The labels that the alert brings to the Alertmanager, whichever series fires; none of the
    labels that its `by` adds can be one of these."""
    own = {**dict(plan.labels), **dict(alert.labels)}
    own |= {"alertname": alert.name, "service": plan.service, "severity": alert.severity}
    return own if alert.signal is None else own | {"signal": alert.signal}


def read_ears(config: Mapping[str, Any], origins: Mapping[str, Origin], plan: Plan) -> Ears:
    """An emitted configuration, or the part of one service, whose `origins` lead from the entry
    of a receiver (`/receivers/0/slack_configs/0`) to the channel that caused it.

    Raises ValueError for an entry of no channel: it would be heard by somebody unknown.
    """
    names = {channel.origin.path: channel.name for channel in plan.notifications.channels}
    # Where a part has no root, nobody known hears what it does not claim.
    channels: dict[str, tuple[str, ...]] = {"": ()}
    for index, receiver in enumerate(config["receivers"]):
        found = []
        for key, entries in receiver.items():
            for place in range(len(entries)) if key != "name" else ():
                pointer = f"/receivers/{index}/{key}/{place}"
                origin = origins.get(pointer)
                if origin is None or origin.path not in names:
                    raise ValueError(f"nothing tells whose {pointer} is")
                found.append(names[origin.path])
        channels[receiver["name"]] = tuple(found)
    return Ears(read_routing(config), channels)
