"""GitHub's interface, as far as a workflow asks it: the jobs of a run."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.workflows.http import serving
from tests.workflows.runner import Run

_JOBS = re.compile(r"/repos/shop/shop/actions/runs/(\d+)/attempts/1/jobs\?per_page=100")


@dataclass
class GitHub:
    """`url` is its address while it is served."""

    url: str = ""
    runs: list[Run] = field(default_factory=list)

    def answer(self, path: str) -> str | None:
        found = _JOBS.fullmatch(path)
        runs = [run for run in self.runs if found and str(run.number) == found[1]]
        return json.dumps({"jobs": runs[0].record()}) if runs else None


@contextmanager
def github() -> Iterator[GitHub]:
    there = GitHub()
    with serving(there.answer) as there.url:
        yield there
