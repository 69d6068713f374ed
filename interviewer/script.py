"""What an interview is made of before it begins: the questions, the fixed lines, and how long the interviewer waits."""

from __future__ import annotations

from dataclasses import dataclass

FIXED_LINES = (
    "nudge",
    "nudge_answer",
    "moving_on",
    "think",
    "assume",
    "no_words",
    "paused",
    "resumed",
    "cut_off",
    "cut_off_asked",
    "cut_off_answering",
)
"""What `Script` takes from prompts/lines.yaml."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedQuestion:
    """A question as the machine needs it."""

    question_id: str
    text: str
    limit_s: float
    follow_ups: int
    """How many follow-ups may be asked after the answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """The lines of an interview that are known beforehand."""

    questions: tuple[PlannedQuestion, ...]
    opening: str
    closing: str
    nudge: str = "Take your time. Tell me when you are ready, or ask me to repeat the question."
    moving_on: str = "Let us go on to the next one."
    nudge_answer: str = "Take your time."
    """For a long silence in the middle of an answer; short, because nothing is heard while it is said."""
    paused: str = "I can no longer hear you. Let us wait until the microphone is back."
    resumed: str = "I can hear you again. Please go on."
    cut_off: str = "We were cut off. Let us go on."
    """Said when an interview goes on that was cut off between an answer and the next line."""
    cut_off_asked: str = "We were cut off. Here is the question again."
    cut_off_answering: str = (
        "We were cut off. You were in the middle of your answer. Here is the question again. Then please go on."
    )
    no_words: str = "I did not catch that. Please say it again, or take your time."
    think: str = "Of course, take a moment."
    assume: str = "Please make a reasonable assumption, say it aloud, and go on from there."


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long the machine waits, in seconds; None waits for ever."""

    nudge_after_s: float | None = 45.0
    """Silence after the question until a kind reminder. Thinking half a minute about a story is normal."""
    give_up_after_s: float | None = 180.0
    """Silence after the question until the next one is asked."""
    more_time_s: float = 30.0
    """What "more time" adds."""
    transcribe_s: float | None = 180.0
    """A recogniser that has not answered by then is given up; the recording stays for a later rescore."""
    judge_s: float | None = 60.0
    max_requests: int = 3
    """Requests to the interviewer within one turn before what is said counts as the answer."""
