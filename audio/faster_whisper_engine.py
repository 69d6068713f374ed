"""Speech recognition by faster-whisper (CTranslate2), an optional extra, behind the same protocol as openai-whisper.

It takes the same models: a .pt file is converted once, on this machine. A folder that holds a converted model is taken
as it is. Its weights are used as 8-bit integers, for which it is known to be fast on a CPU.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from audio.doubts import is_audible, transcript_of
from audio.errors import TranscriptionError
from audio.models import require_model
from audio.protocols import SAMPLE_RATE, Samples
from audio.recognisers import require_engine
from audio.torch_threads import let_threads_sleep
from audio.transcript import TranscriberInfo, Transcript
from audio.whisper_engine import PROMPT_TOKENS, physical_cores

CONVERTED = "faster-whisper"
"""Folder beside the models in which converted ones are kept."""

_DECODING: dict[str, Any] = {
    "language": "en",
    "beam_size": 1,
    "best_of": 1,
    "temperature": (0.0, 0.4),
    "condition_on_previous_text": False,
    "word_timestamps": True,
    "no_speech_threshold": None,  # a doubtful window is marked by `doubts`, not dropped
}


class FasterWhisperTranscriber:
    """A `BatchTranscriber`.

    Args:
        model: a name of `audio.models.MODELS`, a path to a .pt file, or a folder with a model for CTranslate2.
        models_dir: where models named are looked for first, and where converted ones are kept.
        threads: by default the physical cores.
        compute: CTranslate2's type of numbers: `int8`, `float32`, …
    """

    def __init__(
        self, model: str | Path, models_dir: str | Path = ".", threads: int | None = None, compute: str = "int8"
    ) -> None:
        self._name = str(model)
        self._models_dir = Path(models_dir)
        self._threads = threads or physical_cores()
        self._compute = compute
        self._model: Any = None
        self._busy = threading.Lock()
        self.info = TranscriberInfo(name="faster-whisper", model=Path(self._name).name)

    def load(self) -> None:
        """Convert the weights if need be, and read them.

        Raises:
            ModelMissingError: they are not on this machine, or faster-whisper is not installed.
            TranscriptionError: the file is not a Whisper model.
        """
        with self._busy:
            self._loaded()

    def transcribe(self, samples: Samples, prompt: str = "") -> Transcript:
        """The words of `samples`, with times in seconds from its first sample; none where nobody can be heard.

        Args:
            samples: float32, shape (n_samples,), 16 kHz mono.
            prompt: written terms that may occur; what exceeds PROMPT_TOKENS is dropped.

        Raises:
            ModelMissingError: the weights are not on this machine, or faster-whisper is not installed.
            TranscriptionError: recognition failed; the audio is untouched.
        """
        duration_s = len(samples) / SAMPLE_RATE
        if not is_audible(samples):
            return Transcript(duration_s=duration_s, transcriber=self.info)
        with self._busy:
            model = self._loaded()
            try:
                found = self._decode(model, np.ascontiguousarray(samples, np.float32), prompt)
            except Exception as error:
                reason = f"The speech could not be recognised ({error}): the recording is kept."
                raise TranscriptionError(reason) from error
        return transcript_of(found, duration_s, self.info)

    def transcribe_many(self, chunks: Sequence[Samples], prompt: str = "") -> list[Transcript]:
        """The words of each chunk, one after the other."""
        return [self.transcribe(chunk, prompt) for chunk in chunks]

    def _loaded(self) -> Any:
        if self._model is None:
            self._model = self._load()
        return self._model

    def _load(self) -> Any:
        let_threads_sleep()
        require_engine("faster-whisper")
        folder = Path(self._name).expanduser()
        path = folder if folder.is_dir() else require_model(self._name, self._models_dir)
        try:
            from faster_whisper import WhisperModel  # noqa: PLC0415

            if path.is_file():
                from audio.ctranslate_engine import converted  # noqa: PLC0415

                path = converted(path, self._models_dir / CONVERTED)
            return WhisperModel(
                str(path), device="cpu", compute_type=self._compute, cpu_threads=self._threads, local_files_only=True
            )
        except Exception as error:
            reason = (str(error).splitlines() or [type(error).__name__])[0][:120]
            message = f"{path} is not a complete Whisper model ({reason}): fetch or copy it again."
            raise TranscriptionError(message) from error

    def _decode(self, model: Any, samples: Samples, prompt: str) -> list[dict[str, Any]]:
        """Its segments in openai-whisper's form."""
        tokens = model.hf_tokenizer.encode(f" {prompt.strip()}", add_special_tokens=False).ids if prompt.strip() else []
        segments, _ = model.transcribe(samples, initial_prompt=tokens[:PROMPT_TOKENS] or None, **_DECODING)
        return [
            {
                "avg_logprob": segment.avg_logprob,
                "compression_ratio": segment.compression_ratio,
                "no_speech_prob": segment.no_speech_prob,
                "words": [
                    {"word": w.word, "start": w.start, "end": w.end, "probability": w.probability}
                    for w in segment.words or ()
                ],
            }
            for segment in segments
        ]
