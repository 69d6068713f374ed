"""The drill "I, not we": what a team did, told again as one's own part. Pure.

Only sentences that tell an act are counted ("we rewrote the loader"): "we had no labels" sets the scene and may stay. What
is quoted from somebody else is left out, so that `she said, I will not sign it` is not taken for the candidate's own act.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from audio.transcript import Transcript
from interviewer.drills.catalogue import DRILLS
from interviewer.drills.verdict import Answer, Check, DrillVerdict, nothing_heard, quoted, timed, verdict

LEAST_ACTS = 2
"""Own acts in a retelling (our assumption: the passages hold three)."""
MOST_SHARED = 1
"""Acts that may stay with "we": an honest credit to others (our assumption)."""

_ADVERBS = (
    r"(?:(?:then|also|first|just|personally|quickly|later|finally|even|actually|really|all|both|together|\w+ly) )*"
)
_STATES = (
    "was were am are is be been had have has knew know thought think believed believe felt feel wanted want needed need "
    "hoped hope liked like loved love saw see heard hear got would could should can may might must will shall did didn't "
    "do don't wasn't weren't couldn't wouldn't hadn't haven't can't won't used mean meant guess remember understood lacked "
    "lost owned lived belonged expected stood stayed depended cared"
)
_LINKS = "how to who that which what where when why of and on in for at with from or as by so but the a an it"
_STATE = "|".join(re.escape(word) for word in f"{_STATES} {_LINKS}".split())
_I_ACT = re.compile(rf"\b(?:i|i'd|i've|i have|i had|i myself)[, ]+{_ADVERBS}(?!(?:{_STATE})\b)[a-z]{{2,}}")
_WE_ACT = re.compile(
    rf"\b(?:we|we'd|we've|we have|(?:the|my|our) (?:team|group|squad|colleagues))[, ]+{_ADVERBS}(?!(?:{_STATE})\b)[a-z]{{3,}}"
)
_AND_ACT = re.compile(
    r"(?:, (?:and )?|\band )(?:then )?(?!i\b|we\b|the\b|a\b|it\b|they\b|she\b|he\b)([a-z]+(?:ed|t|ew|ote|ilt|an|ook|ade))\b"
)
_PASSIVE = re.compile(
    r"\b(?:was|were|got|been) (?:\w+ly )?(?:[a-z]{3,}ed|built|written|made|done|sent|run|taken|chosen|found|cut)\b"
)
_QUOTED = re.compile(r"[\"“][^\"”]*[\"”]")
_SPEECH = re.compile(
    r"\b(?:(?:he|she|they|it|everybody|somebody|someone|(?:my|our|the|a|his|her|their) (?:[a-z-]+ ){0,3}?[a-z-]+|[a-z]+) "
    r"(?:said|says|replied|answered|told me|told us|insisted|asked|wrote|complained|was like|went)(?: to me)?)"
    r"(?:[,:] |,? )(?=(?:i|we|i'm|i'll|i'd|we'll|we're|we'd)\b)(?!(?:i|we) (?:should|could|had to|must)\b)[^.?!]*"
)
_I_SAID = re.compile(r"\bi (?:\w+ )?(?:said|told|replied|answered|asked|wrote)\b")


@dataclass(frozen=True, slots=True)
class Acts:
    """Sentences that tell an act, by who did it."""

    mine: tuple[str, ...]
    shared: tuple[str, ...]
    passive: tuple[str, ...]
    i_count: int
    """Acts after "I"; a sentence may hold several."""
    we_count: int


def ownership_verdict(transcript: Transcript) -> DrillVerdict:
    """The verdict on a passage told again."""
    if not transcript.words:
        return nothing_heard()
    answer = Answer.of(transcript)
    acts = count_acts(answer)
    counted = f'"I" acts {acts.i_count} times, "we" {acts.we_count} times'
    checks = [
        Check(
            id="own_role", name="what you did yourself", ok=acts.i_count >= LEAST_ACTS,
            quote=acts.mine[0] if acts.mine else "", note=counted,
        ),
        Check(
            id="we", name='no act left with "we"', ok=acts.we_count <= MOST_SHARED and acts.we_count * 4 <= acts.i_count,
            quote="; ".join(acts.shared),
        ),
    ]  # fmt: skip
    time = timed(answer, DRILLS["ownership"].limit_s)
    return verdict(checks, time, answer.total_s, _changes(acts, checks, time[0]))


def count_acts(answer: Answer) -> Acts:
    """Who acts in which sentence."""
    mine, shared, passive = [], [], []
    i_count = we_count = 0
    for sentence in answer.sentences:
        said = own_words(sentence.text)
        i_here, we_here = _acts(_I_ACT, said), _acts(_WE_ACT, said)
        i_count += i_here
        we_count += we_here
        if i_here:
            mine.append(sentence.text)
        if we_here:
            shared.append(sentence.text)
        if not i_here and not we_here and _PASSIVE.search(said):
            passive.append(sentence.text)
    return Acts(tuple(mine), tuple(shared), tuple(passive), i_count, we_count)


def own_words(text: str) -> str:
    """A sentence in lower case without what it quotes from others."""
    low = " ".join(text.lower().replace("’", "'").split())
    low = _QUOTED.sub(" ", low)
    return _SPEECH.sub(lambda match: match[0] if _I_SAID.match(match[0]) else " ", low)


def _acts(pattern: re.Pattern[str], said: str) -> int:
    """How often a subject acts; "I traced it, found the cause and fixed it" is one subject with three acts."""
    total = 0
    starts = [match.start() for match in pattern.finditer(said)]
    subjects = [m.start() for m in _SUBJECT.finditer(said)]
    for start in starts:
        end = min((other for other in subjects if other > start), default=len(said))
        total += 1 + len(_AND_ACT.findall(said[start:end]))
    return total


_SUBJECT = re.compile(
    r"\b(?:i|we|i'd|we'd|i've|we've|he|she|they|it (?:was|is|had|has|went|took|worked|ran|failed|made|got)|"
    r"(?:the|my|our) (?:team|group|squad|colleagues))\b"
)


def _changes(acts: Acts, checks: list[Check], time: str) -> Iterator[str]:
    if not checks[1].ok and acts.shared:
        yield f'Who did it? Say {quoted(acts.shared[-1])} with "I", or name the colleague whose act it was.'
    if not checks[0].ok and acts.passive:
        yield f"{quoted(acts.passive[0])} hides who did it: say I, if it was you."
    if not checks[0].ok:
        yield 'Begin at least two sentences with "I" and a verb: "I profiled …", "I wrote …".'
    if time == "over":
        yield "Your own part fits into a minute: leave out what others did."
