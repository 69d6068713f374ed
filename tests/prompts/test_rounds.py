"""The rounds, and the plans drawn for them: valid for any seed, role and level, varied, and repeatable."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prompts.load import Bank, UnknownQuestionError, load_bank
from prompts.rounds import PlanError, Round, Wishes, draw_plan, is_story, load_rounds
from prompts.similarity import MAX_SIMILARITY, near_duplicates, similarity
from prompts.vocabulary import Level, Principle, Role, Topic
from prompts.yaml_source import SourceError

BANK = load_bank()
ROUNDS = load_rounds()
NEEDED = {
    "phone-screen": 60,
    "ml-depth": 55,
    "ml-breadth": 45,
    "ml-application": 55,
    "coding": 60,
    "statistics": 45,
    "tech-talk": 60,
    "bar-raiser": 60,
    "principle": 25,
    "mix": 30,
    "sql": 45,
    "behavioral": 45,
}
any_round = st.sampled_from(sorted(ROUNDS))
any_seed = st.integers(min_value=0, max_value=2**31)
any_role = st.none() | st.sampled_from(Role.__args__)
any_level = st.none() | st.sampled_from(Level.__args__)
many = settings(max_examples=150, deadline=None)
few = settings(max_examples=60, deadline=None)


def ids(plan):
    return [question.id for question in plan]


def minutes(plan):
    return sum(question.minutes for question in plan)


def position(one, question):
    """The part of the round's mix that takes this question."""
    return next(index for index, draw in enumerate(one.mix) if draw.takes(question))


def check_valid(plan, one, wishes):
    assert plan
    assert len(set(ids(plan))) == len(plan)
    for question in plan:
        assert BANK.get(question.id) is question
        assert wishes.role is None or wishes.role in question.roles
        assert wishes.level is None or wishes.level in question.levels
    assert minutes(plan) <= one.minutes or len(plan) == 1
    for first, second in combinations(plan, 2):
        assert similarity(first.text, second.text) <= MAX_SIMILARITY, (first.id, second.id)


@many
@given(any_round, any_seed, any_role, any_level)
def test_any_plan_is_valid_and_as_the_round_says(name, seed, role, level):
    one, wishes = ROUNDS[name], Wishes(role=role, level=level)
    plan = draw_plan(BANK, one, wishes, seed)
    check_valid(plan, one, wishes)
    assert plan == draw_plan(BANK, one, wishes, seed)
    # every part of the mix is there in full, in its order; only parts left to chance may be missing
    rest = list(plan)
    for draw in one.mix:
        taken = rest[: draw.count]
        if draw.chance < 1 and not (taken and all(map(draw.takes, taken))):
            continue
        assert len(taken) == draw.count, draw
        assert all(map(draw.takes, taken)), (draw, ids(taken))
        del rest[: draw.count]
    assert rest == []
    # the interviewer's principles are covered, each leading a story
    leading = {question.principles[0] for question in plan if is_story(question)}
    assert len(leading) == one.principles


@few
@given(
    any_round, any_seed, any_level, st.lists(st.sampled_from(Principle.__args__), min_size=1, max_size=3, unique=True)
)
def test_wished_principles_are_all_asked_for_and_no_others(name, seed, level, principles):
    one, wishes = ROUNDS[name], Wishes(level=level, principles=tuple(principles))
    plan = draw_plan(BANK, one, wishes, seed)
    check_valid(plan, one, wishes)
    assert all(is_story(question) for question in plan)
    assert {question.principles[0] for question in plan} == set(principles)


@few
@given(any_round, any_seed, any_role, st.lists(st.sampled_from(Topic.__args__), min_size=1, max_size=2, unique=True))
def test_wished_topics_only(name, seed, role, topics):
    one, wishes = ROUNDS[name], Wishes(role=role, topics=tuple(topics))
    plan = draw_plan(BANK, one, wishes, seed)
    check_valid(plan, one, wishes)
    assert {question.topic for question in plan} <= set(topics)
    assert plan[0].topic == topics[0]


@few
@given(any_round, any_seed, st.sampled_from(Topic.__args__), st.sampled_from(Principle.__args__))
def test_a_topic_and_a_principle_together(name, seed, topic, principle):
    one, wishes = ROUNDS[name], Wishes(topics=(topic,), principles=(principle,))
    plan = draw_plan(BANK, one, wishes, seed)
    check_valid(plan, one, wishes)
    stories = [question for question in plan if is_story(question)]
    assert stories, "the last story is never dropped"
    assert {question.principles[0] for question in stories} == {principle}
    assert {question.topic for question in plan if not is_story(question)} <= {topic}


@few
@given(any_round, any_seed, any_role, any_level, st.integers(min_value=1, max_value=12))
def test_a_wished_count_is_kept(name, seed, role, level, count):
    one, wishes = ROUNDS[name], Wishes(role=role, level=level, count=count)
    plan = draw_plan(BANK, one, wishes, seed)
    assert len(set(ids(plan))) == len(plan)
    assert len(plan) == count or (len(plan) < count and one.id in {"principle", "coding", "sql", "tech-talk"})
    assert {position(one, question) for question in plan} <= set(range(len(one.mix)))


