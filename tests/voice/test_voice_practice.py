"""What a voice interview gets ready beforehand."""

from __future__ import annotations

import pytest

from interviewer.config import Config
from interviewer.runner import Interview
from interviewer.script import Patience
from interviewer.voice.equipment import known_lines, make_ears
from prompts.load import lines, load_bank


@pytest.fixture(scope="module")
def interview():
    stories = [q for q in load_bank(None).questions.values() if q.kind == "behavioral" and q.form == "story"]
    return Interview(
        questions=tuple(stories[:3]), opening="Hello.", closing="Goodbye.", follow_ups=1, patience=Patience()
    )


def test_the_likeliest_lines_come_first_and_none_has_a_gap(interview):
    first, second, _ = interview.questions
    known = known_lines(interview, first)
    assert [line.text for line in known[:2]] == [lines()["nudge_answer"], second.text]
    assert {probe.line for probe in first.follow_ups if "{" not in probe.line} <= {line.text for line in known}
    assert known[-1].text == "Goodbye."
    assert not [line.text for line in known if "{" in line.text]
    assert all(line.question_id for line in known[:-1]), "the spoken form depends on the question"


def test_after_the_last_question_there_is_no_next_one(interview):
    known = known_lines(interview, interview.questions[-1])
    assert not {q.text for q in interview.questions} & {line.text for line in known}


def test_headphones_open_the_ears_while_we_speak():
    ears = make_ears(Config(), (), lambda: None)
    assert ears.hears_us
    assert ears.guard_s > 0
    ears = make_ears(Config(), (), lambda: None, headphones=True)
    assert not ears.hears_us
    assert ears.guard_s == 0
