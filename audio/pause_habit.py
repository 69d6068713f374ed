"""How long a speaker pauses within an answer, learned as TCP learns how long a reply may take."""

from __future__ import annotations

from dataclasses import dataclass, replace

_GAIN = 0.2
"""Share of the newest pause in the averages; Jacobson (1988) takes 1/8 and 1/4 for a stream that never ends."""
_DEVIATIONS = 3.0
"""Mean deviations above the mean that only an exceptional pause exceeds; Jacobson's 4 is for many more samples."""
_LONGEST_S = 4.0
"""Seconds. A longer pause says something about the question, not about the speaker."""


@dataclass(frozen=True, slots=True)
class PauseHabit:
    """Exponential moving averages over the pauses of one speaker; as it is, those of an unknown one."""

    mean_s: float = 0.8
    """Seconds; the mean of pauses of 0.4 s and more in the bench's corpus."""
    deviation_s: float = 0.3
    """Mean absolute deviation from the mean, in seconds."""

    @property
    def long_pause_s(self) -> float:
        """Seconds of silence that are exceptional for this speaker."""
        return self.mean_s + _DEVIATIONS * self.deviation_s

    def after(self, pause_s: float) -> PauseHabit:
        """The habit after one more pause of `pause_s` seconds."""
        error_s = min(pause_s, _LONGEST_S) - self.mean_s
        return replace(
            self,
            mean_s=self.mean_s + _GAIN * error_s,
            deviation_s=self.deviation_s + _GAIN * (abs(error_s) - self.deviation_s),
        )
