"""The whole chain on loopback: what a build wrote, the servers that run it, and who hears."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.e2e.heard import Receivers, receivers
from tests.e2e.project import Project, Versions
from tests.e2e.service import Service
from tests.judges.servers import Server, alertmanager, prometheus
from tests.workflows.http import serving

SECONDS = 90
# An alert that fires before Prometheus has found its Alertmanager, some 5 s after the start
# (discovery/manager.go, updatert), is lost until it is sent again: by default, after a minute.
_FLAGS = ("--web.enable-lifecycle", "--rules.alert.resend-delay=5s")
_PROMETHEUS = """\
global: {{scrape_interval: 1s, evaluation_interval: 1s}}
rule_files: ["{rules}"]
alerting:
  alertmanagers: [{{static_configs: [{{targets: ["127.0.0.1:{alertmanager}"]}}]}}]
scrape_configs:
  - {{job_name: assistant, static_configs: [{{targets: ["{service}"]}}]}}
  - {{job_name: alertmanager, static_configs: [{{targets: ["127.0.0.1:{alertmanager}"]}}]}}
"""


@dataclass(frozen=True, slots=True)
class World:
    """One service, everything that watches it, and everybody who hears of it."""

    service: Service
    told: Receivers
    prometheus: Server
    alertmanager: Server
    _project: Project

    @property
    def memory(self) -> Path:
        """Where the Alertmanager keeps what it has sent."""
        return self._project.memory

    def digest_now(self) -> None:
        """Moves the digest to the current minute, as a team does: edit, build, reload.

        The language knows its time by the minute, so waiting for one would take up to a minute.
        """
        self._project.build(datetime.now(UTC))
        self.prometheus.post("/-/reload")

    def firing(self, alert: str, model: str | None = None) -> bool:
        """Whether Prometheus has that alert firing, at that model."""
        listed = json.loads(self.prometheus.get("/api/v1/alerts"))["data"]["alerts"]
        return any(
            one["state"] == "firing"
            and one["labels"]["alertname"] == alert
            and model in (None, one["labels"].get("model"))
            for one in listed
        )

    def inhibited(self, alert: str, model: str) -> bool:
        """Whether the Alertmanager holds that alert back because of another one."""
        return any(
            one["labels"]["alertname"] == alert
            and one["labels"].get("model") == model
            and one["status"]["inhibitedBy"]
            for one in json.loads(self.alertmanager.get("/api/v2/alerts"))
        )

    def broken_rules(self) -> list[str]:
        """The rules that Prometheus could not evaluate."""
        groups = json.loads(self.prometheus.get("/api/v1/rules"))["data"]["groups"]
        assert groups
        return [
            rule["name"] for group in groups for rule in group["rules"] if rule["health"] == "err"
        ]


def until(happened: Callable[[], bool], what: str, seconds: float = SECONDS) -> None:
    """Waits for something that the servers do; AssertionError if they do not in time."""
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline, f"not in {seconds:.0f} s: {what}"
        time.sleep(0.1)


@contextmanager
def world(folder: Path, versions: Versions) -> Iterator[World]:
    """Builds the spec as a user does, provides what an operator must, and starts everything.

    A second time in the same folder is a start after a stop: the Alertmanager remembers.
    """
    service = Service()
    with receivers() as told, serving(lambda path: service.metrics()) as address:
        project = Project(folder, told, versions)
        project.build(datetime.now(UTC) + timedelta(hours=12))
        project.provide_secrets()
        with alertmanager(
            project.routes, version=versions.alertmanager, storage=project.memory
        ) as router:
            config = folder / "prometheus.yml"
            config.write_text(
                _PROMETHEUS.format(
                    rules=project.rules,
                    alertmanager=router.port,
                    service=address.removeprefix("http://"),
                ),
                encoding="utf-8",
            )
            with prometheus(config, version=versions.prometheus, flags=_FLAGS) as server:
                yield World(service, told, server, router, project)
