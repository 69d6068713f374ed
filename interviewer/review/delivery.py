"""How answers were given, beside the person's own earlier ones: medians, never norms from elsewhere. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from statistics import median

from pydantic import ValidationError

from audio.delivery import Delivery
from interviewer.review.parts import Measure
from interviewer.review.review import Review, TurnReview
from prompts.phrasebook import Named

History = dict[tuple[str, bool], list[float]]
"""(measure, whether times are estimated) → its values in earlier answers."""

MEASURES = Named("measure")
UNITS = Named("unit")


def delivery_of(turn: TurnReview) -> Delivery | None:
    """The delivery that was measured, or None where there is none or it cannot be read."""
    kept = turn.assessment.delivery if turn.assessment else None
    if not kept:
        return None
    try:
        return Delivery.model_validate(kept)
    except ValidationError:  # of another version, or from elsewhere
        return None


def history(earlier: Iterable[Review]) -> History:
    """The measures of every question answered in earlier sessions."""
    past: History = {}
    for review in earlier:
        for turn in review.turns:
            for name, value in _values(turn):
                past.setdefault((name, _estimated(turn)), []).append(value)
    return past


def measures(turn: TurnReview, past: History) -> tuple[Measure, ...]:
    """The measures of one answer to a question, each with the median of the earlier answers timed in the same way."""
    found = []
    for name, value in _values(turn):
        before = past.get((name, _estimated(turn)), [])
        usual = round(median(before), 2) if before else None
        found.append(
            Measure(id=name, name=MEASURES[name], unit=UNITS[name], value=value, usual=usual, answers=len(before))
        )
    return tuple(found)


def _estimated(turn: TurnReview) -> bool:
    return turn.timing.estimated if turn.timing else True


def _values(turn: TurnReview) -> Iterator[tuple[str, float]]:
    timing, delivery = turn.timing, delivery_of(turn)
    if turn.kind != "question" or timing is None or timing.total_s <= 0:
        return
    minutes = timing.total_s / 60
    if delivery is not None and not timing.estimated:
        if delivery.words_per_minute is not None:
            yield "words_per_minute", round(delivery.words_per_minute, 1)
        yield "pauses_per_minute", round(len(delivery.pauses) / minutes, 1)
        if delivery.longest_pause_s is not None:
            yield "longest_pause_s", round(delivery.longest_pause_s, 1)
        yield "fillers_per_minute", round(len(delivery.fillers) / minutes, 1)
    if timing.time_to_first_word_s is not None and not timing.estimated:
        yield "time_to_first_word_s", round(timing.time_to_first_word_s, 1)
    if timing.setup_s is not None:
        yield "setup_s", round(timing.setup_s, 1)
    yield "total_s", round(timing.total_s, 1)
