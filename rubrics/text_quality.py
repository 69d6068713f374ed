"""Whether an answer is connected English speech at all: shares of small words, lists, the order of the words. Pure but for a table."""

from __future__ import annotations

import re

from rubrics.word_order import is_shuffled


def _table(words: str) -> frozenset[str]:
    return frozenset(words.split())


FUNCTION_WORDS = _table(
    """
    the a an and or but so because if then than that this these those it its is are was were be been being am
    do does did have has had i we you he she they me us him her them my our your his their of to in on at by
    for with from about into over as not no can could will would should may might must there here when where
    which who what how why all some any each more most very just also only up out down after before while
    during between through
    """
)
"""About half of the words of spoken English."""
_SPOKEN_NUMBERS = _table(
    """
    zero one two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty sixty seventy eighty ninety hundred
    thousand million half point percent times plus minus over equals divided gives squared root log
    """
)
"""A formula said in words has hardly any small words but these."""
_FOREIGN = _table(
    """
    der die das und ist nicht ich wir mit ein eine den dem auf für sich auch haben wurde dann les des une est
    dans que qui pour avec sur nous vous je pas mais el los las una por para con como pero muy yo del se lo il
    che per non sono gli di della ho abbiamo um uma não com os foi eu het een van ik niet wij zijn voor jest
    nie że się na bir ve bu için
    """
)
_WORD = re.compile(r"[^\W\d_]+(?:'[a-z]+)?")
_PIECE_END = re.compile(r"[,.;:!?]+(?:\s|$)")

MIN_FUNCTION_SHARE, MIN_WITH_NUMBERS = 0.09, 0.15
"""Speech has 0.40 to 0.60 function words, dense technical prose 0.30. Of 1,266 written technical answers, terse notes and formulas among them,
none has less than 0.09, nor less than 0.15 if numbers in words count as well. Lists of keywords without commas have less; `is_list` sees
the others."""
MIN_WORDS = 12
"""Shorter answers give no reliable share."""
LISTED_WORDS = 3
"""A term in a list has no more words than this."""
MIN_LISTED = 8
LISTED_SHARE = 0.73
LISTED_FUNCTION_SHARE = 0.28
"""A list has at least this share of short pieces and less than this share of function words: of 1,955 written answers all 12
lists are found, and no terse statement ("insert O(n), since all shift") is taken for one."""
MIN_REPEATING_WORDS = 30
MIN_ENGLISH_WORDS = 5
REPEATED_SHARE = 0.35
"""Share of distinct words below which an answer of 30 words or more says the same thing again and again."""


def words_of(text: str) -> list[str]:
    """The words in lower case, without punctuation and digits."""
    return _WORD.findall(text.lower().replace("’", "'"))


def function_share(text: str, *, numbers: bool = False) -> float:
    """Share of function words.

    Args:
        text: an answer.
        numbers: count numbers and operations said in words as well.
    """
    words = words_of(text)
    small = sum(word.split("'")[0] in FUNCTION_WORDS or (numbers and word in _SPOKEN_NUMBERS) for word in words)
    return small / len(words) if words else 0.0


def is_list(text: str) -> bool:
    """Whether the words are a list of terms, set off by commas and full stops, rather than sentences."""
    pieces = [piece.split() for piece in _PIECE_END.split(text) if piece.split()]
    short = sum(len(piece) <= LISTED_WORDS for piece in pieces)
    listed = short >= MIN_LISTED and short >= LISTED_SHARE * len(pieces)
    return listed and function_share(text) < LISTED_FUNCTION_SHARE


def is_stuffed(text: str) -> bool:
    """Whether the words are a list of keywords, shuffled words, or a few words over and over."""
    words = words_of(text)
    if len(words) < MIN_WORDS:
        return False
    repeated = len(words) >= MIN_REPEATING_WORDS and len(set(words)) / len(words) < REPEATED_SHARE * min(
        1.0, (150 / len(words)) ** 0.5
    )
    few = function_share(text) < MIN_FUNCTION_SHARE or function_share(text, numbers=True) < MIN_WITH_NUMBERS
    return few or is_shuffled(text) or repeated or is_list(text)


def is_english(text: str) -> bool:
    """Whether the words can be English; short answers and lists of terms get the benefit of the doubt."""
    words = words_of(text)
    if len(words) < MIN_ENGLISH_WORDS:
        return True
    if sum(not re.fullmatch(r"[a-z']+", word) for word in words) > 0.4 * len(words):
        return False
    english = sum(word.split("'")[0] in FUNCTION_WORDS for word in words)
    foreign = sum(word in _FOREIGN and word not in FUNCTION_WORDS for word in words)
    return not (foreign > english and foreign >= 0.12 * len(words))
