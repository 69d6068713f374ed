"""Sound that is no answer, and answers that sound badly: nothing is invented, nothing is lost."""

from __future__ import annotations

import numpy as np
import pytest

from audio.capture import CaptureListener, TurnCapture
from audio.endpoint import EndOfTurn
from audio.errors import TranscriptionError
from audio.protocols import SAMPLE_RATE, Block
from audio.recording import transcribe_recording
from audio.samples import load_audio, silence, to_mono
from audio.scripted import ScriptedTranscriber
from audio.silero_engine import SileroDetector
from audio.transcript import Transcript, Word
from tests.audio.speech import SENTENCES, spliced

pytestmark = pytest.mark.engines


def room(duration_s=8.0, level=0.01):
    """A fan: noise that falls by 3 dB an octave."""
    n = round(duration_s * SAMPLE_RATE)
    spectrum = np.fft.rfft(np.random.default_rng(3).standard_normal(n))
    spectrum /= np.sqrt(np.maximum(np.fft.rfftfreq(n, 1 / SAMPLE_RATE), 50))
    noise = np.fft.irfft(spectrum, n)
    return (level * noise / np.sqrt(np.mean(noise**2))).astype(np.float32)


def music(duration_s=8.0):
    """Four chords of a piano-like tone with a beat under them."""
    time_s = np.arange(round(duration_s * SAMPLE_RATE)) / SAMPLE_RATE
    sound = np.zeros_like(time_s)
    for bar, root in enumerate((220.0, 174.6, 261.6, 196.0)):
        since_s = time_s - bar * duration_s / 4
        held = (since_s >= 0) & (since_s < duration_s / 4)
        for step in (0, 4, 7, 12):
            hz = root * 2 ** (step / 12)
            tone = sum(np.sin(2 * np.pi * hz * k * since_s) / k**2 for k in (1, 2, 3, 4))
            sound += 0.08 * held * tone * np.exp(-1.5 * np.maximum(since_s, 0))
    beat = np.exp(-30 * (time_s % 0.5)) * np.random.default_rng(4).standard_normal(len(time_s))
    return (sound + 0.05 * beat).astype(np.float32)


SOUNDS = {
    "silence": silence(8.0),
    "a room": room(),
    "a loud room": room(level=0.1),
    "hiss": (0.05 * np.random.default_rng(5).standard_normal(8 * SAMPLE_RATE)).astype(np.float32),
    "music": music(),
    "a hum": (0.1 * np.sin(2 * np.pi * 50 * np.arange(8 * SAMPLE_RATE) / SAMPLE_RATE)).astype(np.float32),
}


@pytest.mark.parametrize("name", SOUNDS)
def test_what_holds_no_speech_is_never_decoded(name):
    nothing_to_say = ScriptedTranscriber([TranscriptionError(f"{name} was decoded")])
    transcript, voiced = transcribe_recording(SOUNDS[name], SileroDetector(), nothing_to_say)
    assert transcript.words == ()
    assert voiced == ()


@pytest.mark.parametrize("name", SOUNDS)
def test_what_holds_no_speech_neither_starts_nor_ends_an_answer(tmp_path, name):
    signals, chunks = [], []
    capture = TurnCapture(SileroDetector(), CaptureListener(on_signal=signals.append, on_chunk=chunks.append))
    capture.open(tmp_path / "answer.wav")
    for start in range(0, len(SOUNDS[name]), 512):
        capture.consume(Block(start, SOUNDS[name][start : start + 512]))
    answer = capture.close()
    assert signals == chunks == []
    assert answer.tail is None
    assert answer.samples_written == len(SOUNDS[name]), "it is recorded all the same"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda sound: np.clip(12 * sound, -1, 1),
        lambda sound: sound + room(len(sound) / SAMPLE_RATE, 0.01),
        lambda sound: 0.05 * sound,
        lambda sound: to_mono(
            np.where(np.random.default_rng(6).random((len(sound), 1)) < 1e-4, np.nan, sound[:, None])
        ),
    ],
    ids=["clipped", "in noise", "26 dB too soft", "with holes"],
)
def test_an_answer_that_sounds_badly_is_found_and_ended_all_the_same(tmp_path, spoil):
    clean, spans = spliced(0.5, SENTENCES[0], 0.6, SENTENCES[1], 4.0)
    sound = spoil(clean).astype(np.float32)
    signals = []
    capture = TurnCapture(SileroDetector(), CaptureListener(on_signal=signals.append))
    capture.open(tmp_path / "answer.wav")
    for start in range(0, len(sound), 512):
        capture.consume(Block(start, sound[start : start + 512]))
    answer = capture.close()
    first_s, last_s = spans[0][0] / SAMPLE_RATE, spans[-1][1] / SAMPLE_RATE
    assert answer.segments_s[0][0] == pytest.approx(first_s, abs=0.2)
    assert answer.segments_s[-1][1] == pytest.approx(last_s, abs=0.3)
    assert any(isinstance(signal, EndOfTurn) for signal in signals)
    recorded = load_audio(tmp_path / "answer.wav")
    assert np.abs(recorded - sound).max() < 2e-4, "full scale stays full scale and does not fold over"


def test_two_people_are_one_answer_whose_words_are_all_kept():
    first, second = spliced(0.5, SENTENCES[0], 1.0)[0], spliced(2.0, SENTENCES[1], 1.0)[0]
    both = np.zeros(max(len(first), len(second)), np.float32)
    both[: len(first)] += first
    both[: len(second)] += 0.7 * second
    words = Transcript(words=(Word(text="both", start_s=0.5, end_s=2.0),), duration_s=2.0)
    transcript, voiced = transcribe_recording(both, SileroDetector(), ScriptedTranscriber([words]))
    assert transcript.text == "both"
    assert len(voiced) >= 1
    assert voiced[-1][1] > len(second) / SAMPLE_RATE - 1.5, "the second voice is in it too"
