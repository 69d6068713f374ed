"""A text interview killed at random moments: everything that had been entered is there, and every command works on it."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time

import pytest

from interviewer.cli.main import run
from interviewer.history.rescore import rescore_session
from interviewer.review.review import build_review
from interviewer.sessions.session_file import read_session
from rubrics.scripted_judge import ScriptedJudge
from tests.interviewer.talks import COMMAND, NUMBER, ROOT, STORY, verdicts

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")
ANSWERS = [STORY, "", NUMBER, "", "It fits noise", "and a held-out set shows it.", "", STORY, NUMBER]


@pytest.mark.parametrize("dice", range(10))
def test_killed_at_a_random_moment(home, dice, capsys):
    random_ = random.Random(dice)
    folder = home / "sessions" / "killed"
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.interviewer.text_session", str(folder), "--log"],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        cwd=ROOT,
    )
    os.set_blocking(process.stderr.fileno(), False)
    process.stdin.write("\n".join(ANSWERS[: random_.randrange(5, 10)]).encode() + b"\n")
    process.stdin.flush()
    log = b""
    wanted = random_.randrange(1, 4)  # strike at some moment after so many lines have been acknowledged
    end = time.monotonic() + 60
    while log.count(b"taken: ") < wanted and time.monotonic() < end and process.poll() is None:
        log += process.stderr.read() or b""
        time.sleep(0.002)
    time.sleep(random_.random() * 0.05)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    log += process.stderr.read() or b""
    process.stdin.close()
    process.stderr.close()
    entered = [line.removeprefix("taken: ") for line in log.decode().splitlines() if line.startswith("taken: ")]
    assert entered
    session = read_session(folder)
    typed = [record.text for record in session.records if record.code == "typed"]
    assert typed[: len(entered)] == entered, "what was acknowledged is on the disk"
    assert len(typed) - len(entered) <= 1
    review = build_review(session)
    shown = " ".join(turn.transcript.text for turn in review.turns if turn.transcript)
    assert all(line in shown for line in entered)
    _every_command_works(folder, entered, capsys)


def _every_command_works(folder, entered, capsys):
    assert run(["review", "last"]) == 0
    assert run(["replay", "killed", "--no-audio"]) == 0
    assert run(["sessions"]) == 0
    out = capsys.readouterr().out
    assert entered[0][:30] in out
    assert "cut off" in out
    changes = rescore_session(folder, ScriptedJudge(verdicts), model="base.en")
    assert changes[0].after is not None
    again = build_review(read_session(folder))
    assert again.questions[0].score is not None
    assert run(["review", "last"]) == 0


@pytest.mark.engines
def test_the_real_command_killed_while_the_model_loads_and_rescored(warm_home, capsys):
    process = subprocess.Popen(
        [COMMAND, "practice", "--text", "--questions", "1", "--principle", "dive-deep"],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
    )
    process.stdin.write(f"{STORY}\n\n".encode())
    process.stdin.flush()
    end = time.monotonic() + 60
    sessions = warm_home / "sessions"
    while time.monotonic() < end:
        found = list(sessions.glob("*/session.jsonl"))
        if found and b'"answer_end"' in found[0].read_bytes():
            break
        time.sleep(0.01)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    process.stdin.close()
    assert build_review(read_session(found[0].parent)).turns[0].transcript.text == STORY
    assert run(["rescore", "last"]) == 0
    assert "unscored → " in capsys.readouterr().out
    assert run(["review", "last"]) == 0
