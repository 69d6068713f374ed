"""The plan's promises, for any dates, hours and pasts: hours kept, stories in time, true minutes, commands that work."""

from __future__ import annotations

import datetime as dt
import functools
import itertools
import shlex
from typing import get_args

import pytest
import typer.main
from hypothesis import given, settings
from hypothesis import strategies as st

from interviewer.cli.drill import MAX_ROUNDS
from interviewer.cli.main import app
from interviewer.cli.practice import find_round, parse_wishes
from interviewer.drills.catalogue import DRILLS
from interviewer.errors import UsageError
from interviewer.loop.plan import LoopWishes, plan_loop
from interviewer.preparation import steps
from interviewer.preparation.costs import DEBRIEF_MINUTES
from interviewer.preparation.days import LIGHT, MAX_SESSION, session_slots
from interviewer.progress.progress import PRINCIPLES, TOPICS
from prompts.load import load_bank
from prompts.rounds import draw_plan
from prompts.vocabulary import Level, Role
from tests.preparation.people import TODAY, commands, costs, gaps, plan, take, wish

DAYS = st.one_of(st.integers(0, 60), st.integers(0, 400))
HOURS = st.one_of(st.integers(1, 80), st.floats(1, 80))
PROGRAM = typer.main.get_command(app)
PEOPLE = {
    "new": gaps(),
    "all written": gaps(stories=PRINCIPLES),
    "half written": gaps(stories=PRINCIPLES[::2]),
    "weak": gaps(
        take(9, 1.5, "dive-deep", lacking=("metric",), setup_s=48.0), take(3, 2.0, topic="nlp"),
        take(2, 4.5, topic="statistics"), stories=PRINCIPLES[:5],
    ),
}  # fmt: skip
SOMEBODY = st.sampled_from(sorted(PEOPLE))
NOT_HERE_YET = (
    {"loop", "phone-screen", "drill"}
    - {one.name for one in app.registered_commands}
    - {one.name for one in app.registered_groups}
)
"""Commands that are not part of the program yet are checked by their words alone."""
AGREED = {
    ("loop", "start"), ("loop", "start", "--compressed"), ("loop", "review"), ("phone-screen",),
}  # fmt: skip


@pytest.mark.parametrize("role", get_args(Role))
@pytest.mark.parametrize("compressed", [False, True])
def test_a_loop_costs_what_its_rounds_take(role, compressed):
    rounds = plan_loop(load_bank(), LoopWishes(role=role, compressed=compressed), 1)
    spoken = sum(one.minutes for one in rounds)
    assert costs(role).mock("compressed" if compressed else "full") == spoken + DEBRIEF_MINUTES


def test_without_a_role_it_is_the_loop_that_the_command_begins():
    assert costs().loop == costs("applied-scientist").loop < costs("data-scientist").loop


@functools.cache
def parse(command: str) -> None:
    """Run a command's words through the real parser, and what it would look up through the real look-up."""
    program, *words = shlex.split(command)
    assert program == "interviewer"
    person = [w for pair in itertools.pairwise(words) if pair[0] in {"--role", "--level"} for w in pair]
    if words[0] in NOT_HERE_YET:
        assert tuple(w for w in words if w not in person) in AGREED
        return
    group = PROGRAM
    context = group.make_context("interviewer", words)
    while hasattr(group, "resolve_command") and (left := [*context._protected_args, *context.args]):
        name, group, words = group.resolve_command(context, left)
        context = group.make_context(name, list(words), parent=context)
    assert not context.args
    if name == "drill":
        assert context.params["name"] in DRILLS
        assert context.params["rounds"] is None or 1 <= context.params["rounds"] <= MAX_ROUNDS
    if name == "practice":
        given = context.params
        if not given["retake"]:
            wanted = parse_wishes(
                role=given["role"], level=given["level"], principles=given["principle"] or [],
                topics=given["topic"] or [], questions=given["question"] or [], count=given["questions"],
            )  # fmt: skip
            find_round(given["round_"])
            assert wanted.questions or any(fits(question, wanted) for question in load_bank().questions.values())


