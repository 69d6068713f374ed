"""Where one turn stands, from its records: asked, being answered, ended, heard, judged or closed. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from audio.transcript import Transcript
from interviewer import records as rec
from interviewer.events import TurnStage
from interviewer.text import clean_line
from interviewer.typed import LEAST_PER_WORD_S
from rubrics.assessment import Assessment

CLOSING_NOTES = frozenset({"skipped", "no_answer", "not_transcribed", "not_judged"})
"""Notes that end a turn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnSoFar:
    """One turn as it stands on the disk."""

    line: rec.Spoken
    """What opened it."""
    stage: TurnStage
    revision: int = 0
    """The last stretch of listening; 0 where the candidate has not had the floor yet."""
    requests: int = 0
    """Requests to the interviewer that have been granted."""
    ended: str = ""
    """Why the last answer ended."""
    outcome: str = ""
    """The note that closed the turn."""
    spoken_over: bool = False
    first_word_s: float | None = None
    """From the end of the question to the first word, where that is known."""
    transcript: Transcript | None = None
    """The last words that were written down."""
    request: str | None = None
    """What they ask of the interviewer, if they do."""
    requests_until_s: float = 0.0
    """End of the last request, in seconds of the turn's words; what was said up to there is no part of the answer."""
    assessment: Assessment | None = None
    typed: tuple[str, ...] = ()
    """The lines typed so far, in order."""
    typed_spans: tuple[tuple[float, float], ...] = ()
    """(start_s, end_s) of each on the clock of the turn."""
    chunks: tuple[rec.Chunk, ...] = ()
    """Pieces of the answer that have been recognised."""
    voiced: tuple[tuple[float, float], ...] = ()

    @property
    def number(self) -> int:
        """The turn's number, from 1."""
        return self.line.turn

    @property
    def over(self) -> bool:
        """Whether nothing more is to come of it but a follow-up."""
        return self.stage in {"judged", "closed"}

    @property
    def unjudged(self) -> bool:
        """Whether an answer is written down that nobody has judged."""
        return self.stage == "heard" and self.request is None

    @property
    def known_chunks(self) -> dict[tuple[int, int], Transcript]:
        """The words of each piece of the recording, by its first sample and the sample after its last one."""
        return {
            (chunk.start_sample, chunk.end_sample): chunk.transcript
            for chunk in self.chunks
            if chunk.start_sample is not None and chunk.end_sample is not None
        }


def turn_so_far(line: rec.Spoken, own: Sequence[rec.Record]) -> TurnSoFar:
    """Where a turn stands.

    A request that was granted, and a noise that held no words, are followed by a further stretch of listening; so the
    last stretch alone says what is due. An answer that was ended by leaving, without a word, has not been given.

    Args:
        line: the line that opened it.
        own: all records of the turn, in the order of the file.
    """
    revision = max((r.revision for r in own if isinstance(r, rec.Listening)), default=0)
    transcripts = [r for r in own if isinstance(r, rec.Transcribed)]
    before = [t for t in transcripts if t.revision < revision and (t.request is not None or not t.transcript.words)]
    granted = max((t.revision for t in before), default=-1)
    spoke = any(isinstance(r, rec.Typed | rec.Speech) and r.revision > granted for r in own)
    noise = max((t.revision for t in before if not t.transcript.words), default=-1)
    over = _spoken_over(own)
    ended = _end(own, revision)
    assessed = _assessed(own, revision)
    outcome = next((r.note for r in own if isinstance(r, rec.Noted) and r.note in CLOSING_NOTES), "")
    heard = bool(transcripts) and transcripts[-1].revision == revision
    stage: TurnStage
    if outcome:
        stage = "closed"
    elif assessed is not None:
        stage = "judged"
    elif heard:
        stage = "heard"
    elif spoke or over:
        stage = "ended" if ended is not None else "answering"
    elif ended is None or _leaving(ended) or _said_since_listening(own, ended):
        stage = "asked"
    else:
        stage = "closed"
    return TurnSoFar(
        line=line,
        stage=stage,
        revision=revision,
        requests=len(before),
        ended=ended.reason if ended is not None else "",
        outcome=outcome,
        spoken_over=over,
        first_word_s=0.0 if over else _first_word_s(own, noise),
        transcript=transcripts[-1].transcript if transcripts else None,
        request=transcripts[-1].request if transcripts else None,
        requests_until_s=max((_end_of(t.transcript) for t in transcripts if t.request is not None), default=0.0),
        assessment=assessed.assessment if assessed is not None else None,
        typed=tuple(r.text for r in own if isinstance(r, rec.Typed)),
        typed_spans=_typed_spans(own),
        chunks=tuple(r for r in own if isinstance(r, rec.Chunk)),
        voiced=next((r.segments for r in reversed(own) if isinstance(r, rec.Voiced)), ()),
    )


