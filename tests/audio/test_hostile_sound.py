"""Sound that is no clear speech goes the whole way of a recording: silence, noise, music, clipping, two people."""

from __future__ import annotations

import numpy as np
import pytest

from audio.protocols import SAMPLE_RATE
from audio.recording import transcribe_recording
from audio.samples import silence
from audio.silero_engine import SileroDetector
from audio.whisper_engine import WhisperTranscriber
from tests.audio.miniature import KNOWN, miniature
from tests.audio.speech import spliced

pytestmark = pytest.mark.engines
SECONDS = 12
TIME_S = np.arange(SECONDS * SAMPLE_RATE) / SAMPLE_RATE


class Counting(WhisperTranscriber):
    """Counts what it is asked to decode."""

    seconds = 0.0

    def transcribe_many(self, chunks, prompt=""):
        self.seconds += sum(map(len, chunks)) / SAMPLE_RATE
        return super().transcribe_many(chunks, prompt)


@pytest.fixture(scope="module")
def loaded():
    transcriber = Counting(miniature(), threads=1)
    transcriber.load()
    return transcriber


@pytest.fixture
def recogniser(loaded):
    loaded.seconds = 0.0
    return loaded


def recognised(samples, recogniser):
    transcript, voiced = transcribe_recording(samples, SileroDetector(), recogniser)
    for word in transcript.words:
        assert 0 <= word.start_s <= word.end_s <= transcript.duration_s
        assert 0 <= word.probability <= 1
    return transcript, voiced


def chords():
    """A progression of three-note chords with overtones and a decay: music."""
    notes = [(220, 277, 330), (247, 311, 370), (196, 247, 294), (262, 330, 392)]
    sound = np.zeros(len(TIME_S))
    for place, chord in enumerate(notes * 3):
        now = (place <= TIME_S) & (place + 1 > TIME_S)
        fade = np.exp(-2 * (TIME_S[now] - place))
        for hz in chord:
            sound[now] += sum(np.sin(2 * np.pi * hz * part * TIME_S[now]) / part for part in (1, 2, 3)) * fade
    return (0.2 * sound / np.abs(sound).max()).astype(np.float32)


def noise(level):
    return np.random.default_rng(2).normal(0, level, SECONDS * SAMPLE_RATE).astype(np.float32)


@pytest.mark.parametrize("sound", [silence(SECONDS), noise(0.001), noise(0.05), chords(), 0.5 * np.sign(chords())],
                         ids=["silence", "faint noise", "loud noise", "music", "clipped music"])  # fmt: skip
def test_where_nobody_speaks_nothing_is_decoded_and_no_word_is_found(recogniser, sound):
    transcript, voiced = recognised(sound.astype(np.float32), recogniser)
    assert transcript.text == ""
    assert voiced == ()
    assert recogniser.seconds == 0


def test_silence_beside_speech_is_not_decoded(recogniser):
    samples, _ = spliced(15.0, KNOWN[0], 15.0)
    transcript, _ = recognised(samples, recogniser)
    assert "team of five" in transcript.text
    assert recogniser.seconds < len(samples) / SAMPLE_RATE - 26


def test_clipped_speech_is_recognised(recogniser):
    samples, _ = spliced(0.5, KNOWN[0], 0.8, KNOWN[2], 0.5)
    clipped = np.clip(samples * 8, -1, 1).astype(np.float32)
    assert (np.abs(clipped) == 1).mean() > 0.02
    transcript, voiced = recognised(clipped, recogniser)
    assert voiced
    assert {"team", "engineers", "decided"} & set(transcript.text.lower().replace(".", "").split())


def test_two_people_at_once_give_words_and_no_fault(recogniser):
    one, _ = spliced(0.5, KNOWN[0], 0.5, KNOWN[1], 0.5)
    other, _ = spliced(1.1, KNOWN[3], 0.3, KNOWN[4], 0.5)
    length = max(len(one), len(other))
    both = sum(np.pad(voice, (0, length - len(voice))) for voice in (one, other)) / 2
    transcript, voiced = recognised(both.astype(np.float32), recogniser)
    assert voiced
    assert transcript.words
    assert transcript.duration_s == pytest.approx(length / SAMPLE_RATE, abs=0.001)
