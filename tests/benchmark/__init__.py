"""How fast opsgen is, beside what it stands next to: `python -m tests.benchmark [--quick]`."""
