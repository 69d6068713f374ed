"""Whole interviews with a scripted candidate under the virtual clock: what is asked, and what the session then holds."""

from __future__ import annotations

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from interviewer import events as ev
from interviewer.errors import SessionError
from interviewer.machine import Patience
from interviewer.review.review import build_review
from interviewer.scripted_io import Answer
from interviewer.sessions.session_file import FILE_NAME, read_session
from rubrics.assessment import JudgeError
from rubrics.scripted_judge import ScriptedJudge
from tests.interviewer.talks import NUMBER, POINT_QUESTION, QUESTIONS, STORY, STORY_QUESTION, interview, talk, verdicts

POINTS = "It fits noise and a held-out set shows it."
WHOLE = f"{STORY} {NUMBER}"


def test_a_whole_interview_with_a_follow_up(tmp_path):
    done = talk(tmp_path, [STORY, NUMBER, POINTS, WHOLE])
    assert done.said == [
        ("opening", "Hello."),
        ("question", QUESTIONS[0].text),
        ("follow_up", "How much did that change?"),
        ("question", QUESTIONS[1].text),
        ("question", QUESTIONS[2].text),
        ("closing", "Thank you."),
    ]
    review = done.review
    assert done.runner.result == review.ended == "completed"
    assert [turn.transcript.text for turn in review.turns] == [STORY, NUMBER, POINTS, WHOLE]
    assert [turn.kind for turn in review.turns] == ["question", "follow_up", "question", "question"]
    assert all(question.score is not None for question in review.questions)
    assert review.turns[1].question_score > review.turns[0].question_score, "a good follow-up answer raises the score"
    assert done.ports.feedback == review.model_copy(update={"ended": "cut off", "duration_s": review.duration_s})


def test_no_follow_up_where_nothing_is_missing_or_none_is_wanted(tmp_path):
    assert "follow_up" not in dict(talk(tmp_path, [WHOLE, POINTS, WHOLE]).said)
    none = talk(tmp_path, [STORY, POINTS, STORY], plan=interview(follow_ups=0))
    assert "follow_up" not in dict(none.said)
    assert none.review.turns[0].assessment.follow_up.target == "metric", "it is still named in the feedback"


def test_at_most_as_many_follow_ups_as_allowed_each_for_another_gap(tmp_path):
    vague = "We looked at it together once."
    done = talk(tmp_path, [vague] * 9, plan=interview((STORY_QUESTION,), follow_ups=3))
    targets = [line.target for line in done.ports.said if line.kind == "follow_up"]
    assert len(targets) == len(set(targets)) == 3


def test_repeat_by_command_and_by_words(tmp_path):
    by_key = Answer("", command=ev.RepeatRequested())
    done = talk(tmp_path, [by_key, "Could you repeat the question?", WHOLE], plan=interview((STORY_QUESTION,)))
    assert [kind for kind, _ in done.said] == ["opening", "question", "repeat", "repeat", "closing"]
    assert {text for kind, text in done.said if kind in {"question", "repeat"}} == {STORY_QUESTION.text}
    (turn,) = done.review.turns
    assert turn.requests == ("Could you repeat the question?",)
    assert turn.transcript.text == WHOLE, "what was asked of the interviewer is no part of the answer"


def test_a_clarifying_question_gets_the_fact_and_any_other_an_assumption(tmp_path):
    asks = ["How much data do we have?", "Do you mean on a phone?", POINTS]
    done = talk(tmp_path, asks, plan=interview((POINT_QUESTION,)))
    replies = [text for kind, text in done.said if kind == "reply"]
    assert replies[0] == "There are ten million rows."
    assert "assumption" in replies[1]
    (turn,) = done.review.turns
    assert turn.requests == tuple(asks[:2])
    assert turn.transcript.text == POINTS


def test_skip_and_think_in_words(tmp_path):
    done = talk(tmp_path, ["Let's skip this one.", "Give me a moment.", POINTS, Answer("", command=ev.SkipRequested())])
    review = done.review
    assert [turn.question_id for turn in review.turns] == [q.id for q in QUESTIONS]
    assert [question.score is None for question in review.questions] == [True, False, True]
    assert review.turns[1].transcript.text == POINTS
    assert review.turns[2].notes == ("skipped",)
    assert review.questions[0].unscored_reason


