"""The machine alone: every event by hand where it matters, and random sequences for what must never happen."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import interviewer.machine as machine_module
from audio.transcript import Transcript, Word
from interviewer import events as ev
from interviewer.machine import IllegalEventError, Machine
from interviewer.script import Patience, PlannedQuestion, Script
from interviewer.states import TRANSITIONS, State


def script(questions: int = 2, follow_ups: int = 1) -> Script:
    return Script(
        questions=tuple(
            PlannedQuestion(question_id=f"q{n}", text=f"Question {n}?", limit_s=180, follow_ups=follow_ups)
            for n in range(1, questions + 1)
        ),
        opening="Hello.",
        closing="Goodbye.",
    )


class Driver:
    """Feeds a machine by hand and remembers what it said."""

    def __init__(self, machine: Machine | None = None) -> None:
        self.machine = machine or Machine(script())
        self.now = 0.0
        self.effects: list[ev.Effect] = []

    def __call__(self, event: ev.Event, after_s: float = 1.0) -> tuple[ev.Effect, ...]:
        self.now += after_s
        effects = self.machine.receive(event, self.now)
        self.effects += effects
        return effects

    @property
    def lines(self) -> list[ev.Line]:
        return [e.line for e in self.effects if isinstance(e, ev.Say)]

    def hear_out(self) -> None:
        while self.machine.state in {State.SPEAKING, State.CLOSING}:
            self(ev.LineFinished(utterance=self.lines[-1].utterance))

    def key(self) -> dict[str, int]:
        return {"turn": self.machine.turn, "revision": self.machine.revision}

    def to_thinking(self) -> Driver:
        self(ev.Started())
        self.hear_out()
        assert self.machine.state is State.THINKING
        return self

    def to_answering(self) -> Driver:
        self.to_thinking()
        self(ev.SpeechStarted(**self.key()))
        return self

    def to_judging(self) -> Driver:
        self.to_answering()
        self(ev.AnswerEnded(**self.key(), reason="pause"))
        self(ev.Transcribed(**self.key(), words=5))
        return self


def names(effects: tuple[ev.Effect, ...]) -> list[str]:
    return [type(effect).__name__ for effect in effects]


def test_an_interview_from_the_first_word_to_the_last():
    drive = Driver()
    drive.to_judging()
    drive(ev.Judged(**drive.key(), probe=ev.Probe(target="metric", line="How much?")))
    assert drive.lines[-1].text == "How much?"
    assert drive.lines[-1].kind == "follow_up"
    drive.hear_out()
    drive(ev.SpeechStarted(**drive.key()))
    drive(ev.AnswerEnded(**drive.key(), reason="key"))
    drive(ev.Transcribed(**drive.key(), words=3))
    drive(ev.Judged(**drive.key(), probe=ev.Probe(target="result", line="And then?")))
    assert drive.lines[-1].text == "Question 2?", "one follow-up was allowed, and it was asked"
    drive.hear_out()
    drive(ev.SpeechStarted(**drive.key()))
    drive(ev.AnswerEnded(**drive.key(), reason="pause"))
    drive(ev.Transcribed(**drive.key(), words=3))
    drive(ev.Judged(**drive.key()))
    assert drive.lines[-1].kind == "closing"
    drive.hear_out()
    assert drive.machine.state is State.DEBRIEFING
    effects = drive(ev.DebriefGiven())
    assert effects == (ev.Finish(reason="completed"),)
    assert drive.machine.outcomes == {1: "answered", 2: "answered", 3: "answered"}
    assert [line.text for line in drive.lines] == ["Hello.", "Question 1?", "How much?", "Question 2?", "Goodbye."]


def test_an_illegal_event_raises_and_changes_nothing():
    machine = Machine(script())
    with pytest.raises(IllegalEventError, match="DebriefGiven cannot happen while idle"):
        machine.receive(ev.DebriefGiven(), 1.0)
    assert machine.state is State.IDLE
    assert machine.turn == 0


def test_speech_after_an_assumed_end_reopens_the_answer():
    drive = Driver().to_judging()
    effects = drive(ev.SpeechStarted(**drive.key()))
    assert names(effects) == ["Note", "Listen"]
    assert drive.machine.state is State.ANSWERING
    assert drive.machine.revision == 2
    assert drive(ev.Judged(turn=1, revision=1)) == (), "the verdict on the first half is out of date"
    assert drive.machine.state is State.ANSWERING


def test_an_answer_ended_by_a_key_stays_ended():
    drive = Driver().to_answering()
    assert names(drive(ev.AnswerEnded(**drive.key(), reason="key"))) == ["StopListening", "Transcribe"]
    assert drive(ev.SpeechStarted(**drive.key())) == ()
    assert drive.machine.state is State.TRANSCRIBING


def test_please_repeat_costs_no_turn_and_the_answer_counts():
    drive = Driver().to_answering()
    drive(ev.AnswerEnded(**drive.key(), reason="pause"))
    effects = drive(ev.Transcribed(**drive.key(), words=5, request=ev.SpokenRequest.REPEAT))
    assert names(effects) == ["StopListening", "Say"]
    assert drive.lines[-1].text == "Question 1?"
    assert drive.lines[-1].kind == "repeat"
    drive.hear_out()
    assert drive.key() == {"turn": 1, "revision": 2}


def test_requests_without_end_become_the_answer():
    drive = Driver(Machine(script(), Patience(max_requests=1))).to_thinking()
    for _ in range(2):
        drive(ev.SpeechStarted(**drive.key()))
        drive(ev.AnswerEnded(**drive.key(), reason="pause"))
        drive(ev.Transcribed(**drive.key(), words=4, request=ev.SpokenRequest.REPEAT))
        drive.hear_out()
    assert drive.machine.state is State.JUDGING


def test_a_clarifying_question_gets_the_fact_or_an_assumption():
    for reply, said in (("A million rows.", "A million rows."), ("", script().assume)):
        drive = Driver().to_answering()
        drive(ev.AnswerEnded(**drive.key(), reason="pause"))
        drive(ev.Transcribed(**drive.key(), words=6, request=ev.SpokenRequest.CLARIFY, reply=reply))
        assert drive.lines[-1].text == said


def test_silence_is_nudged_once_and_then_left_in_peace():
    drive = Driver(Machine(script(), Patience(nudge_after_s=45, give_up_after_s=180))).to_thinking()
    asked_s = drive.now
    assert drive.machine.deadline_s() == pytest.approx(asked_s + 45)
    assert drive(ev.TimeReached(), after_s=10) == (), "too early: nothing happens"
    assert names(drive(ev.TimeReached(), after_s=35)) == ["StopListening", "Say"]
    assert drive.lines[-1].kind == "nudge"
    drive.hear_out()
    assert drive.machine.deadline_s() == pytest.approx(drive.now + 180)
    drive(ev.TimeReached(), after_s=180)
    assert drive.machine.outcomes == {1: "silent"}
    assert drive.lines[-1].kind == "acknowledgement"
    drive.hear_out()
    assert drive.lines[-1].text == "Question 2?"


def test_more_time_moves_the_nudge():
    drive = Driver(Machine(script(), Patience(nudge_after_s=45, more_time_s=30))).to_thinking()
    before = drive.machine.deadline_s()
    assert names(drive(ev.MoreTimeRequested())) == ["GrantTime"]
    assert drive.machine.deadline_s() == pytest.approx(before + 30)


@pytest.mark.parametrize("when", ["thinking", "answering", "speaking"])
def test_a_lost_device_pauses_and_the_interview_goes_on_where_it_was(when):
    drive = Driver()
    if when == "speaking":
        drive(ev.Started())
    elif when == "thinking":
        drive.to_thinking()
    else:
        drive.to_answering()
    key = drive.key()
    effects = drive(ev.DeviceLost(reason="unplugged"))
    assert names(effects)[-2:] == (["Note", "Say"] if when == "speaking" else ["StopListening", "Say"])
    assert drive.lines[-1].text == script().paused
    assert drive.machine.state is State.PAUSED
    drive(ev.LineFinished(utterance=drive.lines[-1].utterance))
    assert drive.machine.state is State.PAUSED, "the notice has been heard; the microphone is still away"
    drive(ev.DeviceReturned())
    assert drive.lines[-1].text == ("Hello." if when == "speaking" else script().resumed)
    drive(ev.LineFinished(utterance=drive.lines[-1].utterance))
    assert drive.machine.state.value == when
    assert drive.machine.turn == key["turn"], "the same answer goes on"
    if when == "speaking":
        assert drive.lines[-1].text == "Question 1?"


def test_a_device_that_comes_back_at_once_cuts_the_notice_short():
    drive = Driver().to_answering()
    drive(ev.DeviceLost(reason="unplugged"))
    effects = drive(ev.DeviceReturned())
    assert names(effects) == ["Note", "StopSaying", "Say"]
    assert drive.machine.state is State.INTERJECTING


def test_done_while_paused_ends_the_answer():
    drive = Driver().to_answering()
    key = drive.key()
    drive(ev.DeviceLost(reason="unplugged"))
    assert names(drive(ev.AnswerEnded(**key, reason="key"))) == ["StopSaying", "Transcribe"]


def test_a_nudge_leaves_the_answer_open():
    drive = Driver().to_answering()
    key = drive.key()
    effects = drive(ev.NudgeDue(**key))
    assert names(effects) == ["Note", "Say"], "the microphone is not closed by it"
    assert (drive.machine.state, drive.lines[-1].kind) == (State.INTERJECTING, "nudge")
    effects = drive(ev.LineFinished(utterance=drive.lines[-1].utterance))
    assert names(effects) == ["Listen"]
    assert drive.key() == {"turn": key["turn"], "revision": key["revision"] + 1}
    assert names(drive(ev.AnswerEnded(**drive.key(), reason="pause"))) == ["Transcribe"]


def interjecting():
    drive = Driver().to_answering()
    drive(ev.NudgeDue(**drive.key()))
    return drive


@pytest.mark.parametrize("what", ["speech", "voice", "more"])
def test_who_goes_on_during_a_nudge_stops_it(what):
    drive = interjecting()
    event = {
        "speech": ev.SpeechStarted(**drive.key()),
        "voice": ev.SpokenOver(utterance=drive.lines[-1].utterance),
        "more": ev.MoreTimeRequested(),
    }[what]
    assert names(drive(event))[:2] == ["StopSaying", "Listen"]
    assert drive.machine.state is State.ANSWERING


@pytest.mark.parametrize(
    ("event", "outcome"), [(ev.SkipRequested(), "skip"), (ev.QuitRequested(), "quit"), (None, "done")]
)
def test_keys_win_over_a_nudge(event, outcome):
    drive = interjecting()
    effects = drive(event or ev.AnswerEnded(**drive.key(), reason="key"))
    assert names(effects) == ["StopSaying", "StopListening", "Transcribe"], outcome
    assert drive.machine.state is State.TRANSCRIBING


def test_a_nudge_of_an_earlier_stretch_is_dropped():
    drive = Driver().to_judging()
    assert drive(ev.NudgeDue(turn=1, revision=0)) == ()


def test_speaking_over_the_question_is_the_beginning_of_the_answer():
    drive = Driver()
    drive(ev.Started())
    assert drive(ev.SpokenOver(utterance=drive.lines[-1].utterance)) == (), "the opening is heard to its end"
    drive(ev.LineFinished(utterance=drive.lines[-1].utterance))
    effects = drive(ev.SpokenOver(utterance=drive.lines[-1].utterance))
    assert names(effects) == ["StopSaying", "Note", "Listen"]
    assert drive.machine.state is State.ANSWERING
    assert drive.key() == {"turn": 1, "revision": 1}
    assert drive(ev.LineFinished(utterance=drive.lines[-1].utterance)) == (), "the end of the line that was cut short"


def test_a_noise_that_cut_the_question_short_makes_it_be_asked_again():
    drive = Driver()
    drive(ev.Started())
    drive(ev.LineFinished(utterance=drive.lines[-1].utterance))
    drive(ev.SpokenOver(utterance=drive.lines[-1].utterance))
    drive(ev.AnswerEnded(**drive.key(), reason="pause"))
    drive(ev.Transcribed(**drive.key(), words=0))
    assert (drive.lines[-1].kind, drive.lines[-1].text) == ("repeat", "Question 1?")


def test_noises_without_end_are_judged_at_last():
    drive = Driver(Machine(script(), Patience(max_requests=1))).to_answering()
    drive(ev.AnswerEnded(**drive.key(), reason="pause"))
    drive(ev.Transcribed(**drive.key(), words=0))
    assert drive.lines[-1].text == script().no_words
    drive.hear_out()
    drive(ev.SpeechStarted(**drive.key()))
    drive(ev.AnswerEnded(**drive.key(), reason="pause"))
    assert names(drive(ev.Transcribed(**drive.key(), words=0))) == ["Judge"]


def test_words_are_judged_ahead_only_while_the_answer_goes_on():
    words = Transcript(words=(Word(text="yes", start_s=0, end_s=1),), duration_s=1)
    drive = Driver().to_answering()
    assert names(drive(ev.WordsHeard(**drive.key(), transcript=words))) == ["JudgeAhead"]
    assert drive(ev.WordsHeard(turn=1, revision=0, transcript=words)) == ()
    drive(ev.AnswerEnded(**drive.key(), reason="pause"))
    assert drive(ev.WordsHeard(**drive.key(), transcript=words)) == ()


def test_words_said_just_before_the_device_was_lost_count_as_an_answer():
    drive = Driver().to_thinking()
    key = drive.key()
    drive(ev.DeviceLost(reason="unplugged"))
    drive(ev.SpeechStarted(**key))
    drive(ev.QuitRequested())
    assert drive.machine.state is State.TRANSCRIBING


def test_a_hung_recogniser_is_given_up_and_the_interview_goes_on():
    drive = Driver(Machine(script(), Patience(transcribe_s=60))).to_answering()
    drive(ev.AnswerEnded(**drive.key(), reason="pause"))
    drive(ev.TimeReached(), after_s=60)
    assert drive.machine.outcomes == {1: "not_transcribed"}
    assert drive.lines[-1].text == "Question 2?"
    assert drive(ev.Transcribed(turn=1, revision=1, words=5)) == (), "the late words change nothing"


def test_quitting_in_an_answer_keeps_and_judges_it():
    drive = Driver().to_answering()
    drive(ev.QuitRequested())
    drive(ev.Transcribed(**drive.key(), words=5))
    effects = drive(ev.Judged(**drive.key(), probe=ev.Probe(target="metric", line="How much?")))
    assert names(effects) == ["Debrief"]
    assert drive(ev.DebriefGiven()) == (ev.Finish(reason="quit"),)


def test_skipping_the_opening_skips_no_question():
    drive = Driver()
    drive(ev.Started())
    drive(ev.SkipRequested())
    assert drive.lines[-1].text == "Question 1?"


def test_every_legal_pair_of_state_and_event_has_a_handler():
    handlers = Machine._HANDLERS
    assert {event for table in TRANSITIONS.values() for event in table} <= set(handlers)
    assert set(TRANSITIONS) == set(State)
    reachable = {State.IDLE}
    while True:
        more = {s for state in reachable for states in TRANSITIONS[state].values() for s in states}
        if more <= reachable:
            break
        reachable |= more
    assert reachable == set(State)


FOLDER = Path(machine_module.__file__).parent
CORE = [
    *(FOLDER / f"{name}.py" for name in ("machine", "stage", "standing", "states", "events", "script", "budget")),
    *sorted((FOLDER / "handlers").glob("*.py")),
]
MAY_IMPORT = {
    "__future__",
    "collections.abc",
    "copy",
    "dataclasses",
    "enum",
    "typing",
    "interviewer",
    "audio.transcript",
}
MAY_IMPORT |= {f"interviewer.{path.stem}" for path in CORE} | {"interviewer.handlers"}
MAY_IMPORT |= {f"interviewer.handlers.{path.stem}" for path in CORE if path.parent != FOLDER}


@pytest.mark.parametrize("path", CORE, ids=lambda path: path.stem)
def test_the_machine_imports_no_engine_no_clock_and_no_file(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    imported = {
        name
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert imported <= MAY_IMPORT


SIMPLE = [
    ev.Started(),
    ev.RepeatRequested(),
    ev.SkipRequested(),
    ev.MoreTimeRequested(),
    ev.QuitRequested(),
    ev.GoOnRequested(),
    ev.DeviceLost(reason="gone"),
    ev.DeviceReturned(),
    ev.TimeReached(),
    ev.DebriefGiven(),
]


@st.composite
def steps(draw):
    """One step: an event, with the present turn and revision or stale ones, and time that passes."""
    kinds = ["simple", "line", "speech", "end", "words", "no words", "judged", "not judged", "over", "nudge", "heard"]
    kind = draw(st.sampled_from(kinds))
    stale = draw(st.integers(0, 9)) == 0
    wait = draw(st.sampled_from([0.0, 1.0, 50.0, 200.0]))
    detail = draw(st.integers(0, 5))
    return kind, stale, wait, detail


def build(machine: Machine, kind: str, stale: bool, detail: int, lines: list[ev.Line]) -> ev.Event:
    key = {"turn": machine.turn, "revision": machine.revision - (1 if stale else 0)}
    match kind:
        case "line":
            return ev.LineFinished(utterance=(lines[-1].utterance if lines else 0) - (1 if stale else 0))
        case "over":
            utterance = (lines[-1].utterance if lines else 0) - (1 if stale else 0)
            return ev.SpokenOver(utterance=utterance, after_s=(None, 0.5, 1.0, 2.0, None, 0.0)[detail])
        case "nudge":
            return ev.NudgeDue(**key)
        case "heard":
            return ev.WordsHeard(**key, transcript=Transcript())
        case "speech":
            return ev.SpeechStarted(**key)
        case "end":
            return ev.AnswerEnded(**key, reason=("pause", "key", "skip", "quit", "end_of_input", "pause")[detail])
        case "words":
            request = (None, None, None, *ev.SpokenRequest)[detail]
            return ev.Transcribed(**key, words=0 if detail == 2 else 4, request=request)
        case "no words":
            return ev.TranscriptionFailed(**key, reason="broken")
        case "judged":
            return ev.Judged(**key, probe=ev.Probe(target="metric", line="How much?") if detail % 2 else None)
        case "not judged":
            return ev.JudgingFailed(**key, reason="broken")
    return SIMPLE[detail % len(SIMPLE)]


def opening(effects: list[ev.Effect], *kinds: str) -> list[ev.Say]:
    """The lines of some kinds; one that a lost device has cut short is said again, and counts once."""
    lines = [e for e in effects if isinstance(e, ev.Say) and e.line.kind in kinds]
    return list({(e.line.turn, e.line.text): e for e in lines}.values())


def counted(effects: list[ev.Effect]) -> list[ev.Effect]:
    """What was done, without the turns that an answer which went on has taken back."""
    left: list[ev.Effect] = []
    for effect in effects:
        if isinstance(effect, ev.TakeUp):
            left = [e for e in left if not (isinstance(e, ev.Say) and e.line.turn > effect.turn)]
        left.append(effect)
    return left


def nothing_is_asked_twice(effects: list[ev.Effect], follow_ups: int) -> None:
    turns = [e.line.turn for e in opening(effects, "question", "follow_up")]
    assert len(turns) == len(set(turns)), "a number opened two turns"
    asked = [e.line.question_id for e in opening(counted(effects), "question")]
    assert len(asked) == len(set(asked)), "a question was asked twice"
    probes = [e.line for e in opening(counted(effects), "follow_up")]
    assert all(sum(p.question_id == q for p in probes) <= follow_ups for q in asked)


@settings(max_examples=600, deadline=None)
@given(st.lists(steps(), max_size=80), st.integers(1, 3), st.integers(0, 2))
def test_no_sequence_loses_an_answer_asks_twice_or_leaves_the_table(sequence, questions, follow_ups):
    machine = Machine(script(questions, follow_ups), Patience())
    machine.receive(ev.Started(), 0.0)
    now, lines, spoke, transcribed, listening = 0.0, [], set(), set(), False
    effects_seen: list[ev.Effect] = []
    lines.append(ev.Line(kind="opening", text="Hello.", utterance=1))
    for kind, stale, wait, detail in sequence:
        now += wait
        event = build(machine, kind, stale, detail, lines)
        before = machine.state
        try:
            effects = machine.receive(event, now)
        except IllegalEventError:
            assert machine.state is before
            assert type(event) not in TRANSITIONS[before]
            continue
        if effects or machine.state is not before:
            assert machine.state in TRANSITIONS[before][type(event)]
        if isinstance(event, ev.SpeechStarted) and machine.state is State.ANSWERING:
            spoke.add(machine.turn)
        for effect in effects:
            effects_seen.append(effect)
            if isinstance(effect, ev.Say):
                within = machine.state is State.INTERJECTING
                assert within or not listening, "the microphone is closed while the interviewer speaks"
                lines.append(effect.line)
            elif isinstance(effect, ev.Listen):
                listening = True
            elif isinstance(effect, ev.StopListening):
                listening = False
            elif isinstance(effect, ev.Transcribe):
                transcribed.add(effect.turn)
        deadline = machine.deadline_s()
        assert deadline is None or deadline >= 0
    # Whatever happened, the interview can be brought to its end, and then every spoken answer has been looked at.
    for _ in range(60):
        if machine.finished:
            break
        now += 500
        key = {"turn": machine.turn, "revision": machine.revision}
        for event in (
            ev.QuitRequested(),
            ev.TimeReached(),
            ev.DebriefGiven(),
        ):
            try:
                for effect in machine.receive(event, now):
                    effects_seen.append(effect)
                    if isinstance(effect, ev.Transcribe):
                        transcribed.add(effect.turn)
            except IllegalEventError:
                continue
        assert key
    assert machine.state is State.DONE
    assert spoke <= transcribed, "an answer that was begun was never transcribed"
    assert spoke <= set(machine.outcomes)
    nothing_is_asked_twice(effects_seen, follow_ups)
    assert [e for e in effects_seen if isinstance(e, ev.Finish)].__len__() == 1
