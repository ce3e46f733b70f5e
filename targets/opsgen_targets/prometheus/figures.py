"""The figure that made an alert fire, as a template that prints `$value` for people.

Constants beside it are told by `opsgen.artifacts.figures`, as people type them.
"""

from __future__ import annotations

from fractions import Fraction

from opsgen.artifacts.escape_gotemplate import value as template
from opsgen.artifacts.figures import figure, is_time_per_time, number
from opsgen.units import BYTES, NONE, SECONDS, TIME, TOKEN, Unit, merge

_STEPS = (("TiB", 2**40), ("GiB", 2**30), ("MiB", 2**20), ("KiB", 2**10))


def value(unit: Unit) -> str:
    """The template that prints `$value`, a figure in `unit`.

    Templates cannot calculate. But they read a figure's digits with an exponent behind them, which
    moves the point: a series in milliseconds prints as `160ms` or `2m 3s`, and only one in MiB,
    minutes or hours in its own unit.
    """
    if is_time_per_time(unit):
        return _decimals(1) + unit.name
    if unit.kind in ("ratio", "relative"):
        return (
            template("humanizePercentage") if unit.scale == 1 else template('printf "%.4g"') + "%"
        )
    if (power := _power_of_ten(unit)) is not None:
        people = "humanizeDuration" if unit.dims == SECONDS.dims else "humanize1024"
        return _moved(power, people) + ("B" if unit.dims == BYTES.dims else "")
    if unit.dims in (BYTES.dims, SECONDS.dims):
        return _decimals(1) + _name(unit)
    if unit.dims == TOKEN.dims:
        return template("humanize") + " tokens"
    if unit.dims == NONE:
        return template("humanize") if unit.kind == "count" else _plain()
    if unit.name.endswith("/s"):
        return _per_second(unit)
    return _amount() + f" {unit.name}"


def limit(constant: Fraction, unit: Unit) -> str:
    """The constant, and again in the unit in which `value` prints: `1.5s (1500ms)`."""
    told = figure(constant, unit)
    if _prints_in_1024s(unit):
        printed = _in_1024s(constant * unit.scale) + ("/s" if unit.name.endswith("/s") else "")
    elif _prints_as_exported(unit):
        printed = number(constant) + _name(unit)
    else:
        return told
    return told if told.replace(" ", "") == printed.replace(" ", "") else f"{told} ({printed})"


def _prints_as_exported(unit: Unit) -> bool:
    if _power_of_ten(unit) is not None:
        return False
    if unit.kind in ("ratio", "relative"):
        return is_time_per_time(unit)
    return unit.dims in (BYTES.dims, SECONDS.dims) or unit.name.endswith("/s")


def _prints_in_1024s(unit: Unit) -> bool:
    if unit.dims == BYTES.dims:
        return _power_of_ten(unit) is not None
    return unit.scale == 1 and unit.dims == merge(BYTES.dims, TIME, -1)


def _in_1024s(size: Fraction) -> str:
    """As `humanize1024` has it: 100 MB would read as more than the 96 MiB that exceed it."""
    steps = (
        (name, 1024**power) for power, name in ((4, "TiB"), (3, "GiB"), (2, "MiB"), (1, "KiB"))
    )
    name, step = next((each for each in steps if abs(size) >= each[1]), ("B", 1))
    return f"{number(size / step)} {name}"


def _power_of_ten(unit: Unit) -> int | None:
    """-3 for milliseconds, 6 for MB; None for what is no time and no size, and for MiB."""
    if unit.dims not in (SECONDS.dims, BYTES.dims):
        return None
    return next((power for power in range(-9, 13, 3) if unit.scale == Fraction(10) ** power), None)


def _moved(power: int, function: str) -> str:
    """`$value` times a power of ten, through `function`, which reads a text as it does a number.

    Nine decimals, for what is exported in milliseconds may last microseconds.
    `+Inf` has no exponent (prometheus template/template.go, convertToFloat: strconv.ParseFloat).
    """
    if power == 0:
        return template(function)
    whole = f'reReplaceAll "([fN])e{power}" "$1"'
    return template(f'printf "%.9fe{power}" | {whole} | {function}')


def _name(unit: Unit) -> str:
    """As it follows a figure: `5ms`, `5 MiB`, `5/s`, `5 tokens/s`."""
    if merge(unit.dims, TIME, 1) == NONE:
        return "/s"
    close = unit.dims == SECONDS.dims or is_time_per_time(unit)
    return unit.name if close else f" {unit.name}"


def _per_second(unit: Unit) -> str:
    what = merge(unit.dims, TIME, 1)
    if what == NONE:
        return _plain() + "/s"
    if what == BYTES.dims and unit.scale == 1:
        return template("humanize1024") + "B/s"
    return _plain() + f" {unit.name}"


def _plain() -> str:
    """`humanize` says 50m for 0.05, which reads as minutes, and `%g` 2.5e+05 for 250000."""
    return _from("10000.0", template("humanize"), template('printf "%.4g"'))


def _amount() -> str:
    """Of money, two decimals say nothing of the price of one request."""
    return _from("1.0", _decimals(2), template('printf "%.4g"'))


def _from(least: str, large: str, small: str) -> str:
    return f"{{{{ if ge $value {least} }}}}{large}{{{{ else }}}}{small}{{{{ end }}}}"


def _decimals(count: int) -> str:
    """Not `%g`, which writes 12345 as 1.234e+04."""
    return template(f'printf "%.{count}f"')
