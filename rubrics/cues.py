"""Words that give away what a stretch of an answer does: small tables of patterns. Pure.

The patterns read lower-case text with straight apostrophes; `plain` makes it. They are written against spoken English,
with and without punctuation, and each says one thing only, so that a verdict can name the cue it rests on.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_FILLERS = re.compile(r"\b(?:um+|uh+|er+|ah+|hmm+|you know|i mean|sort of|kind of|like,)[, ]+")

_ONLY_FILLERS = re.compile(
    r"(?:(?:um+|uh+|er+m*|ah+|eh+|oh|hm+|mhm|well|so|like|okay|ok|yeah|you know|i mean)[^a-z]*)+"
)

HYPOTHETICAL = re.compile(
    r"\b(?:i would(?! (?:say|like to (?:tell|talk|share)))|i'd (?:probably |usually |first |always |then |"
    r"also |just )?(?!say\b|like to\b|been\b|had\b|done\b|"
    r"seen\b|built\b|never\b)[a-z]+|usually i|i usually|typically i|i typically|in general|generally|i always|"
    r"i tend to|you should|you have to|"
    r"you need to|one should|if i (?:had|were|was)|would be to|my approach is|hypothetically|whenever i|"
    r"you can|you want to)\b"
)
_LEADING_IN = (
    r"^(?:(?:um+|uh+|so|well|sorry|honestly|hmm+|okay|ok|oh|yeah|no|actually|to be honest|i'm sorry|i am sorry|"
    r"i'm afraid)[,. ]+)*"
)
NON_ANSWER = re.compile(
    _LEADING_IN
    + r"(?:i (?:really |honestly |just |actually )?(?:don't|do not|dont) (?:really |actually )?(?:know|remember|"
    r"have (?:an?|any) (?:answer|idea|example|clue))|(?:i have )?no (?:idea|clue)|"
    r"i (?:have|'ve) no (?:idea|clue)|i(?:'d| would) (?:like to )?pass|i pass|can we skip|i (?:can't|"
    r"cannot) (?:think of|remember|answer)|"
    r"not sure|i(?:'m| am) not (?:really )?sure|nothing comes to mind|i(?:'ve| have) never (?:heard|learned|"
    r"done|used|come across)|i give up)\b"
)
_PASSED = re.compile(
    _LEADING_IN
    + r"(?:pass|skip|next)(?:[, ]+(?:on|this|that|it|one|the|question|please|for now|to|thanks|thank you|sorry))*[.,!? ]*$"
)
"""One word that passes the question on, and nothing else: "next time I would …" and "skip connections …" are answers."""
_BUT = re.compile(
    r"\b(?:but|though|although|except|roughly|about|around|maybe|perhaps|probably|again|since|"
    r"i(?:'d| would) (?:guess|say)|i (?:think|believe|suppose|guess))\b(?P<rest>.*)"
)
_SAYS_SOMETHING = 2
"""Words after one of _BUT: somebody who does not know a thing exactly goes on with what they do know."""
ADDRESSES_GRADER = re.compile(
    r"\b(?:ignore (?:all |any |the |your )*(?:previous|prior|above|earlier|other) (?:instructions?|rubric|"
    r"prompt)|ignore (?:all|your|the) (?:instructions|rubric)|disregard (?:all |the |your |any )*(?:previous |"
    r"prior )?(?:instructions?|rubric|prompt)|"
    r"(?:give|award|assign|grant) (?:me|this(?: answer)?|it|my answer|the candidate|him|her|them) (?:an? |the |"
    r"full |a perfect )*(?:five|5|four|4|perfect|full|top|highest|maximum|max|high|ten|10|strong hire|score|"
    r"marks?|points?)|"
    r"(?:score|grade|rate|mark|rank) (?:this|me|my|it|the answer)(?: answer| response)?(?: as| with| at| a| an|"
    r" the)* ?(?:five|5|perfect|highest|correct|top|full|met|covered|hire|strong|excellent|10|maximum)|"
    r"(?:dear|hey|hello|attention|note to(?: the)?) (?:ai|grader|scorer|judge|assistant|evaluator|"
    r"language model)|as an? (?:ai|language model),? you|you are (?:now )?(?:a|an|the) (?:ai|grader|scorer|"
    r"assistant|judge|evaluator)|"
    r"(?:this|the|my) answer (?:is|should be|must be|deserves|receives?|covers|meets|satisfies|gets) (?:rated|"
    r"scored|graded|marked|perfect|all|every|a five|a 5|the highest|full|considered)|"
    r"the (?:correct|right) (?:verdict|score) is|mark (?:all|every) (?:criteria|criterion|key points?|points)|"
    r"(?:all|every) (?:criteria|criterion|key points?) (?:is|are|should be) (?:met|covered)|"
    r"override (?:the )?(?:score|rubric|instructions)|\"?score\"? ?[:=] ?[45]|"
    r"note to the (?:evaluation|scoring|grading|rating) \w+|(?:treat|count|consider|regard|accept) (?:this|it|my answer) as "
    r"(?:an? )?(?:fully |completely |entirely )?(?:correct|complete|perfect|excellent)|"
    r"(?:already|previously) (?:been )?(?:rated|scored|graded|assessed) (?:by|as|at|with)|"
    r"(?:whoever|whatever)(?:'s| is) (?:scoring|grading|rating|judging))\b"
)
LESSON = re.compile(
    r"\b(?:i (?:\w+ )?learn(?:ed|t)|taught me|the lesson|my lesson|(?:my |the |key |main |big )+takeaway|"
    r"what i took (?:from|away)|looking back|in hindsight|in retrospect|next time|"
    r"since then i|ever since|i would do (?:it )?differently|(?:if|were) i (?:were )?to do (?:it|this|"
    r"that) again|(?:if|should) i (?:did|do) (?:it|this|that) again|i(?:'d| would) do \w+ differently|"
    r"from then on|"
    r"i now (?:always|start|begin|make|write|ask|check)|now i (?:always|start|begin|make|write|ask|check)|"
    r"i (?:realized|realised) that|it showed me|made me realize|i should have|what i should have|"
    r"i still (?:do|use|keep)|the experience)\b"
)
TRADEOFF = re.compile(
    r"\b(?:trade[- ]?offs?|instead of|rather than|the downside|the upside|downsides?|drawbacks?|"
    r"on the other hand|at the cost of|at the expense|we gave up|i gave up|the price (?:was|is|of)|"
    r"pros and cons|"
    r"the alternative|alternatives?|other options?|another option|two options|three options|weighed|"
    r"i considered|we considered|i (?:decided|chose) against|i rejected|sacrific\w+|in exchange|we accepted|"
    r"i accepted|"
    r"i (?:chose|picked|preferred) \w+ (?:\w+ ){0,6}(?:over|because)|could have|worth the|cheaper but|"
    r"simpler but|slower but|faster but|less accurate but)\b"
)
CLARIFICATION = re.compile(
    r"\b(?:do you mean|are you asking|could you clarify|can you clarify|what do you mean|should i assume|"
    r"can i assume|is it (?:ok|okay|fine) if|"
    r"would you like me to|do you want me to|could you repeat|can you repeat|sorry,? what)\b"
)
REJECTION = re.compile(
    r"\b(?:(?:people|some|many|they|one|you) (?:\w+ )?(?:think|say|believe|assume|might think|may think|"
    r"claim)s?|it(?:'s| is) (?:not|n't) true|it isn't true|(?:a |the )?(?:common|frequent|typical|popular|"
    r"usual) (?:mistake|misconception|myth|error|belief|misunderstanding)|"
    r"(?:is|are|it's|that's|that is|would be) (?:a myth|wrong|false|incorrect|a mistake|mistaken|not (?:right|"
    r"true|correct|the case))|contrary to|it does not mean|that doesn't mean|doesn't mean|does not mean|"
    r"do not confuse|not to be confused|it would be wrong|"
    r"you (?:might|may|could|would) think|i don't think that|i do not think that|unlike what|it is tempting|"
    r"tempting to think)\b"
)
ACTION = re.compile(
    r"\b(?:i|we) (?:then |also |first |personally |just |quickly |immediately |actually |basically |finally |"
    r"myself |even |therefore |so |went and |decided to |started to |began to )*"
    r"(?:built|wrote|ran|designed|implemented|created|analy[sz]ed|pulled|looked (?:at|into|through)|talked|"
    r"spoke|called|met|asked|proposed|suggested|decided|chose|picked|set up|started|began|"
    r"tested|tried|trained|retrained|investigated|dug|checked|compared|measured|plotted|split|broke|"
    r"sat (?:down|with)|read|went|made|took|changed|replaced|removed|added|fixed|cleaned|labell?ed|"
    r"presented|convinced|pushed|escalated|reached out|scheduled|organi[sz]ed|documented|drafted|prototyped|"
    r"deployed|launched|rolled|shipped|refactored|rewrote|sampled|interviewed|explained|showed|sent|"
    r"gathered|collected|traced|computed|calculated|simulated|mentored|taught|paired|reviewed|stopped|"
    r"rolled back|turned|opened|booked|wired|moved|kept|put|worked (?:with|on|through)|volunteered|listed|"
    r"mapped|"
    r"defined|drew|prepared|introduced|negotiated|offered|rebuilt|reproduced|verified|wrote down|came up with|"
    r"developed|tuned|ported|profiled|debugged|audited|counted|estimated|invited|shared|applied|used|found|"
    r"noticed|discovered)\b"
)
OWN_I = re.compile(r"\b(?:i|i'd|i've|i'm|my|me|myself)\b")
OWN_WE = re.compile(r"\b(?:we|we'd|we've|we're|our|us|ourselves|the team)\b")
SITUATION = re.compile(
    r"\b(?:at the time|back then|at my (?:previous|last|current|old|former)|in my (?:previous|last|current|old|"
    r"former)|when i was (?:at|working|a|an|in)|i was (?:a|an|the|working|leading|part|on|responsible|in|at)|"
    r"i worked (?:at|for|in)|"
    r"last (?:year|summer|winter|spring|fall|quarter|month)|(?:two|three|four|a few|a couple of|"
    r"several) years ago|our team was|the team was|we were|we had|there was|there were|the company|our company|"
    r"our customers|used to|the context|some background|"
    r"this was (?:in|at|when|about|back)|in 20\d\d|it was \w+ing|had been \w+ing)\b"
)
TASK = re.compile(
    r"\b(?:my (?:task|job|role|goal|responsibility|assignment|objective|mandate) (?:was|were|is)|"
    r"i was (?:asked|tasked|assigned|told|responsible|supposed|given)|i (?:had|needed|wanted) to|we (?:had|"
    r"needed) to|it was (?:up to me|my job|my responsibility|on me)|"
    r"the (?:goal|task|challenge|problem|question|ask|objective|deadline|target|aim) (?:was|were)|(?:my|"
    r"our) (?:manager|director|boss|vp|lead|pm) (?:asked|wanted|told|needed)|i was on the hook|"
    r"had to (?:decide|deliver|find|figure))\b"
)
RESULT = re.compile(
    r"\b(?:as a result|in the end|at the end|the result (?:was|is)|the results? (?:were|showed)|the outcome|"
    r"(?:it|this|that|which) (?:\w+ )?(?:led to|saved|reduced|increased|improved|cut|brought|raised|resulted|"
    r"gave us|allowed)|went (?:down|up|from|live)|dropped (?:from|to|by)|fell (?:from|to|by)|"
    r"rose (?:from|to|by)|improved (?:from|to|by)|(?:increased|decreased|grew|reduced|"
    r"cut) (?:\w+ ){0,4}(?:from|to|by)|eventually|ended up|the impact|is still (?:in use|running|used)|"
    r"still runs|adopted|we shipped|launched on time|within (?:a|two|three|six|one) (?:week|month|quarter)s?|"
    r"it worked|the model (?:is|was) (?:now|still)|has been (?:running|used)|paid off|complaints (?:dropped|"
    r"stopped|fell)|rolled out to all)\b"
)
NEGATION = re.compile(
    r"\b(?:not|no|never|none|nothing|neither|nor|without|cannot|can't|don't|doesn't|didn't|isn't|aren't|wasn't|"
    r"weren't|won't|wouldn't|shouldn't|couldn't|hardly|rarely|"
    r"lacks?|fails? to|unable|false that|opposite|instead of|rather than|dont|doesnt|isnt|cant)\b"
)


def plain(text: str) -> str:
    """Lower case, straight apostrophes, single spaces, without fillers: what the patterns read."""
    low = " ".join(text.lower().replace("’", "'").split()) + " "
    return _FILLERS.sub("", low).strip()


def is_filler(text: str) -> bool:
    """Whether nothing but fillers was said; numbers and signs alone are something else."""
    return bool(_ONLY_FILLERS.fullmatch(" ".join(text.lower().replace("’", "'").split())))


def own_role_share(action_sentences: Sequence[str]) -> float | None:
    """Share of "I" among "I" and "we" in sentences that tell actions; None where neither is said."""
    mine = sum(len(OWN_I.findall(plain(text))) for text in action_sentences)
    ours = sum(len(OWN_WE.findall(plain(text))) for text in action_sentences)
    return mine / (mine + ours) if mine + ours else None


def is_non_answer(text: str, longest_words: int = 25) -> bool:
    """Whether the whole answer says that there is none: "no idea, sorry", but not "I don't know exactly, about half"."""
    said = plain(text)
    if len(said.split()) > longest_words:
        return False
    found = NON_ANSWER.search(said)
    if found is None:
        return bool(_PASSED.search(said))
    goes_on = _BUT.search(said, found.end())
    rest = goes_on["rest"].strip() if goes_on else ""
    return len(rest.split()) < _SAYS_SOMETHING or bool(NON_ANSWER.search(rest))


def is_clarification(text: str, longest_words: int = 40) -> bool:
    """Whether the whole answer asks something back."""
    said = plain(text)
    return len(said.split()) <= longest_words and bool(CLARIFICATION.search(said))
