"""Export, import and deletion of sessions; archives from strangers."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
import zipfile

import numpy as np
import pytest

from audio.wav_file import write_wav
from interviewer.cli.main import run
from interviewer.review.review import build_review
from interviewer.sessions import archive as arc
from interviewer.sessions.archive import ArchiveError, export_session, import_session
from interviewer.sessions.session_file import FILE_NAME, read_session
from interviewer.stories.file import load_stories, save_stories
from interviewer.stories.stories import Story, StoryFile, Telling
from tests.golden.build import build
from tests.interviewer.talks import one_clear_line

NAME = "golden-strong"


@pytest.fixture
def kept(tmp_path, monkeypatch):
    kept = tmp_path / "kept"
    folder = build(kept / "sessions", "strong")
    write_wav(folder / "turn-001.wav", np.zeros(16000, np.float32))
    monkeypatch.setenv("INTERVIEWER_HOME", str(kept))
    return kept


@pytest.mark.parametrize("name", ["one.tar.gz", "one.tgz", "one.zip", "ONE.ZIP"])
def test_there_and_back_again_is_the_same(kept, tmp_path, name):
    folder = kept / "sessions" / NAME
    (folder / "notes.txt").write_text("mine")
    assert export_session(folder, tmp_path / name) == 2, "the session's own files and nothing else"
    elsewhere = tmp_path / "elsewhere"
    assert import_session(tmp_path / name, elsewhere) == NAME
    assert sorted(p.name for p in (elsewhere / NAME).iterdir()) == [FILE_NAME, "turn-001.wav"]
    for file in (FILE_NAME, "turn-001.wav"):
        assert (elsewhere / NAME / file).read_bytes() == (folder / file).read_bytes()
    assert build_review(read_session(elsewhere / NAME)) == build_review(read_session(folder))
    assert [p.name for p in elsewhere.iterdir()] == [NAME], "nothing else is left"


def test_an_archive_says_nothing_about_the_machine_it_comes_from(kept, tmp_path):
    export_session(kept / "sessions" / NAME, tmp_path / "one.tar.gz")
    with tarfile.open(tmp_path / "one.tar.gz") as tar:
        assert {(m.uid, m.gid, m.uname, m.gname) for m in tar} == {(0, 0, "", "")}
        assert all(not m.name.startswith("/") for m in tar)


def test_export_refuses_what_it_should(kept, tmp_path):
    folder = kept / "sessions" / NAME
    for name in ("one.rar", "one.gz", "one"):
        with pytest.raises(ArchiveError, match=r"ends in \.tar\.gz"):
            export_session(folder, tmp_path / name)
    (tmp_path / "there.zip").write_text("mine")
    with pytest.raises(ArchiveError, match="there already"):
        export_session(folder, tmp_path / "there.zip")
    assert (tmp_path / "there.zip").read_text() == "mine"
    with pytest.raises(ArchiveError, match="cannot be written"):
        export_session(folder, tmp_path / "no" / "folder.zip")


def session_bytes() -> bytes:
    header = {"format": "voice-mock-interviewer-session", "version": 1, "session_id": "s", "created_at": "2026-01-01",
              "mode": "text", "app_version": "0"}  # fmt: skip
    return (json.dumps(header) + "\n").encode()


def tar_with(path, *members: tuple[tarfile.TarInfo | str, bytes]):
    with tarfile.open(path, "w:gz") as tar:
        for one, data in members:
            info = tarfile.TarInfo(one) if isinstance(one, str) else one
            if info.isreg():
                info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    return path


def special(name: str, kind: bytes, link: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, link
    return info


GOOD = (f"s/{FILE_NAME}", session_bytes())
HOSTILE_NAMES = [
    "../evil", "/etc/evil", "s/../../evil", "s/../evil.wav", "s/sub/turn-001.wav", "s/evil.sh", "s/turn-001.wav/x",
    ".hidden/session.jsonl", "s/.bashrc", "s/turn-001.wav\n", "s/\x1b[2J.wav", "C:\\evil", "s\\turn-001.wav", "", "s//session.jsonl",
]  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE_NAMES)
@pytest.mark.parametrize("kind", ["tar", "zip"])
def test_a_name_that_leads_elsewhere_takes_nothing_in(tmp_path, name, kind):
    sessions = tmp_path / "deep" / "sessions"
    if kind == "tar":
        made = tar_with(tmp_path / "evil.tar.gz", GOOD, (name, b"evil"))
    else:
        made = tmp_path / "evil.zip"
        with zipfile.ZipFile(made, "w") as packed:
            packed.writestr(GOOD[0], GOOD[1])
            packed.writestr(zipfile.ZipInfo(name or "x"), b"evil")
    with pytest.raises(ArchiveError) as caught:
        import_session(made, sessions)
    assert "\x1b" not in str(caught.value)
    assert "\n" not in str(caught.value)
    assert list(sessions.iterdir()) == []
    assert {p.name for p in tmp_path.iterdir()} <= {"deep", "kept", made.name}
    assert [p.name for p in (tmp_path / "deep").iterdir()] == ["sessions"]


@pytest.mark.parametrize(
    "member",
    [
        special("s/turn-001.wav", tarfile.SYMTYPE, "/etc/passwd"),
        special("s/turn-001.wav", tarfile.LNKTYPE, "/etc/passwd"),
        special("s/turn-001.wav", tarfile.LNKTYPE, f"s/{FILE_NAME}"),
        special("s/turn-001.wav", tarfile.CHRTYPE),
        special("s/turn-001.wav", tarfile.BLKTYPE),
        special("s/turn-001.wav", tarfile.FIFOTYPE),
        special("s/turn-001.wav", tarfile.DIRTYPE),
        special("s", tarfile.SYMTYPE, "/tmp"),
    ],
    ids=lambda member: f"{member.name} {member.type!r}",
)
def test_links_and_devices_take_nothing_in(tmp_path, member):
    made = tar_with(tmp_path / "evil.tar.gz", GOOD, (member, b""))
    with pytest.raises(ArchiveError, match="no plain file"):
        import_session(made, tmp_path / "sessions")
    assert list((tmp_path / "sessions").iterdir()) == []


def test_a_link_in_a_zip_takes_nothing_in(tmp_path):
    info = zipfile.ZipInfo("s/turn-001.wav")
    info.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "evil.zip", "w") as packed:
        packed.writestr(*GOOD)
        packed.writestr(info, "/etc/passwd")
    with pytest.raises(ArchiveError, match="no plain file"):
        import_session(tmp_path / "evil.zip", tmp_path / "sessions")


@pytest.mark.parametrize("kind", ["tar", "zip"])
def test_a_bomb_is_stopped_while_it_comes_out(tmp_path, kind):
    zeros = b"RIFF\0\0\0\0WAVE" + bytes(30_000_000)
    if kind == "tar":
        made = tar_with(tmp_path / "bomb.tar.gz", GOOD, ("s/turn-001.wav", zeros))
    else:
        made = tmp_path / "bomb.zip"
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
            packed.writestr(*GOOD)
            packed.writestr("s/turn-001.wav", zeros)
    assert made.stat().st_size < 100_000
    with pytest.raises(ArchiveError, match=r"More comes out|claims to hold more"):
        import_session(made, tmp_path / "sessions", max_bytes=20_000_000)
    assert list((tmp_path / "sessions").iterdir()) == []
    assert import_session(made, tmp_path / "sessions", max_bytes=40_000_000) == "s"


def test_a_header_that_claims_gigabytes_is_refused_before_they_are_read(tmp_path):
    """A pax header is read in one piece: a hostile one may claim any length."""
    info = tarfile.TarInfo("x")
    info.type, info.size = tarfile.XHDTYPE, 3 * 2**30
    with gzip.open(tmp_path / "evil.tar.gz", "wb") as stream:
        stream.write(info.tobuf() + bytes(1_000_000))
    with pytest.raises(ArchiveError):
        import_session(tmp_path / "evil.tar.gz", tmp_path / "sessions")


def test_too_many_files_and_two_sessions_and_the_same_file_twice(tmp_path, monkeypatch):
    monkeypatch.setattr(arc, "MAX_FILES", 3)
    many = [(f"s/line-{n:03d}.wav", b"") for n in range(5)]
    for name, members in (
        ("many", [GOOD, *many]),
        ("two", [GOOD, ("t/turn-001.wav", b"")]),
        ("twice", [GOOD, GOOD]),
        ("none", [("s/turn-001.wav", b"")]),
        ("empty", []),
    ):
        with pytest.raises(ArchiveError):
            import_session(tar_with(tmp_path / f"{name}.tar.gz", *members), tmp_path / "sessions")
    assert list((tmp_path / "sessions").iterdir()) == []


@pytest.mark.parametrize(
    "data",
    [b"", b"nonsense", b"\x1f\x8b", b"\x1f\x8b\x08\0garbage-garbage-garbage", b"PK\x03\x04" + bytes(40), b"PK\x03\x04"],
    ids=range(6),
)
def test_what_is_no_archive_is_said_in_one_line(tmp_path, data):
    (tmp_path / "x.tar.gz").write_bytes(data)
    with pytest.raises(ArchiveError):
        import_session(tmp_path / "x.tar.gz", tmp_path / "sessions")


@pytest.mark.parametrize("name", ["one.tar.gz", "one.zip"])
def test_an_archive_cut_or_changed_anywhere_never_breaks_the_program(kept, tmp_path, name):
    export_session(kept / "sessions" / NAME, tmp_path / name)
    whole = (tmp_path / name).read_bytes()
    random = np.random.default_rng(1)
    for trial in range(60):
        data = bytearray(whole[: random.integers(1, len(whole))]) if trial % 2 else bytearray(whole)
        for place in random.integers(0, len(data), 5):
            data[place] ^= int(random.integers(1, 256))
        (tmp_path / "x").write_bytes(bytes(data))
        sessions = tmp_path / f"sessions-{trial}"
        try:
            import_session(tmp_path / "x", sessions)
        except ArchiveError:
            assert list(sessions.iterdir()) == []


def test_a_file_that_is_no_session_or_no_recording(tmp_path):
    for name, members in (
        ("json", [(f"s/{FILE_NAME}", b'{"format": "other"}\n')]),
        ("sound", [GOOD, ("s/turn-001.wav", b"#!/bin/sh\nrm -rf /\n")]),
    ):
        with pytest.raises(ArchiveError):
            import_session(tar_with(tmp_path / f"{name}.tar.gz", *members), tmp_path / "sessions")
    assert list((tmp_path / "sessions").iterdir()) == []


def test_a_session_that_is_there_is_not_replaced(kept, tmp_path):
    export_session(kept / "sessions" / NAME, tmp_path / "one.zip")
    before = (kept / "sessions" / NAME / FILE_NAME).read_bytes()
    with pytest.raises(ArchiveError, match="already"):
        import_session(tmp_path / "one.zip", kept / "sessions")
    assert (kept / "sessions" / NAME / FILE_NAME).read_bytes() == before


# --- deletion and the commands ---------------------------------------------------------------------------------------


def remember(kept) -> None:
    telling = Telling(session=NAME, turn=1, told_on="2026-01-05", score=4.0, question="golden-anomaly")
    other = telling.model_copy(update={"session": "another"})
    save_stories(load_stories(kept), StoryFile(stories=(Story(name="Scanner", tellings=(telling, other)),)))


def test_deletion_deletes_the_session_and_all_that_came_of_it(kept, capsys):
    remember(kept)
    lines = kept / "cache" / "lines"
    lines.mkdir(parents=True)
    (lines / "0123.wav").write_bytes(b"what the candidate said, spoken by the interviewer")
    (kept / "cache" / "bank.json").write_text("{}")
    assert run(["sessions", "delete", "last", "--yes"]) == 0
    assert "Deleted golden-strong: 2 files" in capsys.readouterr().out
    assert list((kept / "sessions").iterdir()) == []
    assert not lines.exists()
    assert (kept / "cache" / "bank.json").exists()
    words = "demand forecast of an online grocery"
    left = [p for p in kept.rglob("*") if p.is_file() and words in p.read_text(errors="replace")]
    assert not left, "no copy of the words is anywhere"
    tellings = load_stories(kept).bank.stories[0].tellings
    assert {t.session: t.deleted for t in tellings} == {NAME: True, "another": False}


def test_nothing_is_deleted_without_a_yes(kept, capsys):
    assert run(["sessions", "delete", "last"]) == 2
    assert "--yes" in one_clear_line(capsys.readouterr().err)
    assert (kept / "sessions" / NAME).is_dir()


def test_only_sessions_are_deleted(kept, tmp_path, capsys):
    outside = build(tmp_path / "outside", "silent")
    assert run(["sessions", "delete", str(outside), "--yes"]) == 2
    assert outside.is_dir()
    (kept / "sessions" / "linked").symlink_to(outside)
    assert run(["sessions", "delete", "linked", "--yes"]) == 2
    assert (outside / FILE_NAME).is_file()
    assert run(["sessions", "delete", "nothing", "--yes"]) == 1
    assert run(["sessions", "delete", ".", "--yes"]) in (1, 2)
    assert (kept / "sessions" / NAME).is_dir()
    capsys.readouterr()


def test_a_damaged_session_can_be_deleted_and_a_broken_story_file_stops_it_first(kept, capsys):
    (kept / "sessions" / NAME / FILE_NAME).write_bytes(b"garbage")
    (kept / "stories.yaml").write_text("stories: 7\n")
    assert run(["sessions", "delete", NAME, "--yes"]) == 1
    assert "stories.yaml" in one_clear_line(capsys.readouterr().err)
    assert (kept / "sessions" / NAME).is_dir()
    (kept / "stories.yaml").unlink()
    assert run(["sessions", "delete", NAME, "--yes"]) == 0
    assert not (kept / "sessions" / NAME).exists()


def test_the_commands_export_and_import(kept, tmp_path, monkeypatch, capsys):
    assert run(["sessions", "export", "last", str(tmp_path / "one.tar.gz")]) == 0
    monkeypatch.setenv("INTERVIEWER_HOME", str(tmp_path / "other"))
    assert run(["sessions", "import", str(tmp_path / "one.tar.gz")]) == 0
    assert run(["sessions", "--json"]) == 0
    out = capsys.readouterr().out
    assert json.loads(out.splitlines()[-1])[0]["session_id"] == NAME
    assert run(["sessions"]) == 0
    assert NAME in capsys.readouterr().out, "without a subcommand it lists, as ever"
    assert run(["sessions", "import", str(tmp_path / "nothing.zip")]) == 1
    one_clear_line(capsys.readouterr().err)
