"""Deafness and hearing again: what is the candidate's goes into the recording, what is ours does not."""

from __future__ import annotations

import numpy as np
import pytest

from audio.endpoint import EndpointSettings
from audio.protocols import SAMPLE_RATE, Block
from audio.samples import load_audio, silence
from audio.scripted import EnergyDetector
from interviewer.voice.hearing import Hearing, HearingListener, Place
from interviewer.voice.recogniser import Recogniser
from tests.audio.speech import tone


class Room:
    def __init__(self, folder, *, barge_in=False):
        self.folder, self.over, self.signals = folder, [], []
        listener = HearingListener(
            lambda place, signal: self.signals.append((place, signal)),
            lambda place, decoded: None,
            lambda: self.over.append(1),
            lambda level: None,
            lambda error: None,
        )
        self.hearing = Hearing(
            EnergyDetector(), lambda report: Recogniser(None, report), EndpointSettings(), listener, barge_in=barge_in
        )

    def listen(self, turn=1, revision=1, *, guard_s=0.0, unheard=False):
        path = self.folder / f"turn-{turn}.wav"
        self.hearing.listen(Place(turn, revision), path, "", guard_s=guard_s, unheard=unheard, story=True)

    def sound(self, *parts):
        samples = np.concatenate(parts)
        for start in range(0, len(samples), 512):
            self.hearing.consume(Block(0, samples[start : start + 512]))

    def recorded(self, turn=1):
        self.hearing.finish_turn()
        return load_audio(self.folder / f"turn-{turn}.wav")


def loud_s(samples):
    return np.count_nonzero(np.abs(samples) > 0.001) / SAMPLE_RATE


@pytest.mark.parametrize(("hears_us", "kept_s"), [(True, 1.0), (False, 2.0)])
def test_ears_that_hear_us_are_deaf_while_we_speak(tmp_path, hears_us, kept_s):
    room = Room(tmp_path)
    room.listen()
    room.sound(tone(0.5))
    room.hearing.line_begins(hears_us=hears_us)
    room.sound(tone(1.0))
    room.listen(revision=2)
    room.sound(tone(0.5))
    assert loud_s(room.recorded()) == pytest.approx(kept_s, abs=0.02)


def test_what_was_said_before_a_line_could_sound_is_not_lost(tmp_path):
    room = Room(tmp_path)
    room.listen()
    room.sound(tone(0.5))
    room.hearing.line_begins(hears_us=True)
    room.sound(tone(0.3))
    room.listen(revision=2, guard_s=0.25, unheard=True)
    room.sound(tone(0.5))
    samples = room.recorded()
    assert loud_s(samples) == pytest.approx(1.3, abs=0.02)
    assert len(samples) == round(1.3 * SAMPLE_RATE), "without a gap"


def test_what_was_said_before_a_new_question_is_no_answer_to_it(tmp_path):
    room = Room(tmp_path)
    room.listen()
    room.sound(tone(0.5))
    room.hearing.stop_listening()
    room.sound(tone(1.0))
    room.hearing.line_begins(hears_us=True)
    room.listen(turn=2, guard_s=0.25, unheard=True)
    room.sound(tone(0.25), silence(1), tone(0.5))
    assert loud_s(room.recorded(2)) == pytest.approx(0.5, abs=0.01), "nor is the tail of our own voice"


def test_voice_over_a_line_is_reported_once_and_begins_the_answer(tmp_path):
    room = Room(tmp_path, barge_in=True)
    room.hearing.line_begins(hears_us=False)
    room.sound(silence(2), tone(0.6))
    assert room.over == [1]
    room.listen()
    room.sound(tone(0.4), silence(1))
    samples = room.recorded()
    assert loud_s(samples) == pytest.approx(1.0, abs=0.02)
    assert len(samples) / SAMPLE_RATE == pytest.approx(2.3, abs=0.05)


def test_voice_over_the_line_before_is_forgotten(tmp_path):
    room = Room(tmp_path, barge_in=True)
    room.hearing.line_begins(hears_us=False)
    room.sound(tone(1.0))
    room.hearing.line_begins(hears_us=False)
    room.sound(silence(1.0))
    room.listen()
    room.sound(silence(0.5))
    assert loud_s(room.recorded()) == 0
