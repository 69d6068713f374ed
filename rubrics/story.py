"""Verdicts on a behavioral story: what each sentence speaks for, and what the whole of it amounts to. Pure.

Two layers of trained heads. The first looks at single sentences and says how much each speaks for a criterion (a result, a
measured result, an alternative weighed, …), and whether it could meet it alone: that is where the quotes come from. The
second looks at the best of them together with the course of the story and gives the verdict.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from rubrics import cues
from rubrics.assessment import Criterion, CriterionVerdict
from rubrics.heads import Floats, Heads, sigmoid
from rubrics.numbers import quantities
from rubrics.quotes import evidence
from rubrics.reading import Reading
from rubrics.structure import ROLES, VECTOR_SCALE, Course, cue_marks
from rubrics.windows import Sentence, Window

CRITERIA = ("story", "own_role", "result", "metric", "tradeoff", "lesson")
"""What the trained heads judge; situation, task and action follow from the course."""
PARTS = ("situation", "task", "action")
PART_MET, PART_PARTIAL = 0.75, 0.4
"""Probability that at least one sentence plays a part, from which the part is there or begun."""
OWN_ENOUGH = 0.5
"""Share of "I" against "we" among the actions from which the own part is plain."""
QUOTES = 3
QUOTED_FROM = 0.3
"""Share of the best sentence's strength from which another one is quoted beside it."""
_PAST = re.compile(r"\b(?:was|were|had|did|didn't|wasn't|went|came|took|made|got|\w{2,}ed)\b")
_VAGUE = re.compile(
    r"\b(?:stuff|things|something|somehow|or so|whatever|everyone|everybody|always|usually|generally|various|several|"
    r"many|a lot|basically|kind of|sort of|you know|etc)\b"
)
STORY_FEATURES = (
    *(f"words:{role}" for role in ROLES),
    *(f"surest:{role}" for role in ROLES),
    *("actions", "results", "own_share", "own_actions", "general", "past", "vague", "changes", "measured"),
    *(f"best:{name}" for name in CRITERIA),
    *(f"second:{name}" for name in CRITERIA),
    *(f"full:{name}" for name in CRITERIA),
)
REPLY_WORDS = 30
"""Fewer words than this are a reply and no story; the shortest story among the labelled answers has 38."""
_REPLY_CUES: dict[str, Callable[[str, str], object]] = {
    "story": lambda _, said: cues.ACTION.search(said) and _PAST.search(said),
    "own_role": lambda _, said: cues.ACTION.search(said) and cues.OWN_I.search(said),
    "result": lambda text, said: cues.RESULT.search(said) or any(q.kind == "change" for q in quantities(text)),
    "metric": lambda text, _: any(q.is_result for q in quantities(text)),
    "tradeoff": lambda _, said: cues.TRADEOFF.search(said),
    "lesson": lambda _, said: cues.LESSON.search(said),
}
"""What in a reply speaks for a criterion: (text, plain text) → whether it does."""
MANY = 4.0
"""Actions or results beyond this many add nothing: length is no merit."""


@dataclass(frozen=True)
class Told:
    """A story with what its sentences speak for."""

    sentences: tuple[Sentence, ...]
    course: Course
    usable: tuple[bool, ...]
    speaks: dict[str, Floats]
    """By criterion: the log-odds that each sentence begins it, and that it meets it, shape (n_sentences, 2)."""


def is_general(text: str) -> bool:
    """Whether a sentence talks of what one would or usually does."""
    said = cues.plain(text)
    return bool(cues.HYPOTHETICAL.search(said)) and not cues.LESSON.search(said)


def sentence_features(sentences: Sequence[Sentence], course: Course, inputs: Floats, reading: Reading) -> Floats:
    """What the sentence heads look at: how each sentence is said and what it says, its place, its cues and its role.

    Args:
        sentences: of the answer, at least one.
        course: their roles.
        inputs: `structure.role_features` of them.
        reading: of the answer's text.
    """
    meant = np.stack([reading.vector(s.start_char, s.end_char) for s in sentences])
    return np.concatenate([inputs, VECTOR_SCALE * meant, 2.0 * course.posterior], axis=1).astype(np.float64)


