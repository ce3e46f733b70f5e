"""Which targets there are, and which of them a build runs. Knows none of them by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from opsgen.diagnostics import Diagnostic
from opsgen.diagnostics.rules import packs as pack_rules
from opsgen.diagnostics.rules import targets as rules
from opsgen.diagnostics.suggest import nearest
from opsgen.target import API_VERSION, Target, TargetOptions
from opsgen.target_options import read_options

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

    from opsgen.source import Document

GROUP = "opsgen.targets"
HOME = "opsgen"
"""The distribution whose targets run without being named, unless they ask to be."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A target that runs, with its checked options."""

    target: Target[Any]
    options: TargetOptions
    distribution: str


@dataclass(frozen=True, slots=True)
class Choice:
    """What runs, in the order of names, and why something does not."""

    chosen: tuple[Chosen, ...]
    diagnostics: tuple[Diagnostic, ...]


def entry_points() -> tuple[EntryPoint, ...]:
    """Every registered target, sorted by name and distribution."""
    from importlib.metadata import entry_points as installed

    return tuple(sorted(installed(group=GROUP), key=lambda e: (e.name, _distribution(e))))


def choose(
    wanted: Mapping[str, Mapping[str, object]],
    document: Document,
    points: Sequence[EntryPoint] | None = None,
    packs: Mapping[str, Target[Any]] | None = None,
) -> Choice:
    """The targets of a build: opsgen's own that run by default, and those that `targets:` names.

    A target that cannot run is a diagnostic that names it; the others go on.
    """
    points = entry_points() if points is None else points
    return _Chooser(wanted, document, points, packs or {}).choose()


@dataclass(slots=True)
class _Chooser:
    wanted: Mapping[str, Mapping[str, object]]
    document: Document
    points: Sequence[EntryPoint]
    packs: Mapping[str, Target[Any]]

    def choose(self) -> Choice:
        chosen: list[Chosen] = []
        diagnostics = list(self._unknown())
        for name in sorted({point.name for point in self.points} | set(self.packs)):
            if name in self.packs:
                diagnostics += self._take(self.packs[name], name, HOME, chosen)
                continue
            claims = [point for point in self.points if point.name == name]
            claims = list({_distribution(point): point for point in claims}.values())
            named = name in self.wanted
            if not named and all(_distribution(point) != HOME for point in claims):
                continue
            if self.wanted.get(name, {}).get("enabled") is False:
                continue
            if len(claims) > 1:
                owners = " and ".join(f"`{_distribution(point)}`" for point in claims)
                diagnostics.append(
                    rules.CLAIMED_TWICE.at(
                        self.document.key_span(("targets", name)),
                        f"two packages give a target `{name}`: {owners}",
                        help="uninstall one of them",
                        path=("targets", name),
                    )
                )
                continue
            found = self._loaded(claims[0])
            if isinstance(found, Diagnostic):
                diagnostics.append(found)
                continue
            if not named and not runs_unnamed(claims[0], found):
                continue
            diagnostics += self._take(found, name, _distribution(claims[0]), chosen)
        return Choice(tuple(chosen), tuple(diagnostics))

    def _take(
        self, target: Target[Any], name: str, distribution: str, chosen: list[Chosen]
    ) -> Sequence[Diagnostic]:
        """Choose `target` if its options are right. Returns what is wrong with them."""
        given = self.wanted.get(name, {})
        own = {option.name for option in fields(target.options)}
        if "pack" in given and "pack" not in own:
            return (
                pack_rules.BAD_NAME.at(
                    self.document.key_span(("targets", name)),
                    f"`{name}` is an installed target, and a pack needs a name of its own",
                    help=f"call the pack something else, such as `our-{name}`",
                    path=("targets", name),
                ),
            )
        options, problems = read_options(target.options, name, given, self.document)
        if options is not None:
            chosen.append(Chosen(target, options, distribution))
        return problems

    def _unknown(self) -> Iterator[Diagnostic]:
        known = {point.name for point in self.points} | set(self.packs)
        for name in self.wanted:
            if name in known or "pack" in self.wanted[name]:
                continue  # a pack that is switched off is not even looked for
            close = nearest(name, known)
            listed = ", ".join(f"`{other}`" for other in sorted(known)) or "none"
            yield rules.UNKNOWN_TARGET.at(
                self.document.key_span(("targets", name)),
                f"there is no target `{name}`",
                help=f"did you mean `{close[0]}`?" if close else f"installed are {listed}",
                path=("targets", name),
            )

    def _loaded(self, point: EntryPoint) -> Target[Any] | Diagnostic:
        owner = f"target `{point.name}` of `{_distribution(point)}`"
        span, path = self.document.key_span(("targets", point.name)), ("targets", point.name)
        try:
            target: Target[Any] = point.load()
            version = target.api_version
        # The border to code that is not ours: whatever it raises must not stop the others.
        except (Exception, SystemExit) as error:
            return rules.BROKEN_PLUGIN.at(
                span,
                f"the {owner} does not load: {type(error).__name__}",
                help="reinstall or remove that package, or set `enabled: false`",
                path=path,
            )
        if version != API_VERSION:
            return rules.WRONG_API.at(
                span,
                f"the {owner} speaks version {version} of the target interface, not {API_VERSION}",
                help="install a version of that package that fits this opsgen",
                path=path,
            )
        return target


def known_reads() -> frozenset[str]:
    """The sections that some target of opsgen's own reads, whether or not it runs.

    A stranger's is not asked: what no file names is not loaded.
    """
    read: set[str] = set()
    for point in entry_points():
        if _distribution(point) == HOME:
            try:
                read |= point.load().reads
            except (Exception, SystemExit):  # told where the target is wanted
                continue
    return frozenset(read)


def runs_unnamed(point: EntryPoint, target: object) -> bool:
    """Whether a build runs the target of a file that does not name it."""
    return _distribution(point) == HOME and bool(getattr(target, "default", True))


def _distribution(point: EntryPoint) -> str:
    return point.dist.name if point.dist is not None else "an unnamed package"
