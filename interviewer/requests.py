"""Recognises when a candidate asks something of the interviewer instead of answering: pure text rules."""

from __future__ import annotations

import re

from interviewer.events import SpokenRequest

MAX_REQUEST_WORDS = 40
"""Anything longer is an answer that happens to hold a question."""
MAX_STUCK_WORDS = 12
"""Whoever says more than "I do not know" has begun to answer."""
MAX_STATED_WORDS = 8
"""Words of statements that may stand before a clarifying question: more of them are an answer."""

_COURTESY = (
    r"(?:(?:um+|uh+|so|well|okay|ok|sorry|hmm+|ah|oh|please|excuse me|pardon|i'm sorry|yes|yeah|sure|right|"
    r"great|thanks|"
    r"thank you|good question|honestly|actually|and|but|then|first|hi|hello)[,.]?\s+)*"
)
_RULES: tuple[tuple[SpokenRequest, re.Pattern[str]], ...] = (
    (
        SpokenRequest.REPEAT,
        re.compile(
            rf"^{_COURTESY}(?:(?:can|could|would|will) you (?:please )?(?:repeat|say (?:that|it)(?: question)? again|"
            r"read (?:that|it) again|say the question again)|(?:please )?(?:repeat|say) (?:the question|that|"
            r"it) ?(?:again)?|what was the question|"
            r"come again|pardon(?: me)?$|i (?:did not|didn't) (?:hear|catch|get) (?:that|the question|you))"
        ),
    ),
    (
        SpokenRequest.SKIP,
        re.compile(
            rf"^{_COURTESY}(?:(?:can|could|may) (?:we|i) (?:please )?(?:skip|pass)|let's skip|let us skip|"
            rf"i(?:'d| would) like to skip|"
            r"(?:please )?skip (?:this|that)|next question)"
        ),
    ),
    (
        SpokenRequest.HINT,
        re.compile(
            rf"^{_COURTESY}(?:(?:can|could|may|might|would) (?:i|you|we) (?:please )?(?:have|get|give me|offer me) "
            r"(?:a|another|one more|some|any) (?:small |little |quick )?hints?|(?:a|another) hint,? please|"
            r"(?:please )?give me (?:a|another) hint|"
            r"i(?:'d| would) (?:like|need|love|take) a hint|i(?: could| would)? (?:need|use) a hint|"
            r"any hints?\b|is there a hint)"
        ),
    ),
    (
        SpokenRequest.THINK,
        re.compile(
            rf"^{_COURTESY}(?:let me think|give me a (?:moment|second|minute)|(?:can|could|may) i (?:have|"
            rf"take) a (?:moment|second|minute)|"
            r"i need a (?:moment|second|minute)|just a (?:moment|second)|one (?:moment|second))"
        ),
    ),
)
_STUCK = re.compile(
    rf"^{_COURTESY}(?:i(?:'m| am)? (?:\w+ )?(?:don't|do not|not) (?:\w+ )?(?:know|sure|remember)\b(?! (?:that|"
    rf"if|whether|how|why|what|about)\b)|"
    r"i(?:'m| am) (?:\w+ )?(?:stuck|lost|blank|drawing a blank)|(?:i have )?no (?:idea|clue)|i haven't (?:a|"
    r"the) (?:faintest|slightest)|"
    r"nothing comes to mind|my mind (?:is|went|has gone) blank|i (?:can't|cannot) think of (?:any(?:thing)?|one|"
    r"an example)|i (?:have|'ve) never heard)"
)
_LEAD_IN = (
    r"(?:(?:before (?:i|we) \w+(?: \w+){0,3}|(?:just )?to (?:clarify|confirm|check|be sure|make sure|"
    r"understand)(?: \w+){0,4}|just (?:checking|curious)|"
    r"(?:one|a|just one|just a|i have (?:one|a)|another) (?:quick |small |more |clarifying |"
    r"short )*questions?(?: (?:first|before \w+ \w+))?|"
    r"quick (?:clarifying )?question|clarifying question|in (?:this|that) case|for (?:this|the) (?:problem|data|"
    r"model)|a couple of (?:quick )?questions|"
    r"(?:let me|may i|can i|could i|i(?:'d| would) like to|i want to) (?:just |first |quickly )*(?:ask|check|"
    r"clarify|confirm|make sure)(?: (?:something|one thing|you|first))*"
    r")[,:.;]?\s+(?:and |that )?)*"
)
_FORM = (
    r"(?:(?:do|does|did|is|are|was|were|has|have|can|could|would|will|should|shall|may|am) (?:i|we|you|they|it|"
    r"there|the|this|that|these|those|our|your|any|users?|customers?|people)\b|"
    r"(?:can|could|would) you (?:\w+ )?(?:tell|clarify|explain|say|elaborate|give|share|describe|define|specify)|"
    r"what(?:'s| is| are| was| were| does| do| kind| type| sort| would| should| counts?| exactly| data| metric|"
    r" happens| about|\b)|"
    r"how (?:much|many|large|big|often|fast|long|quickly|is|are|was|were|do|does|did|should|would|will|"
    r"frequently|fresh|soon|accurate|far|balanced|recent|well)\b|"
    r"which\b|who\b|whose\b|where (?:do|does|is|are|did)\b|when (?:do|does|is|are|will)\b|why (?:do|does|is|"
    r"are)\b|any\b|whether\b)"
)
_ANY_QUESTION = re.compile(
    rf"^{_COURTESY}(?:(?:roughly|approximately|before \w+(?: \w+){{0,3}}|(?:just |only )?one (?:more )?thing|(?:when|if|by|with) (?:you |we |i )?\w+"
    r"(?: \w+){0,4}|out of curiosity|regarding \w+(?: \w+){0,2}),?\s+)?(?:do|does|did|is|are|was|were|has|have|can|could|would|will|should|"
    r"shall|may|how|what|which|who|whose|where|when|does|any)\b.*\?$"
)
"""A sentence that is a question by its first word and its last sign."""
_INDIRECT = (
    r"(?:i(?:'d| would) (?:like|want|need) to (?:know|ask|understand|clarify|check)|i(?:'m| am|"
    r" was)? (?:just )?wonder(?:ing)?|"
    r"i (?:have to|need to|want to|must|should) (?:know|ask|clarify|understand)|(?:may|can|could) i (?:assume|"
    r"ask|use|take|pick|choose)|i assume|should i|shall i|"
    r"do you (?:want|mean|have|expect|need|know)|are you (?:asking|looking)|is it (?:ok|okay|fine|all right|"
    r"safe)|by \w+(?: \w+){0,4},? do you mean)"
)
_QUESTION = re.compile(rf"^{_COURTESY}{_LEAD_IN}{_COURTESY}(?:{_INDIRECT}|{_FORM})")
_LEADING = re.compile(rf"^{_COURTESY}{_LEAD_IN}$")
_TO_ONESELF = re.compile(
    r"\b(?:how|what|why|where|which \w+) (?:would|did|might|will) i\b|\bwhere (?:do|should) i (?:start|begin)|"
    r"\bwhat (?:can|could) i say|"
    r"\bhow (?:do|can|should) i (?:say|put|explain)|\bwhat (?:was|is) (?:it|that) (?:called|again)|"
    r"\bwhat else\b|\bwhy (?:is|does|do|are) (?:that|it|this)\b"
)
_OFFER = re.compile(
    r"\b(?:does that (?:make sense|answer|help)|is that (?:what you|okay|clear|enough|right)|"
    r"do you want (?:me to|more)|"
    r"would you like (?:me to|more)|(?:shall|should) i (?:go on|go deeper|continue|say more|explain)|am i right)\b"
)
_PROPOSAL = re.compile(r"\b(?:i|we|you)(?:'d| would| will|'ll| could| can| used| built| wrote| had| was| were| did)\b")
_TAG = re.compile(
    r",? (?:right|no|isn't it|is it|doesn't it|don't they|aren't they|correct|or not|yeah|okay|you know)\?$"
)
_SPLIT = re.compile(r"(?<=[.?!;])\s+")


