"""The one thing to do better next time, said about what was really said: its words, its seconds, its counts. Pure.

Every sentence holds something of the answer itself, so that none of them would fit any answer; two answers get the
same advice only where both lack the same thing and neither left words to quote.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from interviewer.followup import GAP_ORDER
from interviewer.said import Said, cut
from interviewer.text import seconds
from interviewer.timing import SETUP_LIMIT_S, AnswerTiming
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
        yield (
            f"{_spoke(said.beginning(), 'is how it goes in general')}: tell one event that happened, "
            "with its place and time."
        )
    for quote, right in wrong:
        yield f'Clear this up first, where you said "{cut(quote)}": {right}' if quote else f"Clear this up: {right}"
    if timing is not None and timing.setup_verdict == "over":
        yield _on_setup(said, timing)
    yield from (_GAPS[gap](said) for gap in GAP_ORDER if assessment.verdict(gap) == "missing")
    yield from _on_points(question, assessment)
    if timing is not None and timing.limit_verdict == "over":
        yield _on_length(assessment, timing)
    yield from _on_thin(assessment)


def _on_flags(question: Question | None, assessment: Assessment, said: Said) -> Iterator[str]:
    asked = f'"{cut(question.text)}"' if question is not None else "what was asked"
    words = said.beginning()
    if "non_answer" in assessment.flags:
        yield f"{_spoke(words, 'ends the answer')}: say what you do know about {asked}, and how you would find out the rest."
    if "addresses_the_grader" in assessment.flags:
        yield (
            f"{_spoke(words, 'speaks to the scoring')}, and such words are no evidence; tell the interviewer about your "
            f"work, as {asked} asks."
        )
    if "off_topic" in assessment.flags:
        yield f"{_spoke(words, 'does not answer')} {asked}; if the question is unclear, ask for it to be repeated."


def _on_setup(said: Said, timing: AnswerTiming) -> str:
    over_s = (timing.setup_s or 0) - SETUP_LIMIT_S
    about = "about " if timing.estimated else ""
    action = said.first("action")
    reach = f'reach "{cut(action)}"' if action else "reach the first thing that you did"
    return f"Cut the set-up by {about}{seconds(over_s)}: {reach} within {SETUP_LIMIT_S:.0f} seconds."


def _on_length(assessment: Assessment, timing: AnswerTiming) -> str:
    over_s = timing.total_s - timing.limit_s
    about = "about " if timing.estimated else ""
    shares: dict[str, float] = {}
    for role in assessment.structure.roles if assessment.structure else ():
        if role.start_s is not None and role.end_s is not None:
            shares[role.role] = shares.get(role.role, 0.0) + role.end_s - role.start_s
    longest = max(shares, key=lambda name: shares[name], default=None)
    where = f": the {_PART[longest]} alone took {seconds(shares[longest])}" if longest else ""
    return f"Shorten the answer by {about}{seconds(over_s)} of its {seconds(timing.total_s)}{where}."


_PART = {
    "situation": "situation", "task": "task", "action": "actions", "result": "result", "lesson": "lesson",
    "other": "part that belongs to no step of the story",
}  # fmt: skip


def _on_points(question: Question | None, assessment: Assessment) -> Iterator[str]:
    points = question.key_points if question is not None else ()
    made = [p.evidence[0].quote for p in assessment.key_points if p.verdict == "covered" and p.evidence]
    for point in assessment.key_points:
        if point.verdict == "covered" or point.index >= len(points):
            continue
        text = points[point.index].text
        if point.evidence:
            yield f'Where you said "{cut(point.evidence[0].quote)}", say it fully: {text}'
        elif made:
            yield f'Besides "{cut(made[0])}", say this too: {text}'
        else:
            yield f"Add this: {text}"


def _on_thin(assessment: Assessment) -> Iterator[str]:
    thin = {c.id: c.evidence[0].quote for c in assessment.criteria if c.verdict == "partial" and c.evidence}
    for gap in GAP_ORDER:
        if gap in thin:
            yield f'Be more specific where you said "{cut(thin[gap])}": {_THIN[gap]}.'


_THIN = {
    "action": "which steps did you take, in which order",
    "result": "what was different afterwards, and for whom",
    "own_role": "which part was yours",
    "metric": "from what to what, and measured how",
    "situation": "where this was and what was at stake",
    "task": "what exactly was asked of you",
    "lesson": "where have you used it since",
    "tradeoff": "what did you give up for it",
}


def _action(said: Said) -> str:
    where = said.last("situation", "task", "result")
    return (
        f'After "{cut(where)}", go on with what you did: "I …", step by step.'
        if where
        else ("Say what you did: no sentence of the answer begins with a thing that you did yourself.")
    )


def _result(said: Said) -> str:
    end = said.last("action") or said.ending()
    return (
        f'Finish the story: after "{cut(end)}", say what came of it.'
        if end
        else ("Finish the story: no sentence of the answer says what came of it.")
    )


def _own_role(said: Said) -> str:
    text = " ".join(sentence for _, sentence in said.sentences)
    we, mine = len(_WE.findall(text)), len(_I.findall(text))
    example = next((s for role, s in said.sentences if role == "action" and _WE.search(s)), "") or said.first("action")
    counted = f'You said "we" {_times(we)} and "I" {_times(mine)}' if we else "Your own part cannot be told"
    return (
        f'{counted}; say which part of "{cut(example)}" was yours.'
        if example
        else (f"{counted}; say which part of the work was yours.")
    )


def _metric(said: Said) -> str:
    result = said.quotes.get("result") or said.last("result") or said.last("action")
    return (
        f'Put a number on "{cut(result)}": from what to what.'
        if result
        else ("Put a number on the outcome, from what to what: the answer has none.")
    )


def _situation(said: Said) -> str:
    start = said.first("action", "task", "result") or said.beginning()
    return (
        f'Before "{cut(start)}", say in a sentence where this was and what was at stake.'
        if start
        else ("Say in a sentence where this was and what was at stake: the answer does not.")
    )


def _task(said: Said) -> str:
    action = said.first("action")
    return (
        f'Before "{cut(action)}", say in one sentence what was asked of you.'
        if action
        else ("Say in one sentence what was asked of you: the answer does not.")
    )


def _lesson(said: Said) -> str:
    end = said.last("result") or said.ending()
    return (
        f'After "{cut(end)}", add what you learned and where you have used it since.'
        if end
        else ("Add what you learned and where you have used it since: the answer says neither.")
    )


def _tradeoff(said: Said) -> str:
    action = said.shown("action")
    return (
        f'You chose this: "{cut(action)}". Name what you decided against, and why.'
        if action
        else ("Name what you decided against, and why: the answer weighs no alternative.")
    )


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


def _spoke(words: str, does: str) -> str:
    return f'"{cut(words)}" {does}' if words else f"What you said {does}"


def _times(count: int) -> str:
    return ("never", "once", "twice")[count] if count < 3 else f"{count} times"
