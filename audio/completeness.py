"""Whether the words so far sound finished: small models over the last words, and a few rules beside them.

Written for what a recogniser gives during a pause: full stops where there are none (Whisper closes most clips with
one, also those cut off in the middle), none at all, lower case, lost fillers. So the last words count for more than
the punctuation. People stop before the word they look for (Maclay & Osgood 1959), that is after a function word:
"because", "the", "with" say that more is to come, whatever stands behind them. How surely is learned
(`audio.word_model`), as are the ways of asking for time and of announcing the end; rules know the marks of an open end.
"""

from __future__ import annotations

from enum import StrEnum

from audio.last_words import last_sentence
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


ASKS_ODDS = 0.25
"""Logarithm of the odds from which time is taken to be asked for; `fit_meaning` of the pause corpus says what reaches it."""
OPEN_ODDS = 1.0
"""The same from which a sentence is taken to be unfinished."""
CLOSES_ODDS = -0.7
"""The same from which the end is taken to be announced: one to two, since it counts only where nothing else speaks against an end."""
FINISHED_ODDS = -2.5
"""The same up to which it is taken to be finished without a full stop."""


def completeness(text: str, words: LastWords | None = None) -> Completeness:
    """What `text`, the words of an answer so far, announces; any case, with or without punctuation.

    Args:
        text: the words.
        words: what the models say of them; None to ask them.
    """
    text = text.strip().replace("’", "'")
    if not last_sentence(text):
        return Completeness.UNKNOWN
    words = last_words(text) if words is None else words
    if words.asks >= max(ASKS_ODDS, words.closes):
        return Completeness.THINKING
    if text.endswith(("...", "…", "-", "—", "–", ",", ":", ";")):
        return Completeness.OPEN
    if words.left_open >= OPEN_ODDS:
        return Completeness.OPEN
    if words.closes >= CLOSES_ODDS:
        return Completeness.CLOSING
    if text.endswith((".", "!", "?", '."', ".)")) or words.left_open <= FINISHED_ODDS:
        return Completeness.COMPLETE
    return Completeness.UNCLEAR
