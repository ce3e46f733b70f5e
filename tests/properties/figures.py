"""What a drawn file can name in a condition, and the literals that it may be compared with."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Data = dict[str, "Data"] | list["Data"] | str | int | Decimal | bool
"""A spec, or a part of it, as a YAML reader would give it."""
Spec = dict[str, Data]

Form = Literal["gauge", "counter", "histogram", "ratio", "raw", "drift", "external"]

LABELS = ("model", "pod", "region", "route", "tenant")


@dataclass(frozen=True, slots=True)
class Figure:
    """`dimension` is a key of LITERALS. `rate` is that of a counter's growth, which the name means.

    `keeps` are its labels. A `rigid` figure has these and no others, whatever the condition says.
    """

    name: str
    form: Form
    dimension: str
    keeps: tuple[str, ...] = ()
    declared: bool = True
    counted: str = ""
    quantile_of: str = ""

    @property
    def rigid(self) -> bool:
        return self.form in ("raw", "drift")


LITERALS: dict[str, tuple[str, ...]] = {
    "time": ("100ms", "250ms", "0.5s", "900ms", "1.5s", "2000ms", "5s", "0.125m", "10s", "30s"),
    "ratio": ("0.1%", "0.01", "2%", "5%", "0.075", "12.5%", "50%", "0.9", "99%", "99.9%"),
    # Of a series in percent a bare 0.05 may be either, and is refused.
    "percent": ("0.1%", "2%", "12.5%", "50%", "99.9%"),
    "bytes": ("500 kB", "1 MB", "10 MiB", "0.5 GB", "70 GiB", "1 TB"),
    "tokens": ("200 tokens", "1_000 tokens", "2_000_000 tokens", "5_000_000_000 tokens"),
    "USD": ("$0.5", "20 USD", "$200", "1_000.50 USD"),
    "EUR": ("1 EUR", "180 EUR", "2_500 EUR"),
    "count": ("1", "3 count", "10", "250", "1_000", "2_000_000 count"),
    "number": ("0.05", "0.5", "2", "3.5", "40"),
    "count/s": ("1/h", "5/min", "0.5/s", "100/min", "5/s", "120/s"),
    "tokens/s": ("60 tokens/min", "100 tokens/s", "5_000 tokens/s"),
    "bytes/s": ("10 kB/s", "5 MB/s", "1 GiB/s"),
    "relative": ("10%", "0.5", "100%", "150%"),
    "deviations": ("2", "2.5", "3", "4"),
}
"""Of each dimension its literals, each greater than the one before."""

PER_SECOND = {
    "count": "count/s",
    "tokens": "tokens/s",
    "bytes": "bytes/s",
}
