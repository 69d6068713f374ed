"""A candidate whose pause was taken for the end: by key or by voice the same answer goes on, in the same recording, whole."""

from __future__ import annotations

import signal
import threading

import numpy as np
import pytest

from audio.protocols import FRAME_SAMPLES, SAMPLE_RATE
from audio.samples import load_audio
from interviewer.review.review import build_review
from interviewer.script import SECONDS_PER_WORD
from interviewer.sessions.session_file import FILE_NAME
from interviewer.voice.ears import MicrophoneEars
from tests.audio.speech import say
from tests.audio.tone_speech import ToneLanguage
from tests.voice.test_voice_resume import cut_after
from tests.voice.voice_rig import SPEED, Candidate, Loudspeaker, Rig, verdicts

FIRST = "I fixed the pipeline that was broken."
REST = "And then it held for a year."
NUMBER = "It saved nine hours."
LEAD_S = 8.0
"""Well over the 3.6 s that the question takes, also on a busy machine."""


class Talk:
    """One interview before an open microphone, in which something happens when a line begins to be heard."""

    def __init__(self, folder, happens, *, headphones, metric="met", end_pause_s=1.0, **more) -> None:
        self.language, self.candidate = ToneLanguage(), Candidate()
        self._happens = dict(happens)
        self.player = Loudspeaker(self._on_play)
        ears = MicrophoneEars(lambda: self.candidate, lambda: None, headphones=headphones)
        self.rig = Rig(
            folder, language=self.language, ears=ears, player=self.player, barge_in=headphones, judge=verdicts(metric),
            end_pause_s=end_pause_s, **more,
        )  # fmt: skip

    def _on_play(self, number: int) -> None:
        for step in self._happens.pop(number, ()):
            match step:
                case "back":
                    self.rig.ports.key("back")
                case ("later", seconds):
                    threading.Timer(seconds / SPEED, self.rig.ports.key, ("back",)).start()
                case str():
                    self.candidate.say(self.language.speak(step))
                case _:
                    self.candidate.say(step)

    def run(self):
        """The result, the session and its review."""
        result, session = self.rig.run()
        return result, session, build_review(session)


def loud(samples) -> int:
    return np.count_nonzero(np.abs(samples) > 0.001)


def check_recording(talk, session, turn, *said) -> None:
    """The recording holds the sound of all that was said to a turn, once, and every stretch of listening names it."""
    spoken = sum(loud(talk.language.speak(text)) for text in said)
    assert loud(load_audio(session.folder / f"turn-{turn:03d}.wav")) == pytest.approx(spoken, abs=0.04 * SAMPLE_RATE)
    assert {r.audio for r in session.records if r.code == "listening" and r.turn == turn} == {f"turn-{turn:03d}.wav"}


@pytest.mark.parametrize("headphones", [False, True])
def test_a_key_while_the_closing_words_are_said(tmp_path, headphones):
    happens = {2: (LEAD_S, FIRST, 1.0), 3: ("back", 1.0, REST, 3.0)}
    talk = Talk(tmp_path, happens, headphones=headphones)
    result, session, review = talk.run()
    (turn,) = review.turns
    assert (result, turn.transcript.text) == ("completed", f"{FIRST} {REST}")
    assert [line["kind"] for line in review.lines] == ["opening", "question", "closing"]
    assert turn.notes == ("reopened",)
    assert not turn.previous
    assert turn.assessment is not None
    check_recording(talk, session, 1, FIRST, REST)


def test_a_key_while_a_follow_up_is_said(tmp_path):
    happens = {2: (LEAD_S, FIRST, 1.0), 3: ("back", 1.0, REST, 3.0), 4: (6.0, NUMBER, 3.0)}
    talk = Talk(tmp_path, happens, headphones=False, metric="missing")
    result, session, review = talk.run()
    assert result == "completed"
    assert [(t.turn, t.kind, t.transcript.text) for t in review.turns] == [
        (1, "question", f"{FIRST} {REST}"),
        (3, "follow_up", NUMBER),
    ]
    check_recording(talk, session, 1, FIRST, REST)
    check_recording(talk, session, 3, NUMBER)


def test_a_key_while_thinking_about_the_follow_up(tmp_path):
    happens = {2: (LEAD_S, FIRST, 1.0), 3: (("later", 4.0), 5.0, REST, 3.0), 4: (6.0, NUMBER, 3.0)}
    talk = Talk(tmp_path, happens, headphones=False, metric="missing")
    _, session, review = talk.run()
    assert any(r.code == "listening" and r.turn == 2 for r in session.records), "the floor was the candidate's"
    assert [(t.turn, t.transcript.text) for t in review.turns] == [(1, f"{FIRST} {REST}"), (3, NUMBER)]
    check_recording(talk, session, 1, FIRST, REST)


