"""Timed words and the transcript they make: what recognition returns and everything after it reads."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Seconds = Annotated[float, Field(ge=0)]

Doubt = Literal["improbable", "no_speech", "repetitive", "loop"]
"""Why a segment may not be what was said: the recogniser was unsure of it, it held more likely no speech, its text
repeats itself, or it contains a phrase many times in a row."""


class Strict(BaseModel):
    """Base of every model here: immutable, unknown keys forbidden."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Word(Strict):
    """One word and when it was said."""

    text: str
    start_s: Seconds
    """Seconds from the first sample of the recording."""
    end_s: Seconds
    probability: float | None = Field(default=None, ge=0, le=1)
    """The recogniser's confidence; None where the word was typed or scripted."""


class Segment(Strict):
    """A stretch of the transcript that the recogniser kept together."""

    text: str
    start_s: Seconds
    end_s: Seconds
    doubts: tuple[Doubt, ...] = ()
    """Why its words may not be what was said; empty for clear speech."""


class TranscriberInfo(Strict):
    """Which engine made a transcript."""

    name: str
    model: str = ""


class Transcript(Strict):
    """What was said, with its times.

    `text` is the words joined by single spaces, so that a character offset belongs to exactly one word.
    """

    words: tuple[Word, ...] = ()
    segments: tuple[Segment, ...] = ()
    duration_s: Seconds = 0.0
    """Length of the recording."""
    estimated: bool = False
    """True where the times come from a rate of speech and not from a clock (typed answers)."""
    transcriber: TranscriberInfo = TranscriberInfo(name="none")

    @property
    def text(self) -> str:
        """The words joined by single spaces."""
        return " ".join(word.text for word in self.words)

    def word_spans(self) -> list[tuple[int, int]]:
        """(start_char, end_char) of each word in `text`."""
        spans, position = [], 0
        for word in self.words:
            spans.append((position, position + len(word.text)))
            position += len(word.text) + 1
        return spans

    def shifted(self, seconds: float) -> Transcript:
        """The same words, later by `seconds`: a chunk's times made absolute."""
        words = tuple(
            w.model_copy(update={"start_s": w.start_s + seconds, "end_s": w.end_s + seconds}) for w in self.words
        )
        segments = tuple(
            s.model_copy(update={"start_s": s.start_s + seconds, "end_s": s.end_s + seconds}) for s in self.segments
        )
        return self.model_copy(update={"words": words, "segments": segments})

    def after(self, seconds: float) -> Transcript:
        """The words and segments that begin at or after `seconds`."""
        if seconds <= 0:
            return self
        words = tuple(word for word in self.words if word.start_s >= seconds)
        segments = tuple(segment for segment in self.segments if segment.start_s >= seconds)
        return self.model_copy(update={"words": words, "segments": segments})


def joined(chunks: list[Transcript], duration_s: float) -> Transcript:
    """Chunks with absolute times, in order, as one transcript of `duration_s` seconds."""
    return Transcript(
        words=tuple(word for chunk in chunks for word in chunk.words),
        segments=tuple(segment for chunk in chunks for segment in chunk.segments),
        duration_s=duration_s,
        estimated=any(chunk.estimated for chunk in chunks),
        transcriber=chunks[0].transcriber if chunks else TranscriberInfo(name="none"),
    )