def test_requests_without_end_become_the_answer(tmp_path):
    done = talk(tmp_path, ["Could you repeat that?"] * 9, plan=interview((STORY_QUESTION,), follow_ups=0))
    assert [kind for kind, _ in done.said].count("repeat") == 3
    assert done.runner.result == "completed"


def test_a_recogniser_that_fails_leaves_the_answer_unscored_with_the_reason(tmp_path):
    done = talk(tmp_path, [Answer(STORY, failure="The recogniser has no weights."), POINTS, WHOLE])
    first, second, third = done.review.questions
    assert first.score is None
    assert "The recogniser has no weights." in first.unscored_reason
    assert second.score is not None
    assert third.score is not None
    assert done.notes == ["not_transcribed"]


@pytest.mark.parametrize(("words", "reason"), [("judge fails", "told to fail"), ("judge breaks", "ZeroDivisionError")])
def test_a_judge_that_fails_leaves_the_answer_unscored_with_the_reason(tmp_path, words, reason):
    done = talk(tmp_path, [f"I did it and the {words} here", POINTS, WHOLE])
    first, *others = done.review.questions
    assert first.score is None
    assert reason in first.unscored_reason
    assert all(other.score is not None for other in others)
    assert done.review.score is not None, "a missing score is not 0"
    assert done.review.turns[0].transcript.text.startswith("I did it"), "the words are kept for a rescore"


def test_a_judge_that_never_works(tmp_path):
    done = talk(tmp_path, [WHOLE, POINTS, WHOLE], judge=ScriptedJudge([JudgeError("No model; run make.")] * 3))
    assert done.runner.result == "completed"
    assert done.review.score is None
    assert "No model; run make." in done.review.unscored_reason


def test_silence_is_met_with_a_reminder_and_then_with_the_next_question(tmp_path):
    done = talk(tmp_path, ["", "", POINTS, WHOLE])
    assert [kind for kind, _ in done.said][:5] == ["opening", "question", "nudge", "acknowledgement", "question"]
    assert done.notes == ["no_answer"]
    assert "no_answer" in done.review.questions[0].unscored_reason
    times = [line["at_s"] for line in done.review.lines]
    assert 45 <= times[2] - times[1] < 60, "a reminder only after a long thought"


def test_silence_to_the_end_comes_to_an_end(tmp_path):
    done = talk(tmp_path, [""] * 99)
    assert done.runner.result == "completed"
    assert done.review.score is None


LOST = ev.DeviceLost(reason="The microphone is gone; plug it in again.")


@pytest.mark.parametrize("lost_at_s", [0.1, 1.0, 4.0, 5.5, 7.0, 12.0])
def test_a_device_lost_and_returned_costs_no_answer(tmp_path, lost_at_s):
    there = ev.DeviceReturned()
    done = talk(
        tmp_path,
        [WHOLE, WHOLE, WHOLE, POINTS],
        [(lost_at_s, LOST), (lost_at_s + 60, there)],
        plan=interview((STORY_QUESTION, POINT_QUESTION), patience=Patience(nudge_after_s=None, give_up_after_s=None)),
    )
    review = done.review
    assert "paused" in done.notes
    assert len(review.turns) == len({turn.turn for turn in review.turns}), "a line said again opens no second turn"
    assert all(turn.transcript.text for turn in review.turns)
    assert LOST.reason in done.ports.problems


def test_quit_while_the_device_is_gone(tmp_path):
    done = talk(tmp_path, [Answer(WHOLE, thinking_s=500)], [(6.0, LOST), (20.0, ev.QuitRequested())])
    assert done.runner.result == done.review.ended == "quit"


def test_quit_at_any_moment_keeps_what_was_said(tmp_path):
    whole = talk(tmp_path, [STORY, NUMBER, POINTS, WHOLE])
    end_s = whole.ports.now_s()
    seen = set()
    for step in range(0, int(end_s * 10) + 20, 7):
        done = talk(tmp_path, [STORY, NUMBER, POINTS, WHOLE], [(step / 10, ev.QuitRequested())])
        review = done.review
        seen.add(review.ended)
        begun = {record.turn for record in done.records("speech")}
        kept = {turn.turn for turn in review.turns if turn.transcript and turn.transcript.words}
        assert begun == kept, step
        assert done.ports.feedback is not None
        assert done.records("finished")[-1].reason == review.ended == done.runner.result
    assert seen == {"quit", "completed"}


