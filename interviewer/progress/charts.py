"""Draws the progress as inline SVG with leather (MIT, 30 kB, no dependencies), in the colours of the page's style sheet.

Colours are the style sheet's variables, so that the charts follow dark, light and print; every chart has its table.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from interviewer.locale_format import short_day
from interviewer.progress.progress import Point

WIDTH, HEIGHT = 720, 250
_MARGIN, _CROP = 44, 32
"""leather's margin is the same on all sides; half of the last date needs it on the right, so above and below it is cut."""


def line_chart(points: Sequence[Point], *, low: float, high: float, limit: float | None = None) -> str:
    """Values over time as an `<svg>` element.

    Args:
        points: oldest first; at least one.
        low: lower end of the scale, at most; a smaller value makes it longer.
        high: upper end of the scale, at least.
        limit: a value to draw a dashed line at.
    """
    leather = _leather()
    chart = leather.Chart()
    moments = [point.at.replace(tzinfo=None) for point in points]
    first, last = moments[0], moments[-1]
    if last - first < timedelta(days=1):  # a scale needs two ends
        first, last = first - timedelta(hours=12), last + timedelta(hours=12)
    numbers = [round(point.value, 2) for point in points]
    chart.add_x_scale(first, last)
    ticks = [first + (last - first) * index / 4 for index in range(5)]
    chart.add_x_axis(ticks=ticks, tick_formatter=lambda moment, *_: short_day(moment))
    chart.add_y_scale(min(low, *numbers), max(high, *numbers))
    values = list(zip(moments, numbers, strict=True))
    if limit is not None:
        dashed = leather.Line(stroke_color="var(--warn)", width=1, stroke_dasharray="6 4")
        _add(chart, [(first, limit), (last, limit)], dashed)
    if len(values) > 1:
        _add(chart, values, leather.Line(stroke_color="var(--accent)"))
    _add(chart, values, leather.Dots(fill_color="var(--accent)", radius=4))
    return _responsive(chart.to_svg(width=WIDTH, height=HEIGHT), HEIGHT)


def bar_chart(rows: Sequence[tuple[str, float]], *, high: float) -> str:
    """Named values as horizontal bars, the first one on top, as an `<svg>` element."""
    leather = _leather()
    chart = leather.Chart()
    height = 2 * _MARGIN + 30 + 28 * len(rows)
    chart.add_x_scale(0, high)
    chart.add_bars([(round(value, 2), name) for name, value in rows], fill_color="var(--accent)")
    return _responsive(chart.to_svg(width=WIDTH, height=height), height)


def _add(chart: Any, values: list[Any], shape: Any) -> None:
    """Add a series that no legend names: the heading over the chart says what it is."""
    import leather  # noqa: PLC0415

    shape.legend_to_svg = lambda *_: []
    chart.add_series(leather.Series(values), shape)


def _leather() -> Any:
    import leather  # noqa: PLC0415 - only where a page is asked for
    from leather import theme  # noqa: PLC0415

    theme.background_color = "none"
    theme.margin = _MARGIN / WIDTH
    theme.label_color = theme.axis_title_color = "var(--soft)"
    theme.tick_color = theme.zero_color = "var(--line)"
    theme.tick_font_family = theme.axis_title_font_family = "inherit"
    theme.tick_font_size = 13
    theme.legend_font_char_height = theme.legend_gap = 0
    return leather


def _responsive(svg: str, height: int) -> str:
    """The drawing scaled to its place; screen readers pass over it, since they are given the table."""
    fixed = f'<svg width="{WIDTH}" height="{height}" version="1.1"'
    return svg.replace(
        fixed, f'<svg viewBox="0 {_CROP} {WIDTH} {height - 2 * _CROP}" aria-hidden="true" focusable="false"', 1
    )