def _end(own: Sequence[rec.Record], revision: int) -> rec.Ended | None:
    """The end of the last stretch, unless speech has taken it up again."""
    ended: rec.Ended | None = None
    for record in own:
        if isinstance(record, rec.Ended) and record.revision == revision:
            ended = record
        elif isinstance(record, rec.Speech | rec.Typed) and record.revision == revision:
            ended = None
    return ended


def _assessed(own: Sequence[rec.Record], revision: int) -> rec.Assessed | None:
    """The assessment that the interview made of the last stretch; older files do not say of which one it is."""
    found, heard = None, False
    for record in own:
        heard = heard or (isinstance(record, rec.Transcribed) and record.revision == revision)
        if isinstance(record, rec.Assessed) and record.run == "interview":
            of_this = record.revision == revision if record.revision else heard
            found = record if of_this else found
    return found


def _leaving(ended: rec.Ended) -> bool:
    return ended.reason in {"quit", "end_of_input"}


def _said_since_listening(own: Sequence[rec.Record], ended: rec.Ended) -> bool:
    """Whether a line was under way when the end was asked for: then nobody was listening, and it counted for nothing."""
    before = own[: own.index(ended)]
    last = next((r for r in reversed(before) if isinstance(r, rec.Listening | rec.Spoken)), None)
    return isinstance(last, rec.Spoken)


def _spoken_over(own: Sequence[rec.Record]) -> bool:
    """Whether the candidate has begun over the line, and it has not been said again since."""
    over = False
    for record in own:
        if isinstance(record, rec.Noted) and record.note == "interrupted":
            over = True
        elif isinstance(record, rec.Spoken) and record.kind == "repeat":
            over = False
    return over


def _first_word_s(own: Sequence[rec.Record], noise: int) -> float | None:
    """Seconds from the end of the line to the first word that was no noise."""
    line_end = 0.0
    for record in own:
        if isinstance(record, rec.Listening):
            line_end = record.at_s
        elif isinstance(record, rec.Speech) and record.revision > noise:
            return record.after_s if record.after_s is not None else round(record.at_s - line_end, 2)
    return None


def _end_of(transcript: Transcript) -> float:
    return max(transcript.duration_s, transcript.words[-1].end_s if transcript.words else 0.0)


def _typed_spans(own: Sequence[rec.Record]) -> tuple[tuple[float, float], ...]:
    """When each typed line was entered, on the clock of the turn: as it was written down, where it was."""
    known = iter([segment for r in own if isinstance(r, rec.Transcribed) for segment in r.transcript.segments])
    spans: list[tuple[float, float]] = []
    base = 0.0
    for record in own:
        end = spans[-1][1] if spans else 0.0
        if isinstance(record, rec.Listening):
            base = record.at_s - end
        elif isinstance(record, rec.Typed):
            words = len(clean_line(record.text).split())
            written = next(known, None) if words else None
            if written is not None and written.start_s >= end:
                spans.append((written.start_s, written.end_s))
            else:
                spans.append((end, max(record.at_s - base, end + LEAST_PER_WORD_S * words)))
    return tuple(spans)
