"""Turns verdicts and times into sentences: what was strong, what was missing, the one thing to do next. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from interviewer.followup import GAP_ORDER
from interviewer.text import seconds, shorten
from interviewer.timing import SETUP_LIMIT_S, AnswerTiming
from prompts.schema import Question
from rubrics.assessment import Assessment, Evidence

_ADVICE = {
    "action": "Say what you did, step by step: about half of the answer belongs to your own actions.",
    "result": "Finish the story: say what came of it before you stop.",
    "own_role": 'Say "I" for what you did yourself; from "we" nobody can tell your part.',
    "metric": "Put a number on the result, with what it is compared to.",
    "situation": "Begin with one or two sentences on where this was and what was at stake.",
    "task": "Say in one sentence what was asked of you, before what you did.",
    "lesson": "Close with what you learned and where you used it since.",
    "tradeoff": "Name the alternative that you decided against, and why.",
}
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
        and criterion.id != "story"
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


_FLAG_ADVICE = {
    "non_answer": "When you do not know, say what you do know nearby and how you would find out.",
    "addresses_the_grader": "Speak to the interviewer about your work; words addressed to the scoring are not evidence.",
    "off_topic": "Answer the question that was asked; if it is unclear, ask for it to be repeated.",
}


def next_time(question: Question | None, assessment: Assessment, timing: AnswerTiming | None) -> str:
    """The one thing to do better next time, in one sentence; "" where nothing is known to be wrong."""
    return next(_advice(question, assessment, timing), "") if assessment.score is not None else ""


def _advice(question: Question | None, assessment: Assessment, timing: AnswerTiming | None) -> Iterator[str]:
    """All advice there is, the most useful first."""
    yield from (_FLAG_ADVICE[flag] for flag in _FLAG_ADVICE if flag in assessment.flags)
    if assessment.verdict("story") == "missing":
        yield "Tell one event that happened, with its place and time, instead of what you would do in general."
    yield from (f"Clear this up first: {right}" for _, right in wrong_statements(question, assessment))
    if timing is not None and timing.setup_verdict == "over":
        over = (timing.setup_s or 0) - SETUP_LIMIT_S
        yield f"Cut the set-up by {seconds(over)}: reach the first thing you did within {SETUP_LIMIT_S:.0f} seconds."
    yield from (_ADVICE[gap] for gap in GAP_ORDER if assessment.verdict(gap) == "missing")
    points = question.key_points if question is not None else ()
    for point in assessment.key_points:
        if point.verdict != "covered" and point.index < len(points):
            yield f"Add this: {points[point.index].text}"
    thin = {c.id: c.evidence[0] for c in assessment.criteria if c.verdict == "partial" and c.evidence}
    for gap in GAP_ORDER:
        if gap in thin:
            advice = _ADVICE[gap][0].lower() + _ADVICE[gap][1:]
            yield f'Be more specific where you said "{shorten(thin[gap].quote, 60)}": {advice}'
