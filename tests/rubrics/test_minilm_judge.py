"""The gates that the real judge must pass, on the author's answers and on the bank's references."""

from __future__ import annotations

import random

import pytest

from audio.transcript import Transcript
from prompts.load import load_bank
from prompts.schema import BehavioralQuestion, KeyPoint, Misconception, TechnicalQuestion
from rubrics.negation import negated
from rubrics.score import rescored
from rubrics.statements import reference_sentences
from tests.rubrics.answers import HEARD, MIDDLE, RAMBLING, STRONG, WEAK, as_heard, timed

pytestmark = pytest.mark.engines
NAMES = {"ids": lambda a: getattr(a, "name", getattr(a, "id", None))}


def story_question(principle):
    return BehavioralQuestion(
        id="q", kind="behavioral", text="Tell me about a time when this mattered.", principles=(principle,)
    )


def judged(judge, answer):
    return judge.judge(story_question(answer.principle), timed(answer.text))


def share(score):
    return (score - 1) / 4


@pytest.mark.parametrize("answer", STRONG, **NAMES)
def test_strong_stories_are_above_the_bar(judge, answer):
    assert judged(judge, answer).score >= 4


@pytest.mark.parametrize("answer", WEAK, **NAMES)
def test_answers_without_a_story_are_below_it(judge, answer):
    assert judged(judge, answer).score <= 2


def test_what_middling_answers_lack_is_named(judge):
    found = {answer.name: judged(judge, answer) for answer in MIDDLE}
    assert found["we_only"].verdict("own_role") == "missing"
    assert found["no_result"].verdict("result") == "missing"
    assert found["no_metric"].verdict("metric") == "missing"
    assert all(2 < one.score < 5 for one in found.values())


@pytest.mark.parametrize("answer", [*STRONG, *RAMBLING, *MIDDLE, *HEARD], **NAMES)
def test_the_setup_ends_where_it_ends(judge, answer):
    assert judged(judge, answer).structure.setup_s == pytest.approx(answer.setup_s, abs=3.0)


def test_a_long_setup_is_over(judge):
    assert judged(judge, RAMBLING[0]).structure.setup_verdict == "over"


def test_flags_of_weak_answers(judge):
    flags = {answer.name: judged(judge, answer).flags for answer in WEAK}
    assert "hypothetical" in flags["hypothetical"]
    assert "keyword_stuffing" in flags["stuffing"]
    assert "addresses_the_grader" in flags["injection"]


def test_references_are_complete_and_negated_ones_are_not(judge, questions):
    for question in questions:
        whole = judge.judge(question, timed(question.reference)).score
        assert whole >= 4.3, question.id
        opposite = " ".join(negated(s) for s in reference_sentences(question))
        assert judge.judge(question, timed(opposite)).score <= whole - 1, question.id


