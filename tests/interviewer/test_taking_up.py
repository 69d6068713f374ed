"""An end is never final: the answer before a reply is taken up again, and the reply has then never been said."""

from __future__ import annotations

import io
import os
import random
import signal
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interviewer import events as ev
from interviewer.cli.practice import advice_on_cuts
from interviewer.history.history import takes_of
from interviewer.history.rescore import rescore_session
from interviewer.interview import Interview
from interviewer.loop.form import file_form
from interviewer.loop.form_parts import Seat, Signature
from interviewer.machine import Machine
from interviewer.replay.replay import cues
from interviewer.resume_point import ResumePoint, interview_of, resume_point
from interviewer.review.review import build_review
from interviewer.runner import Runner
from interviewer.script import Patience, PlannedQuestion, Script
from interviewer.scripted_io import Answer, ScriptedPorts
from interviewer.sessions.counting import cut_off
from interviewer.sessions.session_file import FILE_NAME, Session, SessionWriter, read_session
from interviewer.stage import GOING_ON_S, MOST_TAKEN_UP
from interviewer.states import State
from interviewer.text_io import TextPorts
from rubrics.scripted_judge import ScriptedJudge
from tests.interviewer.talks import NUMBER, POINT_QUESTION, QUESTIONS, ROOT, STORY, header, interview, talk, verdicts
from tests.interviewer.test_machine import Driver, names

BACK = Answer("", command=ev.GoOnRequested())
FIRST, REST = STORY.split(". ", 1)
FIRST += "."
POINTS = "It fits noise and a held-out set shows it."


def after_an_answer(probe: ev.Probe | None = None, questions: int = 2) -> Driver:
    script = Script(
        questions=tuple(
            PlannedQuestion(question_id=f"q{n}", text=f"Question {n}?", limit_s=180, follow_ups=1)
            for n in range(1, questions + 1)
        ),
        opening="Hello.",
        closing="Goodbye.",
    )
    drive = Driver(Machine(script)).to_judging()
    drive(ev.Judged(**drive.key(), probe=probe))
    return drive


def over(drive: Driver, after_s: float | None) -> ev.SpokenOver:
    return ev.SpokenOver(utterance=drive.lines[-1].utterance, after_s=after_s)


# --- the machine ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("reply", ["follow-up", "question", "closing"])
def test_a_key_stops_the_reply_and_opens_the_same_answer_again(reply):
    probe = ev.Probe(target="metric", line="How much?") if reply == "follow-up" else None
    drive = after_an_answer(probe, questions=1 if reply == "closing" else 2)
    assert drive.machine.outcomes == {1: "answered"}
    effects = drive(ev.GoOnRequested())
    assert names(effects) == ["StopSaying", "Note", "TakeUp", "Listen"]
    assert (effects[1].code, effects[1].turn, effects[1].revision) == ("reopened", 1, 2)
    assert (drive.machine.state, drive.key()) == (State.ANSWERING, {"turn": 1, "revision": 2})
    assert drive.machine.outcomes == {}, "its verdict does not count"
    assert drive(ev.LineFinished(utterance=drive.lines[-1].utterance)) == (), "the end of the line that was stopped"


def test_the_reply_that_was_taken_back_is_said_again_under_a_new_number():
    drive = after_an_answer(ev.Probe(target="metric", line="How much?"))
    drive(ev.GoOnRequested())
    drive(ev.AnswerEnded(**drive.key(), reason="pause"))
    drive(ev.Transcribed(**drive.key(), words=9))
    drive(ev.Judged(**drive.key(), probe=ev.Probe(target="metric", line="How much?")))
    assert (drive.lines[-1].kind, drive.lines[-1].turn) == ("follow_up", 3), (
        "the one that was not answered did not count"
    )
    assert len({line.utterance for line in drive.lines}) == len(drive.lines)