def fits(question, wanted) -> bool:
    person = wanted.role in {None, *question.roles} and wanted.level in {None, *question.levels}
    subject = (*getattr(question, "principles", ())[:1], getattr(question, "topic", ""))
    return person and (not (wanted.principles or wanted.topics) or {*wanted.principles, *wanted.topics} & set(subject))


def within_hours(made) -> bool:
    by_day = {day.date: day.minutes for day in made.days}
    most = made.wish.hours_per_week * 60
    return all(sum(by_day.get(day + dt.timedelta(n), 0) for n in range(7)) <= most for day in by_day)


@settings(max_examples=25, deadline=None)
@given(DAYS, HOURS, SOMEBODY, st.sampled_from([None, *get_args(Role)]), st.sampled_from([None, *get_args(Level)]))
def test_whatever_is_asked_for_the_promises_hold(days, hours, who, role, level):
    made = plan(days, hours, PEOPLE[who], role=role, level=level)
    assert within_hours(made), "no seven days hold more than the hours given"
    dates = [day.date for day in made.days]
    assert dates == sorted(set(dates))
    assert dates[0] >= TODAY
    assert made.days[-1].kind == "interview"
    assert dates[-1] == made.wish.interview_on
    assert not made.days[-1].sessions
    for one in (session for day in made.days if day.kind == "practice" for session in day.sessions):
        assert 25 <= one.minutes <= MAX_SESSION
    for command in commands(made):
        parse(command)
    assert made == plan(days, hours, PEOPLE[who], role=role, level=level), "the same arguments give the same plan"


@settings(max_examples=25, deadline=None)
@given(DAYS.filter(bool), HOURS, SOMEBODY)
def test_every_story_comes_before_the_first_mock_where_time_allows(days, hours, who):
    made = plan(days, hours, PEOPLE[who])
    mock = next((day.date for day in made.days if day.kind == "mock"), None)
    if mock is None:
        return
    minutes = steps.story_minutes(costs())
    sittings = [s for day in made.days if day.date < mock and day.kind == "practice" for s in day.sessions]
    # What the steps that belong to a day leave of each sitting is the time that could be used.
    room = sum(
        (s.minutes - steps.LOOK_BACK_MINUTES - sum(x.minutes for x in s.steps if x.kind in {"learn", "peer"}))
        // minutes
        for s in sittings
    )
    late = [one for one in made.to_write if one.planned_on is None or one.planned_on > mock]
    if room >= len(made.to_write):
        assert not late
    assert sum(one.planned_on is not None for one in made.to_write) == sum(
        step.kind == "write" for day in made.days for s in day.sessions for step in s.steps
    )


@settings(max_examples=20, deadline=None)
@given(st.integers(2, 200), st.integers(1, 60), st.integers(0, 200), SOMEBODY)
def test_a_plan_made_again_later_keeps_its_days_and_mocks(days, hours, later, who):
    first, now = plan(days, hours, PEOPLE[who]), TODAY + dt.timedelta(min(later, days))
    again = plan(days, hours, PEOPLE[who], today=now)

    def frame(made):
        return [(day.date, day.kind, [s.minutes for s in day.sessions]) for day in made.days if day.date >= now]

    assert frame(first) == frame(again)


@settings(max_examples=25, deadline=None)
@given(st.integers(8, 400), HOURS)
def test_among_seven_days_one_is_free(days, hours):
    dates = [day.date for day in plan(days, hours).days]
    runs = [all(day + dt.timedelta(n) in dates for n in range(7)) for day in dates[:-1]]
    assert not any(runs[:-7])


# --- the frame ------------------------------------------------------------------------------------------------------


def mocks(made) -> list[tuple[str, int]]:
    """Each mock and how many days before the interview it lies."""
    return [
        (day.sessions[0].steps[0].about[0].removeprefix("mock:"), (made.wish.interview_on - day.date).days)
        for day in made.days
        if day.kind == "mock"
    ]


