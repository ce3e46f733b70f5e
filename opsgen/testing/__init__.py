"""The public contract tests of a target, for whoever writes one.

from opsgen.testing import Subject, check_target

def test_contract() -> None:
    check_target(Subject(target))
"""

from opsgen.testing.rules import RULES, Rule, check_target
from opsgen.testing.subject import Subject

__all__ = ["RULES", "Rule", "Subject", "check_target"]