def test_while_the_candidate_thinks_about_the_reply_the_microphone_stays_open():
    drive = after_an_answer()
    drive.hear_out()
    assert names(drive(ev.GoOnRequested())) == ["Note", "TakeUp", "Listen"]
    assert drive.key() == {"turn": 1, "revision": 2}


@pytest.mark.parametrize("begun", ["speech", "over", "skip", "silence"])
def test_who_has_begun_to_answer_or_went_past_it_cannot_go_back(begun):
    drive = after_an_answer(questions=3)
    if begun == "over":
        drive(over(drive, None))
    else:
        drive.hear_out()
        if begun == "speech":
            drive(ev.SpeechStarted(**drive.key()))
        elif begun == "skip":
            drive(ev.SkipRequested())
        else:
            drive(ev.TimeReached(), after_s=50)
            drive.hear_out()
            drive(ev.TimeReached(), after_s=200)
    before = (drive.machine.state, drive.key())
    assert drive(ev.GoOnRequested()) == ()
    assert (drive.machine.state, drive.key()) == before


def test_an_answer_ended_by_a_key_goes_on_before_its_words_are_there():
    drive = Driver().to_answering()
    drive(ev.AnswerEnded(**drive.key(), reason="key"))
    assert names(drive(ev.GoOnRequested())) == ["Note", "TakeUp", "Listen"]
    assert drive(ev.Transcribed(turn=1, revision=1, words=4)) == (), "the words of the first half are out of date"


def test_a_question_back_needs_no_going_back():
    drive = Driver().to_answering()
    drive(ev.AnswerEnded(**drive.key(), reason="pause"))
    drive(ev.Transcribed(**drive.key(), words=5, request=ev.SpokenRequest.REPEAT))
    assert drive(ev.GoOnRequested()) == ()


def test_leaving_is_final():
    drive = Driver().to_answering()
    drive(ev.QuitRequested())
    assert drive(ev.GoOnRequested()) == ()


@pytest.mark.parametrize(
    ("after_s", "goes_on"), [(-0.2, True), (0.0, True), (GOING_ON_S, True), (GOING_ON_S + 0.01, False), (None, False)]
)
def test_voice_into_the_first_words_of_a_reply_goes_on_with_the_answer(after_s, goes_on):
    drive = after_an_answer()
    effects = drive(over(drive, after_s))
    assert names(effects) == (
        ["StopSaying", "Note", "TakeUp", "Listen"] if goes_on else ["StopSaying", "Note", "Listen"]
    )
    assert drive.key() == ({"turn": 1, "revision": 2} if goes_on else {"turn": 2, "revision": 1})


def test_voice_into_the_closing_words_keeps_the_interview_open():
    drive = after_an_answer(questions=1)
    drive(over(drive, 0.3))
    assert drive.machine.state is State.ANSWERING
    drive = after_an_answer(questions=1)
    assert drive(over(drive, 2.0)) == (), "the closing words are heard to their end"


def test_only_the_first_line_of_a_reply_can_be_spoken_into():
    script = Script(
        questions=tuple(
            PlannedQuestion(question_id=f"q{n}", text=f"Question {n}?", limit_s=limit, follow_ups=0)
            for n, limit in ((1, 60.0), (2, 300.0))
        ),
        opening="Hello.",
        closing="Goodbye.",
        minutes=4,
        principles=("dive-deep",),
    )
    drive = Driver(Machine(script)).to_judging()
    drive(ev.Judged(**drive.key()))
    assert drive.lines[-1].kind == "acknowledgement", "there is less time for the second question"
    drive(ev.LineFinished(utterance=drive.lines[-1].utterance))
    drive(over(drive, 0.2))
    assert drive.key() == {"turn": 2, "revision": 1}, "the first line has been understood by then"


