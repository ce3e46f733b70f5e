"""What a real Alertmanager does with the configuration, on loopback and with shorter timers.

Only the durations are changed. That something does not happen is shown by the Watchdog: its
beats go on, and the thing has not come.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest

from opsgen.plan import Channel, Digest, Plan, SecretFile, Severity
from opsgen.plan.notifications import Setting, Smtp
from tests.judges.servers import Server, alertmanager
from tests.targets.alertmanager.emitted import Config, compressed, config_of, saved
from tests.targets.alertmanager.plans import channel, firing, plan, recorded
from tests.targets.alertmanager.sinks import Heard, Post, http_sink, smtp_sink

VERSIONS = ("0.25", "current")
TIMERS = {
    "group_wait": lambda seconds: "200ms" if seconds else "0s",
    "group_interval": lambda seconds: "200ms",
    # The heartbeat repeats; what should come once must not, however long the test runs.
    "repeat_interval": lambda seconds: "100ms" if seconds == 300 else "1h",
}
HOSTILE = "<!channel> & <b>"


@pytest.fixture
def sink() -> Iterator[Heard[Post]]:
    with http_sink() as heard:
        yield heard


@pytest.fixture
def mails() -> Iterator[Heard[EmailMessage]]:
    with smtp_sink() as heard:
        yield heard


def slack(
    sink: Heard[Post],
    folder: Path,
    name: str,
    *severities: Severity,
    own: dict[str, Setting] | None = None,
    watchdog: bool = False,
    digest: Digest | None = None,
) -> Channel:
    """A Slack channel whose address stands in a secret file, and leads to the sink."""
    secrets = folder / "secrets"
    secrets.mkdir(exist_ok=True)
    file = secrets / name
    file.write_text(f"http://127.0.0.1:{sink.port}/{name}\n", encoding="utf-8")
    settings: dict[str, Setting] = {"api_url": SecretFile(name, str(file)), **(own or {})}
    return channel("slack", *severities, name=name, own=settings, watchdog=watchdog, digest=digest)


@contextmanager
def running(config: Config, folder: Path, version: str) -> Iterator[Server]:
    file = saved(compressed(config, TIMERS), folder)
    with alertmanager(file, version=version) as server:
        post(server, {"alertname": "Watchdog", "severity": "none", "service": "demo"})
        yield server


def post(
    server: Server,
    *labels: dict[str, str],
    annotations: dict[str, str] | None = None,
    over: bool = False,
) -> None:
    """Fires alerts with these labels, or ends them."""
    end = {"endsAt": datetime.now(UTC).isoformat()} if over else {}
    alerts = [{"labels": each, "annotations": annotations or {}, **end} for each in labels]
    server.post("/api/v2/alerts", json.dumps(alerts))


def labels(severity: str, signal: str, **more: str) -> dict[str, str]:
    name = f"{signal}_{severity}"
    return {"alertname": name, "service": "demo", "severity": severity, "signal": signal, **more}


def to(name: str) -> Callable[[Post], bool]:
    return lambda message: message.path == f"/{name}"


def speaks(kind: str, words: str) -> Callable[[Post], bool]:
    return lambda message: message.path.startswith(f"/{kind}/") and words in message.text


@pytest.mark.parametrize("version", VERSIONS)
def test_the_watchdog_beats_again_and_again(
    version: str, sink: Heard[Post], tmp_path: Path
) -> None:
    config = config_of(plan(slack(sink, tmp_path, "beat", watchdog=True)))
    with running(config, tmp_path, version):
        beats = sink.wait(to("beat"), 3)
    assert "Watchdog of demo: alerting works" in beats[0].text


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("rules", [False, True], ids=["planted", "ours"])
def test_critical_silences_medium_of_the_same_signal_and_labels_only(
    rules: bool, version: str, sink: Heard[Post], tmp_path: Path
) -> None:
    config = config_of(
        plan(
            slack(sink, tmp_path, "pager", "critical"),
            slack(sink, tmp_path, "chat", "medium"),
            slack(sink, tmp_path, "beat", watchdog=True),
            by=("model",),
        )
    )
    if not rules:
        config["inhibit_rules"] = []
    with running(config, tmp_path, version) as server:
        post(server, labels("critical", "latency", model="a"))
        sink.wait(to("pager"))
        post(
            server,
            labels("medium", "latency", model="a"),
            labels("medium", "latency", model="b"),
            labels("medium", "errors", model="a"),
        )
        sink.wait(lambda m: m.path == "/chat" and "errors_medium" in m.text)
        sink.wait(lambda m: m.path == "/chat" and "model: b" in m.text)
        sink.more(to("beat"), 5)
        latency = [m.text for m in sink.matching(to("chat")) if "latency_medium" in m.text]
    assert any("model: a" in text for text in latency) is not rules


@pytest.mark.parametrize("version", VERSIONS)
def test_alerts_without_a_signal_silence_nothing(
    version: str, sink: Heard[Post], tmp_path: Path
) -> None:
    config = config_of(
        plan(
            slack(sink, tmp_path, "pager", "critical"),
            slack(sink, tmp_path, "chat", "medium"),
        )
    )
    with running(config, tmp_path, version) as server:
        bare = {"alertname": "a", "service": "demo", "severity": "critical"}
        post(server, bare)
        sink.wait(to("pager"))
        post(server, bare | {"severity": "medium"})
        assert sink.wait(to("chat"))


FIRED = [
    {
        "alertname": "digest_mail",
        "service": "demo",
        "severity": "none",
        "digest": "mail",
        "digest_alert": f"slow_{number}",
        "digest_severity": "low",
        "model": f"m{number}",
    }
    for number in range(3)
]


def subject(mail: EmailMessage) -> str:
    return str(mail["Subject"])


def content(mail: EmailMessage) -> str:
    part = mail.get_body(("html",))
    assert part is not None
    text = part.get_content()
    assert isinstance(text, str)
    return text


def mailed(sink: Heard[Post], mails: Heard[EmailMessage], folder: Path, digest: Digest) -> Plan:
    """Low goes to a digest by mail, high to a chat."""
    return plan(
        channel("email", "low", name="mail", digest=digest),
        slack(sink, folder, "chat", "high"),
        slack(sink, folder, "beat", watchdog=True),
        smtp=Smtp(f"127.0.0.1:{mails.port}", "alerts@demo.invalid", False, ()),
    )


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("ours", [False, True], ids=["planted", "ours"])
def test_a_recorded_digest_is_one_mail_that_names_everything(
    ours: bool, version: str, sink: Heard[Post], mails: Heard[EmailMessage], tmp_path: Path
) -> None:
    config = config_of(mailed(sink, mails, tmp_path, recorded("mail")))
    (subtree,) = config["route"]["routes"]
    if not ours:
        subtree["routes"][0]["group_by"] = ["digest_alert"]
    with running(config, tmp_path, version) as server:
        post(server, *FIRED)
        mails.wait(lambda mail: True)
        sink.more(to("beat"), 5)
        assert (len(mails.messages) == 1) is ours
    if ours:
        (mail,) = mails.messages
        assert subject(mail) == "Digest of demo: 3 alerts"
        for number in range(3):
            assert f"<b>slow_{number}</b> (low)" in content(mail)
            assert f"model: m{number}" in content(mail)


@pytest.mark.parametrize("version", VERSIONS)
def test_the_next_digest_comes_before_the_repetition_would(
    version: str, sink: Heard[Post], mails: Heard[EmailMessage], tmp_path: Path
) -> None:
    config = config_of(mailed(sink, mails, tmp_path, recorded("mail")))
    with running(config, tmp_path, version) as server:
        post(server, *FIRED)
        mails.wait(lambda mail: True)
        post(server, *FIRED, over=True)
        sink.more(to("beat"), 5)
        assert len(mails.messages) == 1  # that a digest is over is no news
        post(server, *FIRED)
        mails.wait(lambda mail: True, 2)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("due", [True, False])
def test_a_firing_digest_is_sent_in_its_window_only(
    due: bool, version: str, sink: Heard[Post], mails: Heard[EmailMessage], tmp_path: Path
) -> None:
    now = datetime.now(UTC)
    minute = (now.hour * 60 + now.minute - 1 + (0 if due else 720)) % 1440
    config = config_of(mailed(sink, mails, tmp_path, firing(minute)))
    with running(config, tmp_path, version) as server:
        post(server, labels("low", "a"), labels("low", "b"), labels("high", "c"))
        sink.wait(to("chat"))
        if due:
            mails.wait(lambda mail: True)
        sink.more(to("beat"), 5)
        assert len(mails.messages) == (1 if due else 0)
    for mail in mails.messages:
        assert "a_low" in content(mail)
        assert "b_low" in content(mail)
        assert "c_high" not in content(mail)


@pytest.mark.parametrize("version", VERSIONS)
def test_a_mention_in_a_label_pings_nobody_in_slack(
    version: str, sink: Heard[Post], tmp_path: Path
) -> None:
    raw: dict[str, Setting] = {"text": "{{ .CommonLabels.where }}"}
    config = config_of(
        plan(
            slack(sink, tmp_path, "planted", "critical", own=raw),
            slack(sink, tmp_path, "ours", "critical"),
        )
    )
    annotations = {"summary": HOSTILE, "description": HOSTILE, "runbook_url": "https://e.example/r"}
    with running(config, tmp_path, version) as server:
        post(server, labels("critical", "a", where=HOSTILE), annotations=annotations)
        (planted,) = sink.wait(to("planted"))
        (ours,) = sink.wait(to("ours"))
    assert "<!channel>" in planted.text
    assert "<!" not in ours.text
    (attachment,) = ours.body["attachments"]
    assert attachment["title"] == "[FIRING:1] critical a_critical (demo)"
    assert attachment["text"].splitlines() == [
        "*&lt;!channel&gt; &amp; &lt;b&gt;*",
        "&lt;!channel&gt; &amp; &lt;b&gt;",
        "where: &lt;!channel&gt; &amp; &lt;b&gt;",
        "<https://e.example/r|Runbook>",
        "",
    ]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    "text",
    [
        "{{ .Nothing }} of {{",
        "queue: high",
        "---",
        "1: 2",
        "[{]",
        "{{ range . }}",
        "50% }} of {{ $x }}",
        "first\nkey: {{ .Labels.x.y }}\n---\na: b",
    ],
)
def test_a_pager_rings_whatever_a_label_or_a_message_holds(
    version: str, text: str, sink: Heard[Post], tmp_path: Path
) -> None:
    pager = pointed_at(sink, "pagerduty", tmp_path)
    with running(config_of(plan(pager)), tmp_path, version) as server:
        post(
            server,
            labels("critical", "a", where=text),
            annotations={"summary": text, "description": text},
        )
        (page,) = sink.wait(to("pagerduty/"))
    told = page.body["payload"]["custom_details"]
    assert told["firing"].rstrip("\n") == f"1 firing\n{text}\n{text}\nwhere: {text}"


def test_without_our_details_a_newer_alertmanager_loses_such_a_page(
    sink: Heard[Post], tmp_path: Path
) -> None:
    config = config_of(plan(pointed_at(sink, "pagerduty", tmp_path)))
    del config["receivers"][0]["pagerduty_configs"][0]["details"]
    with running(config, tmp_path, "current") as server:
        post(server, labels("critical", "a", where="{{ .User }}"))
        post(server, labels("critical", "b"))
        sink.wait(speaks("pagerduty", "b_critical"))
        post(server, labels("critical", "b"), over=True)
        sink.wait(speaks("pagerduty", '"resolve"'))
        assert "failed to render details" in server.log()
    assert not sink.matching(speaks("pagerduty", "a_critical"))


ADDRESS_FIELD = {
    "pagerduty": "url",
    "opsgenie": "api_url",
    "victorops": "api_url",
    "telegram": "api_url",
    "webex": "api_url",
    "wechat": "api_url",
    "jira": "api_url",
    "rocketchat": "api_url",
    "incidentio": "url",
}
"""Types whose address is a plain setting; of the others it is the secret."""

SECRET_ADDRESS = ("slack", "webhook", "msteams", "msteamsv2", "discord", "mattermost")


def pointed_at(sink: Heard[Post], kind: str, folder: Path) -> Channel:
    """A channel of `kind` that speaks to the sink, below the path `/<kind>/`."""
    address = f"http://127.0.0.1:{sink.port}/{kind}/"
    own: dict[str, Setting | None] = {}
    if kind in ADDRESS_FIELD:
        own[ADDRESS_FIELD[kind]] = address
    made = channel(kind, "critical", own=own, secrets=str(folder))
    for _, value in made.settings:
        if isinstance(value, SecretFile):
            secret = address if kind in SECRET_ADDRESS else "secret"
            Path(value.path).write_text(secret, encoding="utf-8")
    return made


@pytest.mark.parametrize(
    ("version", "kinds"),
    [
        ("0.25", ("slack", "pagerduty", "opsgenie", "victorops", "webex")),
        ("current", (*ADDRESS_FIELD, *SECRET_ADDRESS)),
    ],
)
def test_every_type_delivers_its_words_and_reads_its_secret_files(
    version: str, kinds: tuple[str, ...], sink: Heard[Post], tmp_path: Path
) -> None:
    engine = (0, 25) if version == "0.25" else (9, 9)
    channels = [pointed_at(sink, kind, tmp_path) for kind in kinds]
    with running(config_of(plan(*channels, version=engine)), tmp_path, version) as server:
        post(server, labels("critical", "latency"), annotations={"summary": "Too slow"})
        for kind in kinds:
            sink.wait(speaks(kind, "Too slow"))
        log = server.log()
    assert "Notify for alerts failed" not in log
    (page,) = sink.matching(lambda message: message.path == "/pagerduty/")
    assert page.body["payload"]["severity"] == "critical"
    assert page.body["payload"]["summary"] == "demo: Too slow"
    assert page.body["dedup_key"]
