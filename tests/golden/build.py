"""Builds the golden sessions with the real runner under the virtual clock.

    build(sessions_folder, "rambling")   # one of NAMES; returns its folder
    build_all(sessions_folder)

`spoken` and `killed` need espeak-ng (`can_speak()`); the others need nothing. By hand, to look at them:
`INTERVIEWER_HOME=/tmp/golden python -m tests.golden.build`, then `interviewer sessions`.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from interviewer.config import sessions_folder
from interviewer.events import QuitRequested
from interviewer.practice import TEXT_PATIENCE
from interviewer.runner import Interview, Runner
from interviewer.script import Patience
from interviewer.scripted_io import Answer, ScriptedPorts
from interviewer.sessions.records import Header
from interviewer.sessions.session_file import SessionWriter
from prompts.schema import Question
from tests.golden import scripts as said
from tests.golden.judge import golden_judge
from tests.golden.ports import ROOT, SpokenPorts, can_speak

SILENT = "silent"
_PLANS: dict[str, tuple[tuple[Question, ...], int]] = {
    "strong": ((said.ANOMALY, said.DISAGREED), 1),
    "rambling": ((said.DISAGREED,), 2),
    SILENT: ((said.ANOMALY,), 1),
    "over_time": ((said.QUICKLY,), 1),
    "coding_talk": ((said.PAIRS,), 1),
    "spoken": ((said.ANOMALY, said.DISAGREED), 1),
    "killed": ((said.ANOMALY, said.QUICKLY), 1),
}
_ANSWERS: dict[str, tuple[tuple[said.Say, ...], ...]] = {
    "strong": (said.STRONG, said.STRONG_SECOND, said.STRONG[-1:]),
    "rambling": (said.RAMBLING, said.OWN_PART, said.NUMBER),
    SILENT: (),
    "over_time": (said.OVER_TIME, said.STRONG[-1:]),
    "coding_talk": (said.CODING_TALK, said.CODING_ZERO),
    "spoken": (said.STRONG, said.RAMBLING, said.OWN_PART),
    "killed": (said.STRONG, said.OVER_TIME[:4]),
}
NAMES = tuple(_PLANS)
SILENT_NAMES = tuple(name for name in NAMES if name not in {"spoken", "killed"})
"""Those that need no espeak-ng."""
_DAYS = {name: f"2026-01-{day:02d}T09:30:00+00:00" for day, name in enumerate(NAMES, 5)}


def build(sessions: Path, name: str, *, session_id: str = "", created_at: str = "") -> Path:
    """Make one golden session in the folder `sessions`; returns its own folder.

    Args:
        sessions: the folder of all sessions.
        name: one of NAMES.
        session_id: of the session; by default `golden-NAME`.
        created_at: ISO 8601; by default a day of its own for each name, in their order.
    """
    session_id = session_id or f"golden-{name}"
    if name == "killed":
        return _killed(sessions, session_id, created_at)
    spoken = name == "spoken"
    answers = [Answer(said.text(one)) for one in _ANSWERS[name]]
    if name == SILENT:
        answers = [Answer(""), Answer("", command=QuitRequested())]
    ports = SpokenPorts(_ANSWERS[name]) if spoken else ScriptedPorts(answers)
    writer = SessionWriter.create(sessions, _header(name, session_id, created_at), clock=ports.now_s)
    if isinstance(ports, SpokenPorts):
        ports.session = writer
    Runner(_interview(name), ports, golden_judge(), writer, background=lambda work: work()).run()
    return writer.folder


def build_all(sessions: Path) -> dict[str, Path]:
    """All golden sessions that this machine can make, by name."""
    return {name: build(sessions, name) for name in NAMES if can_speak() or name in SILENT_NAMES}


def _interview(name: str) -> Interview:
    questions, follow_ups = _PLANS[name]
    return Interview(
        questions=questions,
        opening="Hello, and welcome.",
        closing="Thank you. That was all from my side.",
        follow_ups=follow_ups,
        patience=Patience() if name in {"spoken", "killed", SILENT} else TEXT_PATIENCE,
    )


def _header(name: str, session_id: str, created_at: str = "") -> Header:
    voice = name in {"spoken", "killed"}
    return Header(
        session_id=session_id,
        created_at=created_at or _DAYS[name],
        mode="file" if voice else "scripted",
        app_version="0.1.0",
        role="applied-scientist",
        level="L5",
        round="coding" if name == "coding_talk" else "bar-raiser",
        times_are="measured" if voice else "estimated",
        voice="espeak-ng" if voice else "",
    )


def _killed(sessions: Path, session_id: str, created_at: str) -> Path:
    """A process that is killed in the middle of its second answer, while it writes a line."""
    command = [sys.executable, "-m", "tests.golden.build", "--killed", str(sessions), session_id, created_at]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False, timeout=60)
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()
    return sessions / session_id


def _be_killed(sessions: Path, session_id: str, created_at: str) -> None:
    """Run until the second answer; write two pieces of it and half a line; then kill -9."""
    from audio.transcript import Segment, Transcript
    from interviewer.sessions.records import Chunk, encode

    ports = SpokenPorts(_ANSWERS["killed"])
    writer = ports.session = SessionWriter.create(
        sessions, _header("killed", session_id, created_at), clock=ports.now_s
    )

    def listen(turn: int, revision: int, limit_s: float, marks_s: tuple[float, ...] = ()) -> None:
        SpokenPorts.listen(ports, turn, revision, limit_s)
        if turn == 1:
            return
        whole, voiced = ports._heard[turn]
        for start_s, end_s in voiced[:2]:
            words = tuple(w for w in whole.words if start_s <= w.start_s < end_s)
            piece = Transcript(
                words=words,
                segments=(Segment(text=" ".join(w.text for w in words), start_s=start_s, end_s=end_s),),
                duration_s=end_s,
                transcriber=whole.transcriber,
            )
            writer.append(Chunk(at_s=writer.now_s(), turn=turn, revision=revision, transcript=piece))
        line = encode(Chunk(at_s=writer.now_s(), turn=turn, revision=revision, transcript=whole))
        writer._stream.write(line.encode()[:200])
        os.kill(os.getpid(), signal.SIGKILL)

    ports.listen = listen  # type: ignore[method-assign]
    Runner(_interview("killed"), ports, golden_judge(), writer, background=lambda work: work()).run()


def main(arguments: list[str]) -> None:
    """Build all of them in the user's folder, or be the one that is killed."""
    if arguments[:1] == ["--killed"]:
        _be_killed(Path(arguments[1]), arguments[2], arguments[3])
        return
    for name, folder in build_all(sessions_folder()).items():
        sys.stdout.write(f"{name}: {folder}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
