"""A loop killed at any moment resumes: nothing is asked twice, no word is lost, every form is filed once."""

from __future__ import annotations

import functools
import gc
import os
import random
import shutil
import signal
import subprocess
import time
from collections import Counter

import pytest

from interviewer.errors import SessionError
from interviewer.loop.conduct import Conductor
from interviewer.loop.debrief_rules import load_rules
from interviewer.loop.filed import debrief_of, forms_of
from interviewer.loop.loop_file import FILE_NAME as LOOP_FILE
from interviewer.loop.loop_file import read_loop
from interviewer.loop.plan import LoopWishes
from interviewer.review.review import build_review
from interviewer.sessions.session_file import FILE_NAME, read_session
from rubrics.scripted_judge import ScriptedJudge
from tests.interviewer.talks import COMMAND, verdicts
from tests.loop.candidate import CandidateStage, candidate
from tests.loop.test_candidates import NOW, begin

WISHES = LoopWishes(kind="phone-screen", compressed=True, rounds=2)
LOOP = LoopWishes(compressed=True)
KILLS = 50


class Killed(BaseException):
    """The process is gone: nothing may catch it."""


class Fuse:
    """Kills at the n-th record that reaches the disk, of any file; `fsync` is what every writer ends with."""

    def __init__(self, after):
        self.left = after
        self.written = 0

    def __call__(self, _fd):
        self.written += 1
        self.left -= 1
        if self.left == 0:
            raise Killed


def conduct(loop, sessions, name):
    stage = CandidateStage(candidate(name), ScriptedJudge(verdicts))
    done = Conductor(loop, sessions, stage, load_rules(), now=lambda: NOW).run()
    return done, stage


def tear(folder, dice):
    """Leave a torn line at the end of the file that was written last, as a kill in the middle of a write does."""
    files = [*folder.rglob(FILE_NAME), *folder.rglob(LOOP_FILE)]
    last = max(files, key=lambda path: path.stat().st_mtime_ns)
    data = last.read_bytes()
    start = data.rstrip(b"\n").rfind(b"\n") + 1
    if start == 0:
        return  # the first line: nothing of the file would be left
    last.write_bytes(data[: dice.randrange(start, len(data))])


def history(folder, loop):
    """What was asked and what was answered in the whole loop, in order."""
    asked, words = [], []
    for one in loop.rounds:
        review = build_review(read_session(folder / "sessions" / loop.session_id(one.index)))
        asked += [turn.asked for turn in review.turns if turn.kind == "question"]
        words += [turn.transcript.text for turn in review.turns if turn.transcript]
    return asked, words


def spoken_in(folder):
    """The sessions in which anything was said, of the loop or left over."""
    found = set()
    for path in (folder / "sessions").glob(f"*/{FILE_NAME}"):
        try:
            session = read_session(path.parent)
        except SessionError:
            continue  # cut off before its first line was whole
        if any(record.code == "line" for record in session.records):
            found.add(session.id)
    return found


@functools.cache
def uncut(kind):
    """The records of a whole loop, its questions and its words, when nobody kills it."""
    import tempfile
    from pathlib import Path

    folder = Path(tempfile.mkdtemp())
    fuse = Fuse(0)
    before, os.fsync = os.fsync, fuse
    try:
        loop = begin(folder, WISHES if kind == "phone-screen" else LOOP)
        conduct(loop, folder / "sessions", "uneven" if kind == "loop" else "weak")
    finally:
        os.fsync = before
    found = fuse.written, *history(folder, read_loop(loop))
    shutil.rmtree(folder)
    return found


@pytest.fixture(scope="module")
def old_garbage_aside():
    """Whatever was there before these tests is not looked through after each kill."""
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.mark.usefixtures("old_garbage_aside")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # who is killed closes no file
@pytest.mark.parametrize("seed", range(KILLS))
def test_a_loop_killed_at_a_random_moment_goes_on(tmp_path, monkeypatch, seed):
    dice = random.Random(seed)
    kind = "loop" if seed % 10 == 0 else "phone-screen"
    name = "uneven" if kind == "loop" else "weak"
    records, asked, words = uncut(kind)
    loop = begin(tmp_path, WISHES if kind == "phone-screen" else LOOP)
    moments = [1 + int((seed + dice.random()) / KILLS * (records - 1))]  # spread over the whole loop
    moments += [dice.randrange(1, records) for _ in range(dice.choice([0, 0, 0, 1, 2]))]  # and sometimes again
    for moment in moments:
        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", Fuse(moment))
            killed = False
            try:
                conduct(loop, tmp_path / "sessions", name)
            except Killed:
                killed = True
        gc.collect()
        if killed and dice.random() < 0.5:
            tear(tmp_path, dice)
    done, _ = conduct(loop, tmp_path / "sessions", name)
    assert done.over
    read = read_loop(loop)
    asked_now, words_now = history(tmp_path, read)
    assert asked_now == asked, "each question once, in its order"
    assert spoken_in(tmp_path) == {read.session_id(one.index) for one in read.rounds}, "no round was begun twice"
    assert Counter(words_now) == Counter(words), "each answer whole, and once"
    assert len(forms_of(read)) == len(read.rounds)
    assert debrief_of(read) is not None
    filed = Counter(record.index for record in read.records if record.code == "form")
    assert set(filed.values()) == {1}


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")
@pytest.mark.engines
@pytest.mark.usefixtures("warm_home")
@pytest.mark.parametrize("dice", range(2))
def test_the_real_command_killed_on_a_pipe_goes_on(home, dice):
    """Typed lines that are on the disk stay; what was only in the pipe was never taken, and is typed again."""
    random_ = random.Random(dice)
    process = subprocess.Popen(
        [COMMAND, "phone-screen", "--text", "--compressed", "--seed", "5"],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
    )
    process.stdin.write(b"".join(f"I rewrote part {n} of the loader myself.\n\n".encode() for n in range(40)))
    process.stdin.flush()
    wanted, end = random_.randrange(1, 9), time.monotonic() + 90
    while time.monotonic() < end and typed_count(home) < wanted and process.poll() is None:
        time.sleep(0.01)
    time.sleep(random_.random() * 0.2)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    process.stdin.close()
    before = typed(home)
    assert before
    lines = "".join(f"I rewrote part {n} of the pipeline myself.\n\n" for n in range(60))
    again = subprocess.run(
        [COMMAND, "loop", "resume"], input=lines, capture_output=True, text=True, timeout=300, check=False
    )
    assert again.returncode == 0, again.stderr
    after = typed(home)
    assert after[: len(before)] == before
    loop = read_loop(next((home / "loops").iterdir()))
    asked, _ = history(home, loop)
    planned = [question["text"] for one in loop.rounds for question in one.questions]
    assert asked == planned
    assert debrief_of(loop) is not None


def typed(home):
    found = []
    for path in sorted((home / "sessions").glob(f"*/{FILE_NAME}")):
        found += [record.text for record in read_session(path.parent).records if record.code == "typed"]
    return found


def typed_count(home):
    return sum(path.read_bytes().count(b'"code":"typed"') for path in (home / "sessions").glob(f"*/{FILE_NAME}"))
