"""A voice interview that was killed goes on: in the same recording, its words once and in order, chunks decoded once."""

from __future__ import annotations

import signal

import numpy as np
import pytest

from audio.protocols import SAMPLE_RATE
from audio.samples import load_audio, silence
from audio.transcript import Transcript, Word
from interviewer.review.review import build_review
from interviewer.sessions import records as rec
from interviewer.sessions.session_file import FILE_NAME, RESUMED, read_session
from tests.audio.tone_speech import ToneLanguage
from tests.interviewer.talks import made_session
from tests.voice.test_voice_kill import killed
from tests.voice.voice_rig import Rig, verdicts


def language_of_the_child() -> ToneLanguage:
    """The same words at the same pitches."""
    language = ToneLanguage()
    for n in range(40):
        language.speak(" ".join(f"w{(n + k) % 50}" for k in range(20)))
    return language


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")
@pytest.mark.parametrize("seconds", [3, 31])
def test_killed_in_the_middle_of_an_answer_and_gone_on_with(tmp_path, seconds):
    killed(tmp_path, seconds)
    before = read_session(tmp_path / "sessions" / "s1")
    sound = load_audio(before.folder / "turn-001.wav")
    language = language_of_the_child()
    more = np.concatenate([silence(0.5), language.speak("w48 w49 w48 w49"), silence(3)])
    rig = Rig(tmp_path, [more, np.concatenate([language.speak("w3"), silence(3)])], language=language, resume=True)
    result, session = rig.run()
    assert result == "completed"
    assert session.damaged == 0
    (turn,) = [t for t in build_review(session).turns if t.turn == 1]
    whole = load_audio(session.folder / "turn-001.wav")
    assert np.array_equal(whole[: len(sound)], sound), "the recording goes on, sample for sample"
    words = turn.transcript.text.split()
    expected = [f"w{(n + k) % 50}" for n in range(40) for k in range(20)]
    told = words[: words.index("w48")] if "w48" in words else words
    assert told == expected[: len(told)], "each word once, in order"
    assert len(told) >= seconds * 200 / 60 * 0.7
    assert words[len(told) :] == ["w48", "w49", "w48", "w49"]
    starts = [word.start_s for word in turn.transcript.words]
    assert starts == sorted(starts)
    known = [r for r in before.records if r.code == "chunk"]
    again = [r for r in session.records[len(before.records) :] if r.code == "chunk"]
    assert not {r.start_sample for r in known} & {r.start_sample for r in again}, "what was recognised stays"
    if seconds > 20:
        assert known
        assert known[0].transcript.text not in rig.transcriber.heard
    said = [r for r in session.records if r.code == "line"]
    assert [r.kind for r in said[2:4]] == ["notice", "repeat"]
    assert said[3].text == said[1].text
    assert any(r.code == "note" and r.note == RESUMED for r in session.records)


def cut_after(folder, wanted) -> None:
    """Cut a session off after the last record that `wanted` chooses."""
    path = folder / FILE_NAME
    lines = path.read_bytes().split(b"\n")
    records = read_session(folder).records
    place = max(index for index, record in enumerate(records) if wanted(record))
    path.write_bytes(b"\n".join(lines[: place + 2]) + b"\n")


def test_an_answer_that_had_ended_is_recognised_and_judged_without_listening_again(tmp_path):
    language = ToneLanguage()
    answer = np.concatenate([language.speak("one two three four"), silence(3)])
    Rig(tmp_path, [answer], language=language).run()
    folder = tmp_path / "sessions" / "s1"
    cut_after(folder, lambda r: isinstance(r, rec.Ended))
    rig = Rig(tmp_path, language=language, resume=True)
    result, session = rig.run()
    assert result == "completed"
    (turn,) = build_review(session).turns
    assert turn.transcript.text == "one two three four"
    assert turn.assessment is not None
    assert sum(r.code == "listening" for r in session.records) == 1


def test_a_recording_that_had_been_begun_is_gone_on_with(tmp_path):
    language = ToneLanguage()
    answer = np.concatenate([silence(1), language.speak("one two three four"), silence(3)])
    Rig(tmp_path, [answer], language=language).run()
    folder = tmp_path / "sessions" / "s1"
    cut_after(folder, lambda r: isinstance(r, rec.Listening))
    wav = folder / "turn-001.wav"
    wav.write_bytes(wav.read_bytes()[: 44 + 2 * SAMPLE_RATE // 2 + 1])  # half a second of silence, and half a sample
    rig = Rig(tmp_path, [np.concatenate([language.speak("five six"), silence(3)])], language=language, resume=True)
    result, session = rig.run()
    assert result == "completed"
    (turn,) = build_review(session).turns
    assert turn.transcript.text == "five six"
    assert turn.transcript.words[0].start_s >= 0.5


def test_a_recogniser_that_was_not_done_is_asked_again(tmp_path):
    language = ToneLanguage()
    long = np.concatenate(
        [language.speak(" ".join(f"w{n}" for n in range(40))), silence(0.7), language.speak("end"), silence(3)]
    )
    Rig(tmp_path, [long], language=language).run()
    folder = tmp_path / "sessions" / "s1"
    cut_after(folder, lambda r: isinstance(r, rec.Speech))  # before the first chunk was on the disk
    rig = Rig(tmp_path, [np.concatenate([language.speak("w1 w2"), silence(3)])], language=language, resume=True)
    _, session = rig.run()
    (turn,) = build_review(session).turns
    words = [f"w{n}" for n in range(40)]
    assert turn.transcript.text.split() == [*words, "end", "w1", "w2"]


def test_an_answer_that_the_interview_had_gone_past_is_judged_once_and_late(tmp_path):
    language = ToneLanguage()
    answers = [np.concatenate([language.speak(text), silence(3)]) for text in ("one two three", "four five")]
    Rig(tmp_path, answers, language=language, judge=verdicts("missing")).run()
    folder = tmp_path / "sessions" / "s1"
    cut_after(folder, lambda r: isinstance(r, rec.Spoken) and r.kind == "follow_up")
    path = folder / FILE_NAME
    lines = [line for line in path.read_bytes().split(b"\n") if b'"code":"assessment"' not in line]
    path.write_bytes(b"\n".join(lines))
    rig = Rig(tmp_path, answers[1:], language=language, judge=verdicts("missing"), resume=True)
    result, session = rig.run()
    assert result == "completed"
    review = build_review(session)
    assert [turn.turn for turn in review.turns] == [1, 2]
    assert all(isinstance(turn.transcript, Transcript) and turn.assessment for turn in review.turns)
    assert sorted(r.turn for r in session.records if r.code == "assessment") == [1, 2]
    assert review.turns[0].voiced


def test_pieces_that_were_divided_anew_after_a_cut_stand_once_in_the_review(tmp_path):
    def piece(text: str, start: int) -> rec.Chunk:
        spoken = [Word(text=w, start_s=start + i, end_s=start + i + 1.0) for i, w in enumerate(text.split())]
        transcript = Transcript(words=tuple(spoken), duration_s=9)
        return rec.Chunk(
            at_s=9, turn=1, revision=1, transcript=transcript, start_sample=start * SAMPLE_RATE,
            end_sample=(start + len(spoken)) * SAMPLE_RATE,
        )  # fmt: skip

    asked = rec.Spoken(at_s=0, kind="question", utterance=1, turn=1, question_id="q", text="Why?")
    folder = made_session(
        tmp_path, asked, piece("a b", 0), piece("c d e", 2), piece("c d", 2), piece("e f", 4), name="anew"
    )
    assert build_review(read_session(folder)).turns[0].transcript.text == "a b c d e f"
