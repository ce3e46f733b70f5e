"""What holds for every alert of the service: who owns it, where to look, what to type."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from opsgen.artifacts import dashboard_url
from opsgen.plan import Plan
from opsgen.promql.command import LOCAL, firing, up
from opsgen.prose.markup import NOTHING, Markdown, block, code, join, link, prose, text
from opsgen_targets.runbook import commands

_ADDRESS = re.compile(r"(?:(?P<title>.+?): )?(?P<url>https?://\S+)")
_QUERY = re.compile(r"(?P<title>[\w .-]{1,60}): (?P<query>.+)", re.DOTALL)
# In UTC, the five last; a repository of a service is where its deployments come from.
_DEPLOYS = "TZ=UTC0 git log -5 --date=iso-strict-local --format='%h %cd %s'"


@dataclass(frozen=True, slots=True)
class ServiceView:
    """Commands are fenced blocks; those that the input gives no means for are empty."""

    name: Markdown
    about: Markdown
    facts: tuple[Markdown, ...]
    look: Markdown
    firing: Markdown
    up: Markdown
    ages: Markdown
    healthy: Markdown
    heartbeat: Markdown
    deploys: Markdown
    silence: Markdown
    prometheus: Markdown


def service_view(plan: Plan, source: Markdown) -> ServiceView:
    """`source` is the link to operations.yaml."""
    missing = "What it does is not written down: add {} to {}."
    return ServiceView(
        name=text(plan.service),
        about=text(plan.description or "") or prose(missing, code("description:"), source),
        facts=tuple(_facts(plan, source)),
        look=looks(plan),
        firing=_shell(firing(plan)),
        up=_shell(up(plan)),
        ages=_shell(commands.ages(plan)),
        healthy=_shell(commands.healthy(plan)),
        heartbeat=_shell(
            commands.alertmanager(
                plan, "alert", "query", 'alertname="Watchdog"', f'service="{plan.service}"'
            )
        ),
        deploys=_shell(_DEPLOYS),
        silence=_shell(
            commands.alertmanager(
                plan,
                "silence",
                "add",
                'alertname="ALERT"',
                f'service="{plan.service}"',
                "--duration=1h",
                "--comment=being worked on",
            )
        ),
        prometheus=code(plan.links.prometheus or LOCAL),
    )


def looks(plan: Plan) -> Markdown:
    """Every dashboard and log that is known, in one line; empty when none is."""
    return join(", ", (*_dashboards(plan), *_logs(plan)))


def _shell(command: str | None) -> Markdown:
    return NOTHING if command is None else block(command, "sh")


def _facts(plan: Plan, source: Markdown) -> Iterator[Markdown]:
    if plan.owner:
        yield prose("**Owner:** {}", text(plan.owner))
    else:
        yield prose("**Owner:** nobody is named; add {} to {}", code("owner:"), source)
    if plan.runbook.contacts:
        contacts = (prose("{}: {}", text(who), text(how)) for who, how in plan.runbook.contacts)
        yield prose("**Contacts:** {}", join("; ", contacts))
    for title, places in (("Dashboards", _dashboards(plan)), ("Logs", _logs(plan))):
        if places:
            yield prose("**{}:** {}", Markdown(title), join(", ", places))
    links = (
        ("Repository", plan.links.repository),
        ("Prometheus", plan.links.prometheus),
        ("Alertmanager", plan.links.alertmanager),
    )
    for title, url in links:
        if url:
            yield prose("**{}:** {}", Markdown(title), link(url, url))


def _dashboards(plan: Plan) -> tuple[Markdown, ...]:
    given = tuple(link(title or url, url) for title, url in plan.runbook.dashboards)
    if given or (url := dashboard_url(plan)) is None:
        return given
    return (link(plan.service, url),)


def _logs(plan: Plan) -> tuple[Markdown, ...]:
    return tuple(map(_log, plan.runbook.logs))


def _log(place: str) -> Markdown:
    """An address as a link, anything else as the query that it is."""
    if (address := _ADDRESS.fullmatch(place)) is not None:
        return link(address["title"] or address["url"], address["url"])
    if (query := _QUERY.fullmatch(place)) is not None:
        return prose("{}: {}", text(query["title"]), code(query["query"]))
    return code(place)
