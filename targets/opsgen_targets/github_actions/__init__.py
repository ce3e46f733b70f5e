"""The target `github_actions`: the pipeline as workflows that watch what they deploy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from opsgen.target import API_VERSION, Emit, Judge, TargetOptions

if TYPE_CHECKING:
    from opsgen.artifacts import Artifact
    from opsgen.plan import Plan

__all__ = ["GithubActions", "GithubActionsOptions", "target"]


@dataclass(frozen=True, slots=True)
class GithubActionsOptions(TargetOptions):
    """`directory` is where operations.yaml lies in the repository, by which a workflow calls its
    scripts: GitHub runs every workflow from the repository's root."""

    branch: str = field(default="main", metadata={"help": "the branch whose pushes are deployed"})
    directory: str = field(
        default=".",
        metadata={"help": "the folder of operations.yaml, from the root of the repository"},
    )
    pins: Mapping[str, str] = field(
        default_factory=dict,
        metadata={"help": 'actions by commit: {"actions/checkout": "<40 hex digits> v7.0.1"}'},
    )


def folder(options: GithubActionsOptions) -> str:
    """`directory` as a workflow names it."""
    return options.directory.strip("/") or "."


class GithubActions:
    """Workflows of deployment and rollback, and beside them the gate with its plans."""

    name = "github_actions"
    api_version = API_VERSION
    options = GithubActionsOptions
    reads = frozenset({"pipeline"})

    def check(self, plan: Plan, options: GithubActionsOptions, out: Emit) -> None:
        from opsgen_targets.github_actions.checks import check

        check(plan, options, out)

    def emit(self, plan: Plan, options: GithubActionsOptions, out: Emit) -> Iterable[Artifact]:
        from opsgen_targets.github_actions.emit import emit

        return emit(plan, options)

    def judges(self) -> Sequence[Judge]:
        return ()


target = GithubActions()
