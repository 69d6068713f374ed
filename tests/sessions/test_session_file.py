"""The session folder: what is written survives, what is damaged is skipped, and no name leads out of it."""

from __future__ import annotations

import json
import threading
from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audio.transcript import Transcript, Word
from interviewer.errors import SessionError
from interviewer.history.rescore import rescore_session
from interviewer.review.review import build_review, question_of
from interviewer.review.show import review_lines
from interviewer.sessions import records as rec
from interviewer.sessions.session_file import (
    FILE_NAME,
    SessionWriter,
    find_session,
    new_session_id,
    read_session,
    session_folders,
    turn_audio,
)
from rubrics.scripted_judge import ScriptedJudge
from tests.interviewer.talks import STORY, header, made_session, raw_lines, talk, verdicts

NOTE = rec.Noted(at_s=1.0, turn=1, note="skipped")


def append(folder, data: bytes) -> None:
    with (folder / FILE_NAME).open("ab") as file:
        file.write(data)


# --- names ---------------------------------------------------------------------------------------------------------


def test_ids_sort_by_time_and_are_safe_as_file_names():
    early, late = new_session_id(datetime(2026, 1, 2, 3, 4, 5)), new_session_id(datetime(2026, 11, 2, 3, 4, 5))  # noqa: DTZ001
    assert early < late
    assert early.startswith("20260102-030405-")


def test_a_session_is_found_by_id_beginning_last_or_path(tmp_path):
    folders = [made_session(tmp_path, name=name) for name in ("20260101-a", "20260102-b", "20260102-bc")]
    assert find_session(tmp_path, "20260101") == folders[0]
    assert find_session(tmp_path, "20260102-b") == folders[1], "a whole name wins over a beginning"
    assert find_session(tmp_path, "last") == folders[2]
    assert find_session(tmp_path, str(folders[0])) == folders[0]
    assert session_folders(tmp_path) == folders


@pytest.mark.parametrize(
    "name", ["2026010", "", "nobody", "a" * 5000, "\x1b[31mred", "../../nowhere", "/" + "x" * 5000]
)
def test_a_name_that_fits_none_or_several_is_refused_in_one_clean_line(tmp_path, name):
    made_session(tmp_path, name="20260101-a")
    made_session(tmp_path, name="20260102-b")
    with pytest.raises(SessionError) as caught:
        find_session(tmp_path, name)
    assert "\n" not in str(caught.value)
    assert "\x1b" not in str(caught.value)
    assert len(str(caught.value)) < 200


def test_an_empty_name_is_no_name_even_where_only_one_session_is(tmp_path):
    made_session(tmp_path, name="only")
    with pytest.raises(SessionError):
        find_session(tmp_path, "")


def test_there_is_no_last_session_in_an_empty_home(tmp_path):
    with pytest.raises(SessionError, match="practice"):
        find_session(tmp_path / "nothing", "last")


@pytest.mark.parametrize(
    "name", ["../turn-001.wav", "..", "/etc/passwd", "a/b.wav", ".hidden", "", None, "turn-001.wav\n", "..\\x.wav"]
)
def test_a_sound_file_elsewhere_is_refused(tmp_path, name):
    (tmp_path / "turn-001.wav").write_bytes(b"")
    session = read_session(made_session(tmp_path, rec.Listening(at_s=0.0, turn=1, revision=1, audio=name)))
    assert session.audio(name) is None


def test_a_sound_file_beside_the_session_is_found(tmp_path):
    folder = made_session(tmp_path)
    (folder / turn_audio(1)).write_bytes(b"x")
    assert read_session(folder).audio("turn-001.wav") == folder / "turn-001.wav"


# --- what is read --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "plain",
        "two\nlines",
        "line\u2028separator",
        "next\x85line",
        "a\x0bb\x0cc\x1cd\x1ee",
        "\x00\x07\x1b[31mred",
        "ends\r",
        "é😀",
    ],
)
def test_what_was_typed_comes_back_as_it_was(tmp_path, text):
    typed = rec.Typed(at_s=0.0, turn=1, revision=1, text=text)
    session = read_session(made_session(tmp_path, typed, NOTE))
    assert session.records == (typed, NOTE)
    assert session.damaged == 0


def test_half_a_character_costs_no_record(tmp_path):
    session = read_session(made_session(tmp_path, NOTE.model_copy(update={"reason": "in /home/\udcff"})))
    assert session.records[0].reason == "in /home/?"


