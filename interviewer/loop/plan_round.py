"""Fits the questions of one round into its minutes: what is technical first, then a story for each principle. Pure."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from interviewer.budget import FOLLOW_UP_S, own_s
from interviewer.script import SECONDS_PER_WORD
from prompts.loops import Compressed, Person, Seat
from prompts.rounds import Draw, PlanError, Round, is_story, take
from prompts.schema import Question
from prompts.vocabulary import Principle

SHORT_MINUTES = 5.0
"""A question of up to so many minutes is planned with a follow-up; the time of a longer one holds the discussion."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A round on its way: what is drawn for each part of its mix."""

    one: Round
    seat: Seat
    person: Person
    parts: tuple[tuple[Question, ...], ...]
    """The questions of each part of the mix; the stories come into theirs at last."""
    most_principles: int
    stories: int = 0
    """How many stories there is time for."""
    principles: tuple[Principle, ...] = ()

    @property
    def questions(self) -> tuple[Question, ...]:
        """All questions, in the order of the mix."""
        return tuple(question for part in self.parts for question in part)


def compressed_pool(pool: Iterable[Question], rules: Compressed) -> list[Question]:
    """The same questions with the limits of a compressed loop."""
    return [question.model_copy(update={"minutes": rules.limit(question)}) for question in pool]


def takes_s(question: Question) -> float:
    """Seconds of the round that a question takes: to ask it, to answer it, and to follow up where it is a short one."""
    probed = FOLLOW_UP_S if question.minutes <= SHORT_MINUTES else 0.0
    return SECONDS_PER_WORD * len(question.wording.split()) + 60.0 * question.minutes + probed


def room_s(minutes: float, opening: str, questions: Iterable[Question]) -> float:
    """Seconds that are left over in a round of so many minutes; below 0 where the questions do not fit."""
    kept = own_s(minutes, wanted=True) + SECONDS_PER_WORD * len(opening.split())
    return minutes * 60 - kept - sum(map(takes_s, questions))


@dataclass(frozen=True, slots=True)
class Supply:
    """What the questions of a loop are drawn from."""

    pool: list[Question]
    """In the order in which they are preferred."""
    dice: random.Random
    compressed: bool
    asked: list[Question] = field(default_factory=list)
    """Those of the loop so far; it grows with each round."""


def draft_round(one: Round, seat: Seat, person: Person, supply: Supply) -> Draft:
    """What is asked besides the stories, and how many stories there is time for.

    Args:
        one: the round, with the minutes it is held for.
        seat: its place in the loop.
        person: who holds it.
        supply: what is drawn from; what is drawn is noted there.

    Raises:
        PlanError: there is no story, or no time for two.
    """
    # What is left to chance is left out of a compressed round.
    drawn = [draw.chance == 1 or (supply.dice.random() < draw.chance and not supply.compressed) for draw in one.mix]
    parts = [_drawn(draw, supply) if there else [] for draw, there in zip(one.mix, drawn, strict=True)]
    core = seat.core_compressed if supply.compressed else seat.core
    longest = max((q for q in supply.pool if is_story(q)), key=takes_s, default=None)
    if longest is None:
        raise PlanError("The bank has no stories for this role and level; leave out a filter.")
    wished = sum(draw.count for draw in one.mix if _is_stories(draw))
    for principles, least in ((3, core), *((2, fewer) for fewer in range(core, -1, -1))):
        frame = _Frame(one.minutes, person.opening, longest, principles, least)
        kept, stories = _shortened(parts, frame, max(wished, principles))
        if kept is not None:
            break
    else:
        raise PlanError(f"The stories of the round {one.title!r} do not fit into {one.minutes} minutes.")
    for question in (question for part, left in zip(parts, kept, strict=True) for question in part[len(left) :]):
        supply.asked.remove(question)
    return Draft(one, seat, person, tuple(map(tuple, kept)), principles, min(stories, wished))


def _drawn(draw: Draw, supply: Supply) -> list[Question]:
    if _is_stories(draw):
        return []
    before = len(supply.asked)
    take(draw, supply.pool, supply.asked, [])
    return supply.asked[before:]


def _is_stories(draw: Draw) -> bool:
    return draw.kind == "behavioral" and draw.form != "pitch"


@dataclass(frozen=True, slots=True)
class _Frame:
    """What the questions of a round must fit into."""

    minutes: float
    opening: str
    story: Question
    """The longest one."""
    principles: int
    core: int

    def holds(self, parts: list[list[Question]], stories: int) -> bool:
        """Whether there is time for all of it."""
        return room_s(self.minutes, self.opening, [*(q for part in parts for q in part), *[self.story] * stories]) >= 0


def _shortened(parts: Sequence[list[Question]], frame: _Frame, stories: int) -> tuple[list[list[Question]] | None, int]:
    """The parts and the number of stories that fit; (None, 0) where not even the core and a story each do.

    Stories beyond one for each principle go first, then the shortest technical questions, and last of all a pitch.
    """
    kept = [list(part) for part in parts]
    while not frame.holds(kept, stories):
        technical = [part for part in kept if part and part[0].kind != "behavioral"]
        pitches = [part for part in kept if part and part[0].kind == "behavioral"]
        if stories > frame.principles:
            stories -= 1
        elif sum(map(len, technical)) > frame.core:
            min(technical, key=lambda part: part[-1].minutes).pop()
        elif pitches:
            pitches[0].pop()
        else:
            return None, 0
    return kept, stories


def with_stories(draft: Draft, principles: tuple[Principle, ...], supply: Supply) -> Draft:
    """The round with its stories, which take turns over the principles of its interviewer."""
    before = len(supply.asked)
    for turn in range(max(draft.stories, len(principles))):
        draw = Draw(kind="behavioral", form="story", count=1)
        take(draw, supply.pool, supply.asked, [principles[turn % len(principles)]])
    stories = tuple(supply.asked[before:])
    place = next((index for index, draw in enumerate(draft.one.mix) if _is_stories(draw)), len(draft.parts) - 1)
    parts = tuple(part or stories if index == place else part for index, part in enumerate(draft.parts))
    return replace(draft, parts=parts, principles=principles)
