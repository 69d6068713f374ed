"""Deafness and hearing again: what is the candidate's goes into the recording, what is ours does not."""

from __future__ import annotations

import numpy as np
import pytest

from audio.capture import Chunk
from audio.endpoint import EndpointSettings
from audio.protocols import SAMPLE_RATE, Block
from audio.samples import load_audio, silence
from audio.scripted import EnergyDetector
from audio.transcript import Transcript, Word
from audio.turn_signals import EndOfTurn
from audio.word_model import LastWords, last_words
from interviewer.voice.hearing import Hearing, HearingListener, Place
from interviewer.voice.recogniser import Decoded, Recogniser
from tests.audio.speech import tone


class Room:
    def __init__(self, folder, *, barge_in=False, read=last_words):
        self.folder, self.over, self.signals = folder, [], []
        listener = HearingListener(
            lambda place, signal: self.signals.append((place, signal)),
            lambda place, decoded: None,
            self.over.append,
            lambda level: None,
            lambda error: None,
        )
        self.hearing = Hearing(
            EnergyDetector(),
            self.recogniser,
            EndpointSettings(),
            listener,
            barge_in=barge_in,
            read=read,
        )

    def recogniser(self, report):
        self.report = report
        return Recogniser(None, report)

    def listen(self, turn=1, revision=1, *, guard_s=0.0, unheard=False):
        path = self.folder / f"turn-{turn}.wav"
        self.hearing.listen(Place(turn, revision), path, "", guard_s=guard_s, unheard=unheard, story=True)

    def take_up(self, turn=1, revision=1):
        path = self.folder / f"turn-{turn}.wav"
        self.hearing.take_up(Place(turn, revision), path, "", known={}, story=True, answer_from_s=0.0)
        self.listen(turn, revision + 1, guard_s=0.25)

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
    assert len(room.over) == 1
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


@pytest.mark.parametrize(("lead_s", "sounds", "after_s"), [(0.5, True, 0.5), (0.0, True, 0.0), (0.7, False, -0.3)])
def test_how_soon_after_the_first_sound_of_a_line_the_voice_came(tmp_path, lead_s, sounds, after_s):
    room = Room(tmp_path, barge_in=True)
    room.hearing.line_begins(hears_us=False)
    room.sound(silence(1.0))
    if sounds:
        room.hearing.line_sounds()
    room.sound(*([silence(lead_s)] if lead_s else []), tone(0.6))
    assert room.over == [pytest.approx(after_s, abs=0.07)]


def test_an_answer_that_is_taken_up_goes_on_in_its_recording_without_what_we_said(tmp_path):
    room = Room(tmp_path)
    room.listen()
    room.sound(tone(0.5), silence(1))
    room.hearing.line_begins(hears_us=True)
    room.sound(tone(2.0))
    room.take_up()
    room.sound(silence(0.25), tone(0.4))
    assert loud_s(room.recorded()) == pytest.approx(0.9, abs=0.02)


def test_what_was_said_after_an_end_by_key_is_of_the_answer_when_it_goes_on(tmp_path):
    room = Room(tmp_path)
    room.listen()
    room.sound(tone(0.5))
    room.hearing.stop_listening()
    room.sound(tone(0.3))
    room.take_up()
    room.sound(tone(0.4))
    samples = room.recorded()
    assert len(samples) == round(1.2 * SAMPLE_RATE), "without a gap"


def test_a_word_begun_before_the_key_goes_over_to_the_answer_that_is_taken_up(tmp_path):
    room = Room(tmp_path)
    room.listen()
    room.sound(tone(0.5), silence(1))
    room.hearing.stop_listening()
    room.listen(turn=2)
    room.sound(silence(3), tone(0.2))
    room.take_up()
    room.sound(tone(0.4), silence(1))
    samples = room.recorded(1)
    assert loud_s(samples) == pytest.approx(1.1, abs=0.02)
    assert len(samples) / SAMPLE_RATE == pytest.approx(1.5 + 0.3 + 0.2 + 1.4, abs=0.1), "but not the silence before it"
    assert [type(signal).__name__ for place, signal in room.signals if place.turn == 1][-1] == "SpeechPaused"


def test_an_answer_of_an_earlier_sitting_is_taken_up_from_the_disk(tmp_path):
    before = Room(tmp_path)
    before.listen()
    before.sound(tone(0.5), silence(1))
    before.hearing.finish_turn()
    room = Room(tmp_path)
    room.listen(turn=2)
    room.sound(silence(1))
    room.take_up()
    room.sound(tone(0.4), silence(1))
    assert loud_s(room.recorded(1)) == pytest.approx(0.9, abs=0.02)


def test_the_time_of_an_answer_counts_from_its_first_word_when_it_is_taken_up(tmp_path):
    room = Room(tmp_path)
    reached = []
    room.hearing._listener = HearingListener(
        lambda place, signal: None, lambda place, decoded: None, room.over.append, lambda level: None,
        lambda error: None, lambda place, seconds: reached.append(seconds),
    )  # fmt: skip
    room.listen()
    room.sound(silence(2), tone(3.0), silence(1))
    room.hearing.line_begins(hears_us=True)
    room.sound(tone(5.0))
    path = tmp_path / "turn-1.wav"
    room.hearing.take_up(Place(1, 1), path, "", known={}, story=True, answer_from_s=0.0)
    room.hearing.listen(Place(1, 2), path, "", guard_s=0.0, unheard=False, story=True, fresh=False, marks_s=(6.0,))
    room.sound(tone(4.0), silence(1))
    room.hearing.finish_turn()
    assert reached == [pytest.approx(6.0, abs=0.1)], "3 s, 1 s of pause and 2 s; not what was said in between"


@pytest.mark.parametrize(("asks", "ended"), [(-5.0, True), (5.0, False)])
def test_what_the_reader_says_of_the_last_words_decides_how_long_is_waited(tmp_path, asks, ended):
    heard = []

    def read(text):
        heard.append(text)
        return LastWords(asks=asks, left_open=-5.0)

    room = Room(tmp_path, read=read)
    room.listen()
    room.sound(tone(1.0), silence(0.5))
    said = Transcript(words=(Word(text="Done.", start_s=0.1, end_s=0.9),))
    chunk = Chunk(tmp_path / "turn-1.wav", 0, SAMPLE_RATE)
    room.report(Decoded(1, chunk, said, said, final=False))
    room.sound(silence(6.0))
    room.recorded()
    assert heard == ["Done."]
    assert any(isinstance(signal, EndOfTurn) for _, signal in room.signals) is ended
