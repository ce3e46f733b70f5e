"""Who this is about: the service's name, its links and the versions of its engines."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from opsgen.diagnostics import Edit, Span
from opsgen.diagnostics.rules import names as rules
from opsgen.diagnostics.rules import targets as target_rules
from opsgen.plan import Alert, Links, Version
from opsgen.plan.engines import FLOORS
from opsgen.resolve.context import Context
from opsgen.spec import Operations

UNNAMED = "unnamed"
RUNBOOK_PATH = "ops/runbook.md"
_SERVICE = re.compile(r"[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*")


def resolve_service(spec: Operations, context: Context) -> str:
    if spec.service is not None:
        return spec.service
    if context.wrote("service"):
        return UNNAMED  # It was given, and was refused already.
    name = context.workspace.folder_name
    if not _SERVICE.fullmatch(name) or len(name) > 63:
        context.report(
            rules.SERVICE_UNNAMABLE,
            (),
            "the file names no service, and its folder's name cannot be one",
            help="add `service: <name>` with lower-case letters, digits and single `-` or `_`",
        )
        return UNNAMED
    because = "the name of the folder that holds the file"
    context.default("service", "name", name, (), because)
    context.report(
        rules.SERVICE_UNNAMED,
        (),
        f"the file names no service: the folder's name, `{name}`, is taken",
        help=f"add `service: {name}`, because the folder may be called otherwise elsewhere",
        edit=_first(f"service: {name}", context),
    )
    return name


def resolve_links(spec: Operations, context: Context) -> Links:
    given = spec.links
    runbook = str(spec.targets.get("runbook", {}).get("path") or RUNBOOK_PATH)
    repository = given.repository if given is not None else None
    if not context.wrote("links", "repository"):
        context.default("links", "runbook", runbook, ("links",), "no `links.repository` is given")
        context.report(
            rules.RUNBOOK_UNREACHABLE,
            ("links",) if context.document.has(("links",)) else (),
            "the runbook's links are relative paths, which a chat or a pager cannot open",
            help="add `links: {repository: https://…}` with the address of this repository",
            edit=_repository_edit(context),
        )
    return Links(
        _base(repository),
        _base(given.dashboards if given is not None else None),
        _base(given.prometheus if given is not None else None),
        _base(given.alertmanager if given is not None else None),
        runbook if repository is None else f"{_blob(repository.rstrip('/'))}/{runbook}",
    )


def check_pages(spec: Operations, alerts: Sequence[Alert], context: Context) -> None:
    """Whether what every alert links to is there once the files are built."""
    table = spec.targets.get("runbook", {})
    page = str(table.get("path") or RUNBOOK_PATH)
    lost = [alert for alert in alerts if alert.severity != "none" and alert.runbook is None]
    if lost and table.get("enabled") is False and not context.workspace.has_file(page):
        links = f"{len(lost)} alerts link" if len(lost) > 1 else f"the alert `{lost[0].name}` links"
        context.report(
            rules.RUNBOOK_NOT_BUILT,
            ("targets", "runbook"),
            f"{links} to `{page}`, which is not built and not there",
            help="leave the target enabled, or write that page yourself; an alert of yours may "
            "have a page of its own: `runbook: https://…`",
        )
    if not alerts:
        return
    if spec.targets.get("grafana", {}).get("enabled") is not False:
        _note_unlinked(context)
        return
    if context.wrote("links", "dashboards"):
        context.report(
            rules.DASHBOARD_NOT_BUILT,
            ("links", "dashboards"),
            "every alert links to a dashboard that is not built",
            help="leave the target `grafana` enabled; without `dashboards` the link is to the "
            "alert in Prometheus",
        )


def _note_unlinked(context: Context) -> None:
    """Whether an alert tells its dashboard as a path of the repository, which nobody can open."""
    if any(context.wrote("links", key) for key in ("dashboards", "prometheus")):
        return
    if not context.document.has(("links", "repository")):
        return  # told of the runbook already, whose fix is the same section
    context.report(
        rules.DASHBOARD_UNREACHABLE,
        ("links",),
        "alerts name the dashboard's file, because nothing says where dashboards are seen",
        help='add `dashboards: "https://grafana.example.com"` to `links`',
        edit=context.document.insertion(("links",), 'dashboards: "https://grafana.example.com"'),
    )


def _repository_edit(context: Context) -> Edit | None:
    line = 'repository: "https://git.example.com/team/service"'
    if context.document.has(("links",)):
        return context.document.insertion(("links",), line)
    return _first(f"links:\n  {line}", context)


def _first(lines: str, context: Context) -> Edit | None:
    """At the head of the file, where people write who it is about; else wherever it fits."""
    start = context.document.span(()).start
    if start.col != 1 or context.document.text[start.offset] in "{[":
        return context.document.insertion((), lines)
    return Edit(Span(context.document.file, start, start), f"{lines}\n")


def _base(url: str | None) -> str | None:
    return None if url is None else url.rstrip("/")


def _blob(repository: str) -> str:
    """The address under which the files of a repository are shown.

    GitHub and GitLab show files at `/blob/HEAD/`; an address that names more than the
    repository is taken as the folder itself.
    """
    if re.fullmatch(r"https?://(?:www\.)?github\.[^/]+/[^/]+/[^/]+", repository):
        return f"{repository.removesuffix('.git')}/blob/HEAD"
    if re.match(r"https?://gitlab\.", repository) and "/-/" not in repository:
        return f"{repository.removesuffix('.git')}/-/blob/HEAD"
    return repository


def resolve_engines(spec: Operations, context: Context) -> Mapping[str, Version]:
    """The declared versions over the floors; a version below its floor is an error."""
    engines: dict[str, Version] = dict(FLOORS)
    for name, floor in FLOORS.items():
        written = spec.targets.get(name, {}).get("version")
        shown = ".".join(map(str, floor))
        if not isinstance(written, str):
            because = "the oldest that is supported: all later versions accept what it accepts"
            context.default("engines", name, shown, ("targets",), because)
            continue
        path = ("targets", name, "version")
        match = re.fullmatch(r"v?(\d+)\.(\d+)(?:\.\d+.*)?", written)
        if match is None:
            message = f"`{written}` is no version of {name}"
            help = 'write it in quotes, for example `"3.5"`'
            context.report(target_rules.BAD_OPTION, path, message, help=help)
            continue
        version = (int(match[1]), int(match[2]))
        if version < floor:
            message = f"{name} {written} is older than {shown}, the oldest that is supported"
            help = f"upgrade {name} to {shown} or later"
            context.report(target_rules.BELOW_FLOOR, path, message, help=help)
        engines[name] = version
    return engines
