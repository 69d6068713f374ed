"""One writer at a time, with real processes: by the system's lock, and by a named one where the file system knows none."""

from __future__ import annotations

import errno
import os
import platform
import select
import signal
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

import pytest

from interviewer.cli.main import run
from interviewer.errors import UsageError
from interviewer.loop.loop_file import read_loop
from interviewer.sessions.file_lock import FileLock, InUseError
from interviewer.sessions.session_file import FILE_NAME, RESUMED, SessionWriter, read_session
from tests.interviewer.talks import ROOT, made_session, one_clear_line

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")

NO_FLOCK = """
import errno, fcntl
def no_locks(*_):
    raise OSError(errno.ENOLCK, "No locks available")
fcntl.flock = no_locks
"""
INTERVIEW = """
import sys
import tests.interviewer.text_session as session
session.main([sys.argv[1]])
"""
CALL = """
from interviewer import practice
from interviewer.cli.main import run
from rubrics.scripted_judge import ScriptedJudge
from tests.interviewer.talks import verdicts
practice.make_judge = lambda *_: ScriptedJudge(verdicts)
run(["phone-screen", "--text", "--compressed", "--seed", "3"])
"""
RESUME = """
import sys
from pathlib import Path
from interviewer.sessions.file_lock import InUseError
from interviewer.sessions.session_file import SessionWriter, read_session
session = read_session(Path(sys.argv[1]))
print("ready", flush=True)
sys.stdin.readline()
try:
    writer = SessionWriter.resume(session)
    print("goes on", flush=True)
except InUseError:
    print("in use", flush=True)
sys.stdin.readline()
"""


@pytest.fixture
def no_flock(monkeypatch):
    """A system that knows no such locks."""
    import fcntl

    def no_locks(*_):
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", no_locks)


@pytest.fixture(params=["flock", "named"])
def kind(request):
    """Which lock there is; what other processes begin with."""
    if request.param == "flock":
        return ""
    request.getfixturevalue("no_flock")
    return NO_FLOCK


@pytest.fixture
def processes():
    with ExitStack() as stack:

        def begin(code, *arguments):
            process = stack.enter_context(
                subprocess.Popen(
                    [sys.executable, "-c", code, *map(str, arguments)],
                    stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0, cwd=ROOT,
                )
            )  # fmt: skip
            stack.callback(process.kill)
            return process

        yield begin


def wait_for(process, words):
    said = b""
    while words not in said.decode():
        assert select.select([process.stdout], [], [], 60)[0], said
        some = process.stdout.read(4096)
        assert some, said
        said += some
    return said.decode()


def refused(arguments, capsys, what):
    assert run(arguments) == 2, arguments
    captured = capsys.readouterr()
    one_clear_line(captured.err)
    assert f"The {what} " in captured.err
    assert "in use by another command" in captured.err
    assert captured.out == ""


def test_a_session_that_is_being_held_is_left_alone_and_can_be_read(home, tmp_path, kind, processes, capsys):
    folder = home / "sessions" / "one"
    child = processes(kind + INTERVIEW, folder)
    wait_for(child, "Tell me")
    while b'"code":"listening"' not in (folder / FILE_NAME).read_bytes():
        time.sleep(0.01)
    before = (folder / FILE_NAME).read_bytes()
    for arguments in (
        ["practice", "--resume", "one", "--text"],
        ["rescore", "one"],
        ["sessions", "export", "one", str(tmp_path / "one.zip")],
        ["sessions", "delete", "one", "--yes"],
    ):
        refused(arguments, capsys, "session")
    assert (folder / FILE_NAME).read_bytes() == before
    assert not (tmp_path / "one.zip").exists()
    for arguments in (["review", "one", "--json"], ["sessions"], ["replay", "one", "--speed", "3"], ["progress"]):
        assert run(arguments) == 0, arguments
    child.kill()
    child.wait()
    capsys.readouterr()
    assert run(["sessions", "export", "one", str(tmp_path / "one.zip")]) == 0
    assert run(["sessions", "delete", "one", "--yes"]) == 0
    assert list((home / "sessions").iterdir()) == [], "no lock is left"


def test_a_loop_that_is_being_conducted_is_left_alone_and_can_be_read(home, processes, capsys):
    child = processes(CALL)
    wait_for(child, "Priya. ")
    loop = read_loop(next(path for path in (home / "loops").iterdir() if path.is_dir() and path.name[0] != "."))
    for arguments in (
        ["loop", "resume"],
        ["loop", "delete", "last", "--yes"],
        ["loop", "delete", loop.id, "--sessions"],
    ):
        refused(arguments, capsys, "loop")
    refused(["sessions", "delete", loop.session_id(0), "--yes"], capsys, "session")
    for arguments in (["loop", "list"], ["loop", "review"], ["review", loop.session_id(0)]):
        assert run(arguments) == 0, arguments
    child.kill()
    child.wait()
    assert run(["loop", "delete", "last", "--sessions", "--yes"]) == 0
    assert [*(home / "loops").iterdir(), *(home / "sessions").iterdir()] == []


@pytest.mark.parametrize("left_behind", [False, True])
def test_of_many_that_go_on_at_once_one_does(home, kind, processes, left_behind):
    folder = made_session(home / "sessions", name="cut")
    if left_behind:
        gone = subprocess.Popen(["true"])
        gone.wait()
        folder.with_name(".cut.lock").write_text(f"{gone.pid} 123 {platform.node()}")
    children = [processes(kind + RESUME, folder) for _ in range(4)]
    for child in children:
        wait_for(child, "ready\n")
    for child in children:
        child.stdin.write(b"now\n")
    said = sorted(wait_for(child, "\n") for child in children)
    assert said == ["goes on\n", "in use\n", "in use\n", "in use\n"]
    assert [record.note for record in read_session(folder).records] == [RESUMED]


@pytest.mark.parametrize(
    ("content", "free"),
    [
        ("{pid} 1 {machine}", True),  # the number is ours; the process that had it was another one
        ("{pid} 1 another-machine", False),
        ("", False),  # not written to its end yet
        ("\x00\xff nonsense", False),
    ],
)
@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="this system does not tell when a process was begun")
@pytest.mark.usefixtures("no_flock")
def test_what_a_named_lock_says(tmp_path, content, free):
    folder = made_session(tmp_path, name="one")
    beside = tmp_path / ".one.lock"
    content = content.format(pid=os.getpid(), machine=platform.node())
    beside.write_text(content)
    if free:
        FileLock(folder / FILE_NAME, "session").release()
        assert not beside.exists()
        return
    with pytest.raises(InUseError, match=r"delete .*\.one\.lock"):
        FileLock(folder / FILE_NAME, "session")
    assert beside.read_text() == content


def test_what_has_gone_on_since_it_was_read_is_not_gone_on_with(tmp_path):
    session = read_session(made_session(tmp_path, name="one"))
    SessionWriter.resume(session).close()
    with pytest.raises(UsageError, match="just gone on elsewhere"):
        SessionWriter.resume(session)
    SessionWriter.resume(read_session(session.folder)).close()
