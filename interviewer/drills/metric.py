"""The metric drill: a bare result said with numbers: baseline, change, unit, how it was measured. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from audio.transcript import Transcript
from interviewer.drills.catalogue import DRILLS
from interviewer.drills.verdict import Answer, Check, DrillVerdict, cue, nothing_heard, quoted, timed, verdict
from rubrics.cues import plain
from rubrics.numbers import Quantity, quantities

_FROM_TO = re.compile(r"\bfrom\b(?P<before>[^.?!]{1,60}?)\b(?:down |up |over )?to\b(?P<after>[^.?!]{1,60})")
_BASELINE = re.compile(
    r"\b(?:before(?:hand)?|previously|used to|it was at|was at|were at|it had been|it had taken|had been|had taken|took|"
    r"baseline|compared (?:with|to)|than (?:the|before|in|last|our|it|a)|relative to|against (?:the|a|our)|instead of|"
    r"(?:the )?(?:year|month|quarter|week|release|version) before|last (?:year|month|quarter|week)|old (?:system|model|version)|"
    r"control(?: group)?|originally|at first|where it had)\b"
)
_MEASURED = re.compile(
    r"\b(?:measur\w+|a b tests?|a/b[ -]?tests?|ab[ -]?tests?|split tests?|experiments?|randomi[sz]ed|hold[- ]?out|held[- ]out|"
    r"control group|test set|validation set|back[- ]?test\w*|bench ?mark\w*|logs?|logged|dashboards?|survey\w*|tracked|tracking|"
    r"monitor\w*|counted|timed|audit\w*|sampled?|labell?ed by|profil\w+|over (?:the )?(?:\w+ )?(?:\w+|\d+) (?:days|weeks|months|quarters|"
    r"releases|runs|requests|users)|same (?:week|month|quarter|season|period)|year over year|week over week|"
    r"(?:before and after|side by side)|in production for|invoices?|billing|the finance team|according to|"
    r"confidence interval|significant)\b"
)
_DECIMAL = re.compile(r"(?<=\d)\.(?=\d)")
"""The point of a number, which ends no sentence."""
_COUNTED = re.compile(r"^[ -]?(?:[a-z]+)", re.IGNORECASE)
_WORD_UNITS = re.compile(r"\b(?:doubled|tripled|quadrupled|halved|twice|half|a third|a quarter|two thirds)\b")


def metric_verdict(transcript: Transcript, passage: str = "") -> DrillVerdict:
    """The verdict on a result.

    Args:
        transcript: the answer.
        passage: the bare result that was given; words that only repeat it are no answer.
    """
    if not transcript.words:
        return nothing_heard()
    answer = Answer.of(transcript)
    text = transcript.text
    found = [q for q in quantities(text) if q.kind != "date"]
    changes = [q for q in found if q.kind == "change"]
    checks = [
        _change(answer, changes, found),
        _baseline(answer, found),
        _unit(answer, found),
        cue(answer, "measured", "how you know", _MEASURED),
    ]
    time = timed(answer, DRILLS["metric"].limit_s)
    return verdict(checks, time, answer.total_s, _say(answer, checks, time[0], found, passage))


def _change(answer: Answer, changes: list[Quantity], found: list[Quantity]) -> Check:
    pair = _pair(answer.transcript.text)
    quote = _around(answer, changes[0]) if changes else _with_pair(answer) if pair else ""
    if not quote and len(found) > 1 and (answer.first(_BASELINE) or _years(answer) > 1):  # "it was 40, now it is 12"
        quote = _around(answer, found[-1])
    return Check(id="metric", name="the change as a number", ok=bool(quote), quote=quote)


def _baseline(answer: Answer, found: list[Quantity]) -> Check:
    text = answer.transcript.text
    quote = _with_pair(answer) if _pair(text) else answer.first(_BASELINE) if found else ""
    if not quote and len(found) > 1 and _years(answer) > 1:
        quote = _around(answer, found[0])
    return Check(id="baseline", name="the value before", ok=bool(quote), quote=quote)


def _pair(text: str) -> bool:
    """Whether "from … to …" holds a number on both sides."""
    match = _FROM_TO.search(_DECIMAL.sub(",", plain(text)))
    return match is not None and bool(quantities(match["before"])) and bool(quantities(match["after"]))


def _with_pair(answer: Answer) -> str:
    return next((s.text for s in answer.sentences if _pair(s.text)), answer.transcript.text)


def _years(answer: Answer) -> int:
    """How many years are named: two values of two years are a change."""
    return sum(quantity.kind == "date" for quantity in quantities(answer.transcript.text))


def _unit(answer: Answer, found: list[Quantity]) -> Check:
    text = answer.transcript.text
    for quantity in found:
        counted = _COUNTED.match(text[quantity.end_char :].split(".")[0])
        noun = counted is not None and counted[0].strip().lower() not in _NO_NOUN
        if quantity.unit or noun or _WORD_UNITS.search(quantity.text.lower()):
            return Check(id="unit", name="the unit", ok=True, quote=_around(answer, quantity))
    return Check(id="unit", name="the unit", ok=False)


_NO_NOUN = frozenset(
    "and or to in on by from at of was is were are then which that but so it we i the a this now after".split()
)


def _around(answer: Answer, quantity: Quantity) -> str:
    inside = (s for s in answer.sentences if s.start_char <= quantity.start_char < s.end_char)
    return next((s.text for s in inside), quantity.text)


def _say(answer: Answer, checks: list[Check], time: str, found: list[Quantity], passage: str) -> Iterator[str]:
    ok = {check.id: check.ok for check in checks}
    if not found:
        bare = quoted(passage or answer.transcript.text)
        yield f"Put a number on {bare}: from what to what."
    if not ok["metric"]:
        yield f"Say by how much it changed: {quoted(_around(answer, found[0]) if found else passage)} holds no change."
    if not ok["baseline"]:
        yield "Say what it was before: without the old value nobody can tell whether the change is large."
    if not ok["unit"]:
        yield "Name the unit: percent of what, seconds, tickets a week, euros."
    if not ok["measured"]:
        yield "Say how you know: an experiment, a held-out set, four weeks of logs, the same month of the year before."
    if time == "over":
        yield "One sentence for the number and one for how you know are enough."
