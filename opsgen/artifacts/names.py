"""Names that cross a border: what a file, a receiver or an anchor of ours is called."""

from __future__ import annotations

import re
from hashlib import sha256

from opsgen.artifacts.markdown import anchor

# Grafana refuses a longer uid (grafana #11620).
_UID = 40
TAG_BYTES = 50


def kebab(text: str) -> str:
    """`text` as lower-case ASCII words joined by single hyphens: `High_Error rate` ->
    `high-error-rate`. Raises ValueError when no letter or digit is left.
    """
    name = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
    if not name:
        raise ValueError(f"{text!r} holds nothing that a name could be made of")
    return name


def runbook_anchor(procedure_id: str) -> str:
    """The fragment of a procedure's address in the runbook: `PROC-high_error_rate` ->
    `proc-high_error_rate`.

    A procedure's heading is its id and nothing else, so that a new title breaks no link that
    stands in a pager's history.
    """
    return anchor(procedure_id)


def dashboard_uid(service: str) -> str:
    """The uid of the service's dashboard: the last part of `<dashboards>/d/<uid>`.

    Prefixed, because a uid is unique in a whole Grafana and teams name dashboards by hand.
    """
    return _shortened(f"opsgen-{service}", _UID, service)


def dashboard_tag(service: str) -> str:
    """The tag by which Grafana lists the service's dashboard; it takes no longer ones."""
    return _shortened(service, TAG_BYTES, service)


def _shortened(text: str, most: int, service: str) -> str:
    if len(text) <= most:
        return text
    return f"{text[: most - 9]}-{sha256(service.encode()).hexdigest()[:8]}"


def dashboard_path(service: str) -> str:
    """Where the service's dashboard lies, beside operations.yaml."""
    return f"ops/grafana/{service}.json"


GATE = "ops/deploy/gate.py"
"""Where the deployment gate lies, beside operations.yaml."""

_WORKFLOWS = ".github/workflows"


def gate_plan_path(stage: str) -> str:
    """Where the plan lies that the gate reads for a stage, beside operations.yaml."""
    return f"ops/deploy/{stage}.json"


def deploy_workflow(service: str) -> str:
    """Where GitHub finds the pipeline, from the root of the repository."""
    return f"{_WORKFLOWS}/{service}-deploy.yml"


def rollback_workflow(service: str) -> str:
    """Where GitHub finds the rollback that a person starts, from the root of the repository."""
    return f"{_WORKFLOWS}/{service}-rollback.yml"


def rollback_environment(environment: str) -> str:
    """The environment of a rollback: the same secrets as `environment`, and no reviewers."""
    return f"{environment}-rollback"
