"""The states of an interview and the table of what may follow what: the whole of what can happen, as data."""

from __future__ import annotations

from enum import StrEnum

from interviewer import events as ev
from interviewer.events import Event


class State(StrEnum):
    """Where the interview stands."""

    IDLE = "idle"
    SPEAKING = "speaking"
    THINKING = "thinking"
    ANSWERING = "answering"
    INTERJECTING = "interjecting"
    TRANSCRIBING = "transcribing"
    JUDGING = "judging"
    CLOSING = "closing"
    DEBRIEFING = "debriefing"
    DONE = "done"
    PAUSED = "paused"
    FAILED = "failed"


_S = State
_ABOUT_TIME = (ev.AnswerReached, ev.AnswerSeen)
_COMMANDS_STAY = {
    ev.WordsHeard,
    ev.NudgeDue,
    ev.AnswerReached,
    ev.AnswerSeen,
    ev.HintRequested,
    ev.SpokenOver,
    ev.RepeatRequested,
    ev.SkipRequested,
    ev.MoreTimeRequested,
    ev.GoOnRequested,
    ev.DeviceLost,
    ev.DeviceReturned,
}


def _staying(state: State, *types: type[Event]) -> dict[type[Event], frozenset[State]]:
    return {kind: frozenset({state}) for kind in types}


_ON = frozenset({_S.SPEAKING, _S.CLOSING, _S.DEBRIEFING})  # the next line, the closing words, or straight to feedback
_BROKEN: dict[type[Event], frozenset[State]] = {ev.SessionBroken: frozenset({_S.FAILED})}

