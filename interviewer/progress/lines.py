"""The progress as lines of plain text for the terminal. Pure."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from interviewer.answers.timing import SETUP_LIMIT_S
from interviewer.locale_format import number
from interviewer.progress.progress import Area, Point, Progress
from interviewer.review.feedback import estimated
from interviewer.review.show import WIDTH
from interviewer.text import clean_line, shorten
from prompts.phrasebook import phrase

LAST = 6
"""Values of a series that are shown."""


def first_step() -> str:
    """What to do where there is nothing to show yet."""
    return phrase("progress.first_step", command="interviewer practice --principle ownership --questions 1")


def progress_lines(progress: Progress) -> list[str]:
    """The whole view; for an empty history, what to do first."""
    lines = [clean_line(line) for line in progress.skipped]
    if not progress.answers:
        return [*lines, *textwrap.wrap(first_step(), WIDTH)]
    lines.append(counted(progress))
    lines += ["", phrase("progress.next")]
    for place, one in enumerate(progress.suggestions, 1):
        text = f"{place}. {phrase('progress.suggestion', name=one.name, reason=one.reason)}"
        lines += textwrap.wrap(text, WIDTH, initial_indent="  ", subsequent_indent="     ")
        lines.append(f"     {one.command}")
    for kind, title in (("principle", phrase("progress.principles")), ("topic", phrase("progress.topics"))):
        practised = [area for area in progress.areas if area.kind == kind and area.scores]
        if practised:
            lines += ["", phrase("progress.series", title=title)]
            lines += [_area_line(area) for area in practised]
    lines += ["", *_setup_lines(progress.setup_s)]
    if progress.words_per_minute:
        lines.append(phrase("progress.pace_line", series=_series(progress.words_per_minute, 0)))
    lines += ["", *_coverage_lines(progress)]
    return lines


def counted(progress: Progress) -> str:
    """How much there is to go by."""
    sessions = phrase("progress.sessions", count=progress.sessions)
    answers = phrase("progress.answers", count=progress.answers)
    return phrase("progress.counted", sessions=sessions, answers=answers, scored=progress.scored)


def _area_line(area: Area) -> str:
    return f"  {shorten(area.name, 44):<45} {_series(area.scores, 1):<34} {number(area.recent or 0.0, 1)}"


def _series(points: Sequence[Point], places: int) -> str:
    shown = " ".join(number(point.value, places) for point in points[-LAST:])
    return f"… {shown}" if len(points) > LAST else shown


def _setup_lines(points: Sequence[Point]) -> list[str]:
    if not points:
        return [phrase("progress.no_setup")]
    within = sum(point.value <= SETUP_LIMIT_S for point in points)
    last, limit = estimated(points[-1].value, points[-1].estimated), number(SETUP_LIMIT_S)
    return [
        phrase("progress.setup_share", limit=limit, within=within, all=len(points), last=last),
        phrase("progress.seconds", series=_series(points, 0)),
    ]


def _coverage_lines(progress: Progress) -> list[str]:
    lines = [phrase("progress.stories")]
    for one in progress.coverage:
        names = "; ".join(shorten(name, 40) for name in one.stories) or phrase("progress.no_story")
        lines += textwrap.wrap(
            clean_line(f"{one.name}: {names}"), WIDTH, initial_indent="  ", subsequent_indent="      "
        )
    lines += [
        f"  {phrase('progress.lean', story=repr(shorten(story.name, 40)), count=story.questions)}"
        for story in progress.leant_on
    ]
    return lines
