"""A file as the microphone: complete, in order, paced, followed by silence."""

from __future__ import annotations

import time

import numpy as np
import pytest

from audio.errors import DeviceError
from audio.file_recorder import FileRecorder
from tests.audio.speech import tone


def play(recorder, until=lambda recorder: recorder.exhausted, limit_s=10.0):
    blocks = []
    recorder.start(blocks.append)
    deadline_s = time.monotonic() + limit_s
    while not until(recorder) and time.monotonic() < deadline_s:
        time.sleep(0.002)
    recorder.stop()
    return blocks


def test_every_sample_comes_once_in_order_then_silence():
    samples = tone(1.234)
    blocks = play(FileRecorder(samples, speed=0, lead_in_s=0.1, lead_out_s=0.2))
    starts = [block.start_sample for block in blocks]
    assert starts == [0, *np.cumsum([len(block.samples) for block in blocks])[:-1]]
    heard = np.concatenate([block.samples for block in blocks])
    assert np.array_equal(heard[1_600 : 1_600 + len(samples)], samples)
    assert not heard[:1_600].any()
    assert not heard[1_600 + len(samples) :].any()
    assert len(heard) >= len(samples) + 1_600 + 3_200


def test_the_pace():
    started_s = time.monotonic()
    play(FileRecorder(tone(1.0), speed=4.0))
    assert 0.2 <= time.monotonic() - started_s < 2.0


def test_silence_after_an_unpaced_file_does_not_flood():
    recorder = FileRecorder(tone(0.1), speed=0)
    blocks = []
    recorder.start(blocks.append)
    time.sleep(0.5)
    recorder.stop()
    assert 5 < len(blocks) < 4 + 0.6 / 0.032 * 31


def test_nothing_comes_after_stop_and_it_can_start_again():
    recorder = FileRecorder(tone(10.0))
    blocks = []
    recorder.start(blocks.append)
    with pytest.raises(DeviceError):
        recorder.start(blocks.append)
    recorder.stop()
    recorder.stop()
    n = len(blocks)
    time.sleep(0.1)
    assert len(blocks) == n
    recorder.start(blocks.append)
    time.sleep(0.05)
    recorder.stop()
    assert blocks[n].start_sample == 0


def test_a_consumer_that_fails_is_a_fault_and_not_an_end():
    recorder = FileRecorder(tone(0.2), speed=0)
    seen = []

    def consume(block):
        seen.append(block)
        raise ValueError("no room")

    recorder.start(consume)
    while not recorder.exhausted:
        time.sleep(0.002)
    assert "no room" in recorder.fault()
    recorder.stop()
    assert len(seen) >= 7


def test_an_empty_file_is_silence():
    recorder = FileRecorder(tone(0), speed=0)
    blocks = play(recorder)
    assert recorder.exhausted
    assert not any(block.samples.any() for block in blocks)
