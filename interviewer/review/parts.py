"""The parts of a full review, as data: verdicts in plain words, moments, time by role, delivery, the interviewer's form."""

from __future__ import annotations

from typing import Literal

from audio.delivery import Filler, Pause
from interviewer.review.review import Strict
from rubrics.assessment import Evidence, Recommendation, ScorerInfo

Standing = Literal["raising", "shown", "not_shown", "not_judged"]
"""Where something stands to the bar: raising it; shown, but not above it; not shown; or nothing could be judged."""


class Judged(Strict):
    """One thing that an answer was judged by."""

    id: str
    """As in the assessment: a gap's name, `principle:NAME`, `key_point:INDEX` or `misconception:INDEX`."""
    group: Literal["story", "principle", "key_point", "misconception"]
    name: str
    """In plain words: "your own part", "Dive Deep", or the key point itself."""
    verdict: Literal["met", "partial", "missing", "contradicted", "stated"]
    confidence: float
    """0 to 1, as the scorer gives it."""
    evidence: tuple[Evidence, ...] = ()
    correction: str = ""
    """What is right instead, where something wrong was stated."""


class Moment(Strict):
    """A strong moment: what it shows, and the words."""

    turn: int
    name: str
    evidence: Evidence


class RoleTime(Strict):
    """The time that one part of a story took, beside what a 2 to 3 minute answer has for it."""

    part: Literal["setup", "action", "result", "lesson", "other"]
    spent_s: float
    least_s: float | None = None
    """None where there is no budget."""
    most_s: float | None = None
    verdict: Literal["within", "under", "over", "absent", "no_budget"]
    source: Literal["guides", "our assumption", ""] = ""
    """Where the budget comes from."""


class Measure(Strict):
    """One measure of how an answer was given, beside the person's own earlier answers."""

    id: str
    name: str
    unit: str
    value: float
    usual: float | None = None
    """Median of the earlier answers; None where there are none."""
    answers: int = 0
    """How many earlier answers the median is of."""


class TurnDetails(Strict):
    """What the page shows of one turn besides what `TurnReview` holds."""

    turn: int
    why: str = ""
    """Why the follow-up was asked; "" for a question."""
    judged: tuple[Judged, ...] = ()
    moments: tuple[Moment, ...] = ()
    shape: tuple[RoleTime, ...] = ()
    delivery: tuple[Measure, ...] = ()
    pauses: tuple[Pause, ...] = ()
    fillers: tuple[Filler, ...] = ()
    first_word_s: float | None = None
    """Seconds of the recording at which the answer begins: the set-up counts from there."""
    setup_end_s: float | None = None
    """Seconds of the recording at which the set-up really ended."""


class Competency(Strict):
    """A technical competency or a Leadership Principle on the interviewer's form."""

    id: str
    name: str
    standing: Standing
    because: str
    moment: Moment | None = None


class Note(Strict):
    """What the interviewer wrote down on one question."""

    question_id: str
    turn: int
    asked: str
    said: tuple[str, ...] = ()
    """The answer in its own sentences: the first of each part, or the key points made."""
    impressions: tuple[str, ...] = ()


class Form(Strict):
    """The form that an interviewer files, as the preparation guides describe it."""

    notes: tuple[Note, ...] = ()
    technical: tuple[Competency, ...] = ()
    principles: tuple[Competency, ...] = ()
    score: float | None = None
    recommendation: Recommendation | None = None
    scorers: tuple[ScorerInfo, ...] = ()
    not_judged: tuple[str, ...] = ()
    """What could not be judged, each with its reason."""
