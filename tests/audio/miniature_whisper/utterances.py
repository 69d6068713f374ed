"""Utterances of espeak-ng as log mel spectra, with the time of every token and the phoneme of every moment."""

from __future__ import annotations

import pickle
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from random import Random

import numpy as np
import torch
from whisper.audio import mel_filters
from whisper.tokenizer import get_tokenizer

from audio.protocols import SAMPLE_RATE
from tests.audio.miniature_whisper import text
from tests.audio.miniature_whisper.speech import TimedWord, speak

N_MELS = 80
MEL_PER_S = 100
STATES_PER_S = 50
"""The encoder's steps; a timestamp token is one of them."""
NOISE_S = 60

RATES = (150, 160, 165, 170, 175, 175, 175, 175, 175, 180, 190, 200)
PITCHES = (45, 50, 50, 50, 50, 55)

tokenizer = get_tokenizer(multilingual=False)


@dataclass(frozen=True)
class TimedToken:
    """A token and when its sound lies."""

    token: int
    start_s: float
    end_s: float


@dataclass(frozen=True)
class Utterance:
    """A sentence as mel spectrum (log10, not normalised), with its tokens and the phoneme of every encoder step."""

    text: str
    mel: np.ndarray
    tokens: tuple[TimedToken, ...]
    phonemes: np.ndarray
    word_starts_s: tuple[float, ...]
    start_s: float
    end_s: float

    def before(self, word: int) -> Utterance:
        """Its first words, up to and without `word`."""
        cut_s = self.word_starts_s[word]
        frames, states = round(cut_s * MEL_PER_S), round(cut_s * STATES_PER_S)
        tokens = tuple(token for token in self.tokens if token.end_s <= cut_s + 0.005)
        return Utterance("", self.mel[:frames], tokens, self.phonemes[:states], (), self.start_s, tokens[-1].end_s)

    def since(self, word: int) -> Utterance:
        """Its last words, from `word` on."""
        cut_s = round(self.word_starts_s[word] * STATES_PER_S) / STATES_PER_S
        frames, states = round(cut_s * MEL_PER_S), round(cut_s * STATES_PER_S)
        tokens = tuple(
            TimedToken(token.token, max(0.0, token.start_s - cut_s), token.end_s - cut_s)
            for token in self.tokens
            if token.start_s >= self.word_starts_s[word] - 0.005
        )
        return Utterance(
            "", self.mel[frames:], tokens, self.phonemes[states:], (), tokens[0].start_s, self.end_s - cut_s
        )


@dataclass
class Speech:
    """All utterances to train on, by text."""

    utterances: list[Utterance]
    phonemes: list[str]
    noise: np.ndarray
    runs: list[list[list[Utterance]]]
    """For each scripted answer, for each of its sentences, its renditions."""


def speech(count: int, seed: int, cache_file: Path) -> Speech:
    """The utterances to train on, said now or read from `cache_file`, which must be of the same count and seed."""
    if not cache_file.exists():
        random = Random(seed)
        names: dict[str, int] = {}
        said = (say(line, random, names) for line in text.training_texts(count, seed))
        utterances = [utterance for utterance in said if utterance]
        cache_file.parent.mkdir(parents=True, exist_ok=True)
        with cache_file.open("wb") as file:
            pickle.dump((utterances, list(names)), file)
    with cache_file.open("rb") as file:
        utterances, phonemes = pickle.load(file)
    noise = np.random.default_rng(seed).standard_normal(SAMPLE_RATE * NOISE_S).astype(np.float32)
    by_text: dict[str, list[Utterance]] = {}
    for utterance in utterances:
        by_text.setdefault(utterance.text, []).append(utterance)
    runs = [[by_text[line] for line in run] for run in text.scripted_runs()]
    return Speech(utterances, phonemes, log_mel(noise), runs)


def say(line: str, random: Random, phoneme_numbers: dict[str, int]) -> Utterance | None:
    """An utterance at a random rate and pitch; `phoneme_numbers` learns phonemes that are new."""
    spoken = speak(line, random.choice(RATES), random.choice(PITCHES))
    if spoken is None:
        return None
    end_s = max(word.end_s for word in spoken.words)
    mel = log_mel(spoken.samples)[: int(np.ceil(end_s * MEL_PER_S)) + 2]
    phonemes = np.zeros((len(mel) + 1) // 2, np.int16)
    for phoneme, following in pairwise(spoken.phonemes):
        if phoneme.word >= 0:
            number = phoneme_numbers.setdefault(phoneme.name, len(phoneme_numbers)) + 1
            phonemes[round(phoneme.start_s * STATES_PER_S) : round(following.start_s * STATES_PER_S)] = number
    starts_s = tuple(word.start_s for word in spoken.words)
    return Utterance(line, mel.astype(np.float16), _timed(line, spoken.words), phonemes, starts_s, starts_s[0], end_s)


def log_mel(samples: np.ndarray) -> np.ndarray:
    """Whisper's log10 mel spectrum before its clamping, (frames, N_MELS)."""
    padded = torch.zeros(-(-len(samples) // 160) * 160)
    padded[: len(samples)] = torch.from_numpy(samples)
    spectrum = torch.stft(padded, 400, 160, window=torch.hann_window(400), return_complex=True)
    return (_filters() @ (spectrum[..., :-1].abs() ** 2)).clamp(min=1e-10).log10().T.contiguous().numpy()


@cache
def _filters() -> torch.Tensor:
    return mel_filters("cpu", N_MELS)


def _timed(line: str, words: tuple[TimedWord, ...]) -> tuple[TimedToken, ...]:
    """The tokens with the time of their letters; punctuation has the time up to the next word."""
    position, timed = -1, []
    for token in tokenizer.encode(" " + line):
        piece = tokenizer.encoding.decode_single_token_bytes(token).decode()
        start, end = position, position + len(piece)
        position = end
        word = next((word for word in words if word.start_char < end and word.end_char > max(start, 0)), None)
        if word and any(character.isalpha() for character in piece):
            per_letter = (word.end_s - word.start_s) / (word.end_char - word.start_char)
            first, last = max(start, word.start_char) - word.start_char, min(end, word.end_char) - word.start_char
            timed.append(TimedToken(token, word.start_s + first * per_letter, word.start_s + last * per_letter))
        else:
            start_s = max((word.end_s for word in words if word.end_char <= start + 1), default=0.0)
            end_s = min((word.start_s for word in words if word.start_char >= end), default=start_s + 0.12)
            timed.append(TimedToken(token, start_s, max(end_s, start_s + 0.02)))
    return tuple(timed)
