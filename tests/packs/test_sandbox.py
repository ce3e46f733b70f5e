"""Templates are a stranger's code: what reaches out, or never ends, is refused; we live on."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import jinja2
import pytest

from opsgen.artifacts import JsonNode
from opsgen.packs import rendering
from opsgen.packs.model import Pack
from opsgen.packs.rendering import Failure, Rendering, render

CHILD = Path(rendering.__file__).with_name("child.py")
CANARY = "canary-3f9a"
DATA: dict[str, JsonNode] = {"plan": {"service": "demo", "alerts": [{"name": "a"}]}, "values": {}}


def rendered(text: str, **more: str) -> Rendering:
    return render(Pack("pack", {"a.txt.j2": text, **more}), DATA)


def failure(text: str, **more: str) -> Failure:
    done = rendered(text, **more)
    assert dict(done.rendered) == {}
    (found,) = done.failures
    return found


TRICKS = (
    "{{ ''.__class__ }}",
    "{{ ''['__class__'] }}",
    "{{ '' | attr('__class__') }}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ plan.__init__.__globals__ }}",
    "{{ plan.items.__self__ }}",
    "{{ '{0.__class__}'.format('') }}",
    "{{ ('{0.__class__}' | attr('format'))('') }}",
    "{{ [''.format] | map('attr', '__self__') | list | json }}",
    "{{ '%(a)s'.format_map({'a': 1}).__class__ }}",
    "{{ namespace.__init__ }}",
    "{{ self.__class__ }}",
    "{{ range.__class__ }}",
    "{% set n = namespace() %}{{ n.__dict__ }}",
    "{{ plan.alerts.append(1) }}",
    "{{ plan.update({'a': 1}) }}",
    "{{ plan.alerts.pop() }}",
    "{{ cycler.__init__.__globals__.os }}",
    "{{ joiner }}",
    "{{ lipsum.__globals__ }}",
    "{{ get_flashed_messages.__globals__ }}",
    "{{ ().__reduce_ex__(2) }}",
    "{% macro m() %}{% endmacro %}{{ m.__code__ }}",
    "{% macro m() %}{{ caller.__globals__ }}{% endmacro %}{% call m() %}{% endcall %}",
    "{{ (1).__class__.__base__ }}",
    "{{ open('a') }}",
    "{{ __import__('os') }}",
)


def test_every_trick_with_attributes_is_refused() -> None:
    names = {f"{number:02}.txt.j2": trick for number, trick in enumerate(TRICKS)}
    done = render(Pack("pack", names), DATA)
    assert {names[name]: one.text for name, one in done.rendered.items()} == {}
    assert [one.template for one in done.failures] == list(names)
    assert not any(one.limit for one in done.failures)


@pytest.mark.parametrize(
    "name", ["../secret.j2", "/etc/passwd", "file:///etc/passwd", "secret.txt", "a/../secret.j2"]
)
def test_nothing_outside_of_the_pack_is_loaded(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "secret.j2").write_text(CANARY, encoding="utf-8")
    (tmp_path / "secret.txt").write_text(CANARY, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    for way in (
        "{% include N %}",
        "{% import N as x %}",
        "{% extends N %}",
        "{% from N import x %}",
    ):
        assert "has no template" in failure(way.replace("N", repr(name))).message


@pytest.mark.parametrize(
    "template",
    [
        "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
        "{{ 10 ** (10 ** 9) > 1 }}",
        "{% set n = namespace(x=2) %}{% for i in range(99) %}{% set n.x = n.x * n.x %}{% endfor %}",
        "{{ 'a' * 9000000000 }}",
        "{{ '%1000000000d' % 1 }}",
        "{{ 'a'.ljust(9000000000) }}",
        "{{ [0] * 9000000000 }}",
        "{{ range(99999999) | list }}",
        "{% set n = namespace(x='a') %}{% for i in range(99) %}"
        "{% set n.x = n.x ~ n.x %}{% endfor %}",
        "{% for a in range(99999) %}{{ 'a' * 99999 }}{% endfor %}",
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{% include 'a.txt.j2' %}",
        "{{ ('a' * 30 ~ 'b') | replace('a', 'a' * 99999) | replace('a', 'a' * 99999) }}",
    ],
)
def test_what_never_ends_or_fills_the_machine_is_stopped(
    template: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rendering, "CPU_SECONDS", 1)
    monkeypatch.setattr(rendering, "MEMORY_BYTES", 256 * 1024 * 1024)
    began = time.monotonic()
    found = failure(template)
    assert time.monotonic() - began < rendering.PATIENCE
    assert found.limit or found.message.startswith("range too big")  # which Jinja refuses itself
    assert found.template == "a.txt.j2"
    assert found.message


def test_the_clock_stops_what_only_sleeps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendering, "PATIENCE", 0.5)
    monkeypatch.setattr(rendering, "_PROGRAM", "import signal; signal.pause()")
    found = failure("x")
    assert found.limit
    assert found.template is None


def test_an_answer_without_end_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendering, "_ANSWER", 1000)
    monkeypatch.setattr(rendering, "_PROGRAM", "while True: print('x' * 1000)")
    assert failure("x").limit


def test_a_broken_child_is_our_fault_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendering, "_PROGRAM", "raise SystemExit('no such library')")
    with pytest.raises(RuntimeError, match="no such library"):
        rendered("x")


def test_the_child_sees_nothing_of_our_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET", CANARY)
    seen = "import os, sys; sys.stdin.read(); sys.exit(repr((dict(os.environ), os.getcwd())))"
    monkeypatch.setattr(rendering, "_PROGRAM", seen)
    with pytest.raises(RuntimeError) as caught:
        rendered("x")
    assert CANARY not in str(caught.value)
    assert "PYTHONHASHSEED" in str(caught.value)


CONFINED = """
import runpy, socket
child = runpy.run_path({child!r})
child["confine"](5, 512 * 1024 * 1024)
for attempt in (
    lambda: open("/etc/hostname"),
    lambda: open({written!r}, "w"),
    lambda: socket.socket(),
    lambda: __import__("os").pipe(),
):
    try:
        attempt()
    except OSError:
        continue
    raise SystemExit("it was let")
