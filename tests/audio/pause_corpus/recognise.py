"""A recogniser as the policy meets it: late, with wrong and missing full stops, without most fillers.

No recogniser runs here: the words are known, and the faults are drawn, always the same for the same words. The rates
are assumptions on the unkind side of what Whisper does with clips that end in the middle of a sentence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from random import Random

from audio.protocols import SAMPLE_RATE
from tests.audio.pause_corpus.plan import SpokenAnswer

STRAY_STOP = 0.5
"""Share of cut-off sentences that get a full stop all the same."""
LOST_STOP = 0.03
"""Share of finished sentences that get none."""
LOST_FILLER = 0.5
"""Share of fillers left out."""
LOST_WORD = 0.03
"""Share of last words left out."""
DELAY_S = (0.5, 1.5)
"""Seconds from the pause being noticed (0.4 s of silence) to its words."""
_FILLERS = frozenset({"um", "uh"})


@dataclass(frozen=True)
class TimedWord:
    """A word of the answer."""

    text: str
    end_sample: int
    sentence_end: bool


class FaultyRecogniser:
    """The words of one answer, at any sample.

    Args:
        answer: what is said.
        spans: where its parts lie, [start_sample, end_sample).
        faults: False gives the true words and full stops, as late as ever.
    """

    def __init__(self, answer: SpokenAnswer, spans: tuple[tuple[int, int], ...], *, faults: bool = True) -> None:
        self._answer = answer
        self._faults = faults
        self._words = list(_timed(answer, spans))

    def delay_s(self, pause: int) -> float:
        """Seconds until the words of the pause with this number are there."""
        return Random(f"{self._answer.seed}/delay/{pause}").uniform(*DELAY_S)

    def text(self, until_sample: int) -> str:
        """What is recognised of the sound up to `until_sample`."""
        said = [w for w in self._words if w.end_sample <= until_sample + SAMPLE_RATE // 10]
        kept = [
            w for i, w in enumerate(said) if not (_plain(w.text) in _FILLERS and self._draw("filler", i) < LOST_FILLER)
        ]
        if kept and len(kept) > 1 and self._draw("word", len(said)) < LOST_WORD:
            kept.pop()
        if not kept:
            return ""
        texts = [w.text for w in kept]
        texts[-1] = self._last(kept[-1], len(said))
        text = " ".join(texts)
        return text if self._answer.punctuates else re.sub(r"[.,!?]", "", text).lower()

    def _last(self, word: TimedWord, count: int) -> str:
        draw = self._draw("stop", count)
        if word.sentence_end:
            return word.text.rstrip(".?!") if draw < LOST_STOP else word.text
        return word.text.rstrip(",") + "." if draw < STRAY_STOP else word.text

    def _draw(self, what: str, index: int) -> float:
        return Random(f"{self._answer.seed}/{what}/{index}").random() if self._faults else 1.0


def _timed(answer: SpokenAnswer, spans: tuple[tuple[int, int], ...]):
    for part, (start, end) in zip(answer.parts, spans, strict=True):
        words = part.text.split()
        lengths = [len(word) + 1 for word in words]
        said = 0
        for word, length in zip(words, lengths, strict=True):
            said += length
            yield TimedWord(word, start + round((end - start) * said / sum(lengths)), word.endswith((".", "?", "!")))


def _plain(word: str) -> str:
    return word.lower().strip(".,?!")