def test_a_key_twice_and_then_an_answer_to_the_follow_up_is_taken_up(tmp_path):
    happens = {
        2: (LEAD_S, "one two three.", 1.0),
        3: ("back", 1.0, "four five.", 1.0),
        4: ("back", 1.0, "six.", 1.0),
        5: (6.0, "seven", 1.0),
        6: ("back", 1.0, "eight.", 3.0),
    }
    _, session, review = Talk(tmp_path, happens, headphones=False, metric="missing").run()
    assert [t.transcript.text for t in review.turns] == ["one two three. four five. six.", "seven eight."]
    assert [(r.turn, r.revision) for r in session.records if r.code == "note" and r.note == "reopened"] == [
        (1, 2),
        (1, 3),
        (4, 2),
    ]


def test_who_changes_their_mind_and_says_nothing_more_hears_the_reply_again(tmp_path):
    _, _, review = Talk(tmp_path, {2: (LEAD_S, FIRST, 1.0), 3: ("back", 30.0)}, headphones=False).run()
    assert [t.transcript.text for t in review.turns] == [FIRST]
    assert review.ended == "completed"


@pytest.mark.parametrize("lead_s", [0.0, 0.3])
def test_voice_into_the_first_words_of_the_reply_goes_on_and_loses_no_word(tmp_path, lead_s):
    happens = {2: (LEAD_S, FIRST, 1.0), 3: (lead_s, REST, 3.0), 4: (6.0, NUMBER, 3.0)}
    talk = Talk(tmp_path, happens, headphones=True, metric="missing")
    _, session, review = talk.run()
    assert [(t.turn, t.transcript.text) for t in review.turns] == [(1, f"{FIRST} {REST}"), (3, NUMBER)]
    assert [note for t in review.turns for note in t.notes if "follow_up" not in note] == ["reopened"]
    check_recording(talk, session, 1, FIRST, REST)


def test_voice_that_comes_later_answers_the_reply(tmp_path):
    follow_up_s = SECONDS_PER_WORD * 5
    assert follow_up_s > 1.8
    _, _, review = Talk(
        tmp_path, {2: (LEAD_S, FIRST, 1.0), 3: (1.7, NUMBER, 3.0)}, headphones=True, metric="missing"
    ).run()
    assert [(t.turn, t.transcript.text) for t in review.turns] == [(1, FIRST), (2, NUMBER)]


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")
@pytest.mark.parametrize("code", ["note", "speech"])
def test_cut_off_where_it_was_taken_up_it_goes_on_in_the_same_recording(tmp_path, code):
    talk = Talk(tmp_path, {2: (LEAD_S, FIRST, 1.0), 3: ("back", 1.0, REST, 3.0)}, headphones=False)
    _, session, _ = talk.run()
    sound = load_audio(session.folder / "turn-001.wav")
    cut_after(session.folder, lambda r: r.code == code)
    assert b"reopened" in (session.folder / FILE_NAME).read_bytes()
    more = np.concatenate([talk.language.speak("And more."), np.zeros(3 * SAMPLE_RATE, np.float32)])
    rig = Rig(tmp_path, [more], language=talk.language, resume=True)
    result, after = rig.run()
    (turn,) = build_review(after).turns
    assert (result, turn.transcript.text) == ("completed", f"{FIRST} {REST} And more.")
    assert np.array_equal(load_audio(after.folder / "turn-001.wav")[: len(sound)], sound)
    assert not turn.previous


@pytest.mark.engines
@pytest.mark.parametrize("how", ["voice", "key"])
def test_real_speech_and_a_real_detector_and_every_sample_stands_in_the_recording_once(tmp_path, how):
    from audio.silero_engine import SileroDetector

    speed, first, rest = (
        5.0,
        say("I fixed the pipeline that was broken."),
        say("And then it held for a year, and nobody noticed."),
    )
    candidate, detector = Candidate(speed), SileroDetector()
    detector.probability(np.zeros(FRAME_SAMPLES, np.float32))  # loading it would hold the candidate up
    rig: Rig

    def on_play(number: int) -> None:
        if number == 2:
            candidate.say(LEAD_S, first, 2.0)
        elif number == 3 and how == "voice":
            candidate.say(0.3, rest, 3.0)
        elif number == 3:
            rig.ports.key("back")
            candidate.say(1.0, rest, 3.0)

    ears = MicrophoneEars(lambda: candidate, lambda: None, headphones=how == "voice")
    rig = Rig(
        tmp_path, ears=ears, player=Loudspeaker(on_play, speed), detector=detector, barge_in=how == "voice",
        recogniser=False, end_pause_s=1.5, closing="Thank you for your time, that was all.",
    )  # fmt: skip
    result, session = rig.run()
    assert result == "completed"
    (turn,) = build_review(session).turns
    assert (turn.turn, turn.notes[0]) == (1, "reopened")
    recording = load_audio(session.folder / "turn-001.wav")
    for said in (first, rest):
        assert times_in(said, recording) == 1


def times_in(said, recording) -> int:
    """How often a piece of speech stands in a recording, as good as sample for sample."""
    loudest = said[np.argmax(np.abs(said)) :][: SAMPLE_RATE // 4]
    place = np.correlate(recording, loudest, "valid")
    near = np.flatnonzero(place > 0.99 * np.dot(loudest, loudest))
    return int(len(near) > 0) + int(np.count_nonzero(np.diff(near) > SAMPLE_RATE // 10))
