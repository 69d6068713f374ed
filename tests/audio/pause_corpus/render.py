"""Speaks an answer of the corpus: espeak-ng, spliced silences, breaths and noise; and silero's word on each frame."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir

import numpy as np

from audio.protocols import FRAME_SAMPLES, SAMPLE_RATE, Samples
from audio.samples import load_audio, rms_dbfs, silence
from tests.audio.pause_corpus import clip
from tests.audio.pause_corpus.plan import SpokenAnswer

SPEECH_DBFS = -26.0
"""Loudness every answer is brought to: ordinary speech at an ordinary gain."""
BREATH_DB = -18.0
"""Loudness of a breath relative to speech; a close microphone hears them at -15 to -25 dB."""
TAIL_S = 4.0
"""Seconds of the room after the last word; the bench goes on with silence."""
_BATCH = 64


@dataclass(frozen=True)
class Rendered:
    """One answer as sound."""

    samples: Samples
    """Empty where only the spans were kept."""
    spans: tuple[tuple[int, int], ...]
    """[start_sample, end_sample) of each part."""

    @property
    def true_end_s(self) -> float:
        """Seconds to the end of the last word."""
        return round(self.spans[-1][1] / SAMPLE_RATE, 3)


def cache_folder() -> Path:
    """Where sound and probabilities are kept between runs; outside the repository."""
    folder = Path(os.environ.get("PAUSE_CORPUS_CACHE", Path(gettempdir()) / "pause-corpus"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@cache
def speak(voice: str, rate_wpm: int, text: str) -> Samples:
    """`text` by espeak-ng at SPEECH_DBFS, without the silence around it."""
    if shutil.which("espeak-ng") is None:
        raise RuntimeError("espeak-ng is missing: apt install espeak-ng")
    with TemporaryDirectory() as folder:
        path = Path(folder) / "speech.wav"
        subprocess.run(["espeak-ng", "-v", voice, "-s", str(rate_wpm), "-w", str(path), text], check=True)
        samples = load_audio(path)
    loud = np.flatnonzero(np.abs(samples) > 0.02)
    return _level(samples[loud[0] : loud[-1] + 1])


def _level(samples: Samples) -> Samples:
    return (samples * 10 ** ((SPEECH_DBFS - rms_dbfs(samples)) / 20)).astype(np.float32)


def render(answer: SpokenAnswer) -> Rendered:
    """The sound of `answer` and where its parts lie."""
    rng = np.random.default_rng(answer.seed)
    pieces, spans = [silence(answer.lead_s)], []
    position = len(pieces[0])
    for part in answer.parts:
        real = answer.voice == clip.VOICE
        said = _level(clip.phrase(part.text)) if real else speak(answer.voice, answer.rate_wpm, part.text)
        after = silence(part.pause_s or TAIL_S)
        if part.breath:
            _add_breath(after, rng)
        spans.append((position, position + len(said)))
        pieces += [said, after]
        position += len(said) + len(after)
    samples = np.concatenate(pieces)
    level_dbfs = -85.0 if answer.snr_db is None else SPEECH_DBFS - answer.snr_db
    return Rendered((samples + _room(len(samples), level_dbfs, rng)).astype(np.float32), tuple(spans))


def _add_breath(pause: Samples, rng: np.random.Generator) -> None:
    """Lay a breath of 0.3 to 0.5 s into the second half of a pause, in place: one breathes in before going on."""
    length = int(rng.uniform(0.3, 0.5) * SAMPLE_RATE)
    start = max(0, len(pause) - length - int(0.1 * SAMPLE_RATE))
    burst = _shaped(length, rng, lambda hz: np.exp(-(((hz - 1500) / 1200) ** 2))) * np.hanning(length)
    burst *= 10 ** ((SPEECH_DBFS + BREATH_DB) / 20) / np.sqrt(np.mean(burst**2))
    pause[start : start + length] += burst.astype(np.float32)[: len(pause) - start]


def _room(length: int, level_dbfs: float, rng: np.random.Generator) -> Samples:
    """Noise that falls by 3 dB an octave, as that of rooms and fans."""
    noise = _shaped(length, rng, lambda hz: 1 / np.sqrt(np.maximum(hz, 50)))
    return (noise * 10 ** (level_dbfs / 20) / np.sqrt(np.mean(noise**2))).astype(np.float32)


def _shaped(length: int, rng: np.random.Generator, gain) -> Samples:
    spectrum = np.fft.rfft(rng.standard_normal(length))
    shaped: Samples = np.fft.irfft(spectrum * gain(np.fft.rfftfreq(length, 1 / SAMPLE_RATE)), length)
    return shaped


def tracks(answers: list[SpokenAnswer]) -> dict[str, tuple[Rendered, Samples]]:
    """Where each answer's parts lie, and silero's probability of each frame, by id; computed once and cached."""
    keys = {a.id: cache_folder() / f"{_key(a)}.npz" for a in answers}
    missing = [a for a in answers if not keys[a.id].exists()]
    for first in range(0, len(missing), _BATCH):
        batch = missing[first : first + _BATCH]
        with ThreadPoolExecutor(2) as pool:
            sounds = list(pool.map(render, batch))
        for answer, sound, track in zip(batch, sounds, _silero([s.samples for s in sounds]), strict=True):
            np.savez(keys[answer.id], track=track, spans=np.asarray(sound.spans))
    found = {}
    for answer in answers:
        with np.load(keys[answer.id]) as data:
            spans = tuple((int(a), int(b)) for a, b in data["spans"])
            found[answer.id] = (Rendered(silence(0), spans), data["track"])
    return found


def _key(answer: SpokenAnswer) -> str:
    source = answer.model_dump_json(exclude={"true_end_s", "punctuates", "story"}) + f"{SPEECH_DBFS}{BREATH_DB}{TAIL_S}"
    return hashlib.sha256(source.encode()).hexdigest()[:24]


def _silero(sounds: list[Samples]) -> list[Samples]:
    """Probabilities of every frame of several recordings, one forward pass for all of them a frame."""
    import silero_vad
    import torch

    torch.set_num_threads(1)
    model = silero_vad.load_silero_vad()
    frames = [-(-len(sound) // FRAME_SAMPLES) for sound in sounds]
    stack = np.zeros((len(sounds), max(frames) * FRAME_SAMPLES), np.float32)
    for row, sound in zip(stack, sounds, strict=True):
        row[: len(sound)] = sound
    model.reset_states()
    with torch.inference_mode():
        columns = [
            model(torch.from_numpy(stack[:, start : start + FRAME_SAMPLES].copy()), SAMPLE_RATE)[:, 0].numpy()
            for start in range(0, stack.shape[1], FRAME_SAMPLES)
        ]
    whole = np.stack(columns, axis=1)
    return [whole[i, :n] for i, n in enumerate(frames)]
