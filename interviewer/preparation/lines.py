"""A plan as lines of plain text for the terminal. Pure."""

from __future__ import annotations

import datetime as dt
import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby

from interviewer.preparation.model import Day, Plan, Session, Step
from interviewer.review.show import WIDTH, rule
from interviewer.text import clean_line

FULL_DAYS = 14
"""Days ahead that are printed step by step; later ones as a week's summary, unless all are wanted."""


def plan_lines(plan: Plan, *, whole: bool = False) -> list[str]:
    """The plan: what your answers show, what to write, and the days.

    Args:
        plan: what to show.
        whole: print every day step by step, however far ahead.
    """
    lines = [headline(plan), ""]
    for sentence in (*plan.gaps, *plan.notes):
        lines += _wrapped(sentence, "  ")
    if plan.to_write:
        lines += ["", rule("Stories to write")]
        lines += [f"  {_day_name(one.planned_on):<15} {one.name}" for one in plan.to_write if one.planned_on]
        without = ", ".join(one.name for one in plan.to_write if one.planned_on is None)
        lines += _wrapped(f"No time: {without}", "  ") if without else []
    mocks = [day for day in plan.days if day.kind == "mock"]
    if mocks:
        lines += ["", rule("Mocks")]
        lines += [
            f"  {_day_name(day.date):<15} {day.sessions[0].steps[0].title}, {duration(day.minutes)}" for day in mocks
        ]
    border = dt.date.max if whole else plan.today + dt.timedelta(FULL_DAYS)
    *days, interview = plan.days
    for day in days:
        if day.date < border:
            lines += ["", *day_lines(day)]
    later = [day for day in days if day.date >= border]
    if later:
        lines += ["", rule("Later"), *week_lines(later)]
        lines += ["", "  `interviewer plan --all` shows every day, `interviewer plan --today` the next session."]
    return [*lines, "", *day_lines(interview)]


def headline(plan: Plan) -> str:
    """Until when, how much, for what."""
    wish = plan.wish
    left = (wish.interview_on - plan.today).days
    days = {0: "today", 1: "tomorrow"}.get(left, f"in {left} days")
    sessions = sum(len(day.sessions) for day in plan.days)
    who = " ".join(part for part in ((wish.role or "").replace("-", " "), wish.level or "") if part)
    hours = f"{sessions} session{'' if sessions == 1 else 's'}, {duration(plan.minutes)}"
    return f"Interview on {wish.interview_on:%A} {wish.interview_on} ({days}){', ' + who if who else ''}: {hours}."


def today_lines(plan: Plan) -> list[str]:
    """The next session that is not done yet, its first command first."""
    day, session = next_session(plan)
    if session is None:
        return [f"Nothing is left to practise before the interview on {_day_name(plan.wish.interview_on)}. Rest well."]
    when = "Today" if day.date == plan.today else f"Next, on {_day_name(day.date)}"
    lines = [f"{when}: {duration(session.minutes)}.", ""]
    if day.note:
        lines += [*_wrapped(day.note, "  "), ""]
    lines += session_lines(session)
    first = next((s for s in session.steps if not s.done), session.steps[0])
    return [*lines, "", "Begin with:", f"  {first.commands[0]}"]


def next_session(plan: Plan) -> tuple[Day, Session | None]:
    """The first session with something left to do, and its day."""
    for day in plan.days:
        for session in day.sessions:
            if not all(step.done or step.kind == "look-back" for step in session.steps):
                return day, session
            if day.date > plan.today:
                return day, session
    return plan.days[-1], None


def day_lines(day: Day) -> list[str]:
    """One day, step by step."""
    kind = {"mock": ", mock", "light": ", light", "interview": ", the interview"}.get(day.kind, "")
    total = f", {duration(day.minutes)}" if day.minutes else ""
    lines = [rule(f"{_day_name(day.date)}{kind}{total}")]
    if day.note:
        lines += _wrapped(day.note, "  ")
    for number, session in enumerate(day.sessions, 1):
        if len(day.sessions) > 1:
            lines.append(f"  Sitting {number} of {len(day.sessions)}, {duration(session.minutes)}")
        lines += session_lines(session)
    return lines


def session_lines(session: Session) -> list[str]:
    """The steps of one sitting with what to type."""
    return [line for step in session.steps for line in _step_lines(step)]


def duration(minutes: int) -> str:
    """Minutes for people: "45 min", "1 h 05 min", "12 h"."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest} min"
    return f"{hours} h {rest:02d} min" if rest else f"{hours} h"


def _step_lines(step: Step) -> Iterator[str]:
    done = "done  " if step.done else ""
    yield f"  {step.minutes:>3} min  {done}{clean_line(step.title)}"
    yield from _wrapped(step.why, " " * 11)
    for command in step.commands:
        yield f"           $ {command}"


def week_lines(days: Iterable[Day]) -> Iterator[str]:
    """One paragraph a week: how much, and what it holds."""
    for (year, week), group in groupby(days, key=lambda day: day.date.isocalendar()[:2]):
        own = list(group)
        monday = dt.date.fromisocalendar(year, week, 1)
        count = sum(len(day.sessions) for day in own)
        head = f"Week of {monday}: {count} session{'' if count == 1 else 's'}, {duration(sum(d.minutes for d in own))}."
        steps = [step for day in own for session in day.sessions for step in session.steps]
        marked = [step.title for step in steps if step.kind in {"learn", "write", "mock", "peer"}]
        practised = Counter(step.title for step in steps if step.kind in {"tell", "technical"})
        most = f"practice, most of {', '.join(title for title, _ in practised.most_common(3))}" if practised else ""
        yield from _wrapped(f"{head} {'; '.join([*marked, *([most] if most else [])])}", "  ")


def _day_name(date: dt.date) -> str:
    return f"{date:%a} {date}"


def _wrapped(text: str, indent: str) -> list[str]:
    return textwrap.wrap(clean_line(text), WIDTH, initial_indent=indent, subsequent_indent=indent)
