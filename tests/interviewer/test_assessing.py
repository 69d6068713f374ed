"""Judging ahead of time: only the newest words, once, and never in the way of the verdict that counts."""

from __future__ import annotations

import threading

from audio.transcript import Transcript, Word
from interviewer.answers.assessing import Assessor, Turn
from interviewer.runner import on_thread
from rubrics.assessment import JudgeError
from rubrics.scripted_judge import ScriptedJudge
from tests.voice.voice_rig import QUESTION, verdicts


def said(text, duration_s=9.0):
    words = tuple(Word(text=w, start_s=i, end_s=i + 0.5) for i, w in enumerate(text.split()))
    return Transcript(words=words, duration_s=duration_s)


class Counting:
    """Keeps what was judged; waits for the gate; breaks on request."""

    def __init__(self):
        self.texts, self.gate, self.broken = [], threading.Event(), False
        self.gate.set()
        self.begun = threading.Event()
        inner = verdicts("missing")

        def judge(question, transcript):
            self.texts.append(transcript.text)
            self.begun.set()
            self.gate.wait()
            if self.broken:
                raise JudgeError("It broke.")
            return inner.judge(question, transcript)

        self.judge = ScriptedJudge(judge)


def directly(work):
    work()


def test_the_verdict_on_the_same_words_is_taken_as_it_is():
    counting, likely = Counting(), []
    assessor = Assessor(counting.judge, directly)
    turn = Turn(QUESTION, "")
    assessor.judge_ahead(turn, said("I fixed it"), [], likely.append)
    turn.transcript = said("I fixed it", duration_s=12.0)  # the silence at the end has made the recording longer
    judged = assessor.judge(turn, [])
    assert counting.texts == ["I fixed it"]
    assert judged.follow_up.target == "metric"
    assert likely[0][0].line == judged.follow_up.line


def test_other_words_are_judged_anew():
    counting = Counting()
    assessor = Assessor(counting.judge, directly)
    turn = Turn(QUESTION, "", transcript=said("I fixed it all"))
    assessor.judge_ahead(turn, said("I fixed it"), [], lambda _: None)
    assessor.judge(turn, [])
    assert counting.texts == ["I fixed it", "I fixed it all"]


def test_of_words_that_wait_only_the_newest_are_judged():
    counting = Counting()
    counting.gate.clear()
    assessor = Assessor(counting.judge, on_thread)
    turn, done = Turn(QUESTION, ""), threading.Event()
    assessor.judge_ahead(turn, said("one"), [], lambda _: None)
    counting.begun.wait()
    assessor.judge_ahead(turn, said("one two"), [], lambda _: None)
    assessor.judge_ahead(turn, said("one two three"), [], lambda _: done.set())
    counting.gate.set()
    assert done.wait(10)
    assert counting.texts == ["one", "one two three"]


def test_the_end_of_the_answer_drops_what_still_waits():
    counting = Counting()
    counting.gate.clear()
    assessor = Assessor(counting.judge, on_thread)
    turn = Turn(QUESTION, "", transcript=said("one two three"))
    assessor.judge_ahead(turn, said("one"), [], lambda _: None)
    counting.begun.wait()
    assessor.judge_ahead(turn, said("one two"), [], lambda _: None)
    threading.Timer(0.05, counting.gate.set).start()
    assessor.judge(turn, [])
    assert counting.texts == ["one", "one two three"]


def test_a_failure_ahead_of_time_is_no_failure(caplog):
    counting = Counting()
    counting.broken = True
    assessor = Assessor(counting.judge, directly)
    turn = Turn(QUESTION, "", transcript=said("one"))
    assessor.judge_ahead(turn, said("one"), [], lambda _: None)
    counting.broken = False
    assert assessor.judge(turn, []).answer.score is not None
    assert not caplog.records


def test_the_judge_is_told_what_a_follow_up_asked_for():
    told = []

    class Told(ScriptedJudge):
        def judge(self, question, transcript, target=""):
            told.append(target)
            return super().judge(question, transcript, target)

    assessor = Assessor(Told(verdicts("missing").judge), directly)
    first = Turn(QUESTION, "", transcript=said("I fixed it"))
    first.assessment = assessor.judge(first, []).answer
    assessor.judge(Turn(QUESTION, "metric", transcript=said("by a third")), [first])
    assert told == ["", "metric"]
