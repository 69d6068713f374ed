"""An interview cut off at any moment goes on: nothing is asked twice, no word is lost, every answer is judged once."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from interviewer import events as ev
from interviewer.errors import SessionError
from interviewer.resume_point import resume_point
from interviewer.review.review import build_review
from interviewer.scripted_io import Answer
from interviewer.sessions.session_file import FILE_NAME, RESUMED, SessionWriter, read_session
from tests.interviewer.cut_sessions import PLEASE, asked_turns, begin, cut, go_on
from tests.interviewer.talks import NUMBER, POINT_QUESTION, QUESTIONS, STORY, STORY_QUESTION, interview

POINTS = "It fits noise and a held-out set shows it."
WHOLE = f"{STORY} {NUMBER}"
FAILING = STORY_QUESTION.model_copy(update={"id": "bq-failing", "text": "Tell me about a plan that failed."})
SILENT = STORY_QUESTION.model_copy(update={"id": "bq-silent", "text": "Tell me about a silence."})
SKIPPED = STORY_QUESTION.model_copy(update={"id": "bq-skipped", "text": "Tell me about a step you left out."})
PLAN = interview((*QUESTIONS, FAILING, SILENT, SKIPPED))
SCRIPT = {
    QUESTIONS[0].text: [STORY],
    "How much did that change?": ["Could you repeat the question?", NUMBER],
    POINT_QUESTION.text: ["How much data do we have?", "Let me think.", POINTS],
    QUESTIONS[2].text: [Answer("", command=ev.RepeatRequested()), WHOLE],
    FAILING.text: ["I tried it and the judge fails on that."],
    SILENT.text: [""],
    SKIPPED.text: ["Let's skip this one."],
}


def script():
    return {text: list(given) for text, given in SCRIPT.items()}


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    session = begin(tmp_path_factory.mktemp("whole"), "whole", script(), PLAN)
    assert session.end is not None
    assert session.end.reason == "completed"
    return session, (session.folder / FILE_NAME).read_bytes()


def lengths(data: bytes) -> list[int]:
    """Where each record ends, the plan first."""
    ends = [place + 1 for place, byte in enumerate(data) if byte == 10]
    return ends[1:]


def check(before, after, uncut):
    """What must hold of a session that was cut off, whatever the moment."""
    assert asked_turns(after) == asked_turns(uncut)
    opened = [
        (r.question_id, r.text, r.turn)
        for r in after.records
        if r.code == "line" and r.kind in ("question", "follow_up")
    ]
    assert len(opened) == len(set(opened)), "no line opens a turn twice"
    review = build_review(after)
    shown = Counter(
        word
        for turn in review.turns
        for text in (turn.transcript.text if turn.transcript else "", *turn.requests)
        for word in text.split()
    )
    said = Counter(word for r in before.records if r.code == "typed" for word in r.text.split())
    assert not said - shown, "every word is in the review"
    assessed = Counter((r.turn) for r in after.records if r.code == "assessment")
    assert set(assessed.values()) <= {1}
    wanted = {r.turn for r in uncut.records if r.code == "assessment"}
    assert set(assessed) == wanted
    times = [r.at_s for r in after.records]
    assert times == sorted(times), "the clock goes on"
    numbers = [r.utterance for r in after.records if r.code == "line"]
    assert len(numbers) == len(set(numbers))
    assert review.ended == "completed"
    for turn, other in zip(review.turns, build_review(uncut).turns, strict=True):
        assert (turn.assessment is None) == (other.assessment is None)
        if other.transcript is not None and other.assessment is not None:
            assert turn.transcript.text.replace(PLEASE, "").strip() == other.transcript.text, "word for word, in order"


def test_cut_after_every_record(whole, tmp_path):
    uncut, data = whole
    ends = lengths(data)
    assert len(ends) > 80
    for place, length in enumerate(ends[:-1]):
        folder = cut(data, length, tmp_path / f"cut-{place}")
        before = read_session(folder)
        after, runner, ports = go_on(folder, script())
        assert runner.result == "completed", place
        assert after.damaged == 0
        assert after.records[: len(before.records)] == before.records, "nothing is written over"
        check(before, after, uncut)
        if any(r.code == "line" for r in before.records) and ports.said:
            assert ports.said[0].text.startswith("We were cut off. "), place


def test_cut_in_the_middle_of_a_line(whole, tmp_path):
    uncut, data = whole
    dice = random.Random(7)
    first = lengths(data)[0]
    for place in range(30):
        length = dice.randrange(first, len(data) - 2)
        folder = cut(data, length, tmp_path / f"torn-{place}")
        before = read_session(folder)
        after, runner, _ = go_on(folder, script())
        assert runner.result == "completed"
        assert after.damaged == before.damaged <= 1
        check(before, after, uncut)


def test_cut_again_after_going_on(whole, tmp_path):
    uncut, data = whole
    dice = random.Random(11)
    ends = lengths(data)[:-1]
    for place in range(20):
        folder = cut(data, dice.choice(ends), tmp_path / f"once-{place}")
        for again in range(3):
            before = read_session(folder)
            after, *_ = go_on(folder, script())
            check(before, after, uncut)
            new = (folder / FILE_NAME).read_bytes()
            begun = sum(len(line) + 1 for line in new.split(b"\n")[: len(before.records) + 1])
            folder = cut(new, dice.randrange(begun, len(new) - 1), tmp_path / f"again-{place}-{again}")


def test_cut_again_at_once_changes_nothing(whole, tmp_path):
    _, data = whole
    for place, length in enumerate(lengths(data)[:-1]):
        folder = cut(data, length, tmp_path / f"cut-{place}")
        once = resume_point(read_session(folder))
        for _ in range(2):
            SessionWriter.resume(read_session(folder)).close()
        again = resume_point(read_session(folder))
        assert (again.turns, again.opened, again.closed) == (once.turns, once.opened, once.closed)


def test_the_middle_of_an_answer(whole, tmp_path):
    _, data = whole
    length = data.index(b'"code":"speech"')
    length = data.index(b"\n", length) + 1
    folder = cut(data, length, tmp_path / "middle")
    after, _, ports = go_on(folder, script())
    assert [(line.kind, line.turn) for line in ports.said[:2]] == [("notice", 1), ("repeat", 1)]
    assert ports.said[1].text == QUESTIONS[0].text
    (first, *_) = build_review(after).turns
    assert first.transcript.text == STORY
    assert first.assessment is not None
    assert after.records[-1].code == "finished"


def test_a_finished_session_is_refused_in_one_sentence(whole):
    session, _ = whole
    with pytest.raises(SessionError, match="is finished") as refused:
        resume_point(session)
    assert str(refused.value).count(". ") == 0


@pytest.mark.parametrize("moment", ["thinking", "answering"])
def test_a_session_that_was_left_goes_on_only_when_wished(tmp_path, moment):
    leaving = {QUESTIONS[0].text: [STORY], "How much did that change?": [Answer("", command=ev.QuitRequested())]}
    if moment == "answering":
        leaving = {
            QUESTIONS[0].text: [STORY],
            "How much did that change?": [NUMBER],
            POINT_QUESTION.text: [Answer("", command=ev.QuitRequested())],
        }
    session = begin(tmp_path, "left", leaving)
    assert session.end.reason == build_review(session).ended == "quit"
    with pytest.raises(SessionError, match="ended by you"):
        resume_point(session)
    after, runner, ports = go_on(session.folder, script(), left=True)
    review = build_review(after)
    assert runner.result == review.ended == "completed"
    assert ports.said[0].text == "Welcome back. Here is the question again.", "nothing cut it off"
    assert [turn.turn for turn in review.turns] == [1, 2, 3, 4]
    assert all(turn.assessment for turn in review.turns)
    notes = [r.code if r.code == "finished" else r.note for r in after.records if r.code in ("finished", "note")]
    notes = [note for note in notes if note in {"finished", RESUMED}]
    assert notes[:2] == ["finished", RESUMED]


def test_what_was_left_and_then_cut_off_was_cut_off(tmp_path):
    session = begin(tmp_path, "left", {QUESTIONS[0].text: [Answer("", command=ev.QuitRequested())]})
    assert resume_point(session, left=True).left
    SessionWriter.resume(session).close()
    *_, ports = go_on(session.folder, script())
    assert ports.said[0].text.startswith("We were cut off. ")
