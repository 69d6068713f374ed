"""The loudspeaker: speaks at once, knows when its last sample has been heard, and falls silent when told to.

One stream is open from the first line on and plays zeros between lines: opening one takes 0.1 s and more, loses the
beginning of the sound, and wireless headphones go to sleep without one. Its latency is small so that a line starts and
stops within a few hundredths of a second; a machine too busy for that gets a longer one from the next line on.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import soxr

from audio.once import Once
from audio.protocols import SAMPLE_RATE, Samples
from audio.samples import silence
from audio.streams import close_stream, is_running, open_stream, stream_format

_log = logging.getLogger(__name__)

_LATENCY_S = 0.03
"""Seconds of sound in the device's buffer at first: heard 27 to 39 ms after the decision (virtual sound card)."""
_LONGEST_LATENCY_S = 0.24
_UNDERFLOWS = 2
"""Gaps in one line that double the latency."""
_GRACE_S = 5.0
"""Seconds after which a line that should have been heard is taken for finished: a dead sound server says nothing."""
_LEAD_S = 0.05
"""Seconds of silence before the first line of a stream: PulseAudio loses 17 ms when a stream starts (measured)."""
_AFTER_S = 0.02
"""Seconds that the sound system may hold a sample beyond the latency it reports."""
_FADE_S = 0.005
"""Seconds in which a stopped line fades, so that it ends without a click."""


class Speaker:
    """A loudspeaker, as a `Player`.

    Args:
        device: number or part of the name; None for the system's own.
    """

    def __init__(self, device: str | int | None = None) -> None:
        self._device = device
        self._latency_s = _LATENCY_S
        self._output: _Output | None = None
        self._lock = threading.RLock()

    def warm_up(self) -> None:
        """Open the device, so that the first line starts as fast as the others; does nothing if it is open.

        Raises:
            DeviceError: the device is not there or cannot be opened.
        """
        with self._lock:
            self._ready()

    def play(self, samples: Samples, finished: Callable[[], None]) -> None:
        """Start playing and return at once; what is still playing is stopped.

        Args:
            samples: float32, shape (n_samples,), 16 kHz mono.
            finished: called once, on another thread, after the last sample has been heard or on `stop`.

        Raises:
            DeviceError: the device is not there or cannot be opened; `finished` is not called.
        """
        with self._lock:
            self.stop()
            self._ready().play(samples, finished)

    def stop(self) -> None:
        """Silence within 100 ms; nothing to do when nothing is playing."""
        output = self._output
        if output is not None:
            output.stop()

    def close(self) -> None:
        """Stop, and give the device back; the next line opens it again."""
        with self._lock:
            output, self._output = self._output, None
            if output is not None:
                output.close()

    def _ready(self) -> _Output:
        """The open device; a new stream where there is none, it has died, or it could not keep up."""
        if self._output is not None and self._output.underflows >= _UNDERFLOWS:
            self._latency_s = min(2 * self._latency_s, _LONGEST_LATENCY_S)
            _log.info("the loudspeaker could not keep up: its latency is %.2f s from now on", self._latency_s)
            self.close()
        if self._output is not None and not self._output.running:
            self.close()
        if self._output is None:
            self._output = _Output(self._device, self._latency_s)
        return self._output


class _Line:
    """One line on its way to the ear."""

    def __init__(self, sound: Samples, finished: Callable[[], None]) -> None:
        self.sound = sound
        self.position = 0
        self.stopping = False
        self.ended = threading.Event()
        """The device needs no more samples of it."""
        self.finished = Once(finished)


class _Output:
    """An open stream that plays one line at a time, and zeros between them."""

    def __init__(self, device: str | int | None, latency_s: float) -> None:
        self._rate_hz, channels = stream_format(device, output=True)
        self._fade = np.linspace(1, 0, round(_FADE_S * self._rate_hz), dtype=np.float32)
        self._line: _Line | None = None
        self._fresh = True
        self.underflows = 0
        """Gaps in the line that was played last."""
        self._stream = open_stream(
            "OutputStream", samplerate=self._rate_hz, channels=channels, device=device, latency=latency_s,
            callback=self._fill, finished_callback=self._stream_ended,
        )  # fmt: skip

    @property
    def running(self) -> bool:
        """Whether the stream still plays."""
        return is_running(self._stream)

    def play(self, samples: Samples, finished: Callable[[], None]) -> None:
        """Begin a line."""
        sound = np.concatenate((silence(_LEAD_S), samples)) if self._fresh else samples
        if self._rate_hz != SAMPLE_RATE:
            sound = soxr.resample(sound, SAMPLE_RATE, self._rate_hz, quality="HQ")
        self._fresh, self.underflows = False, 0
        line = _Line(sound, finished)
        self._line = line
        threading.Thread(target=self._wait, args=(line,), name="speaker", daemon=True).start()

    def stop(self) -> None:
        """Let what is playing fade at the device's next demand."""
        line = self._line
        if line is not None:
            line.stopping = True
            line.ended.set()

    def close(self) -> None:
        """Give the device back."""
        self.stop()
        close_stream(self._stream)

    def _fill(self, out: Samples, frames: int, _times: object, status: Any) -> None:
        """On the device's thread: the next samples of the line, then zeros."""
        line = self._line
        out.fill(0)
        if line is None:
            return
        self.underflows += bool(status.output_underflow)
        part = line.sound[line.position : line.position + frames]
        line.position += len(part)
        if line.stopping:
            part = part[: len(self._fade)] * self._fade[: len(part)]
        out[: len(part)] = part[:, np.newaxis]
        if line.stopping or len(part) < frames:
            if self._line is line:
                self._line = None
            line.ended.set()

    def _stream_ended(self) -> None:
        """On the device's thread: the stream was closed, by us or by the end of the sound server."""
        line = self._line
        if line is not None:
            line.ended.set()

    def _wait(self, line: _Line) -> None:
        """The thread of a line: says so when its last sample has been heard."""
        if not line.ended.wait(len(line.sound) / self._rate_hz + _GRACE_S):
            _log.warning("the loudspeaker did not finish: the sound server may have died")
        if not line.stopping:
            if line.position < len(line.sound):
                _log.warning("the loudspeaker ended after %d of %d samples", line.position, len(line.sound))
            else:
                time.sleep(_latency_s(self._stream) + _AFTER_S)
        line.finished()


def _latency_s(stream: Any) -> float:
    """Seconds from a sample to the ear, as far as the system knows; 0 of a stream that is closed."""
    return float(stream.latency) if is_running(stream) else 0.0
