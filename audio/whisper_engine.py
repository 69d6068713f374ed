"""Speech recognition by openai-whisper, offline, on the CPU.

openai-whisper's own `transcribe` finds segments, words and times; `whisper_model_engine` runs the network faster.
Earlier text is not fed back, which stops loops; two temperatures bound the cost of a decode that fails its own checks.
The guards against invented words are in `doubts`: "thank you" is left alone, it closes real answers.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from audio.doubts import is_audible, transcript_of
from audio.errors import ModelMissingError, TranscriptionError
from audio.models import Source, require_model
from audio.protocols import SAMPLE_RATE, Samples
from audio.torch_threads import let_threads_sleep
from audio.transcript import TranscriberInfo, Transcript

if TYPE_CHECKING:
    from audio.whisper_model_engine import QuickWhisper, Shortcuts

PROMPT_TOKENS = 200
"""Tokens of a prompt that are used; Whisper's decoder takes 223, half of its context."""

_DECODING = {
    "language": "en",
    "fp16": False,
    "temperature": (0.0, 0.4),
    "condition_on_previous_text": False,
    "carry_initial_prompt": True,
    "word_timestamps": True,
    "no_speech_threshold": None,  # a doubtful window is marked by `doubts`, not dropped
}
_one_at_a_time = threading.Lock()
"""The word timing of openai-whisper (numba) and its hooks serve one thread of a process at a time."""


class WhisperTranscriber:
    """A `BatchTranscriber`.

    Args:
        model: a name of `audio.models.MODELS`, or a path to a .pt file in Whisper's format.
        models_dir: where models named are looked for first.
        threads: of torch; by default the physical cores. More than those make it slower, up to ten times.
        shortcuts: how the network is run; by default as gains on this machine.
    """

    def __init__(
        self,
        model: str | Path,
        models_dir: str | Path = ".",
        threads: int | None = None,
        shortcuts: Shortcuts | None = None,
    ) -> None:
        self._name = str(model)
        self._models_dir = Path(models_dir)
        self._threads = threads or physical_cores()
        self._shortcuts = shortcuts
        self._model: QuickWhisper | None = None
        self.info = TranscriberInfo(name="openai-whisper", model=Path(self._name).name)

    def load(self) -> None:
        """Read the weights and compile the word timing, so that the first answer does not wait for it.

        Raises:
            ModelMissingError: they are not on this machine.
            TranscriptionError: the file is not a Whisper model.
        """
        with _one_at_a_time:
            self._loaded()

    def transcribe(self, samples: Samples, prompt: str = "") -> Transcript:
        """The words of `samples`, with times in seconds from its first sample; none where nobody can be heard.

        Args:
            samples: float32, shape (n_samples,), 16 kHz mono.
            prompt: written terms that may occur ("XGBoost, ROC AUC"); what exceeds PROMPT_TOKENS is dropped.

        Raises:
            ModelMissingError: the weights are not on this machine.
            TranscriptionError: recognition failed; the audio is untouched.
        """
        return self.transcribe_many([samples], prompt)[0]

    def transcribe_many(self, chunks: Sequence[Samples], prompt: str = "") -> list[Transcript]:
        """The words of each chunk as `transcribe` finds them, faster than one by one."""
        audible = [chunk for chunk in chunks if is_audible(chunk)]
        found: list[list[dict[str, Any]]] = []
        if audible:
            with _one_at_a_time:
                model = self._loaded()
                try:
                    found = self._decode(model, [np.ascontiguousarray(one, np.float32) for one in audible], prompt)
                except Exception as error:
                    reason = f"The speech could not be recognised ({error}): the recording is kept."
                    raise TranscriptionError(reason) from error
        segments = iter(found)
        return [
            transcript_of(next(segments) if is_audible(chunk) else [], len(chunk) / SAMPLE_RATE, self.info)
            for chunk in chunks
        ]

    def _loaded(self) -> QuickWhisper:
        if self._model is None:
            self._model = _load(require_model(self._name, self._models_dir), self._shortcuts)
        return self._model

    def _decode(self, model: QuickWhisper, chunks: list[Samples], prompt: str) -> list[list[dict[str, Any]]]:
        """Whisper's own segments of each chunk, with their words."""
        import torch  # noqa: PLC0415  loaded by now
        import whisper  # noqa: PLC0415
        from whisper.decoding import DecodingOptions  # noqa: PLC0415

        torch.set_num_threads(self._threads)
        terms, tokens = bounded_prompt(prompt, model)
        first = DecodingOptions(language="en", fp16=False, prompt=tokens, temperature=0.0)
        model.prepare([_first_window(chunk, model.dims.n_mels) for chunk in chunks] if len(chunks) > 1 else [], first)
        options: dict[str, Any] = {**_DECODING, "initial_prompt": terms or None, "verbose": None}
        return [list(whisper.transcribe(model, chunk, **options)["segments"]) for chunk in chunks]


def physical_cores() -> int:
    """Cores of this machine that this process may use; two hardware threads of one core count once."""
    siblings = Path("/sys/devices/system/cpu").glob("cpu[0-9]*/topology/thread_siblings_list")
    cores = {path.read_text() for path in siblings}
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(usable, len(cores) or usable))


def model_source(name: str) -> Source:
    """Where openai-whisper itself fetches a model, and its SHA-256, which is part of that address."""
    import whisper  # noqa: PLC0415  imports torch

    url = str(whisper._MODELS[name])  # noqa: SLF001  the only place these are written
    return url, url.split("/")[-2]


def bounded_prompt(prompt: str, model: Any) -> tuple[str, list[int]]:
    """As many of the prompt's terms, from the first on, as fit in PROMPT_TOKENS; and their tokens."""
    from whisper.tokenizer import get_tokenizer  # noqa: PLC0415  loaded by now

    tokenizer = get_tokenizer(model.is_multilingual, num_languages=model.num_languages, language="en")
    terms = prompt.split()
    most = min(PROMPT_TOKENS, model.dims.n_text_ctx // 2 - 2)
    while terms and len(tokenizer.encode(" " + " ".join(terms))) > most:
        terms = terms[: len(terms) * 9 // 10]
    text = " ".join(terms)
    return text, tokenizer.encode(" " + text) if text else []


def _load(path: Path, shortcuts: Shortcuts | None) -> QuickWhisper:
    """The model of a file, ready to decode."""
    let_threads_sleep()
    try:
        import torch  # noqa: PLC0415  heavy
        from whisper.timing import dtw  # noqa: PLC0415

        from audio.whisper_model_engine import load_model  # noqa: PLC0415
    except ImportError as error:
        raise ModelMissingError(f"The recogniser is not installed ({error}): pip install openai-whisper.") from error
    try:
        model = load_model(path, shortcuts)
    except Exception as error:
        reason = (str(error).splitlines() or [type(error).__name__])[0][:120]
        message = f"{path} is not a complete Whisper model ({reason}): fetch or copy it again."
        raise TranscriptionError(message) from error
    dtw(torch.zeros(2, 2))  # numba compiles here what would delay the first words
    return model


def _first_window(samples: Samples, mels: int) -> Any:
    """The spectrogram of the first 30 s, made as `whisper.transcribe` makes it."""
    from whisper.audio import N_FRAMES, N_SAMPLES, log_mel_spectrogram, pad_or_trim  # noqa: PLC0415

    whole = log_mel_spectrogram(samples, mels, padding=N_SAMPLES)
    return pad_or_trim(whole[:, : whole.shape[-1] - N_FRAMES], N_FRAMES)
