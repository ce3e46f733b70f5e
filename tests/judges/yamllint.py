"""Every default rule of yamllint but line length; its warnings count as findings."""

from __future__ import annotations

import sys

from tests.judges.lookup import require
from tests.judges.process import Verdict, execute

CONFIG = "{extends: default, rules: {line-length: disable}}"


def check(text: str) -> Verdict:
    require("yamllint")
    return execute([sys.executable, "-m", "yamllint", "--strict", "-d", CONFIG, "-"], stdin=text)
