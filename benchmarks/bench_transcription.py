"""How long a recorded session takes to recognise, beside plain `whisper.transcribe(word_timestamps=True)`.

The recording is espeak-ng speech of sentences that the miniature model was not trained on, with pauses, answer after
answer. It is recognised by the miniature itself (which words come out) and by a network of base.en's size that computes
the same (`enlarged.py`: what it costs; no official weights are needed). A third part compares single windows of the
exact dimensions of tiny.en and base.en with random weights and the same forced number of tokens on both sides.
Usage: python -m benchmarks.bench_transcription [--quick] [--model FILE.pt] [--sentences FILE] [--json FILE]
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # as the program itself; read when torch is first imported

import torch
import whisper
from whisper.decoding import DecodingOptions
from whisper.model import ModelDimensions, Whisper
from whisper.timing import find_alignment
from whisper.tokenizer import get_tokenizer

from audio.protocols import SAMPLE_RATE, BatchTranscriber, Samples
from audio.recording import packed, plan, transcribe_recording
from audio.samples import silence
from audio.silero_engine import SileroDetector
from audio.whisper_decoder_engine import FewRows
from audio.whisper_engine import WhisperTranscriber, physical_cores
from audio.whisper_model_engine import QuickWhisper, Shortcuts, best_shortcuts, multiplies_bf16, reads_half
from benchmarks.enlarged import enlarged
from tests.audio.speech import say

ROOT = Path(__file__).parents[1]
MODEL = ROOT / "interviewer" / "demo" / "miniature.pt"
SENTENCES = ROOT / "tests" / "audio" / "miniature_whisper" / "held_out.txt"
PLAIN = {"language": "en", "fp16": False, "word_timestamps": True, "verbose": None}
"""The baseline: openai-whisper's defaults but for the language (skips a pass) and fp16 (avoids a warning)."""
STOCK = Shortcuts(batch=1)
TOKENS = 100
"""Of a window of 28 s at 150 words a minute, with its timestamps."""
EXACT = {"tiny.en": (384, 6, 4), "base.en": (512, 8, 6)}
"""Width, heads and layers of the official models."""


@dataclass(frozen=True)
class Session:
    """A recording and what is said in it."""

    samples: Samples
    words: tuple[str, ...]


@dataclass(frozen=True)
class Run:
    """The words that were found, and what that took."""

    words: tuple[str, ...]
    times_s: tuple[tuple[float, float], ...]
    wall_s: float
    cpu_s: float


def session(minutes: float, path: Path) -> Session:
    """Answers of five sentences with pauses of 0.3 to 1.2 s, and 4 s between answers."""
    sentences = [line.strip() for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    random = Random(5)  # noqa: S311 - the same recording each time
    random.shuffle(sentences)
    pieces: list[Samples] = [silence(1.0)]
    said: list[str] = []
    while sum(map(len, pieces)) < minutes * 60 * SAMPLE_RATE:
        sentence = sentences[len(said) % len(sentences)]
        pieces += [say(sentence), silence(4.0 if len(said) % 5 == 4 else random.choice((0.3, 0.6, 0.9, 1.2)))]
        said.append(sentence)
    return Session(np.concatenate(pieces), tuple(plain(" ".join(said).split())))


def plain(words: Sequence[str]) -> list[str]:
    """Words without case and punctuation."""
    return [bare for word in words if (bare := "".join(c for c in word.lower() if c.isalnum() or c == "'"))]


@contextmanager
def timed(into: dict[str, float]) -> Iterator[None]:
    """Seconds on the clock and of processor time."""
    wall, cpu = time.perf_counter(), time.process_time()
    yield
    into.update(wall_s=time.perf_counter() - wall, cpu_s=time.process_time() - cpu)


def stock_run(model: Any, recording: Samples, **options: Any) -> Run:
    """Plain openai-whisper on a recording."""
    spent: dict[str, float] = {}
    with timed(spent):
        segments = whisper.transcribe(model, recording, **PLAIN, **options)["segments"]
    words = [word for segment in segments for word in segment["words"]]
    return Run(
        tuple(plain([w["word"] for w in words])), tuple((float(w["start"]), float(w["end"])) for w in words), **spent
    )


def our_run(transcriber: BatchTranscriber, recording: Samples) -> Run:
    """The whole way: speech found, chunks, recognition, joined."""
    spent: dict[str, float] = {}
    with timed(spent):
        transcript, _ = transcribe_recording(recording, SileroDetector(), transcriber)
    words = transcript.words
    return Run(tuple(plain([w.text for w in words])), tuple((w.start_s, w.end_s) for w in words), **spent)


def with_model(path: Path, model: Whisper, shortcuts: Shortcuts) -> WhisperTranscriber:
    """Our engine with a network that is in memory."""
    transcriber = WhisperTranscriber(path, shortcuts=shortcuts)
    transcriber._model = QuickWhisper(model, shortcuts)  # noqa: SLF001 - the enlarged network has no file
    return transcriber


class OneByOne:
    """Stock openai-whisper as a transcriber: the chunks, but nothing else of ours."""

    def __init__(self, model: Whisper) -> None:
        self._model = model

    def transcribe_many(self, chunks: Sequence[Samples], prompt: str = "") -> list[Any]:  # noqa: ARG002
        """The words of each chunk."""
        from audio.doubts import transcript_of
        from audio.transcript import TranscriberInfo

        options: dict[str, Any] = {"temperature": (0.0, 0.4), "condition_on_previous_text": False}
        found = [whisper.transcribe(self._model, chunk, **PLAIN, **options)["segments"] for chunk in chunks]
        info = TranscriberInfo(name="stock")
        return [transcript_of(one, len(c) / SAMPLE_RATE, info) for one, c in zip(found, chunks, strict=True)]

    def transcribe(self, samples: Samples, prompt: str = "") -> Any:
        """The words of one chunk."""
        return self.transcribe_many([samples], prompt)[0]


def int8_linear(linear: torch.nn.Linear) -> Any:
    """The layer with 8-bit weights, one scale for each row; its inputs are rounded to 8 bits as they come."""
    from torch.ao.nn.quantized.dynamic import Linear
    from torch.ao.quantization import per_channel_dynamic_qconfig

    eight_bit = torch.nn.Linear(linear.in_features, linear.out_features, linear.bias is not None, device="meta")
    eight_bit.weight, eight_bit.bias = linear.weight, linear.bias
    eight_bit.qconfig = per_channel_dynamic_qconfig
    layer: Any = Linear.from_float(eight_bit)
    return layer


def word_errors(found: Sequence[str], true: Sequence[str]) -> float:
    """Words wrong, missing or added, as a share of the true ones (edit distance)."""
    row = list(range(len(found) + 1))
    for i, word in enumerate(true, 1):
        above, row[0] = row[0], i
        for j, other in enumerate(found, 1):
            above, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, above + (word != other))
    return row[-1] / max(1, len(true))


