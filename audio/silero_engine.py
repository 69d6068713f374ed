"""Speech detection by Silero's network, under 1 ms a frame; its weights come with the package `silero-vad`."""

from __future__ import annotations

import threading
from typing import Any

from audio.endpoint import SegmentSamples, speech_segments
from audio.protocols import FRAME_SAMPLES, SAMPLE_RATE, Samples
from audio.samples import silence
from audio.torch_threads import let_threads_sleep

_WARM_UP_FRAMES = 3
"""Frames after which torch has compiled the network; the first ones take up to 100 ms each."""


class SileroDetector:
    """A `SpeechDetector`. It remembers the frames before, so one detector serves one stream at a time.

    Making one is cheap; the network is loaded by `load` or at the first frame (2 s, most of it importing torch).
    """

    def __init__(self) -> None:
        self._model: Any = None
        self._loading = threading.Lock()
        self._thread: int | None = None

    def load(self) -> None:
        """Load the network and warm it up; does nothing the second time."""
        with self._loading:
            if self._model is None:
                let_threads_sleep()
                import silero_vad  # noqa: PLC0415  imports torch

                model = silero_vad.load_silero_vad()
                for _ in range(_WARM_UP_FRAMES):
                    _probability(model, silence(FRAME_SAMPLES / SAMPLE_RATE))
                model.reset_states()
                self._model = model

    def probability(self, frame: Samples) -> float:
        """Probability, 0 to 1, that a frame (float32, shape (512,), 16 kHz mono) holds speech."""
        self.load()
        self._use_one_thread()
        return _probability(self._model, frame)

    def reset(self) -> None:
        """Forget the frames so far."""
        if self._model is not None:
            self._model.reset_states()

    def detect_segments(self, samples: Samples) -> list[SegmentSamples]:
        """The stretches of speech in a whole recording as [start_sample, end_sample), in order."""
        return list(speech_segments(self, samples))

    def _use_one_thread(self) -> None:
        """Torch counts threads for each calling thread; more than one makes a network this small slower."""
        if self._thread != threading.get_ident():
            import torch  # noqa: PLC0415  loaded by now

            torch.set_num_threads(1)
            self._thread = threading.get_ident()


def _probability(model: Any, frame: Samples) -> float:
    import torch  # noqa: PLC0415  loaded by now

    with torch.inference_mode():
        return float(model(torch.from_numpy(frame), SAMPLE_RATE))
