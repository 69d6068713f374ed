"""Capture: recognition may be slow, fail or lie; every sample of an answer is in its file."""

from __future__ import annotations

import threading
import time
import tracemalloc

import numpy as np
import pytest

from audio.capture import CaptureListener, TurnCapture
from audio.endpoint import EndOfTurn, Nudge, SpeechPaused, SpeechStarted
from audio.file_recorder import FileRecorder
from audio.pause_habit import PauseHabit
from audio.protocols import SAMPLE_RATE, Block
from audio.samples import load_audio, silence
from audio.scripted import EnergyDetector, ScriptedDetector
from tests.audio.speech import SENTENCES, spliced, tone


class Heard:
    """A listener that remembers."""

    def __init__(self):
        self.signals, self.chunks, self.levels = [], [], []
        self.ended = threading.Event()
        self.listener = CaptureListener(self._signal, self.chunks.append, self.levels.append)

    def _signal(self, signal):
        self.signals.append(signal)
        if isinstance(signal, EndOfTurn):
            self.ended.set()


def blocks_of(samples, size=700):
    return [Block(start, samples[start : start + size]) for start in range(0, len(samples), size)]


def test_an_answer_from_file_to_chunks(tmp_path):
    samples, spans = spliced(1.0, SENTENCES[0], 1.0, SENTENCES[1], 1.0, SENTENCES[2], 1.0, SENTENCES[0], 3.5)
    heard = Heard()
    capture = TurnCapture(EnergyDetector(), heard.listener)
    capture.open(tmp_path / "answer.wav")
    for block in blocks_of(samples):
        capture.consume(block)
    answer = capture.close()
    assert answer.samples_received == answer.samples_written == len(samples)
    assert answer.duration_s == len(samples) / SAMPLE_RATE
    assert np.allclose(load_audio(answer.path), samples, atol=1e-4)
    assert heard.signals[0] == SpeechStarted(heard.signals[0].sample)
    assert abs(heard.signals[0].sample - spans[0][0]) <= 1024
    assert isinstance(heard.signals[-1], EndOfTurn)
    assert abs(heard.signals[-1].sample - spans[-1][1]) <= 1536
    chunks = [*heard.chunks, answer.tail]
    assert len(chunks) >= 2
    for chunk in chunks:
        same = samples[chunk.start_sample : chunk.start_sample + len(chunk.samples)]
        assert np.allclose(chunk.samples, same, atol=1e-4)
    for start, end in spans:
        assert any(c.start_sample <= start and end <= c.start_sample + len(c.samples) for c in chunks)
    assert len(heard.levels) == len(blocks_of(samples))
    assert answer.segments_s[0][0] == answer.segments[0][0] / SAMPLE_RATE


def test_slow_recognition_loses_no_audio(tmp_path):
    class Slow(EnergyDetector):
        def probability(self, frame):
            time.sleep(0.02)
            return super().probability(frame)

    samples = tone(2.0)
    capture = TurnCapture(Slow())
    capture.open(tmp_path / "answer.wav")
    recorder = FileRecorder(samples, speed=0)
    recorder.start(capture.consume)
    while not recorder.exhausted:
        time.sleep(0.01)
    recorder.stop()
    answer = capture.close()
    assert answer.samples_received == answer.samples_written >= len(samples)
    assert np.allclose(load_audio(answer.path)[: len(samples)], samples, atol=1e-4)


def test_a_failing_detector_is_replaced_and_the_turn_still_ends(tmp_path, caplog):
    class Failing(EnergyDetector):
        def probability(self, frame):
            raise RuntimeError("model is gone")

    heard = Heard()
    capture = TurnCapture(Failing(), heard.listener)
    capture.open(tmp_path / "answer.wav")
    for block in blocks_of(np.concatenate((tone(1.6), silence(3.2)))):
        capture.consume(block)
    assert isinstance(heard.signals[-1], EndOfTurn)
    assert len([record for record in caplog.records if "by loudness alone" in record.message]) == 1
    assert capture.close().samples_written == round(4.8 * SAMPLE_RATE)


def test_between_answers_blocks_are_counted_and_dropped(tmp_path):
    capture = TurnCapture(EnergyDetector())
    blocks = blocks_of(tone(3.0), 16_000)
    capture.consume(blocks[0])
    capture.open(tmp_path / "answer.wav")
    capture.consume(blocks[1])
    answer = capture.close()
    capture.consume(blocks[2])
    assert (capture.samples_dropped, answer.samples_written) == (32_000, 16_000)