def ideas() -> dict[str, Shortcuts]:
    """Each idea added to the ones kept before it, as far as this machine gains; those tried are not in use."""
    narrow = replace(STOCK, linear=FewRows) if reads_half() else STOCK
    batched = replace(narrow, batch=8)
    fast = replace(batched, bf16=True) if multiplies_bf16() else batched
    return {
        "encoded once": STOCK,
        **({"and few rows multiplied otherwise": narrow} if reads_half() else {}),
        "and chunks decoded together": batched,
        **({"and bf16 products in the encoder": fast} if multiplies_bf16() else {}),
        "tried: 8-bit decoder": replace(fast, linear=int8_linear),
        "tried: windows from 15 s, not 30 s, besides": replace(fast, least_window_s=15.0),
    }


def compare(
    model: Whisper, path: Path, spoken: Session, repeats: int, others: dict[str, BatchTranscriber]
) -> dict[str, Any]:
    """The baseline, every idea on one network, and other recognisers; the best of some runs each, in turn."""
    runs: dict[str, Callable[[], Run]] = {
        "plain whisper.transcribe": lambda: stock_run(model, spoken.samples),
        "plain, earlier text not fed back": lambda: stock_run(model, spoken.samples, condition_on_previous_text=False),
        "chunks cut at pauses, otherwise plain": lambda: our_run(OneByOne(model), spoken.samples),
    }
    for name, shortcuts in ideas().items():
        runs[name] = lambda s=shortcuts: our_run(with_model(path, model, s), spoken.samples)
    for name, other in others.items():
        runs[name] = lambda o=other: our_run(o, spoken.samples)
    best: dict[str, Run] = {}
    for _ in range(repeats):
        for name, run in runs.items():
            print(f"  … {name}", file=sys.stderr, flush=True)
            found = run()
            best[name] = min(best.get(name, found), found, key=lambda one: one.wall_s)
    base = best["plain whisper.transcribe"]
    chunked = best["chunks cut at pauses, otherwise plain"]
    return {name: figures(run, base, chunked, spoken) for name, run in best.items()}


def figures(run: Run, base: Run, chunked: Run, spoken: Session) -> dict[str, Any]:
    """One row of the table."""
    same = run.words == chunked.words
    moved = [abs(a[0] - b[0]) for a, b in zip(run.times_s, chunked.times_s, strict=False)] if same else None
    return {
        "wall_s": round(run.wall_s, 2),
        "cpu_s": round(run.cpu_s, 2),
        "times_as_fast": round(base.wall_s / run.wall_s, 2),
        "times_as_fast_by_cpu": round(base.cpu_s / run.cpu_s, 2),
        "times_as_fast_as_plain_on_the_same_chunks": round(chunked.wall_s / run.wall_s, 2),
        "words_wrong": round(word_errors(run.words, spoken.words), 4),
        "words_unlike_plain_on_the_same_chunks": round(word_errors(run.words, chunked.words), 4),
        "largest_move_of_a_word_s": round(max(moved), 3) if moved else None,
    }


