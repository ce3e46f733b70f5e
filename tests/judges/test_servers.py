"""The servers start for real, answer, and leave no process behind."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.judges import amtool, promtool, servers
from tests.judges.sink import sink

PROMETHEUS = "global: {evaluation_interval: 1s}\n"
ALERTMANAGER = "route: {receiver: nobody}\nreceivers: [{name: nobody}]\n"


@pytest.mark.parametrize("version", promtool.VERSIONS)
def test_prometheus_answers_a_query_and_ends(tmp_path: Path, version: str) -> None:
    config = tmp_path / "prometheus.yml"
    config.write_text(PROMETHEUS, encoding="utf-8")
    with servers.prometheus(config, version=version) as server:
        answer = json.loads(server.get("/api/v1/query?query=vector(1)"))
        assert answer["data"]["result"][0]["value"][1] == "1"
        assert "Server is ready" in server.log()
    assert not _lives(server.pid)


@pytest.mark.parametrize("version", amtool.VERSIONS)
def test_alertmanager_takes_an_alert_and_ends(tmp_path: Path, version: str) -> None:
    config = tmp_path / "alertmanager.yml"
    config.write_text(ALERTMANAGER, encoding="utf-8")
    with servers.alertmanager(config, version=version) as server:
        server.post("/api/v2/alerts", json.dumps([{"labels": {"alertname": "DemoDown"}}]))
        (alert,) = json.loads(server.get("/api/v2/alerts"))
        assert alert["labels"] == {"alertname": "DemoDown"}
    assert not _lives(server.pid)


@pytest.mark.parametrize("version", amtool.VERSIONS)
def test_alertmanager_delivers_to_the_sink(tmp_path: Path, version: str) -> None:
    config = tmp_path / "alertmanager.yml"
    with sink() as heard:
        config.write_text(
            "route: {receiver: hook, group_wait: 0s}\n"
            f"receivers: [{{name: hook, webhook_configs: [{{url: '{heard.url}/pager'}}]}}]\n",
            encoding="utf-8",
        )
        with servers.alertmanager(config, version=version) as server:
            server.post("/api/v2/alerts", json.dumps([{"labels": {"alertname": "DemoDown"}}]))
            delivery = heard.next(seconds=30)
        assert delivery is not None
        assert delivery.path == "/pager"
        assert delivery.payload["alerts"][0]["labels"] == {"alertname": "DemoDown"}
        assert heard.next(seconds=0) is None


def test_a_server_ends_when_the_test_fails(tmp_path: Path) -> None:
    config = tmp_path / "alertmanager.yml"
    config.write_text(ALERTMANAGER, encoding="utf-8")
    pids: list[int] = []

    def fails() -> None:
        with servers.alertmanager(config) as server:
            pids.append(server.pid)
            raise RuntimeError("planted")

    with pytest.raises(RuntimeError, match="planted"):
        fails()
    assert not _lives(pids[0])


def test_a_refused_configuration_is_told_from_the_log(tmp_path: Path) -> None:
    config = tmp_path / "alertmanager.yml"
    config.write_text("route: {}\n", encoding="utf-8")
    with pytest.raises(servers.ServerError, match="receiver"), servers.alertmanager(config):
        pass


def test_a_refused_request_is_an_error(tmp_path: Path) -> None:
    config = tmp_path / "alertmanager.yml"
    config.write_text(ALERTMANAGER, encoding="utf-8")
    with (
        servers.alertmanager(config) as server,
        pytest.raises(servers.ServerError, match="GET /api/v2/nothing: 404"),
    ):
        server.get("/api/v2/nothing")


def _lives(pid: int) -> bool:
    """Also true for a zombie: a process that nobody waited for is left behind too."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
