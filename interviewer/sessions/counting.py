"""Which records of a session count: an answer that is taken up again takes back the reply to it. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from interviewer.sessions.records import Assessed, Ended, Heard, Noted, Record, Spoken, Transcribed

REOPENED = "reopened"
"""The note with which an answer goes on after its end had been assumed; its revision is the one that begins."""
_OF_THE_END = frozenset({
    "skipped", "no_answer", "not_transcribed", "not_judged", "candidate_asked", "nothing_asked", "shortened", "dropped",
})  # fmt: skip
"""Notes of what follows the end of an answer."""


def counting(records: Sequence[Record]) -> tuple[Record, ...]:
    """The records without what answers that went on have taken back.

    That is: the end of the answer, what had been made of it, every line said since, and the turns that these lines had
    opened, whole. The numbers of such turns and lines are not used again.

    Args:
        records: of a session, in the order of its file.
    """
    left = list(records)
    for note in [r for r in records if isinstance(r, Noted) and r.note == REOPENED and r.turn > 0 and r.revision > 1]:
        left = _without_reply(left, note)
    return tuple(left)


def cut_off(records: Sequence[Record]) -> int:
    """How many pauses were taken for the end of an answer: the interviewer was already replying when it went on.

    Args:
        records: of a session, in the order of its file.
    """
    return sum(
        _replied_to_a_pause(records[:at], record.turn)
        for at, record in enumerate(records)
        if isinstance(record, Noted) and record.note == REOPENED
    )


def _replied_to_a_pause(before: Sequence[Record], turn: int) -> bool:
    end = _last_end(before, turn)
    ended = before[end] if end < len(before) else None
    assumed = isinstance(ended, Ended) and ended.reason == "pause"
    return assumed and any(isinstance(record, Spoken) for record in before[end:])


def _without_reply(records: list[Record], note: Noted) -> list[Record]:
    at = next(index for index, record in enumerate(records) if record is note)
    end = _last_end(records[:at], note.turn)
    turns = {turn for record in records[:at] if (turn := _turn(record)) > note.turn}
    lines = {r.utterance for r in records[end:at] if isinstance(r, Spoken)}
    kept = []
    for index, record in enumerate(records):
        within = end <= index < at
        if _turn(record) in turns or (within and _follows_the_end(record, note.turn)):
            continue
        if index >= end and _is_made_of_it(record, note):
            continue
        if isinstance(record, Heard) and record.utterance in lines:
            continue
        kept.append(record)
    return kept


def _last_end(records: Sequence[Record], turn: int) -> int:
    """Where the latest end of this turn stands; the number of records where there is none."""
    return max((k for k, record in enumerate(records) if _ends(record, turn)), default=len(records))


def _turn(record: Record) -> int:
    return int(getattr(record, "turn", 0))


def _ends(record: Record, turn: int) -> bool:
    return isinstance(record, Ended) and record.turn == turn


def _follows_the_end(record: Record, turn: int) -> bool:
    """Whether a record between the end of an answer and its going on is that end, or says what came of it."""
    if isinstance(record, Noted):
        return record.note in _OF_THE_END and record.turn in {0, turn}
    return isinstance(record, Spoken) or _ends(record, turn)


def _is_made_of_it(record: Record, note: Noted) -> bool:
    """Whether a record judges the answer as it was before it went on, or takes it for a request; it may have come late."""
    if isinstance(record, Assessed) and record.run != "interview":
        return False
    if isinstance(record, Assessed) or (isinstance(record, Transcribed) and record.request is not None):
        return record.turn == note.turn and 0 < record.revision < note.revision
    return False
