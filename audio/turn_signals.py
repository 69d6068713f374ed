"""What endpointing says of a turn; `audio.endpoint` decides when."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SpeechStarted:
    """The first speech of the turn."""

    sample: int
    """Index of its first sample."""


@dataclass(frozen=True, slots=True)
class SpeechPaused:
    """A silence of `soft_pause_s`."""

    sample: int
    """Index after the last sample of speech."""


@dataclass(frozen=True, slots=True)
class SpeechResumed:
    """Speech after a pause, or after the end of the turn."""

    sample: int
    """Index of its first sample."""


@dataclass(frozen=True, slots=True)
class EndOfTurn:
    """A silence long enough to end the turn."""

    sample: int
    """Index after the last sample of speech."""


@dataclass(frozen=True, slots=True)
class Nudge:
    """A long silence in the middle of a sentence: the moment for one kind word; the turn goes on."""

    sample: int
    """Index after the last sample of speech."""


Signal = SpeechStarted | SpeechPaused | SpeechResumed | Nudge | EndOfTurn
