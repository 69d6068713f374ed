"""Verdicts on key points: what turns a sentence round, what is on topic, and what a probability amounts to."""

from __future__ import annotations

import math

import numpy as np
import pytest

from prompts.load import load_bank
from rubrics.key_points import Background, Spoken
from rubrics.negation import negated, negations
from rubrics.point_verdicts import AT_HOME, AWAY, SILENT, _mistake, _point, no_points, relevance, turned_sentences
from rubrics.reading import Reading
from rubrics.statements import Prepared, RightText, empty, reference_sentences
from rubrics.windows import sentences, windows
from rubrics.words import content_stems
from tests.rubrics.answers import timed

RIGHT = "Dropout randomly turns off hidden units during training."


def known(text):
    return RightText(content_stems(text), negations(text))


def turned(said, right=RIGHT):
    return known(right).turned_in(content_stems(said), negations(said))


@pytest.mark.parametrize(
    "said",
    [
        "Dropout does not randomly turn off hidden units during training.",
        "Dropout never randomly turns off hidden units during training.",
        "So dropout doesn't turn off hidden units randomly during training.",
    ],
)
def test_a_right_sentence_with_a_negation_put_in_is_turned(said):
    assert turned(said)


@pytest.mark.parametrize(
    "said",
    [
        RIGHT,
        "During training dropout turns off hidden units randomly, you know.",
        "Neurons are silenced by chance while the network learns.",
        "Dropout is not a penalty on the weights.",
        "Not that it matters, but neurons are silenced by chance while it learns.",
        "It is not that dropout never turns off hidden units randomly during training.",
    ],
)
def test_a_paraphrase_is_not(said):
    assert not turned(said)


def test_a_negation_taken_out_turns_too():
    assert turned(
        "The weights are regularized directly by dropout.", "The weights are not regularized directly by dropout."
    )


def test_a_few_words_in_common_prove_nothing():
    assert not turned("Dropout units are not.", "Dropout units are.")


def test_negating_the_banks_own_words_is_noticed():
    """Most of them: a sentence without a word that can be negated by rule is not."""
    noticed = []
    for question in load_bank().questions.values():
        if question.key_points and getattr(question, "reference", ""):
            noticed += [turned(negated(s), s) for s in reference_sentences(question)]
    assert len(noticed) > 1000
    assert np.mean(noticed) > 0.7


def test_no_right_sentence_of_the_bank_turns_another_one_round():
    count = 0
    for question in load_bank().questions.values():
        texts = [*reference_sentences(question), *(t for p in question.key_points for t in (p.text, *p.paraphrases))]
        right = [known(text) for text in dict.fromkeys(texts)]
        own = prepared(right)
        count += len(right)
        assert [
            text for text, one in zip(dict.fromkeys(texts), right, strict=True) if own.turned(one.stems, one.denials)
        ] == []
    assert count > 5000


def flat(degrees):
    """A direction in a plane, so that leads can be worked out by hand."""
    return np.array([math.cos(math.radians(degrees)), math.sin(math.radians(degrees))], np.float32)


OWN, OTHER = flat(0)[None], flat(90)[None]


def spoken(*degrees):
    """An answer with one sentence of one token for each direction."""
    text = " ".join(f"Word{i}." for i in range(len(degrees)))
    transcript = timed(text)
    states = np.stack([flat(d) for d in degrees])
    reading = Reading(np.zeros(len(degrees), np.int32), np.array(transcript.word_spans(), np.int32), states)
    return Spoken(reading, windows(sentences(transcript), text))


def prepared(right=(), distractors=OTHER):
    background = Background(flat(0), distractors, np.ones(len(distractors), bool), OWN)
    return Prepared((), (), background, tuple(right))