def test_the_tail_of_our_own_voice_is_ignored(tmp_path):
    samples = tone(2.0)
    capture = TurnCapture(EnergyDetector())
    capture.guard(10_000 / SAMPLE_RATE)
    capture.open(tmp_path / "answer.wav")
    for block in blocks_of(samples):
        capture.consume(block)
    answer = capture.close()
    assert capture.samples_dropped == 10_000
    assert answer.samples_received == answer.samples_written == 22_000
    assert np.allclose(load_audio(answer.path), samples[10_000:], atol=1e-4)


def test_overflows_are_counted(tmp_path):
    capture = TurnCapture(EnergyDetector())
    capture.open(tmp_path / "answer.wav")
    capture.consume(Block(0, tone(0.1)))
    capture.consume(Block(1_600, tone(0.1), overflow=True))
    assert capture.close().overflows == 1


def test_the_tail_can_be_decoded_ahead_and_more_time_given(tmp_path):
    heard = Heard()
    capture = TurnCapture(ScriptedDetector([1.0] * 50), heard.listener)
    capture.open(tmp_path / "answer.wav")
    capture.extend(100)
    for block in blocks_of(np.concatenate((tone(1.6), silence(4)))):
        capture.consume(block)
    assert [type(signal) for signal in heard.signals] == [SpeechStarted, SpeechPaused, EndOfTurn]
    ahead = capture.tail()
    tail = capture.close().tail
    assert ahead == tail
    assert (tail.start_sample, tail.end_sample, len(tail.samples)) == (0, 29_600, 29_600)


def test_what_was_said_decides_how_long_the_pause_may_be(tmp_path):
    lengths = {}
    for text in ("I did it because the", "That was the end of it, so that's the result."):
        heard = Heard()
        capture = TurnCapture(EnergyDetector(), heard.listener)
        capture.open(tmp_path / f"{len(lengths)}.wav")
        for block in blocks_of(np.concatenate((tone(1.6), silence(20))), 512):
            capture.consume(block)
            if any(isinstance(signal, SpeechPaused) for signal in heard.signals):
                capture.hear(text, 29_600)
            if heard.ended.is_set():
                break
        lengths[text] = capture.close().duration_s
        assert any(isinstance(signal, Nudge) for signal in heard.signals) == text.endswith("the")
    first, second = lengths.values()
    assert second < 4
    assert first > 10


def test_a_pause_that_cuts_a_chunk_off_is_not_decoded_ahead(tmp_path):
    tails = []
    capture = TurnCapture(
        EnergyDetector(),
        CaptureListener(on_signal=lambda signal: isinstance(signal, SpeechPaused) and tails.append(capture.tail())),
    )
    capture.open(tmp_path / "answer.wav")
    for block in blocks_of(np.concatenate((tone(8.5), silence(1), tone(2), silence(1))), 512):
        capture.consume(block)
    assert tails[0] is None, "0.1 s later it is a chunk"
    assert tails[1] == capture.close().tail


def test_how_long_the_speaker_pauses_is_carried_to_the_next_answer(tmp_path):
    habits = []
    capture = TurnCapture(EnergyDetector())
    for turn in range(2):
        capture.open(tmp_path / f"{turn}.wav")
        for block in blocks_of(np.concatenate((tone(1), silence(2.0), tone(1), silence(2.0), tone(1)))):
            capture.consume(block)
        capture.close()
        habits.append(capture.habit.typical_s)
    assert PauseHabit().typical_s < habits[0] < habits[1]


def test_what_is_held_does_not_grow_with_the_answer(tmp_path):
    chunks = []
    capture = TurnCapture(EnergyDetector(), CaptureListener(on_chunk=chunks.append))
    capture.open(tmp_path / "answer.wav")
    part = np.concatenate((tone(5.2), silence(0.8)))
    held = []
    tracemalloc.start()
    for _ in range(4):
        for _ in range(10):
            capture.consume(Block(0, part))
        held.append(tracemalloc.get_traced_memory()[0])
    for _ in range(240):
        capture.consume(Block(0, silence(1.0)))
    silent = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert len(chunks) == 20
    assert held[-1] - held[0] < 50_000, "a minute of sound is 3,840,000 bytes"
    assert silent - held[-1] < 50_000
    capture.close()


