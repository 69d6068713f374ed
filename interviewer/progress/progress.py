"""How the person is getting on: scores over time, set-up, pace, stories by principle, and what to practise next. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict

from interviewer.history.history import History, Take
from interviewer.locale_format import number
from interviewer.progress.schedule import need, recent_mean
from interviewer.review.feedback import principle_name
from interviewer.stories.stories import StoryView, shown_principles
from prompts.phrasebook import Named, phrase
from prompts.vocabulary import Principle, Topic

SUGGESTIONS = 6
"""What to do next is a short list, or it is none."""
WORTH_IT = 0.25
"""Need from which on something is suggested again: a fresh 4.0 has 0.25, and so has a 5.0 that is three quarters sure."""
PRINCIPLES: tuple[str, ...] = get_args(Principle)
TOPICS: tuple[str, ...] = get_args(Topic)


class Strict(BaseModel):
    """Base of every model here: immutable, unknown keys forbidden."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Point(Strict):
    """One value of one answer."""

    at: datetime
    value: float
    take: str
    """`SESSION:TURN`."""
    estimated: bool = False


class Area(Strict):
    """A Leadership Principle or a technical topic, and every score on it."""

    kind: Literal["principle", "topic"]
    id: str
    name: str
    scores: tuple[Point, ...]
    recent: float | None
    """Mean of the last three scores."""
    need: float
    """0 to 1: how much it needs practice, see schedule.py."""


class Coverage(Strict):
    """Which stories stand for one principle."""

    principle: str
    name: str
    stories: tuple[str, ...]
    told: int
    """Tellings of these stories that answered a question on the principle."""


class Suggestion(Strict):
    """One thing to practise, why, and how."""

    kind: Literal["principle", "topic"]
    id: str
    name: str
    need: float
    reason: str
    command: str


class Progress(Strict):
    """Everything that the progress view shows."""

    sessions: int
    answers: int
    scored: int
    skipped: tuple[str, ...]
    areas: tuple[Area, ...]
    """All principles and topics, in the order of the vocabulary; never practised ones without scores."""
    setup_s: tuple[Point, ...]
    words_per_minute: tuple[Point, ...]
    coverage: tuple[Coverage, ...]
    leant_on: tuple[StoryView, ...]
    """Stories that answer many questions."""
    suggestions: tuple[Suggestion, ...]


def build_progress(history: History, stories: Sequence[StoryView], now: datetime) -> Progress:
    """The progress from all answers so far.

    Args:
        history: all takes, oldest first.
        stories: the story bank joined with the sessions.
        now: today, with an offset from UTC.
    """
    takes = history.takes
    areas = (
        *(_area("principle", one, [t for t in takes if t.principles[:1] == (one,)], now) for one in PRINCIPLES),
        *(_area("topic", one, [t for t in takes if t.topic == one], now) for one in TOPICS),
    )
    return Progress(
        sessions=history.sessions,
        answers=len(takes),
        scored=sum(take.question_score is not None for take in takes),
        skipped=history.skipped,
        areas=areas,
        setup_s=_points(takes, lambda take: take.setup_s),
        words_per_minute=_points(takes, lambda take: take.words_per_minute),
        coverage=tuple(_coverage(principle, stories, takes) for principle in PRINCIPLES),
        leant_on=tuple(story for story in stories if story.leant_on),
        suggestions=_suggestions(areas, takes, now),
    )


def _area(kind: Literal["principle", "topic"], name: str, takes: Sequence[Take], now: datetime) -> Area:
    scores = _points(takes, lambda take: take.question_score)
    timed = [(point.at, point.value) for point in scores]
    return Area(
        kind=kind,
        id=name,
        name=principle_name(name) if kind == "principle" else topic_name(name),
        scores=scores,
        recent=round(recent_mean([p.value for p in scores]), 2) if scores else None,
        need=need(timed, now),
    )


def _points(takes: Iterable[Take], value: Callable[[Take], float | None]) -> tuple[Point, ...]:
    return tuple(
        Point(at=take.told_at, value=number, take=take.name, estimated=take.estimated)
        for take in takes
        if (number := value(take)) is not None
    )


def _coverage(principle: str, stories: Sequence[StoryView], takes: Sequence[Take]) -> Coverage:
    shown = {take.name for take in takes if principle in shown_principles(take)}
    own: dict[str, int] = {}
    for story in stories:
        told = sum(f"{t.session}:{t.turn}" in shown for t in story.tellings)
        if told or (story.named and principle in story.principles):
            own[story.name] = told
    return Coverage(
        principle=principle, name=principle_name(principle), stories=tuple(own), told=sum(own.values())
    )  # fmt: skip


def _suggestions(areas: Sequence[Area], takes: Sequence[Take], now: datetime) -> tuple[Suggestion, ...]:
    """The neediest areas; among equals what comes up in the person's own kind of practice first."""
    if not takes:
        return ()
    practised = {kind: any(area.scores for area in areas if area.kind == kind) for kind in ("principle", "topic")}
    known = sorted((a for a in areas if a.scores and a.need >= WORTH_IT), key=lambda area: -area.need)
    new = sorted((a for a in areas if not a.scores), key=lambda area: not practised[area.kind])
    # What was never practised takes half of the list, or more where there is little else.
    kept = known[: max(SUGGESTIONS // 2, SUGGESTIONS - len(new))]
    ranked = sorted([*kept, *new[: SUGGESTIONS - len(kept)]], key=lambda area: -area.need)
    return tuple(
        Suggestion(
            kind=area.kind, id=area.id, name=area.name, need=area.need, reason=_reason(area, areas, now),
            command=_command(area),
        )
        for area in ranked
    )  # fmt: skip


def _reason(area: Area, areas: Sequence[Area], now: datetime) -> str:
    if area.recent is None:
        return phrase("progress.never")
    last = area.scores[-1]
    days = max(0, (now - last.at).days)
    ago = phrase(f"progress.{('today', 'yesterday')[days]}") if days < 2 else phrase("progress.days_ago", count=days)
    weakest = min((one.recent for one in areas if one.recent is not None), default=area.recent)
    if area.recent == weakest and sum(one.recent is not None for one in areas) > 1:
        how = phrase("progress.weakest")
    elif area.recent < 3:
        how = phrase("progress.below_bar")
    else:
        how = phrase("progress.fades")
    single = len(area.scores) == 1
    score = phrase("score.of_five", score=number(last.value if single else area.recent, 1))
    of = score if single else phrase("progress.over_last", score=score, number=min(3, len(area.scores)))
    return phrase("progress.reason", score=of, ago=ago, how=how)


def _command(area: Area) -> str:
    if area.kind == "topic":
        return f"interviewer practice --topic {area.id}"
    if area.recent is not None and area.recent < 3:
        return f"interviewer practice --retake {area.scores[-1].take}"
    return f"interviewer practice --principle {area.id}"


_TOPIC_NAMES = Named("topic")


def topic_name(topic: str) -> str:
    """A topic in plain words."""
    return _TOPIC_NAMES.get(topic, topic.replace("-", " ").capitalize())
