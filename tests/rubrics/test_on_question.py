"""A story that answers another question than was asked: hand-made vectors, and the real judge."""

from __future__ import annotations

import numpy as np
import pytest

from prompts.load import load_bank
from prompts.problems import read_model
from prompts.schema import BehavioralQuestion
from prompts.yaml_source import SourceError
from rubrics.assessment import Assessment, Criterion, ScorerInfo
from rubrics.exchange import as_reply, merged
from rubrics.fitting import FITTING, Fitting, is_open, load_fitting
from rubrics.heads import Heads, Linear, load_heads
from rubrics.on_question import NAME, Questions, bounded, chance, nearness, on_question
from rubrics.score import behavioral_score, rescored
from rubrics.windows import sentences
from tests.rubrics.answers import timed

NEWCOMER = (
    "Last summer a student joined our forecasting group for three months, and nobody had planned anything for her. Before she "
    "came I looked for a task that was small but real, and chose the error report that our buyers had been asking for. In the "
    "first week I sat down with her every morning for half an hour and let her explain what she had read. I could have given "
    "her my cleaned tables, which would have been faster, but I gave her the raw orders and agreed that we would look at "
    "whatever broke each Friday. In week five she had the report running, and three buyers used it daily. It cut their weekly "
    "checking from four hours to one. She presented it to the department herself and was hired in autumn. What I learned is to "
    "plan the first week before somebody arrives."
)
OWN = "bq-hire-newcomer"
FOREIGN = (
    "bq-dive-trusted-number",
    "bq-bias-live-incident",
    "bq-responsibility-privacy",
    "bq-backbone-against-manager",
    "bq-frugality-limited-compute",
)
AXES = np.eye(8, dtype=np.float32)
HEADS = Heads(
    "",
    {NAME: Linear((), np.ones((2, 1)), np.zeros(1)), f"{NAME}:text": Linear((), np.ones((1, 1)), np.zeros(1))},
    {"story_centre": np.zeros(8)},
)
COMPANY = Questions(AXES[:4], np.stack([AXES[:4], AXES[[1, 2, 3, 0]]], axis=1))
"""Four questions, each with two fitting sentences."""


def question(index, *, words_alone=False):
    return Questions(COMPANY.text[index][None], None if words_alone else COMPANY.fitting[index][None])


def criterion(name, worth, verdict="met"):
    return Criterion(id=name, verdict=verdict, confidence=0.9, credit=worth)


def assessed(*criteria, flags=()):
    one = Assessment(
        kind="behavioral", criteria=criteria, flags=flags, score=1.0, scorer=ScorerInfo(name="s", version="1")
    )
    return rescored(one)


def good(fits, verdict, flags=()):
    return assessed(criterion("story", 1.0), criterion("own_role", 0.5), criterion(NAME, fits, verdict), flags=flags)


def judged(judge, asked, text=NEWCOMER):
    return judge.judge(asked, timed(text))


def fit_of(found):
    return next((c for c in found.criteria if c.id == NAME), None)


def test_a_story_is_near_the_question_that_it_speaks_of():
    story = np.stack([AXES[0] + 0.1 * AXES[5], AXES[0], AXES[6]])
    near = nearness(story, np.zeros(8), COMPANY, COMPANY)
    assert near.shape == (4, 2)
    assert near[:, 0].argmax() == 0
    assert near[0, 0] > 1 > near[2, 0]
    assert nearness(story, np.zeros(8), question(0, words_alone=True), COMPANY).shape == (1, 1)


@pytest.mark.parametrize("words_alone", [False, True])
def test_the_chance_rises_with_nearness(words_alone):
    chances = []
    for share in (0.0, 0.3, 0.6, 0.9):
        said = (1 - share) * AXES[2] + share * AXES[0]
        chances.append(chance(np.stack([said, said]), question(0, words_alone=words_alone), COMPANY, HEADS))
    assert chances == sorted(chances)
    assert chances[0] < 0.4
    assert chances[-1] > 0.6


def test_no_weight_of_the_shipped_layers_is_negative():
    layers = load_heads().linear
    assert all((layers[name].weights >= 0).all() for name in (NAME, f"{NAME}:text"))


@pytest.mark.parametrize(("sure", "verdict", "quoted"), [(0.9, "met", 1), (0.3, "partial", 1), (0.1, "missing", 0)])
def test_the_verdict_goes_by_the_chance_and_quotes_the_closest_sentence(sure, verdict, quoted):
    said = sentences(timed("The weather was nice. I coached the intern."))
    story = np.stack([AXES[5], AXES[6], AXES[0]])
    found = on_question(said, (True, True), story, question(0), sure)
    assert (found.verdict, found.credit) == (verdict, sure)
    assert [e.quote for e in found.evidence] == ["I coached the intern."] * quoted