def told(sentences: Sequence[Sentence], course: Course, features: Floats, usable: Sequence[bool], heads: Heads) -> Told:
    """What each sentence speaks for.

    Args:
        sentences: of the answer, at least one.
        course: their roles.
        features: `sentence_features` of them.
        usable: whether each sentence may serve as evidence.
        heads: with a layer `speaks:NAME` for each criterion.
    """
    out = np.array([0.0 if ok else -20.0 for ok in usable])[:, None]
    speaks = {name: heads.linear[f"speaks:{name}"].log_odds(features) + out for name in CRITERIA}
    return Told(tuple(sentences), course, tuple(usable), speaks)


def story_features(story: Told) -> Floats:
    """What the verdict heads look at, in the order of STORY_FEATURES."""
    texts = [cues.plain(s.text) for s in story.sentences]
    usable = np.array(story.usable, np.float64)
    general = np.array([is_general(s.text) for s in story.sentences], np.float64)
    roles = story.course.posterior * (usable * (1 - general))[:, None]
    words = np.array([s.last_word - s.first_word + 1 for s in story.sentences], np.float64)
    action, result = roles[:, ROLES.index("action")], roles[:, ROLES.index("result")]
    marks = np.array([cue_marks(s.text) for s in story.sentences])
    acted, mine, ours, change, number = marks[:, 0], marks[:, 6], marks[:, 7], marks[:, 10], marks[:, 11]
    said = float((action * (mine + ours)).sum())
    total = words.sum()
    values = [
        *((roles * words[:, None]).sum(0) / total),
        *roles.max(0),
        min(MANY, float(action.sum())) / MANY,
        min(MANY, float(result.sum())) / MANY,
        float((action * mine).sum()) / said if said > 0 else 0.0,
        min(MANY, float((action * (acted > 1)).sum())) / MANY,
        float((general * words).sum() / total),
        float(np.mean([bool(_PAST.search(text)) for text in texts])),
        min(1.0, sum(len(_VAGUE.findall(text)) for text in texts) / max(10.0, total / 10)),
        float((change * (result + action)).max()),
        float((number * result).max()),
        *(_top(story.speaks[name][:, 0], 1) for name in CRITERIA),
        *(_top(story.speaks[name][:, 0], 2) for name in CRITERIA),
        *(_top(story.speaks[name][:, 1], 1) for name in CRITERIA),
    ]
    return np.array(values, np.float64)


def _top(log_odds: Floats, rank: int) -> float:
    """The probability of the `rank`-th best sentence; 0 where there are fewer."""
    return float(sigmoid(np.sort(log_odds)[-rank])) if len(log_odds) >= rank else 0.0


def story_criteria(story: Told, heads: Heads) -> tuple[Criterion, ...]:
    """The verdicts `story` to `lesson` for one answer."""
    if sum(len(s.text.split()) for s in story.sentences) < REPLY_WORDS:
        found = {name: _read_off(name, story) for name in CRITERIA}
    else:
        features = story_features(story)
        found = {name: _judged(name, story, features, heads) for name in CRITERIA}
    found |= {name: _part(name, story) for name in PARTS}
    order = ("story", "situation", "task", "action", "own_role", "result", "metric", "tradeoff", "lesson")
    return tuple(found[name] for name in order)


def _read_off(name: str, story: Told) -> Criterion:
    """The verdict on a reply of a sentence or two, from its cues: the heads have learned from whole stories."""
    said = [(s, cues.plain(s.text)) for s, ok in zip(story.sentences, story.usable, strict=True) if ok]
    real = [(s, text) for s, text in said if not is_general(s.text)]
    where = [s for s, text in real if _REPLY_CUES[name](s.text, text)]
    if not where:
        return verdict_from(name, 0.0, 0.0, ())
    return verdict_from(name, 0.9, 0.4 if name == "story" else 0.8, where)


def _judged(name: str, story: Told, features: Floats, heads: Heads) -> Criterion:
    chance = np.minimum(heads.linear[f"verdict:{name}"].probabilities(features), ground(name, story))
    strength = sigmoid(story.speaks[name][:, 0])
    order = [int(i) for i in np.argsort(-strength, kind="stable") if _can_show(name, story, int(i))]
    quoted = [i for i in order[:QUOTES] if strength[i] >= QUOTED_FROM * strength[order[0]]]
    return verdict_from(name, float(chance[0]), float(chance[1]), [story.sentences[i] for i in quoted])


