"""Typed lines as a transcript: words with estimated times, or with the times at which the lines were entered. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from audio.transcript import Segment, TranscriberInfo, Transcript, Word
from interviewer.script import SECONDS_PER_WORD
from interviewer.text import clean_line

LEAST_PER_WORD_S = 0.001
"""A word from a pipe takes a moment too, else a request and the answer after it would lie at the same time."""

INFO = TranscriberInfo(name="typed")


def typed_transcript(lines: Sequence[str], spans: Sequence[tuple[float, float]] | None = None) -> Transcript:
    """The words of typed lines with times.

    Args:
        lines: as they were typed; control characters are left out.
        spans: (start_s, end_s) of each line on the clock; None estimates from SECONDS_PER_WORD.
    """
    per_word = SECONDS_PER_WORD
    words: list[Word] = []
    segments: list[Segment] = []
    for index, line in enumerate(lines):
        tokens = clean_line(line).split()
        if not tokens:
            continue
        if spans is None:
            start, step = len(words) * per_word, per_word
        else:
            start = spans[index][0]
            step = max(0.0, spans[index][1] - start) / len(tokens)
        timed = [
            Word(text=token, start_s=round(start + k * step, 3), end_s=round(start + (k + 1) * step, 3))
            for k, token in enumerate(tokens)
        ]
        words += timed
        segments.append(Segment(text=" ".join(tokens), start_s=timed[0].start_s, end_s=timed[-1].end_s))
    return Transcript(
        words=tuple(words),
        segments=tuple(segments),
        duration_s=words[-1].end_s if words else 0.0,
        estimated=spans is None,
        transcriber=INFO,
    )
