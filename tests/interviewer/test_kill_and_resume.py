"""A text interview killed at random moments and gone on with, as often as it takes: every question once, every word there."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from interviewer.cli.main import run
from interviewer.errors import SessionError
from interviewer.resume_point import resume_point
from interviewer.review.review import build_review
from interviewer.sessions.session_file import FILE_NAME, read_session
from tests.interviewer.talks import COMMAND, NUMBER, POINT_QUESTION, QUESTIONS, ROOT, STORY, made_session

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")
FOLLOW_UP = "How much did that change?"
ANSWERS = {
    QUESTIONS[0].text: STORY.replace(". ", ".\n").split("\n"),
    FOLLOW_UP: [NUMBER],
    POINT_QUESTION.text: ["It fits noise", "and a held-out set shows it."],
    QUESTIONS[2].text: [*STORY.replace(". ", ".\n").split("\n"), NUMBER],
}


class Sitting:
    """One process, and a candidate who types what is asked, one line at a time.

    Args:
        arguments: the command.
        begun: lines of the answer in the middle of which it was cut off.
    """

    def __init__(self, arguments: list[str], begun: tuple[str, ...] = ()) -> None:
        self._process = subprocess.Popen(
            arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=ROOT
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._in, self._out = self._process.stdin, self._process.stdout
        os.set_blocking(self._out.fileno(), False)
        self._begun = begun
        self._seen = 0
        self.shown = ""

    def talk(self, until_s: float) -> bool:
        """Answer until a moment comes; whether the process has ended by itself."""
        while time.monotonic() < until_s:
            self.shown += (self._out.read() or b"").decode()
            if self._process.poll() is not None:
                self.shown += (self._out.read() or b"").decode()
                return True
            self._answer()
            time.sleep(0.002)
        return False

    def _answer(self) -> None:
        lines = self.shown[self._seen :].split("\n")
        for index, line in enumerate(lines[:-1]):
            if line in ANSWERS:
                self._seen += len("\n".join(lines[: index + 1])) + 1
                begun, self._begun = self._begun, ()
                for answer in [*ANSWERS[line][len(begun) :], ""]:
                    self._in.write(answer.encode() + b"\n")
                    self._in.flush()
                return

    def kill(self) -> None:
        """kill -9."""
        os.kill(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self.close()

    def close(self) -> None:
        """Hand the pipes back."""
        self._in.close()
        self._out.close()


def begun_lines(folder: Path) -> tuple[str, ...]:
    last = resume_point(read_session(folder)).goes_on
    return last.typed if last is not None and last.stage == "answering" else ()


@pytest.mark.parametrize("dice", range(6))
def test_killed_again_and_again(home, dice):
    random_ = random.Random(dice)
    folder = home / "sessions" / "killed"
    command = [sys.executable, "-m", "tests.interviewer.text_session", str(folder), "--slow-judge", "0.1"]
    sitting = Sitting(command)
    kills = 0
    typed: list[str] = []
    while True:
        while not (folder / FILE_NAME).exists() or b'"code":"plan"' not in (folder / FILE_NAME).read_bytes():
            time.sleep(0.002)
        patient = kills >= 4
        if sitting.talk(time.monotonic() + (60 if patient else random_.uniform(0.0, 1.2))):
            sitting.close()
            break
        assert not patient, sitting.shown
        sitting.kill()
        kills += 1
        session = read_session(folder)
        if session.end is not None:
            break
        now = [r.text for r in session.records if r.code == "typed"]
        assert now[: len(typed)] == typed
        typed = now
        size = len(session.records)
        sitting = Sitting([*command, "--resume"], begun_lines(folder))
        while len(read_session(folder).records) == size and sitting._process.poll() is None:
            time.sleep(0.002)
    review = build_review(read_session(folder))
    assert review.ended == "completed"
    assert [turn.asked for turn in review.turns] == list(ANSWERS)
    assert [turn.transcript.text for turn in review.turns] == [" ".join(lines) for lines in ANSWERS.values()]
    assert all(turn.assessment and not turn.previous for turn in review.turns)


def sentence(err: str) -> str:
    (line,) = err.strip().splitlines()
    return line


def test_what_cannot_go_on_says_so_in_one_sentence(home, capsys):
    from interviewer.sessions import records as rec

    made_session(home / "sessions", rec.Finished(at_s=1.0, reason="completed"), name="done", mode="text")
    assert run(["practice", "--resume", "done"]) == 1
    assert "is finished; `interviewer review done` shows it." in sentence(capsys.readouterr().err)
    made_session(home / "sessions", rec.Finished(at_s=1.0, reason="quit"), name="left", mode="text")
    assert run(["practice", "--resume", "left"]) == 1
    assert "was ended by you" in sentence(capsys.readouterr().err)
    made_session(home / "sessions", name="empty", mode="text")
    assert run(["practice", "--resume", "empty"]) == 1
    assert "before anything was planned" in sentence(capsys.readouterr().err)
    assert run(["practice", "--resume", "nothing"]) == 1
    assert "There is no session" in sentence(capsys.readouterr().err)
    assert run(["practice", "--resume", "empty", "--principle", "dive-deep"]) == 2
    assert "leave --principle out" in sentence(capsys.readouterr().err)
    made_session(home / "sessions", name="spoken", mode="voice")
    assert run(["practice", "--resume", "spoken", "--text"]) == 2
    assert "leave --text out" in sentence(capsys.readouterr().err)


def test_a_plan_that_does_not_fit_is_refused(home):
    from interviewer.sessions import records as rec

    folder = made_session(
        home / "sessions",
        rec.Plan(
            at_s=0,
            questions=(rec.PlannedRecord(question_id="a", kind="behavioral", text="A?", limit_s=60, follow_ups=1),),
        ),
        rec.Spoken(at_s=0, kind="question", utterance=1, turn=1, question_id="other", text="B?"),
        name="odd",
    )
    with pytest.raises(SessionError, match="its plan does not"):
        resume_point(read_session(folder))


@pytest.mark.engines
def test_the_real_command_killed_in_an_answer_and_gone_on_with(warm_home):
    process = subprocess.Popen(
        [COMMAND, "practice", "--text", "--questions", "1", "--principle", "dive-deep", "--follow-ups", "0"],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
    )
    assert process.stdin is not None
    first, rest = STORY[:45], STORY[45:]
    process.stdin.write(f"{first}\n".encode())
    process.stdin.flush()
    end = time.monotonic() + 60
    while time.monotonic() < end:
        found = list((warm_home / "sessions").glob("*/session.jsonl"))
        if found and b'"speech"' in found[0].read_bytes():
            break
        time.sleep(0.01)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    process.stdin.close()
    done = subprocess.run(
        [COMMAND, "practice", "--resume", "last"], input=f"{rest}\n\n".encode(), capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert b"We were cut off. You were in the middle of your answer." in done.stdout
    review = build_review(read_session(found[0].parent))
    assert review.ended == "completed"
    (turn,) = review.turns
    assert turn.transcript.text == f"{first.strip()} {rest.strip()}"
    assert turn.assessment.score is not None
