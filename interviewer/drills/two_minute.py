"""The two-minute drill: a whole story in time, with all its parts and a short set-up. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from audio.transcript import Transcript
from interviewer.answers.timing import SETUP_LIMIT_S
from interviewer.drills.catalogue import DRILLS
from interviewer.drills.setup import first_action
from interviewer.drills.verdict import BORDERLINE_S, Answer, Check, DrillVerdict, nothing_heard, quoted, timed, verdict
from interviewer.text import seconds
from rubrics import cues
from rubrics.assessment import Structure

LEAST_S = 60.0
"""Below a minute there is no room for what you did (our assumption)."""


def two_minute_verdict(transcript: Transcript, structure: Structure | None) -> DrillVerdict:
    """The verdict on a whole story.

    Args:
        transcript: the answer.
        structure: roles of its sentences, where the judge's model has read it; cue words alone otherwise.
    """
    if not transcript.words:
        return nothing_heard()
    answer = Answer.of(transcript)
    checks = [*_parts(answer, structure), _setup(answer, structure)]
    time = timed(answer, DRILLS["two-minute"].limit_s, LEAST_S)
    return verdict(checks, time, answer.total_s, _changes(answer, checks, time[0]))


def _parts(answer: Answer, structure: Structure | None) -> Iterator[Check]:
    if structure is not None and structure.roles:
        first: dict[str, str] = {}
        for role in structure.roles:
            first.setdefault(role.role, role.text)
        setting = first.get("situation") or first.get("task") or ""
        found = {"situation": setting, "action": first.get("action", ""), "result": first.get("result", "")}
        lesson = first.get("lesson", "")
    else:
        action = first_action(answer, None)
        setting = answer.first(cues.SITUATION) or answer.first(cues.TASK)
        found = {"situation": setting, "action": action.text if action else "", "result": answer.first(cues.RESULT)}
        lesson = answer.first(cues.LESSON)
    names = {"situation": "the situation or task", "action": "what you did", "result": "what came of it"}
    for part, quote in found.items():
        yield Check(id=part, name=names[part], ok=bool(quote), quote=quote)
    yield Check(id="lesson", name="what you learned", ok=bool(lesson), quote=lesson, counts=False)


def _setup(answer: Answer, structure: Structure | None) -> Check:
    action = first_action(answer, structure)
    if action is None or not answer.total_s:
        return Check(id="setup", name="a set-up of at most 30 seconds", ok=False, note="its end was not found")
    spent = action.start_s - answer.sentences[0].start_s
    note = f"{answer.about}{seconds(spent)}, {spent / answer.total_s:.0%} of the answer"
    return Check(id="setup", name="a set-up of at most 30 seconds", ok=spent <= SETUP_LIMIT_S + BORDERLINE_S, note=note)


def _changes(answer: Answer, checks: list[Check], time: str) -> Iterator[str]:
    ok = {check.id: check.ok for check in checks}
    limit = DRILLS["two-minute"].limit_s
    if not ok["action"]:
        yield 'Say what you did yourself: "I …", step by step.'
    if not ok["result"]:
        yield f"Finish it: after {quoted(answer.sentences[-1].text)}, say what came of it."
    if not ok["setup"]:
        yield "Get to the first thing that you did within 30 seconds."
    if time == "over":
        yield f"Cut {answer.about}{seconds(answer.total_s - limit)}; begin with the longest sentence: {quoted(_longest(answer))}."
    if time == "short":
        yield f"Use the time: {answer.about}{seconds(LEAST_S - answer.total_s)} more on what you did, step by step."
    if not ok["situation"]:
        yield "Say in one sentence where it was and what was asked of you."
    if not ok["lesson"]:
        yield "Add what you learned; one sentence is enough."


def _longest(answer: Answer) -> str:
    return max(answer.sentences, key=lambda s: s.end_s - s.start_s).text
