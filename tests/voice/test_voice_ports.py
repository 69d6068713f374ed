"""Voice mode without hardware: files as the microphone, a candidate who speaks in tones, real recognition of them."""

from __future__ import annotations

import numpy as np
import pytest

from audio.errors import DeviceError, SynthesisError, TranscriptionError
from audio.protocols import SAMPLE_RATE
from audio.samples import load_audio, silence
from audio.scripted import ScriptedTranscriber
from audio.transcript import Transcript, Word
from audio.wav_file import WavWriter
from interviewer.review.review import build_review
from tests.audio.speech import tone
from tests.audio.tone_speech import ToneLanguage
from tests.voice.voice_rig import Rig, verdicts

FIXED = "I fixed the pipeline that was broken."
HELPED = "It cut the errors by half."


def spoken(language, *parts):
    return np.concatenate([silence(p) if isinstance(p, int | float) else language.speak(p) for p in parts])


def chunk_words(session):
    return " ".join(r.transcript.text for r in session.records if r.code == "chunk")


def test_a_spoken_interview_keeps_every_sample_and_asks_for_what_was_missing(tmp_path):
    language = ToneLanguage()
    first, second = spoken(language, 0.5, FIXED, 2), spoken(language, 1, HELPED, 2)
    rig = Rig(tmp_path, [first, second], language=language, judge=verdicts("missing"))
    result, session = rig.run()
    review = build_review(session)
    assert result == "completed"
    assert [t.kind for t in review.turns] == ["question", "follow_up"]
    assert review.turns[0].transcript.text == FIXED
    assert review.turns[1].transcript.text == HELPED
    assert review.turns[1].target == "metric"
    assert review.turns[1].asked == "How much did it help?"
    recorded = load_audio(session.folder / "turn-001.wav")
    loud = np.flatnonzero(np.abs(recorded) > 0.01)
    original = np.flatnonzero(np.abs(first) > 0.01)
    assert loud[0] == original[0], "the recording begins with the file and nothing is cut off"
    assert np.count_nonzero(np.abs(recorded) > 0.01) == np.count_nonzero(np.abs(first) > 0.01), "no sample was lost"
    assert np.abs(recorded[: len(first)] - first[: len(recorded)]).max() < 1e-4
    assert (session.folder / review.turns[0].line_audio).is_file()
    (start, _), *_ = review.turns[0].voiced
    assert start == pytest.approx(0.5, abs=0.07)
    assert review.turns[0].timing.time_to_first_word_s == pytest.approx(0.5, abs=0.07)


def test_the_words_are_there_when_the_answer_ends_and_nothing_is_decoded_twice(tmp_path):
    language = ToneLanguage()
    rig = Rig(tmp_path, [spoken(language, 0.5, FIXED, 3)], language=language, judge=verdicts("met"))
    _, session = rig.run()
    assert build_review(session).turns[0].transcript.text == FIXED
    assert rig.transcriber.heard == [FIXED]


def test_a_long_answer_is_joined_from_its_chunks_without_loss_or_doubling(tmp_path):
    language = ToneLanguage()
    words = [f"w{n % 60}" for n in range(200)]
    parts = []
    for start in range(0, 200, 20):
        parts += [" ".join(words[start : start + 20]), 0.7]
    rig = Rig(tmp_path, [spoken(language, *parts, 3)], language=language, judge=verdicts("met"))
    _, session = rig.run()
    (turn,) = build_review(session).turns
    assert turn.transcript.text.split() == words
    times = [word.start_s for word in turn.transcript.words]
    assert times == sorted(times)
    assert chunk_words(session).split() == words[: len(chunk_words(session).split())], "chunks are closed in order"
    assert len(chunk_words(session).split()) >= 140


def test_who_never_pauses_loses_at_most_the_word_that_is_cut(tmp_path):
    language = ToneLanguage()
    words = [f"w{n % 60}" for n in range(250)]  # 75 s without a pause of 0.1 s
    rig = Rig(tmp_path, [spoken(language, " ".join(words), 3)], language=language, judge=verdicts("met"))
    _, session = rig.run()
    got = build_review(session).turns[0].transcript.text.split()
    assert got == words, "it is cut between two words, where it is quietest"


def test_speech_after_an_assumed_end_goes_on_in_the_same_answer(tmp_path):
    import threading

    language, gate = ToneLanguage(), threading.Event()
    answer = spoken(language, FIXED, 5.0, HELPED, 30)
    rig = Rig(tmp_path, [answer], language=language, judge=verdicts("met", gate), speed=10)
    threading.Timer(1.3, gate.set).start()  # the judge is slow enough for the candidate to go on
    _, session = rig.run()
    (turn,) = build_review(session).turns
    assert turn.transcript.text == f"{FIXED} {HELPED}"
    assert "reopened" in turn.notes
    assert rig.transcriber.heard[0] == FIXED


