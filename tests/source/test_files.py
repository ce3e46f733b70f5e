"""What is no regular, readable, small file is refused at once, whatever it is."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

from opsgen.source import Loaded, files, load

# The child may take 5 s of CPU and little memory; a hang or a crash shows in its exit code.
# Address space counts all that is mapped, so what is really used is bounded apart, in MB.
CHILD = dedent(
    """\
    import resource, sys
    resource.setrlimit(resource.RLIMIT_CPU, (5, 5))
    resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
    from opsgen.source import load, loads
    path = sys.argv[1]
    if path == "-":
        loaded = loads(eval(sys.argv[2]), "operations.yaml")
    else:
        loaded = load(path)
    # Not ru_maxrss, which begins with what the parent used.
    status = open("/proc/self/status").read()
    used = int(status.partition("VmHWM:")[2].split()[0]) // 1024
    for found in loaded.diagnostics:
        print(found.code, found.rule.exit, f"{found.at.start.line}:{found.at.start.col}", used)
    """
)


def in_child(*arguments: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", CHILD, *arguments],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert done.stderr == ""
    assert done.returncode == 0
    return done.stdout.split()


def only(loaded: Loaded) -> tuple[str, int]:
    assert loaded.document is None
    assert loaded.text == ""
    (found,) = loaded.diagnostics
    return found.code, found.rule.exit


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("b'[' * 1_000_000", "OPS012 1 1:33"),
        ("b'{' * 1_000_000", "OPS012 1 1:33"),
        ("b'- ' * 1_000_000", "OPS012 1 1:65"),
        ("b'? ' * 1_000_000", "OPS012 1 1:65"),
        ("b'a: {' * 1_000_000", "OPS012 1 1:128"),
        ("b'%x\\n' * 1_000_000", "OPS008 1 1:1"),
        ("b'&a ' * 1_000_000", "OPS006 1 1:4"),
    ],
)
def test_row_4_bombs_neither_hang_nor_crash(text: str, found: str) -> None:
    *words, used = in_child("-", text)
    assert words == found.split()
    assert int(used) < 60


def test_row_26_a_device_without_end_is_not_read() -> None:
    *words, used = in_child("/dev/zero")
    assert words == ["OPS002", "1", "1:1"]
    assert int(used) < 60


def test_row_26_a_huge_file_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "operations.yaml"
    with path.open("wb") as file:
        file.truncate(100 * 1024 * 1024)
    *words, used = in_child(str(path))
    assert words == ["OPS003", "1", "1:1"]
    assert int(used) < 60


def test_row_26_a_pipe_without_a_writer_does_not_wait(tmp_path: Path) -> None:
    path = tmp_path / "operations.yaml"
    os.mkfifo(path)
    assert in_child(str(path))[:2] == ["OPS002", "1"]


def test_row_26_a_directory_and_a_socket(tmp_path: Path) -> None:
    assert only(load(tmp_path)) == ("OPS002", 1)
    home = os.getcwd()
    os.chdir(tmp_path)  # a socket's path has 107 bytes at most
    try:
        with socket.socket(socket.AF_UNIX) as server:
            server.bind("socket")
            assert only(load("socket")) == ("OPS002", 1)
    finally:
        os.chdir(home)


@pytest.mark.parametrize("name", ["missing.yaml", "missing/operations.yaml", "a\0b", "x" * 5000])
def test_a_path_without_a_file_is_an_io_error(tmp_path: Path, name: str) -> None:
    assert only(load(f"{tmp_path}/{name}")) == ("OPS001", 5)


def test_a_path_through_a_file_is_an_io_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("a: 1\n")
    assert only(load(tmp_path / "file" / "operations.yaml")) == ("OPS001", 5)


def test_row_27_a_symbolic_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "real").write_text("a: 1\n")
    link = tmp_path / "operations.yaml"
    link.symlink_to("real")
    loaded = load(link)
    assert loaded.file == str(link)
    assert loaded.document is not None
    assert loaded.document.data == {"a": 1}


def test_row_27_links_to_nothing_in_a_circle_and_to_a_pipe(tmp_path: Path) -> None:
    link = tmp_path / "operations.yaml"
    link.symlink_to("missing")
    assert only(load(link)) == ("OPS001", 5)
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    assert only(load(tmp_path / "a")) == ("OPS001", 5)
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "to-pipe").symlink_to("pipe")
    assert only(load(tmp_path / "to-pipe")) == ("OPS002", 1)


def test_row_27_a_file_that_may_not_be_read_shows_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "operations.yaml"
    path.write_text("root:canary\n")

    def refused(*_: object) -> int:  # root may read all, so the refusal is played
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refused)
    loaded = load(path)
    assert only(loaded) == ("OPS001", 5)
    assert "canary" not in repr(loaded)


def test_a_read_that_fails_half_way_is_an_io_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "operations.yaml"
    path.write_text("a: 1\n")
    parts = iter([b"a: "])

    def failing(*_: object) -> bytes:
        part = next(parts, None)
        if part is None:
            raise OSError(5, "Input/output error")
        return part

    monkeypatch.setattr(os, "read", failing)
    assert only(load(path)) == ("OPS001", 5)


def test_row_28_the_file_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "operations.yaml"
    path.write_text("a: 1\n")
    real, opened = os.open, []

    def counting(name: str, flags: int) -> int:
        opened.append(name)
        descriptor = real(name, flags)
        path.write_text("b: 2\n# a longer text\n")
        os.replace(path, tmp_path / "moved")
        return descriptor

    monkeypatch.setattr(os, "open", counting)
    loaded = load(path)
    assert opened == [str(path)]
    assert loaded.text == "b: 2\n# a longer text\n"


def test_a_file_that_grows_while_it_is_read_stops_at_the_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "operations.yaml"
    path.write_text("a: 1\n")
    asked = []

    def endless(_: int, size: int) -> bytes:
        asked.append(size)
        return b"#" * min(size, 1_000_000)

    monkeypatch.setattr(os, "read", endless)
    assert only(load(path)) == ("OPS003", 1)
    assert asked[0] == files.MAX_BYTES + 1
    assert asked[-1] <= 1_000_000
