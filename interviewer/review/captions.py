"""The answers of a session as WebVTT captions, one file for each recording, named after it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from audio.transcript import Transcript, Word
from interviewer.errors import SessionError
from interviewer.review.full import FullReview
from interviewer.sessions.session_file import turn_audio
from interviewer.text import clean_line
from prompts.phrasebook import phrase

MOST_CHARACTERS = 80
"""Two lines of 40, as captions usually have."""
LONGEST_S = 6.0
GAP_S = 0.7
"""Seconds of silence after which a new caption begins."""


def write_captions(review: FullReview, folder: Path) -> list[Path]:
    """Write `turn-001.vtt` and so on into a folder; returns the files.

    Raises:
        SessionError: a file cannot be written.
    """
    written = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for turn in review.turns:
            if turn.transcript is not None and turn.transcript.words:
                path = folder / Path(turn.answer_audio or turn_audio(turn.turn)).with_suffix(".vtt").name
                path.write_text(captions(turn.transcript), encoding="utf-8")
                written.append(path)
    except OSError as error:
        raise SessionError(
            f"Captions cannot be written to {folder}: {error.strerror}. Choose another folder."
        ) from error
    return written


def captions(transcript: Transcript) -> str:
    """One answer as WebVTT; each caption ends no later than the next begins."""
    groups = list(_groups(transcript.words))
    note = f"NOTE {phrase('captions.estimated')}\n\n" if transcript.estimated else ""
    cues = []
    for index, group in enumerate(groups):
        following = groups[index + 1][0].start_s if index + 1 < len(groups) else group[-1].end_s
        end_s = max(group[0].start_s + 0.001, min(group[-1].end_s, following))
        text = " ".join(clean_line(word.text) for word in group)
        cues.append(f"{_time(group[0].start_s)} --> {_time(end_s)}\n{_escaped(text)}\n")
    return f"WEBVTT\n\n{note}" + "\n".join(cues)


def _groups(words: Sequence[Word]) -> Iterator[list[Word]]:
    """Words that stand in one caption: cut at silences and at ends of sentences, and before it grows too long."""
    group: list[Word] = []
    for word in words:
        if not clean_line(word.text):
            continue
        if group:
            length = sum(len(one.text) + 1 for one in group) + len(word.text)
            ended = group[-1].text.endswith((".", "?", "!"))
            silent = word.start_s - group[-1].end_s >= GAP_S
            if ended or silent or length > MOST_CHARACTERS or word.end_s - group[0].start_s > LONGEST_S:
                yield group
                group = []
        group.append(word)
    if group:
        yield group


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _time(at_s: float) -> str:
    ms = round(1000 * at_s)
    return f"{ms // 3_600_000:02d}:{ms // 60_000 % 60:02d}:{ms // 1000 % 60:02d}.{ms % 1000:03d}"