def faster_whisper(model: Whisper, folder: Path) -> dict[str, BatchTranscriber]:
    """The optional extra with the same weights, converted into `folder`; none where it is not installed."""
    if find_spec("faster_whisper") is None:
        return {}
    from audio.ctranslate_engine import save_converted
    from audio.faster_whisper_engine import FasterWhisperTranscriber

    save_converted(model, folder)
    engines = {kind: FasterWhisperTranscriber(folder, folder, compute=kind) for kind in ("float32", "int8")}
    for engine in engines.values():
        engine.load()
    return {f"faster-whisper, {kind}": engine for kind, engine in engines.items()}


def window(width: int, heads: int, layers: int) -> dict[str, Any]:
    """One window of exact dimensions, random weights, TOKENS tokens on either side: text and word times."""
    torch.manual_seed(1)
    model = Whisper(ModelDimensions(80, 1500, width, heads, layers, 51864, 448, width, heads, layers)).eval()
    for parameter in model.parameters():
        torch.nn.init.normal_(parameter, std=0.02)
    mels = [torch.randn(80, 3000) for _ in range(8)]
    tokenizer = get_tokenizer(multilingual=False)
    options = DecodingOptions(language="en", fp16=False, temperature=0.0, sample_len=TOKENS, prompt=[])

    def texts_and_times(network: Any, windows: Sequence[torch.Tensor]) -> float:
        started = time.perf_counter()
        if isinstance(network, QuickWhisper):
            network.prepare(windows if len(windows) > 1 else [], options)
        for mel in windows:
            tokens = [token for token in network.decode(mel, options).tokens if token < tokenizer.eot]
            find_alignment(network, tokenizer, (tokens + [11] * TOKENS)[:TOKENS], mel, 3000)
        return (time.perf_counter() - started) / len(windows)

    plainly = min(texts_and_times(model, mels[:1]) for _ in range(3))
    rows: dict[str, Any] = {"plain_s": round(plainly, 2)}
    for name, shortcuts in ideas().items():
        if shortcuts.least_window_s < STOCK.least_window_s:
            continue
        network = QuickWhisper(model, shortcuts)
        ours = min(texts_and_times(network, mels[: shortcuts.batch]) for _ in range(2))
        rows[name] = {"s": round(ours, 2), "times_as_fast": round(plainly / ours, 2)}
    return rows


def measure(quick: bool = False, model: Path = MODEL, sentences: Path = SENTENCES) -> dict[str, Any]:
    """All of it."""
    torch.set_num_threads(physical_cores())
    warnings.filterwarnings("ignore", category=DeprecationWarning)  # of torch's 8-bit layers, which are only tried
    small = whisper.load_model(str(model), device="cpu")
    SileroDetector().detect_segments(silence(1.0))
    whisper.transcribe(small, say("One two three."), **PLAIN)  # compiles the word timing
    spoken = session(1.5 if quick else 5.0, sentences)
    large = enlarged(small)
    spent: dict[str, float] = {}
    with timed(spent):
        ranges, _ = plan(spoken.samples, SileroDetector())
    with TemporaryDirectory() as folder:
        others = faster_whisper(large, Path(folder))
        on_large = compare(large, model, spoken, 1 if quick else 2, others)
    return {
        "recording": {
            "seconds": round(len(spoken.samples) / SAMPLE_RATE, 1),
            "words": len(spoken.words),
            "chunks": len(packed(ranges)),
            "finding_the_speech_s": round(spent["wall_s"], 2),
        },
        "threads": torch.get_num_threads(),
        "in_use_here": str(best_shortcuts()),
        "the miniature": compare(small, model, spoken, 1 if quick else 2, {}),
        "the miniature in a network of base.en's size": on_large,
        "faster-whisper": "in the rows" if others else "not measured: it is not installed",
        f"one window, {TOKENS} tokens, random weights": {
            name: window(*dims) for name, dims in EXACT.items() if not quick or name == "base.en"
        },
    }


def main() -> None:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--model", type=Path, default=MODEL)
    parser.add_argument("--sentences", type=Path, default=SENTENCES)
    parser.add_argument("--json", type=Path)
    chosen = parser.parse_args()
    text = json.dumps(measure(chosen.quick, chosen.model, chosen.sentences), indent=1)
    print(text)
    if chosen.json:
        chosen.json.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