def test_seven_weeks_of_six_hours_hold_all_three_mocks():
    made = plan(48, 6, role="applied-scientist", level="L6")
    assert mocks(made) == [("phone-screen", 24), ("compressed", 11), ("full", 4)]
    assert not made.notes
    said = commands(made)
    assert "interviewer phone-screen --role applied-scientist --level L6" in said
    assert "interviewer loop start --compressed --role applied-scientist --level L6" in said
    assert "interviewer loop start --role applied-scientist --level L6" in said
    assert "interviewer loop review" in said


def test_a_mock_that_the_hours_do_not_hold_is_a_smaller_one():
    assert mocks(plan(48, 5)) == [("phone-screen", 24), ("compressed", 11), ("compressed", 4)]
    assert mocks(plan(48, 2)) == [("phone-screen", 24), ("phone-screen", 11), ("phone-screen", 4)]
    assert mocks(plan(48, 1)) == [("short", 24), ("short", 11), ("short", 4)]
    assert mocks(plan(20, 6)) == [("compressed", 11), ("full", 4)]
    assert mocks(plan(10, 6)) == [("phone-screen", 6), ("compressed", 3)]
    assert mocks(plan(5, 6)) == [("phone-screen", 2)]
    assert mocks(plan(3, 6)) == []
    assert any("do not hold a full loop" in note for note in plan(48, 3).notes)


def test_the_last_day_is_light():
    for days in (1, 2, 9, 48):
        last = plan(days, 6).days[-2]
        assert (last.kind, last.minutes) == ("light", LIGHT)
        assert last.date == TODAY + dt.timedelta(days - 1)


def test_today_and_tomorrow():
    assert [day.kind for day in plan(0, 6).days] == ["interview"]
    assert [day.kind for day in plan(1, 6).days] == ["light", "interview"]
    assert "There is no time for a mock interview." in plan(1, 6).notes


def test_the_past_and_the_far_future_are_refused():
    with pytest.raises(UsageError, match="lies before"):
        plan(-1, 6)
    with pytest.raises(UsageError, match="two years"):
        plan(800, 6)


def test_sixty_hours_are_not_all_used_and_that_is_said():
    made = plan(30, 60)
    assert "the plan uses 24" in made.notes[0]
    assert max(day.minutes for day in made.days if day.kind == "practice") <= 240


def test_one_hour_a_week_is_two_short_sittings():
    made = plan(60, 1)
    week = [d for d in made.days if dt.date(2026, 12, 7) <= d.date <= dt.date(2026, 12, 13)]
    assert [day.minutes for day in week] == [30, 30]


def test_the_frame_comes_from_dates_and_hours_alone():
    assert session_slots(wish(48, 6), costs()) == session_slots(wish(48, 6, role="data-scientist"), costs())


# --- what is in it --------------------------------------------------------------------------------------------------


def planned(made, kind: str) -> list[tuple[int, str]]:
    """(days from today, what about) of every step of a kind."""
    return [
        ((day.date - TODAY).days, step.about[0].partition(":")[2])
        for day in made.days
        for session in day.sessions
        for step in session.steps
        if step.kind == kind
    ]


def test_the_stories_that_the_guide_names_come_first():
    assert [p for _, p in planned(plan(48, 6, role="data-scientist"), "write")][:3] == [
        "customer-obsession", "deliver-results", "dive-deep",
    ]  # fmt: skip
    assert planned(plan(48, 6, role="applied-scientist"), "write")[0][1] == "ownership"
    written = [p for _, p in planned(plan(48, 6), "write")]
    assert sorted(written) == sorted(PRINCIPLES)


def test_principles_with_a_story_are_told_and_not_written():
    made = plan(48, 6, PEOPLE["all written"])
    assert not planned(made, "write")
    assert {p for _, p in planned(made, "tell")} == set(PRINCIPLES)


