"""The candidate's own questions: each finds its topic, and every answer is honest about who gives it."""

from __future__ import annotations

import pytest

from interviewer.own_questions import answer_to, load_topics, topic_of
from interviewer.word_forms import stem
from prompts.content import unspeakable

ASKED = """
team|How big is the team, and who would I work with?
day-to-day|What does a typical day look like for you?
first-year-success|What would success look like in the first year?
first-year-success|What do you expect from a new hire in the first six months?
on-call|Is there an on-call rotation for scientists?
on-call|Do scientists have to be on call?
science-to-production|How does a model get from research to production?
science-to-production|Who deploys the models?
growth|What are the opportunities for growth here?
growth|What does the career path look like?
why-joined|Why did you join the company?
why-joined|What do you enjoy most about working here?
challenges|What are the biggest challenges of the team?
next-steps|What are the next steps in the process?
next-steps|When will I hear back?
feedback|Do you have any feedback for me?
feedback|How did I do?
work-life|How is the work life balance?
remote|Can I work remotely?
tools|What tech stack do you use?
data|What data do you have access to?
projects|What projects is the team working on right now?
decisions|How are decisions made about what to build?
leadership-principles|How do the leadership principles show up in daily work?
research|Do you publish papers?
collaboration|How do scientists collaborate with engineers?
metrics|How do you measure the impact of your models?
performance-review|How are scientists evaluated?
manager|What is the manager like?
level-and-pay|What is the salary range?
role|What are you looking for in this role?
generative-ai|How are you using large language models?
mentoring|Is there a mentor for new people?
""".strip().splitlines()


@pytest.mark.parametrize("row", ASKED)
def test_a_question_finds_its_topic(row):
    expected, asked = row.split("|")
    found = topic_of(asked)
    assert found is not None
    assert found.id == expected
    answered = answer_to(asked)
    assert (answered.asked, answered.over) == (asked, False)
    assert found.answer in answered.reply


def test_every_topic_is_asked_for_above():
    assert {row.split("|")[0] for row in ASKED} == {topic.id for topic in load_topics().topics}
    assert len(load_topics().topics) >= 25


@pytest.mark.parametrize(
    "said",
    [
        "No, that's all.", "No.", "Nope, I'm good, thank you.", "I think that's it. Thanks for your time.", "Nothing from my side.",
        "I don't have any questions.", "It was nice talking to you.", "No questions at the moment.", "Not really.", "",
    ],
)  # fmt: skip
def test_who_has_no_question_is_done(said):
    answered = answer_to(said)
    assert answered.over
    assert not answered.asked


def test_two_questions_in_one_breath_are_both_answered():
    reply = answer_to("What is the team like? And when will I hear back?").reply
    assert "five to ten people" in reply
    assert "recruiter" in reply


def test_a_question_may_follow_a_no():
    assert answer_to("No, wait, what about on-call?").asked


def test_what_nobody_foresaw_is_passed_on_and_not_invented():
    answered = answer_to("What is the name of the office dog?")
    assert answered.reply == load_topics().otherwise
    assert not answered.over


def test_every_answer_can_be_spoken_and_promises_nothing():
    for topic in load_topics().topics:
        assert unspeakable(topic.answer, ["SQL"]) == [], topic.id
        assert len(topic.answer.split()) <= 60, topic.id
        assert not any(promise in topic.answer.lower() for promise in ("we will", "i promise", "you will get")), (
            topic.id
        )


@pytest.mark.parametrize(
    ("one", "other"), [("deploy", "deployed"), ("size", "sizes"), ("latency", "latencies"), ("drop", "dropped")]
)  # fmt: skip
def test_forms_of_one_word_are_one(one, other):
    assert stem(one) == stem(other)
