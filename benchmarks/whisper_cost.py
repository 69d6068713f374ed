"""A recogniser that costs what base.en costs and knows the words: for measuring waits without Whisper's own weights.

The model has base.en's dimensions and random weights. Random weights never end a text by themselves, so that the
number of tokens is set: what the words said in that stretch would take (1.35 a word). Everything else is what the
program runs: mel spectrogram, encoder over 30 s, greedy decoder with its cache, and the pass that times the words, by the
engine's own network (`QuickWhisper`), or, for the baseline, by openai-whisper's. It runs in a process of its own at the
priority of the real one. The words come from the script of the answer.
"""

from __future__ import annotations

import multiprocessing
import os
import threading
import time
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

import numpy as np

from audio.protocols import SAMPLE_RATE, Samples
from audio.samples import to_pcm16
from audio.transcript import TranscriberInfo, Transcript, Word

TOKENS_PER_WORD = 1.35
"""GPT-2's tokens for a word of interview English with its punctuation."""
WINDOW_S = 30
ENCODER_S, TOKEN_S = 0.60, 0.022
"""Seconds of one pass of base.en's encoder and of one token of its decoder on two quiet cores (measured)."""
NICENESS = 5
BASE_EN = {
    "n_mels": 80, "n_audio_ctx": 1500, "n_audio_state": 512, "n_audio_head": 8, "n_audio_layer": 6,
    "n_vocab": 51864, "n_text_ctx": 448, "n_text_state": 512, "n_text_head": 8, "n_text_layer": 6,
}  # fmt: skip


@dataclass(frozen=True)
class Script:
    """What is said in a recording."""

    samples: Samples
    words: tuple[Word, ...]

    def find(self, part: Samples) -> float:
        """Where `part`, as it stands in a 16-bit file, begins, in seconds."""
        loudest = int(np.argmax(np.abs(part)))
        first = max(0, min(loudest - 200, len(part) - 400))
        place = _pcm(self).find(to_pcm16(part[first : first + 400]))
        assert place >= 0, "this was never said"
        return (place // 2 - first) / SAMPLE_RATE


_PCM: dict[int, bytes] = {}


def _pcm(script: Script) -> bytes:
    return _PCM.setdefault(id(script.samples), to_pcm16(script.samples))


class CostedTranscriber:
    """A `Transcriber` for scripted recordings.

    Args:
        scripts: what may be said.
        threads: of torch.
        fixed: wait as long as a decode took on two quiet cores instead of decoding: for a look at all the rest on a
            machine that is busy.
        stock: decode with openai-whisper's own network, as other programs do.
    """

    def __init__(self, scripts: list[Script], threads: int, *, fixed: bool = False, stock: bool = False) -> None:
        self._scripts = scripts
        self._busy = threading.Lock()
        self._pipe, theirs = multiprocessing.get_context("spawn").Pipe()
        self._process = multiprocessing.get_context("spawn").Process(
            target=_serve, args=(theirs, threads, fixed, stock), daemon=True
        )
        self._process.start()
        self.info = TranscriberInfo(name="whisper's cost", model="base.en, random weights")
        self.seconds: list[float] = []
        """How long each decode took."""

    def transcribe(self, samples: Samples, prompt: str = "") -> Transcript:  # noqa: ARG002
        """The words whose middle lies in `samples`, after as long as recognising them takes."""
        begun = time.perf_counter()
        script, start_s = self._place(samples)
        end_s = start_s + len(samples) / SAMPLE_RATE
        own = [w for w in script.words if start_s <= (w.start_s + w.end_s) / 2 < end_s]
        with self._busy:
            self._decode(samples, own, start_s)
        self.seconds.append(time.perf_counter() - begun)
        words = tuple(
            w.model_copy(update={"start_s": max(0.0, w.start_s - start_s), "end_s": max(0.0, w.end_s - start_s)})
            for w in own
        )
        return Transcript(words=words, duration_s=len(samples) / SAMPLE_RATE, transcriber=self.info)

    def _place(self, samples: Samples) -> tuple[Script, float]:
        for script in self._scripts:
            try:
                return script, script.find(samples)
            except AssertionError:
                continue
        raise AssertionError("this was never said")

    def _decode(self, samples: Samples, words: list[Word], start_s: float) -> None:
        """Window by window, as `whisper.transcribe` does."""
        for first in range(0, len(samples), WINDOW_S * SAMPLE_RATE):
            window = samples[first : first + WINDOW_S * SAMPLE_RATE]
            begin_s = start_s + first / SAMPLE_RATE
            said = sum(begin_s <= w.start_s < begin_s + WINDOW_S for w in words)
            self._pipe.send((window, max(1, round(said * TOKENS_PER_WORD))))
            self._pipe.recv()

    def close(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.join()


def _serve(pipe: Connection, threads: int, fixed: bool, stock: bool) -> None:
    """The process: decode windows until the pipe ends."""
    while fixed:
        _, tokens = pipe.recv()
        time.sleep(2 * ENCODER_S + tokens * TOKEN_S)
        pipe.send(None)
    os.environ["OMP_WAIT_POLICY"] = "PASSIVE"
    os.nice(NICENESS)
    import torch

    torch.set_num_threads(threads)
    torch.manual_seed(1)
    model = _model(stock)
    _decode(model, np.zeros(SAMPLE_RATE, np.float32), 2)
    while True:
        try:
            window, tokens = pipe.recv()
        except EOFError:
            return
        _decode(model, window, tokens)
        pipe.send(None)


def _model(stock: bool) -> Any:
    import torch
    from whisper.model import ModelDimensions, Whisper

    from audio.whisper_model_engine import QuickWhisper

    model = Whisper(ModelDimensions(**BASE_EN))
    with torch.no_grad():
        model.decoder.positional_embedding.normal_(std=0.02)
    return model.eval() if stock else QuickWhisper(model)


def _decode(model: Any, window: Samples, tokens: int) -> None:
    import torch
    import whisper
    from whisper.timing import find_alignment
    from whisper.tokenizer import get_tokenizer

    tokenizer = get_tokenizer(False, language="en", task="transcribe")
    mel = whisper.log_mel_spectrogram(whisper.pad_or_trim(window))
    options = whisper.DecodingOptions(
        language="en", fp16=False, sample_len=tokens, without_timestamps=True, suppress_tokens=f"-1,{tokenizer.eot}"
    )
    with torch.inference_mode():
        result = model.decode(mel, options)
        text = [min(token, tokenizer.eot - 1) for token in result.tokens]
        find_alignment(model, tokenizer, text, mel, min(3000, len(window) // 160))
