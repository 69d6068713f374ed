"""Speech recognition by openai-whisper, offline, on the CPU.

Guards against the words that Whisper invents where nobody speaks: nothing is decoded without sound above the noise
of a quiet room; earlier text is not fed back, which stops loops; two temperatures bound the cost of a decode that
fails its own checks; a word repeated many times is kept once. "Thank you" is left alone: it closes real answers.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import groupby
from math import isfinite
from pathlib import Path
from typing import Any

import numpy as np

from audio.errors import ModelMissingError, TranscriptionError
from audio.models import Source, require_model
from audio.protocols import SAMPLE_RATE, Samples
from audio.samples import rms_dbfs
from audio.torch_threads import let_threads_sleep
from audio.transcript import Segment, TranscriberInfo, Transcript, Word

FLOOR_DBFS = -60.0
"""A recording whose loudest half second is below this holds no speech: a quiet room is at about -60 dBFS."""

PROMPT_TOKENS = 200
"""Tokens of a prompt that are used; Whisper's decoder takes 223, half of its context."""

MOST_REPEATS = 4
"""Times a word can stand in a row; a fifth is a loop, and one is left."""

_DECODING = {
    "language": "en",
    "fp16": False,
    "temperature": (0.0, 0.4),
    "condition_on_previous_text": False,
    "carry_initial_prompt": True,
    "word_timestamps": True,
}
_one_at_a_time = threading.Lock()
"""The word timing of openai-whisper (numba) and its decoder's cache serve one thread of a process at a time."""


class WhisperTranscriber:
    """A `Transcriber`.

    Args:
        model: a name of `audio.models.MODELS`, or a path to a .pt file in Whisper's format.
        models_dir: where models named are looked for first.
        threads: of torch; by default the physical cores. More than those make it slower, up to ten times.
    """

    def __init__(self, model: str | Path, models_dir: str | Path = ".", threads: int | None = None) -> None:
        self._name = str(model)
        self._models_dir = Path(models_dir)
        self._threads = threads or physical_cores()
        self._model: Any = None
        self.info = TranscriberInfo(name="openai-whisper", model=Path(self._name).name)

    def load(self) -> None:
        """Read the weights and compile the word timing, so that the first answer does not wait for it.

        Raises:
            ModelMissingError: they are not on this machine.
            TranscriptionError: the file is not a Whisper model.
        """
        with _one_at_a_time:
            if self._model is None:
                self._model = _load(require_model(self._name, self._models_dir))

    def transcribe(self, samples: Samples, prompt: str = "") -> Transcript:
        """The words of `samples`, with times in seconds from its first sample; none where nobody can be heard.

        Args:
            samples: float32, shape (n_samples,), 16 kHz mono.
            prompt: written terms that may occur ("XGBoost, ROC AUC"); what exceeds PROMPT_TOKENS is dropped.

        Raises:
            ModelMissingError: the weights are not on this machine.
            TranscriptionError: recognition failed; the audio is untouched.
        """
        duration_s = len(samples) / SAMPLE_RATE
        if loudest_dbfs(samples) < FLOOR_DBFS:
            return Transcript(duration_s=duration_s, transcriber=self.info)
        self.load()
        try:
            with _one_at_a_time:
                segments = self._decode(np.ascontiguousarray(samples, np.float32), prompt)
        except Exception as error:
            raise TranscriptionError(f"The speech could not be recognised ({error}): the recording is kept.") from error
        return _transcript(segments, duration_s, self.info)

    def _decode(self, samples: Samples, prompt: str) -> list[dict[str, Any]]:
        """Whisper's own segments, each with its words."""
        import torch  # noqa: PLC0415  loaded by now
        import whisper  # noqa: PLC0415

        torch.set_num_threads(self._threads)
        bounded = _bounded(prompt, self._model)
        result = whisper.transcribe(self._model, samples, initial_prompt=bounded or None, verbose=None, **_DECODING)
        return list(result["segments"])


