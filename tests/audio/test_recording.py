"""A whole recording goes the way of a live answer: the same chunks, absolute times, and no decoding of silence."""

from __future__ import annotations

import numpy as np
import pytest

from audio.chunks import ChunkPlanner
from audio.endpoint import Endpointer
from audio.errors import TranscriptionError
from audio.protocols import FRAME_SAMPLES, SAMPLE_RATE
from audio.recording import packed, plan, transcribe_recording
from audio.samples import rms_dbfs, silence
from audio.scripted import EnergyDetector, ScriptedTranscriber
from audio.transcript import Transcript, Word
from tests.audio.speech import SENTENCES, spliced, tone


class Echo:
    """Says where it heard sound: one word a chunk, from its first loud sample to its last."""

    def __init__(self):
        self.chunks, self.prompts = [], []

    def transcribe(self, samples, prompt=""):
        self.chunks.append(samples)
        self.prompts.append(prompt)
        loud = np.flatnonzero(np.abs(samples) > 0.02) / SAMPLE_RATE
        word = Word(text=f"chunk{len(self.chunks)}", start_s=float(loud[0]), end_s=float(loud[-1]))
        return Transcript(words=(word,), duration_s=len(samples) / SAMPLE_RATE)


def long_answer():
    return spliced(1.0, *[part for sentence in SENTENCES * 4 for part in (sentence, 0.9)], 1.0)


def test_silence_is_never_decoded():
    echo = Echo()
    transcript, voiced = transcribe_recording(silence(20.0), EnergyDetector(), echo)
    assert (transcript.text, transcript.duration_s, voiced, echo.chunks) == ("", 20.0, (), [])


def test_an_empty_recording_is_an_empty_transcript():
    transcript, voiced = transcribe_recording(silence(0), EnergyDetector(), Echo())
    assert (transcript.words, transcript.duration_s, voiced) == ((), 0.0, ())


def test_times_are_those_of_the_recording():
    samples, spans = spliced(2.0, SENTENCES[0], 1.0)
    transcript, voiced = transcribe_recording(samples, EnergyDetector(), Echo())
    start, end = spans[0]
    assert transcript.words[0].start_s == pytest.approx(start / SAMPLE_RATE, abs=0.05)
    assert transcript.words[0].end_s == pytest.approx(end / SAMPLE_RATE, abs=0.05)
    assert voiced[0][0] == pytest.approx(start / SAMPLE_RATE, abs=0.07)
    assert voiced[-1][1] == pytest.approx(end / SAMPLE_RATE, abs=0.1)
    assert transcript.duration_s == pytest.approx(len(samples) / SAMPLE_RATE, abs=0.001)


def test_a_long_answer_is_decoded_in_chunks_that_hold_all_its_speech():
    samples, spans = long_answer()
    echo = Echo()
    transcript, voiced = transcribe_recording(samples, EnergyDetector(), echo, prompt="XGBoost")
    assert len(echo.chunks) >= 2
    assert all(len(chunk) <= 28 * SAMPLE_RATE for chunk in echo.chunks)
    assert set(echo.prompts) == {"XGBoost"}
    starts = [word.start_s for word in transcript.words]
    assert starts == sorted(starts)
    loud = sum(int((np.abs(chunk) > 0.02).sum()) for chunk in echo.chunks)
    assert loud == int((np.abs(samples) > 0.02).sum())
    for start, end in spans:
        assert any(a - 0.1 <= start / SAMPLE_RATE and end / SAMPLE_RATE <= b + 0.1 for a, b in _merged(voiced))


def _merged(voiced, gap_s=0.5):
    """Segments across the short gaps inside a sentence."""
    found = [voiced[0]]
    for start, end in voiced[1:]:
        if start - found[-1][1] < gap_s:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found


def test_a_recording_is_cut_where_a_live_answer_is_cut():
    samples, _ = long_answer()
    detector, endpointer, planner, live = EnergyDetector(), Endpointer(), ChunkPlanner(), []
    for start in range(0, len(samples) - FRAME_SAMPLES + 1, FRAME_SAMPLES):
        frame = samples[start : start + FRAME_SAMPLES]
        endpointer.push(detector.probability(frame))
        cut = planner.push(endpointer.last_segment, rms_dbfs(frame))
        live += [cut] if cut else []
    tail = planner.pending(len(samples))
    live += [tail] if tail else []
    ranges, _ = plan(samples, EnergyDetector())
    assert ranges == live
    echo = Echo()
    transcribe_recording(samples, EnergyDetector(), echo)
    assert [len(chunk) for chunk in echo.chunks] == [end - start for start, end in packed(live)]
    assert len(echo.chunks) < len(live)


def test_chunks_are_put_together_while_they_fit_and_no_long_silence_lies_between():
    second = SAMPLE_RATE
    assert packed([]) == []
    assert packed([(0, 9 * second), (10 * second, 19 * second), (19 * second, 28 * second)]) == [(0, 28 * second)]
    assert packed([(0, 20 * second), (20 * second, 29 * second)]) == [(0, 20 * second), (20 * second, 29 * second)]
    assert packed([(0, 5 * second), (8 * second, 12 * second)]) == [(0, 5 * second), (8 * second, 12 * second)]


def test_a_recogniser_of_many_chunks_gets_several_at_once():
    class Many(Echo):
        groups = ()

        def transcribe_many(self, chunks, prompt=""):
            self.groups += (len(chunks),)
            return [self.transcribe(chunk, prompt) for chunk in chunks]

    samples, _ = spliced(*[part for _ in range(12) for part in (SENTENCES[0], 9.0)])
    one, many = Echo(), Many()
    alone, _ = transcribe_recording(samples, EnergyDetector(), one)
    together, _ = transcribe_recording(samples, EnergyDetector(), many)
    assert many.groups == (8, 4)
    assert alone == together


def test_sound_to_the_last_sample_stays_within_the_recording():
    samples = tone(3.01)
    transcript, voiced = transcribe_recording(samples, EnergyDetector(), Echo())
    assert voiced == ((0.0, 3.01),)
    assert transcript.words[0].end_s <= transcript.duration_s


def test_a_failing_recogniser_is_an_error_and_not_an_empty_transcript():
    samples, _ = spliced(0.5, SENTENCES[0], 0.5)
    with pytest.raises(TranscriptionError):
        transcribe_recording(samples, EnergyDetector(), ScriptedTranscriber([TranscriptionError("out of memory")]))


def test_the_detector_starts_afresh():
    class Counting(EnergyDetector):
        resets = 0

        def reset(self):
            self.resets += 1

    detector = Counting()
    transcribe_recording(silence(0.5), detector, Echo())
    assert detector.resets == 1