@pytest.mark.parametrize(
    ("degrees", "expected"), [((0,), 1.0), ((45,), 1.0), ((90,), 0.0), ((0, 90), 1.0), ((50,), 0.0)]
)
def test_relevance_of_directions(degrees, expected):
    # the lead of a sentence at angle a is cos a - sin a: 1 at 0, 0 at 45, -0.12 at 50, -1 at 90 degrees
    assert relevance(prepared(), spoken(*degrees)) == pytest.approx(expected, abs=1e-5)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_relevance_rises_evenly_between_away_and_at_home(share):
    lead = AWAY + share * (AT_HOME - AWAY)
    # cos a - sin a = sqrt(2) * cos(a + 45 degrees)
    degrees = math.degrees(math.acos(lead / math.sqrt(2))) - 45
    assert relevance(prepared(), spoken(degrees)) == pytest.approx(share, abs=1e-4)


def test_relevance_is_the_mean_over_single_sentences():
    # leads: cos 40 - sin 40 = 0.123 and cos 55 - sin 55 = -0.246; their mean is -0.061
    assert relevance(prepared(), spoken(40, 55)) == pytest.approx((-0.0612 + 0.1) / 0.1, abs=1e-3)


def test_without_other_questions_everything_is_relevant():
    assert relevance(prepared(distractors=np.zeros((0, 2), np.float32)), spoken(90)) == 1.0


def test_a_question_without_anything_else_has_no_rivals():
    assert empty().shape == (0, 384)


def said_in(text):
    transcript = timed(text)
    spans = np.array(transcript.word_spans(), np.int32)
    reading = Reading(np.zeros(len(spans), np.int32), spans, np.zeros((len(spans), 2), np.float32))
    return Spoken(reading, windows(sentences(transcript), transcript.text))


def test_only_the_sentences_that_turn_it_round_are_named():
    answer = said_in(f"It is simple. Dropout does not randomly turn off hidden units during training. {RIGHT}")
    assert turned_sentences(prepared([known(RIGHT)]), answer) == {1}
    assert turned_sentences(prepared(), answer) == frozenset()


def test_what_is_said_to_be_false_is_turned():
    answer = said_in(f"Some people claim that {RIGHT} But that is not the case. It is false that {RIGHT}")
    assert turned_sentences(prepared([known(RIGHT)]), answer) == {0, 2}


def test_what_is_as_like_to_another_right_sentence_is_not_turned():
    both = [
        known("The weights are regularized directly."),
        known("The biases of the weights are not regularized directly."),
    ]
    assert (
        turned_sentences(prepared(both), said_in("The biases of the weights are not regularized directly."))
        == frozenset()
    )


WINDOW = said_in(RIGHT).windows[0]


@pytest.mark.parametrize(
    ("chances", "verdict", "probability"),
    [
        ((0.9, 0.95, 0.1), "covered", 0.9),
        ((0.5, 0.6, 0.1), "covered", 0.5),
        ((0.49, 0.5, 0.1), "partial", 0.49),
        ((0.3, 0.49, 0.1), "missing", 0.3),
        ((0.3, 0.6, 0.5), "contradicted", 0.3),
        ((0.55, 0.6, 0.9), "contradicted", 0.1),
        ((0.9, 0.95, 0.6), "covered", 0.9),
    ],
)
def test_a_points_verdict(chances, verdict, probability):
    found = _point(3, np.array(chances), WINDOW)
    assert (found.index, found.verdict, found.covered) == (3, verdict, verdict == "covered")
    assert found.probability == pytest.approx(probability)
    assert [e.quote for e in found.evidence] == ([] if verdict == "missing" else [RIGHT])


@pytest.mark.parametrize(("probability", "stated"), [(0.59, False), (0.6, True)])
def test_a_misconception_is_only_stated_beyond_doubt(probability, stated):
    found = _mistake(1, probability, WINDOW)
    assert found.stated is stated
    assert bool(found.evidence) is stated


def test_silence_makes_no_point():
    question = load_bank().questions["stats-p-value-ab-test"]
    statement = object()
    one = Prepared((statement,) * len(question.key_points), (statement,), prepared().background, ())
    points, wrong = no_points(one)
    assert [p.index for p in points] == list(range(len(question.key_points)))
    assert {(p.verdict, p.probability) for p in points} == {("missing", SILENT)}
    assert [(m.stated, m.probability) for m in wrong] == [(False, SILENT)]
