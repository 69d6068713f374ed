"""The golden sessions are what their names say: every later stage relies on them."""

from __future__ import annotations

import pytest

from interviewer.review.review import build_review
from interviewer.sessions.session_file import read_session
from tests.conftest import need
from tests.golden.build import NAMES, SILENT_NAMES, build
from tests.golden.ports import can_speak, spoken


def made(home, name):
    need(name in SILENT_NAMES or can_speak(), "espeak-ng", "apt install espeak-ng")
    return build_review(read_session(build(home / "sessions", name)))


def test_the_strong_one_raises_the_bar_and_is_asked_only_what_was_learned(home):
    review = made(home, "strong")
    assert [turn.target for turn in review.turns] == ["", "", "lesson"]
    assert review.recommendation == "strong_hire"
    assert {turn.timing.setup_verdict for turn in review.turns if not turn.target} == {"within"}


def test_the_rambling_one_sets_up_too_long_and_is_asked_what_is_missing(home):
    review = made(home, "rambling")
    first, second, third = review.turns
    assert first.timing.setup_verdict == "over"
    assert [second.target, third.target] == ["own_role", "metric"]
    assert first.question_score < second.question_score < third.question_score


def test_the_silent_one_is_unscored_and_not_zero(home):
    review = made(home, "silent")
    assert review.score is None
    assert review.unscored_reason
    assert review.turns[0].transcript is None


def test_the_one_over_time_is_over_time(home):
    assert made(home, "over_time").turns[0].timing.limit_verdict == "over"


def test_the_coding_talk_states_a_misconception_and_is_asked_about_it(home):
    review = made(home, "coding_talk")
    assert review.turns[0].assessment.kind == "technical"
    assert review.turns[1].target == "misconception:0"


def test_the_spoken_one_has_a_recording_and_true_times(home):
    review = made(home, "spoken")
    for turn in review.turns:
        assert turn.answer_audio
        starts = [word.start_s for word in turn.transcript.words]
        assert starts == sorted(starts)
        assert turn.transcript.words[-1].end_s <= turn.transcript.duration_s
    fillers = [filler["text"] for filler in review.turns[1].assessment.delivery["fillers"]]
    assert "um" in fillers


def test_the_killed_one_keeps_what_was_said_up_to_the_torn_line(home):
    review = made(home, "killed")
    assert review.ended == "cut off"
    assert review.damaged == 1
    assert review.turns[1].assessment is None
    assert review.turns[1].transcript.text.endswith("stop the release.")
    assert review.turns[1].answer_audio


@pytest.mark.parametrize("name", NAMES)
def test_the_same_session_comes_out_each_time(home, name):
    first = made(home, name)
    spoken.cache_clear()
    again = build_review(read_session(build(home / "again", name, session_id=first.session_id)))
    assert again == first
