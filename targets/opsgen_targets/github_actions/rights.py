"""The rights of a workflow's token, by GitHub's own schema (actions/languageservices)."""

from __future__ import annotations

from collections.abc import Mapping

_ANY = ("read", "write")
_OF_ANY = (
    *("actions", "artifact-metadata", "attestations", "checks", "code-quality", "contents"),
    *("deployments", "discussions", "drives", "issues", "packages", "pages", "pull-requests"),
    *("repository-projects", "security-events", "statuses"),
)

RIGHTS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(_OF_ANY, _ANY),
    "copilot-requests": ("write",),
    "id-token": ("write",),
    "models": ("read",),
    "vulnerability-alerts": ("read",),
}
"""What each scope can be, beside `none`, which all can."""
