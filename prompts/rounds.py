"""The rounds of the process, and the plan of questions drawn for one: valid, varied, and the same for the same seed."""

from __future__ import annotations

import functools
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import Field

from prompts.load import Bank
from prompts.problems import read_model
from prompts.schema import BehavioralQuestion, Identifier, Question, Strict, TechnicalQuestion, Text
from prompts.similarity import MAX_SIMILARITY, near_duplicates, similarity
from prompts.vocabulary import Level, Principle, Role, Topic
from prompts.yaml_source import Problem, SourceError

_Thing = TypeVar("_Thing")
ROUNDS_FILE = Path(__file__).with_name("rounds.yaml")


class PlanError(Exception):
    """No plan can be drawn from what was asked for; the message says what to change."""


class Interviewer(Strict):
    """Who asks, and in what manner."""

    role: Literal["peer", "hiring-manager", "bar-raiser"]
    name: Text
    manner: Text
    patience_s: Annotated[float, Field(gt=0, le=300)]
    """Silence after a question before a kind reminder."""
    probing: Annotated[int, Field(ge=0, le=3)]
    """Most follow-ups to one question."""
    voice: str = Field(default="", max_length=80)
    """The synthesizer's voice, with a variant after a plus; empty, or not on this machine: the configured one."""
    rate: Annotated[int, Field(ge=80, le=400)] | None = None
    """Words a minute; None: as configured."""


class Draw(Strict):
    """How many questions of which sort a round takes."""

    kind: Literal["behavioral", "technical", "coding", "sql"]
    count: Annotated[int, Field(ge=1, le=20)]
    form: str | None = None
    topics: tuple[Topic, ...] = ()
    depth: Literal["breadth", "depth"] | None = None
    chance: Annotated[float, Field(gt=0, le=1)] = 1.0
    """Probability that this part of the mix is drawn at all."""
    spread: bool = False
    """Whether a question comes from a topic that the plan does not have yet, as far as possible."""

    def takes(self, question: Question) -> bool:
        """Whether the question is of this sort."""
        if question.kind != self.kind:
            return False
        if self.form is not None and getattr(question, "form", None) != self.form:
            return False
        if self.topics and getattr(question, "topic", None) not in self.topics:
            return False
        return self.depth is None or getattr(question, "depth", None) == self.depth


class Round(Strict):
    """One kind of interview."""

    id: Identifier
    title: Text
    minutes: Annotated[int, Field(ge=5, le=120)]
    principles: Annotated[int, Field(ge=0, le=3)]
    """How many Leadership Principles the interviewer of this round looks at."""
    follow_ups: Annotated[int, Field(ge=0, le=3)]
    interviewer: Interviewer
    mix: tuple[Draw, ...] = Field(min_length=1)
    opening: Text
    closing: Text


class RoundFile(Strict):
    """The content of rounds.yaml."""

    rounds: tuple[Round, ...]


class Emphasis(Strict):
    """How much more often a topic or a principle is drawn than another; what is not named weighs 1."""

    topics: dict[Topic, Annotated[float, Field(gt=0, le=100)]] = Field(default_factory=dict)
    principles: dict[Principle, Annotated[float, Field(gt=0, le=100)]] = Field(default_factory=dict)

    def of(self, question: Question) -> float:
        """The weight of a question: that of its topic, or of the principle that leads it."""
        if isinstance(question, BehavioralQuestion):
            return self.principles.get(question.principles[0], 1.0) if question.principles else 1.0
        return self.topics.get(question.topic, 1.0)


class Wishes(Strict):
    """What the candidate wants to practise; everything may be left open."""

    role: Role | None = None
    level: Level | None = None
    principles: tuple[Principle, ...] = ()
    topics: tuple[Topic, ...] = ()
    questions: tuple[str, ...] = ()
    """Ids that are asked in this order, instead of a drawn plan."""
    count: Annotated[int, Field(ge=1, le=40)] | None = None
    """Exactly so many questions, even if they take longer than the round."""
    emphasis: Emphasis = Emphasis()
    """What comes up more often; it only changes the order of preference, so that a plan never gets shorter by it."""


@functools.cache
def load_rounds(path: Path = ROUNDS_FILE) -> dict[str, Round]:
    """All rounds by id.

    Raises:
        SourceError: the file is broken, or an id stands twice in it.
    """
    rounds = read_model(path, RoundFile).rounds
    by_id = {one.id: one for one in rounds}
    if len(by_id) < len(rounds):
        raise SourceError([Problem(path, 0, "rounds", "an id stands twice")])
    return by_id


def draw_plan(bank: Bank, one: Round, wishes: Wishes, seed: int) -> tuple[Question, ...]:
    """The questions of one interview, in the order in which they are asked; the same for the same arguments.

    A drawn plan takes no longer than the round, except that one question is always asked. Ids that are wished are
    asked as they are, and a wished count is kept, however long that takes.

    Raises:
        PlanError: the bank has no question of the sort that was asked for.
        UnknownQuestionError: a wished id does not exist.
    """
    if wishes.questions:
        return tuple(bank.get(question_id) for question_id in dict.fromkeys(wishes.questions))
    dice = random.Random(seed)  # noqa: S311 - a plan is no secret
    pool = [question for question in bank.questions.values() if fits(question, wishes)]
    dice.shuffle(pool)
    if wishes.emphasis != Emphasis():
        pool = weighted_order(pool, [wishes.emphasis.of(question) for question in pool], dice)
    principles = _choose_principles(pool, one, wishes, dice)
    mix = _mix(one, wishes)
    plan: list[Question] = []
    for draw in mix:
        if draw.chance == 1 or dice.random() < draw.chance or wishes.count is not None:
            take(draw, pool, plan, principles)
    if wishes.count is None:
        _shorten(plan, one.minutes)
    else:
        plan = _resized(plan, mix, pool, principles, wishes.count)
    if not plan:
        raise PlanError("No question fits these wishes; leave out a filter or see `interviewer questions list`.")
    return tuple(plan)


