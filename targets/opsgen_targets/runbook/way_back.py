"""The way back: what undoes the change that most often stands behind an alert."""

from __future__ import annotations

from collections.abc import Sequence

from opsgen.prose.markup import Markdown, prose
from opsgen_targets.runbook.alert_view import AlertView
from opsgen_targets.runbook.common import Commons
from opsgen_targets.runbook.kinds import Harm


def way_back(views: Sequence[AlertView], commons: Commons) -> Markdown:
    """For the worst alert; a procedure without alerts is usually about a deployment too."""
    harm: Harm = views[0].harm if views else "unclear"
    match harm:
        case "nobody_served":
            words = "after a deployment, {}; else {}."
            return prose(words, commons.rollback.brief, commons.restart.brief)
        case "part_down":
            return prose("after a deployment, {}; else start it again.", commons.rollback.brief)
        case "disk":
            words = "after a deployment, {}; else make room, or give it more."
            return prose(words, commons.rollback.brief)
        case "load" | "waiting":
            words = "after a deployment, {}; under load, {}."
            return prose(words, commons.rollback.brief, commons.scale_up.brief)
        case "stale":
            words = "after a deployment, {}; else start by hand what renews the data."
            return prose(words, commons.rollback.brief)
        case "lost":
            words = "after a deployment, {}; then give the work back to its queue."
            return prose(words, commons.rollback.brief)
        case "cache":
            words = "after a deployment, {}; with stale entries, {}."
            return prose(words, commons.rollback.brief, commons.cache_clear.brief)
        case "drift" | "quality":
            words = "if a new model came first, {}; else none, find what changed in the data."
            return prose(words, commons.model_rollback.brief)
        case "drift_blind":
            return Markdown("none is needed: start the drift job by hand.")
        case "unheard":
            return Markdown("put the former secret file or the former configuration back.")
        case "heartbeat":
            return Markdown("put the former configuration of Prometheus and Alertmanager back.")
        case "summary":
            return Markdown("none is needed.")
        case "blind":
            return prose(
                "if a deployment renamed or dropped the series, {}.", commons.rollback.brief
            )
        case _:
            return prose("after a deployment, {}.", commons.rollback.brief)
