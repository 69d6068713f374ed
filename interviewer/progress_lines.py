"""The progress as lines of plain text for the terminal. Pure."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from interviewer.progress import Area, Point, Progress
from interviewer.show import WIDTH
from interviewer.text import clean_line, seconds, shorten
from interviewer.timing import SETUP_LIMIT_S

FIRST_STEP = (
    "Nothing to show yet: no answer has been given. Begin with one question, about five minutes: "
    "interviewer practice --principle ownership --questions 1"
)
LAST = 6
"""Values of a series that are shown."""


def progress_lines(progress: Progress) -> list[str]:
    """The whole view; for an empty history, what to do first."""
    lines = [clean_line(line) for line in progress.skipped]
    if not progress.answers:
        return [*lines, *textwrap.wrap(FIRST_STEP, WIDTH)]
    lines.append(counted(progress))
    lines += ["", "Next"]
    for number, one in enumerate(progress.suggestions, 1):
        text = f"{number}. {one.name}: {one.reason}"
        lines += textwrap.wrap(text, WIDTH, initial_indent="  ", subsequent_indent="     ")
        lines.append(f"     {one.command}")
    for kind, title in (("principle", "Leadership Principles"), ("topic", "Topics")):
        practised = [area for area in progress.areas if area.kind == kind and area.scores]
        if practised:
            lines += ["", f"{title} (oldest to newest score, mean of the last three)"]
            lines += [_area_line(area) for area in practised]
    lines += ["", *_setup_lines(progress.setup_s)]
    if progress.words_per_minute:
        lines.append(f"Words a minute: {_series(progress.words_per_minute, '{:.0f}')}")
    lines += ["", *_coverage_lines(progress)]
    return lines


def counted(progress: Progress) -> str:
    """How much there is to go by."""
    parts = [(progress.sessions, "session"), (progress.answers, "answer")]
    numbers = ", ".join(f"{count} {name}{'' if count == 1 else 's'}" for count, name in parts)
    return f"{numbers}, {progress.scored} of them scored."


def _area_line(area: Area) -> str:
    return f"  {shorten(area.name, 44):<45} {_series(area.scores, '{:.1f}'):<34} {area.recent:.1f}"


def _series(points: Sequence[Point], pattern: str) -> str:
    shown = " ".join(pattern.format(point.value) for point in points[-LAST:])
    return f"… {shown}" if len(points) > LAST else shown


def _setup_lines(points: Sequence[Point]) -> list[str]:
    if not points:
        return ["Set-up: no answer yet in which it ended."]
    within = sum(point.value <= SETUP_LIMIT_S for point in points)
    about = "about " if points[-1].estimated else ""
    share = f"{within} of {len(points)} times"
    return [
        f"Set-up within {SETUP_LIMIT_S:.0f} s: {share}; last {about}{seconds(points[-1].value)}.",
        f"Seconds: {_series(points, '{:.0f}')}",
    ]


def _coverage_lines(progress: Progress) -> list[str]:
    lines = ["Your stories by principle"]
    for one in progress.coverage:
        names = "; ".join(shorten(name, 40) for name in one.stories) or "no story yet"
        lines += textwrap.wrap(
            clean_line(f"{one.name}: {names}"), WIDTH, initial_indent="  ", subsequent_indent="      "
        )
    lines += [
        f"  You lean on {shorten(story.name, 40)!r}: it has answered {story.questions} different questions."
        for story in progress.leant_on
    ]
    return lines
