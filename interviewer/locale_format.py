"""Numbers, durations, dates as the chosen language writes them; the figures are rounded as they always were. Pure."""

from __future__ import annotations

import functools
from datetime import date, datetime
from typing import Any

from prompts.phrasebook import current, phrase


def number(value: float, places: int = 0) -> str:
    """A number with so many decimals: 3.4, in German 3,4; whole numbers stay without separators."""
    return localised(f"{value:.{places}f}")


def significant(value: float) -> str:
    """A number with three significant figures, as few signs as that takes."""
    return localised(f"{value:.3g}")


def localised(figures: str) -> str:
    """Figures in Python's notation with the decimal sign and minus of the language."""
    mark, minus = _signs(current().language)
    return figures.replace("-", minus).replace(".", mark)


def score(value: float) -> str:
    """A score, one decimal."""
    return number(value, 1)


def seconds(value: float) -> str:
    """A duration for people: "8.5 s", "1 min 12 s"."""
    if value < 10:
        return phrase("duration.seconds", value=number(value, 1))
    whole = round(value)
    if whole < 60:
        return phrase("duration.seconds", value=number(whole))
    return phrase("duration.minutes", minutes=number(whole // 60), seconds=f"{whole % 60:02d}")


def clock(at_s: float) -> str:
    """Minutes and seconds: "1:05"."""
    return f"{int(at_s) // 60}:{int(at_s) % 60:02d}"


def long_day(day: date | datetime) -> str:
    """A day for people: "5 January 2026", in German "5. Januar 2026"."""
    return _written(day, phrase("date.long"))


def short_day(day: date | datetime) -> str:
    """A day in little room, under a chart: "05 Jan 2026"."""
    return _written(day, phrase("date.short"))


def _written(day: date | datetime, pattern: str) -> str:
    from babel.dates import format_date  # noqa: PLC0415 - only where a date is shown

    return str(format_date(day, pattern, locale=current().language))


@functools.cache
def _signs(language: str) -> tuple[str, str]:
    from babel.numbers import get_decimal_symbol, get_minus_sign_symbol  # noqa: PLC0415 - 50 ms, once

    found: Any = (get_decimal_symbol(language), get_minus_sign_symbol(language))
    return str(found[0]), str(found[1])
