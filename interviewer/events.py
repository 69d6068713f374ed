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
    "opening", "question", "follow_up", "repeat", "nudge", "reply", "acknowledgement", "notice", "closing"
]
NoteCode = Literal[
    "skipped", "no_answer", "not_transcribed", "not_judged", "paused", "resumed", "reopened", "nudged", "interrupted",
    "no_words",
]  # fmt: skip
Outcome = Literal["answered", "skipped", "silent", "not_transcribed", "not_judged", "quit"]
TurnStage = Literal["asked", "answering", "ended", "heard", "judged", "closed"]
"""Where a turn stands: its line was said and nothing answered; words are there; the answer has ended; its words are
written down; it has been judged; or it is over without a judgement (skipped, silent, failed)."""
ResumeStage = TurnStage | Literal["begin", "over"]
"""Where an interview stands: that of its last turn, before the first turn, or after the closing words."""
EndReason = Literal["pause", "key", "skip", "quit", "end_of_input"]


class SpokenRequest(StrEnum):
    """What a candidate may ask of the interviewer instead of answering."""

    REPEAT = "repeat"
    CLARIFY = "clarify"
    SKIP = "skip"
    THINK = "think"


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


# --- events ---------------------------------------------------------------------------------------------------


class Event:
    """Base of everything that can happen."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Started(Event):
    """The interview may begin: the session file is open and the ports are ready."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumed(Event):
    """An interview that was cut off goes on: the session file is open again, the ports know what is in it."""

    stage: ResumeStage
    utterance: int = 0
    """Number of the last line that was said; 0 where nothing was."""
    opened: bool = False
    """Whether the opening was said to its end."""
    line: Line | None = None
    """The line that opened the last turn."""
    question: int = -1
    """Index of the last question in the script."""
    probes_asked: int = 0
    revision: int = 0
    requests: int = 0
    ended: str = ""
    """Why the last answer ended."""
    interrupted: bool = False
    """Whether the candidate had begun over the line."""
    outcomes: Mapping[int, Outcome] = field(default_factory=dict)


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
class Note(Effect):
    """Put a fact about a turn into the session record."""

    turn: int
    code: NoteCode
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Debrief(Effect):
    """Give the feedback on the whole interview; answer with DebriefGiven."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finish(Effect):
    """Nothing more will come."""

    reason: Literal["completed", "quit", "failed"]
    detail: str = ""