def test_more_time_lengthens_the_wait(tmp_path):
    asks = [(10.0, ev.MoreTimeRequested()), (11.0, ev.MoreTimeRequested())]
    done = talk(tmp_path, [Answer(WHOLE, thinking_s=80)], asks, plan=interview((STORY_QUESTION,)))
    assert "nudge" not in dict(done.said)
    assert done.review.turns[0].timing.time_to_first_word_s == 80


def test_a_session_that_cannot_be_written_ends_with_the_reason(tmp_path):
    from interviewer.runner import Runner
    from interviewer.scripted_io import ScriptedPorts
    from interviewer.sessions.session_file import SessionWriter
    from tests.interviewer.talks import header

    writer = SessionWriter.create(tmp_path, header("closed"))
    ports = ScriptedPorts([WHOLE])
    writer.close()
    runner = Runner(interview(), ports, ScriptedJudge(verdicts), writer, background=lambda work: work())
    assert runner.run() == "failed"
    assert "cannot be written" in ports.problems[0]
    assert not runner.interrupted


# --- random scripts ------------------------------------------------------------------------------------------------

COMMANDS = (ev.RepeatRequested(), ev.SkipRequested(), ev.MoreTimeRequested(), ev.QuitRequested())
answers = st.one_of(
    st.sampled_from([STORY, NUMBER, POINTS, WHOLE, "judge fails today", "judge breaks today", "I don't know."]),
    st.sampled_from(["Could you repeat that?", "How much data is there?", "Let me think.", "Let's skip this one."]),
    st.text(min_size=1, max_size=40),
    st.just(""),
).flatmap(
    lambda text: st.builds(
        Answer,
        st.just(text),
        thinking_s=st.sampled_from([0.0, 2.0, 50.0, 200.0]),
        failure=st.sampled_from(["", "", "", "", "no weights"]),
        command=st.sampled_from([None] * 8 + list(COMMANDS)),
    )
)
happenings = st.lists(
    st.tuples(st.floats(0, 300, allow_nan=False), st.sampled_from([*COMMANDS, LOST, ev.DeviceReturned()])), max_size=6
)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(script=st.lists(answers, max_size=8), events=happenings, dice=st.integers(0, 2**32))
def test_whatever_happens_every_answer_is_kept_and_no_question_asked_twice(tmp_path_factory, script, events, dice):
    folder = tmp_path_factory.mktemp("random")
    # A device that never returns would be waited for without end.
    done = talk(folder, script, [*events, (100_000.0, ev.DeviceReturned()), (200_000.0, ev.QuitRequested())])
    assert done.runner.result in {"completed", "quit"}
    failed = {record.turn for record in done.records("note") if record.note == "not_transcribed"}
    transcripts = {(r.turn, r.revision) for r in done.records("transcript")}
    for speech in done.records("speech"):
        assert speech.turn in failed or (speech.turn, speech.revision) in transcripts
    asked = {}
    for line in done.ports.said:
        if line.kind == "question":
            assert asked.setdefault(line.question_id, line.turn) == line.turn
    review = done.review
    assert len({turn.turn for turn in review.turns}) == len(review.turns)
    assert all(question.score is not None or question.unscored_reason for question in review.questions)
    assert done.session.damaged == 0
    _readable_at_every_prefix(done.session.folder, random.Random(dice))


def _readable_at_every_prefix(folder, dice):
    path = folder / FILE_NAME
    data = path.read_bytes()
    whole = read_session(folder).records
    header_bytes = data.index(b"\n")
    for _ in range(8):
        cut = dice.randrange(len(data))
        path.write_bytes(data[:cut])
        if cut < header_bytes:
            with pytest.raises(SessionError):
                read_session(folder)
            continue
        session = read_session(folder)
        complete = max(0, data[:cut].count(b"\n") - 1)
        assert session.records[:complete] == whole[:complete], "no complete line is lost"
        assert len(session.records) + session.damaged <= complete + 1
        build_review(session)
    path.write_bytes(data)
