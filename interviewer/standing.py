"""Where an interview stands: everything about it that changes, as one value that is copied before each event."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from typing import Literal

from interviewer.events import Line, Outcome
from interviewer.states import State


@dataclass(slots=True)
class Standing:
    """All that changes; copied before a handler runs, so that a failed handler leaves no trace."""

    state: State = State.IDLE
    entered_s: float = 0.0
    """When the present state was entered, on the clock of `receive`."""
    used_s: float = 0.0
    """Seconds of the round that are used."""
    turn: int = 0
    last_turn: int = 0
    """The highest number that a turn has had: that of a turn that was taken back is not used again."""
    revision: int = 0
    utterance: int = 0
    outcomes: dict[int, Outcome] = field(default_factory=dict)

    # the plan
    question: int = -1
    """Index of the present question in the script."""
    limit_s: float = 0.0
    """Seconds for the answer to the present question, as the time left allows."""
    follow_ups: int = 0
    """Follow-ups that the present question may have, as the time left allows."""
    probes_asked: int = 0
    asked: frozenset[int] = frozenset()
    """Indices of the questions that have been asked."""
    last_minutes: bool = False
    """Whether the candidate asks now."""
    own_questions: int = 0
    """Questions that the candidate has asked in the last minutes."""

    # what is being said
    queue: list[Line] = field(default_factory=list)
    """Lines still to be said after the present one."""
    saying: Line | None = None
    turn_line: Line | None = None
    """The line that the present turn answers; what "please repeat" says again."""

    # the present turn
    requests: int = 0
    spoke: bool = False
    """Whether the candidate has said anything in this turn that may be an answer."""
    listening: bool = False
    """Whether the microphone is open; it stays open after an assumed end until the next line."""
    open_revision: bool = False
    """Whether listening has ended by assumption and speech may re-open the answer."""
    ended: Standing | None = None
    """Where the interview stood when the last answer ended, while that end can be taken back."""
    reply: int = 0
    """Number of the first line that was said since then; 0 before it."""
    taken_up: int = 0
    """How often the answer of this turn has been taken up again by speaking into the reply."""
    ending: Literal["", "skip", "quit"] = ""
    nudged: bool = False
    interrupted: bool = False
    """Whether the line of this turn was cut short by the candidate."""
    extra_s: float = 0.0
    cut_off: bool = False
    """Whether the candidate has still to be told that the interview goes on."""
    left: bool = False
    """Whether the candidate had left it; else it was cut off."""
    resume: State | None = None

    # stopping an answer
    looking: Literal["", "setup", "limit"] = ""
    """Why the words so far are being looked at."""
    looking_since_s: float = 0.0
    answer_s: float = 0.0
    """Seconds of the answer at the last mark that it reached."""
    setup_seen: bool = False
    """Whether the set-up of this turn has been looked at."""
    stopped: bool = False
    """Whether this turn has been interrupted for time."""

    # hints for the present question
    hints: tuple[int, ...] = ()
    """Indices of the hints that have been given."""
    hinted: bool = False
    """Whether one has been given in this turn."""
    given: frozenset[str] = frozenset()
    """Key points that the candidate has made."""

    def copied(self) -> Standing:
        """A copy that shares nothing that can change."""
        other = copy.copy(self)
        other.queue = list(self.queue)
        other.outcomes = dict(self.outcomes)
        return other
