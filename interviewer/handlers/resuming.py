"""Handler of an interview that was cut off, or left, and goes on: it stands where it stood, and says so first."""

from __future__ import annotations

from interviewer import events as ev
from interviewer.events import Event
from interviewer.stage import Stage
from interviewer.states import State

_NO_LINE = -1
"""Where no line can be spoken into."""


def resumed(stage: Stage, event: Event) -> None:
    """Go on with the turn in which it was cut off, or with what comes after it."""
    assert isinstance(event, ev.Resumed)
    if event.before is not None:
        _restore(stage, event.before)
        stage.answer_ends()
    _restore(stage, event)
    i = stage.i
    i.reply = _NO_LINE  # that it was cut off is said first: whoever speaks into that speaks to nothing else
    if event.stage in {"asked", "answering"}:
        _say_again(stage, event)
    elif event.stage == "judged":
        i.state = State.JUDGING
    elif event.stage in {"ended", "heard"}:
        i.state = State.TRANSCRIBING
        if event.stage == "ended":
            stage.do(ev.Transcribe(turn=i.turn, revision=i.revision))
    else:
        _go_on(stage, event)


def _go_on(stage: Stage, event: ev.Resumed) -> None:
    """Nothing was open: the next line comes, or the end."""
    match event.stage:
        case "begin":
            if not event.opened:
                stage.line("opening", stage.script.opening)
            stage.next_question()
        case "closed":
            stage.go_on()
        case "own_answered":
            for text in event.again:
                stage.line("reply", text)
            stage.ask_for_more()
        case "closing":
            stage.line("closing", stage.script.closing)
            stage.i.state = State.CLOSING
            stage.say_queued()
        case _:
            stage.debrief()


def _say_again(stage: Stage, event: ev.Resumed) -> None:
    i = stage.i
    asked = event.stage == "asked"
    next_one, same_one, within = stage.back_lines
    if event.stopping:
        stage.line("notice", next_one)
    else:
        stage.line("notice", same_one if asked else within)
        stage.line("repeat", i.turn_line.text if i.turn_line is not None else "")
    for text in event.again:
        stage.line("repeat", text)
    i.cut_off = False
    i.state = State.SPEAKING if asked else State.INTERJECTING
    stage.say_queued()


def _restore(stage: Stage, event: ev.Resumed) -> None:
    i, script = stage.i, stage.script
    i.cut_off, i.left = event.utterance > 0, event.left
    i.utterance, i.revision, i.requests = event.utterance, event.revision, event.requests
    i.turn_line = event.line
    i.turn = event.line.turn if event.line is not None else 0
    i.last_turn = max(event.last_turn, i.turn)
    i.outcomes = dict(event.outcomes)
    i.asked, i.question, i.probes_asked = event.asked, event.question, event.probes_asked
    if i.question >= 0:
        planned = script.questions[i.question]
        i.limit_s = planned.limit_s if event.limit_s is None else event.limit_s
        i.follow_ups = planned.follow_ups if event.limit_s is None else min(1, planned.follow_ups)
    i.last_minutes = event.line is not None and event.line.kind == "invitation"
    i.own_questions = event.own_questions
    i.hints, i.given, i.hinted = event.hints, event.given, event.hinted
    i.spoke = event.stage in {"answering", "ended", "heard", "judged"}
    i.interrupted, i.stopped = event.interrupted, event.stopped
    i.open_revision = event.ended == "pause"
    i.ending = "skip" if event.ended == "skip" else ""
    if event.stage in {"ended", "heard", "judged"}:
        stage.answer_ends()
