"""The loop file: read back as written, and forgivingly where it is torn, damaged, hostile or of a later version."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interviewer.loop.loop_file import FILE_NAME, LoopError, append, create_loop, find_loop, loop_folders, read_loop
from interviewer.loop.loop_records import DebriefHeld, FormFiled, LoopHeader, LoopPlan, PlannedRound, RoundEvent

AT = "2026-11-28T10:00:00+00:00"


def header(loop_id="20261128-100000-abcd", **changes):
    return LoopHeader(loop_id=loop_id, created_at=AT, role="applied-scientist", seed=3, **changes)


def planned(index):
    return PlannedRound(
        index=index,
        round_id="ml-depth",
        title="Machine learning depth",
        minutes=15,
        interviewer={"name": "Wei"},
        opening="Hello.",
        closing="Goodbye.",
        principles=("dive-deep",),
        question_ids=("one",),
        questions=({"id": "one"},),
    )


PLAN = LoopPlan(at=AT, rounds=(planned(0), planned(1)))
RECORDS = (
    RoundEvent(at=AT, index=0, session_id="s-1", event="begun"),
    RoundEvent(at=AT, index=0, session_id="s-1", event="left", reason="quit"),
    RoundEvent(at=AT, index=0, session_id="s-2", event="begun"),
    RoundEvent(at=AT, index=0, session_id="s-2", event="finished"),
    FormFiled(at=AT, index=0, form={"round_id": "ml-depth", "text": "half a\u2028line \x1b[31m"}),
    DebriefHeld(at=AT, debrief={"decision": "hire"}),
)


@pytest.fixture
def folder(tmp_path):
    made = create_loop(tmp_path / "loops", header(), PLAN)
    for record in RECORDS:
        append(made, record)
    return made


def test_a_loop_is_read_back_as_it_was_written(folder):
    loop = read_loop(folder)
    assert loop.header == header()
    assert loop.records == (PLAN, *RECORDS)
    assert (loop.damaged, loop.unknown) == (0, ())
    assert loop.session_id(0) == "s-2"
    assert loop.finished(0)
    assert loop.form(0).form["round_id"] == "ml-depth"
    assert loop.debrief.debrief == {"decision": "hire"}
    assert loop.session_id(1) is loop.form(1) is None
    assert not loop.finished(1)


def test_every_beginning_of_the_file_is_read_or_refused_in_a_sentence(folder):
    whole = (folder / FILE_NAME).read_bytes()
    two = len(b"\n".join(whole.split(b"\n")[:2]))
    for end in range(0, len(whole), 7):
        (folder / FILE_NAME).write_bytes(whole[:end])
        if end < two:
            with pytest.raises(LoopError):
                read_loop(folder)
            continue
        loop = read_loop(folder)
        assert loop.records == (PLAN, *RECORDS)[: len(loop.records)]
        assert loop.damaged == (0 if whole[end - 1 : end + 1].count(b"\n") or end == len(whole) else 1)


def test_a_record_after_a_torn_line_stands_on_its_own(folder):
    path = folder / FILE_NAME
    path.write_bytes(path.read_bytes()[:-9])
    append(folder, RECORDS[-1])
    loop = read_loop(folder)
    assert loop.records[-1] == RECORDS[-1]
    assert loop.damaged == 1


def test_what_a_later_version_adds_is_skipped(folder):
    path = folder / FILE_NAME
    later = {"code": "coffee", "at": AT}, {**RECORDS[3].model_dump(), "mood": "good"}
    path.write_text(path.read_text() + "".join(json.dumps(one) + "\n" for one in later))
    loop = read_loop(folder)
    assert loop.unknown == ("coffee",)
    assert loop.records[-1] == RECORDS[3]
    path.write_text(path.read_text().replace('"version":1', '"version":2', 1))
    with pytest.raises(LoopError, match="Update the program"):
        read_loop(folder)


@pytest.mark.parametrize("name", ["../elsewhere", "/etc/passwd", ".hidden", "a" * 99, "", "a\nb"])
def test_a_session_that_leads_elsewhere_is_damage(folder, name):
    record = {"code": "round", "at": AT, "index": 1, "session_id": name, "event": "begun"}
    with (folder / FILE_NAME).open("a") as out:
        out.write(json.dumps(record) + "\n")
    loop = read_loop(folder)
    assert loop.damaged == 1
    assert loop.session_id(1) is None


@settings(max_examples=200, deadline=None)
@given(st.lists(st.one_of(st.binary(max_size=60), st.sampled_from([b"{", b"[" * 5000, b'{"code":"round"}', b"null"]))))
def test_any_bytes_after_the_plan_are_read(tmp_path_factory, junk):
    made = create_loop(tmp_path_factory.mktemp("loops"), header(), PLAN)
    with (made / FILE_NAME).open("ab") as out:
        out.write(b"\n".join(junk) + b"\n")
    append(made, RECORDS[0])
    assert read_loop(made).records[-1] == RECORDS[0]


@pytest.mark.parametrize(
    "first", [b"", b"null\n", b"{}\n", b"\xff\xfe\n", b'{"format":"voice-mock-interviewer-session"}\n']
)
def test_what_is_no_loop_is_refused(folder, first):
    (folder / FILE_NAME).write_bytes(first)
    with pytest.raises(LoopError):
        read_loop(folder)


def test_a_plan_with_a_round_missing_is_refused(tmp_path):
    made = create_loop(tmp_path, header(), LoopPlan(at=AT, rounds=(planned(1),)))
    with pytest.raises(LoopError, match="plan"):
        read_loop(made)


def test_loops_are_found_by_name_beginning_and_last(tmp_path):
    for name in ("20261128-1", "20261128-2", "20261129-1"):
        create_loop(tmp_path, header(name), PLAN)
    (tmp_path / "not-a-loop").mkdir()
    assert [folder.name for folder in loop_folders(tmp_path)] == ["20261128-1", "20261128-2", "20261129-1"]
    assert find_loop(tmp_path, "last").name == find_loop(tmp_path, "20261129").name == "20261129-1"
    for name in ("20261128", "nothing", "", "../x\x1b[31m"):
        with pytest.raises(LoopError) as caught:
            find_loop(tmp_path, name)
        assert "\x1b" not in str(caught.value)
    with pytest.raises(LoopError, match="loop start"):
        find_loop(tmp_path / "empty", "last")


def test_a_loop_that_cannot_be_begun_leaves_nothing(tmp_path):
    (tmp_path / "loops").write_text("a file")
    with pytest.raises(LoopError, match="INTERVIEWER_HOME"):
        create_loop(tmp_path / "loops", header(), PLAN)
    with pytest.raises(LoopError, match="written"):
        append(tmp_path / "gone", RECORDS[0])
