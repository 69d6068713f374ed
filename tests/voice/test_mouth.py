"""The interviewer's voice: what is wanted is said, what is not is not, and likely lines are there before they are needed."""

from __future__ import annotations

import threading
import time

import numpy as np
import pytest

from audio.errors import DeviceError, SynthesisError
from audio.scripted import SilentPlayer, ToneSynthesizer
from interviewer.voice.mouth import Mouth, MouthListener, Utterance


class Voice(ToneSynthesizer):
    """Remembers what it was asked for; waits for the gate."""

    def __init__(self):
        self.asked, self.gate = [], threading.Event()
        self.gate.set()

    def synthesize(self, text):
        self.asked.append(text)
        self.gate.wait()
        return super().synthesize(text)


class Listening:
    def __init__(self, player=None, voice=None):
        self.finished, self.rendered, self.failed = [], [], []
        listener = MouthListener(
            self.finished.append,
            lambda utterance, samples: self.rendered.append((utterance, samples)),
            self.failed.append,
        )
        self.voice = voice or Voice()
        self.mouth = Mouth(self.voice, player, listener)

    def wait(self, count=1):
        end = time.monotonic() + 10
        while len(self.finished) < count and time.monotonic() < end:
            time.sleep(0.005)
        return self.finished


def test_a_line_is_rendered_played_and_reported():
    player = SilentPlayer(speed=50)
    one = Listening(player)
    one.mouth.say(Utterance(7, "Hello there."))
    assert one.mouth.busy
    assert one.wait() == [7]
    assert not one.mouth.busy
    assert one.mouth.sounded
    assert player.played_s == [pytest.approx(0.8)]


def test_a_nudge_is_soft():
    one = Listening(SilentPlayer())
    one.mouth.say(Utterance(1, "Take your time.", gain=0.5))
    one.wait()
    assert np.abs(one.rendered[0][1]).max() == pytest.approx(0.1, abs=0.001)


def test_a_line_that_is_stopped_before_it_is_rendered_is_never_heard():
    player = SilentPlayer(speed=1)
    one = Listening(player)
    one.voice.gate.clear()
    one.mouth.say(Utterance(1, "Hello."))
    one.mouth.stop()
    one.voice.gate.set()
    time.sleep(0.1)
    assert player.played_s == []
    assert not one.mouth.sounded


@pytest.mark.parametrize("fault", ["voice", "speaker", "none"])
def test_a_line_that_cannot_be_spoken_counts_as_heard(fault):
    class Mute(Voice):
        def synthesize(self, text):
            raise SynthesisError("No voice is there.")

    class Gone(SilentPlayer):
        def play(self, samples, finished):
            raise DeviceError("It is gone.")

    one = Listening(None if fault == "none" else Gone(), Mute() if fault == "voice" else Voice())
    one.mouth.say(Utterance(3, "Hello."))
    assert one.wait() == [3]
    assert len(one.failed) == (0 if fault == "none" else 1)


def test_likely_lines_are_rendered_newest_first_and_once():
    one = Listening(SilentPlayer())
    one.voice.gate.clear()
    one.mouth.get_ready(["first"])
    while not one.voice.asked:
        time.sleep(0.005)
    one.mouth.get_ready(["later one", "later two"])
    one.mouth.get_ready(["likelier", "first"])
    one.voice.gate.set()
    end = time.monotonic() + 10
    while len(one.voice.asked) < 4 and time.monotonic() < end:
        time.sleep(0.005)
    time.sleep(0.05)
    assert one.voice.asked == ["first", "likelier", "later one", "later two"]


def test_speaking_and_waiting_ends_when_hushed(tmp_path):
    one = Listening(SilentPlayer(speed=1))
    hushed = threading.Event()
    threading.Timer(0.1, hushed.set).start()
    begun = time.monotonic()
    assert one.mouth.speak_now("one two three four five six seven eight nine ten", tmp_path / "x.wav", hushed)
    assert time.monotonic() - begun < 3.9
    assert (tmp_path / "x.wav").is_file()
    assert not Listening(None).mouth.speak_now("Hello.", tmp_path / "y.wav", threading.Event())
