"""A loop there and back again with its sessions; archives from strangers take nothing in."""

from __future__ import annotations

import io
import tarfile

import pytest

from interviewer.cli.main import run
from interviewer.loop.loop_archive import export_loop, import_loop
from interviewer.loop.loop_file import append, create_loop, read_loop
from interviewer.loop.loop_records import LoopHeader, LoopPlan, PlannedRound, RoundEvent
from interviewer.sessions.archive_stream import ArchiveError
from interviewer.sessions.session_file import read_session
from tests.interviewer.talks import made_session, one_clear_line

AT = "2026-11-28T19:00:00+00:00"
NAMES = ("20261128-a", "20261128-b")


@pytest.fixture
def kept(home):
    """A loop of two rounds on the disk, a session each, one with a recording."""
    rounds = tuple(
        PlannedRound(
            index=index, round_id="coding", title="Coding", minutes=15, interviewer={}, opening="Hello.", closing="Bye."
        )
        for index in range(len(NAMES))
    )
    folder = create_loop(home / "loops", LoopHeader(loop_id="the-loop", created_at=AT), LoopPlan(at=AT, rounds=rounds))
    for index, name in enumerate(NAMES):
        append(folder, RoundEvent(at=AT, index=index, session_id=name, event="begun"))
        made_session(home / "sessions", name=name)
    (home / "sessions" / NAMES[0] / "turn-001.wav").write_bytes(b"RIFF\0\0\0\0WAVE")
    (home / "sessions" / NAMES[0] / "notes.txt").write_text("mine")
    return folder


def files(home):
    return {path.relative_to(home).as_posix(): path.read_bytes() for path in home.rglob("*") if path.is_file()}


def packed(path, entries):
    with tarfile.open(path, "w:gz") as tar:
        for name, data in entries.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    return path


def entries_of(archive):
    with tarfile.open(archive) as tar:
        return {member.name: tar.extractfile(member).read() for member in tar}


@pytest.mark.parametrize("name", ["one.tar.gz", "one.zip"])
def test_there_and_back_again_is_the_same(home, kept, tmp_path, monkeypatch, capsys, name):
    assert run(["loop", "export", "last", str(tmp_path / name)]) == 0
    assert "2 sessions, 4 files" in capsys.readouterr().out
    before = files(home)
    monkeypatch.setenv("INTERVIEWER_HOME", str(tmp_path / "other"))
    assert run(["loop", "import", str(tmp_path / name)]) == 0
    del before[f"sessions/{NAMES[0]}/notes.txt"]
    assert files(tmp_path / "other") == before
    assert {path.name for path in (tmp_path / "other" / "loops").iterdir()} == {kept.name}, "nothing else is left"
    assert run(["loop", "import", str(tmp_path / name)]) == 1
    assert "already" in one_clear_line(capsys.readouterr().err)


