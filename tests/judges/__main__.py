"""`python -m tests.judges`: brings every judge under `.tools/` and says what is there.

Exit code 1 if a judge is missing although `OPSGEN_REQUIRE_JUDGES=1` demands them all, else 0: on
a machine that cannot have one, the tests still run and count what they skip.
"""

from __future__ import annotations

import fcntl
import sys

from tests.judges import debian, node
from tests.judges.catalogue import DEBIAN_JUDGES
from tests.judges.lookup import judges_are_required
from tests.judges.places import TOOLS
from tests.judges.report import rows, table


def main() -> int:
    TOOLS.mkdir(exist_ok=True)
    with (TOOLS / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two runs at once: the second finds all in place
        failures = debian.install(DEBIAN_JUDGES, _say) | node.install(_say)
    found = rows(failures)
    print(table(found))
    return 1 if judges_are_required() and any(row.missing for row in found) else 0


def _say(line: str) -> None:
    print(f"fetching {line}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
