"""What an interviewer noticed besides the answers: hints, interruptions, questions back, assumptions, contradictions. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from interviewer.loop.form_parts import Observation, ObservationKind, Quote
from interviewer.loop.form_quotes import MOST_CHARS, first_words, sentences_with
from interviewer.review.recovery import recovery
from interviewer.review.review import TurnReview
from interviewer.sessions import records as rec
from interviewer.text import shorten

_KINDS: dict[str, tuple[ObservationKind, str]] = {
    "hint": ("hint", "A hint was given"),
    "interrupted_for_time": ("interruption", "The answer ran past its time and was interrupted"),
    "interrupted_for_setup": ("interruption", "The set-up ran long without an action and was interrupted"),
    "clarified": ("clarifying", "Asked before answering"),
    "assume": ("clarifying", "Asked for something that nobody had fixed, and was told to assume"),
    "contradiction": ("contradiction", "Two figures did not agree, and were asked about"),
    "candidate_asked": ("candidate_question", "Asked the interviewer at the end"),
}
"""Code of a note in the session → what it is on the form, and how it is told."""
_ASSUMES = re.compile(
    r"\b(?:i(?:'m| am|'ll| will| would|'d)? (?:going to )?assum(?:e|ing)|let(?:'s| us) (?:assume|say|suppose)|let me (?:assume|suppose)|"
    r"my assumption|assuming (?:that|we|the|a|an|i)\b)",
    re.IGNORECASE,
)
_EXPLAINS = re.compile(
    r"\b(?:because|since|sorry|misspoke|correct(?:ion|ed)?|i meant|to be (?:clear|precise|exact)|was for|refers? to|"
    r"the (?:first|former|other|earlier|second|latter)|different|before|after|instead|both|relative|absolute|"
    r"(?:on|in) the (?:pilot|test|offline|online|whole|end))\b",
    re.IGNORECASE,
)
"""How people clear a figure up: a reason, a correction, or the two things that the figures are of (our assumption)."""


def observations(turns: Iterable[TurnReview], records: Iterable[rec.Record]) -> tuple[Observation, ...]:
    """Everything noticed in a round, in its order.

    Args:
        turns: of the round's review.
        records: of the round's session; its notes are what the interviewer wrote down at the time.
    """
    by_turn = {turn.turn: turn for turn in turns}
    found = list(_noted(by_turn, records))
    found += _recovered(by_turn.values())
    found += _assumed(by_turn.values())
    return tuple(
        sorted(
            found,
            key=lambda one: (one.turn or max(by_turn, default=0) + 1, float("inf") if one.at_s is None else one.at_s),
        )
    )


def _noted(by_turn: dict[int, TurnReview], records: Iterable[rec.Record]) -> Iterator[Observation]:
    for record in records:
        if not isinstance(record, rec.Noted) or record.note not in _KINDS:
            continue
        kind, words = _KINDS[record.note]
        reply = by_turn.get(record.turn) if kind == "contradiction" else None
        yield Observation(
            kind=kind,
            text=f"{words}: {shorten(record.reason, MOST_CHARS)}" if record.reason else f"{words}.",
            turn=record.turn,
            at_s=record.at_s,
            quotes=first_words(reply) if reply is not None else (),
            unresolved=kind == "contradiction" and not _explained(record.turn, by_turn),
        )


def _explained(turn: int, by_turn: dict[int, TurnReview]) -> bool:
    """Whether the reply to the probe clears the figures up: in that turn, or in the probe that follows it."""
    after = min((number for number in by_turn if number > turn), default=turn)
    probes = [one for one in by_turn.values() if one.turn in {turn, after} and one.target == "contradiction"]
    return any(one.transcript and _EXPLAINS.search(one.transcript.text) for one in probes)


def _recovered(turns: Iterable[TurnReview]) -> Iterator[Observation]:
    """What followed an interruption."""
    for turn in turns:
        after = recovery(turn)
        if after is not None:
            yield Observation(kind="recovery", text=after.sentence, turn=turn.turn)


def _assumed(turns: Iterable[TurnReview]) -> Iterator[Observation]:
    """A stated assumption, with the words; the first of each answer."""
    for turn in turns:
        said: tuple[Quote, ...] = sentences_with(turn, _ASSUMES)
        if said and turn.assessment is not None and turn.assessment.kind == "technical":
            yield Observation(kind="assumption", text="Said what is assumed.", turn=turn.turn, quotes=said[:1])
