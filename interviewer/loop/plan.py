"""Plans a whole loop: rounds, interviewers, who looks at which principles, and questions of which none comes twice. Pure.

The rounds and their lengths, two or three principles for each interviewer, and the bar raiser who is not of the team are
the guides' (applied scientist guide, 2.1.3); how principles and questions are spread is our own assumption.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from interviewer.loop.plan_round import Draft, Supply, compressed_pool, draft_round, room_s, with_stories
from interviewer.tailoring import Profile, tailored_plan
from prompts.load import Bank
from prompts.loops import LoopFile, Person, Seat, load_loops
from prompts.rounds import Interviewer, PlanError, Round, Wishes, fits, load_rounds, weighted_order
from prompts.schema import Question
from prompts.vocabulary import Level, Principle, Role

ALL_PRINCIPLES: tuple[Principle, ...] = Principle.__args__  # type: ignore[attr-defined]
LEAST, MOST = 2, 3
"""Principles of one interviewer ("assigned two or three principles", applied scientist guide, 2.1.3 e)."""


@dataclass(frozen=True, slots=True)
class LoopWishes:
    """What the candidate is to go through."""

    role: Role = "applied-scientist"
    level: Level = "L5"
    kind: Literal["loop", "phone-screen"] = "loop"
    compressed: bool = False
    tech_talk: bool = False
    rounds: int = 1
    """Of a phone screen: one or two."""


@dataclass(frozen=True, slots=True)
class RoundPlan:
    """One round as it is to be held."""

    index: int
    """From 0."""
    round_id: str
    title: str
    minutes: int
    interviewer: Interviewer
    opening: str
    closing: str
    principles: tuple[Principle, ...]
    questions: tuple[Question, ...]


def plan_loop(
    bank: Bank,
    wishes: LoopWishes,
    seed: int,
    file: LoopFile | None = None,
    prefer: Callable[[Question], float] | None = None,
) -> tuple[RoundPlan, ...]:
    """The rounds of a loop or a phone screen, in order; the same for the same arguments.

    No principle is looked at by two interviewers, no question or near duplicate comes twice in the loop, and the
    questions of each round fit into its minutes with the candidate's own at its end.

    Args:
        bank: the questions.
        wishes: what the candidate is to go through.
        seed: of the dice.
        file: seats and people; None takes those of the project.
        prefer: how much more often than others a question is to come up, as a weight above 0; None: all alike.

    Raises:
        PlanError: the bank has too few questions.
    """
    file = file or load_loops()
    dice = random.Random(seed)  # noqa: S311 - a plan is no secret
    pool = [q for q in bank.questions.values() if fits(q, Wishes(role=wishes.role, level=wishes.level))]
    dice.shuffle(pool)
    if prefer is not None:
        pool = weighted_order(pool, [prefer(question) for question in pool], dice)
    if wishes.compressed:
        pool = compressed_pool(pool, file.compressed)
    seats = _seats(file, wishes)
    people = _people(file, seats, dice)
    supply = Supply(pool, dice, wishes.compressed)
    drafts = [
        draft_round(_round(seat, wishes), seat, person, supply) for seat, person in zip(seats, people, strict=True)
    ]
    split = split_principles(seats, [draft.most_principles for draft in drafts], file.loop(wishes.role).weights, dice)
    held = [with_stories(draft, mine, supply) for draft, mine in zip(drafts, split, strict=True)]
    return tuple(_planned(index, draft) for index, draft in enumerate(held))


def named_projects(rounds: Sequence[RoundPlan], profile: Profile) -> tuple[RoundPlan, ...]:
    """The rounds with their project questions about projects of the CV, no project in two rounds."""
    named: list[RoundPlan] = []
    used: tuple[str, ...] = ()
    for one in rounds:
        questions, used = tailored_plan(one.questions, profile, used)
        named.append(replace(one, questions=questions))
    return tuple(named)


def _planned(index: int, draft: Draft) -> RoundPlan:
    questions = draft.questions
    led = {q.principles[0] for q in questions if q.kind == "behavioral" and q.principles}
    principles = tuple(one for one in draft.principles if one in led)
    if len(principles) < LEAST:
        raise PlanError(f"The bank has too few stories for the round {draft.one.title!r}; leave out a filter.")
    return RoundPlan(
        index=index,
        round_id=draft.one.id,
        title=draft.seat.title or draft.one.title,
        minutes=draft.one.minutes,
        interviewer=draft.person.interviewer,
        opening=draft.person.opening,
        closing=draft.person.closing,
        principles=principles,
        questions=questions,
    )


def _seats(file: LoopFile, wishes: LoopWishes) -> list[Seat]:
    if wishes.kind == "phone-screen":
        return [file.phone_screen] * wishes.rounds
    return [seat for seat in file.loop(wishes.role).seats if wishes.tech_talk or not seat.optional]


def _round(seat: Seat, wishes: LoopWishes) -> Round:
    one = load_rounds()[seat.round]
    return one.model_copy(update={"minutes": seat.minutes_compressed}) if wishes.compressed else one


def _people(file: LoopFile, seats: Sequence[Seat], dice: random.Random) -> list[Person]:
    """Somebody for each seat, nobody twice."""
    chosen: list[Person] = []
    for seat in seats:
        free = [person for person in file.who_may_sit(seat) if person not in chosen]
        if not free:
            raise PlanError(f"There are too few interviewers for the round {seat.round!r}.")
        chosen.append(dice.choice(free))
    return chosen


def split_principles(
    seats: Sequence[Seat], most: Sequence[int], weights: Mapping[Principle, int], dice: random.Random
) -> list[tuple[Principle, ...]]:
    """Two or three principles for each seat, none for two seats, together as many of the 16 as there is time for.

    The bar raiser takes first, and only from those that the guides name; then each seat what it prefers; then all in
    turn, so that nobody has three before everybody has two. What the guides name more often comes up more often.
    """
    order = weighted_order(ALL_PRINCIPLES, [1 + 2 * weights.get(one, 0) for one in ALL_PRINCIPLES], dice)
    split: list[list[Principle]] = [[] for _ in seats]
    for index, seat in enumerate(seats):
        if seat.role == "bar-raiser":
            split[index] = [one for one in order if one in weights][: most[index]]
            order = [one for one in order if one not in split[index]]
    for index, seat in enumerate(seats):
        preferred = next((one for one in order if one in seat.prefers), None)
        if preferred is not None:
            split[index].append(preferred)
            order.remove(preferred)
    for size in range(1, MOST + 1):
        # Where nothing technical has to be asked there is the most time for a third one.
        for index in sorted(dice.sample(range(len(seats)), len(seats)), key=lambda index: seats[index].core > 0):
            if len(split[index]) < min(size, most[index]) and order:
                split[index].append(order.pop(0))
    return [tuple(one) for one in split]


def spare_s(plan: RoundPlan) -> float:
    """Seconds of a round that its questions, its opening and the candidate's own questions leave over."""
    return room_s(plan.minutes, plan.opening, plan.questions)
