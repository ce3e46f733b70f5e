"""From the text of a condition or a threshold to the condition of the plan."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from opsgen.conditions import Condition as Tree
from opsgen.conditions import Parsed, Problem, Threshold, parse_condition, parse_threshold
from opsgen.diagnostics import Path
from opsgen.plan import Compare, Condition
from opsgen.plan.values import Labels
from opsgen.resolve.assembly import Assembly
from opsgen.resolve.expressions import Typer
from opsgen.resolve.measured import Measured
from opsgen.resolve.scope import Scope
from opsgen.resolve.unify import StopError, Unifier


@dataclass(frozen=True, slots=True)
class Compiled:
    """A condition at its labels. `compared` are the user's own comparisons, in order."""

    condition: Condition
    compared: tuple[Compare, ...]
    signals: tuple[str, ...]
    measured: tuple[Measured, ...]
    labels: Labels


@dataclass(slots=True)
class Compiler:
    """Compiles every expression of one file over one scope. A text is read once."""

    scope: Scope
    scrape_interval: int
    evaluation_interval: int
    _conditions: dict[str, Parsed[Tree]] = field(default_factory=dict)
    _thresholds: dict[str, Parsed[Threshold]] = field(default_factory=dict)

    def condition(
        self, text: str, path: Path, owner: str, by: Labels | None, severe: bool
    ) -> Compiled | None:
        """The condition written at `path`; None after reporting. `by` overrides its labels."""
        parsed = self.parsed_condition(text)
        self._report(parsed.problems, path)
        if parsed.tree is None:
            return None
        return self._guarded(parsed.tree, None, text, path, owner, by, severe)

    def threshold(
        self, text: str, path: Path, owner: str, metric: Measured, severe: bool
    ) -> Compiled | None:
        """The comparison of `metric` with the threshold written at `path`."""
        parsed = self.parsed_threshold(text)
        self._report(parsed.problems, path)
        if parsed.tree is None:
            return None
        return self._guarded(parsed.tree, metric, text, path, owner, None, severe)

    def parsed_condition(self, text: str) -> Parsed[Tree]:
        if text not in self._conditions:
            self._conditions[text] = parse_condition(text)
        return self._conditions[text]

    def parsed_threshold(self, text: str) -> Parsed[Threshold]:
        if text not in self._thresholds:
            self._thresholds[text] = parse_threshold(text)
        return self._thresholds[text]

    def _report(self, problems: Iterable[Problem], path: Path) -> None:
        if self.scope.silent:
            return
        context = self.scope.context
        for problem in problems:
            end = max(problem.end, problem.start + 1)
            related = [
                (context.document.inside(path, a, b), text) for a, b, text in problem.related
            ]
            context.report(
                problem.rule,
                path,
                problem.message,
                at=context.document.inside(path, problem.start, end),
                help=problem.help,
                notes=problem.notes,
                related=related,
            )

    def _guarded(
        self,
        tree: Tree | Threshold,
        metric: Measured | None,
        text: str,
        path: Path,
        owner: str,
        by: Labels | None,
        severe: bool,
    ) -> Compiled | None:
        unifier = Unifier(self.scope, path, text)
        typer = Typer(
            self.scope,
            unifier,
            path,
            text,
            owner,
            self.scrape_interval,
            self.evaluation_interval,
        )
        task = Assembly(typer, unifier, severe)
        try:
            if isinstance(tree, Threshold):
                assert metric is not None
                parts = [task.threshold(tree, metric)]
                build = parts[0].build
            else:
                parts, build = task.condition(tree)
            labels = task.labels(parts, by)
            condition = build(labels)
        except StopError:
            return None
        leaves = [leaf for part in parts for leaf in part.leaves()]
        sources = [leaf.source for leaf in leaves if leaf.source is not None]
        sources += [measured for part in parts for measured in part.measured]
        measured = tuple({source.name: source for source in sources}.values())
        compared = tuple(part.compare(labels) for part in parts if part.compare is not None)
        task.check(compared, parts)
        signals = tuple(dict.fromkeys(source.signal for source in measured))
        return Compiled(condition, compared, signals, measured, labels)