def test_what_is_weak_comes_first_and_comes_again_in_growing_steps():
    made = plan(48, 6, gaps(take(3, 2.0, topic="nlp"), take(3, 4.5, topic="statistics"), stories=PRINCIPLES))
    weak = [day for day, topic in planned(made, "technical") if topic == "nlp"]
    assert weak[0] == 0
    assert len(weak) >= 3
    gaps_between = [b - a for a, b in itertools.pairwise(weak)]
    assert gaps_between == sorted(gaps_between)
    strong = [day for day, topic in planned(made, "technical") if topic == "statistics"]
    assert not strong or strong[0] >= 5, "a 4.5 of three days ago is due eight days after it"
    first = next(step for s in made.days[0].sessions for step in s.steps if step.about == ("topic:nlp",))
    assert first.commands[0].startswith("interviewer practice --retake 2026")
    assert "2.0 of 5" in first.why


def test_all_topics_are_practised_in_seven_weeks():
    assert {topic for _, topic in planned(plan(48, 6), "technical")} == set(TOPICS)


@pytest.mark.parametrize(
    ("habit", "name", "said"),
    [
        ({"setup_s": 41.0}, "setup", "longer than 30 seconds in 3 of your last 3"),
        ({"lacking": ("metric",)}, "metric", "No measured result was given in 3 of your last 3"),
        ({"lacking": ("own_role",)}, "ownership", "Your own part could not be told"),
        ({"total_s": 200.0}, "two-minute", "two minutes and a half in 3 of your last 3"),
    ],
)
def test_a_habit_brings_its_drill_first_and_more_often(habit, name, said):
    somebody = gaps(*(take(n, 3.5, "dive-deep", **habit) for n in (5, 6, 7)))
    made = plan(30, 5, somebody)
    drills = [one for _, one in planned(made, "drill")]
    assert drills[0] == name
    assert drills.count(name) > drills.count("think-aloud")
    assert any(said in sentence for sentence in made.gaps)


def test_the_minutes_are_those_of_the_questions():
    for topic, minutes in costs().topics.items():
        kind = {"coding": "coding", "sql": "sql"}.get(topic, "technical")
        longest = max(
            q.minutes for q in load_bank().questions.values() if getattr(q, "topic", "") == topic and q.kind == kind
        )
        assert minutes == longest + 2 + 2, "the question, two follow-ups of a minute, two minutes of feedback"
    for made in (plan(48, 6), plan(48, 6, PEOPLE["weak"])):
        for step in (x for day in made.days for s in day.sessions for x in s.steps if x.kind in {"tell", "technical"}):
            words = shlex.split(step.commands[0])
            count = 1 if "--retake" in words else int(words[words.index("--questions") + 1])
            one = costs().story if step.kind == "tell" else costs().topics[step.about[0].partition(":")[2]]
            assert step.minutes == one * count


def test_a_drawn_practice_asks_what_the_plan_says():
    for command in commands(plan(30, 6, role="data-scientist", level="L4")):
        words = shlex.split(command)
        if ("--topic" not in words and "--principle" not in words) or words[1] != "practice":
            continue
        option, subject = (("--topic", "topics"), ("--principle", "principles"))["--principle" in words]
        count = int(words[words.index("--questions") + 1])
        asked = {subject: [words[words.index(option) + 1]], "count": count, "role": "data-scientist", "level": "L4"}
        drawn = draw_plan(load_bank(), find_round("mix"), parse_wishes(**asked), seed=7)
        assert len(drawn) == count
        name = asked[subject][0]
        assert all(name in (getattr(q, "topic", ""), *getattr(q, "principles", ())) for q in drawn)
        assert sum(q.minutes for q in drawn) <= count * (costs().topics.get(name, costs().story) - 4)


def test_what_is_told_today_does_not_change_the_plan_for_today():
    before = gaps(take(4, 2.0, topic="nlp"))
    after = gaps(take(4, 2.0, topic="nlp"), take(0, 4.0, topic="nlp"), take(0, 4.0, "dive-deep"))
    assert before == after
