"""The words that a review is told in, on the page and in Markdown: verdicts, standings, titles, times. Pure."""

from __future__ import annotations

from datetime import datetime

from interviewer.review import Review
from interviewer.text import clean_line, seconds

ANCHORS = ((4.5, "raises the bar"), (3.5, "is above the bar"), (2.5, "meets the bar"), (1.5, "is below the bar"))
"""A score in words: the nearest of the scale's anchors."""
VERDICTS = {
    "met": ("✓", "shown"),
    "partial": ("◐", "partly"),
    "missing": ("○", "missing"),
    "contradicted": ("!", "contradicted"),
    "stated": ("!", "wrong"),
}
PARTS = {
    "setup": "Set-up (situation and task)",
    "action": "Action",
    "result": "Result",
    "lesson": "Lesson",
    "other": "Anything else",
}
ENDED = {
    "completed": "completed",
    "quit": "ended early by you",
    "failed": "broken off by a fault",
    "cut off": "cut off; what had been said is here",
}
STANDINGS = {
    "raising": "raising the bar",
    "shown": "shown, not raising the bar",
    "not_shown": "not shown",
    "not_judged": "not judged",
}
ESTIMATED = " Times are estimated at 150 words a minute."


def title(review: Review) -> str:
    """What the page is called: "Bar raiser, 5 January 2026"."""
    kind = clean_line(review.round).replace("-", " ")
    return f"{capital(kind) or 'Practice interview'}, {day(review.created_at)}"


def day(created_at: str) -> str:
    """A day for people; what is no date stays as it is."""
    try:
        at = datetime.fromisoformat(created_at)
    except ValueError:
        return clean_line(created_at)
    return f"{at.day} {at:%B %Y}"


def about(review: Review) -> str:
    """The circumstances in one line."""
    who = " ".join(part for part in (clean_line(review.role).replace("-", " "), clean_line(review.level)) if part)
    how = {"text": "typed", "voice": "spoken", "file": "from recordings", "scripted": "scripted"}
    parts = [
        capital(who),
        how.get(review.mode, clean_line(review.mode)),
        f"{seconds(review.duration_s)} in all",
        ENDED.get(review.ended, clean_line(review.ended)),
        f"times {clean_line(review.times_are)}",
        f"recognised by {clean_line(review.transcriber)}" if review.transcriber else "",
    ]
    return " · ".join(part for part in parts if part)


def score_words(score: float) -> str:
    """A score in the words of its nearest anchor."""
    return next((words for above, words in ANCHORS if score >= above), "has no usable evidence")


def clock(at_s: float) -> str:
    """Minutes and seconds: "1:05"."""
    return f"{int(at_s) // 60}:{int(at_s) % 60:02d}"


def capital(text: str) -> str:
    """With a capital letter, and without the article that makes a name of a part: "Action" of "the action"."""
    plain = text.removeprefix("the ")
    return plain[:1].upper() + plain[1:]
