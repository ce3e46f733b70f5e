"""Which rules are evaluated together.

Rules of one group run in order, so an alert sees the history that was recorded a moment ago;
across groups it would be as old as an evaluation interval. So a chain, recordings and all
alerts that read them, is never parted.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass, field

from opsgen.diagnostics.rules.prometheus import LONG_CHAIN
from opsgen.plan import Alert, Plan
from opsgen.promql.recordings import Recorded, Recording
from opsgen.target import Emit

MOST = 20
"""Rules of a group. Grafana Mimir refuses more by default (ruler_max_rules_per_rule_group)."""

_SUBJECTS = {
    "service_down": "availability",
    "no_data": "missing-data",
    "job_missing": "drift",
    "notifications": "alerting",
    "digest": "alerting",
    "watchdog": "alerting",
}


@dataclass(slots=True)
class Group:
    """A group of rules; while groups are made, also a chain that must stay in one."""

    name: str
    recordings: list[Recording] = field(default_factory=list)
    alerts: list[Alert] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.recordings) + len(self.alerts)

    def only(self, alerts: Container[str], recorded: Recorded) -> Group:
        """Those of `alerts`, by their names, and the history that they read."""
        kept = [alert for alert in self.alerts if alert.name in alerts]
        read = {rule for alert in kept for rule in recorded.of(alert.condition)}
        return Group(self.name, [rule for rule in self.recordings if rule in read], kept)

    def take(self, other: Group) -> None:
        self.recordings += other.recordings
        self.alerts += other.alerts


def grouped(plan: Plan, recorded: Recorded, out: Emit) -> list[Group]:
    """The groups in the order of the alerts, each named after the service and its subject."""
    groups: list[Group] = []
    newest: dict[str, Group] = {}
    count: dict[str, int] = {}
    for chain in _chains(plan.alerts, recorded):
        subject = chain.name
        group = newest.get(subject)
        if group is None or len(group) + len(chain) > MOST:
            count[subject] = count.get(subject, 0) + 1
            number = f".{count[subject]}" if count[subject] > 1 else ""
            group = newest[subject] = Group(f"{plan.service}.{subject}{number}")
            groups.append(group)
        group.take(chain)
        if len(chain) > MOST:
            _report(chain, out)
    return groups


def _chains(alerts: Iterable[Alert], recorded: Recorded) -> list[Group]:
    """Alerts joined by what they read, in the order of their first; named by its subject."""
    chains: dict[int, Group] = {}
    keeper: dict[Recording, Group] = {}
    for alert in alerts:
        read = recorded.of(alert.condition)
        joined = list({id(keeper[rule]): keeper[rule] for rule in read if rule in keeper}.values())
        chain = joined[0] if joined else Group(_subject(alert))
        for other in joined[1:]:
            chain.take(chains.pop(id(other)))
        chains[id(chain)] = chain
        chain.recordings += [rule for rule in read if rule not in keeper]
        chain.alerts.append(alert)
        keeper |= dict.fromkeys(chain.recordings, chain)
    return list(chains.values())


def _subject(alert: Alert) -> str:
    return _SUBJECTS.get(alert.cause) or alert.signal or alert.name


def _report(chain: Group, out: Emit) -> None:
    first = chain.alerts[0]
    out.report(
        LONG_CHAIN,
        first.origin,
        f"{len(chain)} rules read one another's history and stay in one group, "
        f"where {MOST} is the most that every ruler takes",
        "Prometheus takes them; for Grafana Mimir raise `ruler_max_rules_per_rule_group`",
    )
