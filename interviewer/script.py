"""What an interview is made of before it begins: the questions, the fixed lines, and how long the interviewer waits."""

from __future__ import annotations

from dataclasses import dataclass

WORDS_PER_MINUTE = 150.0
"""Rate of speech that typed answers are timed at; people answer interviews at about 130 to 170."""
SECONDS_PER_WORD = 60.0 / WORDS_PER_MINUTE
"""The same for what the interviewer says, and for a candidate made of data."""
FIXED_LINES = (
    "nudge", "nudge_answer", "moving_on", "think", "assume", "no_words", "paused", "resumed", "shorter", "no_hint",
    "cut_off", "cut_off_asked", "cut_off_answering", "left", "left_asked", "left_answering",
    "stop_setup", "stop_action", "stop_result", "stop_point", "invitation", "anything_else",
)  # fmt: skip
"""What `Script` takes from prompts/lines.yaml."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """A pointer for a candidate who is stuck."""

    text: str
    target: str = ""
    """The key point that it points at, as `key_point:INDEX`; empty where it fits always."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedQuestion:
    """A question as the machine needs it."""

    question_id: str
    text: str
    limit_s: float
    follow_ups: int
    """How many follow-ups may be asked after the answer."""
    principles: tuple[str, ...] = ()
    """Leadership Principles that the answer is listened to for; the first one counts most."""
    story: bool = False
    """Whether a past event is asked for, which has a set-up and a first action."""
    hints: tuple[Hint, ...] = ()
    """In the order in which they are given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """The lines of an interview that are known beforehand, and the rules it is held by."""

    questions: tuple[PlannedQuestion, ...]
    opening: str
    closing: str
    minutes: float | None = None
    """The whole round; None where nothing presses."""
    principles: tuple[str, ...] = ()
    """The Leadership Principles that this interviewer has to cover."""
    interrupts: bool = False
    """Whether an answer past its limit is interrupted."""
    strict_timing: bool = False
    """Whether a set-up without an action is interrupted too."""
    candidate_questions: bool = False
    """Whether the last minutes belong to the candidate."""
    nudge: str = "Take your time. Tell me when you are ready, or ask me to repeat the question."
    moving_on: str = "Let us go on to the next one."
    nudge_answer: str = "Take your time."
    """For a long silence in the middle of an answer; short, because nothing is heard while it is said."""
    paused: str = "I can no longer hear you. Let us wait until the microphone is back."
    resumed: str = "I can hear you again. Please go on."
    cut_off: str = "We were cut off. Let us go on."
    """For an interview that was cut off and goes on: before the next question, before the same one, within an answer."""
    cut_off_asked: str = "We were cut off. Here is the question again."
    cut_off_answering: str = (
        "We were cut off. You were in the middle of your answer. Here is the question again. Then please go on."
    )
    left: str = "Welcome back. Let us go on."
    """The same for one that the candidate had left."""
    left_asked: str = "Welcome back. Here is the question again."
    left_answering: str = (
        "Welcome back. You were in the middle of your answer. Here is the question again. Then please go on."
    )
    no_words: str = "I did not catch that. Please say it again, or take your time."
    think: str = "Of course, take a moment."
    assume: str = "Please make a reasonable assumption, say it aloud, and go on from there."
    shorter: str = "We have {minutes} for this one."
    no_hint: str = "I have no further hint. Tell me what you would try, even if you are not sure."
    stop_setup: str = "Let me stop you there. I have the background. What did you do?"
    stop_action: str = "Let me stop you there for time. In one sentence: what did you do yourself?"
    stop_result: str = "Let me stop you there for time. In one sentence: what came of it?"
    stop_point: str = "Let me stop you there for time. In one sentence: what should I remember from it?"
    invitation: str = "What would you like to ask me?"
    anything_else: str = "Anything else?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long the machine waits, in seconds; None waits for ever."""

    nudge_after_s: float | None = 45.0
    """Silence after the question until a kind reminder. Thinking half a minute about a story is normal."""
    hint_after_s: float | None = None
    """Silence after the reminder until a hint, where the question has one; None: only who asks gets one."""
    give_up_after_s: float | None = 180.0
    """Silence after the question until the next one is asked."""
    more_time_s: float = 30.0
    """What "more time" adds."""
    transcribe_s: float | None = 180.0
    """A recogniser that has not answered by then is given up; the recording stays for a later rescore."""
    judge_s: float | None = 60.0
    look_s: float | None = 4.0
    """How long an interruption waits for what is missing; after that it is worded without it."""
    max_requests: int = 3
    """Requests to the interviewer within one turn before what is said counts as the answer."""
    max_clarifications: int = 8
    """Clarifying questions within one turn: an open problem has that many facts to ask for."""