def test_an_open_sentence_is_nudged_and_goes_on_in_the_same_recording(tmp_path):
    language = ToneLanguage()
    answer = spoken(language, "I did it because the", 7.5, "others had gone home.", 3)
    rig = Rig(tmp_path, [answer], language=language, judge=verdicts("met"), speed=10, end_pause_s=4.0)
    _, session = rig.run()
    (turn,) = build_review(session).turns
    assert turn.transcript.text == "I did it because the others had gone home."
    assert turn.notes == ("nudged",)
    said = [line["kind"] for line in build_review(session).lines]
    assert said == ["opening", "question", "nudge", "closing"]
    gap = turn.transcript.words[5].start_s - turn.transcript.words[4].end_s
    assert gap == pytest.approx(7.56, abs=0.05), "the recording has run on through the nudge"


def test_an_open_sentence_that_stays_open_ends_after_the_nudge(tmp_path):
    language = ToneLanguage()
    rig = Rig(tmp_path, [spoken(language, "I did it because the", 22)], language=language, speed=20, end_pause_s=4.0)
    _, session = rig.run()
    (turn,) = build_review(session).turns
    assert turn.notes == ("nudged",)
    assert turn.transcript.text == "I did it because the"
    assert load_audio(session.folder / "turn-001.wav").size / SAMPLE_RATE > 13


def test_a_noise_that_sounds_like_voice_costs_no_question(tmp_path):
    language = ToneLanguage()
    answer = np.concatenate([silence(0.5), tone(0.11), silence(4), spoken(language, FIXED, 3)])
    rig = Rig(tmp_path, [answer], language=language, judge=verdicts("met"), speed=10)
    _, session = rig.run()
    (turn,) = build_review(session).turns
    assert turn.notes[0] == "no_words"
    assert turn.transcript.text == FIXED


def test_without_a_recogniser_everything_is_recorded_and_timed_and_nothing_is_scored(tmp_path):
    rig = Rig(tmp_path, [np.concatenate([silence(0.5), tone(2), silence(2)])], recogniser=False)
    result, session = rig.run()
    review = build_review(session)
    assert result == "completed"
    assert review.score is None
    assert "no model here" in review.questions[0].unscored_reason
    assert review.turns[0].answer_audio == "turn-001.wav"
    assert review.turns[0].voiced, "times come from voice activity"


def test_a_recogniser_that_fails_twice_leaves_the_recording_and_the_interview(tmp_path):
    broken = [TranscriptionError("It broke."), TranscriptionError("It broke again.")]
    rig = Rig(tmp_path, [np.concatenate([tone(2), silence(2)])], transcriber=ScriptedTranscriber(broken))
    result, session = rig.run()
    assert result == "completed"
    assert build_review(session).turns[0].notes == ("not_transcribed: It broke again.",)
    assert (session.folder / "turn-001.wav").stat().st_size > 2 * SAMPLE_RATE * 2


def test_a_recogniser_that_fails_once_in_a_pause_costs_nothing(tmp_path):
    words = tuple(Word(text=w, start_s=i * 0.4, end_s=i * 0.4 + 0.3) for i, w in enumerate(FIXED.split()))
    script = [TranscriptionError("It broke."), Transcript(words=words, duration_s=3.0)]
    rig = Rig(tmp_path, [np.concatenate([tone(2), silence(2)])], transcriber=ScriptedTranscriber(script))
    _, session = rig.run()
    assert build_review(session).turns[0].transcript.text == FIXED


class BrokenVoice:
    def synthesize(self, text):
        raise SynthesisError("No voice is there.")


class BrokenSpeaker:
    def play(self, samples, finished):
        raise DeviceError("The loudspeaker is gone.")

    def stop(self):
        return


@pytest.mark.parametrize("broken", [{"synthesizer": BrokenVoice()}, {"player": BrokenSpeaker()}])
def test_without_a_voice_or_a_loudspeaker_the_lines_are_shown_and_the_interview_goes_on(tmp_path, broken):
    language = ToneLanguage()
    rig = Rig(tmp_path, [spoken(language, FIXED, 2)], language=language, **broken)
    result, session = rig.run()
    assert result == "completed"
    assert build_review(session).turns[0].transcript.text == FIXED


def test_a_full_disk_ends_the_interview_with_one_line_and_keeps_what_there_is(tmp_path, monkeypatch):
    append = WavWriter.append

    def full(self, samples):
        if self.samples_written > SAMPLE_RATE:
            raise OSError(28, "No space left on device")
        append(self, samples)

    monkeypatch.setattr(WavWriter, "append", full)
    rig = Rig(tmp_path, [np.concatenate([tone(5), silence(2)])])
    result, session = rig.run()
    assert result == "failed"
    assert "No space left on device" in next(r for r in session.records if r.code == "finished").detail
    assert len(load_audio(session.folder / "turn-001.wav")) >= SAMPLE_RATE
