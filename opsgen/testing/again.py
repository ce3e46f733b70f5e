"""`python -m opsgen.testing.again MODULE ATTRIBUTE`: what a target gives in a fresh process."""

from __future__ import annotations

import importlib
import json
import sys

from opsgen.testing.subject import Subject


def main() -> None:
    module, attribute = sys.argv[1:]
    target = getattr(importlib.import_module(module), attribute)
    print(json.dumps(Subject(target).digests()))


if __name__ == "__main__":
    main()
