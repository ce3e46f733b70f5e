"""Write the examples' goldens anew: `python -m tests.conformance`. Commit them with the reason."""

from __future__ import annotations

from opsgen.publication import publish_files
from tests.conformance.test_examples import EXAMPLES
from tests.conformance.test_step import GOLDEN, WARNINGS, listed

for done in publish_files([str(example / "operations.yaml") for example in EXAMPLES]):
    print(done.compilation.file, done.verdict.exit_code)
GOLDEN.write_text(listed(WARNINGS), encoding="utf-8")