def test_unknown_codes_are_skipped_and_unknown_keys_ignored(tmp_path):
    folder = made_session(tmp_path, NOTE)
    transcript = Transcript(words=(Word(text="yes", start_s=0, end_s=1),)).model_dump()
    transcript["words"][0]["later"] = transcript["later"] = 1
    append(folder, b'{"code":"hologram","at_s":1,"x":[1]}\n')
    append(folder, b'{"code":"note","at_s":1,"turn":2,"note":"paused","later":{"a":1}}\n')
    later = {"code": "transcript", "at_s": 1, "turn": 1, "revision": 1, "transcript": transcript}
    append(folder, json.dumps(later).encode() + b"\n")
    session = read_session(folder)
    assert [record.code for record in session.records] == ["note", "note", "transcript"]
    assert session.records[2].transcript.text == "yes"
    assert (session.unknown, session.damaged) == (("hologram",), 0)


@pytest.mark.parametrize(
    "line",
    [
        b'{"code":"note","at_s":1,"tu',
        b"\xff\xfe\x00",
        b"[]",
        b"null",
        b'"note"',
        b"{}",
        b'{"code":1}',
        b'{"code":"note"}',
        b'{"code":"note","at_s":NaN,"note":"x"}',
        b'{"code":"note","at_s":1e999,"note":"x"}',
        b'{"code":"note","at_s":-Infinity,"note":"x"}',
        b"[" * 100_000,
        b'{"code":' * 50_000,
        b'{"code":"note","at_s":' + b"9" * 5000 + b',"note":"x"}',
        b'{"code":"transcript","at_s":1,"turn":1,"revision":1,"transcript":{"words":[{"x":1}]}}',
    ],
)
def test_a_damaged_line_is_counted_and_skipped(tmp_path, line):
    folder = made_session(tmp_path, NOTE)
    append(folder, line + b"\n" + rec.encode(NOTE).encode() + b"\n")
    session = read_session(folder)
    assert session.records == (NOTE, NOTE)
    assert session.damaged == 1
    assert "1 damaged line" in "\n".join(review_lines(build_review(session)))


def test_a_torn_last_line_is_skipped_and_the_next_record_starts_a_line_of_its_own(tmp_path):
    folder = made_session(tmp_path, NOTE)
    append(folder, b'{"code":"note","at_s":2,"no')
    assert read_session(folder).damaged == 1
    writer = SessionWriter.reopen(read_session(folder), at_s=9.0)
    writer.append(NOTE)
    writer.close()
    session = read_session(folder)
    assert session.records == (NOTE, NOTE)
    assert session.damaged == 1


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_no_damage_makes_a_session_unreadable(tmp_path_factory, data):
    folder = tmp_path_factory.mktemp("fuzz")
    done = _example()
    at = data.draw(st.integers(len(done.split(b"\n")[0]) + 1, len(done)))
    junk = data.draw(st.binary(max_size=20))
    gone = data.draw(st.integers(0, 60))
    (folder / FILE_NAME).write_bytes(done[:at] + junk + done[at + gone :])
    build_review(read_session(folder))


_EXAMPLE: list[bytes] = []


def _example() -> bytes:
    if not _EXAMPLE:
        import tempfile
        from pathlib import Path

        with tempfile.TemporaryDirectory() as folder:
            done = talk(Path(folder), [STORY, "By ten percent.", "Noise."])
            _EXAMPLE.append((done.session.folder / FILE_NAME).read_bytes())
    return _EXAMPLE[0]


# --- the header ----------------------------------------------------------------------------------------------------

HEADER = rec.encode(header("x"))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "cut off before anything was said"),
        (HEADER[:60].encode(), "cut off before anything was said"),
        (b"hello", "not a session file"),
        (b"\n\n", "not a session file"),
        (b"\xff\xfe\n", "not a session file"),
        (b"[1]\n", "not a session file"),
        (b"[" * 100_000 + b"\n", "not a session file"),
        (b'{"format":"asciicast","version":2}\n', "not a session file"),
        (HEADER.replace('"version":1', '"version":true').encode() + b"\n", "not a session file"),
        (HEADER.replace('"version":1', '"version":99').encode() + b"\n", "Update the program"),
        (HEADER.replace('"session_id":"x",', "").encode() + b"\n", "damaged"),
    ],
)
def test_an_unusable_header_is_said_in_one_sentence(tmp_path, content, says):
    folder = tmp_path / "s"
    folder.mkdir()
    (folder / FILE_NAME).write_bytes(content)
    with pytest.raises(SessionError, match=says):
        read_session(folder)


