"""A recorded file as the microphone: for replayed interviews, `assess --audio` and tests."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from itertools import chain, repeat

import numpy as np

from audio.errors import DeviceError
from audio.protocols import FRAME_SAMPLES, SAMPLE_RATE, Block, Samples
from audio.samples import silence

_log = logging.getLogger(__name__)

_IDLE_SPEED = 30.0
"""Times real time at which silence follows an unpaced file, so that a forgotten recorder fills no disk."""


class FileRecorder:
    """Delivers samples in blocks of 32 ms, then silence until it is stopped, so that the end of a turn is found.

    Args:
        samples: float32, shape (n_samples,), 16 kHz mono (`load_audio`).
        speed: times real time; 0 for as fast as the blocks are consumed.
        lead_in_s: seconds of silence before the samples.
        lead_out_s: seconds of silence after them that come at the same speed.
    """

    def __init__(self, samples: Samples, speed: float = 1.0, lead_in_s: float = 0.0, lead_out_s: float = 0.0) -> None:
        self._samples = np.concatenate((silence(lead_in_s), samples, silence(lead_out_s)))
        self._speed = speed
        self._thread: threading.Thread | None = None
        self._stopping = threading.Event()
        self._exhausted = threading.Event()
        self._fault: str | None = None

    @property
    def exhausted(self) -> bool:
        """Whether every sample of the file and its lead-out has been consumed."""
        return self._exhausted.is_set()

    def start(self, consume: Callable[[Block], None]) -> None:
        """Begin at the start of the file.

        Raises:
            DeviceError: it is running already.
        """
        if self._thread is not None:
            raise DeviceError("The recording is being played already: stop it first.")
        self._stopping.clear()
        self._exhausted.clear()
        self._fault = None
        self._thread = threading.Thread(target=self._run, args=(consume,), name="file-recorder", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End; no block is consumed after this returns (unless a consumer itself calls it)."""
        self._stopping.set()
        thread, self._thread = self._thread, None
        if thread is not None and thread is not threading.current_thread():
            thread.join()

    def fault(self) -> str | None:
        """Why a consumer failed, or None."""
        return self._fault

    def _run(self, consume: Callable[[Block], None]) -> None:
        started_s, position = time.monotonic(), 0
        cuts = range(0, len(self._samples), FRAME_SAMPLES)
        file_blocks = (self._samples[cut : cut + FRAME_SAMPLES] for cut in cuts)
        for samples in chain(file_blocks, repeat(silence(FRAME_SAMPLES / SAMPLE_RATE))):
            if position >= len(self._samples):
                self._exhausted.set()
            if self._wait(started_s, position):
                return
            try:
                consume(Block(position, samples))
            except Exception as error:  # noqa: BLE001  whatever a consumer does, the next block comes
                _log.exception("a block of the recording was not handled")
                self._fault = self._fault or f"A block of the recording was not handled ({error})."
            position += len(samples)

    def _wait(self, started_s: float, position: int) -> bool:
        """Wait until the block at `position` is due; True if the recorder has been stopped."""
        if self._speed:
            due_s = started_s + position / (self._speed * SAMPLE_RATE)
            return self._stopping.wait(max(0.0, due_s - time.monotonic()))
        pause_s = FRAME_SAMPLES / SAMPLE_RATE / _IDLE_SPEED if self.exhausted else 0.0
        return self._stopping.wait(pause_s)
