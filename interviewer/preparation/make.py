"""Makes the plan from what lies on the disk: sessions, stories, the question bank. The one impure step before plan.py."""

from __future__ import annotations

import datetime as dt

from interviewer.config import home, load_config, sessions_folder
from interviewer.history.history import load_history
from interviewer.loop.listing import loops_folder
from interviewer.practice import whole_bank
from interviewer.preparation.costs import costs_of
from interviewer.preparation.done import done_on, ticked
from interviewer.preparation.gaps import find_gaps
from interviewer.preparation.model import Plan, Wish
from interviewer.preparation.plan import build_plan
from interviewer.stories.file import load_stories
from prompts.loops import load_loops
from prompts.rounds import load_rounds


def make_plan(wish: Wish, today: dt.date) -> Plan:
    """The plan for a wish as of `today`, with what has been done today ticked off.

    Raises:
        UsageError: the interview lies before today.
        SessionError: the sessions cannot be read.
        StoryFileError: the story bank is broken.
        SourceError: a question pack is broken.
    """
    history = load_history(sessions_folder())
    stories = load_stories(home()).bank
    questions = whole_bank(load_config()).questions.values()
    costs = costs_of(questions, load_rounds(), load_loops(), wish.role, wish.level)
    plan = build_plan(wish, today, find_gaps(history, stories, today), costs)
    return ticked(plan, done_on(today, history, sessions_folder(), loops_folder()))
