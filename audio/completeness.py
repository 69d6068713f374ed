"""Whether the words so far sound finished: two small models over the last words, and a few rules beside them.

Written for what a recogniser gives during a pause: full stops where there are none (Whisper closes most clips with
one, also those cut off in the middle), none at all, lower case, lost fillers. So the last words count for more than
the punctuation. People stop before the word they look for (Maclay & Osgood 1959), that is after a function word:
"because", "the", "with" say that more is to come, whatever stands behind them. How surely is learned
(`audio.word_model`); rules know the announced ends (`audio.announcements`) and the marks of an open end.
"""

from __future__ import annotations

from enum import StrEnum

from audio.announcements import CLOSING
from audio.last_words import last_sentence
from audio.open_words import HESITATIONS
from audio.word_model import LastWords, last_words


class Completeness(StrEnum):
    """What the last words announce."""

    UNKNOWN = "unknown"
    """There are no words."""
    CLOSING = "closing"
    """The end of the answer is announced: "so that's the result"."""
    COMPLETE = "complete"
    """A finished sentence, or a short answer."""
    UNCLEAR = "unclear"
    """It could stop here, but nothing says so."""
    OPEN = "open"
    """Unfinished: "because", "the", "let's say,"."""
    THINKING = "thinking"
    """Time was asked for: "let me think"."""


ASKS_ODDS = 0.5
"""Logarithm of the odds from which time is taken to be asked for: 1% of ordinary sentences that the models have not seen
reach it, and 79% of asks in other wordings than theirs (by words alone 70% at the same 1%)."""
OPEN_ODDS = 1.0
"""The same from which a sentence is taken to be unfinished."""
FINISHED_ODDS = -2.5
"""The same up to which it is taken to be finished without a full stop."""
_TAIL_WORDS = 14
"""Words of the last sentence that are looked at for an announced end; the longest pattern has 12."""


def completeness(text: str, words: LastWords | None = None) -> Completeness:
    """What `text`, the words of an answer so far, announces; any case, with or without punctuation.

    Args:
        text: the words.
        words: what the models say of them; None to ask them.
    """
    text = text.strip().replace("’", "'")
    said = last_sentence(text)
    if not said:
        return Completeness.UNKNOWN
    words = last_words(text) if words is None else words
    if words.asks >= ASKS_ODDS:
        return Completeness.THINKING
    if text.endswith(("...", "…", "-", "—", "–", ",", ":", ";")):
        return Completeness.OPEN
    spoken = [word for word in said[-_TAIL_WORDS:] if word not in HESITATIONS]
    if words.left_open < OPEN_ODDS and CLOSING.search(" ".join(spoken)):
        return Completeness.CLOSING
    if words.left_open >= OPEN_ODDS:
        return Completeness.OPEN
    if text.endswith((".", "!", "?", '."', ".)")) or words.left_open <= FINISHED_ODDS:
        return Completeness.COMPLETE
    return Completeness.UNCLEAR
