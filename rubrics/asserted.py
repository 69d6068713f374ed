"""Which sentences claim what they say: some ask it, some deny it ("it is false that …"), some lay it in other mouths. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rubrics.cues import plain

_LINKS = r"(?:(?:and|so|but|well|now|okay|ok|no|actually|honestly|then|because)[, ]+)*"
_UNTRUE = (
    r"(?:false|wrong|untrue|incorrect|nonsense|mistaken|a myth|a mistake|a misconception|a fallacy|not (?:at all )?(?:true|"
    r"right|correct|the case|so))"
)
_ASKED = re.compile(
    rf"^{_LINKS}(?:is|are|was|were|do|does|did|can|could|will|would|should|must|may|has|have|isn't|aren't|doesn't|don't|didn't|"
    r"won't|wouldn't|can't|couldn't|shouldn't)\b.*\?$"
)
_ASKED_BARE = re.compile(rf"^{_LINKS}(?:does|did) (?:the|a|an|it|this|that|we|you|he|she|they) ")
"""Without a question mark only these openings are surely questions; others may open a clipped statement."""
_DENIED_BEFORE = re.compile(
    rf"^{_LINKS}(?:"
    rf"(?:it|that|this)(?:'s| is| would be| isn't| is not)? (?:simply |just |plainly |also )?{_UNTRUE}"
    r"(?: to (?:say|think|believe|claim|assume))? that"
    r"|it (?:isn't|is not|'s not) (?:as if|like|that|true that)"
    r"|(?:i|we) (?:don't|do not|wouldn't|would not|can't|cannot) (?:really )?(?:think|believe|say|agree|claim)"
    rf"(?: (?:it's|it is) (?:true|right|correct|the case))?(?: that)?"
    rf"|(?:a|the|one) (?:very |quite )?(?:common|frequent|typical|popular|usual|widespread) (?:\w+ )?"
    r"(?:mistake|misconception|myth|error|belief|misunderstanding)(?:s)? (?:is|are|would be)(?: to (?:think|say|believe|assume))?(?: that)?"
    r") "
)
_DENIED_AFTER = re.compile(
    rf"[, ]+(?:but |and |which )?(?:(?:that|this|it)(?:'s| is)|is|are|isn't|which is) (?:simply |just |plainly |all )?{_UNTRUE}[.! ]*$"
)
_IN_OTHER_MOUTHS = re.compile(
    rf"^{_LINKS}(?:some |many |most |a lot of |other |you might hear )*(?:people|they|folks|students|beginners|textbooks|colleagues|"
    r"candidates|somebody|someone|one|you)(?: \w+)? (?:think|believe|claim|say|assume|argue|tell you)s?(?: that)? "
)
_TAKEN_BACK = re.compile(
    rf"^{_LINKS}(?:(?:that|this|it)(?:'s| is)|which is|they(?:'re| are)) (?:simply |just |plainly |of course |all )?{_UNTRUE}\b"
)
TAKEN_BACK_WORDS = 8
"""A sentence that takes back the one before it has no more words than this."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What a sentence does with what it says."""

    core: str
    """What is said, without "it is false that" around it; in lower case where something was cut."""
    asked: bool = False
    """Whether it is a question that could be answered by yes or no."""
    denied: bool = False
    """Whether the core is called untrue, here or in the sentence after it."""


def claims(sentences: Sequence[str]) -> tuple[Claim, ...]:
    """What each sentence of an answer does, in order.

    Args:
        sentences: one after the other, as they were said.
    """
    said = [plain(sentence) for sentence in sentences]
    return tuple(
        _claim(sentence, text, following)
        for sentence, text, following in zip(sentences, said, [*said, ""][1:], strict=True)
    )


def _claim(sentence: str, text: str, following: str) -> Claim:
    if _ASKED.search(text) or _ASKED_BARE.search(text):
        return Claim(sentence, asked=True)
    taken_back = len(following.split()) <= TAKEN_BACK_WORDS and bool(_TAKEN_BACK.search(following))
    core = _IN_OTHER_MOUTHS.sub("", text)
    before, after = _DENIED_BEFORE.search(core), _DENIED_AFTER.search(core)
    if before or after:
        core = core[before.end() if before else 0 : after.start() if after else len(core)]
        return Claim(core, denied=not (before and after))
    return Claim(core, denied=True) if taken_back else Claim(sentence)
