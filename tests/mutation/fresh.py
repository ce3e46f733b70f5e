"""A plugin of pytest: forget what was remembered before a mistake was planted.

mutmut imports everything once and then forks, so what was filled with right answers would go on
giving them.
"""

from __future__ import annotations

import gc
from functools import _lru_cache_wrapper

import pytest

from opsgen.promql.lower import Lowering


def pytest_sessionstart(session: pytest.Session) -> None:
    for thing in gc.get_objects():
        if isinstance(thing, _lru_cache_wrapper):
            thing.cache_clear()
        elif isinstance(thing, Lowering):
            thing._known.clear()