def _can_show(name: str, story: Told, index: int) -> bool:
    """Whether a sentence may be quoted for a criterion: an own part needs an "I", a metric a number."""
    if not story.usable[index]:
        return False
    text = story.sentences[index].text
    match name:
        case "own_role":
            return bool(cues.OWN_I.search(cues.plain(text)))
        case "metric":
            return bool(quantities(text))
    return True


def ground(name: str, story: Told) -> float:
    """What there is at all for a criterion to stand on, 0 to 1: no probability may exceed it.

    A head that has seen many good stories takes a good one without a result for one with it. Nothing that plays the part
    of a result, no number anywhere, or no "I" among the actions: then there is no evidence, and no credit.
    """
    usable = np.array(story.usable, np.float64)
    match name:
        case "result":
            likely = float((story.course.posterior[:, ROLES.index("result")] * usable).max())
            return 1.0 if likely >= 0.5 else likely
        case "metric":
            return float(any(ok and quantities(s.text) for s, ok in zip(story.sentences, story.usable, strict=True)))
        case "own_role":
            action = story.course.posterior[:, ROLES.index("action")] * usable
            acting = [s.text for s, chance in zip(story.sentences, action, strict=True) if chance >= PART_PARTIAL]
            share = cues.own_role_share(acting)
            return 0.0 if not share else 0.5 + share if share < OWN_ENOUGH else 1.0
    return 1.0


def _part(name: str, story: Told) -> Criterion:
    chances = story.course.posterior[:, ROLES.index(name)] * np.array(
        [ok and not is_general(s.text) for s, ok in zip(story.sentences, story.usable, strict=True)], np.float64
    )
    there = float(1 - np.prod(1 - chances))
    order = [int(i) for i in np.argsort(-chances, kind="stable")[:QUOTES] if chances[int(i)] >= PART_PARTIAL / 2]
    where = [story.sentences[i] for i in sorted(order)]
    if there >= PART_MET and where:
        return criterion(name, "met", there, where)
    if there >= PART_PARTIAL and where:
        return criterion(name, "partial", 0.6, where)
    return criterion(name, "missing", 1 - there, ())


def verdict_from(name: str, begun: float, met: float, where: Sequence[Sentence | Window]) -> Criterion:
    """A criterion's verdict from two probabilities; without a place to quote it is missing.

    Args:
        name: the criterion's id.
        begun: probability of at least `partial`.
        met: probability of `met`.
        where: the sentences that speak for it, the best first.
    """
    met = min(met, begun)
    chances: dict[CriterionVerdict, float] = {"missing": 1 - begun, "partial": begun - met, "met": met}
    # The middle verdict wins where neither end has the majority: calling a half a whole misleads more than the reverse.
    verdict: CriterionVerdict = "met" if met >= 0.5 else "missing" if begun < 0.5 else "partial"
    if not where:
        return criterion(name, "missing", chances["missing"], ()).model_copy(update={"credit": 0.0})
    worth = round((begun + met) / 2, 3)
    return criterion(name, verdict, chances[verdict], where).model_copy(update={"credit": worth})


def begun_and_met(found: Criterion) -> tuple[float, float]:
    """The two probabilities that a verdict was made of, see `verdict_from`; read off what is kept of them.

    Args:
        found: with its credit.
    """
    worth = found.credit or 0.0
    match found.verdict:
        case "met":
            begun, met = 2 * worth - found.confidence, found.confidence
        case "partial":
            begun, met = worth + found.confidence / 2, worth - found.confidence / 2
        case _:
            begun, met = 1 - found.confidence, 2 * worth - (1 - found.confidence)
    begun = min(1.0, 2 * worth, max(0.0, begun))
    return begun, min(begun, max(0.0, met))


def criterion(name: str, verdict: CriterionVerdict, sure: float, where: Sequence[Sentence | Window]) -> Criterion:
    """A criterion with its quotes; a missing one has none."""
    quotes = () if verdict == "missing" else tuple(evidence(sentence) for sentence in where[:QUOTES])
    return Criterion(id=name, verdict=verdict, confidence=round(min(0.99, max(0.01, sure)), 3), evidence=quotes)
