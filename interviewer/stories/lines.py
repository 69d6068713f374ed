"""Stories as lines of plain text for the terminal. Pure."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from interviewer.locale_format import number
from interviewer.review.advice import times
from interviewer.review.feedback import principle_name
from interviewer.review.show import WIDTH
from interviewer.stories.stories import StoryView, Telling
from interviewer.text import clean_line
from prompts.phrasebook import phrase


def story_list_lines(views: Sequence[StoryView]) -> list[str]:
    """All stories, named ones first, and what to do about those without a name."""
    if not views:
        return [phrase("stories.none", command="interviewer practice --principle dive-deep")]
    lines: list[str] = []
    for view in views:
        title = clean_line(view.name) if view.named else phrase("stories.unnamed", words=clean_line(view.name))
        lines.append(title)
        names = ", ".join(map(principle_name, view.principles)) or phrase("stories.no_principle")
        told = phrase("stories.told", principles=names, times=times(view.times_told))
        if view.last_told:
            told = phrase("stories.told_on", principles=names, times=times(view.times_told), day=str(view.last_told))
        lines += textwrap.wrap(told, WIDTH, initial_indent="    ", subsequent_indent="    ")
        if view.leant_on:
            lines.append(f"    {phrase('stories.leant_on', count=view.questions)}")
        if not view.named and view.best is not None:
            lines.append(f'    interviewer stories add {view.best.session}:{view.best.turn} --name "…"')
    return lines


def story_lines(view: StoryView) -> list[str]:
    """One story with each of its tellings."""
    names = ", ".join(map(principle_name, view.principles)) or phrase("stories.no_principle")
    lines = [clean_line(view.name), f"  {phrase('stories.for', principles=names)}"]
    if view.note:
        note = f"  {phrase('stories.note')}"
        lines += textwrap.wrap(clean_line(view.note), WIDTH, initial_indent=note, subsequent_indent=" " * len(note))
    lines += [f"  {phrase('stories.told_for', times=times(view.times_told), count=view.questions)}"]
    lines += [f"    {_telling(telling, best=telling == view.best)}" for telling in view.tellings]
    if view.best is not None:
        replay = f"interviewer replay {view.best.session} --turn {view.best.turn}"
        lines.append(f"  {phrase('stories.hear', command=replay)}")
    practise = f"interviewer practice --story {_quoted(view.name)}"
    lines.append(f"  {phrase('stories.practise', command=practise)}")
    return lines


def _telling(telling: Telling, *, best: bool) -> str:
    score = phrase("score.unscored")
    if telling.score is not None:
        score = phrase("score.of_five", score=number(telling.score, 1))
    gone = f"  {phrase('stories.deleted')}" if telling.deleted else ""
    mark = f"  {phrase('stories.best')}" if best else ""
    return f"{telling.told_on}  {telling.session}:{telling.turn}  {score}{mark}{gone}"


def _quoted(name: str) -> str:
    return f'"{name}"' if " " in name else name
