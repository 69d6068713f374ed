"""Chooses the next probe from what an answer lacks: the most valuable gap first, never what was given. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from zlib import crc32

from prompts.load import fill, lines
from prompts.phrasebook import Named, phrase
from prompts.schema import GAPS, BehavioralQuestion, Question
from rubrics.assessment import Assessment, Criterion, Evidence, FollowUp, KeyPointVerdict
from rubrics.score import bonus_points, criterion_credit

WORTH = {
    "action": 3.0,
    "result": 2.5,
    "own_role": 2.0,
    "metric": 1.5,
    "situation": 1.0,
    "lesson": 1.0,
    "tradeoff": 1.0,
    "task": 1.0,
}
"""How much an interviewer misses each part of a story: what was done and what came of it before context and reflection.
Chosen on the labelled answers of two hands, see benchmarks/bench_follow_ups.py."""
GAP_ORDER = tuple(WORTH)
"""The most valuable first; equals in this order."""
LACKING = 1.5
"""Half there counts 0.35: less than half, since asking for something that was given after all does harm."""
UNSURE_FROM, UNSURE_TO = 0.35, 0.65
"""Probabilities between which nothing is known: the probe leaves it to the candidate what to add."""
GIVEN_FROM = 0.9
"""Confidence from which a part that was met is not asked about, however often interviewers ask for such parts."""
_WHY, _WHY_THIN, _WHY_POINT = Named("why.missing"), Named("why.thin"), Named("why.point")
GENERAL_FROM = 0.9
"""Confidence that there is no story from which a particular time is asked for; half a story is asked about like any other."""
LONGEST_TOPIC = 3
"""Words of a phrase that is quoted, after "the"."""
_TOKEN = re.compile(r"[^\W\d_][\w'-]*|[.,;:!?]")
_NAMING = re.compile(r"[a-z][a-z'-]{2,}")
"""A word that may stand in a topic."""
_DETERMINERS = frozenset(("the", "our", "my", "a", "an", "this", "that"))
_FUNCTION = frozenset(
    "i we you he she it they and or but so then because when while if that which who what there here of in on at to for"
    " with from by as is was were are be been being had has have did do does would could should will can may might not"
    " no this these those my our your their his her its all one two first second next last same other more most very"
    " really just also about into over after before than too up out".split()
)
_VAGUE = frozenset(
    "team time way thing things lot bit kind sort part whole end day week month year people example question answer"
    " point problem result number".split()
)
"""Nouns that name nothing by themselves; what stands before one of them ("the search team") is no topic either."""
_NOT_LAST = frozenset(
    "own new old big small good bad right wrong main only few hundred thousand million half matter"
    " hour hours minute minutes night morning days weeks months years".split()
)
"""Words at which a phrase is cut short, or names only a time."""
_BREAKS = _FUNCTION | _DETERMINERS | frozenset(".,;:!?")


@dataclass(frozen=True, slots=True)
class _Gap:
    """Something worth a question."""

    target: str
    why: str
    thin: bool = False
    """Whether it was begun, or nobody can say: then the probe must not presume that it is missing."""
    clarify: bool = False
    """Whether the candidate is to say it again, since it seems to be wrong."""
    evidence: tuple[Evidence, ...] = ()
    """Where the answer touches on it."""


_SINGULAR = re.compile(r"\b(?:was|is|has|does) \{topic\}|\{topic\} (?:was|is|has|does)\b")
"""A line whose verb fits one thing; of several ("the reports") it says "that"."""


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
    story = isinstance(question, BehavioralQuestion) and question.form == "story"
    if story and "situation" not in asked and _is_general(assessment):
        line = fill(lines()["follow_ups"]["story"][0], topic=topic_of(said))
        return FollowUp(target="situation", line=line, why=phrase("why.story"))
    doubt = assessment.verdict("on_question")
    if story and "situation" not in asked and (doubt == "missing" or (doubt == "partial" and asked)):
        return _link(doubt == "missing")  # what is merely unclear is no reason to pass over the most missed part
    for gap in story_gaps(assessment) if story else _points(question, assessment):
        if gap.target not in asked:
            return FollowUp(target=gap.target, line=_line(question, gap, said, len(asked)), why=gap.why)
    return None


def _link(doubted: bool) -> FollowUp:
    """The probe for what a story has to do with the question; a neutral one where that is merely unclear."""
    key = "link" if doubted else "link_unclear"
    return FollowUp(target="situation", line=lines()["follow_ups"][key][0], why=phrase(f"why.{key}"))


def _is_general(assessment: Assessment) -> bool:
    story = next((one for one in assessment.criteria if one.id == "story"), None)
    if story is None:
        return False
    missing = story.verdict == "missing" and story.confidence >= GENERAL_FROM
    return missing or (story.verdict == "partial" and "hypothetical" in assessment.flags)


def story_gaps(assessment: Assessment) -> list[_Gap]:
    """What a story lacks, the most missed first; equals in the order of GAP_ORDER.

    A gap counts by its worth times what it lacks to the power LACKING. A half told story has thin actions, whatever else is
    said of them. A missing task is no gap where the situation is clear: listeners infer it, and readers of labelled answers
    hardly ever asked for it. What was met is asked about only where the judge is unsure of it.
    """
    criteria = {one.id: one for one in assessment.criteria}
    if any(one.missed is not None for one in criteria.values()):
        return _most_missed(assessment)
    told = criterion_credit(criteria["story"]) if "story" in criteria else 1.0
    found: list[tuple[float, _Gap]] = []
    for name in (name for name in GAP_ORDER if name in criteria):
        one = criteria[name]
        credit = min(criterion_credit(one), told) if name == "action" else criterion_credit(one)
        given = one.verdict == "met" and one.confidence > UNSURE_TO
        if name == "action" and assessment.verdict("story") in {"partial", "missing"}:
            given = False
        if given or (name == "task" and assessment.verdict("situation") == "met"):
            continue
        found.append((WORTH[name] * (1 - credit) ** LACKING, _gap(one)))
    return [gap for worth, gap in sorted(found, key=lambda item: -item[0]) if worth > 0]


def _most_missed(assessment: Assessment) -> list[_Gap]:
    """The parts that interviewers would most likely ask for, where the judge can say so; none that was surely given.

    Where nothing is said of a result, it is asked for before its number: how much something changed cannot be asked of
    one who has not said that it did. (On the labelled answers this costs one probe of a hundred: readers name both.)
    """
    open_ones = [
        one
        for one in assessment.criteria
        if one.missed is not None and not (one.verdict == "met" and one.confidence >= GIVEN_FROM)
    ]
    order = sorted(open_ones, key=lambda one: -(one.missed or 0.0))
    result = next((one for one in order if one.id == "result" and one.verdict == "missing"), None)
    if result is not None:
        number = next((n for n, one in enumerate(order) if one.id == "metric"), len(order))
        if number < order.index(result):
            order.remove(result)
            order.insert(number, result)
    return [_gap(one) for one in order]


def _gap(one: Criterion) -> _Gap:
    thin = one.verdict != "missing"
    return _Gap(one.id, (_WHY_THIN if thin else _WHY)[one.id], thin=thin, evidence=one.evidence if thin else ())


def _points(question: Question, assessment: Assessment) -> Iterator[_Gap]:
    """What is wrong, then what is against a point, begun, missing or in doubt, and at last what would be a bonus."""
    known = [m for m in assessment.misconceptions if m.index < len(question.misconceptions)]
    for wrong in known:
        if wrong.stated:
            yield _Gap(f"misconception:{wrong.index}", _WHY_POINT["wrong"], clarify=True, evidence=wrong.evidence)
    above = bonus_points(assessment.criteria)
    open_points = [p for p in assessment.key_points if p.verdict != "covered" and p.index < len(question.key_points)]
    # The points that everybody should make first; among them those that the candidate has begun to make.
    open_points.sort(key=lambda p: (question.key_points[p.index].level, p.verdict == "missing", p.index))
    against = [p for p in open_points if p.verdict == "contradicted"]
    for point in (*against, *(p for p in open_points if p not in against and p.index not in above)):
        yield _point(point)
    for wrong in known:
        if not wrong.stated and UNSURE_FROM <= wrong.probability <= UNSURE_TO:
            yield _Gap(f"misconception:{wrong.index}", _WHY_POINT["doubt"], thin=True, evidence=wrong.evidence)
    yield from (_point(p) for p in open_points if p not in against and p.index in above)


def _point(point: KeyPointVerdict) -> _Gap:
    target = f"key_point:{point.index}"
    if point.verdict == "contradicted":
        return _Gap(target, _WHY_POINT["against"], clarify=True, evidence=point.evidence)
    if point.verdict == "partial" or UNSURE_FROM <= point.probability <= UNSURE_TO:
        return _Gap(target, _WHY_POINT["begun"], thin=True, evidence=point.evidence)
    return _Gap(target, _WHY_POINT["open"])


def _line(question: Question, gap: _Gap, said: str, count: int) -> str:
    topic = topic_of(said, " ".join(one.quote for one in gap.evidence))
    general = _wordings(question, gap)
    plain = [line for line in general if "{topic}" not in line]
    named = [line for line in general if line not in plain] if topic != "that" else []
    # Every other probe names the topic, where there is one; those between come in turn, so that none comes twice in a row.
    fitting = (named if count % 2 == 0 else plain) or plain or general
    if gap.thin and gap.target in GAPS:
        count += crc32(question.id.encode())  # else every story would hear the same words
    line = fitting[count % len(fitting)]
    return fill(line, topic="that" if topic.endswith("s") and _SINGULAR.search(line) else topic)


def _wordings(question: Question, gap: _Gap) -> list[str]:
    """The lines that fit a gap: the question's own where it was left out, neutral ones where it was said somehow."""
    probes = lines()["follow_ups"]
    own = [probe.line for probe in question.follow_ups if probe.target == gap.target]
    if gap.clarify:
        # A question's probe for a missing point would pass over what was said against it.
        return own[:1] if own and gap.target.startswith("misconception:") else [*probes["misconception"]]
    if gap.thin:
        return [*lines()["more"][gap.target]] if gap.target in GAPS else [*probes["uncertain"]]
    return own[:1] or [*probes[gap.target if gap.target in GAPS else "key_point"]]


