"""The corpus of spoken pauses: drawn the same every time, and a handful of its answers ended as they should be."""

from __future__ import annotations

import pytest

from audio.endpoint import EndpointSettings
from audio.protocols import FRAME_SAMPLES
from audio.scripted import EnergyDetector
from tests.audio.pause_corpus.plan import draw, read_manifest
from tests.audio.pause_corpus.play import play
from tests.audio.pause_corpus.recognise import FaultyRecogniser
from tests.audio.pause_corpus.render import render, tracks
from tests.audio.pause_corpus.texts import texts
from tests.audio.speech import need_espeak

FAST = ("tune-00-5", "tune-08-4", "tune-09-2", "held_out-09-3", "held_out-25-2", "held_out-25-3")
"""Answers in a silent room, where loudness tells speech from silence; two of them with more than 4 s inside."""


def test_the_draw_is_the_same_every_time():
    assert draw() == draw()


def test_the_manifest_is_large_and_its_parts_are_sound():
    answers = read_manifest()
    assert len(answers) >= 300
    assert len({a.id for a in answers}) == len(answers)
    for answer in answers:
        assert answer.parts[-1].pause_s == 0
        assert all(0.2 <= part.pause_s <= 8.0 for part in answer.parts[:-1])
        assert answer.true_end_s > answer.lead_s + sum(part.pause_s for part in answer.parts)
    assert {a.snr_db for a in answers} == {None, 30, 20, 10}
    assert len({a.voice for a in answers}) >= 30


def test_no_sentence_and_no_voice_stands_in_two_parts():
    sentences, voices = {}, {}
    for part, words in texts().items():
        for sentence in (sentence for story in words.stories for sentence in story):
            assert sentences.setdefault(sentence, part) == part, sentence
    for answer in read_manifest():
        part = "held_out" if answer.stratum == "hard" else answer.stratum
        assert voices.setdefault(answer.voice, part) == part, answer.voice


def test_the_pauses_are_as_long_as_in_the_harder_of_two_published_collections():
    pauses = sorted(part.pause_s for answer in read_manifest() for part in answer.parts[:-1])
    assert 2.0 <= pauses[int(0.95 * len(pauses))] <= 3.0  # 2.5 s in calls to a call centre, 1.4 s in conversations
    after_sentences = [p.pause_s for a in read_manifest() for p in a.parts if p.why == "sentence"]
    assert max(after_sentences) > 3.0


def test_the_recogniser_is_late_faulty_and_always_the_same():
    answer = read_manifest()[1]
    spans = tuple((i * 32_000, i * 32_000 + 16_000) for i in range(len(answer.parts)))
    texts = [FaultyRecogniser(answer, spans).text(end) for _, end in spans]
    assert texts == [FaultyRecogniser(answer, spans).text(end) for _, end in spans]
    true = FaultyRecogniser(answer, spans, faults=False).text(spans[-1][1])
    assert true == " ".join(part.text for part in answer.parts)
    assert all(0.5 <= FaultyRecogniser(answer, spans).delay_s(n) <= 1.5 for n in range(20))


@pytest.mark.parametrize("name", FAST)
def test_a_handful_of_answers(name):
    need_espeak()
    answer = next(a for a in read_manifest() if a.id == name)
    sound = render(answer)
    assert sound.true_end_s == pytest.approx(answer.true_end_s, rel=0.05)
    detector, samples = EnergyDetector(), sound.samples
    frames = range(0, len(samples) - FRAME_SAMPLES + 1, FRAME_SAMPLES)
    track = [detector.probability(samples[start : start + FRAME_SAMPLES]) for start in frames]
    played = play(answer, sound.spans, track, EndpointSettings(), words="true")
    assert not played.cut
    assert played.wait_s <= 3.0
    blind = play(answer, sound.spans, track, EndpointSettings(end_pause_s=0.8), words="none")
    assert len(blind.cut_s) >= len(played.cut_s)
    assert played.wait_s >= blind.wait_s


@pytest.mark.engines
def test_a_subset_by_silero():
    need_espeak()
    answers = [a for a in read_manifest() if a.stratum == "unseen" and a.id.endswith("-0")][:8]
    found = tracks(answers)
    settings = EndpointSettings()
    played = [play(a, found[a.id][0].spans, found[a.id][1], settings, words="true") for a in answers]
    assert sum(p.cut for p in played) <= 1
    assert sorted(p.wait_s for p in played)[len(played) // 2] <= 3.0
