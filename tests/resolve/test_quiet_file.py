"""The file that the other tests add to says everything, so whatever is reported is theirs."""

from __future__ import annotations

from tests.resolve.files import codes, file


def test_nothing_is_reported_of_the_file_that_all_tests_build_on() -> None:
    assert codes(file(), notes=True) == []