"""


def test_even_python_in_the_child_opens_no_file_and_no_socket(tmp_path: Path) -> None:
    """What is left when somebody gets past the sandbox."""
    program = CONFINED.format(child=str(CHILD), written=str(tmp_path / "x"))
    assert subprocess.run([sys.executable, "-c", program], timeout=60).returncode == 0
    planted = program.replace('child["confine"]', "max")
    assert subprocess.run([sys.executable, "-c", planted], timeout=60).returncode != 0


GONE = {"pprint", "random", "striptags", "urlize", "xmlattr"}
EVERY_FILTER = sorted({*jinja2.Environment().filters, "number", "json"} - GONE - {"tojson"})


def test_every_filter_that_is_left_works_where_no_file_can_be_opened() -> None:
    """Some libraries are loaded only when they are asked for, and then it would be too late."""
    arguments = {
        "attr": "('upper')", "batch": "(2)", "default": "(1)", "d": "(1)", "replace": "('a', 'b')",
        "slice": "(2)", "groupby": "('name')", "truncate": "(9)", "indent": "(2)",
        "map": "('upper')", "select": "('string')", "reject": "('string')", "sum": "('name')",
        "selectattr": "('name')", "rejectattr": "('name')", "dictsort": "", "wordwrap": "(3)",
    }  # fmt: skip
    templates = {
        f"{name}.txt.j2": "{% set x = THING | NAME %}fine".replace(
            "NAME", name + arguments.get(name, "")
        ).replace("THING", _thing(name))
        for name in EVERY_FILTER
    }
    done = render(Pack("pack", templates), DATA)
    assert [(one.template, one.message) for one in done.failures] == []
    assert len(done.rendered) == len(EVERY_FILTER)


def _thing(name: str) -> str:
    if name in ("dictsort", "items"):
        return "{'a': 1}"
    if name in ("abs", "round", "float", "int", "filesizeformat", "number"):
        return "1.5"
    if name in ("groupby", "selectattr", "rejectattr"):
        return "plan.alerts"
    if name in ("sum",):
        return "[]"
    return "'ab cd'"


def test_nothing_is_left_running(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[subprocess.Popen[bytes]] = []

    class Watched(subprocess.Popen[bytes]):
        def __init__(self, *args: object, **options: object) -> None:
            super().__init__(*args, **options)  # type: ignore[call-overload]  # as it came
            started.append(self)

    monkeypatch.setattr(subprocess, "Popen", Watched)
    rendered("x")
    failure("{% for a in range(10 ** 9) %}{% endfor %}")
    assert len(started) == 2
    for child in started:
        # Waited for, so that its number is no longer a process of ours.
        with pytest.raises(ChildProcessError):
            os.waitpid(child.pid, os.WNOHANG)