def topic_of(said: str, near: str = "") -> str:
    """A short noun phrase that the candidate used more than once ("the ranking model"), or "that" where none stands out.

    Only a phrase is used that comes back word for word after a determiner, and at least once is seen to end there: it is
    then surely one thing, and quoting it cannot be wrong.

    Args:
        said: all of the candidate's words.
        near: the piece of them that the probe is about; a phrase that it holds is preferred.
    """
    counts, ended = _phrases(said)
    repeated = {words for words in ended if counts[words] > 1 and words[-1] not in _NOT_LAST}
    found = (repeated & _phrases(near)[0].keys()) or repeated
    if not found:
        return "that"
    best = max((len(words) > 1, counts[words], len(words), words) for words in found)
    return "the " + " ".join(best[3])


def _phrases(said: str) -> tuple[Counter[tuple[str, ...]], set[tuple[str, ...]]]:
    """How often each run of one to three words follows a determiner, and which of the runs end at a break."""
    tokens = [token.lower() for token in _TOKEN.findall(said)]
    counts: Counter[tuple[str, ...]] = Counter()
    ended: set[tuple[str, ...]] = set()
    for index, token in enumerate(tokens):
        if token not in _DETERMINERS:
            continue
        tail: list[str] = []
        for following in [*tokens[index + 1 : index + 2 + LONGEST_TOPIC], "."][: LONGEST_TOPIC + 1]:
            if following in _BREAKS:
                ended.add(tuple(tail))
            if len(tail) == LONGEST_TOPIC or following in _BREAKS | _VAGUE or not _NAMING.fullmatch(following):
                break
            tail.append(following)
            counts[tuple(tail)] += 1
    return counts, ended - {()}
