"""What the interviewer answers to the candidate's own questions in the last minutes. Pure text rules over a file of topics.

Nothing is judged here. The interviewer is simulated and says so: each answer tells what is typical.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from pathlib import Path

from pydantic import Field

from interviewer.word_forms import stem, stems_of
from prompts.problems import read_model
from prompts.schema import Identifier, Strict, Text

TOPICS_FILE = Path(__file__).parents[1] / "prompts" / "candidate_questions.yaml"
MOST_REPLIES = 2
"""Questions of one breath that are answered: the others may be asked next."""
MOST_DONE_WORDS = 14
"""Who says more than that has something to say."""
_DONE = re.compile(
    r"^(?:(?:um+|uh+|well|okay|ok|oh|hmm+|so|i think),?\s+)*(?:no\b|nope|nah|none\b|nothing\b|not (?:really|right now|at the moment|today|for now)|"
    r"that(?:'s| is| was| would be| will be) (?:all|it|everything)|(?:i'm|i am|we're|all) (?:good|fine|set|done)|"
    r"i (?:do not|don't) (?:have|think)|i have no|(?:thank you|thanks)\b|(?:it was|nice|great|pleasure))"
)
_ASKING = re.compile(
    r"\?|\b(?:what|what's|how|how's|why|when|where|who|which|whether|do you|does|did|is there|are there|can you|could you|would you|"
    r"tell me|curious|wonder\w*|i'd like to know|i would like to know|interested in|question is)\b"
)
_SENTENCE = re.compile(r"(?<=[.?!])\s+")


class Topic(Strict):
    """Something that candidates ask about."""

    id: Identifier
    ask: tuple[str, ...] = Field(min_length=1)
    """Groups of words; a bar stands between alternatives."""
    answer: Text


class Topics(Strict):
    """The content of candidate_questions.yaml."""

    topics: tuple[Topic, ...]
    otherwise: Text
    """For a question about anything else."""
    done: Text
    """For who has nothing to ask."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What the candidate asked, and what is said to it."""

    asked: str
    """In the candidate's words; empty where nothing was asked."""
    reply: str
    over: bool
    """Whether the candidate has no further question."""


@functools.cache
def load_topics(path: Path = TOPICS_FILE) -> Topics:
    """All topics.

    Raises:
        SourceError: the file is broken.
    """
    return read_model(path, Topics)


def answer_to(text: str) -> Answered:
    """The reply to what a candidate says when invited to ask."""
    said = " ".join(text.replace("’", "'").split())
    low = said.lower()
    topics = load_topics()
    asks = bool(_ASKING.search(low))
    found = [topic for sentence in _SENTENCE.split(said) if (topic := topic_of(sentence)) is not None]
    found = list(dict.fromkeys(found)) or [topic for topic in (topic_of(said),) if topic is not None]
    declines = _DONE.match(low) and len(low.split()) <= MOST_DONE_WORDS
    if not said or (declines and not (asks and (found or low.endswith("?")))):
        return Answered("", "", over=True)
    if not found and not asks:
        return Answered("", topics.done, over=True)
    reply = " ".join(topic.answer for topic in found[:MOST_REPLIES]) or topics.otherwise
    return Answered(said, reply, over=False)


def topic_of(question: str) -> Topic | None:
    """The topic whose words the question has most of, or None."""
    there = stems_of(question)
    best: tuple[int, Topic | None] = (0, None)
    for topic, groups in _groups():
        fitting = max((len(group) for group in groups if all(there & one for one in group)), default=0)
        if fitting > best[0]:
            best = (fitting, topic)
    return best[1]


@functools.cache
def _groups() -> tuple[tuple[Topic, tuple[tuple[frozenset[str], ...], ...]], ...]:
    """Each topic with its groups: for each word the forms that fit."""
    return tuple(
        (
            topic,
            tuple(tuple(frozenset(map(stem, word.split("|"))) for word in group.split()) for group in topic.ask),
        )
        for topic in load_topics().topics
    )
