"""The microphone: every sample it gives, numbered, in order, and a word when it has gone quiet for good.

The device's callback only copies into an unbounded queue and looks for zeros; a thread converts to 16 kHz mono and calls the consumer.
However slow the consumer is, nothing is lost: it is late.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any

import numpy as np
import soxr

from audio.errors import DeviceError
from audio.protocols import SAMPLE_RATE, Block, Samples
from audio.samples import to_mono
from audio.streams import close_stream, is_running, open_stream, stream_format
from audio.zero_watch import STALL_S, ZeroWatch

_log = logging.getLogger(__name__)

_BLOCK_S = 0.032
_FIRST_BLOCK_S = 5.0
"""Seconds the first block may take: the first open of a PulseAudio source took 1.95 s (measured)."""
_NEXT_BLOCK_S = 0.8
"""Seconds after which a stream that gives no block has died; PulseAudio says nothing when it does."""
_LOOK_S = 0.5
"""Seconds between two looks (`fault`) that show that this program had no time itself; it looks every 0.25 s."""

_watches: dict[str | int | None, ZeroWatch] = {}
"""What is known of each device, by the name it was asked for: outlives the `Microphone` that a lost one is replaced by."""

_Captured = tuple[Samples, bool]
"""A block as the device gave it, shape (n_samples, n_channels), and whether input was lost before it."""


class Microphone:
    """A microphone, as a `Recorder`.

    Args:
        device: number or part of the name; None for the system's own.
    """

    def __init__(self, device: str | int | None = None) -> None:
        self._device = device
        self._stream: Any = None
        self._thread: threading.Thread | None = None
        self._queue: SimpleQueue[_Captured | None] = SimpleQueue()
        self._zeros = _watch_of(device)
        self._block_due_s = 0.0
        self._looked_s = 0.0
        self._consumer_fault: str | None = None

    def start(self, consume: Callable[[Block], None]) -> None:
        """Open the device and deliver its blocks, from sample 0, until `stop`.

        Raises:
            DeviceError: it runs already, it is not there, or it cannot be opened.
        """
        if self._stream is not None:
            raise DeviceError("The microphone is open already: stop it first.")
        rate_hz, channels = stream_format(self._device, output=False)
        self._queue, self._consumer_fault = SimpleQueue(), None
        self._block_due_s = time.monotonic() + _FIRST_BLOCK_S
        self._zeros.opened(time.monotonic())
        self._stream = self._open(rate_hz, channels)
        arguments = (self._queue, soxr.ResampleStream(rate_hz, SAMPLE_RATE, 1, dtype="float32", quality="HQ"), consume)
        self._thread = threading.Thread(target=self._deliver, args=arguments, name="microphone", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Close the device; every block captured so far has been consumed when this returns."""
        stream, self._stream = self._stream, None
        thread, self._thread = self._thread, None
        if stream is None:
            return
        self._zeros.closed(time.monotonic())
        close_stream(stream)
        self._queue.put(None)
        if thread is not None and thread is not threading.current_thread():
            thread.join()

    def fault(self) -> str | None:
        """Why no audio is coming any more, or None while all is well or nothing is open."""
        stream = self._stream
        if stream is None:
            return None
        if self._consumer_fault is not None:
            return self._consumer_fault
        now_s = time.monotonic()
        if now_s - self._looked_s > _LOOK_S:  # we had no time to look; the device may have had none to give
            self._block_due_s = max(self._block_due_s, now_s + _LOOK_S)
        self._looked_s = now_s
        if not is_running(stream):
            return "The microphone was closed by the sound system: connect it again."
        if now_s > self._block_due_s:
            return "The microphone has stopped giving sound: check its cable or the sound server."
        if self._zeros.dead:
            return "The microphone gives nothing but zeros: is it unplugged or switched off?"
        return None

    def _open(self, rate_hz: int, channels: int) -> Any:
        """An open stream that fills the queue."""
        queue = self._queue

        def copy(data: Samples, _frames: int, _times: object, status: Any) -> None:
            queue.put((data.copy(), bool(status.input_overflow)))
            now_s = time.monotonic()
            stall_s = now_s - (self._block_due_s - _NEXT_BLOCK_S)
            if stall_s > STALL_S:
                self._zeros.stalled(stall_s)
            self._block_due_s = now_s + _NEXT_BLOCK_S
            self._zeros.push(data, rate_hz)

        block = round(rate_hz * _BLOCK_S)
        return open_stream(
            "InputStream", samplerate=rate_hz, channels=channels, device=self._device, blocksize=block, callback=copy
        )

    def _deliver(
        self, queue: SimpleQueue[_Captured | None], resampler: soxr.ResampleStream, consume: Callable[[Block], None]
    ) -> None:
        """The thread: numbers the blocks and hands them on until the queue ends."""
        position, overflow, last = 0, False, False
        while not last:
            captured = queue.get()
            last = captured is None
            raw, lost = captured or (np.zeros((0, 1), np.float32), False)
            samples = resampler.resample_chunk(to_mono(raw), last=last)
            overflow |= lost
            if not len(samples):
                continue
            try:
                consume(Block(position, samples, overflow))
            except Exception as error:  # noqa: BLE001  whatever a consumer does, capture goes on
                _log.exception("a block from the microphone was not handled")
                self._consumer_fault = f"A block from the microphone was not handled: {error}"
            position, overflow = position + len(samples), False


def _watch_of(device: str | int | None) -> ZeroWatch:
    return _watches.setdefault(device, ZeroWatch())
