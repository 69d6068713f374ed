"""Decoding while the answer goes on: what is needed is decoded once and in order, a guess never stands in its way."""

from __future__ import annotations

import time

import pytest

from audio.capture import Chunk
from audio.errors import TranscriptionError
from audio.protocols import SAMPLE_RATE
from audio.scripted import ScriptedTranscriber
from audio.transcript import Transcript, Word, joined
from audio.wav_file import write_wav
from interviewer.voice.recogniser import Decoded, Recogniser
from tests.audio.tone_speech import ToneLanguage, ToneTranscriber

TEXT = "one two three four five six seven eight"


class Bench:
    """A recording of eight words of 0.3 s, and who hears of its words."""

    def __init__(self, folder, transcriber=None):
        language = ToneLanguage()
        self.path = folder / "turn.wav"
        write_wav(self.path, language.speak(TEXT))
        self.transcriber = transcriber or ToneTranscriber(language)
        self.reported: list[Decoded] = []
        self.recogniser = Recogniser(self.transcriber, self.reported.append)

    def chunk(self, first, last):
        return Chunk(self.path, round(first * 0.3 * SAMPLE_RATE), round(last * 0.3 * SAMPLE_RATE))

    def words(self, turn, tail):
        parts = [part.result(timeout=10) for part in self.recogniser.ask(turn, tail, "")]
        return joined(parts, 2.4)

    def wait_for(self, count):
        end = time.monotonic() + 10
        while len(self.reported) < count and time.monotonic() < end:
            time.sleep(0.005)
        assert len(self.reported) == count


@pytest.fixture
def bench(tmp_path):
    return Bench(tmp_path)


def test_chunks_and_tail_are_the_whole_text_and_each_is_decoded_once(bench):
    bench.recogniser.add(1, bench.chunk(0, 3), "")
    bench.recogniser.add(1, bench.chunk(3, 6), "")
    words = bench.words(1, bench.chunk(6, 8))
    assert words.text == TEXT
    assert bench.transcriber.heard == ["one two three", "four five six", "seven eight"]
    assert [word.start_s for word in words.words] == pytest.approx([0.3 * n for n in range(8)], abs=0.011)
    assert [d.so_far.text for d in bench.reported] == ["one two three", "one two three four five six"]
    assert all(d.final for d in bench.reported)


def test_a_guess_that_turns_out_to_be_the_tail_is_decoded_once(bench):
    bench.recogniser.add(1, bench.chunk(0, 3), "")
    bench.recogniser.guess(1, bench.chunk(3, 8), "")
    bench.wait_for(2)
    assert not bench.reported[1].final
    assert bench.reported[1].so_far.text == TEXT
    bench.transcriber.gate.clear()  # whatever is decoded from now on takes for ever
    assert bench.words(1, bench.chunk(3, 8)).text == TEXT
    assert bench.recogniser.decodes == 2


def test_a_guess_that_turns_out_to_be_a_chunk_is_decoded_once_and_reported_as_one(bench):
    bench.recogniser.guess(1, bench.chunk(0, 4), "")
    bench.wait_for(1)
    bench.recogniser.add(1, bench.chunk(0, 4), "")
    bench.wait_for(2)
    assert [d.final for d in bench.reported] == [False, True]
    assert bench.recogniser.decodes == 1


def test_what_is_needed_passes_a_guess_that_waits_and_newer_guesses_replace_it(bench):
    bench.transcriber.gate.clear()
    bench.recogniser.add(1, bench.chunk(0, 1), "")
    time.sleep(0.05)  # it is being decoded
    bench.recogniser.guess(1, bench.chunk(1, 2), "")
    bench.recogniser.guess(1, bench.chunk(1, 3), "")
    bench.recogniser.add(1, bench.chunk(1, 4), "")
    bench.recogniser.guess(1, bench.chunk(4, 5), "")
    bench.transcriber.gate.set()
    bench.wait_for(3)
    assert bench.transcriber.heard == ["one", "two three four", "five"]


def test_a_guess_is_dropped_when_speech_goes_on(bench):
    bench.transcriber.gate.clear()
    bench.recogniser.guess(1, bench.chunk(0, 2), "")
    time.sleep(0.05)  # begun: it cannot be stopped, but nobody hears of it
    bench.recogniser.drop_guess()
    bench.recogniser.guess(1, bench.chunk(0, 3), "")
    bench.recogniser.drop_guess()
    bench.transcriber.gate.set()
    assert bench.words(1, bench.chunk(0, 4)).text == "one two three four"
    assert bench.transcriber.heard == ["one two", "one two three four"]
    assert bench.reported == []


def test_a_failed_guess_is_tried_again_when_it_counts(tmp_path):
    word = Word(text="yes", start_s=0, end_s=0.2)
    script = [TranscriptionError("It broke."), Transcript(words=(word,), duration_s=0.3)]
    bench = Bench(tmp_path, ScriptedTranscriber(script))
    bench.recogniser.guess(1, bench.chunk(0, 2), "")
    while bench.recogniser.decodes == 0:
        time.sleep(0.005)
    assert bench.words(1, bench.chunk(0, 2)).text == "yes"


def test_a_chunk_that_fails_is_said_and_the_next_turn_is_recognised(tmp_path):
    word = Word(text="yes", start_s=0, end_s=0.2)
    script = [TranscriptionError("It broke."), Transcript(words=(word,), duration_s=0.3)]
    bench = Bench(tmp_path, ScriptedTranscriber(script))
    bench.recogniser.add(1, bench.chunk(0, 2), "")
    with pytest.raises(TranscriptionError, match="It broke"):
        bench.words(1, None)
    assert bench.words(2, bench.chunk(2, 4)).text == "yes"


def test_a_recording_that_has_gone_is_a_failure_of_that_turn_only(bench):
    bench.recogniser.add(1, Chunk(bench.path.with_name("gone.wav"), 0, 100), "")
    with pytest.raises(FileNotFoundError):
        bench.words(1, None)
    assert bench.words(2, bench.chunk(0, 1)).text == "one"


def test_without_an_engine_nothing_waits(tmp_path):
    reported = []
    recogniser = Recogniser(None, reported.append, "no model here")
    recogniser.add(1, Chunk(tmp_path / "x", 0, 1), "")
    recogniser.guess(1, Chunk(tmp_path / "x", 0, 1), "")
    with pytest.raises(TranscriptionError, match="no model here"):
        recogniser.ask(1, None, "")
