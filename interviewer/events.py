"""What can happen to an interview (events) and what it then wants done (effects): frozen values, no behaviour.

Every event that answers an effect carries the turn and revision, or the utterance, that it belongs to. One that
comes late, from a recogniser that was given up or a line that was cut short, no longer matches and is dropped.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from audio.transcript import Transcript

LineKind = Literal[
    "opening", "question", "follow_up", "repeat", "nudge", "reply", "acknowledgement", "notice", "closing",
    "interruption", "hint", "invitation",
]  # fmt: skip
NoteCode = Literal[
    "skipped", "no_answer", "not_transcribed", "not_judged", "paused", "resumed", "reopened", "nudged", "interrupted",
    "no_words", "interrupted_for_time", "interrupted_for_setup", "hint", "clarified", "assume", "contradiction",
    "shortened", "dropped", "candidate_asked", "nothing_asked", "follow_up_why", "resumed_after_cut",
]  # fmt: skip
Outcome = Literal["answered", "skipped", "silent", "not_transcribed", "not_judged", "quit"]
TurnStage = Literal["asked", "answering", "ended", "heard", "judged", "closed"]
"""Where a turn stands: its line was said and nothing answered; words are there; the answer has ended; its words are
written down; it has been judged; or it is over without a judgement (skipped, silent, failed)."""
ResumeStage = TurnStage | Literal["begin", "own_answered", "closing", "over"]
"""Where an interview stands: that of its last turn; before the first turn; after a question of the candidate was answered;
in the closing words, or after them."""
Lacking = Literal["", "action", "result"]
"""What a story that runs over its time has not told yet."""
EndReason = Literal["pause", "key", "skip", "quit", "end_of_input"]


class SpokenRequest(StrEnum):
    """What a candidate may ask of the interviewer instead of answering."""

    REPEAT = "repeat"
    CLARIFY = "clarify"
    SKIP = "skip"
    THINK = "think"
    HINT = "hint"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Something the interviewer says."""

    kind: LineKind
    text: str
    utterance: int
    """Number of the line in the session, from 1; a repeated line gets a new one."""
    turn: int = 0
    """The turn that the line opens or belongs to; 0 for the opening and the closing words."""
    question_id: str = ""
    target: str = ""
    """For a follow-up: the gap it asks about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """A follow-up that the judging of an answer has chosen."""

    target: str
    line: str
    why: str = ""
    """Why it is asked, in one line."""
    detail: str = ""
    """For a contradiction: what stands against what."""


# --- events ---------------------------------------------------------------------------------------------------


class Event:
    """Base of everything that can happen."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Started(Event):
    """The interview may begin: the session file is open and the ports are ready."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumed(Event):
    """An interview that was cut off, or left, goes on: the session file is open again, the ports know what is in it."""

    stage: ResumeStage
    left: bool = False
    """Whether the candidate had left it; else it was cut off."""
    utterance: int = 0
    """Number of the last line that was said; 0 where nothing was."""
    opened: bool = False
    """Whether the opening was said to its end."""
    line: Line | None = None
    """The line that opened the last turn."""
    last_turn: int = 0
    """The highest number that a turn has had, be it one that was taken back."""
    again: tuple[str, ...] = ()
    """What is said again besides that line, or instead of it where the answer was being interrupted."""
    asked: frozenset[int] = frozenset()
    """Indices of the questions that have been asked."""
    question: int = -1
    """Index of the last question that was asked or dropped."""
    limit_s: float | None = None
    """Seconds for its answer where the time budget has shortened them."""
    probes_asked: int = 0
    hints: tuple[int, ...] = ()
    """Indices of the hints given to it."""
    given: frozenset[str] = frozenset()
    """Its key points that have been made."""
    own_questions: int = 0
    """Questions that the candidate has asked in the last minutes."""
    revision: int = 0
    requests: int = 0
    ended: str = ""
    """Why the last answer ended."""
    interrupted: bool = False
    """Whether the candidate had begun over the line."""
    stopping: bool = False
    """Whether the answer was being interrupted for time: what is said again is the interruption."""
    stopped: bool = False
    """Whether it has been interrupted for time."""
    hinted: bool = False
    """Whether a hint has been given in this turn."""
    outcomes: Mapping[int, Outcome] = field(default_factory=dict)
    before: Resumed | None = None
    """How it would go on if the last answer were taken up; None where it cannot be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineFinished(Event):
    """A line has been heard (or shown, where no voice is there)."""

    utterance: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechStarted(Event):
    """The candidate's first word of this turn, or speech after the end of the answer had been assumed."""

    turn: int
    revision: int
    after_s: float | None = None
    """Seconds from the end of the question to the word, where samples have measured it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerReached(Event):
    """An answer that goes on has lasted as long as one of the marks given with Listen."""

    turn: int
    revision: int
    answer_s: float
    """Seconds of the answer so far: measured on its samples, or estimated from typed words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerSeen(Event):
    """What LookAtAnswer has found in the words so far."""

    turn: int
    revision: int
    acted: bool
    """Whether an action has been told, or nobody can say."""
    lacking: Lacking = ""
    """What a story has not told yet, the more missed first; empty where nothing is known to be missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerEnded(Event):
    """The candidate is done, by a pause, a key or the end of the input."""

    turn: int
    revision: int
    reason: EndReason


@dataclass(frozen=True, slots=True, kw_only=True)
class NudgeDue(Event):
    """A long silence in the middle of a sentence: the moment for one kind word. The answer is not over."""

    turn: int
    revision: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenOver(Event):
    """The candidate speaks while a line is being said, and wears headphones: it is surely not our own voice."""

    utterance: int
    after_s: float | None = None
    """Seconds from the first sound of the line to the voice, under 0 where it was there before; None: not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WordsHeard(Event):
    """Words of an answer that goes on: those of a pause, or of a stretch that is closed."""

    turn: int
    revision: int
    transcript: Transcript
    """All words of the turn so far."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcribed(Event):
    """The words of the answer are there and on disk."""

    turn: int
    revision: int
    words: int
    request: SpokenRequest | None = None
    """Set where the whole of what was said is a request to the interviewer."""
    reply: str = ""
    """For `clarify`: what the interviewer answers."""
    said: str = ""
    """The words of the request."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateAsked(Event):
    """What the candidate asked in the last minutes, and what is answered to it."""

    turn: int
    revision: int
    asked: str
    """The question in the candidate's words; empty where nothing was asked."""
    reply: str
    over: bool
    """Whether the candidate has no further question."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TranscriptionFailed(Event):
    """No words for this answer; its recording, if there is one, is kept."""

    turn: int
    revision: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged(Event):
    """The answer has been assessed; the assessment is on disk."""

    turn: int
    revision: int
    probe: Probe | None = None
    given: frozenset[str] = frozenset()
    """Key points of the question that have been made so far, as targets: no hint points at them any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgingFailed(Event):
    """No verdicts for this answer: it stays unscored, with the reason."""

    turn: int
    revision: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RepeatRequested(Event):
    """The candidate wants the question again, by key or command."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SkipRequested(Event):
    """The candidate wants the next question, by key or command."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MoreTimeRequested(Event):
    """The candidate is still thinking, by key or command."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoOnRequested(Event):
    """The candidate had not finished the answer whose end was assumed, by key or command."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HintRequested(Event):
    """The candidate is stuck and asks for a hint, by key or command."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuitRequested(Event):
    """The candidate wants to stop here, by key, command, Ctrl-C or end of input."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceLost(Event):
    """The microphone or the loudspeaker has stopped working."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceReturned(Event):
    """A microphone and a loudspeaker are there again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeReached(Event):
    """The deadline that the machine had asked for has passed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DebriefGiven(Event):
    """The feedback on the whole interview has been shown and is on disk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionBroken(Event):
    """The session cannot go on, for example because the disk is full."""

    reason: str


