"""The words that a review is told in, on the page and in Markdown: verdicts, standings, titles, times. Pure."""

from __future__ import annotations

from datetime import datetime

from interviewer.locale_format import clock, long_day, seconds
from interviewer.review.review import Review
from interviewer.text import clean_line
from prompts.phrasebook import Named, phrase

__all__ = ["about", "capital", "clock", "day", "score_words", "title"]

ANCHORS = ((4.5, "raises"), (3.5, "above"), (2.5, "meets"), (1.5, "below"))
"""A score in words: the nearest of the scale's anchors, by their names in the catalogue."""
SIGNS = {"met": "✓", "partial": "◐", "missing": "○", "contradicted": "!", "stated": "!"}
VERDICTS = Named("review.verdict")
PARTS = Named("review.part")
ENDED = Named("review.ended")
MODES = Named("review.mode")
STANDINGS = Named("review.standing")
TIMES = Named("review.times")


def title(review: Review) -> str:
    """What the page is called: "Bar raiser, 5 January 2026"."""
    kind = clean_line(review.round).replace("-", " ")
    return phrase("review.title", kind=capital(kind) or phrase("review.practice"), day=day(review.created_at))


def day(created_at: str) -> str:
    """A day for people; what is no date stays as it is."""
    try:
        at = datetime.fromisoformat(created_at)
    except ValueError:
        return clean_line(created_at)
    return long_day(at)


def about(review: Review) -> str:
    """The circumstances in one line."""
    who = " ".join(part for part in (clean_line(review.role).replace("-", " "), clean_line(review.level)) if part)
    parts = [
        capital(who),
        MODES.get(review.mode, clean_line(review.mode)),
        phrase("review.in_all", time=seconds(review.duration_s)),
        ENDED.get(review.ended, clean_line(review.ended)),
        phrase("review.times_are", how=TIMES.get(review.times_are, clean_line(review.times_are))),
        phrase("review.recognised_by", name=clean_line(review.transcriber)) if review.transcriber else "",
    ]
    return " · ".join(part for part in parts if part)


def score_words(score: float) -> str:
    """A score in the words of its nearest anchor."""
    return phrase(f"review.anchor.{next((name for above, name in ANCHORS if score >= above), 'none')}")


def capital(text: str) -> str:
    """With a capital letter, and without the article that makes a name of a part: "Action" of "the action"."""
    plain = text.removeprefix("the ")
    return plain[:1].upper() + plain[1:]
