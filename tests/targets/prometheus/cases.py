"""All cases."""

from __future__ import annotations

from tests.targets.prometheus.cases_generated import GENERATED_CASES
from tests.targets.prometheus.cases_history import HISTORY_CASES
from tests.targets.prometheus.cases_now import NOW_CASES
from tests.targets.prometheus.worlds import Case

CASES: tuple[Case, ...] = (*NOW_CASES, *HISTORY_CASES, *GENERATED_CASES)
