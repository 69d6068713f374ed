"""Verdicts on a behavioral story from the roles of its sentences and the cues in them. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from rubrics import cues
from rubrics.assessment import Criterion, CriterionVerdict, SentenceRole
from rubrics.numbers import quantities
from rubrics.quotes import evidence
from rubrics.structure import Course
from rubrics.windows import Sentence

GAPS = ("situation", "task", "action", "result", "lesson")
HYPOTHETICAL_SHARE = 0.4
"""Share of sentences in general or hypothetical talk above which an answer is no real story."""
OWN_MET, OWN_PARTIAL = 0.5, 0.2
"""Share of "I" against "we" inside action sentences."""
MOSTLY_GENERAL = 0.7
"""Above this share it is no story even where one action is told."""
FEW = 2
"""Actions of one's own that make a story."""
SURE = 0.5
"""Posterior from which a role counts as found."""
_PAST = re.compile(r"\b(?:was|were|had|did|didn't|wasn't|went|came|took|made|got|\w{2,}ed)\b")


def is_general(text: str) -> bool:
    """Whether a sentence talks of what one would or usually does."""
    said = cues.plain(text)
    return bool(cues.HYPOTHETICAL.search(said)) and not cues.LESSON.search(said)


def story_criteria(sentences: Sequence[Sentence], course: Course, usable: Sequence[bool]) -> tuple[Criterion, ...]:
    """The verdicts `story` to `lesson` for one answer.

    Args:
        sentences: of the answer.
        course: their roles.
        usable: whether each sentence may serve as evidence.
    """
    real = [ok and not is_general(sentence.text) for sentence, ok in zip(sentences, usable, strict=True)]
    told = [i for i, ok in enumerate(real) if ok]
    actions = [i for i in told if course.roles[i] == "action"]
    story = _story(sentences, usable, told, actions)
    parts = {role: _part(role, sentences, course, told) for role in ("situation", "task", "result", "lesson")}
    parts["action"] = _action(sentences, course, told, actions)
    found = [story, parts["situation"], parts["task"], parts["action"], _own_role(sentences, actions), parts["result"]]
    found += [_metric(sentences, course, told), _tradeoff(sentences, told), parts["lesson"]]
    return tuple(found)


def _criterion(name: str, verdict: CriterionVerdict, sure: float, where: Sequence[Sentence]) -> Criterion:
    quotes = () if verdict == "missing" else tuple(evidence(sentence) for sentence in where[:3])
    return Criterion(id=name, verdict=verdict, confidence=round(min(0.98, max(0.3, sure)), 3), evidence=quotes)


def _story(sentences: Sequence[Sentence], usable: Sequence[bool], told: list[int], actions: list[int]) -> Criterion:
    speaking = [i for i, ok in enumerate(usable) if ok]
    general = sum(is_general(sentences[i].text) for i in speaking) / len(speaking) if speaking else 1.0
    past = [i for i in told if _PAST.search(cues.plain(sentences[i].text))]
    own = [i for i in actions if cues.ACTION.search(cues.plain(sentences[i].text))]
    where = [sentences[i] for i in (own or past)]
    if len(own) >= FEW and len(past) > FEW and general <= HYPOTHETICAL_SHARE:
        return _criterion("story", "met", 0.6 + 0.05 * len(own), where)
    if own and past and general <= MOSTLY_GENERAL:
        return _criterion("story", "partial", 0.6, where)
    return _criterion("story", "missing", 0.5 + 0.4 * general, ())


def _part(role: SentenceRole, sentences: Sequence[Sentence], course: Course, told: list[int]) -> Criterion:
    here = sorted((i for i in told if course.roles[i] == role), key=lambda i: -course.confidence[i])
    if here and course.confidence[here[0]] >= SURE:
        return _criterion(role, "met", course.confidence[here[0]], [sentences[i] for i in here])
    cue: dict[SentenceRole, Callable[[str], object]] = {
        "situation": cues.SITUATION.search,
        "task": cues.TASK.search,
        "result": cues.RESULT.search,
        "lesson": cues.LESSON.search,
    }
    hinted = here or [i for i in told if cue[role](cues.plain(sentences[i].text))]
    if hinted:
        return _criterion(role, "partial", 0.55, [sentences[i] for i in hinted])
    return _criterion(role, "missing", 0.7, ())


def _action(sentences: Sequence[Sentence], course: Course, told: list[int], actions: list[int]) -> Criterion:
    verbs = sum(len(cues.ACTION.findall(cues.plain(sentences[i].text))) for i in told)
    ranked = sorted(actions, key=lambda i: -course.confidence[i])
    where = [sentences[i] for i in sorted(ranked[:3])]
    if len(actions) >= FEW and verbs >= FEW:
        return _criterion("action", "met", 0.6 + 0.08 * len(actions), where)
    if actions and verbs:
        return _criterion("action", "partial", 0.6, where)
    return _criterion("action", "missing", 0.75, ())


def _own_role(sentences: Sequence[Sentence], actions: list[int]) -> Criterion:
    share = cues.own_role_share([sentences[i].text for i in actions])
    mine = [sentences[i] for i in actions if cues.OWN_I.search(cues.plain(sentences[i].text))]
    if share is None or share < OWN_PARTIAL or not mine:
        return _criterion("own_role", "missing", 0.7, ())
    sure = 0.5 + abs(share - OWN_MET)
    return _criterion("own_role", "met" if share >= OWN_MET else "partial", sure, mine)


def _metric(sentences: Sequence[Sentence], course: Course, told: list[int]) -> Criterion:
    strong: list[Sentence] = []
    weak: list[Sentence] = []
    for i in told:
        found = quantities(sentences[i].text)
        outcome = course.roles[i] in {"result", "action", "lesson"}
        if outcome and any(q.kind == "change" or (q.is_result and course.roles[i] == "result") for q in found):
            strong.append(sentences[i])
        elif found and outcome and any(q.is_result or course.roles[i] == "result" for q in found):
            weak.append(sentences[i])
    if strong:
        return _criterion("metric", "met", 0.8, strong)
    return _criterion("metric", "partial" if weak else "missing", 0.6, weak)


def _tradeoff(sentences: Sequence[Sentence], told: list[int]) -> Criterion:
    where = [sentences[i] for i in told if cues.TRADEOFF.search(cues.plain(sentences[i].text))]
    return _criterion("tradeoff", "met" if where else "missing", 0.7, where)
