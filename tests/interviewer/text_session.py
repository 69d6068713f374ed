"""A text interview as a process of its own, with the scripted verdicts in place of the model: started by tests.

Usage: python -m tests.interviewer.text_session FOLDER [--realtime] [--slow-judge SECONDS] [--log] [--resume]

`--log` prints "taken: LINE" on stderr as soon as a typed line is in the session file, and "state: NAME" when the
interview's state has changed: that is how a test knows when to strike.
"""

from __future__ import annotations

import sys
import threading
import time
from pathlib import Path

from interviewer.practice import TEXT_PATIENCE
from interviewer.resume_point import interview_of, resume_point
from interviewer.review.review import build_review
from interviewer.runner import Runner
from interviewer.sessions.records import Strict, Typed
from interviewer.sessions.session_file import SessionWriter, read_session
from interviewer.text_io import TextPorts
from rubrics.scripted_judge import ScriptedJudge
from tests.interviewer.talks import header, interview, verdicts


def log(text: str) -> None:
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def watch(runner: Runner) -> None:
    before = None
    while runner.result is None:
        state = runner.machine.state
        if state != before:
            log(f"state: {state}")
        before = state
        time.sleep(0.005)


def main(arguments: list[str]) -> int:
    realtime, logged = "--realtime" in arguments, "--log" in arguments
    delay_s = float(arguments[arguments.index("--slow-judge") + 1]) if "--slow-judge" in arguments else 0.0
    estimated = "measured" if realtime else "estimated"
    folder = Path(arguments[0])
    plan, point = interview(patience=TEXT_PATIENCE), None
    if "--resume" in arguments:
        session = read_session(folder)
        plan, point = interview_of(session, TEXT_PATIENCE), resume_point(session)
        writer = SessionWriter.resume(session)
    else:
        writer = SessionWriter.create(folder.parent, header(folder.name, mode="text", times_are=estimated))

    def record(one: Strict) -> None:
        writer.append(one)
        if logged and isinstance(one, Typed):
            log(f"taken: {one.text}")

    def judge(question, transcript):
        time.sleep(delay_s)
        return verdicts(question, transcript)

    ports = TextPorts(
        sys.stdin.fileno(),
        sys.stdout,
        record=record,
        session_s=writer.now_s,
        realtime=realtime,
        notes=lambda: build_review(read_session(writer.folder)),
    )
    runner = Runner(plan, ports, ScriptedJudge(judge), writer)
    if logged:
        threading.Thread(target=watch, args=(runner,), daemon=True).start()
    runner.run(point)
    if runner.interrupted:
        return 130
    return 1 if runner.result == "failed" else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
