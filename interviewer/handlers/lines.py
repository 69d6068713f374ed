"""Handlers of what happens to the interviewer's own lines."""

from __future__ import annotations

from interviewer import events as ev
from interviewer.events import Event
from interviewer.stage import GOING_ON_S, MOST_TAKEN_UP, Stage
from interviewer.states import State


def started(stage: Stage, _: Event) -> None:
    """The opening, and the first question after it."""
    stage.line("opening", stage.script.opening)
    stage.next_question()


def line_finished(stage: Stage, _: Event) -> None:
    """The next line of the queue, or the candidate's turn."""
    i = stage.i
    if i.state is State.PAUSED:
        return
    if i.queue:
        stage.say_queued()
    elif i.state is State.CLOSING:
        stage.debrief()
    elif i.state is State.INTERJECTING:
        stage.go_on_answering()
    else:
        i.state = State.THINKING
        stage.listen()


def spoken_over(stage: Stage, event: Event) -> None:
    """Who speaks over a nudge or into the first words of a reply goes on; over the question, begins to answer.

    An interruption is said to its end.
    """
    assert isinstance(event, ev.SpokenOver)
    i = stage.i
    if _still_answering(stage, event):
        stage.answer_goes_on(by_voice=True)
    elif i.state is State.INTERJECTING:
        if not interrupting(stage):
            stage.do(ev.StopSaying())
            stage.go_on_answering()
    elif i.state is State.SPEAKING and not i.queue and i.saying is not None and 0 < i.saying.turn == i.turn:
        stage.do(ev.StopSaying())
        stage.note("interrupted")
        i.spoke = i.interrupted = True
        i.ended = None
        stage.go_on_answering()


def _still_answering(stage: Stage, event: ev.SpokenOver) -> bool:
    """Whether the voice has begun before anybody could have understood the reply to an answer."""
    i = stage.i
    if i.state not in {State.SPEAKING, State.CLOSING} or i.ended is None or event.utterance != i.reply:
        return False
    return event.after_s is not None and event.after_s <= GOING_ON_S and i.ended.taken_up < MOST_TAKEN_UP


def interrupting(stage: Stage) -> bool:
    """Whether an answer is being interrupted for time right now."""
    return stage.i.saying is not None and stage.i.saying.kind == "interruption"
