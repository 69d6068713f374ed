"""A candidate before an open microphone: speaking over a line, a nudge, a lost device; the clock runs ten times faster."""

from __future__ import annotations

import threading
import time

import numpy as np
import pytest

from audio.errors import DeviceError
from audio.protocols import SAMPLE_RATE
from audio.samples import load_audio
from interviewer.review.review import build_review
from interviewer.voice.ears import MicrophoneEars
from tests.audio.speech import tone
from tests.audio.tone_speech import ToneLanguage
from tests.voice.voice_rig import SPEED, Candidate, Loudspeaker, Rig, verdicts

FIXED = "I fixed the pipeline that was broken."
OPENING, QUESTION, THIRD = 1, 2, 3
UNHURRIED_S = 4.0
"""A pause in which even a busy machine finds the time to recognise a few words."""


def notes(session):
    return [note.split(":")[0] for turn in build_review(session).turns for note in turn.notes]


def interview(tmp_path, candidate, on_play, *, headphones, language, **more):
    """Run an interview in which `on_play(n)` happens when line n begins to be heard."""
    player = Loudspeaker(on_play)
    ears = MicrophoneEars(lambda: candidate, lambda: None, headphones=headphones)
    rig = Rig(tmp_path, language=language, ears=ears, player=player, barge_in=headphones, **more)
    return rig, player, *rig.run()


def test_who_speaks_over_the_question_stops_it_and_loses_no_word(tmp_path):
    language, candidate, began = ToneLanguage(), Candidate(), []

    def speak(number):
        if number == QUESTION:
            began.append(time.monotonic())
            candidate.say(0.5, language.speak(FIXED), 3.0)

    _, player, _, session = interview(tmp_path, candidate, speak, headphones=True, language=language)
    (turn,) = build_review(session).turns
    assert turn.transcript.text == FIXED
    assert notes(session) == ["interrupted"]
    assert turn.timing.time_to_first_word_s == 0.0
    stopped_s = next(at for at in player.stopped_at if at > began[0]) - began[0]
    assert stopped_s < 3.6 / SPEED, "the question is 3.6 s long and was not heard to its end"


def test_without_headphones_nothing_that_sounds_during_a_line_is_an_answer(tmp_path):
    language, candidate = ToneLanguage(), Candidate()

    def echo(number):
        if number == QUESTION:
            echo_s = 2.1  # of the 3.6 that the line takes
            candidate.say(language.speak("this is the voice of the interviewer"), 6.0 - echo_s)
            candidate.say(language.speak(FIXED), 3.0)

    _, _, _, session = interview(tmp_path, candidate, echo, headphones=False, language=language)
    (turn,) = build_review(session).turns
    assert turn.transcript.text == FIXED
    assert notes(session) == []


def test_a_short_noise_does_not_stop_the_question(tmp_path):
    language, candidate = ToneLanguage(), Candidate()

    def cough(number):
        if number == QUESTION:
            candidate.say(0.5, tone(0.2), 4.0, language.speak(FIXED), 3.0)

    _, _, _, session = interview(tmp_path, candidate, cough, headphones=True, language=language)
    assert notes(session) == []
    assert build_review(session).turns[0].transcript.text == FIXED


def test_a_question_cut_short_by_something_without_words_is_asked_again(tmp_path):
    language, candidate = ToneLanguage(), Candidate()
    hum = np.concatenate([tone(0.1)] * 5) * np.float32(0.1)  # loud enough for the detector, no word to the recogniser

    def disturb(number):
        if number == QUESTION:
            candidate.say(0.5, hum, 3.0)
        elif number == THIRD:
            candidate.say(6.0, language.speak(FIXED), 3.0)

    _, _, _, session = interview(tmp_path, candidate, disturb, headphones=True, language=language)
    assert notes(session) == ["interrupted", "no_words"]
    assert [line["kind"] for line in build_review(session).lines] == ["opening", "question", "repeat", "closing"]
    assert build_review(session).turns[0].transcript.text == FIXED


def test_the_opening_cannot_be_spoken_over(tmp_path):
    language, candidate = ToneLanguage(), Candidate()

    def greet(number):
        if number == OPENING:
            candidate.say(language.speak("hello hello"))
        elif number == QUESTION:
            candidate.say(5.0, language.speak(FIXED), 3.0)

    _, _, _, session = interview(tmp_path, candidate, greet, headphones=True, language=language)
    assert notes(session) == []
    assert build_review(session).turns[0].transcript.text == FIXED


@pytest.mark.parametrize("headphones", [False, True])
def test_after_a_nudge_the_same_answer_goes_on(tmp_path, headphones):
    language, candidate = ToneLanguage(), Candidate()

    def answer(number):
        if number == QUESTION:
            candidate.say(5.0, language.speak("I did it because the"))
        elif number == THIRD:  # the nudge: "Take your time.", 1.2 s
            candidate.say(2.5, language.speak("others had gone home."), 3.0)

    more = {"headphones": headphones, "language": language, "end_pause_s": UNHURRIED_S}
    _, _, _, session = interview(tmp_path, candidate, answer, **more)
    (turn,) = build_review(session).turns
    assert notes(session) == ["nudged"]
    assert turn.transcript.text == "I did it because the others had gone home."
    listening = [r for r in session.records if r.code == "listening"]
    assert [(r.turn, r.revision, r.audio) for r in listening] == [(1, 1, "turn-001.wav"), (1, 2, "turn-001.wav")]


