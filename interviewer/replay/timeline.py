"""A session as one line of time: who speaks when, word by word, and what falls due at which moment. Pure."""

from __future__ import annotations

import bisect
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from interviewer.answers.timing import SETUP_LIMIT_S
from interviewer.locale_format import number, seconds
from interviewer.replay.replay import Cue, cues
from interviewer.review.feedback import criterion_name
from interviewer.review.review import Review, TurnReview
from interviewer.script import WORDS_PER_MINUTE
from interviewer.text import clean_line, shorten
from prompts.phrasebook import phrase
from rubrics.assessment import Assessment, Evidence

READING_S_PER_WORD = 0.25
"""Feedback stays for as long as reading it takes at 240 words a minute."""
READING_MIN_S, READING_MAX_S = 2.0, 12.0
GAP_S = 0.4
"""Between two speakers."""


@dataclass(frozen=True, slots=True)
class TimedWord:
    """One word, in seconds from the beginning of its item."""

    text: str
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class Mark:
    """Something to say about a moment, from that moment on."""

    at_s: float
    """Seconds from the beginning of its item."""
    text: str


@dataclass(frozen=True, slots=True)
class Item:
    """One stretch of the replay: a line of the interviewer, an answer, or the feedback to it."""

    who: Literal["interviewer", "candidate", "feedback"]
    turn: int
    start_s: float
    duration_s: float
    words: tuple[TimedWord, ...] = ()
    lines: tuple[str, ...] = ()
    """Of feedback."""
    marks: tuple[Mark, ...] = ()
    audio: str | None = None

    @property
    def end_s(self) -> float:
        """Seconds from the beginning of the replay."""
        return self.start_s + self.duration_s

    def word_at(self, position_s: float) -> int:
        """Index of the last word that has begun, `position_s` being seconds of the item; -1 before the first."""
        return bisect.bisect_right(self.words, position_s, key=lambda word: word.start_s) - 1

    def marks_until(self, position_s: float) -> tuple[Mark, ...]:
        """What has fallen due so far."""
        return tuple(mark for mark in self.marks if mark.at_s <= position_s)


@dataclass(frozen=True, slots=True)
class Timeline:
    """The whole replay."""

    title: str
    items: tuple[Item, ...]

    @property
    def duration_s(self) -> float:
        """Length at speed 1."""
        return self.items[-1].end_s if self.items else 0.0

    def index_at(self, position_s: float) -> int:
        """The item that plays at a position; the gap after an item belongs to it."""
        return max(0, bisect.bisect_right(self.items, position_s, key=lambda item: item.start_s) - 1)

    def turn_starts(self) -> tuple[float, ...]:
        """Where each turn begins, in order."""
        starts: dict[int, float] = {}
        for item in self.items:
            starts.setdefault(item.turn, item.start_s)
        return tuple(sorted(starts.values()))


def build_timeline(review: Review, recorded_s: Mapping[str, float], only_turn: int | None = None) -> Timeline:
    """The session on one line of time.

    Args:
        review: of the session.
        recorded_s: length of each recording that can be played, by its name.
        only_turn: leave out everything that does not belong to this turn.
    """
    turns = {turn.turn: turn for turn in review.turns}
    items: list[Item] = []
    for cue in cues(review, only_turn):
        start_s = items[-1].end_s + GAP_S if items else 0.0
        items.append(_item(cue, turns.get(cue.turn), start_s, recorded_s))
    title = f"{review.session_id} · {review.round or review.mode} · {review.created_at[:10]}"
    return Timeline(clean_line(title), tuple(items))


def _item(cue: Cue, turn: TurnReview | None, start_s: float, recorded_s: Mapping[str, float]) -> Item:
    length_s = recorded_s.get(cue.audio or "")
    audio = cue.audio if length_s is not None else None
    if cue.who == "interviewer":
        words = _spread(" ".join(cue.lines), length_s)
        return Item(cue.who, cue.turn, start_s, length_s or _end(words), words, audio=audio)
    if cue.who == "feedback":
        count = sum(len(line.split()) for line in cue.lines)
        stay_s = min(READING_MAX_S, max(READING_MIN_S, READING_S_PER_WORD * count))
        return Item(cue.who, cue.turn, start_s, stay_s, lines=cue.lines)
    heard = turn.transcript.words if turn and turn.transcript else ()
    words = tuple(TimedWord(clean_line(w.text), w.start_s, w.end_s) for w in heard)
    marks = tuple(sorted(_marks(turn), key=lambda mark: mark.at_s)) if turn else ()
    return Item(cue.who, cue.turn, start_s, max(length_s or 0.0, _end(words), 1.0), words, marks=marks, audio=audio)


def _spread(text: str, length_s: float | None) -> tuple[TimedWord, ...]:
    """Words of a line without word times: each takes its share of the letters, or the pace of talk without a recording."""
    words = text.split()
    total_s = length_s if length_s is not None else len(words) * 60 / WORDS_PER_MINUTE
    letters = sum(len(word) + 1 for word in words) or 1
    found, at_s = [], 0.0
    for word in words:
        share_s = total_s * (len(word) + 1) / letters
        found.append(TimedWord(word, at_s, at_s + share_s))
        at_s += share_s
    return tuple(found)


def _end(words: tuple[TimedWord, ...]) -> float:
    return max((word.end_s for word in words), default=0.0)


def _marks(turn: TurnReview) -> Iterator[Mark]:
    """Each piece of evidence when it is said, where the set-up ended, and where it should have."""
    first_s = turn.transcript.words[0].start_s if turn.transcript and turn.transcript.words else 0.0
    timing, assessment = turn.timing, turn.assessment
    if turn.kind == "question" and timing is not None and timing.setup_s is not None:
        yield Mark(first_s + timing.setup_s, phrase("replay.setup_ends", time=seconds(timing.setup_s)))
        if timing.setup_verdict == "over":
            yield Mark(first_s + SETUP_LIMIT_S, phrase("replay.setup_limit", limit=number(SETUP_LIMIT_S)))
    if assessment is not None:
        shown: dict[tuple[str, float, str], list[str]] = {}
        for sign, name, evidence in _shown(assessment):
            if evidence.start_s is not None:
                shown.setdefault((sign, evidence.start_s, evidence.quote), []).append(name)
        for (sign, at_s, quote), names in shown.items():
            yield Mark(at_s, phrase("replay.shown", sign=sign, names=", ".join(names), quote=shorten(quote, 60)))


def _shown(assessment: Assessment) -> Iterator[tuple[str, str, Evidence]]:
    """(sign, what it shows, the words) of each verdict that rests on words."""
    for criterion in assessment.criteria:
        if criterion.evidence and criterion.is_merit and criterion.id != "story":
            yield "+" if criterion.verdict == "met" else "~", criterion_name(criterion.id), criterion.evidence[0]
    for point in assessment.key_points:
        if point.evidence and point.verdict != "missing":
            sign = {"covered": "+", "partial": "~", "contradicted": "!"}[point.verdict]
            yield sign, phrase("criterion.key_point_number", number=point.index + 1), point.evidence[0]
    for wrong in assessment.misconceptions:
        if wrong.stated and wrong.evidence:
            yield "!", phrase("replay.not_so"), wrong.evidence[0]
