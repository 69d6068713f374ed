"""The pages over many sessions, progress and takes: one self-contained HTML file each, that loads and runs nothing."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from markupsafe import Markup

from interviewer.answers.timing import SETUP_LIMIT_S
from interviewer.history.history import Take
from interviewer.history.takes import Comparison, change_lines, rows, why
from interviewer.locale_format import number
from interviewer.progress.charts import bar_chart, line_chart
from interviewer.progress.lines import counted, first_step
from interviewer.progress.progress import Area, Point, Progress
from interviewer.web.still_page import render_page
from prompts.phrasebook import phrase


def progress_page(progress: Progress, now: datetime) -> str:
    """The progress as a page.

    Args:
        progress: what to show.
        now: when it was made.
    """
    practised = [area for area in progress.areas if area.scores]
    return render_page(
        "progress.html.j2",
        "",
        progress=progress,
        now=f"{now:%Y-%m-%d}",
        first_step=first_step(),
        counted=counted(progress),
        all_scores=sorted((point for area in practised for point in area.scores), key=lambda point: point.at),
        principles=[area for area in practised if area.kind == "principle"],
        topics=[area for area in practised if area.kind == "topic"],
        limit=int(SETUP_LIMIT_S),
        within=sum(point.value <= SETUP_LIMIT_S for point in progress.setup_s),
        chart=_chart,
        bars=_bars,
    )


def takes_page(compared: Comparison, sessions: Path, folder: Path) -> str:
    """Takes side by side as a page that plays the recordings from where they lie.

    Args:
        compared: the takes.
        sessions: the folder of all sessions.
        folder: where the page will be; recordings are named relative to it.
    """
    return render_page(
        "takes.html.j2",
        "media-src file: 'self'; ",
        compared=compared,
        rows=rows(compared),
        changes=[change_lines(change) for change in compared.changes],
        why=why,
        sources=[(take, _source(take, sessions, folder)) for take in compared.takes],
    )


def _chart(points: Sequence[Point], title: str, low: float, high: float, limit: float | None) -> Markup:
    """A chart with its caption and, for whoever cannot see it, its table."""
    drawn = Markup(line_chart(points, low=low, high=high, limit=limit)) if points else ""  # noqa: S704 - made by leather
    cells = Markup("").join(
        Markup('<tr><th scope="row">{}</th><td class="number">{}</td><td>{}</td></tr>').format(
            f"{point.at:%Y-%m-%d}", _shown(point), point.take
        )
        for point in points
    )
    return Markup(
        '<figure>{}<figcaption class="muted">{}</figcaption><details><summary>{}</summary><table>'
        '<thead><tr><th scope="col">{}</th><th scope="col" class="number">{}</th><th scope="col">{}</th>'
        "</tr></thead><tbody>{}</tbody></table></details></figure>"
    ).format(drawn, title, *(phrase(f"progress.{name}") for name in ("same_table", "day", "value", "where")), cells)


def _shown(point: Point) -> str:
    value = number(point.value, 1)
    return phrase("duration.about", time=value) if point.estimated else value


def _bars(areas: Sequence[Area]) -> Markup:
    return Markup(bar_chart([(area.name, area.recent or 0) for area in areas], high=5))  # noqa: S704 - made by leather


def _source(take: Take, sessions: Path, folder: Path) -> str:
    """The address of a take's recording; "" where there is none."""
    if not take.audio:
        return ""
    path = (sessions / take.session / take.audio).absolute()
    try:
        return quote(Path(os.path.relpath(path, folder)).as_posix())
    except ValueError:  # on another drive
        return path.as_uri()
