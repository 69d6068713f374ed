"""Chooses the next probe from what an answer lacks: the most valuable gap first, never what was given. Pure."""

from __future__ import annotations

import re
from collections import Counter

from prompts.load import fill, lines
from prompts.schema import GAPS, BehavioralQuestion, Question
from rubrics.assessment import Assessment, FollowUp

# What interviewers miss most when it is missing: what was done and what came of it come before context and reflection.
GAP_ORDER = ("action", "result", "own_role", "metric", "situation", "lesson", "tradeoff", "task")
_WHY = {
    "situation": "the answer does not say where this was and what was at stake",
    "task": "the answer does not say what was asked of the candidate",
    "action": "the answer does not say what was done",
    "own_role": "the answer does not tell the candidate's own part from the team's",
    "result": "the answer does not say what came of it",
    "metric": "the result has no number",
    "tradeoff": "no alternative is weighed",
    "lesson": "nothing is said about what was learned",
}
_WORD = re.compile(r"[A-Za-z][A-Za-z'-]*")
_DETERMINERS = frozenset(("the", "our", "my", "a", "an", "this", "that"))
_FUNCTION = frozenset(
    "i we you he she it they and or but so then because when while if that which who what there here of in on at to for"
    " with from by as is was were are be been being had has have did do does would could should will can may might not"
    " no this these those my our your their his her its all one two first second next last same other more most very"
    " really just also about into over after before than too up out team time way thing things lot bit kind sort part"
    " whole end day week month year people example question answer point problem result number".split()
)


def choose_follow_up(
    question: Question, assessment: Assessment, *, said: str, asked: frozenset[str]
) -> FollowUp | None:
    """The probe that this answer calls for, or None when nothing worth a question is missing.

    Args:
        question: with its own probes, which are preferred to the general ones.
        assessment: of everything said to the question so far.
        said: the candidate's words, from which `{topic}` is filled.
        asked: targets that have been asked about already.
    """
    if assessment.score is None or "non_answer" in assessment.flags or "addresses_the_grader" in assessment.flags:
        return None
    topic = topic_of(said)
    story = isinstance(question, BehavioralQuestion) and question.form == "story"
    if story and assessment.verdict("story") == "missing" and "situation" not in asked:
        why = "the answer is general or hypothetical, not a story of something that happened"
        return FollowUp(target="situation", line=fill(lines()["follow_ups"]["story"][0], topic=topic), why=why)
    for target, why in _gaps(assessment) if story else _points(question, assessment):
        if target not in asked:
            return FollowUp(target=target, line=_line(question, target, topic, len(asked)), why=why)
    return None


def _gaps(assessment: Assessment) -> list[tuple[str, str]]:
    missing = [gap for gap in GAP_ORDER if assessment.verdict(gap) == "missing"]
    thin = [gap for gap in GAP_ORDER if assessment.verdict(gap) == "partial"]
    # A thin action or result is worth more than a missing reflection; anything else that is thin can wait.
    first = [gap for gap in missing if gap in GAP_ORDER[:4]] + [gap for gap in thin if gap in GAP_ORDER[:4]]
    rest = [gap for gap in missing if gap not in first]
    return [(gap, _WHY[gap]) for gap in (*first, *rest)]


def _points(question: Question, assessment: Assessment) -> list[tuple[str, str]]:
    wrong = [
        (
            f"misconception:{m.index}",
            "the answer seems to hold a misconception; a neutral question lets it be cleared up",
        )
        for m in assessment.misconceptions
        if m.stated
    ]
    open_points = [p for p in assessment.key_points if p.verdict != "covered" and p.index < len(question.key_points)]
    # Uncertain points first: there the candidate has begun to say it; then the points that everybody should make.
    open_points.sort(key=lambda p: (question.key_points[p.index].level, p.verdict == "missing", p.index))
    return wrong + [(f"key_point:{p.index}", "a key point was not made, or not clearly") for p in open_points]


def _line(question: Question, target: str, topic: str, count: int) -> str:
    own = [probe.line for probe in question.follow_ups if probe.target == target]
    if own:
        return fill(own[0], topic=topic)
    probes = lines()["follow_ups"]
    general = [*probes[target if target in GAPS else target.split(":", maxsplit=1)[0]]]
    # A line with a slot needs something to put there; without a topic the plain wording is better.
    fitting = [line for line in general if "{topic}" not in line or topic != "that"]
    fitting = fitting or [line for line in probes["uncertain"] if "{topic}" not in line] or general
    return fill(fitting[count % len(fitting)], topic=topic)


def topic_of(said: str) -> str:
    """A short noun phrase that the candidate used more than once ("the ranking model"), or "that" where none stands out.

    Only a phrase that comes back word for word after a determiner is used: it is then surely one thing, and quoting it
    cannot be wrong.
    """
    tokens = [token.lower() for token in _WORD.findall(said)]
    phrases: Counter[tuple[str, ...]] = Counter()
    for index, token in enumerate(tokens):
        if token not in _DETERMINERS:
            continue
        tail: list[str] = []
        for following in tokens[index + 1 : index + 4]:
            if following in _FUNCTION or following in _DETERMINERS or len(following) < 3:
                break
            tail.append(following)
            phrases[tuple(tail)] += 1
    repeated = [(len(words) > 1, count, len(words), words) for words, count in phrases.items() if count > 1]
    if not repeated:
        return "that"
    best = max(repeated, key=lambda item: (item[0], item[1], item[2], item[3]))
    return "the " + " ".join(best[3])
