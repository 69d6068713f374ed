"""Capture: recognition may be slow, fail or lie; every sample of an answer is in its file."""

from __future__ import annotations

import threading
import time

import numpy as np
import pytest

from audio.capture import CaptureListener, TurnCapture
from audio.endpoint import EndOfTurn, SpeechPaused, SpeechStarted
from audio.file_recorder import FileRecorder
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
    assert capture.next_sample == 48_000


def test_the_tail_of_our_own_voice_is_ignored(tmp_path):
    samples = tone(2.0)
    capture = TurnCapture(EnergyDetector())
    capture.ignore_until_sample = 10_000
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
    assert (ahead.start_sample, len(ahead.samples)) == (tail.start_sample, len(tail.samples)) == (0, 29_600)


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
    for call in (capture.close, capture.tail, lambda: capture.extend(1)):
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
