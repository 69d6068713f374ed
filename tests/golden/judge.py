"""The judge of the golden sessions: it knows every sentence, and gives the verdicts that stand beside it."""

from __future__ import annotations

from audio.transcript import Transcript
from prompts.schema import BehavioralQuestion, Question
from rubrics.assessment import (
    Assessment,
    Criterion,
    Evidence,
    KeyPointVerdict,
    MisconceptionVerdict,
    RoleSpan,
    ScorerInfo,
    Structure,
)
from rubrics.score import rescored
from rubrics.scripted_judge import ScriptedJudge
from rubrics.structure import setup_verdict
from tests.golden.scripts import EVERYTHING, Say

SCORER = ScorerInfo(name="golden", version="1")
CRITERIA = ("story", "situation", "task", "action", "own_role", "result", "metric", "tradeoff", "lesson")


def golden_judge() -> ScriptedJudge:
    """A judge for all golden sessions."""
    return ScriptedJudge(verdicts)


def verdicts(question: Question, transcript: Transcript) -> Assessment:
    """The verdicts on an answer made of known sentences; unknown words are shown as `other` and worth nothing."""
    kind = "behavioral" if isinstance(question, BehavioralQuestion) else "technical"
    if not transcript.words:
        return Assessment(kind=kind, unscored_reason="Nothing was said.", scorer=SCORER)
    found = _found(transcript)
    if kind == "technical":
        return _technical(question, found)
    names = (*CRITERIA, *(f"principle:{name}" for name in question.principles))
    criteria = tuple(_criterion(name, found) for name in names)
    return rescored(
        Assessment(
            kind="behavioral", criteria=criteria, structure=_structure(criteria, found, transcript), scorer=SCORER,
            score=1.0,
        )
    )  # fmt: skip


def _found(transcript: Transcript) -> list[tuple[Say, Evidence, float]]:
    """Each known sentence in the order of the answer, where it stands, and when it ends."""
    text, spans = transcript.text, transcript.word_spans()
    found = []
    for one in EVERYTHING:
        quote = " ".join(one.text.split())
        at = text.find(quote)
        if at < 0:
            continue
        inside = [w for w, (a, b) in zip(transcript.words, spans, strict=True) if a >= at and b <= at + len(quote)]
        start_s = inside[0].start_s
        evidence = Evidence(quote=quote, start_char=at, end_char=at + len(quote), start_s=start_s)
        found.append((one, evidence, inside[-1].end_s))
    return sorted(found, key=lambda item: item[1].start_char)


def _criterion(name: str, found: list[tuple[Say, Evidence, float]]) -> Criterion:
    met = tuple(evidence for one, evidence, _ in found if name in one.shows)
    partial = tuple(evidence for one, evidence, _ in found if f"{name}:partial" in one.shows)
    verdict = "met" if met else "partial" if partial else "missing"
    return Criterion(id=name, verdict=verdict, confidence=0.9 if met else 0.6, evidence=(met or partial)[:2])


def _structure(criteria, found, transcript: Transcript) -> Structure:
    roles = tuple(
        RoleSpan(
            text=evidence.quote, role=one.role, start_s=evidence.start_s, end_s=end_s, start_char=evidence.start_char,
            end_char=evidence.end_char,
        )
        for one, evidence, end_s in found
    )  # fmt: skip
    first = next((role.start_s for role in roles if role.role == "action"), None)
    setup_s = None if first is None else round(first - transcript.words[0].start_s, 2)
    parts = ("situation", "task", "action", "result")
    missing = tuple(c.id for c in criteria if c.id in parts and c.verdict == "missing")
    return Structure(score=1.0, roles=roles, setup_s=setup_s, setup_verdict=setup_verdict(setup_s), missing=missing)


def _technical(question: Question, found) -> Assessment:
    points = []
    for index in range(len(question.key_points)):
        quotes = tuple(evidence for one, evidence, _ in found if f"point:{index}" in one.shows)
        verdict = "covered" if quotes else "missing"
        points.append(
            KeyPointVerdict(
                index=index, covered=bool(quotes), verdict=verdict, probability=0.95 if quotes else 0.1, evidence=quotes
            )
        )
    wrong = []
    for index in range(len(question.misconceptions)):
        quotes = tuple(evidence for one, evidence, _ in found if f"wrong:{index}" in one.shows)
        wrong.append(
            MisconceptionVerdict(index=index, stated=bool(quotes), probability=0.95 if quotes else 0.1, evidence=quotes)
        )
    made = Assessment(kind="technical", key_points=tuple(points), misconceptions=tuple(wrong), scorer=SCORER, score=1.0)
    return rescored(made)
