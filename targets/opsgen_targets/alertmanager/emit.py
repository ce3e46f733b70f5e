"""The three files of the target."""

from __future__ import annotations

from collections.abc import Iterable
from posixpath import dirname, join

from opsgen.artifacts import Artifact, Yaml, YamlNode
from opsgen.plan import Plan
from opsgen.target import Emit
from opsgen_targets.alertmanager import AlertmanagerOptions
from opsgen_targets.alertmanager.check_secrets import check_secrets
from opsgen_targets.alertmanager.digests import time_intervals
from opsgen_targets.alertmanager.inhibition import inhibit_rules
from opsgen_targets.alertmanager.receivers import (
    receiver_nodes,
    receiver_origins,
)
from opsgen_targets.alertmanager.routes import root, subtree
from opsgen_targets.alertmanager.secret_files import secret_files
from opsgen_targets.alertmanager.secrets_page import secrets_page

FULL_PATH = "ops/alertmanager/alertmanager.yml"
FRAGMENT_PATH = "ops/alertmanager/{service}.fragment.yml"
SCRIPT = "check-secrets.sh"
PAGE = "secrets.md"

_JOIN = "A fragment: `opsgen-join-alertmanager base.yml *.fragment.yml` makes one file of many."


def emit(plan: Plan, options: AlertmanagerOptions, out: Emit) -> Iterable[Artifact]:
    whole = options.mode == "full"
    path = options.path or (FULL_PATH if whole else FRAGMENT_PATH.format(service=plan.service))
    uses = secret_files(plan)
    folder = dirname(path)
    return (
        Artifact(
            path,
            Yaml(_config(plan, whole), modeline=None if whole else _JOIN),
            receiver_origins(plan),
        ),
        Artifact(join(folder, SCRIPT), check_secrets(uses), executable=True),
        Artifact(join(folder, PAGE), secrets_page(plan, uses, SCRIPT)),
    )


def _config(plan: Plan, whole: bool) -> dict[str, YamlNode]:
    """A fragment is a whole configuration without what can be there once only: the root."""
    intervals = time_intervals(plan)
    return {
        "route": root(plan) if whole else {"routes": [subtree(plan)]},
        "receivers": receiver_nodes(plan),
        "inhibit_rules": inhibit_rules(plan),
        **({"time_intervals": intervals} if intervals or not whole else {}),
    }