def test_a_television_does_not_keep_the_next_question_from_being_asked():
    drive = after_an_answer()
    for _ in range(MOST_TAKEN_UP):
        drive(over(drive, 0.1))
        assert drive.machine.turn == 1
        drive(ev.AnswerEnded(**drive.key(), reason="pause"))
        drive(ev.Transcribed(**drive.key(), words=9))
        drive(ev.Judged(**drive.key()))
    drive(over(drive, 0.1))
    assert drive.machine.turn > 1


def test_the_time_of_the_round_that_a_taken_back_reply_took_is_used():
    script = Script(
        questions=(
            PlannedQuestion(question_id="q1", text="Question 1?", limit_s=60, follow_ups=0),
            PlannedQuestion(question_id="q2", text="Question 2?", limit_s=60, follow_ups=0),
        ),
        opening="Hello.",
        closing="Goodbye.",
        minutes=4,
    )
    drive = Driver(Machine(script)).to_judging()
    drive(ev.Judged(**drive.key()))
    assert drive.lines[-1].text == "Question 2?"
    drive(ev.GoOnRequested())
    drive(ev.AnswerEnded(**drive.key(), reason="pause"), after_s=200)
    drive(ev.Transcribed(**drive.key(), words=99))
    effects = drive(ev.Judged(**drive.key()))
    assert [e.code for e in effects if isinstance(e, ev.Note)] == ["dropped"], "what was said since has used the time"
    assert drive.lines[-1].kind == "closing"


# --- the session ----------------------------------------------------------------------------------------------


def sums(session: Session) -> tuple[Counter[str], Counter[str]]:
    """The words that were said, and those that the review shows."""
    said = Counter(word for r in session.records if r.code == "typed" for word in r.text.split())
    shown = Counter(
        word
        for turn in build_review(session).turns
        for text in (turn.transcript.text if turn.transcript else "", *turn.requests)
        for word in text.split()
    )
    return said, shown


def test_the_report_knows_nothing_of_a_reply_that_was_taken_back(tmp_path):
    done = talk(
        tmp_path, [FIRST, BACK, REST, NUMBER, POINTS, BACK, "And more data helps.", f"{STORY} {NUMBER}", BACK, "Yes."]
    )
    review = done.review
    assert [(t.kind, t.asked) for t in review.turns] == [
        ("question", QUESTIONS[0].text),
        ("follow_up", "How much did that change?"),
        ("question", POINT_QUESTION.text),
        ("question", QUESTIONS[2].text),
    ]
    assert [t.transcript.text for t in review.turns] == [
        STORY, NUMBER, f"{POINTS} And more data helps.", f"{STORY} {NUMBER}",
    ]  # fmt: skip
    assert all(t.assessment and not t.previous for t in review.turns), "each answer has one verdict, on all of it"
    opened = [r.turn for r in done.records("line") if r.kind in {"question", "follow_up"}]
    assert len(opened) == len(set(opened)) == 6, "the file keeps what happened"
    assert [line["text"] for line in review.lines if line["kind"] != "opening"] == [
        *(turn.asked for turn in review.turns), "Thank you.",
    ]  # fmt: skip
    assert [cue.turn for cue in cues(review) if cue.who == "candidate"] == [turn.turn for turn in review.turns]
    assert [take.question_id for take in takes_of(done.session)] == [question.id for question in QUESTIONS]
    who = Signature(name="Ada", role="peer")
    form = file_form(done.session, Seat(round_id="r", round_title="Round", interviewer=who))
    assert [note.question_id for note in form.notes] == [question.id for question in QUESTIONS]


def test_an_answer_is_taken_up_twice(tmp_path):
    one, two, three = STORY.split(". ")
    done = talk(tmp_path, [one + ".", BACK, two + ".", BACK, three, NUMBER], plan=interview(QUESTIONS[:1]))
    assert [t.transcript.text for t in done.review.turns] == [STORY, NUMBER]
    assert [r.revision for r in done.records("note") if r.note == "reopened"] == [2, 3]
    assert done.review.ended == "completed"


