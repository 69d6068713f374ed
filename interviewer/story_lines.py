"""Stories as lines of plain text for the terminal. Pure."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from interviewer.feedback import principle_name
from interviewer.show import WIDTH
from interviewer.stories import StoryView, Telling
from interviewer.text import clean_line


def story_list_lines(views: Sequence[StoryView]) -> list[str]:
    """All stories, named ones first, and what to do about those without a name."""
    if not views:
        return ["No stories yet. Answer a behavioral question first: interviewer practice --principle dive-deep"]
    lines: list[str] = []
    for view in views:
        title = clean_line(view.name) if view.named else f'(no name) "{clean_line(view.name)}"'
        lines.append(title)
        names = ", ".join(map(principle_name, view.principles)) or "no principle yet"
        told = f"told {_times(view.times_told)}" + (f", last on {view.last_told}" if view.last_told else "")
        lines += textwrap.wrap(f"{names}; {told}.", WIDTH, initial_indent="    ", subsequent_indent="    ")
        if view.leant_on:
            lines.append(f"    It has answered {view.questions} different questions; have another one ready.")
        if not view.named and view.best is not None:
            lines.append(f'    interviewer stories add {view.best.session}:{view.best.turn} --name "…"')
    return lines


def story_lines(view: StoryView) -> list[str]:
    """One story with each of its tellings."""
    lines = [clean_line(view.name), f"  For: {', '.join(map(principle_name, view.principles)) or 'no principle yet'}"]
    if view.note:
        lines += textwrap.wrap(clean_line(view.note), WIDTH, initial_indent="  Note: ", subsequent_indent="        ")
    lines += [f"  Told {_times(view.times_told)}, for {view.questions} different question(s):"]
    lines += [f"    {_telling(telling, best=telling == view.best)}" for telling in view.tellings]
    if view.best is not None:
        lines.append(f"  Hear its best take: interviewer replay {view.best.session} --turn {view.best.turn}")
    lines.append(f"  Practise it: interviewer practice --story {_quoted(view.name)}")
    return lines


def _telling(telling: Telling, *, best: bool) -> str:
    score = "unscored" if telling.score is None else f"{telling.score:.1f} of 5"
    gone = "  (session deleted)" if telling.deleted else ""
    return f"{telling.told_on}  {telling.session}:{telling.turn}  {score}{'  best' if best else ''}{gone}"


def _times(count: int) -> str:
    return {0: "never", 1: "once", 2: "twice"}.get(count, f"{count} times")


def _quoted(name: str) -> str:
    return f'"{name}"' if " " in name else name
