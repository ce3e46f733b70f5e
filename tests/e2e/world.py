"""The whole chain on loopback: what a build wrote, the servers that run it, and who hears."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.e2e.heard import Receivers, receivers
from tests.e2e.service import Service
from tests.judges.servers import Server, alertmanager, prometheus
from tests.workflows.http import serving

SPEC = Path(__file__).parent / "operations.yaml"
SECONDS = 90
LEAD = timedelta(seconds=15)
"""What a low alert needs to fire and to end before the digest is due."""

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
class Versions:
    """One Prometheus with one Alertmanager, by the names of the judges."""

    prometheus: str
    alertmanager: str


@dataclass(frozen=True, slots=True)
class World:
    """`digest_at` is when the built file wants the digest to be sent."""

    service: Service
    told: Receivers
    prometheus: Server
    alertmanager: Server
    digest_at: datetime

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
    """Builds the spec as a user does, provides what an operator must, and starts everything."""
    service = Service()
    with receivers() as told, serving(lambda path: service.metrics()) as address:
        digest_at = _next_digest()
        built = _built(folder, told, versions, digest_at)
        _provide_secrets(folder, built, told)
        with alertmanager(
            built / "alertmanager" / "alertmanager.yml", version=versions.alertmanager
        ) as router:
            config = folder / "prometheus.yml"
            config.write_text(
                _PROMETHEUS.format(
                    rules=built / "prometheus" / "assistant.prometheus.rules.yml",
                    alertmanager=router.port,
                    service=address.removeprefix("http://"),
                ),
                encoding="utf-8",
            )
            with prometheus(config, version=versions.prometheus) as server:
                yield World(service, told, server, router, digest_at)


def _next_digest() -> datetime:
    """The language knows a time of day in minutes, so it is the first one that leaves time."""
    earliest = datetime.now(UTC) + LEAD
    return earliest.replace(second=0, microsecond=0) + timedelta(minutes=1)


def _built(folder: Path, told: Receivers, versions: Versions, digest_at: datetime) -> Path:
    """The folder that `opsgen build` wrote."""
    text = SPEC.read_text(encoding="utf-8")
    for old, new in _places(folder, told, versions, digest_at):
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    (folder / "operations.yaml").write_text(text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", "from opsgen.cli import main; main()", "build", "--strict"],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=SECONDS,
    )
    assert done.returncode == 0, done.stderr
    return folder / "ops"


def _places(
    folder: Path, told: Receivers, versions: Versions, digest_at: datetime
) -> Iterator[tuple[str, str]]:
    """What belongs to the machine that runs the test, as (text of the spec, instead)."""
    yield "/run/secrets", str(folder / "secrets")
    yield "mail.example.com:25", f"127.0.0.1:{told.mail.port}"
    yield "https://events.eu.pagerduty.com/v2/enqueue", f"http://127.0.0.1:{told.http.port}/pager"
    yield '"09:00"', f'"{digest_at:%H:%M}"'
    if versions.alertmanager == "0.25":
        # It cannot read a webhook's address from a file: there, the switch takes mail.
        yield 'version: "0.28"', 'version: "0.25"'
        yield (
            '{name: heartbeat, type: webhook, url: "${HEARTBEAT_URL}", watchdog: true}',
            '{name: heartbeat, type: email, recipients: ["heartbeat@switch.example.com"],'
            " watchdog: true}",
        )


def _provide_secrets(folder: Path, built: Path, told: Receivers) -> None:
    """The operator's part; the built script says whether it is done."""
    secrets = folder / "secrets"
    secrets.mkdir()
    address = f"http://127.0.0.1:{told.http.port}"
    for name, text in (
        ("PAGERDUTY_KEY", "0123456789abcdef0123456789abcdef"),
        ("SLACK_WEBHOOK", f"{address}/slack"),
        ("HEARTBEAT_URL", f"{address}/heartbeat"),
    ):
        (secrets / name).write_text(text, encoding="utf-8")
    checked = subprocess.run(
        ["sh", built / "alertmanager" / "check-secrets.sh"],
        capture_output=True,
        text=True,
        timeout=SECONDS,
    )
    assert checked.returncode == 0, checked.stdout
