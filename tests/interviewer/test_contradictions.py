"""Contradictions between answers, on pairs labelled by hand: few of them may be found where there are none."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from interviewer.answers.assessing import Assessor, Turn
from interviewer.answers.contradictions import Said, find_contradiction
from interviewer.answers.typed import typed_transcript
from interviewer.scripted_io import Answer
from interviewer.slow_work import SlowWork
from rubrics.scripted_judge import ScriptedJudge
from tests.interviewer.talks import POINT_QUESTION, SECOND_STORY, STORY_QUESTION, talk, verdicts
from tests.interviewer.test_behaviour import plan

CONTRADICT = """
Churn fell by twelve percent.|Churn fell by twenty percent.
In the end churn dropped by twelve percent.|We reduced churn by twenty percent.
The latency of the service dropped by 40 percent.|Latency dropped by 60 percent.
Conversion rose by five percent.|We raised conversion by fifteen percent.
Revenue increased by 3%.|Revenue increased by 8%.
Training was thirty percent faster.|Training was fifty percent faster.
We saved two million dollars a year.|We saved half a million dollars a year.
The project saved $200,000.|It saved $900,000.
The migration took three weeks.|The migration took two months.
The rollout lasted two days.|The rollout took two weeks.
We launched the model in 2021.|The model launched in 2023.
I joined the ranking team in 2019.|I joined the ranking team in 2021.
I led the migration.|I did not lead the migration.
I led the project.|I was not the lead.
I led the migration.|My manager led the migration.
I decided to drop the feature.|My manager decided to drop the feature.
It was my decision.|That was not my decision.
I wrote the loader myself.|A colleague wrote the loader.
I built the pipeline alone.|Another engineer built the pipeline.
It was a team of five.|We were a team of eight.
I interviewed twelve customers.|I interviewed thirty customers.
I mentored two scientists.|I mentored six scientists.
Errors fell by half a percent.|Errors fell by ten percent.
The labelling took six weeks.|The labelling took six months.
Support tickets went down by thirty percent.|Support tickets fell by ten percent after we shipped it.
We cut the cloud bill by forty thousand dollars a month.|We saved ten thousand dollars a month on the cloud bill.
The whole thing took us about four weeks.|It took us six months in total.
I was the tech lead of the forecasting project.|My colleague was the tech lead of the forecasting project.
I chose the vendor.|My director chose the vendor.
We deployed the recommender in 2020.|The recommender was deployed in 2022.
Click through rate improved by eight percent.|The click through rate went up by two percent.
I trained the model on my own.|A teammate trained the model.
The experiment ran for two weeks.|The experiment lasted two months.
Page load time got 25 percent faster.|Page load time improved by 60 percent.
We hired four scientists.|We hired nine scientists.
I designed the schema.|I did not design the schema.
Returns dropped 15 percent.|Returns dropped by 5 percent.
I surveyed two hundred users.|I surveyed fifty users.
""".strip().splitlines()

AGREE = """
Churn fell by twelve percent.|Churn fell by twelve percent.
Churn fell by twelve percent.|Churn fell by about 12 percent.
Churn fell by twelve percent.|Conversion rose by twenty percent.
Churn fell from twenty to eight percent.|Churn fell by twelve percent.
Churn was at twenty percent.|Churn was at eight percent.
At first churn fell by five percent.|In the end churn fell by twelve percent.
Churn fell by twelve percent in Germany.|Churn fell by twenty percent in France.
Churn fell by twelve percent.|Churn fell by twenty percent for new users.
We wanted churn to fall by twenty percent.|Churn fell by twelve percent.
Our goal was to reduce churn by twenty percent.|We reduced churn by twelve percent.
We expected a drop of twenty percent in churn.|Churn fell by twelve percent.
The latency of the search service dropped by 40 percent.|The latency of the ads service dropped by 60 percent.
Latency dropped by forty percent.|Memory dropped by sixty percent.
Offline, precision improved by ten percent.|Precision improved by three percent.
The migration took three weeks.|The rollout took two months.
The migration took three weeks.|The migration took twenty days.
The planning took one week.|The migration took three weeks.
We planned three weeks for the migration.|The migration took two months.
We started the migration in 2021.|We finished the migration in 2023.
I joined the company in 2019.|I joined the ranking team in 2021.
We launched the model in 2021.|We launched the dashboard in 2023.
I led the migration.|I led the rollout.
I led the migration.|My manager led the rollout.
I led the migration.|My manager asked me to lead the migration.
I decided to drop the feature.|My manager decided to hire two people.
I wrote the loader.|A colleague wrote the tests.
I built the pipeline.|A colleague helped me with the pipeline.
I built the model.|We built the pipeline together.
We saved two million dollars a year.|We saved forty thousand dollars a week.
We saved two million dollars a year.|It cost us one hundred thousand dollars.
It was a team of five.|The team grew to eight.
It was a team of five.|I worked with another team of eight.
I interviewed twelve customers.|I trained three models.
We had two million users.|Later we had five million users.
I interviewed twelve customers.|My manager interviewed thirty customers.
Churn fell by twelve percent.|Sorry, I meant that churn fell by twenty percent.
Training was thirty percent faster.|Inference was fifty percent faster.
Revenue rose by five percent in the first quarter.|Revenue rose by nine percent in the second quarter.
Without the feature, churn would fall by five percent.|Churn fell by twelve percent.
Each release cut latency by five percent.|We cut latency by thirty percent.
The median latency fell by ten percent.|The worst latency fell by fifty percent.
I used three hundred samples.|The model had twelve layers.
The accuracy was ninety percent.|The recall was seventy percent.
I did not lead the project at first.|I led the project.
I spent two weeks on the analysis.|I spent three months on the model.
Support tickets went down by thirty percent.|Support calls went down by ten percent.
We cut the cloud bill by forty thousand dollars a month.|We spent ten thousand dollars on the migration.
The data collection took four weeks.|The whole project took six months.
I was the tech lead.|My manager was in charge of the budget.
I chose the metric.|My director chose the vendor.
We deployed the recommender in 2020.|We deployed the ranker in 2022.
In the test the click rate improved by eight percent.|In the rollout the click rate improved by two percent.
I trained the model.|A teammate reviewed the model.
Returns dropped by 15 percent among new customers.|Returns dropped by 5 percent.
I led the team of six people.|I presented it to twelve people.
Costs fell by ten percent in the first month.|Costs fell by thirty percent over the year.
I owned the forecast.|My manager owned the roadmap.
It took two days to find the bug.|It took three weeks to convince the team.
I wrote the design document.|A colleague wrote the design of the tests.
Precision rose by four percent.|Recall rose by nine percent.
We ran ten experiments.|We ran forty experiments that year on other pages.
""".strip().splitlines()


def found(pair):
    earlier, now = pair.split("|")
    return find_contradiction([Said(1, earlier, "q")], Said(2, now, "q"))


@pytest.mark.parametrize("pair", AGREE)
def test_no_contradiction_is_seen_where_there_is_none(pair):
    assert found(pair) is None


def test_most_contradictions_are_seen():
    missed = [pair for pair in CONTRADICT if found(pair) is None]
    assert len(missed) <= 3, missed
    assert len(CONTRADICT) + len(AGREE) >= 60


def test_the_probe_names_both_and_the_reason_quotes_both():
    one = found(CONTRADICT[0])
    assert one.line == "Earlier you said twelve percent, and just now twenty percent. Which of the two is it?"
    assert one.detail == "twelve percent earlier, twenty percent now"
    assert '"Churn fell by twelve percent." and "Churn fell by twenty percent."' in one.why
    assert found("Revenue increased by 3%.|Revenue increased by 8%.").line.count("percent") == 2, (
        "no symbols are spoken"
    )


def test_answers_to_different_questions_are_compared_only_where_they_tell_of_one_project():
    old, new = "Churn fell by twelve percent.", "Churn fell by twenty percent."
    assert find_contradiction([Said(1, old, "a")], Said(2, new, "b")) is None
    scene = "At the streaming company our subscription forecast for the billing department was wrong every quarter."
    assert find_contradiction([Said(1, f"{scene} {old}", "a")], Said(2, f"{scene} {new}", "b")) is not None


def test_a_contradiction_is_asked_about_and_noted(tmp_path):
    first = "At my last company churn fell by twelve percent and I checked it."
    answers = [
        first,
        "Well, I checked it. Churn fell by twenty percent.",
        "It was twelve, I mixed it up.",
        "It fits noise.",
    ]
    rules = {"follow_ups": 3}
    done = talk(tmp_path, [*answers, "x"], plan=plan(STORY_QUESTION, POINT_QUESTION, **rules))
    probes = [line for line in done.ports.said if line.target == "contradiction"]
    assert [line.text for line in probes] == [
        "Earlier you said twelve percent, and just now twenty percent. Which of the two is it?"
    ]
    (note,) = [record for record in done.records("note") if record.note == "contradiction"]
    assert (note.turn, note.reason) == (probes[0].turn, "twelve percent earlier, twenty percent now")


def test_the_line_about_a_contradiction_lies_ready_when_the_answer_ends():
    turns = {
        1: Turn(STORY_QUESTION, "", transcript=typed_transcript(["Churn fell by twelve percent."])),
        2: Turn(STORY_QUESTION, "result"),
    }
    ready = []
    ports = SimpleNamespace(get_ready=lambda lines: ready.extend(line.text for line in lines))
    assessor = Assessor(ScriptedJudge(verdicts), lambda work: work())
    SlowWork(ports, None, assessor, None, turns).judge_ahead(2, typed_transcript(["Churn fell by twenty percent."]))
    assert ready[0] == "Earlier you said twelve percent, and just now twenty percent. Which of the two is it?"
    assert len(ready) > 1


def test_a_story_is_compared_with_the_one_before(tmp_path):
    scene = "At the streaming company our subscription forecast for the billing department was wrong every quarter and I fixed it."
    told = [f"{scene} Churn fell by {number} percent." for number in ("twelve", "twenty")]
    done = talk(tmp_path, [*map(Answer, told), "Twelve."], plan=plan(STORY_QUESTION, SECOND_STORY, follow_ups=1))
    assert [line.kind for line in done.ports.said if line.target == "contradiction"] in ([], ["follow_up"])
