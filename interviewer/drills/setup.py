"""The set-up drill: where it was, what was at stake, what was asked of you, within 30 seconds. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from audio.transcript import Transcript
from interviewer.answers.timing import SETUP_LIMIT_S
from interviewer.drills.verdict import Answer, Check, DrillVerdict, cue, nothing_heard, quoted, timed, verdict
from interviewer.text import seconds
from rubrics import cues
from rubrics.assessment import Structure
from rubrics.numbers import quantities
from rubrics.windows import Sentence

LEAST_S = 8.0
"""About twenty words: place, stake and task do not fit into less (our assumption)."""
MAX_PADDING = 2
"""Phrases that say nothing, from which on one hears them (our assumption)."""

_PLACE = re.compile(
    r"\b(?:(?:at|for|with|in|inside) (?:a|an|the|my|our|one) (?:[\w-]+ ){0,4}(?:company|firm|team|group|bank|shop|store|"
    r"start[- ]?up|lab|laboratory|hospital|university|institute|agency|retailer|grocery|grocer|insurer|site|platform|service|"
    r"project|department|warehouse|airline|newspaper|publisher|factory|plant|supermarket|app|job|role|position|phd|"
    r"internship|thesis|semester)|"
    r"(?:last|this|two|three|four|a few|some) (?:\w+ )?(?:year|years|summer|spring|autumn|fall|winter|month|months|"
    r"quarter|week|weeks)(?: ago)?|in (?:january|february|march|april|may|june|july|august|september|october|november|"
    r"december|(?:19|20)\d\d)|in my (?:first|second|third|last|current|previous|former|old) \w+|as an? (?:intern|postdoc|"
    r"student|phd|junior|senior|data|applied|research|new)|during (?:my|our|the|a)|when i (?:was|worked|joined|started)|"
    r"i (?:was working|worked|had just joined|had joined|was leading|led) |at (?:[a-z]+ )?(?:work|easter|christmas))\b"
)
_STAKE = re.compile(
    r"\b(?:at stake|deadline|launch\w*|customer\w*|users?|patients?|shops?|planners?|revenue|costs?|costing|budget|money|"
    r"lose|losing|lost|loss|risk\w*|complain\w*|fail\w*|broken?|breaking|wrong|errors?|dropp\w+|fell|falling|doubled|tripled|"
    r"late|behind|urgent|piled up|piling up|by mistake|reject\w+|critical|waiting|blocked|idle|"
    r"waste\w*|angry|unhappy|cancel\w*|outage|down|slow\w*|expensive|"
    r"mattered|depended|depend on|otherwise|would have|could not|couldn't|nobody|no one|only \w+ (?:days|weeks|hours|months))\b"
)
_TASK = re.compile(
    r"\b(?:(?:asked|told|wanted|needed|expected) (?:me|us) to|i was (?:to|the one|in charge|responsible)|my part|it fell to me|"
    r"i (?:had|needed|was supposed|was meant|promised|agreed) to|landed on my desk|was mine to|my (?:manager|boss|director|"
    r"lead) (?:wanted|asked|gave)|the question was|what was asked|i took it on|i set out to|i was asked|i was given|"
    r"wanted (?:an? )?(?:answer|fix|model|decision|plan) from me)\b"
)
_OPENERS = re.compile(
    r"\b(?:(?:that's|that is|this is) an? (?:great|good|interesting|excellent) question|let me (?:think|see)(?: about that)?|"
    r"to give you (?:some|a bit of|a little) (?:context|background)|before i (?:start|begin|get into)|first of all|"
    r"long story short|as i (?:said|mentioned)|to be honest|if that makes sense|and so on and so forth|"
    r"i want to (?:say|mention|start by)|needless to say|it's (?:important|worth) (?:to note|noting)|the thing is)\b"
)
_FILLERS = re.compile(r"\b(?:um+|uh+|you know|i mean|basically|sort of|kind of|literally|obviously)\b", re.IGNORECASE)
_PERCEIVING = re.compile(r"\bi (?:\w+ )?(?:noticed|discovered|found|met|read|heard|got|worked|started at|began)\b")


def setup_verdict(transcript: Transcript, structure: Structure | None) -> DrillVerdict:
    """The verdict on a set-up.

    Args:
        transcript: the answer.
        structure: roles of its sentences, where the judge's model has read it; cue words alone otherwise.
    """
    if not transcript.words:
        return nothing_heard()
    answer = Answer.of(transcript)
    action = first_action(answer, structure)
    if action is not None and not cues.OWN_I.search(cues.plain(action.text)):
        action = None  # "we used a mix of tools": no act of one's own, and in this drill all of it is set-up
    checks = [
        _place(answer),
        cue(answer, "stake", "what was at stake", _STAKE),
        _task(answer),
        _padding(answer),
        Check(
            id="stopped", name="stopped before what you did", ok=action is None, quote=action.text if action else "",
            counts=False,
        ),
    ]  # fmt: skip
    if action is not None:  # the set-up ends where the action begins, as in an interview
        ended = tuple(w for w in transcript.words if w.end_s <= action.start_s) or transcript.words[:1]
        time = timed(Answer.of(transcript.model_copy(update={"words": ended})), SETUP_LIMIT_S, LEAST_S)
    else:
        time = timed(answer, SETUP_LIMIT_S, LEAST_S)
    return verdict(checks, time, answer.total_s, _changes(answer, checks, time[0]))


def first_action(answer: Answer, structure: Structure | None) -> Sentence | None:
    """The sentence with which the set-up is over, or None."""
    start_s = answer.sentences[0].start_s
    if structure is not None and structure.roles:
        if structure.setup_s is None:
            return None
        later = (s for s in answer.sentences if s.start_s - start_s >= structure.setup_s - 0.05)
        return next(later, None)
    return next((s for s in answer.sentences if _acts(s)), None)


def _acts(sentence: Sentence) -> bool:
    said = cues.plain(sentence.text)
    found = cues.ACTION.search(said)
    return found is not None and found[0].startswith("i ") and not _PERCEIVING.search(said)


def _place(answer: Answer) -> Check:
    quote = answer.first(_PLACE) or answer.first(cues.SITUATION, unless=cues.TASK)
    return Check(id="situation", name="where and when it was", ok=bool(quote), quote=quote)


def _task(answer: Answer) -> Check:
    quote = answer.first(_TASK) or answer.first(cues.TASK)
    return Check(id="task", name="what was asked of you", ok=bool(quote), quote=quote)


def _padding(answer: Answer) -> Check:
    text = answer.transcript.text
    found = [match[0] for match in _OPENERS.finditer(cues.plain(text))] + [
        match[0] for match in _FILLERS.finditer(text)
    ]
    note = f"{len(found)} times: {', '.join(dict.fromkeys(word.lower() for word in found))}" if found else ""
    return Check(id="padding", name="no padding", ok=len(found) <= MAX_PADDING, quote="", note=note)


def _changes(answer: Answer, checks: list[Check], time: str) -> Iterator[str]:
    ok = {check.id: check.ok for check in checks}
    if time == "over":
        yield _cut(answer)
    if not ok["task"]:
        yield 'Say what was asked of you, in one sentence: "I was asked to …", "I had to …".'
    if not ok["situation"]:
        yield "Begin with where and when: the company or team, and the year or season."
    if not ok["stake"]:
        yield "Say in half a sentence what was at stake: who would have lost what."
    if not ok["padding"]:
        yield f"Leave out what says nothing ({next(c.note for c in checks if c.id == 'padding')})."
    if time == "short":
        yield "Take ten seconds more: place, stake and task each need half a sentence."
    if not ok["stopped"]:
        yield f"Stop earlier: {quoted(next(c.quote for c in checks if c.id == 'stopped'))} is what you did already."


def _cut(answer: Answer) -> str:
    """The longest sentence that holds none of the three, or else how much to cut."""
    bare = [s for s in answer.sentences if not _useful(s)]
    over = seconds(answer.total_s - SETUP_LIMIT_S)
    if not bare:
        return f"Say the same in fewer words: {answer.about}{over} have to go."
    longest = max(bare, key=lambda s: s.end_s - s.start_s)
    return f"Leave out {quoted(longest.text)} ({answer.about}{seconds(longest.end_s - longest.start_s)}): nobody needs it yet."


def _useful(sentence: Sentence) -> bool:
    said = cues.plain(sentence.text)
    patterns = (_PLACE, _STAKE, _TASK, cues.TASK)
    return any(p.search(said) for p in patterns) or any(q.is_result for q in quantities(sentence.text))
