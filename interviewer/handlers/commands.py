"""Handlers of what the candidate wants by key or command: repeat, skip, more time, go on, a hint, quit."""

from __future__ import annotations

from interviewer import events as ev
from interviewer.events import Event
from interviewer.handlers.answers import answer_ended, hint_or_none
from interviewer.stage import Stage
from interviewer.states import State


def repeat(stage: Stage, _: Event) -> None:
    """Say the question again, while it is said or thought about."""
    i = stage.i
    if i.state is State.SPEAKING and i.turn_line is not None and not i.queue:
        stage.do(ev.StopSaying())
    elif i.state is not State.THINKING or i.turn_line is None:
        return  # the opening is still running, or an answer is under way: nothing to say again
    stage.line("repeat", i.turn_line.text)
    stage.say_queued()


def skip(stage: Stage, _: Event) -> None:
    """Go on to what comes next; an answer that is under way counts."""
    i = stage.i
    where = i.resume if i.state is State.PAUSED else i.state
    if where in {State.ANSWERING, State.INTERJECTING}:
        answer_ended(stage, ev.AnswerEnded(turn=i.turn, revision=i.revision, reason="skip"))
    elif where in {State.TRANSCRIBING, State.JUDGING}:
        i.ending = i.ending or "skip"  # the answer counts; only its follow-ups are skipped
    elif where is State.SPEAKING and i.saying is not None and i.saying.kind == "opening" and i.queue:
        stage.do(ev.StopSaying())
        stage.say_queued()
    elif where in {State.SPEAKING, State.THINKING}:
        if where is State.SPEAKING:
            stage.do(ev.StopSaying())
        i.queue.clear()
        stage.note("skipped")
        stage.close_turn("skipped")


def more_time(stage: Stage, _: Event) -> None:
    """Wait longer, for the first word or within the answer."""
    i = stage.i
    if i.state is State.THINKING:
        i.extra_s += stage.patience.more_time_s
    if i.state is State.INTERJECTING:
        stage.do(ev.StopSaying())
        stage.go_on_answering()
    if i.state in {State.THINKING, State.ANSWERING}:
        stage.do(ev.GrantTime(turn=i.turn, seconds=stage.patience.more_time_s))


def go_on(stage: Stage, _: Event) -> None:
    """Take the last answer up again, unless what was said after it is being answered or is not to follow any more."""
    i = stage.i
    heard = {State.SPEAKING, State.THINKING, State.CLOSING, State.TRANSCRIBING, State.JUDGING}
    if i.ended is not None and i.state in heard and i.ending != "quit":
        stage.answer_goes_on()


def hint(stage: Stage, _: Event) -> None:
    """Give a hint before the answer or within it."""
    i = stage.i
    if i.last_minutes or i.state not in {State.THINKING, State.ANSWERING}:
        return
    hint_or_none(stage)
    if i.state is State.ANSWERING:
        stage.interject()
    else:
        stage.say_queued()


def quit_(stage: Stage, _: Event) -> None:
    """Stop here; an answer that is under way is kept and judged."""
    i = stage.i
    where = i.resume if i.state is State.PAUSED else i.state
    i.queue.clear()
    if where in {State.ANSWERING, State.INTERJECTING}:
        answer_ended(stage, ev.AnswerEnded(turn=i.turn, revision=i.revision, reason="quit"))
        return
    i.ending = "quit"
    if i.state in {State.TRANSCRIBING, State.JUDGING, State.DEBRIEFING}:
        return
    if where in {State.SPEAKING, State.CLOSING}:
        stage.do(ev.StopSaying())
    if where in {State.SPEAKING, State.THINKING}:
        i.outcomes.setdefault(i.turn, "quit")
    stage.debrief()