def test_a_header_alone_is_a_session_with_or_without_its_end_of_line(tmp_path):
    folder = made_session(tmp_path)
    assert read_session(folder).records == ()
    path = folder / FILE_NAME
    path.write_bytes(path.read_bytes().rstrip(b"\n"))
    assert build_review(read_session(folder)).ended == "cut off"


def test_a_header_of_the_same_version_may_have_more_keys(tmp_path):
    folder = made_session(tmp_path)
    path = folder / FILE_NAME
    path.write_bytes(path.read_bytes().replace(b'"version":1', b'"version":1,"later":[1]'))
    assert read_session(folder).id.startswith("made-")


# --- writing -------------------------------------------------------------------------------------------------------


def test_each_record_is_on_the_disk_when_append_returns(tmp_path):
    writer = SessionWriter.create(tmp_path, header("now"))
    for number in range(3):
        writer.append(NOTE)
        assert len(raw_lines(writer.folder)) == number + 2
    writer.close()
    writer.close()
    with pytest.raises(SessionError, match="INTERVIEWER_HOME"):
        writer.append(NOTE)


def test_a_session_is_never_begun_twice(tmp_path):
    made_session(tmp_path, NOTE, name="twice")
    with pytest.raises(SessionError):
        SessionWriter.create(tmp_path, header("twice"))
    assert read_session(tmp_path / "twice").records == (NOTE,)


def test_threads_may_append_at_the_same_time(tmp_path):
    writer = SessionWriter.create(tmp_path, header("threads"))
    big = "word " * 4000

    def write(number):
        for index in range(8):
            writer.append(rec.Typed(at_s=0.0, turn=number, revision=index, text=big))

    threads = [threading.Thread(target=write, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    writer.close()
    session = read_session(writer.folder)
    assert session.damaged == 0
    for number in range(6):
        assert [r.revision for r in session.records if r.turn == number] == list(range(8)), (
            "each thread's own order stays"
        )


# --- reviews of sessions that are not what they were -----------------------------------------------------------------


def test_a_review_shows_the_question_as_it_was_asked(tmp_path):
    done = talk(tmp_path, [STORY])
    path = done.session.folder / FILE_NAME
    path.write_bytes(path.read_bytes().replace(b"when you went deep", b"when you flew to Mars"))
    review = build_review(read_session(done.session.folder))
    assert review.turns[0].asked == "Tell me about a time when you flew to Mars."
    changes = rescore_session(done.session.folder, ScriptedJudge(verdicts), model="base.en")
    assert changes[0].after is not None, "the bank need not know the question"


def test_a_question_that_no_longer_fits_the_schema_is_shown_from_its_text(tmp_path):
    done = talk(tmp_path, [STORY])
    path = done.session.folder / FILE_NAME
    path.write_bytes(path.read_bytes().replace(b'"principles":["dive-deep"]', b'"principles":["be-loud"]'))
    session = read_session(done.session.folder)
    assert question_of(session, "bq-story") is None
    assert build_review(session).questions[0].text == "Tell me about a time when you went deep."
    with pytest.raises(SessionError, match="bq-story"):
        rescore_session(done.session.folder, ScriptedJudge(verdicts), model="base.en")


def test_a_rescore_keeps_the_old_assessment_beside_the_new_one(tmp_path):
    done = talk(tmp_path, [STORY, "By ten percent."])
    folder, before = done.session.folder, done.session.records
    changes = rescore_session(folder, ScriptedJudge(verdicts), model="base.en")
    session = read_session(folder)
    assert session.records[: len(before)] == before, "append-only"
    review = build_review(session)
    assert [change.turn for change in changes if change.after is not None] == [1, 2]
    assert [len(turn.previous) for turn in review.turns[:2]] == [1, 1]
    assert review.questions[0].score == done.review.questions[0].score


def test_a_rescore_of_nothing_says_so(tmp_path):
    with pytest.raises(SessionError, match="nothing to score"):
        rescore_session(made_session(tmp_path), ScriptedJudge(verdicts), model="base.en")
