"""The interviewer's behaviour in text mode, on a pipe: nobody types slower or faster for it, and nothing gets out of step."""

from __future__ import annotations

import io
import os

import pytest

from interviewer.practice import TEXT_PATIENCE
from interviewer.review.review import build_review
from interviewer.runner import Runner
from interviewer.sessions.session_file import SessionWriter, read_session
from interviewer.text_io import TextPorts
from rubrics.scripted_judge import ScriptedJudge
from tests.interviewer.talks import POINT_QUESTION, SECOND_STORY, STORY_QUESTION, header
from tests.interviewer.test_behaviour import ACTED, HINTED, SETTING, long, noted, plan, timed

POINTS = "It fits noise and a held-out set shows it."


class Typed:
    """A text interview whose input is there from the beginning."""

    def __init__(self, folder, text, interview, *, realtime=False):
        reading, writing = os.pipe()
        os.set_blocking(writing, False)
        os.write(writing, text.encode())
        os.close(writing)
        self.writer = SessionWriter.create(folder, header("typed", mode="text"))
        self.out = io.StringIO()
        ports = TextPorts(reading, self.out, record=self.writer.append, session_s=self.writer.now_s, realtime=realtime)
        self.runner = Runner(interview, ports, ScriptedJudge(timed), self.writer)
        self.result = self.runner.run()
        self.ports = ports
        self.session = read_session(self.writer.folder)
        self.review = build_review(self.session)

    def records(self, code):
        return [record for record in self.session.records if record.code == code]

    @property
    def kinds(self):
        return [record.kind for record in self.records("line")]


def text(*answers):
    return "".join(f"{answer}\n\n" for answer in answers)


def rules(**more):
    return {"patience": TEXT_PATIENCE} | more


def test_a_long_typed_answer_is_interrupted_and_an_empty_line_ends_it(tmp_path):
    rambling = long(f"{SETTING} {ACTED}", 300)
    interview = plan(STORY_QUESTION, POINT_QUESTION, **rules(interrupts=True))
    done = Typed(tmp_path, f"{rambling}\n\n{POINTS}\n\n", interview)
    assert done.result == "completed"
    assert done.kinds == ["opening", "question", "interruption", "question", "closing"]
    assert [turn.transcript.text for turn in done.review.turns] == [rambling, POINTS], "each answer at its own question"
    (note,) = noted(done, "interrupted_for_time")
    assert note.answer_s == pytest.approx(0.4 * len(rambling.split()), abs=0.01)


def test_lines_typed_after_the_interruption_belong_to_the_answer(tmp_path):
    rambling, end = long(SETTING, 200), f"{ACTED} It became faster."
    interview = plan(STORY_QUESTION, POINT_QUESTION, **rules(interrupts=True))
    done = Typed(tmp_path, f"{rambling}\n{end}\n{long(SETTING, 200)}\n\n{POINTS}\n\n", interview)
    first, second = done.review.turns
    assert first.transcript.text == f"{rambling} {end} {long(SETTING, 200)}"
    assert second.transcript.text == POINTS
    assert done.kinds.count("interruption") == 1


def test_strict_timing_looks_at_the_set_up_after_each_line(tmp_path):
    interview = plan(STORY_QUESTION, SECOND_STORY, **rules(interrupts=True, strict_timing=True))
    slow, quick = long(SETTING, 60), f"{long(SETTING, 40)} {ACTED} {long('It went on.', 20)}"
    done = Typed(tmp_path, f"{slow}\n{ACTED}\n\n{quick}\n\n", interview)
    assert [note.turn for note in noted(done, "interrupted_for_setup")] == [1]
    assert done.review.turns[1].transcript.text == quick


def test_a_long_typed_answer_costs_its_spoken_time(tmp_path):
    interview = plan(STORY_QUESTION, SECOND_STORY, POINT_QUESTION, **rules(minutes=8))
    done = Typed(tmp_path, text(long(SETTING, 420), POINTS, POINTS), interview)
    assert len(done.review.turns) == 1
    assert len(noted(done, "dropped")) == 2
    assert done.ports.used_s() > 420
    quick = Typed(tmp_path / "quick", text(SETTING, SETTING, POINTS), interview)
    assert len(quick.review.turns) == 3


def test_hints_and_the_last_minutes_on_a_pipe(tmp_path):
    typed = "/hint\n" + text("I don't know.", "How big is the team?", "No, that's all.")
    done = Typed(tmp_path, typed, plan(HINTED, **rules(minutes=30, candidate_questions=True)))
    assert done.result == "completed"
    assert done.kinds == ["opening", "question", "hint", "invitation", "reply", "invitation", "closing"]
    assert done.review.turns[0].transcript.text == "I don't know.", "after a hint it is the answer"
    assert len(noted(done, "candidate_asked")) == 1
    assert "Here is a pointer." in done.out.getvalue()


def test_hint_within_a_typed_answer(tmp_path):
    done = Typed(tmp_path, "It fits noise\n/hint\nand a held-out set shows it.\n\n", plan(HINTED, **rules()))
    assert done.kinds == ["opening", "question", "hint", "closing"]
    assert done.review.turns[0].transcript.text == POINTS


def test_nobody_who_hurries_through_a_pipe_is_timed_by_the_clock_unless_asked(tmp_path):
    interview = plan(STORY_QUESTION, **rules(interrupts=True))
    done = Typed(tmp_path, text(long(SETTING, 400)), interview, realtime=True)
    assert "interruption" not in done.kinds, "it was typed within a moment"
    assert done.ports.used_s() < 60


@pytest.mark.parametrize("ending", ["/quit\n", ""])
def test_quitting_right_after_an_interruption_keeps_the_answer(tmp_path, ending):
    rambling = long(SETTING, 300)
    done = Typed(tmp_path, f"{rambling}\n{ending}", plan(STORY_QUESTION, **rules(interrupts=True)))
    assert done.result == "quit"
    assert done.review.turns[0].transcript.text == rambling
    assert done.review.turns[0].assessment is not None
