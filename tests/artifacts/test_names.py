"""Names that two targets must agree on."""

from __future__ import annotations

import re

import pytest

from opsgen.artifacts import dashboard_path, dashboard_tag, dashboard_uid, runbook_anchor


@pytest.mark.parametrize(
    ("procedure", "fragment"),
    [
        ("PROC-high_error_rate", "proc-high_error_rate"),
        ("PROC-001", "proc-001"),
        ("PROC-vllm:num_requests_running_no_data", "proc-vllmnum_requests_running_no_data"),
    ],
)
def test_an_anchor_is_what_github_makes_of_the_id_as_heading(procedure: str, fragment: str) -> None:
    assert runbook_anchor(procedure) == fragment


def test_a_uid_is_one_that_grafana_takes_and_stays_apart_when_shortened() -> None:
    services = ["shop", "a" * 63, "a" * 62 + "b", "some_service-with-9"]
    uids = [dashboard_uid(service) for service in services]
    assert uids[0] == "opsgen-shop"
    assert all(re.fullmatch(r"[a-zA-Z0-9_-]{1,40}", uid) for uid in uids)
    assert len(set(uids)) == len(services)


def test_the_dashboard_lies_beside_the_other_files() -> None:
    assert dashboard_path("shop") == "ops/grafana/shop.json"


def test_a_tag_is_the_services_name_as_long_as_grafana_takes_it() -> None:
    assert dashboard_tag("answers") == "answers"
    long = ["a" * 60 + end for end in "bc"]
    assert [len(dashboard_tag(name)) for name in long] == [50, 50]
    assert len({dashboard_tag(name) for name in long}) == 2
