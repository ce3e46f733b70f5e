"""The rooms in which a mistake would mean a wrong alert or route, and the tests that guard each."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Room:
    """`files` are globs below the root; `tests` what must see a mistake in them."""

    name: str
    files: tuple[str, ...]
    tests: tuple[str, ...]


ROOMS = (
    Room(
        "conditions",
        ("opsgen/conditions/*",),
        ("tests/conditions", "tests/resolve/test_units.py"),
    ),
    Room(
        "lowering",
        ("opsgen/promql/lower.py", "opsgen/promql/forms.py", "opsgen/promql/recordings.py"),
        ("tests/promql", "tests/targets/prometheus/test_files.py"),
    ),
    Room("routing", ("opsgen/proof/routing.py",), ("tests/proof/test_routing.py",)),
    Room(
        "escapers",
        (
            "opsgen/promql/escape.py",
            "opsgen/artifacts/escape_gotemplate.py",
            "opsgen/artifacts/escape_shell.py",
            "opsgen/artifacts/markdown.py",
            "opsgen/artifacts/yaml_writer.py",
        ),
        ("tests/promql/test_escape.py", "tests/artifacts"),
    ),
    Room(
        "resolve",
        ("opsgen/resolve/*",),
        (
            "tests/resolve",
            "tests/conformance/test_step.py",
            "tests/conformance/test_bad_inputs.py",
            "tests/conformance/test_exporter_traps.py",
            "tests/conformance/test_tables.py",
        ),
    ),
)