# --- effects --------------------------------------------------------------------------------------------------


class Effect:
    """Base of everything the machine can ask for."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Say(Effect):
    """Say a line; answer with LineFinished."""

    line: Line


@dataclass(frozen=True, slots=True, kw_only=True)
class StopSaying(Effect):
    """Fall silent at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listen(Effect):
    """Open the microphone (or the keyboard) for a turn; answer with SpeechStarted and AnswerEnded."""

    turn: int
    revision: int
    limit_s: float
    marks_s: tuple[float, ...] = ()
    """Seconds of the answer at which AnswerReached is wanted, rising; one that has passed already is wanted at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeUp(Effect):
    """Go back to an answer whose end had led to a reply: what was taken in of it stays, the turns after it do not count."""

    turn: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantTime(Effect):
    """Wait longer before the end of the answer is assumed."""

    turn: int
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class StopListening(Effect):
    """Close the microphone; everything captured so far stays."""

    turn: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcribe(Effect):
    """Turn the turn's recording into words; answer with Transcribed or TranscriptionFailed."""

    turn: int
    revision: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge(Effect):
    """Assess the turn's answer; answer with Judged or JudgingFailed."""

    turn: int
    revision: int
    probes_left: int
    """How many follow-ups may still be asked; 0 means that none is wanted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgeAhead(Effect):
    """Assess the words so far when there is time, so that the verdict is there if nothing more is said; no answer."""

    turn: int
    revision: int
    transcript: Transcript


@dataclass(frozen=True, slots=True, kw_only=True)
class LookAtAnswer(Effect):
    """See what the words so far tell; the answer goes on. Answer with AnswerSeen."""

    turn: int
    revision: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Note(Effect):
    """Put a fact about a turn into the session record."""

    turn: int
    code: NoteCode
    reason: str = ""
    revision: int = 0
    answer_s: float | None = None
    """Seconds of the answer so far."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Debrief(Effect):
    """Give the feedback on the whole interview; answer with DebriefGiven."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finish(Effect):
    """Nothing more will come."""

    reason: Literal["completed", "quit", "failed"]
    detail: str = ""
