"""The commands `loop` and `phone-screen`: usage, errors in one line, exit codes, listing, deleting."""

from __future__ import annotations

import io
import json
import os
import sys

import pytest

from interviewer import practice
from interviewer.cli.main import run
from interviewer.line_reader import EndOfInput, LineReader
from interviewer.loop.loop_file import loop_folders, read_loop
from rubrics.scripted_judge import ScriptedJudge
from tests.interviewer.talks import STORY, verdicts


@pytest.fixture
def typed(home, monkeypatch):
    """Runs a command on a pipe that holds so many answers, with the scripted judge in place of the model."""

    def judge(*_args):
        return ScriptedJudge(verdicts)

    monkeypatch.setattr(practice, "make_judge", judge)

    def command(answers, *arguments):
        read, write = os.pipe()
        with os.fdopen(write, "w") as out:
            out.write(f"{STORY}\n\n" * answers)
        with os.fdopen(read) as stdin:
            monkeypatch.setattr(sys, "stdin", stdin)
            return run(list(arguments))

    return command


def loops(home):
    return [read_loop(folder) for folder in loop_folders(home / "loops")]


def test_a_phone_screen_on_a_pipe_is_held_to_its_verdict(home, typed, capsys):
    assert typed(60, "phone-screen", "--text", "--compressed", "--rounds", "2", "--seed", "3") == 0
    out = capsys.readouterr().out
    assert out.index("A phone screen for applied-scientist, L5, in 2 rounds") < out.index("A break. Next:")
    assert out.index("A break. Next:") < out.index("Debrief")
    (loop,) = loops(home)
    assert loop.header.kind == "phone-screen"
    assert loop.debrief is not None
    assert "recruiter" in out or "loop" in out.split("Debrief")[1]
    assert run(["loop", "review", "last"]) == 0


def test_no_line_is_lost_between_rounds(home, typed, capsys):
    """What is typed in one go is used up answer by answer, over all rounds and across a stop."""
    assert typed(60, "phone-screen", "--text", "--compressed", "--rounds", "2", "--seed", "3") == 0
    (loop,) = loops(home)
    files = [home / "sessions" / loop.session_id(index) / "session.jsonl" for index in range(2)]
    first, second = (path.read_text().count('"code":"typed"') for path in files)
    asked = [path.read_text().count('"code":"listening"') for path in files]
    assert (first, second) == tuple(asked), "one line for each time the candidate had the floor"


def test_a_loop_stops_after_one_round_and_goes_on(home, typed, capsys):
    assert typed(60, "phone-screen", "--text", "--compressed", "--rounds", "2", "--seed", "3", "--one-round") == 0
    (loop,) = loops(home)
    assert loop.form(0) is not None
    assert loop.session_id(1) is None
    assert "interviewer loop resume" in capsys.readouterr().out
    assert run(["loop", "list", "--json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["held"], row["rounds"], row["decision"]) == (1, 2, None)
    assert typed(60, "loop", "resume") == 0
    assert loops(home)[0].debrief is not None
    assert "Going on with your loop" in capsys.readouterr().out
    assert run(["loop", "resume"]) == 2
    assert "is over" in capsys.readouterr().err


def test_an_answer_that_was_left_is_gone_on_with(home, typed, capsys):
    assert typed(2, "phone-screen", "--text", "--compressed", "--seed", "3") == 0
    (loop,) = loops(home)
    assert loop.records[-1].event == "left"
    assert typed(60, "loop", "resume") == 0
    (loop,) = loops(home)
    assert loop.debrief is not None
    assert len(list((home / "sessions").iterdir())) == 1


def test_between_the_rounds_no_score_is_shown(typed, capsys):
    assert typed(60, "phone-screen", "--text", "--compressed", "--rounds", "2", "--seed", "3") == 0
    rounds = capsys.readouterr().out.split("Debrief")[0]
    assert "Set-up" not in rounds
    assert " of 5" not in rounds


def test_with_feedback_it_is(typed, capsys):
    assert typed(60, "phone-screen", "--text", "--compressed", "--seed", "3", "--feedback") == 0
    rounds = capsys.readouterr().out.split("Debrief")[0]
    assert " of 5" in rounds


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("loop", "start", "--role", "chef"), "--role takes one of"),
        (("loop", "start", "--level", "L9"), "--level takes one of"),
        (("loop", "start", "--text", "--voice"), "exclude each other"),
        (("loop", "start", "--realtime", "--voice"), "--realtime belongs to --text"),
        (("phone-screen", "--rounds", "3"), "--rounds takes 1 or 2"),
        (("loop", "resume", "nothing"), "There is no loop"),
        (("loop", "delete", "nothing", "--yes"), "There is no loop"),
    ],
)
def test_mistakes_are_one_line(home, capsys, arguments, said):
    code = run(list(arguments))
    err = capsys.readouterr().err
    assert code == (1 if "no loop" in said else 2)
    assert said in err
    assert err.count("\n") == 1


@pytest.mark.parametrize("name", ["start", "resume", "list", "review", "delete", "export", "import"])
def test_help_has_an_example(capsys, name):
    assert run(["loop", name, "--help"]) == 0
    assert f"Example: interviewer loop {name}" in capsys.readouterr().out


def test_a_loop_is_deleted_with_its_rounds_only_when_asked(home, typed, capsys, monkeypatch):
    assert typed(60, "phone-screen", "--text", "--compressed", "--seed", "3") == 0
    assert typed(60, "phone-screen", "--text", "--compressed", "--seed", "4") == 0
    first, second = loops(home)
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    assert run(["loop", "delete", first.id]) == 2
    assert "--yes" in capsys.readouterr().err
    assert run(["loop", "delete", first.id, "--yes"]) == 0
    assert [loop.id for loop in loops(home)] == [second.id]
    assert (home / "sessions" / first.session_id(0)).is_dir()
    assert run(["loop", "delete", second.id, "--sessions", "--yes"]) == 0
    assert loops(home) == []
    assert not (home / "sessions" / second.session_id(0)).exists()
    assert run(["loop", "list"]) == 0
    assert "No loops yet" in capsys.readouterr().err


def test_a_link_is_not_followed_when_deleting(home, tmp_path, typed, capsys):
    assert typed(60, "phone-screen", "--text", "--compressed", "--seed", "3") == 0
    (loop,) = loops(home)
    loop.folder.rename(tmp_path / "elsewhere")
    loop.folder.symlink_to(tmp_path / "elsewhere")
    assert run(["loop", "delete", "last", "--yes"]) == 2
    assert (tmp_path / "elsewhere" / "loop.jsonl").is_file()


def test_a_loop_of_a_later_version_is_listed_with_the_reason(home, typed, capsys):
    assert typed(2, "phone-screen", "--text", "--compressed", "--seed", "3") == 0
    (loop,) = loops(home)
    path = loop.folder / "loop.jsonl"
    path.write_text(path.read_text().replace('"version":1', '"version":7', 1))
    assert run(["loop", "list"]) == 0
    assert "version 7" in capsys.readouterr().out
    assert run(["loop", "resume", "last"]) == 1


def test_a_reader_keeps_what_nobody_has_used():
    read, write = os.pipe()
    reader = LineReader(read)
    os.write(write, b"one\ntwo\nthree\nfour")
    os.close(write)
    assert reader.line() == "one"
    taken = []
    reader.attach(taken.append)
    while not any(isinstance(item, EndOfInput) for item in taken):
        pass
    reader.detach(lambda: taken[1:])
    assert [reader.line() for _ in range(4)] == ["three", "four", None, None]
    os.close(read)
