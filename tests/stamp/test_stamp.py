"""A remembered answer is the answer: byte for byte, and only while all it rests on still stands."""

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.stamp.installed import Installed, Reply

CANARY = "canary-3f9a"
STEP = "ops/steps/unit_tests"
GOOD = """\
service: demo
links: {repository: "https://example.com/demo"}
monitoring:
  defaults: {job: demo}
  metrics:
    - {name: queue_length, type: gauge, series: demo_queue, unit: count, alert_threshold: "> 100"}
alerting:
  channels:
    - name: chat
      type: slack
      webhook: "${CHAT_WEBHOOK}"
      severity: [critical, high, medium, low]
      watchdog: true
"""
WARNED = GOOD.replace(
    "service: demo\n", "pipeline: {stages: [{name: test, steps: [unit_tests]}]}\n"
)
BROKEN = GOOD.replace("type: gauge", "type: gague")
SECRET = GOOD.replace("${CHAT_WEBHOOK}", f"https://hooks.example.com/{CANARY}")
FORMATS = ("text", "concise", "json", "github", "sarif")
MARK = "remembered: "


@dataclass(frozen=True)
class World:
    """A folder with an operations.yaml, and a cache of its own."""

    opsgen: Installed
    root: Path

    @property
    def folder(self) -> Path:
        return self.root / "service"

    @property
    def file(self) -> Path:
        return self.folder / "operations.yaml"

    @property
    def cache(self) -> Path:
        return self.root / "cache" / "opsgen"

    @property
    def stamps(self) -> list[Path]:
        return sorted(self.cache.iterdir()) if self.cache.is_dir() else []

    def validate(self, *options: str, **env: str) -> Reply:
        env = {"XDG_CACHE_HOME": str(self.root / "cache")} | env
        return self.opsgen.call(self.file.parent, "validate", *options, **env)

    def mark(self) -> None:
        """Change what is remembered, so that an answer shows whether it comes from there."""
        for stamp in self.stamps:
            kept = json.loads(stamp.read_bytes().partition(b"\n")[2])
            out, err, code = kept["answer"]
            rewrite(stamp, json.dumps(kept | {"answer": [MARK + out, MARK + err, code]}))


def rewrite(stamp: Path, body: str) -> None:
    stamp.write_text(f"{hashlib.sha256(body.encode()).hexdigest()}\n{body}", encoding="utf-8")


@pytest.fixture(scope="module")
def opsgen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installed]:
    with Installed(tmp_path_factory.mktemp("site")) as installed:
        yield installed


@pytest.fixture
def world(opsgen: Installed, tmp_path: Path) -> World:
    made = World(opsgen, tmp_path)
    made.folder.mkdir()
    made.file.write_text(WARNED, encoding="utf-8")
    return made


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize(
    ("text", "options", "code"),
    [
        (GOOD, (), 0),
        (WARNED, (), 0),
        (WARNED, ("--strict",), 1),
        (WARNED, ("--color",), 0),
        (BROKEN, (), 1),
        (SECRET, (), 1),
    ],
)
def test_the_second_answer_is_the_first(
    world: World, text: str, options: tuple[str, ...], code: int, format: str
) -> None:
    world.file.write_text(text, encoding="utf-8")
    options = (*options, "--format", format)
    first = world.validate(*options)
    assert first.code == code
    assert first == world.validate(*options) == world.validate(*options, OPSGEN_NO_CACHE="1")
    world.mark()
    assert world.validate(*options) == (code, MARK + first.out, MARK + first.err)


def edited(world: World) -> None:
    world.file.write_text(WARNED + "# more\n", encoding="utf-8")


def moved(world: World) -> None:
    world.folder.rename(world.root / "other")
    world.folder.symlink_to("other")


def given_a_step_script(world: World) -> None:
    (world.folder / STEP).parent.mkdir(parents=True)
    (world.folder / STEP).touch()


def in_a_repository(world: World) -> None:
    (world.root / ".git").mkdir()


def of_another_module(world: World) -> None:
    os.utime(world.opsgen.site / "opsgen" / "units.py", ns=(0, 0))


def with_another_package(world: World) -> None:
    os.utime(world.opsgen.site, ns=(0, 0))


@pytest.fixture
def untouched(opsgen: Installed) -> Iterator[None]:
    """Gives the installed files their times back."""
    touched = [opsgen.site, opsgen.site / "opsgen" / "units.py"]
    times = [(path, path.stat().st_mtime_ns) for path in touched]
    yield
    for path, time in times:
        os.utime(path, ns=(time, time))


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize(
    "change",
    [
        edited,
        moved,
        given_a_step_script,
        in_a_repository,
        of_another_module,
        with_another_package,
    ],
)
def test_a_changed_world_is_judged_anew(world: World, change: Callable[[World], None]) -> None:
    world.validate()
    world.mark()
    assert world.validate().err.startswith(MARK)
    change(world)
    assert MARK not in world.validate().err


