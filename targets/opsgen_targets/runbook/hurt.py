"""Who is hurt, in a sentence or two."""

from __future__ import annotations

from collections.abc import Sequence

from opsgen.plan import Alert
from opsgen.prose.markup import Markdown, code, join, listed, prose
from opsgen_targets.runbook.kinds import Harm, harm_of

_WHO: dict[Harm, str] = {
    "nobody_served": "Everybody: nobody is served.",
    "part_down": "Whoever needs it: what is watched here does not run, or cannot be reached.",
    "blind": "Nobody as far as we know, and that is the trouble: we are blind.",
    "drift_blind": "Nobody yet. Drift goes unnoticed: answers may get worse without an alert.",
    "unheard": "Whoever relies on this pager: alerts fire and people are not told.",
    "summary": "Nobody: this alert is the list of what fired.",
    "heartbeat": "Nobody while it fires. When it stops, we are blind: no alert can arrive.",
    "drift": "Users, slowly: answers get worse as the data moves away from the model.",
    "cost": "The budget. Users notice nothing until a limit cuts the service off.",
    "errors": "Users get errors instead of answers.",
    "lost": "Whoever waits for that work: it was given up, and does not come by itself.",
    "waiting": "Users wait.",
    "stale": "Users get answers from old data, which may be wrong by now.",
    "heat": "Users wait, once the hardware slows down to save itself.",
    "disk": "Users get errors once it is full, for then nothing can be written.",
    "cache": "Users wait longer and every answer costs more: the cache does not help.",
    "retrieval": "Users get answers without the right sources, which may be wrong.",
    "guardrails": "Users whose requests are blocked, or who get answers that should be.",
    "quality": "Users get worse answers.",
    "load": "Users wait, and get errors once it is full.",
    "idle": "Perhaps everybody: less work arrives, or gets done, than should.",
    "unclear": "Not known from the metric alone: compare with latency and errors.",
}
# LANGUAGE 1, the table of severities: what each level says of the harm.
_HOW_SOON: dict[str, str] = {
    "critical": "Severity critical: it hurts now, and badly.",
    "high": "Severity high: it hurts now.",
    "medium": "Severity medium: it will hurt soon.",
    "low": "Severity low: it can wait.",
}
_TELLS_ENOUGH = frozenset({"nobody_served", "summary", "heartbeat"})


def hurt(alerts: Sequence[Alert]) -> Markdown:
    """By any of `alerts`, which are at least one and stand the worst first."""
    named: dict[Harm, list[Markdown]] = {}
    for alert in alerts:
        named.setdefault(harm_of(alert), []).append(code(alert.name))
    # What one alert tells needs no other that tells nothing.
    harms: list[Harm] = [harm for harm in named if harm != "unclear"] or list(named)
    told = [Markdown(_WHO[harm]) for harm in harms]
    if len(harms) > 1:
        told = [prose("{}: {}", listed(named[harm]), Markdown(_WHO[harm])) for harm in harms]
    if alerts[0].severity != "none" and harms[0] not in _TELLS_ENOUGH:
        told.append(Markdown(_HOW_SOON[alerts[0].severity]))
    return join(" ", told)
