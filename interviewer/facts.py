"""Finds the facts that a clarifying question asks for, by concepts rather than by equal words. Pure.

A fact is told only when it was asked for: what the question names and the fact does not speak of counts against it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from interviewer.word_forms import stem, words_of
from prompts.schema import Fact

MOST_FACTS = 2
"""Facts told at once: who asks three things in one breath may ask again."""
LEAST_SHARE = 0.5
"""Share of what was asked about that a fact must speak of."""
_VAGUE = {"size": 0.5, "data": 0.5}
"""Concepts that nearly every fact sheet has more than once."""

_CONCEPTS = {
    "size": "size volume many much number count large big amount scale quantity",
    "data": "data dataset history historical sample samples record records training",
    "label": "label labels labelled labeled annotation annotations annotated annotate truth judgment judgments "
    "judgements supervised confirmed",
    "latency": "latency fast quick quickly real-time realtime speed slow millisecond milliseconds response online "
    "batch offline soon urgent",
    "goal": "goal goals objective objectives success successful metric metrics kpi achieve optimise optimize "
    "optimizing purpose aim measure criterion care",
    "cost": "cost costs costly worse expensive error errors mistake mistakes wrong penalty penalties false",
    "today": "today current currently existing baseline present already",
    "known": "feature features signal signals know known information attribute attributes metadata available "
    "logged log logs recorded sensor",
    "balance": "balanced balance imbalance imbalanced unbalanced skew skewed rare rate prevalence common fraction "
    "percentage proportion distribution distributed",
    "new": "new cold cold-start unseen",
    "limits": "restriction restrictions restricted constraint constraints limit limits limited legal privacy "
    "private regulation regulations regulatory compliance gdpr",
    "people": "human humans manual manually person reviewer investigator investigators annotator annotators",
    "language": "language languages multilingual english",
    "often": "often frequency frequently refresh cadence daily weekly hourly schedule",
    "change": "change changes drift adapt react seasonal seasonality season",
    "delay": "long delay delayed until feedback wait",
    "lead": "lead notice ahead advance",
}
_CONCEPT = {stem(word): concept for concept, words in _CONCEPTS.items() for word in words.split()}
_IDLE = frozenset(
    map(
        stem,
        """the a an and or of for to in on at by with from as is are was were be been being do does did have has had can could
        should would will shall may might must i we you they it its this that these those there here what which who whom whose
        when where why how any some each every all so if then than just also please me my our your us about into there's
        quick question questions clarify confirm check sure assume start begin before okay ok well um uh sorry thanks thank
        tell ask asking wonder wondering know want need mean means like kind type sort thing things one two more much-needed
        let get got give given say use used using work working currently exactly roughly approximately typical typically
        problem case system model first second maybe perhaps possible actually really
        we're i'm what's it's don't""".split(),
    )
) - {stem("know")}
_SENTENCE = re.compile(r"(?<=[.?!])\s+|\s+(?:and|or)\s+(?=(?:how|what|which|who|is|are|do|does)\b)")


def matching_facts(text: str, facts: Iterable[Fact]) -> str:
    """The interviewer's answer to a clarifying question, or "" where no fact was asked for.

    Args:
        text: what the candidate said; of several questions up to MOST_FACTS are answered.
        facts: of the question, in its order; of equally good ones the first is told.
    """
    sheet = [(fact, _weights(fact.about)) for fact in facts]
    found: list[str] = []
    for sentence in _SENTENCE.split(text):
        answer = _best(_weights(sentence), sheet)
        if answer and answer not in found:
            found.append(answer)
    return " ".join(found[:MOST_FACTS])


def _best(asked: dict[str, float], sheet: list[tuple[Fact, dict[str, float]]]) -> str:
    total = sum(asked.values())
    best, answer = 0.0, ""
    for fact, about in sheet:
        shared = sum(weight for concept, weight in asked.items() if concept in about)
        if shared > best and shared >= LEAST_SHARE * total:
            best, answer = shared, fact.answer
    return answer


def _weights(text: str) -> dict[str, float]:
    """What a text speaks of, with how much each concept tells."""
    found: dict[str, float] = {}
    for word in words_of(text):
        root = stem(word)
        concept = _CONCEPT.get(root)
        if concept is None and (root in _IDLE or len(word) < 3):
            continue
        found[concept or root] = _VAGUE.get(concept or "", 1.0)
    return found
