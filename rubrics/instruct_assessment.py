"""Turns an instruct model's reply into verdicts: a claim whose quotes do not stand in the answer falls away. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args

from prompts.schema import Question
from prompts.vocabulary import Level
from rubrics.assessment import (
    Assessment,
    Criterion,
    CriterionVerdict,
    Evidence,
    Flag,
    KeyPointVerdict,
    Kind,
    MisconceptionVerdict,
    PointVerdict,
    RoleSpan,
    ScorerInfo,
    SentenceRole,
    Structure,
)
from rubrics.instruct_prompt import Checklist
from rubrics.instruct_verdicts import (
    AnyReply,
    CriterionReply,
    MistakeReply,
    PointReply,
    PointsReply,
    StoryReply,
    Transcribed,
)
from rubrics.score import rescored
from rubrics.screening import Screening
from rubrics.story import is_general
from rubrics.structure import setup_verdict
from rubrics.windows import Sentence

PROBABILITY: dict[PointVerdict, float] = {"covered": 1.0, "partial": 0.5, "missing": 0.0, "contradicted": 0.0}
"""Stand-ins where the contract wants a probability, since a reply has none: a verdict counts whole, a partial one half."""
CONFIDENCE = 0.8
"""A stand-in as well, for criteria; it changes no score."""
_MARKS: dict[PointVerdict, CriterionVerdict] = {
    "covered": "met",
    "partial": "partial",
    "missing": "missing",
    "contradicted": "missing",
}


@dataclass(frozen=True, slots=True)
class Heard:
    """An answer made ready for judging."""

    sentences: tuple[Sentence, ...]
    screening: Screening
    text: Transcribed
    """In which quotes are looked up."""

    @property
    def usable(self) -> list[Sentence]:
        """The sentences that may serve as evidence."""
        return [s for s, ok in zip(self.sentences, self.screening.usable, strict=True) if ok]


def nothing_said(checklist: Checklist) -> AnyReply:
    """The reply on an answer that holds nothing to judge."""
    if checklist.criteria:
        return StoryReply(criteria=tuple(CriterionReply(id=name, verdict="missing") for name, _ in checklist.criteria))
    return PointsReply(
        key_points=tuple(PointReply(index=i, verdict="missing") for i in range(len(checklist.key_points))),
        misconceptions=tuple(MistakeReply(index=i, stated=False) for i in range(len(checklist.misconceptions))),
    )


def unfounded(reply: AnyReply, text: Transcribed) -> list[str]:
    """For each claim that has no quote in the answer, the first quote that it gave."""
    return [next(iter(quotes), "(none)") for quotes in reply.claims() if not text.evidence(quotes)]


def assessed(question: Question, reply: AnyReply, heard: Heard, level: Level, scorer: ScorerInfo) -> Assessment:
    """The verdicts and the score that a reply comes to.

    Args:
        question: that was asked.
        reply: validated against the question's checklist.
        heard: the answer.
        level: the candidate's; key points above it are a bonus.
        scorer: who gave the reply.
    """
    kind: Kind = "behavioral" if question.kind == "behavioral" else "technical"
    flags: list[Flag] = list(heard.screening.flags)
    if isinstance(reply, StoryReply):
        criteria = tuple(_criterion(one, heard.text) for one in reply.criteria)
        told = any(c.id == "story" and c.verdict != "missing" for c in criteria)
        if not told and any(is_general(sentence.text) for sentence in heard.usable):
            flags.append("hypothetical")
        structure = _structure(heard, criteria, reply)
        found = Assessment(kind=kind, structure=structure, criteria=criteria, score=1.0, scorer=scorer)
    else:
        points = tuple(_point(one, heard.text) for one in sorted(reply.key_points, key=lambda p: p.index))
        told = any(point.verdict != "missing" for point in points)
        found = Assessment(
            kind=kind,
            key_points=points,
            misconceptions=_mistakes(reply, heard.text),
            criteria=_bonus(question, points, level),
            score=1.0,
            scorer=scorer,
        )
    if not (reply.on_topic or told or flags):
        flags.append("off_topic")
    # How far such a score lies from people's was measured for the trained judge only.
    return rescored(found).model_copy(update={"flags": tuple(flags), "interval": None})


def _criterion(reply: CriterionReply, text: Transcribed) -> Criterion:
    evidence: tuple[Evidence, ...] = text.evidence(reply.quotes) if reply.verdict != "missing" else ()
    verdict: CriterionVerdict = reply.verdict if evidence else "missing"
    return Criterion(id=reply.id, verdict=verdict, confidence=CONFIDENCE, evidence=evidence)


def _point(reply: PointReply, text: Transcribed) -> KeyPointVerdict:
    evidence: tuple[Evidence, ...] = text.evidence(reply.quotes) if reply.verdict != "missing" else ()
    verdict: PointVerdict = reply.verdict if evidence else "missing"
    return KeyPointVerdict(
        index=reply.index,
        covered=verdict == "covered",
        verdict=verdict,
        probability=PROBABILITY[verdict],
        evidence=evidence,
    )


def _mistakes(reply: PointsReply, text: Transcribed) -> tuple[MisconceptionVerdict, ...]:
    made = []
    for one in sorted(reply.misconceptions, key=lambda m: m.index):
        evidence = text.evidence(one.quotes) if one.stated else ()
        sure = 1.0 if evidence else 0.0
        made.append(MisconceptionVerdict(index=one.index, stated=bool(evidence), probability=sure, evidence=evidence))
    return tuple(made)


def _bonus(question: Question, points: Sequence[KeyPointVerdict], level: Level) -> tuple[Criterion, ...]:
    above = {i for i, point in enumerate(question.key_points) if point.level > level}
    return tuple(
        Criterion(id=f"bonus:{p.index}", verdict=_MARKS[p.verdict], confidence=p.probability)
        for p in points
        if p.index in above
    )


def _structure(heard: Heard, criteria: Sequence[Criterion], reply: StoryReply) -> Structure:
    """The course of the story as far as the quotes show it; a sentence that none of them touches is `other`."""
    place = heard.text.locate(reply.first_action)
    starts = [] if place is None else [place[0]]
    starts += [e.start_char for c in criteria if c.id == "action" for e in c.evidence]
    setup_s = None
    if starts:
        setup_s = round(max(0.0, heard.text.start_s(min(starts)) - heard.sentences[0].start_s), 2)
    return Structure(
        score=None,
        roles=tuple(_role_span(sentence, criteria) for sentence in heard.sentences),
        setup_s=setup_s,
        setup_verdict=setup_verdict(setup_s),
        missing=tuple(c.id for c in criteria if c.verdict == "missing" and not c.id.startswith("principle:")),
    )


def _role_span(sentence: Sentence, criteria: Sequence[Criterion]) -> RoleSpan:
    """The sentence in the role from whose quotes it has the most characters."""
    shared = {"other": 0}
    for criterion in criteria:
        if criterion.id in get_args(SentenceRole):
            shared[criterion.id] = sum(
                max(0, min(e.end_char, sentence.end_char) - max(e.start_char, sentence.start_char))
                for e in criterion.evidence
            )
    return RoleSpan.model_validate(
        {
            "text": sentence.text,
            "role": max(shared, key=lambda role: shared[role]),
            "start_s": sentence.start_s,
            "end_s": sentence.end_s,
            "start_char": sentence.start_char,
            "end_char": sentence.end_char,
        }
    )
