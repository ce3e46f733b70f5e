"""Which planted mistakes the tests let pass: `python -m tests.mutation [ROOM …]`.

mutmut plants them, one at a time; this judges what survives, and holds it against the list of
survivors that somebody has looked at (`survivors/ROOM.tsv`).
"""
