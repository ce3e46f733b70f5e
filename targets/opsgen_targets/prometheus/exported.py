"""The series of a world in promtool's words: `0+15x40` begins at 0 and rises 40 times by 15, `_x3`
is not there."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from opsgen.artifacts import YamlNode
from opsgen.promql import Matcher, Selector, to_promql
from opsgen.proof import Track, World
from opsgen.proof.runs import Run, Runs

_DIGITS = 12
"""Of a figure: enough that nothing changes sides, and no noise of binary fractions."""

_NOISE = 1e-9
"""Of the larger of two figures: what is nearer is the same."""

_WIDE = 10**6
"""Columns: all on one line."""


def exported(world: World) -> Iterator[dict[str, YamlNode]]:
    """Each series with its values."""
    for tracks in _by_series(world.tracks):
        runs = [_runs(track) for track in tracks]
        lowest = tracks[0].bucket
        texts = _plain(runs[0]) if lowest is None else _histogram(runs, lowest)
        values = " ".join(_with_gaps(runs[0], texts, world.tempo.start))
        yield {"series": _named(tracks[0]), "values": values}


def _by_series(tracks: Iterable[Track]) -> Iterable[list[Track]]:
    """A series is one track, but for a native histogram, which is one of each bucket."""
    found: dict[object, list[Track]] = {}
    for track in tracks:
        own = id(track) if track.bucket is None else None
        found.setdefault((track.name, track.labels, own), []).append(track)
    return found.values()


def _runs(track: Track) -> tuple[Run, ...]:
    assert isinstance(track.samples, Runs)
    return track.samples.runs


def _named(track: Track) -> str:
    matchers = tuple(Matcher(name, "=", text) for name, text in track.labels)
    return to_promql(Selector(track.name, matchers), _WIDE)


def _with_gaps(runs: Sequence[Run], texts: Iterable[str], start: int) -> Iterator[str]:
    if runs[0].start > start:
        yield _gap((runs[0].start - start) // runs[0].every)
    for (run, following), text in zip(pairwise((*runs, None)), texts, strict=True):
        assert run is not None
        yield text
        if following is not None:
            missing = (following.start - run.start) // run.every - run.count
            if missing:
                yield _gap(missing)


def _gap(count: int) -> str:
    return f"_x{count}"


def _plain(runs: Iterable[Run]) -> Iterator[str]:
    """promtool adds the slope again and again, so a run ends some binary digits away from where it
    would in decimals. A counter that then stands still must not seem to fall: that is a restart."""
    reached = -math.inf
    for run in runs:
        first, slope = (f"{figure:.{_DIGITS}g}" for figure in (run.first, run.slope))
        if float(first) < reached and math.isclose(float(first), reached, rel_tol=_NOISE):
            first = repr(reached)
        yield _repeated(first, slope if run.slope else None, run.count)
        reached = float(first)
        for _ in range(run.count - 1 if run.slope else 0):
            reached += float(slope)


def _repeated(first: str, slope: str | None, count: int) -> str:
    if count == 1:
        return first
    if slope is None:
        return f"{first}x{count - 1}"
    return f"{first}{'' if slope.startswith('-') else '+'}{slope}x{count - 1}"


def _histogram(buckets: Sequence[Sequence[Run]], lowest: float) -> Iterator[str]:
    """Buckets by powers of two (schema 0), which are scraped together.

    `lowest` is the upper bound of the first. Their figures have few binary digits
    (`courses.GRAIN`), so that each is written, and added up, as it is.
    """
    offset = math.frexp(lowest)[1] - 1

    def written(figures: Sequence[float]) -> str:
        texts = " ".join(map(_exact, figures))
        count = _exact(math.fsum(figures))
        return f"{{{{schema:0 count:{count} buckets:[{texts}] offset:{offset}}}}}"

    for row in zip(*buckets, strict=True):
        slopes = [run.slope for run in row]
        slope = written(slopes) if any(slopes) else None
        yield _repeated(written([run.first for run in row]), slope, row[0].count)


def _exact(figure: float) -> str:
    return repr(figure).removesuffix(".0")
