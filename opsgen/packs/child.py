"""The child process that renders a pack: a job on standard input, the answer on standard output.

A program of its own that imports nothing of opsgen, so that it loads fast and holds nothing worth
stealing. Jinja's sandbox keeps a template from Python; what it does not stop, an endless loop or
a text without end (its documentation says so), the limits of the process do.
"""

from __future__ import annotations

import codecs
import difflib
import errno
import importlib
import json
import re
import resource
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from jinja2 import BaseLoader, StrictUndefined, TemplateNotFound, TemplateSyntaxError, Undefined
from jinja2.debug import rewrite_traceback_stack
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import missing, pass_context

Job = dict[str, Any]
Answer = dict[str, Any]

_YAML = (".yaml.j2", ".yml.j2")
_STRUCTURED = (*_YAML, ".json.j2")
_FILE = "pack:"
"""Before the name of a template where a traceback names its file."""
_GLOBALS = ("range", "dict", "namespace")
_NOT_OURS = ("random", "pprint", "xmlattr", "urlize", "striptags", "tojson")
"""Filters that are not the same every time, or that write HTML."""
_ADDRESS = re.compile(r"<[^<>\n]{1,200} at 0x[0-9a-f]{6,}>")
_SPECIAL = re.compile(r"[^ !#-\[\]-~]")
_LONGEST = 300
"""Characters of a message; it may quote what a template holds."""


class RefusedError(Exception):
    """What a template does and may not, in words."""


class TooMuchError(Exception):
    """The output is larger than allowed."""


class OutOfTimeError(Exception):
    """The seconds of the process are used up."""


class Whole:
    """JSON that the filter `json` made: printed as it is."""

    def __init__(self, text: str) -> None:
        self.text = text


class Strict(StrictUndefined):
    """Says what there is when something is not."""

    @property
    def _undefined_message(self) -> str:
        hint, thing, name = self._undefined_hint, self._undefined_obj, self._undefined_name
        if hint:
            return str(hint)
        if thing is missing:
            return f"`{name}` is not defined; a template reads `plan` and `values`"
        if not isinstance(thing, Mapping):
            return f"{_kind(thing)} has no `{name}`"
        close = difflib.get_close_matches(str(name), list(map(str, thing)), 1)
        if close:
            return f"there is no `{name}` here; did you mean `{close[0]}`?"
        return f"there is no `{name}` here, only {', '.join(f'`{key}`' for key in thing)}"


