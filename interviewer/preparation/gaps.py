"""What the person's own answers and stories lack, as far as the sessions show it. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict

from interviewer.answers.timing import SETUP_LIMIT_S
from interviewer.history.history import History, Take
from interviewer.preparation.model import Strict
from interviewer.progress.progress import Area, Progress, build_progress, topic_name
from interviewer.review.feedback import principle_name
from interviewer.stories.stories import StoryFile, story_views

RECENT = 6
"""Answers that a habit is read from."""
BAR = 3.0
"""Score from which on an answer meets the bar."""


class Habit(Strict):
    """Something that answers do, and how often of the last few."""

    count: int
    of: int

    @property
    def often(self) -> bool:
        """Whether it is more than a slip: at least a third of them."""
        return self.count > 0 and self.count * 3 >= self.of


class Gaps(BaseModel):
    """What there is to work on, as of the morning of a day."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    answers: int
    no_story: tuple[str, ...]
    """Principles without a story."""
    areas: tuple[Area, ...]
    """Every principle and topic with its scores and its need for practice."""
    setup_over: Habit
    """Set-ups of more than 30 seconds."""
    metric_missing: Habit
    own_role_missing: Habit
    too_long: Habit
    """Stories longer than two minutes and a half."""

    @property
    def weak(self) -> tuple[Area, ...]:
        """Areas whose last scores lie below the bar, the neediest first."""
        found = [area for area in self.areas if area.recent is not None and area.recent < BAR]
        return tuple(sorted(found, key=lambda area: -area.need))


def find_gaps(history: History, stories: StoryFile, today: dt.date) -> Gaps:
    """The gaps as of the morning of `today`: what was told on that day or after it is not looked at.

    So the plan for today stays the same while one works through it.
    """
    before = [take for take in history.takes if take.told_at.date() < today]
    kept = tuple(s for s in stories.stories if not s.tellings or any(telling.told_on < today for telling in s.tellings))
    views = story_views(StoryFile(stories=kept), before)
    now = dt.datetime.combine(today, dt.time(), dt.UTC)
    progress = build_progress(History(tuple(before)), views, now)
    told = [take for take in before if take.story and take.assessment is not None][-RECENT:]
    return Gaps(
        answers=len(before),
        no_story=tuple(one.principle for one in progress.coverage if not one.stories),
        areas=progress.areas,
        setup_over=_setups(progress),
        metric_missing=_missing(told, "metric"),
        own_role_missing=_missing(told, "own_role"),
        too_long=Habit(count=sum((take.total_s or 0) > 150 for take in told), of=len(told)),
    )


def gap_sentences(gaps: Gaps) -> tuple[str, ...]:
    """The gaps in words; for a person without answers, that there is nothing to go by yet."""
    if not gaps.answers:
        return ("There is no answer of yours yet, so this plan is the general one; it changes with what you practise.",)
    lines = []
    if gaps.no_story:
        lines.append(f"No story yet for {_listed([principle_name(one) for one in gaps.no_story])}.")
    if gaps.weak:
        shown = [f"{area.name} ({area.recent:.1f} of 5)" for area in gaps.weak]
        lines.append(f"Below the bar of 3: {_listed(shown)}.")
    new = [topic_name(area.id) for area in gaps.areas if area.kind == "topic" and area.recent is None]
    if new:
        lines.append(f"Never practised: {_listed(new)}.")
    for habit, text in (
        (gaps.setup_over, f"The set-up took longer than {SETUP_LIMIT_S:.0f} seconds"),
        (gaps.metric_missing, "No measured result was given"),
        (gaps.own_role_missing, "Your own part could not be told from the team's"),
        (gaps.too_long, "The answer took longer than two minutes and a half"),
    ):
        if habit.count:
            lines.append(f"{text} in {habit.count} of your last {habit.of} stories.")
    return tuple(lines) or ("Nothing stands out; the plan keeps everything fresh.",)


def _setups(progress: Progress) -> Habit:
    last = progress.setup_s[-RECENT:]
    return Habit(count=sum(point.value > SETUP_LIMIT_S for point in last), of=len(last))


def _missing(takes: Sequence[Take], criterion: str) -> Habit:
    verdicts = [take.assessment.verdict(criterion) for take in takes if take.assessment is not None]
    seen = [verdict for verdict in verdicts if verdict is not None]
    return Habit(count=sum(verdict == "missing" for verdict in seen), of=len(seen))


def _listed(names: Sequence[str]) -> str:
    comma = "; " if any("," in name for name in names) else ", "  # "Are Right, A Lot" holds a comma itself
    return names[0] if len(names) == 1 else f"{comma.join(names[:-1])} and {names[-1]}"
