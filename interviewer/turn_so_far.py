"""Where one turn stands, from its records: asked, being answered, ended, heard, judged or closed. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from audio.transcript import Transcript
from interviewer.events import TurnStage
from interviewer.sessions import records as rec
from interviewer.turn_records import (
    assessed_of,
    end_of,
    first_word_s,
    granted_until,
    last_unanswered,
    said_since_listening,
    spoken_over,
    typed_spans,
    words_end_s,
)
from rubrics.assessment import Assessment

CLOSING_NOTES = frozenset({"skipped", "no_answer", "not_transcribed", "not_judged", "candidate_asked"})
"""Notes after which nothing more is to come of a turn."""
_STOPS = frozenset({"interrupted_for_time", "interrupted_for_setup"})


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
    again: tuple[str, ...] = ()
    """What the interviewer said last to it and the candidate has not answered: an interruption, a hint, a reply."""
    stopping: bool = False
    """Whether that is an interruption."""
    stopped: bool = False
    """Whether the answer has been interrupted for time."""
    hints: tuple[str, ...] = ()
    """Texts of the hints given."""
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
    question_score: float | None = None
    typed: tuple[str, ...] = ()
    """The lines typed so far, in order."""
    typed_spans: tuple[tuple[float, float], ...] = ()
    """(start_s, end_s) of each on the clock of the turn."""
    answer_line: int = 0
    """Index of the first of them that may be of the answer."""
    chunks: tuple[rec.Chunk, ...] = ()
    """Pieces of the answer that have been recognised."""
    voiced: tuple[tuple[float, float], ...] = ()

    @property
    def number(self) -> int:
        """The turn's number, from 1."""
        return self.line.turn

    @property
    def own(self) -> bool:
        """Whether it is the candidate who asks."""
        return self.line.kind == "invitation"

    @property
    def over(self) -> bool:
        """Whether nothing more is to come of it but a follow-up."""
        return self.stage in {"judged", "closed"}

    @property
    def unjudged(self) -> bool:
        """Whether an answer is written down that nobody has judged."""
        return self.stage == "heard" and self.request is None and not self.own

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
    revision = max((r.revision for r in own if isinstance(r, rec.Listening | rec.Noted)), default=0)
    transcripts = [r for r in own if isinstance(r, rec.Transcribed)]
    notes = [r for r in own if isinstance(r, rec.Noted)]
    granted = granted_until(own)
    asked = [t for t in transcripts if t.revision <= granted and (t.request is not None or not t.transcript.words)]
    noise = max((t.revision for t in asked if not t.transcript.words), default=-1)
    over = spoken_over(own)
    ended, assessed = end_of(own, revision), assessed_of(own, revision)
    outcome = next((r.note for r in notes if r.note in CLOSING_NOTES), "")
    stage = _stage(own, revision, granted) if not outcome else "closed"
    last = last_unanswered(own)
    return TurnSoFar(
        line=line,
        stage=stage,
        revision=revision,
        requests=len(asked),
        ended=ended.reason if ended is not None else "",
        outcome=outcome,
        again=() if last is None else (last.text,),
        stopping=last is not None and last.kind == "interruption",
        stopped=any(r.note in _STOPS for r in notes),
        hints=tuple(r.reason for r in notes if r.note == "hint"),
        spoken_over=over,
        first_word_s=0.0 if over else first_word_s(own, noise),
        transcript=transcripts[-1].transcript if transcripts else None,
        request=transcripts[-1].request if transcripts else None,
        requests_until_s=max((words_end_s(t.transcript) for t in transcripts if t.request is not None), default=0.0),
        assessment=assessed.assessment if assessed is not None else None,
        question_score=assessed.question_score if assessed is not None else None,
        typed=tuple(r.text for r in own if isinstance(r, rec.Typed)),
        typed_spans=typed_spans(own),
        answer_line=sum(isinstance(r, rec.Typed) and r.revision <= granted for r in own),
        chunks=tuple(r for r in own if isinstance(r, rec.Chunk)),
        voiced=next((r.segments for r in reversed(own) if isinstance(r, rec.Voiced)), ()),
    )


def _stage(own: Sequence[rec.Record], revision: int, granted: int) -> TurnStage:
    """Where a turn stands that no note has closed."""
    if assessed_of(own, revision) is not None:
        return "judged"
    if granted < revision and any(isinstance(r, rec.Transcribed) and r.revision == revision for r in own):
        return "heard"
    ended = end_of(own, revision)
    spoke = any(isinstance(r, rec.Typed | rec.Speech) and r.revision > granted for r in own)
    if spoke or spoken_over(own):
        return "ended" if ended is not None else "answering"
    leaving = ended is None or ended.reason in {"quit", "end_of_input"}
    return "asked" if leaving or granted >= revision or said_since_listening(own, ended) else "closed"
