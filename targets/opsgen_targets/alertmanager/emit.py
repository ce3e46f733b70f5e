"""The files of the target."""

from __future__ import annotations

from collections.abc import Iterable
from posixpath import basename, dirname, join

from opsgen.artifacts import Artifact, Yaml
from opsgen.plan import Plan
from opsgen.target import Emit
from opsgen_targets.alertmanager import AlertmanagerOptions
from opsgen_targets.alertmanager.check_routes import check_routes
from opsgen_targets.alertmanager.check_secrets import check_secrets
from opsgen_targets.alertmanager.configuration import configuration
from opsgen_targets.alertmanager.receivers import receiver_origins
from opsgen_targets.alertmanager.secret_files import secret_files
from opsgen_targets.alertmanager.secrets_page import secrets_page

FULL_PATH = "ops/alertmanager/alertmanager.yml"
FRAGMENT_PATH = "ops/alertmanager/{service}.fragment.yml"
SCRIPT = "check-secrets.sh"
ROUTES_SCRIPT = "check-routes.sh"
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
            Yaml(configuration(plan, whole), comment=None if whole else _JOIN),
            receiver_origins(plan),
        ),
        Artifact(
            join(folder, ROUTES_SCRIPT),
            check_routes(plan, basename(path), whole=whole),
            executable=True,
        ),
        Artifact(join(folder, SCRIPT), check_secrets(uses), executable=True),
        Artifact(join(folder, PAGE), secrets_page(plan, uses, SCRIPT)),
    )
