"""When to practise what again: the FSRS spaced-repetition model over the scores of each principle and topic. Pure.

FSRS (py-fsrs, the scheduler's own implementation: MIT, 23 kB, no dependencies) keeps for each subject a stability (days
until the chance of doing it well falls to 90 %) and gives today's chance. A score is its rating of a review:

    below 2 (below the bar)          Again
    below 3 (not yet at the bar)     Hard
    below 4.5 (meets or is above it) Good
    4.5 and more (raises the bar)    Easy

The need for practice is one minus the share of a full score to be expected today: the chance by FSRS times the mean of
the last three scores on a scale of 0 to 1. So it is high for what is weak, and grows for what has lain for long.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

RECENT = 3
"""Scores of which the mean stands for how well somebody does now."""
NEVER = 0.7
"""Need of what was never practised: after what is weak (a 2.0 of yesterday has 0.75), before what is middling."""
_AGAIN_BELOW, _HARD_BELOW, _GOOD_BELOW = 2.0, 3.0, 4.5


def recall(scores: Sequence[tuple[datetime, float]], now: datetime) -> float:
    """The chance, 0 to 1, that the subject still goes as well as it last did.

    Args:
        scores: (when, 1.0 to 5.0), oldest first; at least one.
        now: today; what lies after it counts as today.
    """
    from fsrs import Card, Rating, Scheduler  # noqa: PLC0415 - needed by this command alone

    scheduler = Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)
    card = Card(card_id=1, due=_utc(scores[0][0]))
    ratings = {1: Rating.Again, 2: Rating.Hard, 3: Rating.Good, 4: Rating.Easy}
    for when, score in scores:
        card, _ = scheduler.review_card(card, ratings[rating(score)], _utc(when))
    return float(scheduler.get_card_retrievability(card, max(_utc(now), _utc(scores[-1][0]))))


def rating(score: float) -> int:
    """FSRS's grade of a score: 1 again, 2 hard, 3 good, 4 easy."""
    return 1 + sum(score >= bound for bound in (_AGAIN_BELOW, _HARD_BELOW, _GOOD_BELOW))


def recent_mean(scores: Sequence[float]) -> float:
    """The mean of the last few scores; at least one."""
    last = scores[-RECENT:]
    return sum(last) / len(last)


def need(scores: Sequence[tuple[datetime, float]], now: datetime) -> float:
    """How much a subject needs practice, 0 to 1.

    Args:
        scores: (when, 1.0 to 5.0), oldest first; none where it was never practised.
        now: today.
    """
    if not scores:
        return NEVER
    share = (recent_mean([score for _, score in scores]) - 1) / 4
    return round(1 - recall(scores, now) * share, 4)


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)
