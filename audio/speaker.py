"""The loudspeaker: plays a line, knows when its last sample has been heard, and falls silent when told to."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Any

import numpy as np
import soxr

from audio.devices import load_sounddevice
from audio.once import Once
from audio.protocols import SAMPLE_RATE, Samples
from audio.samples import silence
from audio.streams import close_stream, open_stream, stream_format

_log = logging.getLogger(__name__)

_GRACE_S = 5.0
"""Seconds after which a line that should have been heard is taken for finished: a dead sound server says nothing."""

_LEAD_S, _TAIL_S = 0.05, 0.1
"""Seconds of silence around a line: PulseAudio loses 17 ms when a stream starts and 28 when it closes (measured)."""


class Speaker:
    """A loudspeaker, as a `Player`.

    Args:
        device: number or part of the name; None for the system's own.
    """

    def __init__(self, device: str | int | None = None) -> None:
        self._device = device
        self._playback: _Playback | None = None

    def play(self, samples: Samples, finished: Callable[[], None]) -> None:
        """Start playing and return at once; what is still playing is stopped.

        Args:
            samples: float32, shape (n_samples,), 16 kHz mono.
            finished: called once, on another thread, after the last sample has been heard or on `stop`.

        Raises:
            DeviceError: the device is not there or cannot be opened; `finished` is not called.
        """
        self.stop()
        rate_hz, channels = stream_format(self._device, output=True)
        sound = np.concatenate((silence(_LEAD_S), samples, silence(_TAIL_S)))
        if rate_hz != SAMPLE_RATE:
            sound = soxr.resample(sound, SAMPLE_RATE, rate_hz, quality="HQ")
        self._playback = _Playback(self._device, rate_hz, channels, sound, Once(finished))

    def stop(self) -> None:
        """Silence within 100 ms; nothing to do when nothing is playing."""
        playback, self._playback = self._playback, None
        if playback is not None:
            playback.stop()


class _Playback:
    """One line on its way to the ear: an open stream and the thread that waits for its end."""

    def __init__(self, device: str | int | None, rate_hz: int, channels: int, sound: Samples, finished: Once) -> None:
        self._sound = sound
        self._position = 0
        self._finished = finished
        self._ended = threading.Event()
        self._stopped = threading.Event()
        self._stop_callback = load_sounddevice().CallbackStop
        self._stream = open_stream(
            "OutputStream", samplerate=rate_hz, channels=channels, device=device,
            callback=self._fill, finished_callback=self._ended.set,
        )  # fmt: skip
        waiting = threading.Thread(target=self._wait, args=(len(sound) / rate_hz,), name="speaker", daemon=True)
        waiting.start()

    def stop(self) -> None:
        """Throw away what has not been heard."""
        self._stopped.set()
        self._ended.set()

    def _fill(self, out: Samples, frames: int, _times: object, status: Any) -> None:
        """Give the device its next samples, then zeros, then the end."""
        if status:
            _log.info("the loudspeaker reports %s", status)
        part = self._sound[self._position : self._position + frames]
        self._position += len(part)
        out[: len(part)] = part[:, np.newaxis]
        out[len(part) :] = 0
        if len(part) < frames:
            raise self._stop_callback

    def _wait(self, duration_s: float) -> None:
        """The thread: after the last sample has left the device's buffer, close and say so."""
        if not self._ended.wait(duration_s + _GRACE_S):
            _log.warning("the loudspeaker did not finish: the sound server may have died")
        self._stopped.wait(self._stream.latency)
        if not self._stopped.is_set() and self._position < len(self._sound):
            _log.warning("the loudspeaker ended after %d of %d samples", self._position, len(self._sound))
        close_stream(self._stream)
        self._finished()
