"""People with a past, made of takes and stories, and the real costs: what the tests of the plan share."""

from __future__ import annotations

import datetime as dt
import functools

from interviewer.history.history import History, Take
from interviewer.preparation.costs import Costs, costs_of
from interviewer.preparation.gaps import Gaps, find_gaps
from interviewer.preparation.model import Plan, Wish
from interviewer.preparation.plan import build_plan
from interviewer.stories.stories import Story, StoryFile
from prompts.load import load_bank
from prompts.loops import load_loops
from prompts.rounds import load_rounds
from rubrics.assessment import Assessment, Criterion, ScorerInfo

TODAY = dt.date(2026, 11, 28)
"""A Saturday."""


@functools.cache
def costs(role: str | None = None, level: str | None = None) -> Costs:
    return costs_of(load_bank().questions.values(), load_rounds(), load_loops(), role, level)


def take(
    days_ago: int,
    score: float | None = 3.0,
    principle: str = "",
    topic: str = "",
    lacking: tuple[str, ...] = (),
    **more,
) -> Take:
    """An answer of some days ago."""
    told_at = dt.datetime.combine(TODAY, dt.time(18), dt.UTC) - dt.timedelta(days_ago)
    criteria = tuple(
        Criterion(id=name, verdict="missing" if name in lacking else "met", confidence=0.9)
        for name in ("metric", "own_role")
    )
    values = {
        "session": f"{told_at:%Y%m%d}-1800{len(principle + topic):02d}-{days_ago:04d}", "turn": 1, "told_at": told_at,
        "question_id": f"q-{principle}{topic}", "question": "Tell me.", "answer": "", "score": score,
        "kind": "behavioral" if principle else "technical", "story": bool(principle), "question_score": score,
        "principles": (principle,) if principle else (), "topic": topic,
        "assessment": Assessment(kind="behavioral", criteria=criteria, score=score, scorer=ScorerInfo(name="x", version="1")),
    }  # fmt: skip
    return Take(**(values | more))


def gaps(*takes: Take, stories: tuple[str, ...] = (), today: dt.date = TODAY) -> Gaps:
    """The gaps of a person with these answers, and a named story for each of these principles."""
    bank = StoryFile(stories=tuple(Story(name=f"{name} story", principles=(name,)) for name in stories))
    ordered = tuple(sorted(takes, key=lambda one: one.told_at))
    return find_gaps(History(ordered, (), len(ordered)), bank, today)


def wish(days: int, hours: float, **more) -> Wish:
    """An interview in so many days."""
    values = {"interview_on": TODAY + dt.timedelta(days), "hours_per_week": hours, "begun_on": TODAY} | more
    return Wish.model_validate(values)


def plan(days: int, hours: float, of: Gaps | None = None, today: dt.date = TODAY, **more) -> Plan:
    """The plan of a person."""
    wanted = wish(days, hours, **more)
    return build_plan(wanted, today, of or gaps(), costs(wanted.role, wanted.level))


def commands(made: Plan) -> list[str]:
    """Everything that a plan says to type."""
    return [c for day in made.days for session in day.sessions for step in session.steps for c in step.commands]
