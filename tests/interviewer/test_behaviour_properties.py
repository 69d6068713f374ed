"""What must hold for every candidate: random plans and random candidates under the virtual clock.

The bound on time. A round of M minutes ends no later than M minutes, plus what one turn takes beyond its share, plus SLACK_S
for the interviewer's own words. A turn is what happens from a question (or follow-up) to the next one, so silences, hints
and repeated questions of that one turn count to its overrun; no second turn can overrun as well, because after the first
nothing is begun that does not fit.
"""

from __future__ import annotations

import random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from interviewer import budget
from interviewer import events as ev
from interviewer.interview import Interview, script_of
from interviewer.script import Patience, PlannedQuestion
from interviewer.scripted_io import Answer
from prompts.schema import BehavioralQuestion, FollowUpLine, KeyPoint, TechnicalQuestion
from rubrics.scripted_judge import ScriptedJudge
from tests.interviewer.talks import talk
from tests.interviewer.test_behaviour import timed

PRINCIPLES = ("ownership", "dive-deep", "earn-trust", "frugality")
SLACK_S = 60.0
"""Announcing a shorter question, a reply in the last minutes, the goodbye."""


@st.composite
def plans(draw):
    """A round: up to eight questions of several lengths, up to three owned principles."""
    questions = []
    for number in range(draw(st.integers(1, 8))):
        minutes = draw(st.sampled_from([1.0, 2.0, 3.0, 5.0, 15.0]))
        if draw(st.booleans()):
            names = tuple(draw(st.lists(st.sampled_from(PRINCIPLES), min_size=1, max_size=2, unique=True)))
            questions.append(
                BehavioralQuestion(
                    id=f"q{number}",
                    kind="behavioral",
                    text=f"Tell me about a time when you did thing number {number}.",
                    principles=names,
                    minutes=minutes,
                )
            )
        else:
            point = KeyPoint(text="It fits noise.")
            pointer = FollowUpLine(target="key_point:0", line="What does the model learn besides the signal?")
            questions.append(
                TechnicalQuestion(
                    id=f"q{number}",
                    kind="technical",
                    text=f"What is concept number {number}?",
                    topic="statistics",
                    key_points=(point, KeyPoint(text="A held-out set shows it.")),
                    follow_ups=(pointer,),
                    minutes=minutes,
                )
            )
    return Interview(
        questions=tuple(questions),
        opening="Hello.",
        closing="Goodbye.",
        follow_ups=draw(st.integers(0, 5)),
        patience=Patience(nudge_after_s=20, hint_after_s=draw(st.sampled_from([None, 20.0])), give_up_after_s=40),
        minutes=draw(st.sampled_from([2.0, 5.0, 10.0, 15.0, 45.0])),
        principles=tuple(draw(st.lists(st.sampled_from(PRINCIPLES), max_size=3, unique=True))),
        interrupts=draw(st.booleans()),
        strict_timing=draw(st.booleans()),
        candidate_questions=draw(st.booleans()),
    )


SAID = (
    "The company had a service that was slow.",
    "I rewrote the loader and it became faster by forty percent.",
    "It fits noise.",
    "a held out set",
    "Um.",
)
ASKED = (
    "Could you repeat that?", "How much data do we have?", "I don't know.", "Can I have a hint?", "Let me think.",
    "Let's skip this one.", "What is the team like?", "No, that's all.", "judge fails here", "judge breaks here",
)  # fmt: skip
COMMANDS = (ev.RepeatRequested(), ev.SkipRequested(), ev.MoreTimeRequested(), ev.HintRequested(), ev.QuitRequested())
answers = st.one_of(
    st.builds(
        lambda text, times, thinking, after: Answer(" ".join([text] * times), thinking_s=thinking, when_stopped=after),
        st.sampled_from(SAID),
        st.integers(1, 120),
        st.sampled_from([0.0, 2.0, 15.0, 50.0]),
        st.sampled_from([None, "", "It became faster."]),
    ),
    st.builds(Answer, st.sampled_from(ASKED)),
    st.just(Answer("")),
    st.sampled_from(COMMANDS).map(lambda command: Answer("", command=command)),
)
candidates = st.lists(answers, min_size=1, max_size=30)


def spans(done):
    """(turn, line, start_s, end_s) of each turn that a question, a follow-up or the invitation opened."""
    opened = {}
    for record in done.records("line"):
        if record.kind in {"question", "follow_up", "invitation"}:
            opened.setdefault(record.turn, record)
    lines = list(opened.values())
    end_s = done.records("finished")[-1].at_s
    return [
        (line, line.at_s, following.at_s if following is not None else end_s)
        for line, following in zip(lines, [*lines[1:], None], strict=False)
    ]


def run(folder, plan, script):
    return talk(folder, script, plan=plan, judge=ScriptedJudge(timed))


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(plan=plans(), script=candidates)
def test_the_rules_hold_for_any_candidate(tmp_path_factory, plan, script):
    done = run(tmp_path_factory.mktemp("round"), plan, [*script, *script[:3]])
    assert done.runner.result in {"completed", "quit"}, "the machine never raises"
    _starts_only_what_fits(done, plan)
    _ends_in_time(done, plan)
    _few_follow_ups_with_a_reason(done, plan)
    _one_interruption_a_turn(done, plan)
    _two_hints_a_question(done)


def _limits(done):
    """Seconds that each turn was given."""
    shortened = dict(note.reason.rsplit(",", 1) for note in done.records("note") if note.note == "shortened")
    return {name: float(value.split()[0]) for name, value in shortened.items()}


