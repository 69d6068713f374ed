"""A planned loop: principles split without a rest, questions never twice, each round within its time, same for a seed."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interviewer.loop.plan import LoopWishes, plan_loop, spare_s
from prompts.load import Bank, load_bank
from prompts.loops import load_loops
from prompts.rounds import PlanError, is_story
from prompts.similarity import MAX_SIMILARITY, near_duplicates, similarity
from prompts.vocabulary import Level, Role

BANK = load_bank()
FILE = load_loops()
seeds = st.integers(min_value=0, max_value=2**31)
wishes = st.builds(
    LoopWishes,
    role=st.sampled_from(Role.__args__),
    level=st.sampled_from(Level.__args__),
    kind=st.sampled_from(["loop", "loop", "phone-screen"]),
    compressed=st.booleans(),
    tech_talk=st.booleans(),
    rounds=st.sampled_from([1, 2]),
)
many = settings(max_examples=30, deadline=None)


@many
@given(wishes, seeds)
def test_any_loop_keeps_the_rules_of_the_process(wished, seed):
    rounds = plan_loop(BANK, wished, seed)
    owned = [principle for one in rounds for principle in one.principles]
    assert len(set(owned)) == len(owned)
    assert all(2 <= len(one.principles) <= 3 for one in rounds)
    assert len({one.interviewer.name for one in rounds}) == len(rounds)
    assert len({(one.interviewer.voice, one.interviewer.rate) for one in rounds}) == len(rounds)
    for one in rounds:
        assert spare_s(one) >= 0, one.title
        assert {q.principles[0] for q in one.questions if is_story(q)} == set(one.principles), one.title
        assert all(wished.role in q.roles and wished.level in q.levels for q in one.questions)
    assert rounds == plan_loop(BANK, wished, seed)


@many
@given(wishes, seeds)
def test_nothing_is_asked_twice_in_a_loop(wished, seed):
    asked = [question for one in plan_loop(BANK, wished, seed) for question in one.questions]
    assert len({question.id for question in asked}) == len(asked)
    for first, second in combinations(asked, 2):
        assert similarity(first.text, second.text) <= MAX_SIMILARITY, (first.id, second.id)
        assert frozenset((first.id, second.id)) not in near_duplicates()


@many
@given(wishes.filter(lambda one: one.kind == "loop"), seeds)
def test_a_loop_has_the_rounds_of_its_role_and_one_of_each_special_interviewer(wished, seed):
    rounds = plan_loop(BANK, wished, seed)
    seats = [seat for seat in FILE.loop(wished.role).seats if wished.tech_talk or not seat.optional]
    assert [one.round_id for one in rounds] == [seat.round for seat in seats]
    roles = [one.interviewer.role for one in rounds]
    assert roles.count("bar-raiser") == roles.count("hiring-manager") == 1
    raiser = next(one for one in rounds if one.interviewer.role == "bar-raiser")
    assert len(raiser.principles) == 3
    assert set(raiser.principles) <= set(FILE.loop(wished.role).weights)
    for one, seat in zip(rounds, seats, strict=True):
        assert one.minutes == (15 if wished.compressed else one.minutes)
        assert wished.compressed or 45 <= one.minutes <= 60
        technical = sum(question.kind != "behavioral" for question in one.questions)
        core = seat.core_compressed if wished.compressed else seat.core
        assert one.round_id == "bar-raiser" or technical >= core, one.title


def test_all_principles_that_there_is_time_for_are_looked_at():
    def owned(**changes):
        return sum(len(one.principles) for one in plan_loop(BANK, LoopWishes(**changes), 5))

    assert owned() == 15  # five rounds, three each
    assert owned(role="data-scientist") == 16
    assert owned(tech_talk=True) == 16
    assert owned(compressed=True) >= 11  # two each, three for the bar raiser


def test_seeds_vary_people_principles_and_questions():
    loops = [plan_loop(BANK, LoopWishes(), seed) for seed in range(20)]
    for index in range(5):
        assert len({loop[index].interviewer.name for loop in loops}) >= 2
        assert len({frozenset(loop[index].principles) for loop in loops}) >= 5
        assert len({tuple(q.id for q in loop[index].questions) for loop in loops}) >= 15


def test_what_the_guides_name_most_reaches_the_bar_raiser_most():
    loops = [plan_loop(BANK, LoopWishes(compressed=True), seed) for seed in range(60)]
    taken = [principle for loop in loops for principle in loop[4].principles]
    assert taken.count("deliver-results") > taken.count("ownership")
    ds = [plan_loop(BANK, LoopWishes(role="data-scientist", compressed=True), seed)[5] for seed in range(60)]
    named = [principle for one in ds for principle in one.principles]
    assert named.count("customer-obsession") > named.count("learn-and-be-curious")


def test_what_is_preferred_comes_up_more_and_breaks_no_rule():
    def on_statistics(prefer):
        loops = [plan_loop(BANK, LoopWishes(kind="phone-screen"), seed, prefer=prefer) for seed in range(15)]
        assert all(spare_s(one) >= 0 for loop in loops for one in loop)
        questions = [question for loop in loops for one in loop for question in one.questions]
        return sum(getattr(question, "topic", "") == "statistics" for question in questions)

    assert on_statistics(lambda q: 20.0 if getattr(q, "topic", "") == "statistics" else 1.0) > on_statistics(None)


def test_a_compressed_answer_is_shorter_and_the_question_else_the_same():
    for one in plan_loop(BANK, LoopWishes(compressed=True), 3):
        for question in one.questions:
            whole = BANK.get(question.id)
            assert question.minutes <= min(whole.minutes, 6)
            assert question.model_copy(update={"minutes": whole.minutes}) == whole


def test_a_bank_without_stories_is_said():
    bank = Bank(question for question in BANK.questions.values() if not is_story(question))
    with pytest.raises(PlanError, match="no stories"):
        plan_loop(bank, LoopWishes(), 1)
    few = Bank([*bank.questions.values(), next(q for q in BANK.questions.values() if is_story(q))])
    with pytest.raises(PlanError, match="too few stories"):
        plan_loop(few, LoopWishes(), 1)
