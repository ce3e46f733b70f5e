"""Pictures of the examples' dashboards. `python -m tests.pictures` draws them anew.

A healthy day with an incident at its end is backfilled into a real Prometheus; every target of
every panel is executed there; Grafana's own components draw the answers in a headless browser.
CI needs none of this: it only sees, by `docs/images/drawn.json`, whether a picture is stale.
"""