def fits(question: Question, wishes: Wishes) -> bool:
    """Whether the question is for the role and the level that are wished."""
    return (wishes.role is None or wishes.role in question.roles) and (
        wishes.level is None or wishes.level in question.levels
    )


def _mix(one: Round, wishes: Wishes) -> list[Draw]:
    """The round's mix, narrowed to what is wished: principles ask stories, topics ask about these topics."""
    if not wishes.principles and not wishes.topics:
        return list(one.mix)
    stories = _story_draws(one, len(wishes.principles)) if wishes.principles else []
    technical = _topic_draws(one, wishes.topics) if wishes.topics else []
    stories_first = one.mix[0].kind == "behavioral"
    return [*stories, *technical] if stories_first else [*technical, *stories]


def _story_draws(one: Round, principles: int) -> list[Draw]:
    """Stories, as many as the round has and at least one for each principle."""
    count = sum(draw.count for draw in one.mix if draw.kind == "behavioral" and draw.form != "pitch") or 3
    return [Draw(kind="behavioral", form="story", count=max(count, principles))]


def _topic_draws(one: Round, topics: tuple[Topic, ...]) -> list[Draw]:
    """Questions on each topic, together about as many as the round has besides the stories."""
    count = sum(draw.count for draw in one.mix if draw.kind != "behavioral") or 3
    share = max(1, round(count / len(topics)))
    kinds: dict[Topic, Literal["coding", "sql"]] = {"coding": "coding", "sql": "sql"}
    return [Draw(kind=kinds.get(topic, "technical"), topics=(topic,), count=share) for topic in dict.fromkeys(topics)]


def _choose_principles(pool: list[Question], one: Round, wishes: Wishes, dice: random.Random) -> list[Principle]:
    if wishes.principles:
        return list(dict.fromkeys(wishes.principles))
    there = sorted({q.principles[0] for q in pool if isinstance(q, BehavioralQuestion) and q.principles})
    if wishes.emphasis.principles:
        weights = [wishes.emphasis.principles.get(principle, 1.0) for principle in there]
        return weighted_order(there, weights, dice)[: one.principles]
    return dice.sample(there, min(one.principles, len(there)))


def weighted_order(things: Sequence[_Thing], weights: Sequence[float], dice: random.Random) -> list[_Thing]:
    """The things in a random order in which each comes first with a probability proportional to its weight.

    The keys are those of Efraimidis and Spirakis (2006), "Weighted random sampling with a reservoir".
    """
    keys = [dice.random() ** (1 / weight) for weight in weights]
    order = sorted(range(len(things)), key=lambda index: -keys[index])
    return [things[index] for index in order]


def take(draw: Draw, pool: list[Question], plan: list[Question], principles: list[Principle]) -> None:
    """Add questions of one sort from the pool to the plan; principles and topics take turns."""
    for _ in range(draw.count):
        fitting = [q for q in pool if draw.takes(q) and q not in plan and not too_near(q, plan)]
        if draw.kind == "behavioral" and draw.form != "pitch" and principles:
            fitting = _on_next_principle(fitting, plan, principles)
        elif draw.spread:
            used = {q.topic for q in plan if isinstance(q, TechnicalQuestion)}
            fitting = [q for q in fitting if isinstance(q, TechnicalQuestion) and q.topic not in used] or fitting
        if not fitting:
            return
        plan.append(fitting[0])


def _on_next_principle(fitting: list[Question], plan: list[Question], principles: list[Principle]) -> list[Question]:
    """The stories on the principle whose turn it is: those that it leads, or else those that mention it."""
    wanted = principles[sum(map(is_story, plan)) % len(principles)]
    stories = [q for q in fitting if isinstance(q, BehavioralQuestion)]
    leading: list[Question] = [q for q in stories if q.principles[:1] == (wanted,)]
    return leading or [q for q in stories if wanted in q.principles]


def is_story(question: Question) -> bool:
    """Whether the question asks for a past event and is listened to for Leadership Principles."""
    return isinstance(question, BehavioralQuestion) and question.form == "story"


def _shorten(plan: list[Question], minutes: float) -> None:
    """Drop questions from the end until the rest fits into the round; the last story that is left stays."""
    while len(plan) > 1 and sum(question.minutes for question in plan) > minutes:
        only_story = sum(map(is_story, plan)) == 1
        last = max(index for index, question in enumerate(plan) if not (only_story and is_story(question)))
        del plan[last]


def _resized(
    plan: list[Question], mix: list[Draw], pool: list[Question], principles: list[Principle], count: int
) -> list[Question]:
    """The plan cut or filled up to `count` questions, its sorts taking turns."""
    chosen = plan[:count]
    while len(chosen) < count:
        before = len(chosen)
        for draw in mix:
            if len(chosen) < count:
                take(draw.model_copy(update={"count": 1}), pool, chosen, principles)
        if len(chosen) == before:
            break
    return chosen


def too_near(question: Question, plan: list[Question]) -> bool:
    """Whether the question is much like one of the plan."""
    listed = near_duplicates()
    return any(
        similarity(question.text, other.text) > MAX_SIMILARITY or frozenset((question.id, other.id)) in listed
        for other in plan
    )
