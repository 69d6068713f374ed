"""The tone of the feedback: said about this answer and no other, no praise without words, no score without a reason."""

from __future__ import annotations

import re
from itertools import combinations

import pytest

from interviewer.answers.followup import GAP_ORDER
from interviewer.answers.timing import AnswerTiming, answer_timing
from interviewer.answers.typed import typed_transcript
from interviewer.practice import make_judge
from interviewer.review.advice import first_advice
from interviewer.review.feedback import next_time, score_reason, strengths
from interviewer.review.review import build_review, question_of
from interviewer.sessions.session_file import read_session
from rubrics.assessment import Assessment, Criterion, Evidence, RoleSpan, ScorerInfo, Structure
from rubrics.score import rescored
from tests.golden.build import SILENT_NAMES, build
from tests.interviewer.talks import STORY_QUESTION
from tests.interviewer.told_stories import tellings, text

SCORER = ScorerInfo(name="roles", version="1")
NUMBER = re.compile(r"\b(?:percent|million|thousand|hours|days|below|factor|one in)\b")


def by_roles(telling) -> Assessment:
    """An assessment that follows the sentences' roles: what has no sentence is missing."""
    words, spans, at = text(telling), [], 0
    for index, (role, sentence) in enumerate(telling):
        start_s = 8.0 * index
        spans.append(
            RoleSpan(
                text=sentence, role=role, start_s=start_s, end_s=start_s + 7, start_char=at, end_char=at + len(sentence)
            )
        )
        at += len(sentence) + 1
    criteria = [_criterion("story", spans[:1])]
    criteria += [_criterion(name, [s for s in spans if s.role == name]) for name in ("situation", "task", "action")]
    criteria += [_criterion(name, [s for s in spans if s.role == name]) for name in ("result", "lesson")]
    criteria.append(_criterion("metric", [s for s in spans if s.role == "result" and NUMBER.search(s.text)]))
    criteria.append(_criterion("own_role", [s for s in spans if re.search(r"\bI\b", s.text)]))
    criteria.append(_criterion("tradeoff", [s for s in spans if "instead" in s.text or "in place of" in s.text]))
    structure = Structure(score=3.0, roles=tuple(spans), setup_s=10.0, setup_verdict="within", missing=())
    made = Assessment(kind="behavioral", criteria=tuple(criteria), structure=structure, scorer=SCORER, score=1.0)
    assert all(words[s.start_char : s.end_char] == s.text for s in spans)
    return rescored(made)


def _criterion(name, spans):
    found = tuple(
        Evidence(quote=s.text, start_char=s.start_char, end_char=s.end_char, start_s=s.start_s) for s in spans
    )
    return Criterion(id=name, verdict="met" if found else "missing", confidence=0.8, evidence=found[:1])


TOLD = [(name, telling) for name, several in tellings().items() for telling in several]


@pytest.fixture(scope="module")
def golden(tmp_path_factory):
    """(session, question, turn) of every judged answer of the golden sessions that need no voice."""
    folder = tmp_path_factory.mktemp("golden")
    turns = []
    for name in SILENT_NAMES:
        session = read_session(build(folder, name))
        turns += [(name, question_of(session, t.question_id), t) for t in build_review(session).turns if t.assessment]
    assert len(turns) > 6
    return turns


def test_no_two_answers_get_the_same_advice():
    advice = [(text(telling), next_time(STORY_QUESTION, by_roles(telling), None)) for _, telling in TOLD]
    assert sum(bool(one) for _, one in advice) > 20, "nearly all of them lack something"
    same = [(a, b, one) for (a, one), (b, other) in combinations(advice, 2) if one == other != ""]
    assert not same


def test_advice_quotes_the_answer():
    for _, telling in TOLD:
        advice = next_time(STORY_QUESTION, by_roles(telling), None)
        quotes = re.findall(r'"([^"]+)"', advice)
        said = [q.rstrip("…") for q in quotes if q not in ("we", "I", "I …")]
        assert not advice or said, advice
        assert all(q in text(telling) for q in said), advice


@pytest.mark.engines
@pytest.mark.usefixtures("warm_home")
def test_the_real_judge_gives_no_two_answers_the_same_advice():
    question = STORY_QUESTION
    judge = make_judge("L5")
    judge.load()
    seen: dict[str, str] = {}
    for name, telling in TOLD[::2]:
        transcript = typed_transcript([sentence for _, sentence in telling])
        assessment = judge.judge(question, transcript)
        timing = answer_timing(transcript, assessment.structure, question.minutes * 60)
        advice = next_time(question, assessment, timing)
        assert assessment.score is None or score_reason(question, assessment)
        assert advice not in seen or not advice, (name, seen[advice], advice)
        seen[advice] = name
        for quote in (q.rstrip("…") for q in re.findall(r'"([^"]+)"', advice) if q not in ("we", "I", "I …")):
            assert quote in transcript.text or quote in question.text
    assert len(seen) > 8


