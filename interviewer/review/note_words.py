"""What happened to a turn, in words: the notes of a session as a reader should see them. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from interviewer.text import clean_line
from prompts.phrasebook import Named

_NOTES = Named("note")
_NO_VERDICT = frozenset({"skipped", "no_answer", "not_transcribed", "not_judged"})
"""Notes that say why there is no verdict; all others tell of something that happened on the way."""


def note_words(note: str) -> str:
    """A note ("hint: Think of the loss.") as a sentence for people; one of a later version is shown as it is."""
    code, _, reason = note.partition(": ")
    if code not in _NOTES:
        return clean_line(note.replace("_", " "))
    return clean_line(f"{_NOTES[code]}: {reason}" if reason else _NOTES[code])


def why_no_verdict(notes: Iterable[str]) -> str | None:
    """The note that says why an answer has no verdict, as it stands in the session; None where none does."""
    return next((note for note in notes if note.partition(": ")[0] in _NO_VERDICT), None)
