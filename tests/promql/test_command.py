"""The command reaches promtool as typed, whatever stands in the query."""

from __future__ import annotations

import shlex
import subprocess

import pytest

from opsgen.promql import Binary, Call, Expr, Matcher, Raw, Selector
from opsgen.promql.command import query_command

NASTY = Selector("x", (Matcher("a", "=", 'it\'s $HOME `id` \\ "q" ; rm -rf / {{ }}'),), 300)
WIDE = Binary("or", Call("rate", (NASTY,)), Call("rate", (NASTY,)), ("a", "b"))


def test_the_command_is_one_line_with_the_local_address_by_default() -> None:
    command = query_command(Selector("up"), None)
    assert command == "promtool query instant http://localhost:9090 up"
    assert "\n" not in query_command(WIDE, None)


@pytest.mark.parametrize("expr", [WIDE, Raw("a # 'comment'\nor b")])
def test_a_shell_gives_the_query_on_as_one_word(expr: Expr) -> None:
    command = query_command(expr, "https://p.example.com/a?b=c&d")
    _, _, _, url, query = shlex.split(command)
    echoed = subprocess.run(
        ["sh", "-c", command.replace("promtool query instant", "printf '%s|'", 1)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert echoed.stdout == f"{url}|{query}|"
    assert url == "https://p.example.com/a?b=c&d"
