"""Handlers that stop an answer for time, politely and once a turn.

An answer that reaches its limit is stopped whatever it holds; what it lacks only words the question. A set-up is
stopped when it has lasted SETUP_STOP_S and the words so far hold no action.
"""

from __future__ import annotations

from interviewer import events as ev
from interviewer.events import Event, NoteCode
from interviewer.stage import SETUP_STOP_S, Stage
from interviewer.states import State


def answer_reached(stage: Stage, event: Event) -> None:
    """An answer has lasted as long as one of its marks: look at what it tells so far."""
    assert isinstance(event, ev.AnswerReached)
    i = stage.i
    if i.state is not State.ANSWERING or not stage.marks_s or i.looking == "limit":
        return
    if stage.script.interrupts and event.answer_s >= stage.limit_s:
        i.looking = "limit"
    elif SETUP_STOP_S in stage.marks_s and event.answer_s >= SETUP_STOP_S and not i.looking:
        i.looking = "setup"
    else:
        return
    i.answer_s, i.looking_since_s = event.answer_s, stage.now_s
    stage.do(ev.LookAtAnswer(turn=i.turn, revision=i.revision))


def answer_seen(stage: Stage, event: Event) -> None:
    """What the words so far tell is known: stop the answer, unless it was only its set-up that was in doubt."""
    assert isinstance(event, ev.AnswerSeen)
    i = stage.i
    if i.state is not State.ANSWERING or not i.looking:
        return
    if i.looking == "limit":
        stop_for_time(stage, event.lacking)
        return
    i.looking, i.setup_seen = "", True
    if not event.acted:
        _stop(stage, "interrupted_for_setup", stage.script.stop_setup)


def stop_for_time(stage: Stage, lacking: ev.Lacking) -> None:
    """Stop an answer at its limit, asking for what is missed most."""
    script = stage.script
    texts = {"action": script.stop_action, "result": script.stop_result}
    _stop(stage, "interrupted_for_time", texts.get(lacking, script.stop_point))


def _stop(stage: Stage, code: NoteCode, text: str) -> None:
    i = stage.i
    i.stopped, i.looking = True, ""
    stage.note(code, text, answer_s=round(i.answer_s, 2))
    stage.line("interruption", text)
    stage.interject()
