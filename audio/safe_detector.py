"""Speech detection that goes on when the network fails: by loudness alone, for good."""

from __future__ import annotations

import logging

from audio.protocols import Samples, SpeechDetector
from audio.scripted import EnergyDetector

_log = logging.getLogger(__name__)


class SafeDetector:
    """A `SpeechDetector` that never raises.

    Args:
        inner: the detector to use until it fails.
    """

    def __init__(self, inner: SpeechDetector) -> None:
        self._inner = inner

    def probability(self, frame: Samples) -> float:
        """The inner detector's word on `frame`, or that of its replacement."""
        try:
            return self._inner.probability(frame)
        except Exception:  # noqa: BLE001  whatever a model does, the answer goes on
            _log.exception("speech detection failed; going on by loudness alone")
            self._inner = EnergyDetector()
            return self._inner.probability(frame)

    def reset(self) -> None:
        """Forget the frames so far."""
        self._inner.reset()