def spoken_request(text: str, *, stuck: bool = False) -> SpokenRequest | None:
    """What the candidate asks for, or None where the words are an answer.

    Only short utterances count, and only when the whole of what was said is the request: "could you repeat that? …"
    followed by a story is an answer.

    Args:
        text: all that was said.
        stuck: whether "I don't know" asks for a hint; where no hint is left it is the answer.
    """
    said = " ".join(text.lower().replace("’", "'").split())
    said = re.sub(r"[^\w' ?!;:,.-]", "", said)
    words = len(said.split())
    if not 0 < words <= MAX_REQUEST_WORDS:
        return None
    for request, rule in _RULES:
        match = rule.match(said)
        if match and words <= len(match[0].split()) + 8:
            return request
    if stuck and _STUCK.match(said) and words <= MAX_STUCK_WORDS:
        return SpokenRequest.HINT
    return SpokenRequest.CLARIFY if _clarifies(said) else None


def _clarifies(said: str) -> bool:
    """Whether the whole asks about the question: it ends with a question to the interviewer, and hardly anything is stated."""
    sentences = [sentence for sentence in _SPLIT.split(said) if sentence.strip(" .,;?!")]
    while len(sentences) > 1 and re.fullmatch(r"(?:thanks|thank you|please|okay|or not)[.?!]*", sentences[-1]):
        sentences.pop()
    if not sentences or not _asks(sentences[-1]):
        return False
    stated = [one for one in sentences[:-1] if not _asks(one) and not _LEADING.match(one.rstrip(".!;,") + ", ")]
    if any(_PROPOSAL.search(one) for one in stated) or (stated and _OFFER.search(sentences[-1])):
        return False
    return sum(len(one.split()) for one in stated) <= MAX_STATED_WORDS


def _asks(sentence: str) -> bool:
    if _TO_ONESELF.search(sentence) or _TAG.search(sentence):
        return bool(re.match(r"(?:so |and )?(?:can i|may i|should i|i) assume", sentence)) and sentence.endswith("?")
    if _ANY_QUESTION.match(sentence):
        return True
    if _QUESTION.match(sentence) is None:
        return False
    # A form without its question mark may begin a statement: "what matters is the recall", "which is why it works".
    return sentence.endswith("?") or bool(_SURE.match(sentence))


_SURE = re.compile(
    rf"^{_COURTESY}{_LEAD_IN}{_COURTESY}(?:{_INDIRECT.replace('|i assume', '')}|how (?:much|many|large|big|"
    rf"often|fast) (?:\w+ ){{0,3}}(?:do|does|is|are|was|were|can|should|would|will)\b|"
    r"(?:do|does|is|are|can|could|should|may) (?:we|you|there|it|i|they)\b|(?:does|is|are) the\b|(?:can|could|"
    r"would) you (?:tell|clarify|explain)|what (?:is|are) (?:the|our|your)\b(?!.* (?:is|are|means)\b))"
)
