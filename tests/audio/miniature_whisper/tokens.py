"""The tokens in use, numbered from 0, and what a window of speech asks and answers in them."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from tests.audio.miniature_whisper.utterances import STATES_PER_S, tokenizer

TIMESTAMPS = 1501


@dataclass
class Window:
    """What goes in and what should come out; tokens are compact (see `Tokens`), times are seconds of the window."""

    mel: np.ndarray
    """(mel frames, N_MELS), normalised."""
    phonemes: np.ndarray
    spoken_tokens: np.ndarray
    """For each encoder step the token being said; `Tokens.nothing` where none is."""
    offset: int
    """Position of its first encoder step in the 30 s."""
    inputs: list[int] = field(default_factory=list)
    targets: list[int] = field(default_factory=list)
    input_spans: list[tuple[float, float] | None] = field(default_factory=list)
    target_spans: list[tuple[float, float] | None] = field(default_factory=list)
    first_position: int = 0
    silent: bool = False


class Tokens:
    """The tokens in use, numbered from 0; then the TIMESTAMPS timestamps; then one for all others."""

    def __init__(self, texts: list[str]) -> None:
        used = {token for line in texts for token in tokenizer.encode(" " + line)}
        used |= {tokenizer.eot, tokenizer.sot, tokenizer.sot_prev, tokenizer.no_speech, tokenizer.no_timestamps}
        self.used = sorted(used)
        self._compact = {token: number for number, token in enumerate(self.used)}
        self.first_timestamp = len(self.used)
        self.nothing = len(self.used)
        self.other = len(self.used) + TIMESTAMPS
        self.marks = {
            self._compact[token] for token in tokenizer.encode(" A, a. A?") if tokenizer.decode([token]) in ",.?"
        }

    def compact(self, token: int) -> int:
        """Its number here."""
        return self._compact[token]

    def timestamp(self, time_s: float, offset: int) -> int:
        """The timestamp token of a time in the window."""
        return self.first_timestamp + min(1500, max(0, round(time_s * STATES_PER_S) + offset))
