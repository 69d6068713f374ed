"""Recognises when a candidate asks something of the interviewer instead of answering: pure text rules."""

from __future__ import annotations

import re
from collections.abc import Iterable

from interviewer.events import SpokenRequest
from prompts.schema import Fact

MAX_REQUEST_WORDS = 25
"""Anything longer is an answer that happens to hold a question."""

_COURTESY = r"(?:(?:um+|uh+|so|well|okay|ok|sorry|hmm+|ah|oh|please|excuse me|pardon|i'm sorry|yes|yeah|sure),?\s+)*"
_RULES: tuple[tuple[SpokenRequest, re.Pattern[str]], ...] = (
    (
        SpokenRequest.REPEAT,
        re.compile(
            rf"^{_COURTESY}(?:(?:can|could|would|will) you (?:please )?(?:repeat|say (?:that|it)(?: question)? again|"
            r"read (?:that|it) again|say the question again)|(?:please )?(?:repeat|say) (?:the question|that|it) ?(?:again)?|what was the question|"
            r"come again|pardon(?: me)?$|i (?:did not|didn't) (?:hear|catch|get) (?:that|the question|you))"
        ),
    ),
    (
        SpokenRequest.SKIP,
        re.compile(
            rf"^{_COURTESY}(?:(?:can|could|may) (?:we|i) (?:please )?(?:skip|pass)|let's skip|let us skip|i(?:'d| would) like to skip|"
            r"(?:please )?skip (?:this|that)|next question)"
        ),
    ),
    (
        SpokenRequest.HINT,
        re.compile(
            rf"^{_COURTESY}(?:(?:can|could|may|might) (?:i|you|we) (?:please )?(?:have|get|give me) (?:a|another|some) (?:small |little )?hint|"
            r"(?:a|another) hint,? please|give me a hint|i(?:'d| would) like a hint|i need a hint)"
        ),
    ),
    (
        SpokenRequest.THINK,
        re.compile(
            rf"^{_COURTESY}(?:let me think|give me a (?:moment|second|minute)|(?:can|could|may) i (?:have|take) a (?:moment|second|minute)|"
            r"i need a (?:moment|second|minute)|just a (?:moment|second)|one (?:moment|second))"
        ),
    ),
)
_STUCK = re.compile(
    rf"^{_COURTESY}(?:i (?:really |honestly )?(?:don't|do not) know|i(?:'m| am) (?:stuck|lost)|no idea|i have no idea)"
)
MAX_STUCK_WORDS = 12
"""Whoever says more than that has begun to answer."""
_ASKING = re.compile(
    r"\b(?:do you mean|are you asking|should i|shall i|can i assume|may i assume|could you clarify|can you clarify|"
    r"what do you mean|is it (?:ok|okay|fine) if|do we have|how (?:many|much|large|big|often|fast)|what (?:is|are) the|"
    r"which (?:of|kind)|is there (?:a|any)|are there (?:any)?|do you want)\b"
)
_WORD = re.compile(r"[a-z]{3,}")
_EMPTY = frozenset(
    "the and you your that what how much many does have are for with can could should there would this".split()
)


def spoken_request(text: str, *, stuck: bool = False) -> SpokenRequest | None:
    """What the candidate asks for, or None where the words are an answer.

    Only short utterances count, and only when the whole of what was said is the request: "could you repeat that? …"
    followed by a story is an answer.
    """
    said = " ".join(text.lower().replace("’", "'").split())
    said = re.sub(r"[^\w' ?,.-]", "", said)
    words = len(said.split())
    if not 0 < words <= MAX_REQUEST_WORDS:
        return None
    for request, rule in _RULES:
        match = rule.match(said)
        if match and words <= len(match[0].split()) + 8:
            return request
    if stuck and _STUCK.match(said) and words <= MAX_STUCK_WORDS:
        return SpokenRequest.HINT
    if said.rstrip().endswith("?") and _ASKING.search(said) and said.count(".") == 0:
        return SpokenRequest.CLARIFY
    return None


def matching_fact(text: str, facts: Iterable[Fact]) -> str:
    """The interviewer's answer to a clarifying question: the fact that shares most words with it, or "" for none."""
    asked = frozenset(_WORD.findall(text.lower())) - _EMPTY
    best, answer = 0, ""
    for fact in facts:
        shared = len(asked & (frozenset(_WORD.findall(fact.about.lower())) - _EMPTY))
        if shared > best:
            best, answer = shared, fact.answer
    return answer
