"""A team's folder: its spec for this machine, what opsgen builds of it, and the secrets."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tests.e2e.heard import SWITCH, Receivers

SPEC = Path(__file__).parent / "operations.yaml"
SECONDS = 60
OPSGEN = (sys.executable, "-c", "from opsgen.cli import main; main()")


@dataclass(frozen=True, slots=True)
class Versions:
    """One Prometheus with one Alertmanager, by the names of the judges."""

    prometheus: str
    alertmanager: str


FLOOR, NEWEST = Versions("2.42", "0.25"), Versions("3.5", "current")


@dataclass(frozen=True, slots=True)
class Project:
    """`told` are the receivers at whose addresses the built files point."""

    folder: Path
    told: Receivers
    versions: Versions

    @property
    def rules(self) -> Path:
        return self.folder / "ops" / "prometheus" / "assistant.prometheus.rules.yml"

    @property
    def routes(self) -> Path:
        return self.folder / "ops" / "alertmanager" / "alertmanager.yml"

    @property
    def memory(self) -> Path:
        """Where the Alertmanager keeps what it has sent, from one start to the next."""
        return self.folder / "alertmanager"

    def build(self, digest_at: datetime) -> None:
        """`opsgen build --strict` with the digest at that minute of the day, in UTC."""
        text = SPEC.read_text(encoding="utf-8")
        for old, new in (*self._places(), ('"09:00"', f'"{digest_at:%H:%M}"')):
            assert text.count(old) == 1, old
            text = text.replace(old, new)
        (self.folder / "operations.yaml").write_text(text, encoding="utf-8")
        _run(*OPSGEN, "build", "--strict", cwd=self.folder)

    def provide_secrets(self) -> None:
        """The operator's part; the built script says whether it is done."""
        secrets = self.folder / "secrets"
        secrets.mkdir(exist_ok=True)
        for name, text in (
            ("PAGERDUTY_KEY", "0123456789abcdef0123456789abcdef"),
            ("SLACK_WEBHOOK", f"{self._address}/slack"),
            ("HEARTBEAT_URL", f"{self._address}/heartbeat"),
        ):
            (secrets / name).write_text(text, encoding="utf-8")
        _run("sh", "check-secrets.sh", cwd=self.routes.parent)

    @property
    def _address(self) -> str:
        return f"http://127.0.0.1:{self.told.http.port}"

    def _places(self) -> Iterator[tuple[str, str]]:
        """What belongs to the machine that runs the test, as (text of the spec, instead)."""
        yield "/run/secrets", str(self.folder / "secrets")
        yield "mail.example.com:25", f"127.0.0.1:{self.told.mail.port}"
        yield "https://events.eu.pagerduty.com/v2/enqueue", f"{self._address}/pager"
        if self.versions.alertmanager == "0.25":
            # It cannot read a webhook's address from a file: there, the switch takes mail.
            yield 'version: "0.28"', 'version: "0.25"'
            yield 'type: webhook, url: "${HEARTBEAT_URL}"', f'type: email, recipients: ["{SWITCH}"]'


def _run(*command: str, cwd: Path) -> None:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=SECONDS)
    assert done.returncode == 0, done.stdout + done.stderr
