"""The time of a round, spread over its questions: asked as planned, asked short, or left out. Pure.

An interview has a fixed length (both guides: 45 to 60 minutes), and each interviewer has two or three Leadership
Principles to cover. So whenever a question is due, the time left is first kept for what must not fall out: the
candidate's own questions, and one short question for each principle that has had none. What remains decides.
All lengths below are our own assumptions, unless they say otherwise.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from interviewer.script import SECONDS_PER_WORD, PlannedQuestion

LEAST_S = 60.0
"""A story can be told in a minute; nothing is asked that must be answered in less."""
LEAST_SHARE = 0.5
"""A technical question is asked with at least half of its time, or not at all: less is no fair picture."""
FOLLOW_UP_S = 60.0
"""What a follow-up and its answer take."""
FOLLOW_UP_LIMIT_S = 90.0
"""Longest answer to a follow-up before it is interrupted: it is to be to the point."""
OWN_SHARE, OWN_LEAST_S, OWN_MOST_S = 0.1, 60.0, 300.0
"""Share of the round that is the candidate's, and its bounds: five minutes at the end of an hour are usual."""
CLOSING_S = 10.0
"""The goodbye."""
MOST_FOLLOW_UPS = 3
"""To one question, in a round with a time budget."""
WORTHWHILE = 0.9
"""A cut to no less than this share of the planned time is not worth saying."""
SAYING_SO_S = 4.0
"""To say that a question is to be answered in less time."""


@dataclass(frozen=True, slots=True)
class Allotment:
    """What the time left allows for one question."""

    action: Literal["ask", "shorten", "drop"]
    limit_s: float = 0.0
    follow_ups: int = 0


def own_s(minutes: float, *, wanted: bool) -> float:
    """Seconds kept at the end of a round of `minutes`: for the candidate's questions, if wanted, and the goodbye."""
    kept = min(OWN_MOST_S, max(OWN_LEAST_S, OWN_SHARE * minutes * 60)) if wanted else 0.0
    return kept + CLOSING_S


def least_s(question: PlannedQuestion) -> float:
    """The least time for the answer with which a question is asked at all."""
    least = LEAST_S if question.story else max(LEAST_S, LEAST_SHARE * question.limit_s)
    return min(question.limit_s, least)


def asking_s(question: PlannedQuestion) -> float:
    """Seconds that asking takes."""
    return SECONDS_PER_WORD * len(question.text.split())


def short_s(question: PlannedQuestion) -> float:
    """Seconds of the round that a question takes at least."""
    return asking_s(question) + least_s(question)


def must_come(
    later: Sequence[PlannedQuestion], owned: Sequence[str], covered: frozenset[str]
) -> tuple[PlannedQuestion, ...]:
    """For each owned principle that nothing has covered, the shortest question still to come that covers it."""
    found: list[PlannedQuestion] = []
    for principle in owned:
        if principle in covered or any(principle in question.principles for question in found):
            continue
        fitting = [question for question in later if principle in question.principles]
        if fitting:
            found.append(min(fitting, key=short_s))
    return tuple(found)


def allot(
    questions: Sequence[PlannedQuestion], *, left_s: float, owned: Sequence[str], covered: frozenset[str]
) -> Allotment:
    """What becomes of the first of `questions`.

    Args:
        questions: all that are still to come, in order; not empty.
        left_s: seconds of the round that are left for questions, without what is kept at its end.
        owned: the principles that the interviewer has to cover.
        covered: those that a question has been asked for.
    """
    question, later = questions[0], questions[1:]
    here = frozenset(question.principles) & frozenset(owned)
    kept_s = sum(short_s(one) for one in must_come(later, owned, covered | here))
    spare_s = left_s - kept_s - asking_s(question)
    if spare_s >= question.limit_s:
        return Allotment("ask", question.limit_s, question.follow_ups)
    least = least_s(question)
    # Where not even all that must come fits, the first of it is asked: what comes later may still find the time.
    due = question in must_come(questions, owned, covered) and left_s >= short_s(question)
    if spare_s < least and not due:
        return Allotment("drop")
    if spare_s >= WORTHWHILE * question.limit_s:
        return Allotment("ask", spare_s, question.follow_ups)
    return Allotment("shorten", max(least, spare_s - SAYING_SO_S), min(1, question.follow_ups))


def room_for_follow_up(
    later: Sequence[PlannedQuestion], *, left_s: float, owned: Sequence[str], covered: frozenset[str]
) -> bool:
    """Whether a follow-up leaves enough for the principles that have had no question yet."""
    return left_s - FOLLOW_UP_S >= sum(short_s(one) for one in must_come(later, owned, covered))


def spoken_minutes(seconds: float) -> str:
    """A length as an interviewer says it: "about four minutes"."""
    halves = max(2, round(seconds / 30))
    whole, half = divmod(halves, 2)
    names = "zero one two three four five six seven eight nine ten eleven twelve".split()
    if whole >= len(names):
        return f"about {whole} minutes"
    if whole == 1:
        return "about a minute and a half" if half else "about a minute"
    return f"about {names[whole]} and a half minutes" if half else f"about {names[whole]} minutes"