def test_more_time_while_speaking_holds_for_the_pause(tmp_path):
    heard = Heard()
    capture = TurnCapture(EnergyDetector(), heard.listener)
    capture.open(tmp_path / "answer.wav")
    blocks = blocks_of(np.concatenate((tone(1.6), silence(10))), 512)
    for block in blocks[:20]:
        capture.consume(block)
    capture.extend(20)
    for block in blocks[20:]:
        capture.consume(block)
    assert not heard.ended.is_set()
    capture.close()


def test_a_listener_may_close_the_answer_itself(tmp_path):
    closed = []
    capture = TurnCapture(EnergyDetector(), CaptureListener(on_signal=lambda _: closed.append(capture.close())))
    capture.open(tmp_path / "answer.wav")
    capture.consume(Block(0, tone(5.0)))
    assert len(closed) == 1
    capture.consume(Block(80_000, tone(1.0)))
    assert capture.samples_dropped == 16_000


def test_wrong_order_is_an_error_and_changes_nothing(tmp_path):
    capture = TurnCapture(EnergyDetector())
    for call in (capture.close, capture.tail, lambda: capture.extend(1), lambda: capture.hear("", 1)):
        with pytest.raises(RuntimeError, match="No answer is open"):
            call()
    capture.open(tmp_path / "answer.wav")
    with pytest.raises(RuntimeError, match="close it first"):
        capture.open(tmp_path / "other.wav")
    assert capture.close().samples_written == 0
    with pytest.raises(FileExistsError):
        capture.open(tmp_path / "answer.wav")


def test_silence_only_has_no_tail(tmp_path):
    capture = TurnCapture(EnergyDetector())
    capture.open(tmp_path / "answer.wav")
    capture.consume(Block(0, silence(30)))
    answer = capture.close()
    assert (answer.tail, answer.segments) == (None, ())


def test_an_answer_that_was_cut_off_is_taken_up_as_if_nothing_had_happened(tmp_path):
    samples, _ = spliced(1.0, SENTENCES[0], 1.0, SENTENCES[1], 1.0, SENTENCES[2], 1.0, SENTENCES[0], 3.5)
    live = Heard()
    capture = TurnCapture(EnergyDetector(), live.listener)
    capture.open(tmp_path / "live.wav")
    for block in blocks_of(samples):
        capture.consume(block)
    whole = capture.close()
    for cut in (0, 5 * SAMPLE_RATE + 123, 11 * SAMPLE_RATE, len(samples) - SAMPLE_RATE):
        path = tmp_path / f"cut-{cut}.wav"
        first = TurnCapture(EnergyDetector())
        first.open(path)
        for block in blocks_of(samples[:cut]):
            first.consume(block)
        first.close()
        heard = Heard()
        again = TurnCapture(EnergyDetector(), heard.listener)
        again.take_up(path)
        assert not heard.signals, "what is over is not reported"
        for block in blocks_of(samples[cut:]):
            again.consume(block)
        answer = again.close()
        assert answer.samples_written == answer.samples_received == len(samples)
        assert [(c.start_sample, c.end_sample) for c in heard.chunks] == [
            (c.start_sample, c.end_sample) for c in live.chunks
        ]
        assert answer.segments == whole.segments
        assert (answer.tail.start_sample, answer.tail.end_sample) == (whole.tail.start_sample, whole.tail.end_sample)


def test_the_pause_of_the_cut_may_last_longer(tmp_path):
    samples, _ = spliced(0.5, SENTENCES[0], 0.3)
    first = TurnCapture(EnergyDetector())
    first.open(tmp_path / "answer.wav")
    for block in blocks_of(samples):
        first.consume(block)
    first.close()
    for pause_s, ended in ((0.0, True), (15.0, False)):
        heard = Heard()
        again = TurnCapture(EnergyDetector(), heard.listener)
        again.take_up(tmp_path / "answer.wav", pause_s=pause_s)
        for block in blocks_of(silence(6.0)):
            again.consume(block)
        assert heard.ended.is_set() is ended
        for block in blocks_of(np.concatenate([samples, silence(6.0)])):
            again.consume(block)
        assert heard.ended.is_set(), "only that one pause"
        again.close()
        (tmp_path / "answer.wav").unlink()
        first.open(tmp_path / "answer.wav")
        for block in blocks_of(samples):
            first.consume(block)
        first.close()