@pytest.mark.parametrize(("times", "said"), [(0, ""), (1, "end once:"), (2, "end 2 times:")])
def test_who_was_cut_off_is_told_what_helps(tmp_path, monkeypatch, times, said):
    """Only where the end was assumed, and the reply had begun."""
    one, two, three = STORY.split(". ")
    answers = [[STORY], [FIRST, BACK, REST], [f"{one}.", BACK, f"{two}.", BACK, three]][times]
    done = talk(tmp_path / "sessions", [*answers, NUMBER], plan=interview(QUESTIONS[:1]))
    assert cut_off(done.session.records) == times
    by_key = [replace_reason(record) for record in done.session.records]
    assert cut_off(by_key) == 0, "who said so knew what would follow"
    at_once = [record for record in done.session.records if record.code != "line"]
    assert cut_off(at_once) == 0, "nothing had been said yet"
    monkeypatch.setattr("interviewer.sessions.session_file.find_session", lambda *_: done.session.folder)
    monkeypatch.setenv("INTERVIEWER_HOME", str(tmp_path))
    advice = advice_on_cuts("last")
    assert said in advice
    assert ("end_pause_s = 4.0" in advice) == (times > 0)
    (tmp_path / "config.toml").write_text("end_pause_s = 4.5\n", encoding="utf-8")
    assert "end_pause_s" not in advice_on_cuts("last"), "it is patient already"


def replace_reason(record):
    return record.model_copy(update={"reason": "key"}) if record.code == "answer_end" else record


def test_no_advice_where_the_session_cannot_be_read(tmp_path, monkeypatch):
    monkeypatch.setenv("INTERVIEWER_HOME", str(tmp_path))
    assert advice_on_cuts("last") == ""


def test_a_follow_up_is_taken_up(tmp_path):
    first, rest = NUMBER.split(" against ")
    done = talk(tmp_path, [STORY, first, BACK, f"against {rest}", POINTS, f"{STORY} {NUMBER}"])
    assert [t.transcript.text for t in done.review.turns] == [STORY, NUMBER, POINTS, f"{STORY} {NUMBER}"]


def test_words_taken_for_a_request_are_the_answer_when_it_goes_on(tmp_path):
    done = talk(tmp_path, ["Let's skip the background.", BACK, REST, NUMBER, POINTS], plan=interview(QUESTIONS[:2]))
    turn = done.review.turns[0]
    assert turn.transcript.text == f"Let's skip the background. {REST}"
    assert (turn.requests, turn.assessment is not None) == ((), True)
    assert "skipped" not in turn.notes


def test_an_answer_that_nobody_could_recognise_goes_on(tmp_path):
    done = talk(tmp_path, [Answer(FIRST, failure="broken"), BACK, REST, POINTS], plan=interview(QUESTIONS[:2]))
    assert done.notes.count("not_transcribed") == 2, "the recogniser is still broken"
    assert [t.notes.count("not_transcribed: broken") for t in done.review.turns] == [1, 0]


def test_a_verdict_that_comes_late_does_not_count(tmp_path):
    done = talk(tmp_path, [FIRST, BACK, REST, NUMBER], plan=interview(QUESTIONS[:1]))
    path = done.session.folder / FILE_NAME
    lines = path.read_bytes().split(b"\n")
    early = next(k for k, line in enumerate(lines) if b'"code":"assessment"' in line)
    note = next(k for k, line in enumerate(lines) if b'"reopened"' in line)
    lines.insert(note, lines.pop(early))
    path.write_bytes(b"\n".join(lines))
    (first, _) = build_review(read_session(done.session.folder)).turns
    assert (first.transcript.text, first.previous) == (STORY, ())


def test_judged_again_it_has_one_score_more(tmp_path):
    done = talk(tmp_path, [FIRST, BACK, REST, NUMBER], plan=interview(QUESTIONS[:1]))
    changes = rescore_session(done.session.folder, ScriptedJudge(verdicts), model="none")
    turns = build_review(read_session(done.session.folder)).turns
    assert [change.turn for change in changes] == [turn.turn for turn in turns]
    assert [len(turn.previous) for turn in turns] == [1, 1]


