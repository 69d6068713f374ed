"""Someone speaks while the interviewer does: noticed soon, and nothing of what was said is lost."""

from __future__ import annotations

from collections import deque

import numpy as np

from audio.protocols import FRAME_SAMPLES, SAMPLE_RATE, Samples, SpeechDetector
from audio.safe_detector import SafeDetector
from audio.samples import silence

VOICE_S = 0.3
"""Seconds of voice within WITHIN_S that count as speaking up; a cough, an "mhm" or a door is shorter."""
WITHIN_S = 0.5
"""Seconds in which they come: between the words of running speech are gaps of up to 0.1 s."""
VOICE = 0.5
"""Probability from which a frame is voice; Silero's default."""
PRE_ROLL_S = 0.3
"""Seconds kept before the voice: onsets are soft."""
KEPT_S = 10.0
"""Seconds that are kept at most, until somebody takes them."""


class SpokenOver:
    """Listens while a line plays. It shares its detector with the answer's capture: one of the two at a time.

    Args:
        detector: tells speech from other sound.
    """

    def __init__(self, detector: SpeechDetector) -> None:
        self._detector = SafeDetector(detector)
        self._kept: deque[Samples] = deque()
        self.restart()

    def restart(self) -> None:
        """Forget everything: a line begins."""
        self._detector.reset()
        self._voiced: deque[int] = deque()
        """The first samples of the frames of voice in the last WITHIN_S."""
        self._kept.clear()
        self._kept_samples = self._received = 0
        self._rest = silence(0)
        self._voice_start: int | None = None
        self._line_start: int | None = None

    def line_sounds(self) -> None:
        """The first sound of the line goes to the loudspeaker now."""
        self._line_start = self._received

    @property
    def after_s(self) -> float | None:
        """Seconds from the first sound of the line to the voice, under 0 where it was there before; None: not known."""
        if self._voice_start is None:
            return None
        line_start = self._received if self._line_start is None else self._line_start
        return (self._voice_start - line_start) / SAMPLE_RATE

    @property
    def spoken_over(self) -> bool:
        """Whether there has been voice for VOICE_S."""
        return self._voice_start is not None

    def push(self, samples: Samples, *, look: bool = True) -> bool:
        """Take the next samples; True once, when the voice has lasted VOICE_S. Without `look` they are only kept."""
        self._keep(samples)
        if not look:
            return False
        stream = np.concatenate((self._rest, samples))
        whole = len(stream) - len(stream) % FRAME_SAMPLES
        self._rest = stream[whole:]
        noticed = False
        for start in range(0, whole, FRAME_SAMPLES):
            if self._detector.probability(stream[start : start + FRAME_SAMPLES]) >= VOICE:
                noticed |= self._hear(self._received - len(stream) + start)
        return noticed

    def _hear(self, frame_start: int) -> bool:
        """Take note of a frame of voice; True for the one that makes it speaking up."""
        self._voiced.append(frame_start)
        while self._voiced[0] <= frame_start - WITHIN_S * SAMPLE_RATE:
            self._voiced.popleft()
        if self.spoken_over or len(self._voiced) * FRAME_SAMPLES < VOICE_S * SAMPLE_RATE:
            return False
        self._voice_start = self._voiced[0]
        return True

    def take(self, *, everything: bool = False) -> Samples:
        """What was said, from shortly before the voice on, or `everything` that is kept. It is then forgotten.

        Voice that has only begun counts too: the line may have ended in its first syllable.
        """
        kept = np.concatenate((silence(0), *self._kept))
        if not everything:
            recent = [start for start in self._voiced if start > self._received - WITHIN_S * SAMPLE_RATE]
            voice = min(recent, default=None) if self._voice_start is None else self._voice_start
            start = self._received if voice is None else voice - round(PRE_ROLL_S * SAMPLE_RATE)
            kept = kept[max(0, len(kept) - (self._received - start)) :]
        self._kept.clear()
        self._kept_samples = 0
        return kept

    def _keep(self, samples: Samples) -> None:
        self._kept.append(samples)
        self._kept_samples += len(samples)
        self._received += len(samples)
        while self._kept_samples > KEPT_S * SAMPLE_RATE:
            self._kept_samples -= len(self._kept.popleft())
