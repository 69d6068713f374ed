"""The think-aloud drill: no long silence, and the four things that an interviewer wants to hear. Pure."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from audio.transcript import Transcript
from interviewer.drills.catalogue import DRILLS
from interviewer.drills.verdict import Answer, Check, DrillVerdict, nothing_heard, quoted, timed, verdict
from interviewer.text import seconds

SILENCE_S = 10.0
"""A silence that an interviewer notices (our assumption)."""
LEAST_S = 10.0
"""Some twenty-five words: nobody has thought aloud in less (our assumption)."""

_ASSUME = re.compile(
    r"\b(?:(?:i|i'll|let me|let's|we|can i|could i|may i|i would|i'd|should i|shall i) (?:\w+ )?(?:assum\w+|suppose)|assuming|"
    r"suppose (?:the|that|there|we|it|a|all)|"
    r"my assumptions?|i take it that|is it (?:safe|fair|ok|okay) to|"
    r"(?:can|could|may|does|do|is|are|how (?:large|big|many|long)) (?:the|there|we|it|they|a|an|i)\b[^.?!]{2,60}"
    r"(?:empty|negative|sorted|unique|duplicates?|fit in memory|null|case|unicode|large|equal|overlap|repeat\w*|zero|"
    r"distinct|spaces)|it (?:does not|doesn't) say whether)\b"
)
_ALTERNATIVE = re.compile(
    r"\b(?:alternative(?:ly|s)?|another (?:way|option|approach|idea|possibility)|the other (?:way|option|approach)|"
    r"(?:one|a first|the first|a second|the simplest|the obvious|the naive|a naive|a simple) (?:way|option|approach|idea|solution)|"
    r"brute force|naively|i could (?:also|instead)|(?:i|we|you|one) could [^.?!]{3,80}?\bor\b|or (?:i|we|you) could|instead of|rather than|"
    r"trade[- ]?offs?|compared (?:with|to)|better than|two (?:ways|options|approaches)|either)\b"
)
_EXAMPLE = re.compile(
    r"\b(?:for example|for instance|let me (?:try|check|test|trace|walk through|run)|let's (?:try|check|test|trace|take|say|walk)|"
    r"(?<!to )say (?:the|we|i|our|my) (?:\w+ )?(?:have|is|has|are|list|input|text|word|string)|"
    r"(?:^|so |now )take (?:the|a|an|two|three|four|five) [a-z]+|(?:on|with) (?:the|this|that|an) (?:example|input)|"
    r"edge cases?|(?:an|the) empty (?:list|text|string|input|array|file|log|formula)|"
    r"(?:if|when) (?:the|there) (?:\w+ )?(?:list|text|string|input|is|are) (?:\w+ )?(?:empty|only one|just one|one|no)|by hand)\b"
)
_COST = re.compile(
    r"\b(?:big o|(?:order|o) (?:of )?(?:n|one|k|log|m)\b|linear(?: time| in|ly)?|quadratic|cubic|exponential|logarithmic|"
    r"n log n|log n|n squared|constant (?:time|space|memory)|(?:time|space) complexity|complexity|"
    r"(?:one|a single|two|once) pass(?:es)?|(?:extra|additional|more) (?:space|memory)|memory (?:is|of|grows|stays|use)|"
    r"runs in|the cost|costs)\b|\bo ?\( ?\w"
)
_DENIED = re.compile(
    r"\b(?:no (?:other|alternative|example|assumption)s?|not (?:assum\w+|think of (?:an?other|any)|see (?:an?other|any))|"
    r"(?:don't|do not|won't|will not|can't|cannot) (?:assume|see an?other|think of an?other|give an example|know the complexity|"
    r"know the cost))\b"
)


def think_aloud_verdict(transcript: Transcript, voiced: tuple[tuple[float, float], ...] = ()) -> DrillVerdict:
    """The verdict on a problem thought through aloud.

    Args:
        transcript: the answer.
        voiced: stretches of voice (start_s, end_s), where there is a recording; word times stand for them otherwise.
    """
    if not transcript.words:
        return nothing_heard()
    answer = Answer.of(transcript)
    checks = [
        _said(answer, "assumption", "an assumption, or a question about the input", _ASSUME),
        _said(answer, "alternative", "more than one way", _ALTERNATIVE),
        _said(answer, "example", "an example or an edge case tried", _EXAMPLE),
        _said(answer, "complexity", "what it costs", _COST),
        *_silence(transcript, voiced),
    ]
    time = timed(answer, DRILLS["think-aloud"].limit_s, LEAST_S)
    return verdict(checks, time, answer.total_s, _changes(checks, time[0]))


def silences(transcript: Transcript, voiced: tuple[tuple[float, float], ...] = ()) -> list[tuple[float, float]]:
    """Silences within an answer longer than `SILENCE_S`: (start_s, end_s). None are known where times are estimated."""
    if transcript.estimated and not voiced:
        return []
    heard = sorted(voiced) or [(word.start_s, word.end_s) for word in transcript.words]
    pairs = itertools.pairwise(heard)
    return [(before[1], after[0]) for before, after in pairs if after[0] - before[1] > SILENCE_S]


def _said(answer: Answer, check_id: str, name: str, pattern: re.Pattern[str]) -> Check:
    quote = answer.first(pattern, unless=_DENIED)
    return Check(id=check_id, name=name, ok=bool(quote), quote=quote)


def _silence(transcript: Transcript, voiced: tuple[tuple[float, float], ...]) -> Iterator[Check]:
    if transcript.estimated and not voiced:
        return  # typed: nobody knows how long the pauses were
    found = silences(transcript, voiced)
    longest = max((end - start for start, end in found), default=0.0)
    note = f"{len(found)}, the longest {seconds(longest)}, before {quoted(_after(transcript, found))}" if found else ""
    yield Check(id="silence", name=f"no silence over {SILENCE_S:.0f} seconds", ok=not found, note=note)


def _after(transcript: Transcript, found: list[tuple[float, float]]) -> str:
    start = max(found, key=lambda span: span[1] - span[0])[1]
    return " ".join(word.text for word in transcript.words if word.end_s >= start)


def _changes(checks: list[Check], time: str) -> Iterator[str]:
    by_id = {check.id: check for check in checks}
    if "silence" in by_id and not by_id["silence"].ok:
        yield "Say what you are weighing while you are silent, even if it leads nowhere."
    for check_id, advice in (
        ("assumption", 'Begin with what you take for granted: "I assume that …", or ask about the input.'),
        ("alternative", "Name a second way before you choose, and why you leave it."),
        ("example", "Try your way on a small example, and on an empty input."),
        ("complexity", "Say what it costs: how often you look at each entry, and how much you keep."),
    ):
        if not by_id[check_id].ok:
            yield advice
    if time == "short":
        yield "Stay with it longer: say each step as you take it."
    if time == "over":
        yield "Choose a way after two minutes, and go through with it."