class Environment(ImmutableSandboxedEnvironment):
    """In a map, a key comes before a method of the same name."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        if isinstance(obj, Mapping) and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)


class Loader(BaseLoader):
    """The templates of the job; there is no other place to load from."""

    def __init__(self, templates: Mapping[str, str]) -> None:
        self.templates = templates

    def get_source(self, environment: Any, template: str) -> tuple[str, str, Callable[[], bool]]:
        if template not in self.templates:
            raise TemplateNotFound(template, f"the pack has no template `{template}`")
        return self.templates[template], _FILE + template, lambda: True


def environment(templates: Mapping[str, str]) -> Environment:
    made = Environment(
        loader=Loader(templates),
        undefined=Strict,
        finalize=_printed,
        autoescape=False,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.globals = {name: made.globals[name] for name in _GLOBALS}
    for name in _NOT_OURS:
        del made.filters[name]
    made.filters["json"] = _whole
    made.filters["number"] = _number
    return made


@pass_context
def _printed(context: object, value: object) -> str:
    """What `{{ value }}` becomes: in YAML and JSON a scalar with its quotes, else plain text."""
    if isinstance(value, Undefined):
        return str(value)  # which fails, but for an `if` without `else`
    if isinstance(value, Whole):
        return value.text
    name = context.name or "" if isinstance(context, Context) else ""
    structured = name.endswith(_STRUCTURED)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float | Decimal):
        return _digits(value)
    if isinstance(value, str):
        return _QUOTES[name.endswith(_YAML)](value) if structured else str(value)
    if value is None and structured:
        return "null"
    if value is None:
        raise RefusedError("this has no value (`null`): ask with `{% if %}` before it is printed")
    raise RefusedError(
        f"{_kind(value)} cannot be printed: loop over it, or print all of it with `json`"
    )


@pass_context
def _whole(context: Context, value: object) -> Whole:
    """Any data on one line, in the JSON of the file."""
    return Whole(_json(value, _QUOTES[(context.name or "").endswith(_YAML)]))


def _json(value: object, quoted: Callable[[str], str]) -> str:
    if isinstance(value, Undefined):
        return str(value)  # which fails, but for an `if` without `else`
    if isinstance(value, Mapping):
        pairs = (f"{quoted(str(key))}: {_json(part, quoted)}" for key, part in value.items())
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_json(part, quoted) for part in value) + "]"
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    if isinstance(value, int | float | Decimal):
        return _digits(value)
    if isinstance(value, str):
        return quoted(value)
    raise RefusedError(f"{_kind(value)} is no data")


def _for_yaml(text: str) -> str:
    """YAML takes a pair of surrogates for two signs, so it gets its own, longer escape."""
    return '"' + _SPECIAL.sub(lambda special: f"\\U{ord(special[0]):08x}", text) + '"'


_QUOTES: dict[bool, Callable[[str], str]] = {True: _for_yaml, False: json.dumps}
"""By whether the file is YAML."""


def _digits(value: float | Decimal) -> str:
    number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if not number.is_finite():
        raise RefusedError("this number is not finite, and no file can hold it")
    return format(number, "f")


def _number(value: object) -> Decimal:
    """A decimal number of the plan, which is a text there, as a number."""
    try:
        return Decimal(str(value))
    except InvalidOperation:
        raise RefusedError("the filter `number` is given what is no number") from None


def _kind(value: object) -> str:
    if isinstance(value, Mapping):
        return "a map"
    if isinstance(value, list | tuple):
        return "a list"
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return "a number"
    return {str: "a text", bool: "a boolean", type(None): "`null`", bytes: "a row of bytes"}.get(
        type(value), f"a {type(value).__name__}"
    )


def render(made: Environment, name: str, context: Mapping[str, object], room: int) -> Answer:
    """The text of a template, and from which of its lines each line of the text comes."""
    text: list[str] = []
    lines = [1]
    fresh = True
    for part, line in _parts(made, name, context):
        room -= len(part)
        if room < 0:
            raise TooMuchError
        text.append(part)
        if fresh and part:
            lines[-1] = line
        lines += range(line + 1, line + 1 + part.count("\n"))
        fresh = part.endswith("\n") if part else fresh
    whole = "".join(text)
    if found := _ADDRESS.search(whole):
        kind = found[0].split(" at ")[0].lstrip("<")
        raise RefusedError(f"it prints a {kind}, which is no text and another one every time")
    return {"text": whole, "lines": lines}


def _parts(
    made: Environment, name: str, context: Mapping[str, object]
) -> Iterator[tuple[str, int]]:
    """The pieces of the output, each with the line of the template where it begins."""
    template = made.get_template(name)
    source = made.loader.get_source(made, name)[0] if made.loader else ""
    starts = [0, *(found.end() for found in re.finditer("\n", source))]
    running: Any = template.root_render_func(template.new_context(dict(context)))
    try:
        for part in running:
            line = template.get_corresponding_lineno(running.gi_frame.f_lineno)
            # Jinja knows the line of what it computes. Plain text stands in the template word for
            # word, after the last thing that was computed.
            words = part.strip()
            found = source.find(words, starts[min(line, len(starts)) - 1]) if words else -1
            if found >= 0:
                line = source.count("\n", 0, found) + 1 - part[: part.index(words)].count("\n")
            yield part, max(line, 1)
    except Exception:  # whatever a template raised
        raise rewrite_traceback_stack() from None  # Python's lines become the template's


def failure(name: str, error: BaseException) -> Answer:
    """What went wrong, and in which line of which template."""
    kind = (
        "limit"
        if isinstance(error, MemoryError | TooMuchError | OutOfTimeError | RecursionError)
        else "template"
    )
    at, line = name, 1
    if isinstance(error, TemplateSyntaxError):
        at, line = error.name or name, error.lineno
    else:
        trace = error.__traceback__
        while trace is not None:
            file = trace.tb_frame.f_code.co_filename
            if file.startswith(_FILE):
                at, line = file.removeprefix(_FILE), trace.tb_lineno
            trace = trace.tb_next
    return {"kind": kind, "template": at, "line": line, "message": _message(error)}


def _message(error: BaseException) -> str:
    if isinstance(error, MemoryError):
        return "it needs more memory than a pack may have"
    if isinstance(error, TooMuchError):
        return "it prints more than a pack may write"
    if isinstance(error, OutOfTimeError):
        return f"it computes for more than {error} seconds"
    if isinstance(error, RecursionError):
        return "it calls itself without end"
    if words := _of_numbers(error):
        return words
    said = error.message if isinstance(error, TemplateSyntaxError) else str(error)
    words = " ".join((said or type(error).__name__).split())[:_LONGEST].rstrip(".")
    return words if not words[:2].istitle() else words[0].lower() + words[1:]


def _of_numbers(error: BaseException) -> str | None:
    """In place of Python's words, which tell of its own settings and classes."""
    if isinstance(error, NameError):  # how Jinja writes down infinity as a constant
        return "a number here is not finite"
    if isinstance(error, OverflowError) and error.args[0] == errno.ERANGE:
        return "a number here is too large"
    if isinstance(error, InvalidOperation):
        return "this computes with what is no finite number"
    if isinstance(error, ValueError) and "set_int_max_str_digits" in str(error):
        return "a number here has too many digits to become text"
    return None


def confine(cpu: int, memory: int) -> None:
    """From here on: so many seconds and bytes, no file written, none opened, no process begun."""

    def stop(*_: object) -> None:
        raise OutOfTimeError(cpu)  # which tells the line; what computes in C does not hear it

    signal.signal(signal.SIGXCPU, stop)
    for what, most in (
        (resource.RLIMIT_CPU, cpu),
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, 3),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        try:
            # The soft bound of time calls `stop`; the hard one, a second later, kills.
            resource.setrlimit(what, (most, most + (what == resource.RLIMIT_CPU)))
        except (OSError, ValueError):
            # macOS knows no bound of the address space. The parent's clock and the bound of the
            # output hold there too.
            continue


def load_the_rest() -> None:
    """What Jinja and Python load only when a template asks for it; later no file can be opened."""
    codecs.lookup("unicode-escape")
    importlib.import_module("textwrap")


def main() -> None:
    job: Job = json.load(sys.stdin, parse_float=Decimal)
    made = environment(job["templates"])
    load_the_rest()
    confine(job["cpu"], job["memory"])
    answer: Answer = {"rendered": {}, "failures": []}
    room = job["room"]
    for name in job["outputs"]:
        # Should this one end the process, the last line tells which it was.
        print(name, file=sys.stderr, flush=True)
        try:
            done = render(made, name, job["context"], room)
        except Exception as error:  # the border to templates: whatever they raise is theirs
            answer["failures"].append(failure(name, error))
            if isinstance(error, OutOfTimeError):
                break
            continue
        room -= len(done["text"])
        answer["rendered"][name] = done
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
