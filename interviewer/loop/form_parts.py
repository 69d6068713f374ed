"""The parts of the form that an interviewer files after a round: what is kept, quoted and recommended. Plain data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from interviewer.review.review import Strict
from rubrics.assessment import Recommendation

Standing = Literal["raising", "meeting", "below", "not_assessed"]
"""Where something stands to the bar of the level.

The guides call it "raising the bar" to be at least as good as the average of those who have the job; the scale of the
scores tells the two halves of that apart: `meeting` is at least as good (3 of 5), `raising` is better (4 of 5).
"""
ObservationKind = Literal[
    "hint",
    "interruption",
    "recovery",
    "clarifying",
    "assumption",
    "contradiction",
    "candidate_question",
]


class Quote(Strict):
    """Words of the candidate, exactly as they stand in the transcript of a turn."""

    quote: str
    start_s: float | None = None
    """Seconds of the answer's recording at which they begin; None where the answer has no times."""
    turn: int


class Signature(Strict):
    """Who files the form."""

    name: str
    role: str
    """`peer`, `hiring-manager` or `bar-raiser`."""


class Seat(Strict):
    """What is known of a round before its first question: who sits there, at which level, listening for what."""

    loop_id: str = ""
    round_id: str
    round_title: str
    interviewer: Signature
    level: str = ""
    principles: tuple[str, ...] = ()
    """The Leadership Principles that this interviewer owns."""

    @property
    def is_bar_raiser(self) -> bool:
        """Whether the bar raiser sits here."""
        return self.interviewer.role == "bar-raiser"


class FormNote(Strict):
    """A: what was asked, what was said, and the impression it made. One for each question."""

    question_id: str
    turn: int
    asked: str
    said: tuple[str, ...] = ()
    """A summary in the answer's own sentences."""
    quotes: tuple[Quote, ...] = ()
    impressions: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    """What the answer lacked, in plain words."""
    figures: tuple[Quote, ...] = ()
    """Every sentence with a number in it."""
    answers: tuple[Quote, ...] = ()
    """The whole words of each turn: what the debrief holds beside another interviewer's notes."""
    unscored_reason: str = ""


class BarStanding(Strict):
    """B and C: a technical competency or a Leadership Principle against the bar of the level."""

    id: str
    name: str
    standing: Standing
    because: str
    quotes: tuple[Quote, ...] = ()
    """What the standing rests on; at least one wherever something was assessed and any word was said."""


class Observation(Strict):
    """Something that the interviewer noticed about how the answer was given."""

    kind: ObservationKind
    text: str
    turn: int
    at_s: float | None = None
    """Seconds since the session was begun."""
    quotes: tuple[Quote, ...] = ()
    unresolved: bool = False
    """For a contradiction: it was asked about and not explained."""


class Reason(Strict):
    """One step on the way to the recommendation."""

    rule: str
    text: str
    source: Literal["guides", "our assumption"] = "our assumption"
    quotes: tuple[Quote, ...] = ()


class FiledForm(Strict):
    """The whole form of one round. Nobody sees another's before filing."""

    loop_id: str = ""
    round_id: str
    round_title: str
    session_id: str
    interviewer: Signature
    is_bar_raiser: bool
    level: str = ""
    filed_at: str = ""
    """ISO 8601."""
    notes: tuple[FormNote, ...] = ()
    technical: tuple[BarStanding, ...] = ()
    principles: tuple[BarStanding, ...] = ()
    """The owned ones alone."""
    observations: tuple[Observation, ...] = ()
    score: float | None = Field(default=None, ge=1, le=5)
    recommendation: Recommendation | None = None
    """D; None where nothing, or too little, could be scored."""
    reasons: tuple[Reason, ...] = ()
    unscored_reason: str = ""
    next_step: str = ""
    """The one thing to do better next time; "" where nothing is known to be wrong."""

    def quotes(self) -> Iterator[Quote]:
        """Every quote that stands anywhere on the form."""
        for note in self.notes:
            yield from note.quotes
            yield from note.figures
            yield from note.answers
        parts: tuple[BarStanding | Observation | Reason, ...]
        parts = (*self.technical, *self.principles, *self.observations, *self.reasons)
        for part in parts:
            yield from part.quotes
