"""What has been practised on a day already, read from that day's sessions."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from interviewer.errors import SessionError
from interviewer.history.history import History, moment
from interviewer.preparation.model import Day, Plan, Session, Step
from interviewer.sessions.session_file import read_session, session_folders

_INTRO = "bq-intro-"


def done_on(day: dt.date, history: History, sessions: Path) -> frozenset[str]:
    """The names of what was practised, as `Step.about` has them.

    Args:
        day: by the clock of the place where each session was begun.
        history: all answers.
        sessions: the folder of all sessions; drills are no part of the history and are read from here.
    """
    found: set[str] = set()
    for take in history.takes:
        if take.told_at.date() == day:
            found |= {f"principle:{take.principles[0]}"} if take.principles else set()
            found |= {f"topic:{take.topic}"} if take.topic else set()
            found |= {"question:intro"} if take.question_id.startswith(_INTRO) else set()
    for folder in session_folders(sessions):
        if not folder.name.startswith(f"{day:%Y%m%d}"):
            continue
        try:
            header = read_session(folder).header
        except SessionError:
            continue  # said where the history is read
        if moment(header.created_at).date() == day:
            found.add("drill:" + header.round.removeprefix("drill-") if header.round.startswith("drill-") else "")
            found.add("mock:phone-screen" if header.round == "phone-screen" else "")
            found.add("mock:short" if header.round == "bar-raiser" else "")
    return frozenset(found - {""})


def ticked(plan: Plan, done: frozenset[str]) -> Plan:
    """The plan with today's steps marked as done where they are. Pure."""
    days = tuple(_ticked_day(day, done) if day.date == plan.today else day for day in plan.days)
    return plan.model_copy(update={"days": days})


def _ticked_day(day: Day, done: frozenset[str]) -> Day:
    sessions = tuple(Session(steps=tuple(_ticked_step(step, done) for step in s.steps)) for s in day.sessions)
    return day.model_copy(update={"sessions": sessions})


def _ticked_step(step: Step, done: frozenset[str]) -> Step:
    return step.model_copy(update={"done": bool(step.about) and set(step.about) <= done})
