"""`opsgen validate` is felt at every commit: nothing heavy may be loaded for it."""

from __future__ import annotations

import subprocess
import sys

HEAVY = ("jsonschema", "jinja2", "rich", "difflib")


def test_validation_loads_nothing_heavy() -> None:
    code = (
        "import sys\n"
        "from opsgen.source import loads\n"
        "from opsgen.spec import validate\n"
        "document = loads(b'service: demo\\n', 'f').document\n"
        "assert document and not validate(document).diagnostics\n"
        "print('\\n'.join(sys.modules))\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    loaded = set(result.stdout.split())
    assert "opsgen.spec.root" in loaded
    assert sorted(loaded & {*HEAVY, "opsgen.spec.schema"}) == []
