"""The feedback as it is spoken: a few short sentences out of a review, without signs that a voice would spell out."""

from __future__ import annotations

import re

from interviewer.review.review import Review

_RECOMMENDATION = {
    "strong_no_hire": "a strong no hire",
    "no_hire": "no hire",
    "hire": "a hire",
    "strong_hire": "a strong hire",
}


def spoken_summary(review: Review) -> list[str]:
    """The essence of a review for the ear: the overall view, the set-up times, and one thing to do next."""
    sentences = []
    if review.score is None or review.recommendation is None:
        sentences.append(
            f"I could not score this interview: {speakable(review.unscored_reason or 'nothing was answered')}."
        )
    else:
        as_what = _RECOMMENDATION[review.recommendation]
        sentences.append(f"Overall I would give {review.score:.1f} out of five, which is {as_what}.")
    setups = [t.timing for t in review.turns if t.kind == "question" and t.timing and t.timing.setup_s is not None]
    over = [timing for timing in setups if timing.setup_verdict == "over"]
    if over:
        longest = max(timing.setup_s or 0 for timing in over)
        times = "Once" if len(over) == 1 else f"{len(over)} times"
        sentences.append(
            f"{times} you took more than thirty seconds to set up the situation; the longest was {longest:.0f} seconds."
        )
    elif setups:
        sentences.append("You set up the situation within thirty seconds each time.")
    weakest = min(
        (t for t in review.turns if t.next_time and t.question_score is not None),
        key=lambda t: t.question_score or 0.0,
        default=None,
    )
    if weakest is not None:
        sentences.append(f"For next time: {speakable(weakest.next_time)}")
    return sentences


def speakable(text: str) -> str:
    """`text` without quotation marks, brackets and signs."""
    text = text.replace("%", " percent").replace("&", " and ").replace("/", " or ")
    return " ".join(re.sub(r"[^\w\s.,?!':;-]", " ", text).split())
