"""The target `runbook`: what a person does who was just woken."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from opsgen.target import API_VERSION, Emit, Judge, TargetOptions

if TYPE_CHECKING:
    from opsgen.artifacts import Artifact
    from opsgen.plan import Plan

__all__ = ["Runbook", "RunbookOptions", "target"]


@dataclass(frozen=True, slots=True)
class RunbookOptions(TargetOptions):
    """`path` moves the runbook; its companions stay in the same folder."""

    decision_log: bool = field(
        default=True, metadata={"help": "write decision-log.md when there are `decisions`"}
    )
    deployment_checklist: bool = field(
        default=True, metadata={"help": "write deployment-checklist.md when there is a `pipeline`"}
    )
    operations_spec: bool = field(
        default=True, metadata={"help": "write operations-spec.md, the spec as a document"}
    )


class Runbook:
    """`ops/runbook.md`, the deployment checklist, the decision log and the operations spec."""

    name = "runbook"
    api_version = API_VERSION
    options = RunbookOptions
    # It shows every section, and puts these into effect.
    reads = frozenset({"runbook", "decisions"})

    def check(self, plan: Plan, options: RunbookOptions, out: Emit) -> None:
        from opsgen_targets.runbook.anchors import check

        check(plan, out)

    def emit(self, plan: Plan, options: RunbookOptions, out: Emit) -> Iterable[Artifact]:
        from opsgen_targets.runbook.emit import emit

        return emit(plan, options, out)

    def judges(self) -> Sequence[Judge]:
        from opsgen_targets.runbook.emit import PATH

        # Its configuration can only be a file: all rules but the length of lines.
        script = """echo '{"MD013": false}' >.markdownlint.json; exec "$MARKDOWNLINT_CLI2" "$1" """
        return (Judge("markdownlint-cli2", ("sh", "-c", script, "sh", "{path}"), PATH),)


target = Runbook()