def test_time_that_was_cut_from_a_question_is_cut_anew(tmp_path):
    plan = replace(interview(QUESTIONS[::2], follow_ups=0), minutes=3.1)
    long = " ".join(["I went on and on."] * 20)
    done = talk(tmp_path, [STORY, BACK, long, f"{STORY} {NUMBER}"], plan=plan)
    shortened = [r.reason for r in done.session.records if r.code == "note" and r.note == "shortened"]
    assert len(set(shortened)) == 2, "the reply that was taken back and the second telling took some of the time"
    counting = [r.reason for r in done.session.counting if r.code == "note" and r.note == "shortened"]
    assert counting == shortened[1:]
    assert [t.transcript.text for t in done.review.turns] == [f"{STORY} {long}", f"{STORY} {NUMBER}"]


def test_nothing_to_go_back_to_is_said(tmp_path):
    done = talk(tmp_path, [BACK, STORY, NUMBER], plan=interview(QUESTIONS[:1]))
    assert [problem for problem in done.ports.problems if "no answer to go back to" in problem]


# --- cut off, and gone on with --------------------------------------------------------------------------------


class Teller:
    """A candidate who tells a story in two parts, goes back for the second one while that can be done, and answers the rest."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.ports: ScriptedPorts
        self._tried = False

    def __iter__(self) -> Teller:
        return self

    def __next__(self) -> Answer:
        point = resume_point(read_session(self._folder))
        last, told = point.last, {turn.line.question_id: turn for turn in point.turns if turn.line.kind == "question"}
        assert last is not None
        story = told.get(QUESTIONS[0].id)
        said = " ".join(story.typed).split() if story else []
        whole = f"{FIRST} {REST}".split()
        if last is story:
            return Answer(FIRST if not said else " ".join(whole[len(said) :]) or "Yes.")
        if len(said) < len(whole) and last.line.kind == "follow_up" and not self._tried:
            self._tried = True
            return BACK
        return Answer(NUMBER if last.line.question_id == QUESTIONS[0].id else POINTS)


class Patient(ScriptedPorts):
    """Ports whose candidate says something even where there was nothing to go back to."""

    def show_problem(self, message: str) -> None:
        super().show_problem(message)
        if "go back" in message:
            self.post(ev.RepeatRequested())


def hold(writer: SessionWriter, plan: Interview, clock: list[ScriptedPorts], point: ResumePoint | None) -> Session:
    teller = Teller(writer.folder)
    ports = clock[0]
    ports._answers = teller
    ports.keep_in(writer)
    Runner(plan, ports, ScriptedJudge(verdicts), writer, background=lambda work: work()).run(point)
    return read_session(writer.folder)


def check(session: Session) -> None:
    said, shown = sums(session)
    assert said == shown, "every word once"
    review = build_review(session)
    assert review.ended == "completed"
    assert [q.question_id for q in review.questions] == [QUESTIONS[0].id, POINT_QUESTION.id]
    asked = [turn.asked for turn in review.turns]
    assert len(asked) == len(set(asked)), "nothing is asked twice"
    counting = session.counting
    assert Counter(r.turn for r in counting if r.code == "assessment") == Counter({t.turn: 1 for t in review.turns})
    numbers = [r.utterance for r in session.records if r.code == "line"]
    assert len(numbers) == len(set(numbers))
    opened = [r.turn for r in session.records if r.code == "line" and r.kind in {"question", "follow_up"}]
    assert len(opened) == len(set(opened)), "no number opens two turns"
    times = [r.at_s for r in session.records]
    assert times == sorted(times)


def test_cut_off_after_every_record_it_goes_on(tmp_path):
    plan = interview(QUESTIONS[:2])
    ports = Patient([])
    whole = hold(SessionWriter.create(tmp_path, header("whole"), clock=ports.now_s), plan, [ports], None)
    check(whole)
    assert any(r.code == "note" and r.note == "reopened" for r in whole.records)
    data = (whole.folder / FILE_NAME).read_bytes()
    ends = [place + 1 for place, byte in enumerate(data) if byte == 10][1:-1]
    dice = random.Random(5)
    for length in [*ends, *(dice.randrange(ends[0], len(data) - 2) for _ in range(20))]:
        folder = tmp_path / f"cut-{length}"
        folder.mkdir()
        (folder / FILE_NAME).write_bytes(data[:length])
        before = read_session(folder)
        build_review(before)
        point, ports = resume_point(before), Patient([])
        after = hold(SessionWriter.resume(before, clock=ports.now_s), interview_of(before, Patience()), [ports], point)
        assert after.records[: len(before.records)] == before.records, "nothing is written over"
        check(after)


def test_cut_off_in_the_answer_that_went_on_the_review_shows_all_words_and_no_verdict(tmp_path):
    done = talk(tmp_path, [FIRST, BACK, REST, NUMBER], plan=interview(QUESTIONS[:1]))
    path = done.session.folder / FILE_NAME
    data = path.read_bytes()
    path.write_bytes(data[: data.index(b"\n", data.index(b'"reopened"')) + 1])
    review = build_review(read_session(done.session.folder))
    (turn,) = review.turns
    assert (turn.transcript.text, turn.assessment, review.ended) == (FIRST, None, "cut off")
    assert resume_point(read_session(done.session.folder)).last.stage == "answering"


def kept(writer: SessionWriter, ports: ScriptedPorts, plan: Interview, point: ResumePoint | None = None) -> Session:
    """An interview whose words are on the disk as they are said."""
    ports.keep_in(writer)
    runner = Runner(plan, ports, ScriptedJudge(verdicts), writer, background=lambda work: work())
    assert runner.run(point) == "completed"
    return read_session(writer.folder)


@pytest.mark.parametrize("kind", ["follow_up", "question", "closing"])
def test_cut_off_in_a_reply_the_answer_before_it_can_still_be_taken_up(tmp_path, kind):
    questions, follow_ups = QUESTIONS[: 1 if kind == "closing" else 2], 1 if kind == "follow_up" else 0
    ports = ScriptedPorts([Answer(FIRST), *[Answer(POINTS)] * 2])
    writer = SessionWriter.create(tmp_path, header("whole"), clock=ports.now_s)
    folder = kept(writer, ports, interview(questions, follow_ups=follow_ups)).folder
    lines = (folder / FILE_NAME).read_bytes().split(b"\n")
    line = next(k for k, data in enumerate(lines) if f'"code":"line","kind":"{kind}"'.encode() in data and k > 9)
    (folder / FILE_NAME).write_bytes(b"\n".join(lines[: line + 1]) + b"\n")
    before = read_session(folder)
    again = ScriptedPorts([Answer(REST), *[Answer(POINTS)] * 2], [(1.0, ev.GoOnRequested())])
    writer = SessionWriter.resume(before, clock=again.now_s)
    after = kept(writer, again, interview_of(before, Patience()), resume_point(before))
    (turn, *others) = build_review(after).turns
    assert (turn.transcript.text, turn.previous) == (STORY, ())
    assert all(other.transcript.text == POINTS for other in others)
    assert sums(after)[0] == sums(after)[1]


SENTENCES = ("one two.", "three four five.", "six.")


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from([*SENTENCES, "back", "repeat", "skip", "silence", "lost"]), min_size=1, max_size=14),
    st.integers(0, 10_000),
)
def test_whatever_the_order_the_session_reads_back_and_holds_every_word_once(tmp_path_factory, steps, cut_at):
    events = {"back": ev.GoOnRequested(), "repeat": ev.RepeatRequested(), "skip": ev.SkipRequested()}
    script = [Answer(step) if step in SENTENCES else Answer("", command=events.get(step)) for step in steps]
    ports = Patient(script, [(k * 7.0, ev.GoOnRequested()) for k, step in enumerate(steps) if step == "lost"])
    writer = SessionWriter.create(tmp_path_factory.mktemp("any"), header("any"), clock=ports.now_s)
    ports.keep_in(writer)
    Runner(interview(), ports, ScriptedJudge(verdicts), writer, background=lambda work: work()).run()
    session = read_session(writer.folder)
    said, shown = sums(session)
    assert said == shown
    path = session.folder / FILE_NAME
    data = path.read_bytes()
    first = data.index(b"\n", data.index(b'"plan"')) + 1
    path.write_bytes(data[: first + cut_at % (len(data) - first)])
    cut = read_session(session.folder)
    said, shown = sums(cut)
    assert said == shown
    if cut.end is None:
        again = Patient([Answer("done.")] * 20)
        writer = SessionWriter.resume(cut, clock=again.now_s)
        again.keep_in(writer)
        runner = Runner(interview(), again, ScriptedJudge(verdicts), writer, background=lambda work: work())
        assert runner.run(resume_point(cut)) == "completed"
        said, shown = sums(read_session(session.folder))
        assert said == shown


# --- text mode ------------------------------------------------------------------------------------------------


def typed(tmp_path: Path, text: str) -> tuple[Session, str]:
    read, write = os.pipe()
    os.write(write, text.encode())
    os.close(write)
    writer = SessionWriter.create(tmp_path, header("typed", mode="text"))
    out = io.StringIO()
    ports = TextPorts(read, out, record=writer.append, session_s=writer.now_s)
    Runner(interview(QUESTIONS[:2]), ports, ScriptedJudge(verdicts), writer).run()
    os.close(read)
    return read_session(writer.folder), out.getvalue()


def test_back_takes_up_the_answer_that_an_empty_line_has_ended(tmp_path):
    session, shown = typed(tmp_path, f"{FIRST}\n\n/back\n{REST}\n\n{NUMBER}\n\n{POINTS}\n\n")
    assert [t.transcript.text for t in build_review(session).turns] == [STORY, NUMBER, POINTS]
    assert "Go on with your answer; an empty line ends it." in shown
    assert build_review(session).ended == "completed"


def test_back_in_the_middle_of_an_answer_says_that_it_is_too_late(tmp_path, capsys):
    session, _ = typed(tmp_path, f"{STORY}\n\n{NUMBER}\n/back\nIndeed.\n\n{POINTS}\n\n")
    assert [t.transcript.text for t in build_review(session).turns] == [STORY, f"{NUMBER} Indeed.", POINTS]
    assert "no answer to go back to" in capsys.readouterr().err


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")
def test_killed_in_the_answer_that_was_taken_up_and_gone_on_with(tmp_path):
    command = [sys.executable, "-m", "tests.interviewer.text_session", str(tmp_path / "killed"), "--log"]
    middle, end = REST.split(" and ")
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, cwd=ROOT
    ) as process:
        assert process.stdin is not None
        assert process.stderr is not None
        process.stdin.write(f"{FIRST}\n\n/back\n{middle}\n")
        process.stdin.flush()
        while process.stderr.readline() != f"taken: {middle}\n":
            assert process.poll() is None
        process.send_signal(signal.SIGKILL)
    assert build_review(read_session(tmp_path / "killed")).ended == "cut off"
    rest = f"and {end}\n\n{NUMBER}\n\n{POINTS}\n\n{STORY} {NUMBER}\n\n"
    subprocess.run([*command, "--resume"], input=rest, text=True, check=True, capture_output=True, cwd=ROOT)
    after = read_session(tmp_path / "killed")
    assert [turn.transcript.text for turn in build_review(after).turns] == [STORY, NUMBER, POINTS, f"{STORY} {NUMBER}"]
    assert build_review(after).ended == "completed"
