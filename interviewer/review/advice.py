"""The one thing to do better next time, said about what was really said: its words, its seconds, its counts. Pure.

Every sentence holds something of the answer itself, so that none of them would fit any answer; two answers get the
same advice only where both lack the same thing and neither left words to quote.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from interviewer.answers.followup import GAP_ORDER
from interviewer.answers.timing import SETUP_LIMIT_S, AnswerTiming
from interviewer.locale_format import number, seconds
from interviewer.review.said import Said, cut
from prompts.phrasebook import Named, phrase
from prompts.schema import Question
from rubrics.assessment import Assessment

_WE = re.compile(r"\b(?:we|our|us|we're|we've|we'd)\b", re.IGNORECASE)
_I = re.compile(r"\b(?:I|my|me|I'm|I've|I'd)\b")


def first_advice(
    question: Question | None,
    assessment: Assessment,
    timing: AnswerTiming | None,
    wrong: Sequence[tuple[str, str]] = (),
) -> str:
    """The most useful advice, or "" where nothing is known to be wrong.

    Args:
        question: for the wording of its key points.
        assessment: of a scored answer.
        timing: of the answer, where it is known.
        wrong: (what was said, what is right) for each misconception stated.
    """
    return next(_advice(question, assessment, timing, wrong), "")


def _advice(
    question: Question | None, assessment: Assessment, timing: AnswerTiming | None, wrong: Sequence[tuple[str, str]]
) -> Iterator[str]:
    said = Said.of(assessment)
    yield from _on_flags(question, assessment, said)
    if assessment.verdict("story") == "missing":
        words = said.beginning()
        yield phrase("advice.general", words=cut(words)) if words else phrase("advice.general_plain")
    for quote, right in wrong:
        clear_up = phrase("advice.clear_up", words=cut(quote), right=right) if quote else ""
        yield clear_up or phrase("advice.clear_up_plain", right=right)
    if timing is not None and timing.setup_verdict == "over":
        yield _on_setup(said, timing)
    yield from (_GAPS[gap](said) for gap in GAP_ORDER if assessment.verdict(gap) == "missing")
    yield from _on_points(question, assessment)
    if timing is not None and timing.limit_verdict == "over":
        yield _on_length(assessment, timing)
    yield from _on_thin(assessment)
    if assessment.verdict("on_question") == "partial":
        yield phrase("advice.link", words=cut(said.beginning()), asked=_asked(question))


def _on_flags(question: Question | None, assessment: Assessment, said: Said) -> Iterator[str]:
    asked = _asked(question)
    words = cut(said.beginning())
    away = "other_story" if assessment.verdict("on_question") == "missing" else "off_topic"
    for flag, key in (("non_answer", "non_answer"), ("addresses_the_grader", "grader"), ("off_topic", away)):
        if flag in assessment.flags and words:
            yield phrase(f"advice.{key}", words=words, asked=asked)
        elif flag in assessment.flags:
            yield phrase(f"advice.{key}_plain", asked=asked)


def _asked(question: Question | None) -> str:
    return phrase("advice.asked", question=cut(question.wording)) if question else phrase("advice.asked_plain")


def _on_setup(said: Said, timing: AnswerTiming) -> str:
    over = _about((timing.setup_s or 0) - SETUP_LIMIT_S, timing)
    action, limit = said.after_setup or said.first("action"), number(SETUP_LIMIT_S)
    if action:
        return phrase("advice.setup", over=over, words=cut(action), limit=limit)
    return phrase("advice.setup_plain", over=over, limit=limit)


def _about(time_s: float, timing: AnswerTiming) -> str:
    return phrase("duration.about", time=seconds(time_s)) if timing.estimated else seconds(time_s)


def _on_length(assessment: Assessment, timing: AnswerTiming) -> str:
    over, time = _about(timing.total_s - timing.limit_s, timing), seconds(timing.total_s)
    shares: dict[str, float] = {}
    for role in assessment.structure.roles if assessment.structure else ():
        if role.start_s is not None and role.end_s is not None:
            shares[role.role] = shares.get(role.role, 0.0) + role.end_s - role.start_s
    longest = max(shares, key=lambda name: shares[name], default=None)
    if longest is None:
        return phrase("advice.length_plain", over=over, time=time)
    return phrase("advice.length", over=over, time=time, part=_PART[longest], longest=seconds(shares[longest]))


_PART = Named("advice.part")


def _on_points(question: Question | None, assessment: Assessment) -> Iterator[str]:
    points = question.key_points if question is not None else ()
    made = [p.evidence[0].quote for p in assessment.key_points if p.verdict == "covered" and p.evidence]
    for point in assessment.key_points:
        if point.verdict == "covered" or point.index >= len(points):
            continue
        text = points[point.index].text
        if point.evidence:
            yield phrase("advice.point_thin", words=cut(point.evidence[0].quote), point=text)
        elif made:
            yield phrase("advice.point_besides", words=cut(made[0]), point=text)
        else:
            yield phrase("advice.point_plain", point=text)


def _on_thin(assessment: Assessment) -> Iterator[str]:
    thin = {c.id: c.evidence[0].quote for c in assessment.criteria if c.verdict == "partial" and c.evidence}
    for gap in GAP_ORDER:
        if gap in thin:
            yield phrase("advice.specific", words=cut(thin[gap]), what=_THIN[gap])


_THIN = Named("advice.thin")


def _gap(key: str, words: str) -> str:
    """Advice on what is missing, tied to words of the answer where there are some."""
    return phrase(f"advice.{key}", words=cut(words)) if words else phrase(f"advice.{key}_plain")


def _action(said: Said) -> str:
    return _gap("action", said.last("situation", "task", "result"))


def _result(said: Said) -> str:
    return _gap("result", said.last("action") or said.ending())


def _own_role(said: Said) -> str:
    text = " ".join(sentence for _, sentence in said.sentences)
    we, mine = len(_WE.findall(text)), len(_I.findall(text))
    example = next((s for role, s in said.sentences if role == "action" and _WE.search(s)), "") or said.first("action")
    if not we:
        return _gap("own_role", example)
    if not example:
        return phrase("advice.own_role_counted_plain", we=times(we), mine=times(mine))
    return phrase("advice.own_role_counted", we=times(we), mine=times(mine), words=cut(example))


def _metric(said: Said) -> str:
    return _gap("metric", said.quotes.get("result") or said.last("result") or said.last("action"))


def _situation(said: Said) -> str:
    return _gap("situation", said.first("action", "task", "result") or said.beginning())


def _task(said: Said) -> str:
    return _gap("task", said.first("action"))


def _lesson(said: Said) -> str:
    return _gap("lesson", said.last("result") or said.ending())


def _tradeoff(said: Said) -> str:
    return _gap("tradeoff", said.shown("action"))


_GAPS: dict[str, Callable[[Said], str]] = {
    "action": _action,
    "result": _result,
    "own_role": _own_role,
    "metric": _metric,
    "situation": _situation,
    "task": _task,
    "lesson": _lesson,
    "tradeoff": _tradeoff,
}


def times(count: int) -> str:
    """How often, in words: "never", "once", "twice", "5 times"."""
    return phrase(f"times.{('never', 'once', 'twice')[count]}") if count < 3 else phrase("times.more", count=count)
