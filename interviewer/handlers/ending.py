"""Handlers of the last minutes, which belong to the candidate, and of the end."""

from __future__ import annotations

from interviewer import events as ev
from interviewer.events import Event
from interviewer.stage import Stage
from interviewer.states import State


def candidate_asked(stage: Stage, event: Event) -> None:
    """Answer the candidate's question, and ask for another one."""
    assert isinstance(event, ev.CandidateAsked)
    i = stage.i
    i.open_revision = False
    i.outcomes[i.turn] = "answered"
    if event.asked:
        i.own_questions += 1
        stage.note("candidate_asked", event.asked)
    if i.ending == "quit":
        stage.debrief()
        return
    if event.reply:
        stage.line("reply", event.reply)
    if event.over or i.ending == "skip":
        stage.close()
    else:
        stage.ask_for_more()


def debrief_given(stage: Stage, _: Event) -> None:
    """Nothing more will come."""
    stage.i.state = State.DONE
    stage.do(ev.Finish(reason="quit" if stage.i.ending == "quit" else "completed"))
