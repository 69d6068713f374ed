"""What has been practised on a day already, read from that day's sessions and from the loops that were over on it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from interviewer.errors import SessionError
from interviewer.history.history import History, moment
from interviewer.loop.loop_file import loop_folders, read_loop
from interviewer.preparation import model
from interviewer.preparation.model import Day, Plan, Step
from interviewer.sessions.session_file import Session, read_session, session_folders

_INTRO = "bq-intro-"


def done_on(day: dt.date, history: History, sessions: Path, loops: Path) -> frozenset[str]:
    """The names of what was practised, as `Step.about` has them.

    Args:
        day: by the clock of the place where each session was begun.
        history: all answers.
        sessions: the folder of all sessions; drills are no part of the history and are read from here.
        loops: the folder of all loops and phone screens.
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
            session = read_session(folder)
        except SessionError:
            continue  # said where the history is read
        if moment(session.header.created_at).date() == day:
            found |= _done_in(session)
    return frozenset(found) | _mocks_over_on(day, loops)


def _done_in(session: Session) -> set[str]:
    """The drill or the mock that a session is; a mock counts when it has come to its end."""
    one = session.header.round
    if one.startswith("drill-"):
        return {"drill:" + one.removeprefix("drill-")}
    over = session.end is not None and session.end.reason == "completed"
    return {"phone-screen": {"mock:phone-screen"}, "bar-raiser": {"mock:short"}}.get(one, set()) if over else set()


def _mocks_over_on(day: dt.date, loops: Path) -> frozenset[str]:
    """The loops and phone screens whose debrief was held on a day; one may have gone over several."""
    found: set[str] = set()
    for folder in loop_folders(loops):
        try:
            loop = read_loop(folder)
        except SessionError:
            continue  # `loop list` says why
        if loop.debrief is None or moment(loop.debrief.at).date() != day:
            continue
        if loop.header.kind == "phone-screen":
            found.add("mock:phone-screen")
        else:
            found |= {"mock:compressed"} if loop.header.compressed else {"mock:compressed", "mock:full"}
    return frozenset(found)


def ticked(plan: Plan, done: frozenset[str]) -> Plan:
    """The plan with today's steps marked as done where they are. Pure."""
    days = tuple(_ticked_day(day, done) if day.date == plan.today else day for day in plan.days)
    return plan.model_copy(update={"days": days})


def _ticked_day(day: Day, done: frozenset[str]) -> Day:
    sessions = tuple(model.Session(steps=tuple(_ticked_step(step, done) for step in s.steps)) for s in day.sessions)
    return day.model_copy(update={"sessions": sessions})


def _ticked_step(step: Step, done: frozenset[str]) -> Step:
    return step.model_copy(update={"done": bool(step.about) and set(step.about) <= done})