def loudest_dbfs(samples: Samples) -> float:
    """Loudness of the loudest half second: a short word in a long silence counts."""
    step = SAMPLE_RATE // 2
    return max((rms_dbfs(samples[start : start + step]) for start in range(0, len(samples), step)), default=-np.inf)


def collapse_repeats(words: Iterable[Word]) -> Iterator[Word]:
    """The words; of one that stands more than MOST_REPEATS times in a row only the first."""
    for _, same in groupby(words, key=lambda word: word.text.lower().strip(".,!?")):
        run = list(same)
        yield from run if len(run) <= MOST_REPEATS else run[:1]


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


def _load(path: Path) -> Any:
    """The model of a file, ready to decode; its pickle is read with weights_only, so it runs no code."""
    let_threads_sleep()
    try:
        import torch  # noqa: PLC0415  heavy
        import whisper  # noqa: PLC0415
        from whisper.timing import dtw  # noqa: PLC0415
    except ImportError as error:
        raise ModelMissingError(f"The recogniser is not installed ({error}): pip install openai-whisper.") from error
    try:
        model = whisper.load_model(str(path), device="cpu")
    except Exception as error:
        reason = (str(error).splitlines() or [type(error).__name__])[0][:120]
        message = f"{path} is not a complete Whisper model ({reason}): fetch or copy it again."
        raise TranscriptionError(message) from error
    _set_alignment_heads(model, path)
    dtw(torch.zeros(2, 2))  # numba compiles here what would delay the first words
    return model


def _set_alignment_heads(model: Any, path: Path) -> None:
    """Tell an official model which of its heads follow the words; `load_model` does so only for names, not files."""
    import whisper  # noqa: PLC0415  loaded by now

    for name, url in whisper._MODELS.items():  # noqa: SLF001
        if url.endswith(f"/{path.name}"):
            with suppress(RuntimeError):  # a file of this name with other dimensions: it keeps the default
                model.set_alignment_heads(whisper._ALIGNMENT_HEADS[name])  # noqa: SLF001


def _bounded(prompt: str, model: Any) -> str:
    """As many of the prompt's terms, from the first on, as fit in PROMPT_TOKENS."""
    from whisper.tokenizer import get_tokenizer  # noqa: PLC0415  loaded by now

    tokenizer = get_tokenizer(model.is_multilingual, num_languages=model.num_languages, language="en")
    terms = prompt.split()
    most = min(PROMPT_TOKENS, model.dims.n_text_ctx // 2 - 2)
    while len(tokenizer.encode(" " + " ".join(terms))) > most:
        terms = terms[: len(terms) * 9 // 10]
    return " ".join(terms)


def _transcript(segments: list[dict[str, Any]], duration_s: float, info: TranscriberInfo) -> Transcript:
    """Whisper's segments as ours; those without words are dropped, and no time lies outside the recording."""
    words: list[Word] = []
    kept: list[Segment] = []
    for raw in segments:
        own = list(collapse_repeats(_words(raw, duration_s)))
        words += own
        if own:
            text = " ".join(word.text for word in own)
            kept.append(Segment(text=text, start_s=own[0].start_s, end_s=own[-1].end_s))
    return Transcript(words=tuple(words), segments=tuple(kept), duration_s=duration_s, transcriber=info)


def _words(raw: dict[str, Any], duration_s: float) -> Iterator[Word]:
    for word in raw.get("words", ()):
        text = "".join(word["word"].split())
        start_s, end_s, probability = (float(word[key]) for key in ("start", "end", "probability"))
        if text and isfinite(start_s) and isfinite(end_s):
            start_s = min(max(start_s, 0.0), duration_s)
            end_s = min(max(end_s, start_s), duration_s)
            yield Word(text=text, start_s=start_s, end_s=end_s, probability=min(max(probability, 0.0), 1.0))
