"""A timed round cut off at any moment: its limits hold across the cut, and nothing is asked, hinted or stopped twice."""

from __future__ import annotations

from collections import Counter

import pytest

from interviewer import events as ev
from interviewer.interview import Interview
from interviewer.resume_point import interview_of
from interviewer.review.review import build_review
from interviewer.script import Patience
from interviewer.scripted_io import Answer
from interviewer.sessions.session_file import FILE_NAME, read_session
from prompts.schema import FollowUpLine
from tests.interviewer.cut_sessions import PLEASE, begin, cut, go_on
from tests.interviewer.talks import NUMBER, POINT_QUESTION, SECOND_STORY, STORY, STORY_QUESTION

RAMBLING = f"{STORY} " + "And then we talked about it in the team for a while. " * 30 + NUMBER
HINTED = POINT_QUESTION.model_copy(
    update={"follow_ups": (FollowUpLine(target="key_point:0", line="What does such a model fit?"),)}
)
LAST = SECOND_STORY.model_copy(
    update={"id": "bq-late", "text": "Tell me about a late one.", "principles": ("ownership",)}
)
STOP = "Let me stop you there for time. In one sentence: what should I remember from it?"
OWN = "What does a day in the team look like?"
PLAN = Interview(
    questions=(STORY_QUESTION.model_copy(update={"minutes": 2.0}), HINTED, SECOND_STORY, LAST),
    opening="Hello.",
    closing="Thank you.",
    follow_ups=3,
    patience=Patience(),
    level="L6",
    minutes=9.0,
    principles=("dive-deep", "ownership"),
    interrupts=True,
    candidate_questions=True,
    round_id="r",
    loop_id="l",
)


def script() -> dict:
    return {
        STORY_QUESTION.text: [Answer(RAMBLING, when_stopped="It became faster by forty percent.")],
        STOP: ["It became faster by forty percent."],
        HINTED.text: [Answer("", command=ev.HintRequested()), "It fits noise and a held-out set shows it."],
        SECOND_STORY.text: [f"{STORY} {NUMBER}"],
        LAST.text: [f"{STORY} {NUMBER}"],
        "We have a few minutes left, and they are yours. What would you like to ask me?": [OWN],
        "Is there anything else that you would like to ask?": ["No, that is all. Thank you."],
    }


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    return begin(tmp_path_factory.mktemp("round"), "round", script(), PLAN)


def notes(session, *names):
    return [r for r in session.records if r.code == "note" and r.note in names]


def test_the_uncut_round_has_all_that_is_to_survive(whole):
    assert whole.end.reason == "completed"
    for name in ("interrupted_for_time", "hint", "candidate_asked"):
        assert len(notes(whole, name)) == 1, name
    assert interview_of(whole, PLAN.patience) == PLAN, "the plan is in the file, whole"


def test_cut_after_every_record(whole, tmp_path):
    data = (whole.folder / FILE_NAME).read_bytes()
    ends = [place + 1 for place, byte in enumerate(data) if byte == 10][1:-1]
    asked = [(t.question_id, t.kind) for t in build_review(whole).turns]
    for place, length in enumerate(ends):
        folder = cut(data, length, tmp_path / f"cut-{place}")
        before = read_session(folder)
        after, runner, _ = go_on(folder, script())
        assert runner.result == "completed", place
        review = build_review(after)
        opened = Counter(
            (r.turn, r.text)
            for r in after.records
            if r.code == "line" and r.kind in ("question", "follow_up", "invitation")
        )
        assert set(opened.values()) == {1}, place
        questions = [t.question_id for t in review.turns if t.kind == "question"]
        assert len(questions) == len(set(questions))
        assert questions == [name for name, kind in asked if kind == "question"], place
        assert len(notes(after, "interrupted_for_time")) == 1, place
        assert len(notes(after, "hint")) <= 2
        assert sum(r.reason.startswith(OWN) for r in notes(after, "candidate_asked")) == 1, place
        assert Counter(r.turn for r in after.records if r.code == "assessment") == Counter(
            {t.turn: 1 for t in review.turns if t.assessment}
        )
        said = Counter(w for r in before.records if r.code == "typed" for w in r.text.split())
        shown = Counter(w for r in after.records if r.code == "transcript" for w in r.transcript.text.split())
        assert not said - shown, place
        kept = [
            t.transcript.text.replace(PLEASE, "").strip() for t in review.turns if t.transcript and t.kind == "question"
        ]
        assert all(kept)
        times = [r.at_s for r in after.records]
        assert times == sorted(times)
        assert after.records[-1].at_s <= whole.records[-1].at_s + 60, place
