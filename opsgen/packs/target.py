"""A pack as a target: the same door, the same checks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import cast

from opsgen.artifacts import Artifact, JsonNode
from opsgen.diagnostics.rules import packs as rules
from opsgen.packs.model import SUFFIX, Pack, PackOptions
from opsgen.packs.outputs import Fault, artifact
from opsgen.packs.rendering import Rendering, render
from opsgen.plan import Origin, Plan
from opsgen.source.lines import Lines
from opsgen.target import API_VERSION, Emit, Judge


@dataclass(slots=True)
class PackTarget:
    """`pack` is None when its folder could not be read; then an error keeps it from running.

    What it gives depends on its pack, the plan and its options alone, so it is computed once.
    """

    name: str
    pack: Pack | None
    reads: frozenset[str]
    origin: Origin
    api_version: int = API_VERSION
    options: type[PackOptions] = PackOptions
    _done: tuple[Plan, PackOptions, Rendering] | None = field(default=None, repr=False)

    def check(self, plan: Plan, options: PackOptions, out: Emit) -> None:
        """Renders, because what cannot be built is no valid file."""
        self._artifacts(plan, options, out)

    def emit(self, plan: Plan, options: PackOptions, out: Emit) -> Iterable[Artifact]:
        return self._artifacts(plan, options, Emit(self.name))

    def judges(self) -> Sequence[Judge]:
        """Whoever writes the templates knows what reads them; opsgen does not."""
        return ()

    def _artifacts(self, plan: Plan, options: PackOptions, out: Emit) -> Sequence[Artifact]:
        if self.pack is None:
            return ()
        rendering = self._rendering(self.pack, plan, options)
        for failure in rendering.failures:
            rule = rules.BEYOND_LIMITS if failure.limit else rules.TEMPLATE_FAILS
            origin = self.origin
            if failure.template is not None:
                origin = self._at(self.pack, failure.template, failure.line)
            out.report(rule, origin, failure.message, failure.help)
        artifacts = []
        for template, rendered in rendering.rendered.items():
            made = artifact(_path(self.name, options, template), rendered)
            if isinstance(made, Fault):
                at = self._at(self.pack, template, made.line)
                out.report(rules.BAD_OUTPUT, at, made.message, made.help)
            elif made is not None:
                artifacts.append(made)
        return artifacts

    def _rendering(self, pack: Pack, plan: Plan, options: PackOptions) -> Rendering:
        from opsgen.plan_data import to_data

        if self._done is None or self._done[0] is not plan or self._done[1] != options:
            # Its shape is one of plain data, which the type checker knows of no TypedDict.
            data = cast(JsonNode, to_data(plan))
            context: dict[str, JsonNode] = {"plan": data, "values": dict(options.values)}
            self._done = (plan, options, render(pack, context))
        return self._done[2]

    def _at(self, pack: Pack, template: str, line: int) -> Origin:
        """A line of a template, under the name of the target, by which it can be found."""
        text = pack.templates.get(template, "")
        rows = text.split("\n")
        number = min(max(line, 1), len(rows))
        start = sum(len(row) + 1 for row in rows[: number - 1])
        row = rows[number - 1]
        start += len(row) - len(row.lstrip())
        span = Lines(pack.shown(template), text).span(start, start + len(row.strip()))
        return Origin(self.origin.path, span)


def _path(name: str, options: PackOptions, template: str) -> str:
    from posixpath import join, normpath

    folder = f"ops/{name}" if options.path is None else options.path
    return normpath(join(folder, template.removesuffix(SUFFIX)))
