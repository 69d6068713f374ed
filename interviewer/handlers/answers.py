"""Handlers of an answer: from its first word over the recognised words to the verdict."""

from __future__ import annotations

from interviewer import events as ev
from interviewer.events import Event, SpokenRequest
from interviewer.handlers.lines import interrupting
from interviewer.stage import Stage
from interviewer.states import State


def speech_started(stage: Stage, _: Event) -> None:
    """The first word of an answer, or speech after its end had been assumed."""
    i = stage.i
    if i.state is State.THINKING:
        i.spoke, i.ended = True, None
        i.state = State.ANSWERING
    elif i.state is State.INTERJECTING and not interrupting(stage):
        stage.do(ev.StopSaying())
        stage.go_on_answering()
    elif i.state is State.PAUSED and i.resume is State.THINKING:
        i.spoke = True  # said just before the device was lost
        i.resume = State.ANSWERING
    elif i.state in {State.TRANSCRIBING, State.JUDGING} and i.open_revision and not i.ending:
        i.revision += 1
        i.state, i.ended = State.ANSWERING, None
        stage.note("reopened")
        stage.listen()


def nudge_due(stage: Stage, _: Event) -> None:
    """A kind word in a long silence within the answer."""
    if stage.i.state is State.ANSWERING:
        stage.note("nudged")
        stage.line("nudge", stage.script.nudge_answer)
        stage.interject()


def words_heard(stage: Stage, event: Event) -> None:
    """Words so far are judged ahead of time."""
    assert isinstance(event, ev.WordsHeard)
    if stage.i.state is State.ANSWERING and not stage.i.last_minutes:
        stage.do(ev.JudgeAhead(turn=event.turn, revision=event.revision, transcript=event.transcript))


def answer_ended(stage: Stage, event: Event) -> None:
    """The end of an answer, if anything has been said."""
    assert isinstance(event, ev.AnswerEnded)
    i = stage.i
    if event.reason == "pause" and i.state is State.INTERJECTING and interrupting(stage):
        return  # silent because the interviewer speaks
    if i.state in {State.INTERJECTING, State.PAUSED}:
        stage.do(ev.StopSaying())
        i.queue.clear()
    if event.reason in {"quit", "end_of_input"}:
        i.ending = "quit"
    if event.reason == "skip":
        i.ending = "skip"
    if i.spoke:
        stage.answer_ends()
        i.open_revision = event.reason == "pause"
        if not i.open_revision:
            stage.stop_listening()
        i.state = State.TRANSCRIBING
        stage.do(ev.Transcribe(turn=i.turn, revision=i.revision))
    else:
        stage.close_turn("quit" if i.ending == "quit" else "skipped")


def transcribed(stage: Stage, event: Event) -> None:
    """The words are there: a request is granted, an answer is judged."""
    assert isinstance(event, ev.Transcribed)
    i, patience = stage.i, stage.patience
    most = patience.max_clarifications if event.request is SpokenRequest.CLARIFY else patience.max_requests
    asked_on = not i.ending and i.requests < most
    if event.words == 0 and i.open_revision and asked_on:
        _ask_again(stage)
        return
    i.open_revision = i.open_revision and event.request is None
    if event.request is not None and asked_on:
        i.requests += 1
        _grant(stage, event)
    elif i.last_minutes:
        stage.close_turn("answered")
    else:
        i.state = State.JUDGING
        stage.do(ev.Judge(turn=i.turn, revision=i.revision, probes_left=0 if i.ending else stage.probes_left))


def _ask_again(stage: Stage) -> None:
    """A noise that sounded like voice ended a turn or cut a question short: neither may cost the answer."""
    i = stage.i
    i.requests += 1
    i.spoke = i.open_revision = False
    i.ended = None
    stage.note("no_words")
    if i.interrupted and i.turn_line is not None:
        i.interrupted = False
        stage.line("repeat", i.turn_line.text)
    else:
        stage.line("notice", stage.script.no_words)
    stage.say_queued()


def _grant(stage: Stage, event: ev.Transcribed) -> None:
    i, script = stage.i, stage.script
    if event.request is SpokenRequest.SKIP:
        stage.note("skipped")
        stage.close_turn("skipped")
        return
    assert i.turn_line is not None
    i.ended = None  # the floor stays the candidate's
    if event.request is SpokenRequest.REPEAT:
        stage.line("repeat", i.turn_line.text)
    elif event.request is SpokenRequest.THINK:
        stage.line("acknowledgement", script.think)
    elif event.request is SpokenRequest.HINT:
        hint_or_none(stage)
    elif event.reply:
        stage.note("clarified", event.said)
        stage.line("reply", event.reply)
    else:
        stage.note("assume", event.said)
        stage.line("reply", script.assume)
    i.spoke = False
    stage.say_queued()


def hint_or_none(stage: Stage) -> None:
    """Put the next hint in the queue, or a kind word where there is none."""
    left = stage.hint_left
    if left is None:
        stage.line("reply", stage.script.no_hint)
    else:
        stage.give_hint(left)


def transcription_failed(stage: Stage, event: Event) -> None:
    """No words: the recording is kept, and the interview goes on."""
    reason = event.reason if isinstance(event, ev.TranscriptionFailed) else "the recogniser did not answer in time"
    stage.note("not_transcribed", reason)
    stage.close_turn("not_transcribed")


def judged(stage: Stage, event: Event) -> None:
    """A follow-up where evidence is thin and time allows it, or the next question."""
    assert isinstance(event, ev.Judged)
    i = stage.i
    i.outcomes[i.turn] = "answered"
    i.given |= event.given
    if event.probe is not None and not i.ending and stage.probes_left:
        stage.ask_probe(event.probe)
    else:
        stage.go_on()


def judging_failed(stage: Stage, event: Event) -> None:
    """No verdicts: the answer stays unscored, and the interview goes on."""
    reason = event.reason if isinstance(event, ev.JudgingFailed) else "the judge did not answer in time"
    stage.note("not_judged", reason)
    stage.close_turn("not_judged")