def test_a_step_script_that_is_gone_is_missed(world: World) -> None:
    given_a_step_script(world)
    assert STEP not in world.validate().err
    (world.folder / STEP).unlink()
    assert STEP in world.validate().err


@pytest.mark.parametrize("options", [("--strict",), ("--format", "json"), ("--color",)])
def test_another_question_has_another_answer(world: World, options: tuple[str, ...]) -> None:
    world.validate()
    world.mark()
    done = world.validate(*options)
    assert MARK not in done.out + done.err


def test_one_edit_among_several_files_is_seen(world: World) -> None:
    (world.folder / "second.yaml").write_text(GOOD, encoding="utf-8")
    names = ("operations.yaml", "second.yaml")
    world.validate(*names)
    world.mark()
    assert world.validate(*names).err.startswith(MARK)
    (world.folder / "second.yaml").write_text(BROKEN, encoding="utf-8")
    done = world.validate(*names)
    assert done.code == 1
    assert MARK not in done.err


@pytest.mark.parametrize(
    "spoil",
    [
        lambda stamp: stamp.write_bytes(b""),
        lambda stamp: stamp.write_bytes(stamp.read_bytes()[:-1]),
        lambda stamp: stamp.write_bytes(stamp.read_bytes().replace(MARK.encode(), b"forged: ")),
        lambda stamp: stamp.write_bytes(b"\xff" * 100),
        lambda stamp: rewrite(stamp, "[]"),
        lambda stamp: rewrite(stamp, "{}"),
        lambda stamp: rewrite(stamp, '{"states": {}, "looked": {}, "answer": [1]}'),
        lambda stamp: (stamp.unlink(), stamp.mkdir()),
    ],
    ids=["empty", "short", "forged", "bytes", "list", "map", "answer", "folder"],
)
def test_a_spoilt_stamp_is_no_answer(world: World, spoil: Callable[[Path], object]) -> None:
    right = world.validate()
    world.mark()
    (stamp,) = world.stamps
    spoil(stamp)
    assert world.validate() == right


def test_a_cache_that_cannot_be_written_does_no_harm(world: World) -> None:
    right = world.validate(OPSGEN_NO_CACHE="1")
    (world.root / "cache").write_text("a file where a folder should be")
    assert world.validate() == right == world.validate()


@pytest.mark.parametrize("variable", ["OPSGEN_NO_CACHE", "CI"])
def test_nothing_is_kept_or_believed_when_it_is_off(world: World, variable: str) -> None:
    world.validate(**{variable: "true"})
    assert world.stamps == []
    world.validate()
    world.mark()
    assert MARK not in world.validate(**{variable: "true"}).err


def test_a_file_that_cannot_be_read_is_not_remembered(world: World) -> None:
    os.mkfifo(world.folder / "pipe")
    assert world.validate("pipe").code == 1
    assert world.validate("nowhere.yaml").code == 5
    assert world.stamps == []


def test_only_the_user_may_read_and_no_secret_is_kept(world: World) -> None:
    world.file.write_text(SECRET, encoding="utf-8")
    world.validate()
    (stamp,) = world.stamps
    assert stat.S_IMODE(stamp.stat().st_mode) == 0o600
    assert stat.S_IMODE(world.cache.stat().st_mode) == 0o700
    assert CANARY.encode() not in stamp.read_bytes()


def test_the_oldest_stamps_go_first(world: World) -> None:
    world.cache.mkdir(parents=True)
    for number in range(250):
        old = world.cache / f"old-{number:03}"
        old.touch()
        os.utime(old, (number, number))
    world.validate()
    names = [stamp.name for stamp in world.stamps]
    assert len(names) == 200
    assert [name for name in names if name.startswith("old")] == [
        f"old-{number:03}" for number in range(51, 250)
    ]


def test_a_remembered_answer_loads_no_compiler(world: World) -> None:
    world.validate()
    code = (
        "import os\n"
        f"os.environ['XDG_CACHE_HOME'] = {str(world.root / 'cache')!r}\n"
        f"os.chdir({str(world.folder)!r})\n"
        "from opsgen.cli import main\n"
        "try:\n    main(['validate'])\nexcept SystemExit:\n    pass\n"
        "print(*sys.modules)\n"
    )
    out, _ = world.opsgen.start(code).communicate()
    loaded = {
        name for name in out.split() if name.partition(".")[0] in ("opsgen", "yaml", "pydantic")
    }
    assert loaded == {
        "opsgen",
        "opsgen.cli",
        "opsgen.cli.shared",
        "opsgen.cli.streams",
        "opsgen.cli.validate",
        "opsgen.stamp",
    }
