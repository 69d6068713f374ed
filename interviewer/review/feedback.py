"""Turns verdicts and times into sentences: what was strong, what was missing, why the score is what it is. Pure."""

from __future__ import annotations

from interviewer.answers.followup import GAP_ORDER
from interviewer.answers.timing import SETUP_LIMIT_S, AnswerTiming
from interviewer.locale_format import number, seconds
from interviewer.review.advice import first_advice
from prompts.phrasebook import Named, phrase
from prompts.schema import Question
from rubrics.assessment import Assessment, Evidence

_NAMES = Named("criterion")
_FLAGS = Named("flag")


def criterion_name(criterion_id: str) -> str:
    """A criterion in plain words: "your own part", "Dive Deep"."""
    if criterion_id.startswith("principle:"):
        return principle_name(criterion_id.removeprefix("principle:"))
    return _NAMES.get(criterion_id) or phrase("criterion.any", id=criterion_id)


def principle_name(principle: str) -> str:
    """The name of a Leadership Principle from its id."""
    from rubrics.load import load_principles  # noqa: PLC0415 - read when there is something to show

    rubric = load_principles().get(principle)
    return rubric.name if rubric else principle


def setup_sentence(timing: AnswerTiming) -> str:
    """What the clock says of the set-up, in one sentence; "" where it was not looked at."""
    if timing.setup_verdict is None:
        return ""
    if timing.setup_verdict == "not_found":
        return phrase("feedback.setup.not_found")
    time, limit = estimated(timing.setup_s or 0, timing.estimated), number(SETUP_LIMIT_S)
    if timing.setup_verdict == "over":
        over = seconds((timing.setup_s or 0) - SETUP_LIMIT_S)
        return phrase("feedback.setup.over", time=time, limit=limit, over=over)
    return phrase(f"feedback.setup.{timing.setup_verdict}", time=time, limit=limit)


def length_sentence(timing: AnswerTiming) -> str:
    """What the clock says of the whole answer."""
    time, limit = estimated(timing.total_s, timing.estimated), seconds(timing.limit_s)
    if timing.limit_verdict == "within":
        return phrase("feedback.length.within", time=time, limit=limit)
    return phrase("feedback.length.over", time=time, limit=limit)


def estimated(time_s: float, guessed: bool) -> str:
    """A duration, said to be about that long where it was not measured."""
    return phrase("duration.about", time=seconds(time_s)) if guessed else seconds(time_s)


def flag_name(flag: str) -> str:
    """What was noticed, in plain words."""
    return _FLAGS.get(flag) or flag.replace("_", " ")


def strengths(assessment: Assessment, most: int = 3) -> list[tuple[str, Evidence]]:
    """The strongest moments: (what it shows, the words), each quote once."""
    found = [
        (criterion.confidence, criterion_name(criterion.id), criterion.evidence[0])
        for criterion in assessment.criteria
        if criterion.verdict == "met"
        and criterion.evidence
        and criterion.is_merit
        and criterion.id not in {"story", "situation", "task"}  # what everybody has is no strong moment
    ]
    found += [
        (point.probability, phrase("criterion.key_point"), point.evidence[0])
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
    parts = [phrase("feedback.reason.shown", names=", ".join(shown))] if shown else []
    parts += [phrase("feedback.reason.thin", names=", ".join(thin))] if thin else []
    parts += [phrase("feedback.reason.missing", names=", ".join(absent))] if absent else []
    parts += [phrase("feedback.reason.wrong", count=wrong)] if wrong else []
    doubt = assessment.verdict("on_question")
    parts += [phrase(f"feedback.reason.on_question.{doubt}")] if doubt in {"partial", "missing"} else []
    flags = [flag for flag in assessment.flags if (flag, doubt) != ("off_topic", "missing")]
    parts += [phrase("feedback.reason.flag", flag=flag_name(flag)) for flag in flags]
    return "; ".join(parts)


def _parts(question: Question | None, assessment: Assessment) -> tuple[list[str], list[str], list[str]]:
    verdicts: dict[str, list[str]] = {"met": [], "partial": [], "missing": []}
    for criterion in assessment.criteria:
        if criterion.is_merit:
            verdicts[criterion.verdict].append(criterion_name(criterion.id))
    if assessment.key_points:
        covered = sum(point.verdict == "covered" for point in assessment.key_points)
        thin = sum(point.verdict == "partial" for point in assessment.key_points)
        of = len(question.key_points) if question is not None and question.key_points else len(assessment.key_points)
        counts = {"met": covered, "partial": thin, "missing": len(assessment.key_points) - covered - thin}
        for verdict, count in counts.items():
            if count:
                verdicts[verdict].append(phrase("feedback.reason.key_points", number=count, all=of))
    return verdicts["met"], verdicts["partial"], verdicts["missing"]
