"""Phrases that announce something at the end of what was said so far: "that's it", "let me think".

Patterns are over plain words in lower case joined by single spaces, and end where the words end.
"""

from __future__ import annotations

import re

_A_MOMENT = "(?:a|one|just a|just one|another) (?:little )?(?:second|sec|moment|minute|bit)"
_TO_DO = r"(?: to \S+(?: \S+){0,3})?(?: please)?"
_TRY = "(?:(?:just|quickly|try to|try and) )*"
_EXPRESS = "(?:put|say|explain|phrase|word|frame|describe|call|start|begin)"
_SOME = r"(?: \S+){0,4}"

THINKING_PATTERNS = (
    f"(?:let me|i'll|i will|i have to|i need to|i'd have to|i must) {_TRY}(?:think|reflect){_SOME}",
    f"(?:let me|let's|i have to|i need to|i'd have to) {_TRY}(?:see|recall|remember|go back){_SOME}",
    f"(?:give|allow|grant) me {_A_MOMENT}{_TO_DO}",
    f"(?:i need|(?:can|could|may) i (?:have|take)|let me take) {_A_MOMENT}{_TO_DO}",
    f"(?:just )?{_A_MOMENT}(?: please)?",
    f"(?:hold|hang) on(?: {_A_MOMENT})?",
    f"bear with me(?: for)?(?: {_A_MOMENT})?",
    rf"(?:how|what|where) (?:do|shall|should|can|would|could|might) i (?:\w+ ){{0,2}}{_EXPRESS}(?: \S+)?",
    r"what(?:'s| is| was) the (?:\w+ )?(?:word|name|term|number|figure)(?: (?:of|for)(?: \S+){1,3})?(?: again)?",
    "what(?:'s| was| is) (?:it|that|this) (?:again|called)(?: again)?|what do (?:we|they|you) call (?:it|that|this|them)",
    f"i(?:'m| am) (?:just |still )?(?:trying to (?:remember|think|recall|find){_SOME}|thinking)",
    "where was i",
    "(?:that's|that is|it's|what) an? (?:very |really )?(?:good|great|tough|hard|interesting|difficult) question",
    "(?:good|tough|great|interesting) question",
)
"""Time is asked for."""

_THAT_IS = "(?:that's|that is|that was|thats|this is|this was)"
_ABOUT = "(?:really |basically |pretty much |about |kind of |more or less |just |roughly |also )?"
_SUMMED_UP = "(?:result|outcome|impact|upshot|takeaway|lesson|bottom line|example|version)"

CLOSING_PATTERNS = (
    rf"{_THAT_IS} {_ABOUT}(?:it|all|everything)(?: (?:from|for|on|to|about|of)(?: \S+){{1,4}}| really)?",
    rf"{_THAT_IS} {_ABOUT}(?:it|all|everything) i (?:have|had|wanted|can|would|could)(?: \S+){{0,5}}",
    rf"{_THAT_IS} {_ABOUT}(?:my answer|(?:my|the) (?:story|example|end|gist|summary))",
    rf"{_THAT_IS} {_ABOUT}(?:the|our|my) (?:\w+ )?{_SUMMED_UP}s?(?: (?:i|we)(?:'d| \w+){{1,2}})?",
    "(?:i'll|i will) stop (?:here|there)",
    rf"{_THAT_IS} {_ABOUT}(?:how|what|why)(?: \S+){{1,7}}",
    f"(?:that|this) {_ABOUT}(?:covers|answers|sums)(?: (?:it|that|your|the|everything|question|up))+",
    "(?:does|did|hope|hopes) (?:that|this) (?:answers?|helps?|makes?)(?: (?:your question|sense))?",
    "if that makes sense",
    "(?:i'm|i am) (?:done|finished)",
    r"thank you(?: (?:very|so) much| for(?: \S+){1,5})?|thanks",
)
"""The answer is over."""

THINKING = re.compile(f"(?:^| )(?:{'|'.join(THINKING_PATTERNS)})$")
CLOSING = re.compile(f"(?:^| )(?:{'|'.join(CLOSING_PATTERNS)})$")