def test_a_principle_is_worth_no_more_than_the_chance():
    shown = criterion("principle:dive-deep", 0.9)
    assert bounded(shown, 0.95) == shown
    assert (bounded(shown, 0.7).verdict, bounded(shown, 0.7).credit) == ("met", 0.7)
    assert (bounded(shown, 0.3).verdict, bounded(shown, 0.3).credit) == ("partial", 0.3)
    assert (bounded(shown, 0.1).verdict, bounded(shown, 0.1).credit) == ("missing", 0.1)
    touched = criterion("principle:dive-deep", 0.5, "partial")
    assert bounded(touched, 0.3).verdict == "partial"


def test_doubt_takes_away_what_is_above_another_story_by_degrees():
    scores = [behavioral_score(good(c, "partial").criteria) for c in (0.0, 0.05, 0.1, 0.2, 1.0)]
    assert scores == [2.0, 2.5, 3.0, 4.0, 4.0]
    weak = (criterion("story", 0.2), criterion("own_role", 0.2))
    assert behavioral_score((*weak, criterion(NAME, 0.0))) == behavioral_score(weak) == 1.8


def test_a_reply_is_not_doubted_and_can_clear_up_a_doubt():
    doubted, clear = good(0.1, "missing", flags=("off_topic",)), good(0.9, "met")
    reply = as_reply(doubted)
    assert (reply.verdict(NAME), reply.flags, reply.score) == (None, (), 4.0)
    assert as_reply(clear) == clear
    assert merged([doubted, reply]).score == doubted.score < 4
    assert merged([doubted, reply]).flags == ("off_topic",)
    assert (merged([doubted, clear]).score, merged([doubted, clear]).flags) == (4.0, ())


def test_every_story_question_of_the_bank_has_fitting_sentences_or_is_open():
    stories = [q for q in load_bank().questions.values() if isinstance(q, BehavioralQuestion) and q.form == "story"]
    assert {q.text for q in stories} == set(load_fitting())
    assert {q.id for q in stories if is_open(q)} == {
        *("bq-deliver-technical-challenge", "bq-dive-recent-project", "bq-invent-most-innovative"),
        "bq-think-big-proudest-project",
    }
    said = [sentence for some in load_fitting().values() for sentence in some]
    assert len(set(said)) == len(said)


def test_too_few_fitting_sentences_are_named_with_their_question(tmp_path):
    path = tmp_path / "fitting.yaml"
    path.write_text("bq-one:\n  - I did it all by myself.\n")
    with pytest.raises(SourceError, match=f"bq-one needs {FITTING} sentences"):
        read_model(path, Fitting)


@pytest.mark.engines
def test_the_same_story_for_its_own_and_for_other_questions(judge):
    bank = load_bank().questions
    own = judged(judge, bank[OWN])
    assert (own.verdict(NAME), own.flags) == ("met", ())
    assert own.score > 4
    away = [judged(judge, bank[name]) for name in FOREIGN]
    assert all(fit_of(one).credit < fit_of(own).credit for one in away)
    assert sum(one.verdict(NAME) != "met" for one in away) >= 3
    for one in away:
        if one.verdict(NAME) != "met":
            assert one.score < own.score - 0.3
            assert one.criteria[-2].verdict == "missing"  # the last of its principles
    assert next(one for one in away if one.verdict(NAME) == "missing").flags == ("off_topic",)


@pytest.mark.engines
def test_what_is_not_doubted(judge):
    bank = load_bank().questions
    reply = "I did that with my manager's approval, and it took us two weeks to roll it out to the three other sites."
    assert fit_of(judged(judge, bank["bq-dive-trusted-number"], reply)) is None
    assert fit_of(judged(judge, bank["bq-think-big-proudest-project"])) is None
    general = "I would always talk to the newcomer first, and usually I would find a small task for them. " * 5
    assert fit_of(judged(judge, bank["bq-dive-trusted-number"], general)) is None


@pytest.mark.engines
def test_a_question_of_the_users_own_is_judged_by_its_words(judge):
    def asked(text):
        return BehavioralQuestion(id=OWN, kind="behavioral", text=text, principles=("hire-and-develop-the-best",))

    near = judged(judge, asked("Tell me about a student or a new colleague whom you helped with their first project."))
    far = judged(judge, asked("Tell me about a night when a production system failed and you had to act."))
    assert near.verdict(NAME) == "met"
    assert fit_of(far).credit < fit_of(near).credit