@few
@given(st.lists(st.sampled_from(sorted(BANK.questions)), min_size=1, max_size=6), any_round, any_seed)
def test_wished_ids_are_asked_in_their_order(wanted, name, seed):
    plan = draw_plan(BANK, ROUNDS[name], Wishes(questions=tuple(wanted), level="L4", count=1), seed)
    assert ids(plan) == list(dict.fromkeys(wanted))


def test_unknown_id():
    with pytest.raises(UnknownQuestionError):
        draw_plan(BANK, ROUNDS["mix"], Wishes(questions=("no-such-question",)), 0)


@pytest.mark.parametrize("name", sorted(ROUNDS))
def test_seeds_vary_the_plan(name):
    plans = [ids(draw_plan(BANK, ROUNDS[name], Wishes(), seed)) for seed in range(20)]
    assert len({tuple(plan) for plan in plans}) == 20
    assert len({question for plan in plans for question in plan}) >= 2 * len(plans[0])


def test_chance_draws_coding_in_some_phone_screens():
    drawn = [any(q.kind == "coding" for q in draw_plan(BANK, ROUNDS["phone-screen"], Wishes(), s)) for s in range(60)]
    assert 15 <= sum(drawn) <= 45


def test_breadth_spreads_over_topics():
    for seed in range(20):
        plan = draw_plan(BANK, ROUNDS["ml-breadth"], Wishes(), seed)
        topics = [question.topic for question in plan if question.kind == "technical"]
        assert len(set(topics)) == len(topics) == 7


def small_round(**changes):
    return Round.model_validate({**ROUNDS["coding"].model_dump(), **changes})


@pytest.mark.parametrize(
    ("length", "kinds"),
    [
        (60, ["coding", "coding", "behavioral", "behavioral"]),
        (44, ["coding", "coding", "behavioral"]),
        (42, ["coding", "behavioral"]),
        (20, ["behavioral"]),
    ],
)
def test_a_plan_is_shortened_from_its_end_and_keeps_a_story(length, kinds):
    mix = [{"kind": "coding", "count": 2}, {"kind": "behavioral", "form": "story", "count": 2}]
    plan = draw_plan(BANK, small_round(minutes=length, mix=mix), Wishes(), 1)
    assert [question.kind for question in plan] == kinds
    assert minutes(plan) <= length


def test_one_question_is_asked_however_long_it_takes():
    plan = draw_plan(BANK, small_round(minutes=5, mix=[{"kind": "coding", "count": 2}]), Wishes(), 1)
    assert len(plan) == 1
    assert plan[0].minutes > 5


def test_wished_principles_lengthen_the_round_of_few_stories():
    plan = draw_plan(BANK, ROUNDS["statistics"], Wishes(principles=("ownership", "dive-deep", "frugality")), 3)
    assert [question.principles[0] for question in plan] == ["ownership", "dive-deep", "frugality"]


def test_nothing_fits():
    bank = Bank(question for question in BANK.questions.values() if question.kind != "sql")
    with pytest.raises(PlanError, match="leave out a filter"):
        draw_plan(bank, ROUNDS["mix"], Wishes(topics=("sql",)), 0)


def test_near_duplicates_are_not_asked_together():
    story = next(question for question in BANK.questions.values() if is_story(question))
    twins = Bank([story, story.model_copy(update={"id": "twin"})])
    plan = draw_plan(twins, ROUNDS["principle"], Wishes(), 0)
    assert len(plan) == 1


def test_all_rounds_of_the_process_are_there():
    assert {name: one.minutes for name, one in ROUNDS.items()} == NEEDED
    people = [one.interviewer for one in ROUNDS.values()]
    assert {person.role for person in people} == {"peer", "hiring-manager", "bar-raiser"}
    assert ROUNDS["bar-raiser"].interviewer.role == "bar-raiser"
    assert len({person.name for person in people}) == len(people)
    for one in ROUNDS.values():
        assert one.principles in ({1} if one.id == "principle" else {2, 3}), one.id
        assert 20 <= one.interviewer.patience_s <= 120
        assert one.follow_ups == one.interviewer.probing or one.id == "ml-breadth"


def test_a_broken_rounds_file_names_the_line(tmp_path):
    path = tmp_path / "rounds.yaml"
    path.write_text("rounds:\n  - id: one\n    title: One\n    minuts: 3\n")
    with pytest.raises(SourceError) as caught:
        load_rounds(path)
    found = {(problem.line, problem.message) for problem in caught.value.problems}
    assert (4, "unknown key 'minuts'; remove it or correct its spelling") in found
    assert (2, "the key 'minutes' is missing") in found


def test_the_listed_near_duplicates_are_questions_and_never_meet_in_a_plan():
    bank = load_bank()
    pairs = near_duplicates()
    assert pairs
    assert all(len(pair) == 2 and pair <= set(bank.questions) for pair in pairs)
    for seed in range(40):
        for one in load_rounds().values():
            ids = {question.id for question in draw_plan(bank, one, Wishes(), seed)}
            assert not any(pair <= ids for pair in pairs)
