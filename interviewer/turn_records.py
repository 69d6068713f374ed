"""What single kinds of records say of a turn that was cut off. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from audio.transcript import Transcript
from interviewer.answers.typed import LEAST_PER_WORD_S
from interviewer.sessions import records as rec
from interviewer.text import clean_line

_GRANTS = frozenset({"repeat", "reply", "acknowledgement", "hint", "notice"})
"""Kinds of lines with which a request is granted."""
_GRANTING_NOTES = frozenset({"clarified", "assume", "hint", "no_words"})


def granted_until(own: Sequence[rec.Record]) -> int:
    """The last stretch of listening whose words asked something of the interviewer, and were granted it; -1 for none.

    Words that held nothing count too: they were met with the same question again. What was granted shows by what came
    after it: a note, a line, or the candidate's having the floor again.
    """
    granted, pending = -1, -1
    for record in own:
        if isinstance(record, rec.Transcribed):
            asks = record.request is not None or not record.transcript.words
            pending = record.revision if asks else -1
        elif isinstance(record, rec.Assessed):
            pending = -1
        elif _grants(record, pending):
            granted, pending = max(granted, pending), -1
    return granted


def _grants(record: rec.Record, pending: int) -> bool:
    if pending < 0:
        return False
    if isinstance(record, rec.Noted):
        return record.note in _GRANTING_NOTES
    if isinstance(record, rec.Spoken):
        return record.kind in _GRANTS
    return isinstance(record, rec.Listening) and record.revision > pending


def end_of(own: Sequence[rec.Record], revision: int) -> rec.Ended | None:
    """The end of a stretch of listening, unless speech has taken it up again."""
    ended: rec.Ended | None = None
    for record in own:
        if isinstance(record, rec.Ended) and record.revision == revision:
            ended = record
        elif isinstance(record, rec.Speech | rec.Typed) and record.revision == revision:
            ended = None
    return ended


def assessed_of(own: Sequence[rec.Record], revision: int) -> rec.Assessed | None:
    """The assessment that the interview made after a stretch of listening; older files do not say after which."""
    found, heard = None, False
    for record in own:
        heard = heard or (isinstance(record, rec.Transcribed) and record.revision == revision)
        if isinstance(record, rec.Assessed) and record.run == "interview":
            of_this = record.revision == revision if record.revision else heard
            found = record if of_this else found
    return found


def said_since_listening(own: Sequence[rec.Record], ended: rec.Ended | None) -> bool:
    """Whether a line was under way when the end was asked for: then nobody was listening, and it counted for nothing."""
    if ended is None:
        return False
    before = own[: own.index(ended)]
    last = next((r for r in reversed(before) if isinstance(r, rec.Listening | rec.Spoken)), None)
    return isinstance(last, rec.Spoken)


def last_unanswered(own: Sequence[rec.Record]) -> rec.Spoken | None:
    """An interruption, a hint or a reply after which the candidate has said nothing: it may not have been heard."""
    last: rec.Spoken | None = None
    listening = False
    for record in own:
        if isinstance(record, rec.Spoken) and record.kind in {"interruption", "hint", "reply"}:
            last, listening = record, False
        elif isinstance(record, rec.Listening):
            listening = True
        elif isinstance(record, rec.Typed | rec.Speech) and listening:
            last = None
    return last


def spoken_over(own: Sequence[rec.Record]) -> bool:
    """Whether the candidate has begun over the line, and it has not been said again since."""
    over = False
    for record in own:
        if isinstance(record, rec.Noted) and record.note == "interrupted":
            over = True
        elif isinstance(record, rec.Spoken) and record.kind == "repeat":
            over = False
    return over


def first_word_s(own: Sequence[rec.Record], noise: int) -> float | None:
    """Seconds from the end of the line to the first word.

    Args:
        own: the records of the turn.
        noise: the last stretch of listening that held no words.
    """
    line_end = 0.0
    for record in own:
        if isinstance(record, rec.Listening):
            line_end = record.at_s
        elif isinstance(record, rec.Speech) and record.revision > noise:
            return record.after_s if record.after_s is not None else round(record.at_s - line_end, 2)
    return None


def words_end_s(transcript: Transcript) -> float:
    """Where the words of a transcript end, in seconds of the turn."""
    return max(transcript.duration_s, transcript.words[-1].end_s if transcript.words else 0.0)


def typed_spans(own: Sequence[rec.Record]) -> tuple[tuple[float, float], ...]:
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