def test_no_two_golden_answers_get_the_same_advice_unless_the_same_gap_explains_it(golden):
    said = [(t, next_time(q, t.assessment, t.timing)) for _, q, t in golden]
    for (one, first), (other, second) in combinations(said, 2):
        if first and first == second:
            gaps = [set(t.missing) for t in (one, other)]
            assert one.transcript.text == other.transcript.text or (
                gaps[0] & gaps[1] and one.question_id == other.question_id
            )


def test_every_golden_score_has_a_reason_and_every_praise_its_words(golden):
    for _, question, turn in golden:
        assessment = turn.assessment
        if assessment.score is None:
            assert assessment.unscored_reason
            continue
        assert score_reason(question, assessment)
        for name, evidence in strengths(assessment):
            assert name
            assert evidence.quote in turn.transcript.text


def test_each_gap_is_spoken_of_with_the_words_around_it():
    """One telling, each gap alone: nine different sentences, all about this answer."""
    telling = tellings()["forecast-scanner"][0]
    whole = by_roles(telling)
    advice = {}
    for gap in GAP_ORDER:
        criteria = tuple(
            c.model_copy(update={"verdict": "missing", "evidence": ()})
            if c.id == gap
            else c.model_copy(update={"verdict": "met"})
            for c in whole.criteria
        )
        advice[gap] = first_advice(STORY_QUESTION, whole.model_copy(update={"criteria": criteria}), None)
    assert len(set(advice.values())) == len(GAP_ORDER)
    assert advice["metric"].startswith('Put a number on "After the fix the error fell')
    assert advice["task"].startswith('Before "I pulled the raw orders')
    assert 'after "I found that one warehouse' in advice["result"]


def test_we_and_i_are_counted():
    roles = (("situation", "We had a slow service."), ("action", "We traced it and we cached it, as I said."))
    one = by_roles(roles)
    criteria = tuple(c.model_copy(update={"verdict": "missing" if c.id == "own_role" else "met"}) for c in one.criteria)
    advice = first_advice(None, one.model_copy(update={"criteria": criteria}), None)
    assert (
        advice
        == 'You said "we" 3 times and "I" once; say which part of "We traced it and we cached it, as I said" was yours.'
    )


def test_a_long_set_up_and_a_long_answer_name_their_seconds_and_words():
    one = by_roles(tellings()["cheap-labels"][0])
    met = one.model_copy(update={"criteria": tuple(c.model_copy(update={"verdict": "met"}) for c in one.criteria)})
    late = AnswerTiming(
        time_to_first_word_s=None, setup_s=41.0, setup_verdict="over", total_s=200.0, limit_s=180.0,
        limit_verdict="over", estimated=False,
    )  # fmt: skip
    assert first_advice(None, met, late).startswith('Cut the set-up by 11 s: reach "I wrote twelve labelling rules')
    assert one.structure is not None
    at_s = next(r.start_s for r in one.structure.roles if r.role == "result")
    strayed = met.model_copy(update={"structure": one.structure.model_copy(update={"setup_s": at_s})})
    ending = next(r.text for r in one.structure.roles if r.start_s == at_s)
    assert f'reach "{ending[:20]}' in first_advice(None, strayed, late), "where the set-up ends, not the first action"
    long = late.model_copy(update={"setup_verdict": "within"})
    assert first_advice(None, met, long) == "Shorten the answer by 20 s of its 3 min 20 s: the actions alone took 14 s."


def test_flags_are_answered_with_what_was_said():
    one = by_roles((("other", "I really do not know that."),))
    advice = {
        flag: first_advice(STORY_QUESTION, one.model_copy(update={"flags": (flag,)}), None)
        for flag in ("non_answer", "addresses_the_grader", "off_topic")
    }
    assert len(set(advice.values())) == 3
    assert all(sentence.startswith('"I really do not know that"') for sentence in advice.values())


def test_a_good_answer_is_not_told_to_do_something():
    one = by_roles(tellings()["cheap-labels"][0])
    met = tuple(c.model_copy(update={"verdict": "met"}) for c in one.criteria)
    assert next_time(STORY_QUESTION, one.model_copy(update={"criteria": met}), None) == ""
