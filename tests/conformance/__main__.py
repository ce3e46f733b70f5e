"""Write the examples' goldens anew: `python -m tests.conformance`. Commit them with the reason."""

from __future__ import annotations

import subprocess
import sys

from opsgen.publication import publish_files
from tests.conformance.examples import EXAMPLES, MONO_REPO, join_command, name
from tests.conformance.test_step import GOLDEN, WARNINGS, listed

failed = False
for example in EXAMPLES:
    # Each is a repository of its own: what belongs to its top stays in its folder.
    (done,) = publish_files([str(example / "operations.yaml")], out=str(example))
    print(name(example), done.verdict.exit_code)
    failed |= done.verdict.exit_code != 0
GOLDEN.write_text(listed(WARNINGS), encoding="utf-8")
failed |= subprocess.run(join_command(), shell=True, cwd=MONO_REPO).returncode != 0
sys.exit(failed)
