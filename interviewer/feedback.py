"""Turns verdicts and times into sentences: what was strong, what was missing, why the score is what it is. Pure."""

from __future__ import annotations

from interviewer.advice import first_advice
from interviewer.followup import GAP_ORDER
from interviewer.text import seconds
from interviewer.timing import SETUP_LIMIT_S, AnswerTiming
from prompts.schema import Question
from rubrics.assessment import Assessment, Evidence

_NAMES = {
    "story": "a real past event",
    "own_role": "your own part",
    "metric": "a measured result",
    "tradeoff": "an alternative weighed",
    "lesson": "a lesson",
}


def criterion_name(criterion_id: str) -> str:
    """A criterion in plain words: "your own part", "Dive Deep"."""
    if criterion_id.startswith("principle:"):
        return principle_name(criterion_id.removeprefix("principle:"))
    return _NAMES.get(criterion_id, f"the {criterion_id}")


def principle_name(principle: str) -> str:
    """The name of a Leadership Principle from its id."""
    from rubrics.load import load_principles  # noqa: PLC0415 - read when there is something to show

    rubric = load_principles().get(principle)
    return rubric.name if rubric else principle


def setup_sentence(timing: AnswerTiming) -> str:
    """What the clock says of the set-up, in one sentence; "" where it was not looked at."""
    about = "about " if timing.estimated else ""
    match timing.setup_verdict:
        case None:
            return ""
        case "not_found":
            return "Set-up: no sentence tells what you did, so its end was not found."
        case "within":
            return f"Set-up: {about}{seconds(timing.setup_s or 0)}, within {SETUP_LIMIT_S:.0f} s."
        case "borderline":
            return f"Set-up: {about}{seconds(timing.setup_s or 0)}, right at the limit of {SETUP_LIMIT_S:.0f} s."
        case _:
            over = (timing.setup_s or 0) - SETUP_LIMIT_S
            return f"Set-up: {about}{seconds(timing.setup_s or 0)}, {seconds(over)} over the {SETUP_LIMIT_S:.0f} s."


def length_sentence(timing: AnswerTiming) -> str:
    """What the clock says of the whole answer."""
    about = "about " if timing.estimated else ""
    verdict = "within" if timing.limit_verdict == "within" else "over"
    return f"Answer: {about}{seconds(timing.total_s)}, {verdict} the {seconds(timing.limit_s)} this question allows."


def strengths(assessment: Assessment, most: int = 3) -> list[tuple[str, Evidence]]:
    """The strongest moments: (what it shows, the words), each quote once."""
    found = [
        (criterion.confidence, criterion_name(criterion.id), criterion.evidence[0])
        for criterion in assessment.criteria
        if criterion.verdict == "met"
        and criterion.evidence
        and criterion.id not in {"story", "situation", "task"}  # what everybody has is no strong moment
        and not criterion.id.startswith("bonus:")
    ]
    found += [
        (point.probability, "a key point", point.evidence[0])
        for point in assessment.key_points
        if point.verdict == "covered" and point.evidence
    ]
    found.sort(key=lambda item: -item[0])
    seen: set[str] = set()
    kept = []
    for _, name, evidence in found:
        if evidence.quote not in seen:
            seen.add(evidence.quote)
            kept.append((name, evidence))
    return kept[:most]


def missing(question: Question | None, assessment: Assessment, target: str = "") -> list[str]:
    """What the answer lacks, in plain words, the most valuable first.

    Args:
        question: for the wording of its key points.
        assessment: of this answer.
        target: for the answer to a follow-up, what it asked for: nothing else can be missing there.
    """
    gaps = [(gap, criterion_name(gap)) for gap in GAP_ORDER if assessment.verdict(gap) == "missing"]
    named = [c.id for c in assessment.criteria if c.id.startswith("principle:") and c.verdict == "missing"]
    gaps += [(name, criterion_name(name)) for name in named]
    points = question.key_points if question is not None else ()
    for point in assessment.key_points:
        if point.verdict in {"missing", "contradicted"} and point.index < len(points):
            gaps.append((f"key_point:{point.index}", points[point.index].text))
    return [name for gap, name in gaps if target in ("", gap)]


def wrong_statements(question: Question | None, assessment: Assessment) -> list[tuple[str, str]]:
    """(what was said, what is right) for each misconception that the answer states."""
    if question is None:
        return []
    return [
        (wrong.evidence[0].quote if wrong.evidence else "", question.misconceptions[wrong.index].correction)
        for wrong in assessment.misconceptions
        if wrong.stated and wrong.index < len(question.misconceptions)
    ]


def next_time(question: Question | None, assessment: Assessment, timing: AnswerTiming | None) -> str:
    """The one thing to do better next time, in one sentence; "" where nothing is known to be wrong."""
    if assessment.score is None:
        return ""
    return first_advice(question, assessment, timing, wrong_statements(question, assessment))


def score_reason(question: Question | None, assessment: Assessment) -> str:
    """Why the score is what it is, in one line: what was shown, what was thin, what was missing; "" without a score."""
    if assessment.score is None:
        return ""
    shown, thin, absent = _parts(question, assessment)
    wrong = len(wrong_statements(question, assessment))
    parts = [f"{title} {', '.join(names)}" for title, names in (("shown:", shown), ("thin:", thin)) if names]
    if absent:
        parts.append(f"missing: {', '.join(absent)}")
    if wrong:
        parts.append("stated something wrong" if wrong == 1 else f"stated {wrong} wrong things")
    parts += [f"flagged as {flag.replace('_', ' ')}" for flag in assessment.flags]
    return "; ".join(parts)


def _parts(question: Question | None, assessment: Assessment) -> tuple[list[str], list[str], list[str]]:
    verdicts: dict[str, list[str]] = {"met": [], "partial": [], "missing": []}
    for criterion in assessment.criteria:
        if not criterion.id.startswith("bonus:"):
            verdicts[criterion.verdict].append(criterion_name(criterion.id))
    if assessment.key_points:
        covered = sum(point.verdict == "covered" for point in assessment.key_points)
        thin = sum(point.verdict == "partial" for point in assessment.key_points)
        of = len(question.key_points) if question is not None and question.key_points else len(assessment.key_points)
        counts = {"met": covered, "partial": thin, "missing": len(assessment.key_points) - covered - thin}
        for verdict, count in counts.items():
            if count:
                verdicts[verdict].append(f"{count} of {of} key points")
    return verdicts["met"], verdicts["partial"], verdicts["missing"]
