"""What goes wrong from outside: each time one clear line on stderr, the right exit code, and the session kept."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from interviewer.cli.main import run
from interviewer.config import load_config
from interviewer.errors import UsageError
from interviewer.review.review import build_review
from interviewer.sessions import records as rec
from interviewer.sessions.session_file import FILE_NAME, read_session
from tests.interviewer.talks import (
    COMMAND,
    NUMBER,
    ROOT,
    STORY,
    command,
    header,
    made_session,
    one_clear_line,
    talk,
)

UNIX = pytest.mark.skipif(os.name == "nt", reason="needs Unix signals and limits")


def fails(capsys, *arguments: str, code: int = 1) -> str:
    """Run a command in this process; it must fail with one clear line, which is returned."""
    assert run(list(arguments)) == code
    captured = capsys.readouterr()
    return one_clear_line(captured.err)


QUESTION = "stats-p-value-ab-test"


# --- wrong words -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["practise"], "No such command"),
        (["practice", "--colour"], "No such option"),
        (["practice", "--questions", "many"], "practice --help"),
        (["practice", "--text", "--voice"], "--voice belongs to a voice interview"),
        (["practice", "--text", "--round", "lunch"], "choose one of"),
        (["practice", "--text", "--level", "L9"], "--level"),
        (["practice", "--text", "--principle", "Be Loud"], "--principle"),
        (["practice", "--text", "--topic", "astrology"], "--topic"),
        (["practice", "--text", "--questions", "0"], "--questions"),
        (["practice", "--text", "--follow-ups", "99"], "--follow-ups"),
        (["practice", "--realtime"], "--realtime"),
        (["replay", "last", "--speed", "nan"], "--speed"),
        (["replay", "last", "--speed", "9"], "--speed"),
        (["review"], "Missing argument"),
        (["questions", "list", "--kind", "poetry"], "--kind"),
        (["questions", "list", "--topic", "astrology"], "--topic"),
        (["questions", "list", "--principle", "Be Loud"], "--principle"),
        (["practice", "--text", "--level", "\x1b[31mred\x07"], "--level"),
        (["\x1b[31mred"], "No such command"),
    ],
)
def test_wrong_usage_is_said_in_one_line(capsys, arguments, says):
    assert says in fails(capsys, *arguments, code=2)


def test_no_command_shows_the_help(capsys):
    assert run([]) == 2
    assert "Usage: interviewer" in capsys.readouterr().err


def test_an_unknown_question_names_its_neighbours(capsys):
    assert "did you mean" in fails(capsys, "practice", "--text", "--question", "stats-p-value-ab-tes")
    assert "questions list" in fails(capsys, "questions", "show", "zzzzzzzzzzzzzzzzz\x1b[31m")
    assert "did you mean" in fails(capsys, "assess", "--question", "stats-p-value-ab-tes", "--text", os.devnull)


@pytest.mark.parametrize("content", ["a: [", "questions: 5", "\x00", "[" * 5000, "- &a [*a]", ""])
def test_a_broken_pack(capsys, tmp_path, content):
    pack = tmp_path / "pack.yaml"
    pack.write_text(content)
    assert "pack.yaml" in fails(capsys, "practice", "--text", "--pack", str(pack))
    assert run(["questions", "check", str(pack)]) == 1
    assert "Traceback" not in capsys.readouterr().err


def test_a_pack_that_is_not_there(capsys, tmp_path):
    assert "nowhere" in fails(capsys, "practice", "--text", "--pack", str(tmp_path / "nowhere"))


# --- files -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def odd_files(tmp_path):
    (tmp_path / "empty.wav").write_bytes(b"")
    (tmp_path / "words.wav").write_text("these are words")
    (tmp_path / "torn.wav").write_bytes(b"RIFF\x00\x00\x00\x00WAVE")
    (tmp_path / "folder.wav").mkdir()
    return tmp_path


@pytest.mark.parametrize("name", ["missing.wav", "empty.wav", "words.wav", "torn.wav", "folder.wav"])
def test_a_recording_that_is_none(capsys, odd_files, name):
    path = str(odd_files / name)
    assert name in fails(capsys, "transcribe", path)
    assert name in fails(capsys, "assess", "--question", QUESTION, "--audio", path)


@pytest.mark.parametrize("name", ["missing.txt", "folder.wav"])
def test_an_answer_that_cannot_be_read(capsys, odd_files, name):
    path = str(odd_files / name)
    assert name in fails(capsys, "assess", "--question", QUESTION, "--text", path)
    assert name in fails(capsys, "assess", "--question-file", path, "--text", os.devnull)
    assert name in fails(capsys, "assess", "--batch", path, "--out", str(odd_files / "out"))


def test_an_answer_that_is_not_utf8(capsys, tmp_path):
    (tmp_path / "latin.txt").write_bytes("Überanpassung".encode("latin-1"))
    assert "save it as UTF-8" in fails(capsys, "assess", "--question", QUESTION, "--text", str(tmp_path / "latin.txt"))


# --- sessions --------------------------------------------------------------------------------------------------------

COMMANDS = [["review"], ["review", "--json"], ["replay", "--no-audio"], ["rescore"]]


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "Delete the folder"),
        (b"\x00\xff\n", "not a session file"),
        (rec.encode(header("x")).replace('"version":1', '"version":2').encode() + b"\n", "Update the program"),
    ],
)
def test_a_session_that_cannot_be_read(capsys, home, arguments, content, says):
    folder = home / "sessions" / "20260101-000000-abcd"
    folder.mkdir(parents=True)
    (folder / FILE_NAME).write_bytes(content)
    name, *options = arguments
    assert says in fails(capsys, name, "last", *options)
    assert run(["sessions"]) == 0
    assert says in capsys.readouterr().out
    assert run(["sessions", "--json"]) == 0
    assert says in json.loads(capsys.readouterr().out)[0]["error"]


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_a_session_that_is_not_there(capsys, arguments):
    name, *options = arguments
    assert "practice" in fails(capsys, name, "last", *options)
    assert "interviewer sessions" in fails(capsys, name, "\x1b[31mnobody", *options)


def test_a_turn_that_is_not_there(capsys, home):
    made_session(home / "sessions")
    assert "no turn 7" in fails(capsys, "replay", "last", "--turn", "7", "--no-audio", code=2)


def test_a_session_from_elsewhere_commands_no_terminal(capsys, home):
    evil = "\x1b]0;owned\x07\x1b[2J\x9b31mred\u202e"
    made_session(
        home / "sessions",
        rec.Spoken(at_s=0.0, kind="question", utterance=1, turn=1, question_id=evil, text=f"Why{evil}?", target=evil),
        rec.Typed(at_s=1.0, turn=1, revision=1, text=f"because {evil}"),
        rec.Noted(at_s=2.0, turn=1, note=evil, reason=evil),
        rec.Finished(at_s=3.0, reason="failed", detail=evil),
        name="evil",
        round=evil,
        role=evil,
        transcriber=evil,
    )
    for arguments in (["review", "last"], ["replay", "last"], ["sessions"]):
        assert run(arguments) == 0
        out = capsys.readouterr().out
        assert all(c in "\n\t" or (ord(c) >= 32 and not 127 <= ord(c) < 160) for c in out), arguments
        assert "\u202e" not in out


# --- configuration and the home folder -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content", ["rate = ", "colour = 'red'", "rate = 9000", b"\xff\xfe", "rate = 'fast'", "packs = 3"]
)
def test_a_broken_config(capsys, home, content):
    home.mkdir()
    (home / "config.toml").write_bytes(content if isinstance(content, bytes) else content.encode())
    assert "Correct or delete it" in fails(capsys, "practice", "--text", code=2)
    with pytest.raises(UsageError):
        load_config()


def test_a_home_that_cannot_be_made(capsys, tmp_path, monkeypatch):
    blocked = tmp_path / "a file"
    blocked.write_text("")
    monkeypatch.setenv("INTERVIEWER_HOME", str(blocked / "home"))
    assert "INTERVIEWER_HOME" in fails(capsys, "practice", "--text")
    assert run(["sessions"]) == 0
    assert run(["questions", "list"]) == 0


@UNIX
def test_a_home_that_may_not_be_written(tmp_path):
    home = tmp_path / "home"
    home.mkdir(mode=0o555)
    more = {}
    if os.getuid() == 0:  # nothing is read-only to root: become nobody, where nobody may run the command
        more = {"user": 65534, "group": 65534, "extra_groups": []}
        try:
            for folder in (tmp_path, *tmp_path.parents):
                if folder == Path(tempfile.gettempdir()):
                    break
                folder.chmod(0o755)
            subprocess.run(
                [sys.executable, "-c", "import interviewer"], check=True, cwd=ROOT, capture_output=True, **more
            )
        except (OSError, subprocess.CalledProcessError):
            pytest.skip("needs a user without privileges who may read the repository")
    done = command("practice", "--text", data=b"x\n\n", home=home, **more)
    assert done.returncode == 1
    assert "INTERVIEWER_HOME" in one_clear_line(done.stderr)


# --- a full disk -----------------------------------------------------------------------------------------------------


@UNIX
@pytest.mark.parametrize("limit", [100, 6_000, 30_000])
def test_a_full_disk_keeps_what_was_written(home, limit):
    def limited():
        import resource

        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    data = ("words " * 300 + "\n").encode() * 30
    done = command("practice", "--text", "--questions", "1", data=data, preexec_fn=limited)
    assert done.returncode == 1
    said = one_clear_line(done.stderr)
    assert "Free some disk space" in said
    sessions = [*(home / "sessions").iterdir()] if (home / "sessions").exists() else []
    if limit == 100:
        assert sessions == [], "a session that could not even be begun leaves nothing"
        return
    (folder,) = sessions
    session = read_session(folder)
    assert session.damaged == 0, "no part of a line is left"
    assert (folder / FILE_NAME).stat().st_size <= limit
    if limit > 10_000:
        assert any(record.code == "typed" for record in session.records)


@UNIX
def test_a_disk_that_is_full_in_earnest(tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    if shutil.which("mount") is None or os.getuid() != 0:
        pytest.skip("needs root and mount")
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(disk)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip(f"needs a mount: {mounted.stderr.decode().strip()}")
    try:
        assert command("questions", "list", home=disk).returncode == 0  # keeps the compiled bank there
        room = os.statvfs(disk)
        (disk / "filler").write_bytes(bytes(room.f_bavail * room.f_frsize - 65_536))
        data = ("words " * 300 + "\n").encode() * 60
        done = command("practice", "--text", "--questions", "1", data=data, home=disk)
        assert done.returncode == 1
        assert "No space left" in one_clear_line(done.stderr)
        (folder,) = (disk / "sessions").iterdir()
        session = read_session(folder)
        assert session.damaged == 0
        typed = [record for record in session.records if record.code == "typed"]
        assert len(typed) > 5
        assert len(build_review(session).turns[0].transcript.words) == 300 * len(typed)
    finally:
        subprocess.run(["umount", str(disk)], check=True)


# --- Ctrl-C ----------------------------------------------------------------------------------------------------------


@UNIX
@pytest.mark.parametrize("state", ["thinking", "answering", "judging"])
def test_ctrl_c_keeps_the_session(tmp_path, state):
    folder = tmp_path / "interrupted"
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.interviewer.text_session", str(folder), "--log", "--slow-judge", "0.6"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
    )
    give = {"thinking": "", "answering": f"{STORY}\n", "judging": f"{STORY}\n\n"}[state]
    process.stdin.write(give.encode())
    process.stdin.flush()
    for line in process.stderr:
        if line.decode().strip() == f"state: {state}":
            break
    time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert b"Traceback" not in err
    assert "── Feedback" in out.decode()
    review = build_review(read_session(folder))
    assert review.ended == "quit"
    if state != "thinking":
        assert review.turns[0].transcript.text == STORY
        assert review.turns[0].assessment is not None


@UNIX
def test_ctrl_c_in_the_real_command(home):
    process = subprocess.Popen(
        [COMMAND, "practice", "--text", "--questions", "1"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    process.stdin.write(b"I fixed it.\n")
    process.stdin.flush()
    end = time.monotonic() + 60
    while time.monotonic() < end:
        found = [*(home / "sessions").glob("*/session.jsonl")] if (home / "sessions").exists() else []
        if found and b'"speech"' in found[0].read_bytes():
            break
        time.sleep(0.02)
    time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert err == b""
    assert "The session is kept as" in out.decode()
    review = build_review(read_session(found[0].parent))
    assert (review.ended, review.turns[0].transcript.text) == ("quit", "I fixed it.")


# --- odd input and odd outputs -----------------------------------------------------------------------------------------


def test_a_megabyte_in_one_line(home):
    done = command("practice", "--text", "--questions", "1", data=b"word " * 200_000)
    assert (done.returncode, done.stderr) == (0, b"")
    (folder,) = (home / "sessions").iterdir()
    session = read_session(folder)
    assert len(next(r.text for r in session.records if r.code == "typed")) == 1_000_000
    assert "more than" in build_review(session).questions[0].unscored_reason
    assert len(done.stdout) < 5_000


@UNIX
@pytest.mark.parametrize(
    "words", ["review last", "sessions", "questions list", "questions list --json", "replay last --no-audio"]
)
def test_a_reader_that_goes_away_is_no_fault(home, words):
    talk(home / "sessions", [STORY, NUMBER])
    process = subprocess.Popen([COMMAND, *words.split()], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    process.stdout.close()  # as `| head` does, but at once
    err = process.stderr.read()
    process.stderr.close()
    assert (process.wait(60), [line for line in err.decode().splitlines() if "questions." not in line]) == (0, [])


@UNIX
def test_an_interview_whose_reader_goes_away_is_kept(home):
    done = subprocess.run(
        f'printf "I fixed it.\\n\\n" | {COMMAND} practice --text --questions 1 | head -n 1',
        shell=True,
        capture_output=True,
        check=False,
        timeout=120,
    )
    assert done.stderr == b""
    (folder,) = (home / "sessions").iterdir()
    assert build_review(read_session(folder)).ended == "completed"


@UNIX
@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_streams(home, closed):
    made_session(home / "sessions", name="kept")
    for words in ("practice --text --questions 1", "review last", "sessions", "review nobody"):
        data = "" if "<" in closed else "printf 'I fixed it.\\n\\n' | "
        done = subprocess.run(
            f"{data}{COMMAND} {words} {closed}", shell=True, capture_output=True, check=False, timeout=120
        )
        assert done.returncode == (1 if "nobody" in words else 0), (words, done.stderr)
        assert b"Traceback" not in done.stderr
        assert b"Exception" not in done.stderr
    assert all(read_session(folder).damaged == 0 for folder in (home / "sessions").iterdir())


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")  # noqa: PTH110
def test_an_output_that_is_full(home):
    made_session(home / "sessions", name="kept")
    buffered = {**os.environ, "PYTHONUNBUFFERED": ""}
    with open("/dev/full", "wb") as full:  # noqa: PTH123
        for words in (["review", "last"], ["sessions"], ["practice", "--text", "--questions", "1"]):
            done = subprocess.run(
                [COMMAND, *words],
                stdout=full,
                env=buffered,
                stderr=subprocess.PIPE,
                input=b"I fixed it.\n\n",
                check=False,
                timeout=120,
            )
            assert done.returncode == 1
            assert b"Traceback" not in done.stderr
            assert b"Exception" not in done.stderr
    newest = max((home / "sessions").iterdir(), key=lambda folder: folder.stat().st_mtime)
    assert build_review(read_session(newest)).turns[0].transcript.text == "I fixed it."


LATIN = {"PYTHONIOENCODING": "latin-1"}


def test_a_terminal_without_our_characters(home):
    talk(home / "sessions", [STORY, NUMBER])
    done = command("review", "last", env=LATIN)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"?? Feedback ??" in done.stdout
    spoken = command("practice", "--text", "--questions", "1", data=b"I fixed it.\n\n", env=LATIN)
    assert b"?? Feedback ??" in spoken.stdout, "no line is lost for one character"


# --- no traceback, whatever the arguments ------------------------------------------------------------------------------

EVERY = [
    "practice --text --question", "practice --text --pack", "practice --text --principle", "practice --text --seed",
    "practice --text --round", "practice --text --role", "replay", "replay --speed", "replay x --turn", "review",
    "review --html", "rescore", "sessions", "assess --question", "assess --question-file x --text", "assess --batch x --out",
    "assess --question x --audio", "transcribe", "questions", "questions list --topic", "questions show",
    "questions check", "models get", "doctor", "progress", "",
]  # fmt: skip
HOSTILE = [
    "",
    "-",
    "--",
    "..",
    "/dev/null",
    "\x1b[31mred\x07",
    "\udcff\udcfe",
    "x" * 5000,
    "💥\u202e",
    "-1",
    "1e999",
    "a\nb",
    "%s{0}",
]


@pytest.mark.parametrize("words", EVERY)
def test_no_arguments_make_a_traceback(capsys, words, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.stdin", open(os.devnull, encoding="utf-8"))  # noqa: PTH123, SIM115
    for hostile in HOSTILE:
        if words == "practice --text --seed" and hostile == "-1":
            continue  # a seed like any other
        code = run([*words.split(), hostile])
        captured = capsys.readouterr()
        assert code in {0, 1, 2}, (words, hostile)
        assert "Traceback" not in captured.err
        assert "Something unexpected" not in captured.err, (words, hostile, captured.err)
        assert "\x1b" not in captured.err + captured.out, (words, hostile)
    sys.stdin.close()


@UNIX
@pytest.mark.parametrize(
    "words", ["review", "questions show", "transcribe", "questions check", "practice --text --pack"]
)
def test_arguments_that_are_not_utf8(words):
    done = command(*words.split(), b"\xff\xfe.yaml")
    assert done.returncode in {1, 2}
    assert b"Traceback" not in done.stderr
    assert b"Something unexpected" not in done.stderr


def test_debug_shows_the_details(home):
    done = command("review", "nobody", "--debug")
    assert done.returncode == 1
    assert b"Traceback" in done.stderr