def test_who_speaks_during_a_nudge_stops_it_and_loses_no_word(tmp_path):
    language, candidate = ToneLanguage(), Candidate()

    def answer(number):
        if number == QUESTION:
            candidate.say(5.0, language.speak("I did it because the"))
        elif number == THIRD:
            candidate.say(0.1, language.speak("others had gone home."), 3.0)

    more = {"headphones": True, "language": language, "end_pause_s": UNHURRIED_S}
    _, player, _, session = interview(tmp_path, candidate, answer, **more)
    assert build_review(session).turns[0].transcript.text == "I did it because the others had gone home."
    nudge_s = player.played_at[THIRD - 1]
    assert any(0 < at - nudge_s < 1.2 / SPEED for at in player.stopped_at)


def test_a_key_ends_the_answer_during_a_nudge(tmp_path):
    language, candidate = ToneLanguage(), Candidate()
    ports = []

    def answer(number):
        if number == QUESTION:
            candidate.say(5.0, language.speak("I did it because the"))
        elif number == THIRD:
            ports[0].key("done")

    player = Loudspeaker(answer)
    ears = MicrophoneEars(lambda: candidate, lambda: None)
    rig = Rig(tmp_path, language=language, ears=ears, player=player, end_pause_s=UNHURRIED_S)
    ports.append(rig.ports)
    _, session = rig.run()
    assert [r.reason for r in session.records if r.code == "answer_end"] == ["key"]
    assert build_review(session).turns[0].transcript.text == "I did it because the"


def test_a_microphone_lost_in_the_middle_of_an_answer_comes_back_into_the_same_answer(tmp_path):
    language = ToneLanguage()
    candidates = [Candidate(), Candidate()]
    opened = iter(candidates)

    def talk(number):
        if number == QUESTION:
            candidates[0].say(5.0, language.speak("one two three four five six"), 0.5)
            candidates[0].die()
        elif number == THIRD:
            # From when the microphone is back: while "I can hear you again. Please go on." is said (3.2 s), and for a pause
            # after it that would have been the end of the answer otherwise. The line before that one may not have sounded.
            candidates[1].say(5.5, language.speak("seven eight nine."), 3.0)

    ears = MicrophoneEars(lambda: next(opened), lambda: None)
    rig = Rig(tmp_path, language=language, ears=ears, player=Loudspeaker(talk))
    result, session = rig.run()
    assert result == "completed"
    (turn,) = build_review(session).turns
    assert turn.transcript.text == "one two three four five six seven eight nine."
    assert any("unplugged" in note for note in turn.notes)
    assert notes(session) == ["paused", "resumed"]
    lines = [line["text"] for line in build_review(session).lines]
    assert lines[2].startswith("I can no longer hear you")
    assert lines[3].startswith("I can hear you again")
    assert load_audio(session.folder / "turn-001.wav").size > 5 * SAMPLE_RATE


def test_the_pause_in_which_a_microphone_was_lost_is_no_end_of_the_answer(tmp_path):
    language = ToneLanguage()
    candidates = [Candidate(), Candidate()]
    opened = iter(candidates)

    def talk(number):
        if number == QUESTION:
            candidates[0].say(5.0, language.speak("I fixed it."), 0.5)
            candidates[0].die()
        elif number == THIRD:
            candidates[1].say(7.0, language.speak("It held."), 3.0)  # 3.5 s after the line, and 1 s ends an answer

    ears = MicrophoneEars(lambda: next(opened), lambda: None)
    _, session = Rig(tmp_path, language=language, ears=ears, player=Loudspeaker(talk)).run()
    assert build_review(session).turns[0].transcript.text == "I fixed it. It held."


def test_a_microphone_that_stays_away_is_replaced_by_another_on_a_key(tmp_path):
    language = ToneLanguage()
    lost, other = Candidate(), Candidate()
    opened = []

    def first():
        if opened:
            raise DeviceError("It is not there.")
        opened.append(lost)
        return lost

    def talk(number):
        if number == QUESTION:
            lost.say(5.0, language.speak("one two three"), 0.5)
            lost.die()
        elif number == THIRD + 1:
            other.say(6.0, language.speak("four five."), 3.0)  # well after the line, which takes 3.2 s

    ears = MicrophoneEars(first, lambda: None, lambda: {"Desk microphone": lambda: other})
    rig = Rig(tmp_path, language=language, ears=ears, player=Loudspeaker(talk))
    offered = threading.Event()
    show = rig.screen.other_device

    def press(name):
        show(name)
        offered.set()
        rig.ports.key("device")

    rig.ports._watch._offer = press
    _, session = rig.run()
    assert offered.is_set()
    assert "Desk microphone" in rig.screen._console.file.getvalue()
    assert build_review(session).turns[0].transcript.text == "one two three four five."


def test_a_hung_recogniser_costs_no_sound(tmp_path):
    language, candidate = ToneLanguage(), Candidate()

    def answer(number):
        if number == QUESTION:
            rig.transcriber.gate.clear()
            candidate.say(5.0, *[language.speak(FIXED), 0.8] * 8, 3.0)
            threading.Timer(32 / SPEED, rig.transcriber.gate.set).start()

    ears = MicrophoneEars(lambda: candidate, lambda: None)
    rig = Rig(tmp_path, language=language, ears=ears, player=Loudspeaker(answer), judge=verdicts("met"))
    _, session = rig.run()
    (turn,) = build_review(session).turns
    assert turn.transcript.text == " ".join([FIXED] * 8)
