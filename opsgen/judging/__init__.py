"""Outside judges of what a build would write: run on a temporary tree, read, and reported."""

from opsgen.judging.model import Check, Report
from opsgen.judging.programs import Programs
from opsgen.judging.session import judge_file

__all__ = ["Check", "Programs", "Report", "judge_file"]