def test_half_a_reference_lies_between(judge, questions):
    halves = []
    for question in questions:
        said = reference_sentences(question)
        halves.append(judge.judge(question, timed(" ".join(said[: len(said) // 2]))).score)
    assert 2 < sum(halves) / len(halves) < 4.5


def test_no_answer_scores_by_its_looks(judge, questions):
    rng = random.Random(5)
    for question in questions:
        shuffled = question.reference.split()
        rng.shuffle(shuffled)
        assert share(judge.judge(question, timed(question.text)).score) <= 0.25, question.id
        assert share(judge.judge(question, timed("I don't know, sorry.")).score) <= 0.1
        assert share(judge.judge(question, timed(" ".join(shuffled))).score) <= 0.6, question.id


def test_an_answer_about_another_field_is_worth_little(judge, questions):
    for question in questions:
        other = next(q for q in questions if q.topic != question.topic)
        assert share(judge.judge(question, timed(other.reference)).score) <= 0.2, (question.id, other.id)


def test_recognised_speech_counts_like_clean_text(judge, questions):
    scores = [judge.judge(q, timed(as_heard(q.reference))).score for q in questions]
    assert sum(scores) / len(scores) >= 4


def own_question(**changes):
    given = {
        "id": "own",
        "kind": "technical",
        "topic": "supervised-learning",
        "text": "What does dropout do?",
        "key_points": (
            KeyPoint(text="Dropout randomly turns off units during training."),
            KeyPoint(text="At test time all units are used and the activations are rescaled."),
        ),
        "misconceptions": (
            Misconception(text="Dropout removes units permanently.", correction="They come back in the next step."),
        ),
    }
    return TechnicalQuestion(**{**given, **changes})


def test_a_question_of_ones_own_without_paraphrases(judge):
    found = judge.judge(own_question(), timed("During training dropout switches off random units in each step."))
    assert next(p.verdict for p in found.key_points) == "covered"
    assert found.key_points[1].verdict == "missing"


def test_a_bare_reference_stands_in_for_key_points(judge):
    question = own_question(
        key_points=(),
        misconceptions=(),
        reference="Dropout randomly turns off units during training. At test time all units are used.",
    )
    found = judge.judge(question, timed(question.reference))
    assert len(found.key_points) == 2
    assert found.score == 5.0


def test_nothing_to_judge_by_is_unscored(judge):
    found = judge.judge(own_question(key_points=(), misconceptions=()), timed("Dropout turns off units at random."))
    assert found.score is None
    assert found.unscored_reason


def test_a_misconception_costs_and_its_rejection_does_not(judge):
    said = "Dropout randomly turns off units during training. "
    clean = judge.judge(own_question(), timed(said))
    wrong = judge.judge(own_question(), timed(said + "Dropout removes units permanently."))
    rejected = judge.judge(own_question(), timed(said + "A common mistake is to think it removes units permanently."))
    assert wrong.misconceptions[0].stated
    assert wrong.score < clean.score
    assert not rejected.misconceptions[0].stated


def test_points_above_the_level_are_a_bonus(judge):
    points = (own_question().key_points[0], KeyPoint(text="Dropout approximates a Bayesian ensemble.", level="L6"))
    said = timed("Dropout randomly turns off units during training, in each step anew.")
    assert judge.judge(own_question(key_points=points), said).score == 5.0


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("", None),
        ("Well I think", "too_short"),
        ("Wir haben das Modell mit den Daten und nicht mit der Zeit trainiert", "not_english"),
    ],
)
def test_what_cannot_be_scored(judge, text, flag):
    found = judge.judge(own_question(), timed(text) if text else Transcript())
    assert found.score is None
    assert found.unscored_reason
    assert found.flags == ((flag,) if flag else ())


def test_poorly_recognised_words_are_unscored(judge):
    assert judge.judge(own_question(), timed("Dropout turns off units at random.", probability=0.2)).score is None


def test_evidence_stands_in_the_transcript_and_verdicts_repeat(judge):
    for answer in (*STRONG, *HEARD):
        transcript = timed(answer.text)
        first = judge.judge(story_question(answer.principle), transcript)
        assert first == judge.judge(story_question(answer.principle), transcript)
        assert rescored(first) == first
        for criterion in first.criteria:
            assert all(transcript.text[e.start_char : e.end_char] == e.quote for e in criterion.evidence)
            assert criterion.evidence or criterion.verdict == "missing"


def test_a_pitch_is_judged_by_its_points(judge):
    pitch = next(q for q in load_bank().questions.values() if q.kind == "behavioral" and q.form == "pitch")
    found = judge.judge(pitch, timed(" ".join(p.paraphrases[0] for p in pitch.key_points)))
    assert (found.kind, found.structure) == ("behavioral", None)
    assert found.score >= 4


@pytest.mark.parametrize(
    ("reply", "shows", "lacks"),
    [
        ("It fell from nine to four percent within two weeks.", "metric", "tradeoff"),
        ("I learned to look at raw records before I trust an average.", "lesson", "metric"),
        ("I wrote the check myself and the others reviewed it.", "own_role", "metric"),
        ("We could have bought a tool instead of building it, which was cheaper but slower.", "tradeoff", "lesson"),
    ],
)
def test_a_short_reply_to_a_probe_is_read_off_its_words(judge, reply, shows, lacks):
    found = judge.judge(story_question("dive-deep"), timed(reply))
    assert found.verdict(shows) == "met"
    assert found.verdict(lacks) == "missing"
