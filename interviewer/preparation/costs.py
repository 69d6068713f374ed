"""How long everything takes, from the questions and the rounds themselves. Pure.

A question takes at most its own minutes. What comes on top is our assumption, and stands here: a minute for each follow-up
and its answer, and two minutes to read the feedback on each question.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from prompts.loops import LoopFile
from prompts.rounds import Round, is_story
from prompts.schema import Question
from prompts.vocabulary import Level, Role

FOLLOW_UP_MINUTES = 1
READING_MINUTES = 2
"""To read the feedback on one question."""
DEBRIEF_MINUTES = 15
"""To read the forms and the debrief of a loop."""
DEFAULT_ROLE: Role = "applied-scientist"
SHORT_ROUND_QUESTIONS = 3
"""Questions of a bar raiser's round where there is no time for a loop."""


@dataclass(frozen=True, slots=True)
class Costs:
    """Minutes of everything that a plan may hold."""

    story: int
    """One behavioral question with its follow-ups and feedback."""
    topics: Mapping[str, int]
    """One question on each topic that the role and the level have questions on."""
    phone_screen: int
    loop: int
    compressed: int
    short: int

    def mock(self, kind: str) -> int:
        """A mock with the reading of its debrief."""
        return {
            "phone-screen": self.phone_screen, "compressed": self.compressed, "full": self.loop, "short": self.short,
        }[kind]  # fmt: skip


def costs_of(
    questions: Iterable[Question],
    rounds: Mapping[str, Round],
    loops: LoopFile,
    role: Role | None = None,
    level: Level | None = None,
) -> Costs:
    """The minutes of everything, for the questions that fit a role and a level.

    A topic costs what its longest question costs, since any of them may be drawn. A loop has the rounds of its role,
    without the tech talk; where no role is given, of the one that `loop start` takes then.
    """
    fitting = [q for q in questions if (role is None or role in q.roles) and (level is None or level in q.levels)]
    follow_ups = rounds["mix"].follow_ups
    stories = [q.minutes for q in fitting if is_story(q)]
    topics: dict[str, float] = {}
    for question in fitting:
        topic = getattr(question, "topic", None)
        if topic is not None and question.kind == _KINDS.get(topic, "technical"):
            topics[topic] = max(topics.get(topic, 0.0), question.minutes)
    seats = [seat for seat in loops.loop(role or DEFAULT_ROLE).seats if not seat.optional]
    story = question_minutes(max(stories, default=3.0), follow_ups)
    return Costs(
        story=story,
        topics={topic: question_minutes(minutes, follow_ups) for topic, minutes in sorted(topics.items())},
        phone_screen=rounds["phone-screen"].minutes,
        loop=sum(rounds[seat.round].minutes for seat in seats) + DEBRIEF_MINUTES,
        compressed=sum(seat.minutes_compressed for seat in seats) + DEBRIEF_MINUTES,
        short=question_minutes(max(stories, default=3.0), rounds["bar-raiser"].follow_ups) * SHORT_ROUND_QUESTIONS,
    )


def question_minutes(minutes: float, follow_ups: int) -> int:
    """Minutes of one question: its own limit, the follow-ups, the feedback; whole ones, rounded up."""
    return math.ceil(minutes + FOLLOW_UP_MINUTES * follow_ups + READING_MINUTES)


_KINDS = {"coding": "coding", "sql": "sql"}
"""What `practice --topic` draws for these topics; for all others a technical question."""
