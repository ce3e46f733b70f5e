"""What somebody meant who wrote a unit that does not exist: `5mb`, `3 seconds`, `20 rps`."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from opsgen.units import CURRENCIES, LITERAL_UNITS, TIME, Unit, format_number, literal_unit

_SPELLINGS = {
    "ns": "nsec nsecs nanosecond nanoseconds",
    "us": "µs μs usec usecs microsecond microseconds",
    "ms": "msec msecs milli millis millisecond milliseconds",
    "s": "sec secs second seconds",
    "min": "mins minute minutes",
    "h": "hr hrs hour hours",
    "d": "day days",
    "w": "wk wks week weeks",
    "%": "pct perc percent percentage pc",
    "x": "times fold",
    "bytes": "byte",
    "kB": "kilobyte kilobytes",
    "MB": "megabyte megabytes",
    "GB": "gigabyte gigabytes",
    "TB": "terabyte terabytes",
    "tokens": "tok toks",
    "USD": "$ dollar dollars",
    "EUR": "€ euro euros",
    "GBP": "£ pound pounds",
    "JPY": "¥ yen",
}
_UNITS = {word: unit for unit, words in _SPELLINGS.items() for word in words.split()}
_UNITS |= {name.lower(): name for name in LITERAL_UNITS}
_MANY = {"k": 10**3, "thousand": 10**3, "million": 10**6, "mio": 10**6, "bn": 10**9}
_MANY |= {"billion": 10**9, "g": 10**9, "t": 10**12}
_DAYS = {"mo": 30, "month": 30, "months": 30, "y": 365, "yr": 365, "year": 365, "years": 365}
_RATES = {"rps": "s", "qps": "s", "tps": "s", "hz": "s", "rpm": "min", "qpm": "min"}
_COUNTED = "call error event failure item message query queries request req user"
_THINGS = frozenset(_COUNTED.split()) | {f"{thing}s" for thing in _COUNTED.split()}

UNITS_HELP = (
    "units are `ns us ms s m min h d w`, `%`, `B kB MB GB TB KiB MiB GiB TiB`, `tokens`, `x` "
    "and currency codes such as `USD`"
)


@dataclass(frozen=True, slots=True)
class Meant:
    """The literal to write instead, and its unit (None for a bare number or a rate)."""

    text: str
    unit: Unit | None = None


def meant_unit(word: str) -> Unit | None:
    """The unit that `word` misspells: by a known spelling, or by its capitals."""
    name = None if word == "M" else _UNITS.get(word.lower())
    if name is None and word.upper() in CURRENCIES:
        name = word.upper()
    return literal_unit(name) if name else None


def meant(number: Fraction, digits: str, word: str) -> Meant | None:
    """What `<number> <word>` should have been; None when nobody can tell. `digits` is its text."""
    lower = word.lower()
    if unit := meant_unit(word):
        name = "%" if unit.name == "percent" else unit.name
        closed = unit.dims == TIME or name in ("%", "x")
        return Meant(f"{digits}{name}" if closed else f"{digits} {name}", unit)
    if lower in _MANY:
        return Meant(format_number(number * _MANY[lower]))
    if lower in _DAYS:
        days = literal_unit("d")
        return Meant(format_number(number * _DAYS[lower]) + "d", days)
    if lower in _RATES:
        return Meant(f"{digits}/{_RATES[lower]}")
    return Meant(digits) if lower in _THINGS else None
