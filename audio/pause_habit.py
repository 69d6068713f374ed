"""How long a speaker pauses within an answer, learned from pause to pause, and how long a silence of theirs can be."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log
from statistics import NormalDist

_SPREAD = 0.5
"""Standard deviation of the logarithm of a speaker's pauses, which are log-normal (Campione & Véronis 2002); the
corpus has 0.45, and something is left for what the habit does not know yet."""
_MEMORY = 20.0
"""Pauses after which older ones fade, so that a habit follows the speaker."""
_RANGE_S = (0.3, 4.0)
"""Seconds. A pause beyond says something about the sound or the question, not about the speaker."""
_STANDARD = NormalDist()


@dataclass(frozen=True, slots=True)
class PauseHabit:
    """The pauses of one speaker; as it is, those of an unknown one."""

    typical_s: float = 0.75
    """Seconds; the geometric mean of the pauses that words did not explain."""
    pauses: float = 4.0
    """Pauses that `typical_s` rests on; at first as many as make an unknown speaker's habit a third of the truth."""

    def after(self, pause_s: float) -> PauseHabit:
        """The habit after one more pause of `pause_s` seconds."""
        count = min(self.pauses + 1, _MEMORY)
        error = log(min(max(pause_s, _RANGE_S[0]), _RANGE_S[1])) - log(self.typical_s)
        return PauseHabit(self.typical_s * exp(error / count), count)

    def share_beyond(self, seconds: float) -> float:
        """The share, 0 to 1, of this speaker's pauses that last longer than `seconds`, above 0."""
        return 1 - _STANDARD.cdf(log(seconds / self.typical_s) / _SPREAD)
