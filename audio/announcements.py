"""Phrases that announce the end of an answer: "that's it", "I hope that helps".

Patterns are over plain words in lower case joined by single spaces, and end where the words end.
"""

from __future__ import annotations

import re

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

CLOSING = re.compile(f"(?:^| )(?:{'|'.join(CLOSING_PATTERNS)})$")
