"""Both schemas tell the same story: they differ in how it is written down alone."""

from __future__ import annotations

from tests.targets.grafana.dashboards import V2, Json, dashboard, rows, shop

SPEC = shop(
    '{name: latency_p99, type: histogram, series: http_seconds, by: [pod], alert_threshold: ">1s"}',
    "{name: queue, type: gauge, unit: count, series: queue, no_data: alert}",
    alerts=['{name: odd, severity: medium, condition: "zscore(queue, 1d) > 4"}'],
    rest="""
description: "What the shop does."
links: {repository: "https://git.example.com/shop", dashboards: "https://g.example.com"}
pipeline: {stages: [{name: ship, steps: [full_deployment]}], steps: {full_deployment: "make"}}
""",
)


def classic() -> dict[int, Json]:
    """What is said of each panel, by its id."""
    return {
        panel["id"]: {
            "title": panel["title"],
            "description": panel["description"],
            "links": panel.get("links", []),
            "kind": panel["type"],
            "options": panel["options"],
            "fields": panel["fieldConfig"],
            "look_back": panel.get("timeFrom"),
            "queries": [
                ({key: target[key] for key in target if key not in ("refId", "datasource")},
                 target["refId"], target["datasource"]["uid"])
                for target in panel.get("targets", [])
            ],
            "changes": [(one["id"], one["options"]) for one in panel.get("transformations", [])],
        }
        for held in rows(dashboard(SPEC)).values()
        for panel in held
    }  # fmt: skip


def resource() -> dict[int, Json]:
    return {panel["id"]: _said(panel) for panel in map(_spec, _elements().values())}


def _elements() -> Json:
    found: Json = dashboard(SPEC, V2)["spec"]["elements"]
    return found


def _spec(node: Json) -> Json:
    found: Json = node["spec"]
    return found


def _said(panel: Json) -> Json:
    data, look = panel["data"]["spec"], panel["vizConfig"]
    queries = [query["spec"] for query in data["queries"]]
    return {
        "title": panel["title"],
        "description": panel["description"],
        "links": panel["links"],
        "kind": look["group"],
        "options": look["spec"]["options"],
        "fields": look["spec"]["fieldConfig"],
        "look_back": data["queryOptions"].get("timeFrom"),
        "queries": [
            (one["query"]["spec"], one["refId"], one["query"]["datasource"]["name"])
            for one in queries
        ],
        "changes": [(one["group"], one["spec"]["options"]) for one in data["transformations"]],
    }


def test_every_panel_says_the_same() -> None:
    assert resource() == classic()
    assert {one["look_back"] for one in resource().values()} == {None, "7d"}


def test_rows_hold_the_same_panels_in_the_same_places() -> None:
    document, top = dashboard(SPEC), 0
    places: list[tuple[str, bool, list[tuple[int, ...]]]] = []
    for one in document["panels"]:
        if one["type"] == "row":
            top = one["gridPos"]["y"] + 1
            places.append((one["title"], one["collapsed"], []))
        for panel in one["panels"] if one["type"] == "row" else [one]:
            at = panel["gridPos"]
            places[-1][2].append((panel["id"], at["x"], at["y"] - top, at["w"], at["h"]))
    found = [
        (
            row["spec"]["title"],
            row["spec"]["collapse"],
            [
                (
                    _elements()[item["spec"]["element"]["name"]]["spec"]["id"],
                    *(item["spec"][key] for key in ("x", "y", "width", "height")),
                )
                for item in row["spec"]["layout"]["spec"]["items"]
            ],
        )
        for row in dashboard(SPEC, V2)["spec"]["layout"]["spec"]["rows"]
    ]
    assert found == places


def test_the_rest_of_the_dashboard_says_the_same() -> None:
    old, new = dashboard(SPEC), dashboard(SPEC, V2)["spec"]
    for key in ("title", "description", "editable", "links", "tags"):
        assert old[key] == new[key], key
    times = new["timeSettings"]
    assert old["time"] == {"from": times["from"], "to": times["to"]}
    assert old["refresh"] == times["autoRefresh"]
    assert [one["name"] for one in old["annotations"]["list"]] == [
        one["spec"]["name"] for one in new["annotations"]
    ]
    alerts, asked = old["annotations"]["list"][2], new["annotations"][2]["spec"]
    assert alerts["expr"] == asked["query"]["spec"]["expr"]
    assert alerts["titleFormat"] == asked["legacyOptions"]["titleFormat"]
