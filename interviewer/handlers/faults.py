"""Handlers of what goes wrong, and of time that passes without anything."""

from __future__ import annotations

from dataclasses import replace

from interviewer import events as ev
from interviewer.events import Event
from interviewer.handlers.answers import judging_failed, transcription_failed
from interviewer.handlers.stopping import stop_for_time
from interviewer.stage import Stage
from interviewer.states import State


def device_lost(stage: Stage, event: Event) -> None:
    """Wait until the device is back."""
    assert isinstance(event, ev.DeviceLost)
    i = stage.i
    if i.state not in {State.SPEAKING, State.THINKING, State.ANSWERING, State.INTERJECTING}:
        return
    i.resume = State.ANSWERING if i.state is State.INTERJECTING else i.state
    if i.state in {State.SPEAKING, State.INTERJECTING}:
        stage.do(ev.StopSaying())
    if i.state is State.SPEAKING and i.saying is not None:
        i.queue.insert(0, i.saying)  # it is said again when the device is back
    i.state = State.PAUSED
    stage.note("paused", event.reason)
    stage.line("notice", stage.script.paused)
    stage.say(i.queue.pop())


def device_returned(stage: Stage, _: Event) -> None:
    """Go on where it was."""
    i = stage.i
    if i.state is not State.PAUSED:
        return
    stage.note("resumed")
    stage.do(ev.StopSaying())
    if i.resume is State.ANSWERING:
        stage.line("notice", stage.script.resumed)
        stage.interject()
        return
    if i.queue:
        i.utterance += 1
        i.queue[0] = replace(i.queue[0], utterance=i.utterance)
    else:
        stage.line("notice", stage.script.resumed)
    stage.say_queued()


def broken(stage: Stage, event: Event) -> None:
    """The session cannot go on."""
    assert isinstance(event, ev.SessionBroken)
    stage.i.state = State.FAILED
    stage.do(ev.Finish(reason="failed", detail=event.reason))


def time_reached(stage: Stage, event: Event) -> None:
    """A deadline has passed: an engine is given up, or a silence is met."""
    i = stage.i
    if i.state is State.TRANSCRIBING:
        transcription_failed(stage, event)
    elif i.state is State.JUDGING:
        judging_failed(stage, event)
    elif i.state is State.ANSWERING:
        stop_for_time(stage, "")
    else:
        _silence(stage)


def _silence(stage: Stage) -> None:
    """First a kind word, then a hint where one fits, and at last the next question."""
    i = stage.i
    if i.last_minutes:
        stage.close_turn("silent")
    elif not i.nudged:
        i.nudged = True
        stage.line("nudge", stage.script.nudge)
        stage.say_queued()
    elif stage.hint_due:
        index = stage.hint_left
        assert index is not None
        stage.give_hint(index)
        stage.say_queued()
    else:
        stage.note("no_answer")
        stage.line("acknowledgement", stage.script.moving_on)
        stage.close_turn("silent")
