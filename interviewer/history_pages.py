"""The pages over many sessions, progress and takes: one self-contained HTML file each, that loads and runs nothing."""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from interviewer.errors import InterviewerError
from interviewer.history import Take
from interviewer.progress import Area, Point, Progress
from interviewer.progress_charts import bar_chart, line_chart
from interviewer.progress_lines import FIRST_STEP, counted
from interviewer.review_words import clock
from interviewer.takes import Comparison, change_lines, rows, why
from interviewer.text import clean, clean_line
from interviewer.timing import SETUP_LIMIT_S

FOLDER = Path(__file__).parent / "web" / "templates"
STYLES = ("review.css", "history.css")


def write_page(path: Path, text: str) -> None:
    """Write a page, replacing an older one.

    Raises:
        InterviewerError: it cannot be written.
    """
    try:
        path.write_text(text, encoding="utf-8", errors="replace")
    except OSError as error:
        raise InterviewerError(
            f"The page cannot be written to {path}: {error.strerror}. Choose another path."
        ) from error


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
        first_step=FIRST_STEP,
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


def render_page(template: str, policy: str, *, styles: Sequence[str] = STYLES, **values: object) -> str:
    """A page that may load and run nothing.

    Args:
        template: its file.
        policy: what may be loaded all the same.
        styles: files of the style sheet, in this order.
        values: what the template shows.
    """
    style = "".join((FOLDER / name).read_text(encoding="utf-8") for name in styles)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: clean(value) if type(value) is str else value,
    )
    environment.filters["line"] = clean_line
    environment.filters["clock"] = clock
    return environment.get_template(template).render(
        style=Markup(style),  # noqa: S704 - the project's own file
        policy=f"default-src 'none'; style-src 'sha256-{digest}'; {policy}base-uri 'none'; form-action 'none'",
        **values,
    )


def _chart(points: Sequence[Point], title: str, low: float, high: float, limit: float | None) -> Markup:
    """A chart with its caption and, for whoever cannot see it, its table."""
    drawn = Markup(line_chart(points, low=low, high=high, limit=limit)) if points else ""  # noqa: S704 - made by leather
    cells = Markup("").join(
        Markup('<tr><th scope="row">{}</th><td class="number">{}</td><td>{}</td></tr>').format(
            f"{point.at:%Y-%m-%d}", f"{'about ' if point.estimated else ''}{point.value:.1f}", point.take
        )
        for point in points
    )
    return Markup(
        '<figure>{}<figcaption class="muted">{}</figcaption><details><summary>The same as a table</summary><table>'
        '<thead><tr><th scope="col">Day</th><th scope="col" class="number">Value</th><th scope="col">Session and turn</th>'
        "</tr></thead><tbody>{}</tbody></table></details></figure>"
    ).format(drawn, title, cells)


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
