"""A repository, a service, a Prometheus that scrapes it, and runs of the service's workflows."""

from __future__ import annotations

import json
import os
import sys
import time
import urllib.parse
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.judges.servers import Server, prometheus
from tests.workflows.github import GitHub, github
from tests.workflows.http import serving
from tests.workflows.runner import Event, Machine, Run
from tests.workflows.service import Behaviour, Service
from tests.workflows.specs import DEPLOY, files, workflow

_CONFIG = """\
scrape_configs:
  - job_name: shop
    scrape_interval: 400ms
    scrape_timeout: 400ms
    static_configs:
      - targets: ["{address}"]
"""

_SCRIPTS = {
    "unit_tests": "echo tested",
    "deploy_to_staging": 'echo "$OPSGEN_IMAGE to staging"',
    "deploy_canary": 'moved "$OPSGEN_WEIGHT"',
    "set_canary_weight": 'moved "$OPSGEN_WEIGHT"',
    "full_deployment": "moved 100",
    "deploy_idle": "echo idle has $OPSGEN_IMAGE",
    "switch_traffic": "moved 100",
    "rolling_batch": 'moved "$OPSGEN_WEIGHT"',
    "rollback": 'test ! -e "$WORLD/broken" || { rm "$WORLD/broken"; exit 1; }\nmoved 0',
}
"""The user's part: what each step does, where `moved` changes the weight."""

_HEAD = """\
#!/usr/bin/env bash
set -euo pipefail
WORLD={world}
moved() {{
  test "$OPSGEN_DRY_RUN" = false
  echo "$1" > "$WORLD/next" && mv "$WORLD/next" "$WORLD/weight" && echo "$1" >> "$WORLD/moves"
}}
"""

READY_SECONDS = 60


@dataclass
class World:
    """`weight` is the percent of the users' traffic that the new version has."""

    folder: Path
    service: Service
    prometheus: Server | None
    stack: ExitStack
    github: GitHub

    @property
    def weight(self) -> int:
        return int((self.folder / "weight").read_text(encoding="utf-8"))

    @property
    def moves(self) -> list[int]:
        """Every weight that a script set, in order."""
        file = self.folder / "moves"
        return [int(line) for line in file.read_text().split()] if file.exists() else []

    def deploy(
        self,
        spec: str,
        *events: Event,
        inputs: Mapping[str, Any] | None = None,
        branch: str = "main",
        path: str = DEPLOY,
        **scripts: str,
    ) -> Run:
        """Build `spec` into the repository and run the workflow; `scripts` replace some steps."""
        return self.prepared(spec, events, inputs, branch, path, scripts)()

    def prepared(
        self,
        spec: str,
        events: Sequence[Event] = (),
        inputs: Mapping[str, Any] | None = None,
        branch: str = "main",
        path: str = DEPLOY,
        scripts: Mapping[str, str] | None = None,
    ) -> Run:
        self._write(spec, scripts or {})
        known = {"PROMETHEUS_URL": self.address, "PROMETHEUS_TOKEN": ""}
        secrets = dict.fromkeys(("production", "production-rollback", "staging"), known)
        where = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
        repository = self.folder / "repository"
        machine = Machine(repository, self.folder, secrets, where, self.github.url)
        run = Run(workflow(spec, path), machine, branch, inputs, events)
        self.github.runs.append(run)
        return run

    @property
    def address(self) -> str:
        return self.prometheus.url if self.prometheus else "http://127.0.0.1:9"

    def stop_prometheus(self) -> None:
        self.stack.close()

    def _write(self, spec: str, scripts: Mapping[str, str]) -> None:
        repository = self.folder / "repository"
        for path, body in files(spec).items():
            (repository / path).parent.mkdir(parents=True, exist_ok=True)
            (repository / path).write_bytes(body)
        head = _HEAD.format(world=self.folder)
        for name, text in {**_SCRIPTS, **scripts}.items():
            script = repository / "ops" / "steps" / name
            script.parent.mkdir(parents=True, exist_ok=True)
            script.write_text(head + text + "\n", encoding="utf-8")
            script.chmod(0o755)


@contextmanager
def world(folder: Path, behaviour: Behaviour | None = None, up: bool = True) -> Iterator[World]:
    """`up` False is a Prometheus that is down from the start."""
    (folder / "weight").write_text("0", encoding="utf-8")
    service = Service(folder / "weight", behaviour or Behaviour())
    with ExitStack() as stack, serving(lambda path: service.metrics()) as url, github() as there:
        config = folder / "prometheus.yml"
        config.write_text(_CONFIG.format(address=url.removeprefix("http://")), encoding="utf-8")
        server = stack.enter_context(prometheus(config)) if up else None
        if server is not None:
            _wait_for_samples(server)
        yield World(folder, service, server, stack, there)


def _wait_for_samples(server: Server) -> None:
    query = urllib.parse.quote("count_over_time(http_requests_total[10s]) > 4")
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        if json.loads(server.get(f"/api/v1/query?query={query}"))["data"]["result"]:
            return
        time.sleep(0.1)
    raise AssertionError("Prometheus has scraped nothing")


def verdicts(run: Run) -> list[str]:
    """What the preflight and each watch said in the end, in order."""
    words = ("pass", "failed", "inconclusive", "error", "aborted")
    found = []
    for log in run.logs.values():
        said = [line.split(":")[0] for line in log.splitlines() if line.split(":")[0] in words]
        found += said[-1:]
    return found


def settled(run: Run) -> tuple[str, str]:
    """(the result of the deployment, and of the job behind it)."""
    return run.results["production"], run.results["production-rollback"]