def test_without_a_name_the_archive_is_named_as_the_loop(kept, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert run(["loop", "export", "the"]) == 0
    assert (tmp_path / f"{kept.name}.tar.gz").is_file()


def test_a_loop_whose_sessions_stayed_comes_back_to_them(home, kept, tmp_path):
    export_loop(kept, home / "sessions", tmp_path / "one.zip")
    assert run(["loop", "delete", "last", "--yes"]) == 0
    before = files(home)
    import_loop(tmp_path / "one.zip", home / "loops", home / "sessions")
    assert files(home) == before | {"loops/the-loop/loop.jsonl": files(home)["loops/the-loop/loop.jsonl"]}


def test_a_session_of_which_nothing_was_written_is_left_out_and_said(home, kept, tmp_path, capsys):
    (home / "sessions" / NAMES[1] / "session.jsonl").write_bytes(b"")
    assert run(["loop", "export", "last", str(tmp_path / "one.zip")]) == 0
    assert "left out: 1." in capsys.readouterr().err
    import_loop(tmp_path / "one.zip", tmp_path / "loops", tmp_path / "sessions")
    assert [path.name for path in (tmp_path / "sessions").iterdir()] == [NAMES[0]]


def test_a_session_that_has_gone_another_way_here_is_not_replaced(home, kept, tmp_path):
    export_loop(kept, home / "sessions", tmp_path / "one.zip")
    with (home / "sessions" / NAMES[1] / "session.jsonl").open("ab") as stream:
        stream.write(b'{"code":"note","at_s":9,"note":"paused"}\n')
    assert run(["loop", "delete", "last", "--yes"]) == 0
    before = files(home)
    with pytest.raises(ArchiveError, match=f"another session {NAMES[1]}"):
        import_loop(tmp_path / "one.zip", home / "loops", home / "sessions")
    assert files(home) == before


SESSION = f"{NAMES[0]}/session.jsonl"
LOOP = "the-loop/loop.jsonl"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda e: e | {"../evil": b"x"},
        lambda e: e | {"/etc/evil": b"x"},
        lambda e: e | {"the-loop/evil.sh": b"x"},
        lambda e: e | {"the-loop/turn-001.wav": b"RIFF\0\0\0\0WAVE"},
        lambda e: e | {"the-loop/session.jsonl": e[SESSION]},
        lambda e: e | {f"{NAMES[0]}/loop.jsonl": e[LOOP]},
        lambda e: e | {"another/loop.jsonl": e[LOOP]},
        lambda e: e | {"stranger/session.jsonl": e[SESSION]},
        lambda e: e | {f"{NAMES[0]}/turn-001.wav": b"#!/bin/sh"},
        lambda e: e | {SESSION: b"nonsense"},
        lambda e: e | {LOOP: b"nonsense"},
        lambda e: {name: data for name, data in e.items() if name != LOOP},
        lambda e: {name: data for name, data in e.items() if name != SESSION},
        lambda _: {},
    ],
    ids=range(14),
)
def test_what_is_no_loop_takes_nothing_in(home, kept, tmp_path, spoil):
    export_loop(kept, home / "sessions", tmp_path / "good.tar.gz")
    made = packed(tmp_path / "evil.tar.gz", spoil(entries_of(tmp_path / "good.tar.gz")))
    there = tmp_path / "there"
    with pytest.raises(ArchiveError) as caught:
        import_loop(made, there / "loops", there / "sessions")
    one_clear_line(f"interviewer: {caught.value}\n")
    assert files(there) == {}
    assert not [path for path in tmp_path.rglob("evil*") if path != made]


def test_a_link_and_a_bomb_take_nothing_in(home, kept, tmp_path):
    export_loop(kept, home / "sessions", tmp_path / "good.tar.gz")
    entries = entries_of(tmp_path / "good.tar.gz")
    there = tmp_path / "there"
    with tarfile.open(packed(tmp_path / "link.tar", entries).with_name("link.tar.gz"), "w:gz") as tar:
        info = tarfile.TarInfo(LOOP)
        info.type, info.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(info)
    bomb = packed(tmp_path / "bomb.tar.gz", entries | {f"{NAMES[0]}/turn-002.wav": bytes(9_000_000)})
    for made in (tmp_path / "link.tar.gz", bomb):
        with pytest.raises(ArchiveError):
            import_loop(made, there / "loops", there / "sessions", max_bytes=5_000_000)
        assert files(there) == {}


def test_a_session_and_a_loop_are_not_taken_for_each_other(home, kept, tmp_path, capsys):
    assert run(["sessions", "export", NAMES[0], str(tmp_path / "s.zip")]) == 0
    assert run(["loop", "export", "last", str(tmp_path / "l.zip")]) == 0
    capsys.readouterr()
    assert run(["loop", "import", str(tmp_path / "s.zip")]) == 1
    assert "sessions import" in one_clear_line(capsys.readouterr().err)
    assert run(["sessions", "import", str(tmp_path / "l.zip")]) == 1
    one_clear_line(capsys.readouterr().err)


def test_what_came_back_can_be_read(home, kept, tmp_path):
    export_loop(kept, home / "sessions", tmp_path / "one.tgz")
    name = import_loop(tmp_path / "one.tgz", tmp_path / "loops", tmp_path / "sessions")
    loop = read_loop(tmp_path / "loops" / name)
    assert [read_session(tmp_path / "sessions" / loop.session_id(index)).id for index in range(2)] == list(NAMES)