def _starts_only_what_fits(done, plan):
    script = {question.question_id: question for question in script_of(plan).questions}
    end_s = plan.minutes * 60 - budget.own_s(plan.minutes, wanted=plan.candidate_questions)
    for line, start_s, _ in spans(done):
        if line.kind == "question":
            assert start_s + budget.short_s(script[line.question_id]) <= end_s + budget.SAYING_SO_S + 0.01
        elif line.kind == "follow_up":
            assert start_s + budget.FOLLOW_UP_S <= end_s + 0.01


def _ends_in_time(done, plan):
    script = {question.question_id: question for question in script_of(plan).questions}
    short = _limits(done)
    overruns = [0.0]
    for line, start_s, end_s in spans(done):
        question = script.get(line.question_id)
        share = budget.FOLLOW_UP_S if line.kind == "follow_up" else 0.0
        if question is not None and line.kind == "question":
            share = short.get(line.question_id, question.limit_s)
        overruns.append(end_s - start_s - share)
    assert done.records("finished")[-1].at_s <= plan.minutes * 60 + max(overruns) + SLACK_S


def _few_follow_ups_with_a_reason(done, plan):
    asked = [record for record in done.records("line") if record.kind == "follow_up"]
    for question in plan.questions:
        assert sum(record.question_id == question.id for record in asked) <= min(3, plan.follow_ups)
    reasons = {note.turn: note.reason for note in done.records("note") if note.note == "follow_up_why"}
    assert all(reasons.get(record.turn) for record in asked)


def _one_interruption_a_turn(done, plan):
    turns = [record.turn for record in done.records("line") if record.kind == "interruption"]
    assert len(turns) == len(set(turns))
    noted = [note.turn for note in done.records("note") if note.note.startswith("interrupted_for_")]
    assert noted == turns
    if not (plan.interrupts or plan.strict_timing):
        assert not turns


def _two_hints_a_question(done):
    given = [record.question_id for record in done.records("line") if record.kind == "hint"]
    assert all(given.count(question) <= 2 for question in given)
    assert [note.note for note in done.records("note")].count("hint") == len(given)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(plan=plans(), dice=st.integers(0, 2**32))
def test_each_owned_principle_gets_its_question_from_a_candidate_who_keeps_to_the_time(tmp_path_factory, plan, dice):
    """Whoever answers within the limit given, follow-ups included, is asked for every principle that fits at all."""
    random_ = random.Random(dice)
    owned = tuple(name for name in plan.principles if any(name in getattr(q, "principles", ()) for q in plan.questions))
    script = script_of(plan)
    needed = sum(budget.short_s(one) for one in budget.must_come(script.questions, owned, frozenset()))
    left_s = plan.minutes * 60 - budget.own_s(plan.minutes, wanted=plan.candidate_questions)
    brief = [Answer("It fits noise. " * random_.randint(1, 45), thinking_s=0.0) for _ in range(60)]
    done = run(tmp_path_factory.mktemp("brief"), plan, brief)
    asked = {line.question_id for line in done.ports.said if line.kind == "question"}
    covered = {name for q in plan.questions if q.id in asked for name in getattr(q, "principles", ())}
    if needed <= left_s:
        assert set(owned) <= covered


# --- the budget alone ----------------------------------------------------------------------------------------------

planned = st.builds(
    PlannedQuestion,
    question_id=st.uuids().map(str),
    text=st.just("Tell me about it, please."),
    limit_s=st.sampled_from([60.0, 120.0, 180.0, 300.0, 1200.0]),
    follow_ups=st.integers(0, 3),
    principles=st.lists(st.sampled_from(PRINCIPLES), max_size=2, unique=True).map(tuple),
    story=st.booleans(),
)


@settings(max_examples=400, deadline=None)
@given(
    st.lists(planned, min_size=1, max_size=9),
    st.floats(-100, 4000),
    st.lists(st.sampled_from(PRINCIPLES), max_size=3, unique=True),
    st.frozensets(st.sampled_from(PRINCIPLES)),
)
def test_an_allotment_fits_and_keeps_what_must_come(questions, left_s, owned, covered):
    found = budget.allot(questions, left_s=left_s, owned=owned, covered=covered)
    first, later = questions[0], questions[1:]
    here = frozenset(first.principles) & frozenset(owned)
    kept_s = sum(budget.short_s(one) for one in budget.must_come(later, owned, covered | here))
    if found.action == "drop":
        assert left_s < budget.short_s(first) + kept_s, "there was no time for it beside what must come"
        due = first in budget.must_come(questions, owned, covered)
        assert not due or left_s < budget.short_s(first), "the question for a principle is dropped last"
        return
    assert budget.least_s(first) <= found.limit_s <= first.limit_s
    assert budget.asking_s(first) + budget.least_s(first) <= left_s + 1e-6
    assert found.follow_ups <= first.follow_ups
    if left_s - kept_s >= budget.short_s(first) + budget.SAYING_SO_S:
        assert found.limit_s + budget.asking_s(first) <= left_s - kept_s + 1e-6, "what must come keeps its time"
    if found.action == "shorten":
        assert found.follow_ups <= 1


@settings(deadline=None)
@given(st.floats(0, 3600))
def test_lengths_are_said_in_words(seconds):
    said = budget.spoken_minutes(seconds)
    assert said.startswith("about ")
    assert said.replace("about ", "").split()[0].isalpha() or seconds > 12 * 60