TRANSITIONS: dict[State, dict[type[Event], frozenset[State]]] = {
    _S.IDLE: {
        ev.Started: frozenset({_S.SPEAKING, _S.CLOSING}),
        ev.Resumed: frozenset({*_ON, _S.INTERJECTING, _S.TRANSCRIBING, _S.JUDGING}),
        ev.QuitRequested: frozenset({_S.DEBRIEFING}),
        **_BROKEN,
    },
    _S.SPEAKING: {
        ev.LineFinished: frozenset({_S.SPEAKING, _S.THINKING}),
        ev.RepeatRequested: frozenset({_S.SPEAKING}),
        ev.SkipRequested: _ON,
        ev.QuitRequested: frozenset({_S.DEBRIEFING}),
        ev.DeviceLost: frozenset({_S.PAUSED}),
        ev.SpokenOver: frozenset({_S.SPEAKING, _S.ANSWERING}),
        ev.GoOnRequested: frozenset({_S.SPEAKING, _S.ANSWERING}),
        **_staying(_S.SPEAKING, ev.MoreTimeRequested, ev.HintRequested, ev.DeviceReturned, ev.WordsHeard),
        **_BROKEN,
    },
    _S.THINKING: {
        ev.SpeechStarted: frozenset({_S.ANSWERING}),
        ev.AnswerEnded: frozenset({_S.TRANSCRIBING, *_ON}),
        ev.GoOnRequested: frozenset({_S.THINKING, _S.ANSWERING}),
        ev.RepeatRequested: frozenset({_S.SPEAKING}),
        ev.HintRequested: frozenset({_S.SPEAKING, _S.THINKING}),
        ev.SkipRequested: _ON,
        ev.TimeReached: frozenset({_S.THINKING, *_ON}),
        ev.QuitRequested: frozenset({_S.DEBRIEFING}),
        ev.DeviceLost: frozenset({_S.PAUSED}),
        **_staying(_S.THINKING, ev.MoreTimeRequested, ev.DeviceReturned, ev.WordsHeard, ev.NudgeDue),
        **_staying(_S.THINKING, *_ABOUT_TIME),
        **_BROKEN,
    },
    _S.ANSWERING: {
        ev.AnswerEnded: frozenset({_S.TRANSCRIBING}),
        ev.SkipRequested: frozenset({_S.TRANSCRIBING}),
        ev.QuitRequested: frozenset({_S.TRANSCRIBING}),
        ev.DeviceLost: frozenset({_S.PAUSED}),
        ev.NudgeDue: frozenset({_S.INTERJECTING}),
        ev.AnswerReached: frozenset({_S.ANSWERING}),
        ev.AnswerSeen: frozenset({_S.ANSWERING, _S.INTERJECTING}),
        ev.TimeReached: frozenset({_S.INTERJECTING}),
        ev.HintRequested: frozenset({_S.ANSWERING, _S.INTERJECTING}),
        **_staying(_S.ANSWERING, ev.SpeechStarted, ev.RepeatRequested, ev.MoreTimeRequested, ev.DeviceReturned),
        **_staying(_S.ANSWERING, ev.WordsHeard, ev.GoOnRequested),
        **_BROKEN,
    },
    _S.INTERJECTING: {
        ev.LineFinished: frozenset({_S.ANSWERING, _S.INTERJECTING}),
        ev.SpeechStarted: frozenset({_S.ANSWERING, _S.INTERJECTING}),
        ev.SpokenOver: frozenset({_S.ANSWERING, _S.INTERJECTING}),
        ev.MoreTimeRequested: frozenset({_S.ANSWERING}),
        ev.AnswerEnded: frozenset({_S.TRANSCRIBING, _S.INTERJECTING}),
        ev.SkipRequested: frozenset({_S.TRANSCRIBING}),
        ev.QuitRequested: frozenset({_S.TRANSCRIBING}),
        ev.DeviceLost: frozenset({_S.PAUSED}),
        **_staying(_S.INTERJECTING, ev.RepeatRequested, ev.DeviceReturned, ev.NudgeDue, ev.WordsHeard),
        **_staying(_S.INTERJECTING, ev.HintRequested, ev.GoOnRequested, *_ABOUT_TIME),
        **_BROKEN,
    },
    _S.TRANSCRIBING: {
        ev.Transcribed: frozenset({_S.JUDGING, *_ON}),
        ev.CandidateAsked: _ON,
        ev.TranscriptionFailed: _ON,
        ev.TimeReached: _ON,
        ev.SpeechStarted: frozenset({_S.ANSWERING, _S.TRANSCRIBING}),
        ev.QuitRequested: frozenset({_S.TRANSCRIBING}),
        **_staying(_S.TRANSCRIBING, *_COMMANDS_STAY),
        ev.GoOnRequested: frozenset({_S.ANSWERING, _S.TRANSCRIBING}),
        **_BROKEN,
    },
    _S.JUDGING: {
        ev.Judged: _ON,
        ev.JudgingFailed: _ON,
        ev.TimeReached: _ON,
        ev.SpeechStarted: frozenset({_S.ANSWERING, _S.JUDGING}),
        ev.QuitRequested: frozenset({_S.JUDGING}),
        **_staying(_S.JUDGING, *_COMMANDS_STAY),
        ev.GoOnRequested: frozenset({_S.ANSWERING, _S.JUDGING}),
        **_BROKEN,
    },
    _S.PAUSED: {
        ev.DeviceReturned: frozenset({_S.SPEAKING, _S.INTERJECTING}),
        ev.AnswerEnded: frozenset({_S.TRANSCRIBING, *_ON}),
        ev.SkipRequested: frozenset({_S.TRANSCRIBING, *_ON}),
        ev.QuitRequested: frozenset({_S.TRANSCRIBING, _S.DEBRIEFING}),
        **_staying(_S.PAUSED, ev.LineFinished, ev.SpeechStarted),
        **_staying(
            _S.PAUSED,
            ev.NudgeDue,
            ev.SpokenOver,
            ev.RepeatRequested,
            ev.MoreTimeRequested,
            ev.GoOnRequested,
            ev.DeviceLost,
            ev.WordsHeard,
            ev.HintRequested,
            *_ABOUT_TIME,
        ),
        **_BROKEN,
    },
    _S.CLOSING: {
        ev.LineFinished: frozenset({_S.CLOSING, _S.DEBRIEFING}),
        ev.QuitRequested: frozenset({_S.DEBRIEFING}),
        **_staying(_S.CLOSING, *_COMMANDS_STAY),
        ev.GoOnRequested: frozenset({_S.CLOSING, _S.ANSWERING}),
        ev.SpokenOver: frozenset({_S.CLOSING, _S.ANSWERING}),
        **_BROKEN,
    },
    _S.DEBRIEFING: {
        ev.DebriefGiven: frozenset({_S.DONE}),
        **_staying(_S.DEBRIEFING, *_COMMANDS_STAY, ev.QuitRequested),
        **_BROKEN,
    },
    _S.DONE: {},
    _S.FAILED: {},
}
"""State → type of event → the states that may follow. What is not here cannot happen."""
