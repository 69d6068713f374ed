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
_LEAD = (
    r"^(?:(?:um+|uh+|hmm+|well|okay|ok|oh|ah|so|and|but|then|no|wait|yes|yeah|sure|great|right|thanks|thank you|please|sorry|actually|"
    r"first|also|maybe|perhaps|just|one (?:more )?thing|(?:just )?one more|let me (?:see|think)|in your (?:experience|opinion|view)|"
    r"if i may ask|out of curiosity)\b[,.:;]?\s*)*"
)
_AUXILIARY = r"(?:do|does|did|is|are|was|were|has|have|can|could|would|will|should|may|might)"
_SUBJECT = r"(?:i|we|you|they|he|she|it|there|the|this|that|these|your|my|our|any\w*|people|scientists|engineers|teams)"
_W = r"(?:what|how|why|when|where|who|which|whose)(?:'s)?\b"
_NO_CLAUSE = r"(?! (?:i|you|we|they|he|she|it|the|my|your|our|this|that|a|is great|is why|is what|was)\b)"
"""After "what", "how" … a subject begins a clause, "what I like is …", and no question."""
_ADDS = r"(?:can|could|may|might) i (?:just |also |quickly )*(?:add|say|mention|correct|go back|come back|thank)\b"
_WISH = (
    r"(?:i(?:'m| am| was|'d be| would be)? (?:just |also |really )*(?:wonder(?:ing)?|curious|interested (?:in|to) (?:hear|know|learn|how|what)\w*)|"
    r"i(?:'d| would)? (?:just |also |really )*(?:like|love|want|wanted|need) to (?:know|ask|hear|understand|learn)|"
    r"i(?: do)? (?:have|'ve got) (?:one|a|an|another|two|three|some)(?: \w+){0,2} questions?|i (?:guess|suppose) i(?:'d| would) ask|"
    r"my (?:\w+ )?question (?:is|would be)|tell me|(?:can|could|would|will) you|you could|(?:may|can|could) i ask|let me ask)\b"
)
_ASKING = re.compile(
    rf"{_LEAD}(?!{_ADDS})(?:{_AUXILIARY} {_SUBJECT}\b|{_W}{_NO_CLAUSE}|{_WISH})|\b{_W}{_NO_CLAUSE}(?: \w+){{0,3}}? {_AUXILIARY} {_SUBJECT}\b"
)
"""How a sentence begins that asks, with its question mark or without; and a question in the midst of one, by its turned order."""
_SETTLED = re.compile(
    r"\balready (?:answer|cover|explain|told|said|mention)\w*|\b(?:answer|cover|explain)ed (?:it |that |this )?already\b|"
    r"\b(?:thanks|thank you) for (?:explaining|answering|telling)\b"
)
"""A question that has been answered."""
MOST_FRAGMENT_WORDS = 4
_SAYS = re.compile(
    r"\b(?:i|i'm|it|it's|that|that's|this|we|you|is|was|sounds?|great|good|nice|thanks|thank|no|none|nothing)\b"
)
"""What makes a few words more than the name of something that is asked about."""
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
    """The reply to what a candidate says when invited to ask; what asks nothing is met with the last words."""
    said = " ".join(text.replace("’", "'").split())
    asking = [sentence for sentence in _SENTENCE.split(said) if _asks(sentence)]
    if not asking:
        low = said.lower()
        declines = not said or (_DONE.match(low) and len(low.split()) <= MOST_DONE_WORDS)
        return Answered("", "" if declines else load_topics().done, over=True)
    found = [topic for sentence in asking if (topic := topic_of(sentence)) is not None]
    found = list(dict.fromkeys(found)) or [topic for topic in (topic_of(said),) if topic is not None]
    reply = " ".join(topic.answer for topic in found[:MOST_REPLIES]) or load_topics().otherwise
    return Answered(said, reply, over=False)


def _asks(sentence: str) -> bool:
    """Whether a sentence asks something; of a recogniser's it may lack the sign."""
    low = sentence.lower()
    if low.endswith("?"):
        return True
    if _ASKING.search(low):
        return _SETTLED.search(low) is None
    return len(low.split()) <= MOST_FRAGMENT_WORDS and _SAYS.search(low) is None and topic_of(sentence) is not None


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
