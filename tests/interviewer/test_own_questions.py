"""The candidate's own questions: each finds its topic, and every answer is honest about who gives it."""

from __future__ import annotations

import re

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


QUESTIONS = """
What does a typical week look like for a scientist on your team?
I was wondering how you decide which experiments get run.
Could you tell me a bit about the team I'd be joining?
I'd love to hear what you enjoy most about working here.
Sure. So how do scientists and engineers split the work?
Do you have on-call rotations for the models?
I'd like to know how success is measured in the first year
Okay, one thing I wanted to ask: how much of the job is research?
And what about publications, is that encouraged?
Tell me about the biggest challenge the team is facing right now.
how long have you been with the team
is there a budget for conferences
How does the team choose what to work on next quarter?
What's the hardest part of this role?
Who would I be working with day to day?
Can you walk me through how a model gets into production?
I'm curious what the path from L5 to L6 looks like.
I wanted to ask about the data you have access to.
Maybe you could describe the relationship between science and product.
Yes, please. What tooling do you use for experiments?
Hmm, let me think. Which of the leadership principles matters most on your team?
Would I be able to work remotely some days
why did you join amazon
what happens after today
How do you handle disagreements between scientists and product managers?
Are there chances to mentor juniors?
If I got the offer, when would I start?
So you mentioned the forecasting project. Is it already live?
I do have one question, it's about how reviews work here.
I'd be interested in hearing how big the team is.
Just one more: does the team own its pipelines?
Well, I wonder whether you use causal inference a lot.
May I ask what keeps you at the company?
And the next steps, what are they?
You said the team is new, right?
Please tell me what a good first ninety days would look like.
My question would be where the team sits in the organisation.
Has anything surprised you since you joined?
I guess I'd ask how much freedom scientists have.
In your experience, what separates people who do well here from those who don't?
Should I expect to write a lot of production code?
What would you change about the team if you could?
""".strip().splitlines()
STATEMENTS = """
I think that's all from my side.
No, I don't have any questions, thank you.
That was very helpful, thanks.
That's exactly what I wanted to know.
I don't know what else to ask, to be honest.
Thanks, I understand how the team works now.
You already answered what I wanted to ask.
It was nice talking to you.
Okay, great.
I would do it the same way.
When I was at my last company we did it like that too.
What you said about ownership really resonates with me.
I think we covered everything.
Nothing from me, thanks.
No questions at the moment.
I'm good, thank you so much for your time.
My questions have all been answered.
I had a question about the team but you already covered it.
I can't think of anything right now.
That makes sense, thank you.
I really enjoyed this conversation.
Yeah, that's how we did it at my last job as well.
Wow, that sounds exciting.
I'm looking forward to hearing from you.
I know what you mean.
What I like about Amazon is the customer focus.
How you described it is how I imagined it.
Whatever the team needs, I am happy to pick it up.
When I joined my current team there were only three of us.
I'd be happy to start in January.
If I may add something to my earlier answer, the test ran for two weeks.
I just wanted to say that I learned a lot.
Which is great, because I like working close to product.
Sorry, could I add that the launch was in May.
I have no further questions.
All good from my side, have a nice day.
I was wondering about that too, so thank you for explaining.
Is what it is.
I asked your colleague about the roadmap already.
Where I work now it takes six months to ship a model.
I'd say I learned who the customers are.
Thanks, that clears up what the team does.
""".strip().splitlines()


def test_questions_are_noted_in_the_candidates_words_and_statements_are_not():
    """Written before the rules; of each list the first twelve were looked at while the rules were made."""
    assert [one for one in QUESTIONS if answer_to(one).asked != one] == []
    assert [one for one in STATEMENTS if answer_to(one).asked] == []


def test_without_any_signs_most_are_told_apart_too():
    """As a recogniser may write it; a question that only its sign or its tone makes one is missed."""
    bare = {one: re.sub(r"[.?!,]", "", one).lower() for one in QUESTIONS + STATEMENTS}
    assert [one for one in STATEMENTS if answer_to(bare[one]).asked] == []
    assert sum(not answer_to(bare[one]).asked for one in QUESTIONS) <= 2


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
