"""Whether an answer is connected English speech at all: shares of small words and of impossible word pairs. Pure."""

from __future__ import annotations

import re
from itertools import pairwise


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
_FOREIGN = _table(
    """
    der die das und ist nicht ich wir mit ein eine den dem auf für sich auch haben wurde dann les des une est
    dans que qui pour avec sur nous vous je pas mais el los las una por para con como pero muy yo del se lo il
    che per non sono gli di della ho abbiamo um uma não com os foi eu het een van ik niet wij zijn voor jest
    nie że się na bir ve bu için
    """
)
_ARTICLES = "the a an my our your his every"
_VERBS = "is are was were"
_NEVER_AFTER: dict[str, frozenset[str]] = {
    **dict.fromkeys(
        _ARTICLES.split(),
        _table(
            """
            the a an of is are was were to and or but in on at by for with from that this it i we you they he she have
            has had be been if then than so because can could will would my our your their there when where which who
            what how not does do did as
            """
        ),
    ),
    **dict.fromkeys(
        _table("of at for with from into by"),
        _table(
            """
            of is are was were and or but so because if then than have has had be been can could will would i they he
            she do does to
            """
        ),
    ),
    **dict.fromkeys(_table(_VERBS), _table("of is are was were have has had and or be do does can will we i")),
    **dict.fromkeys(
        _table("we they i"), _table("the a an of for with from by to that this it is and my our we they i in on")
    ),
    **dict.fromkeys(_table("and or but"), _table("of and or but")),
    "to": _table("of is are was were and or but to by for with from can will has i we it's"),
}
"""What can hardly follow a small word in English; "a the" comes from shuffling, not from speaking."""
_WORD = re.compile(r"[^\W\d_]+(?:'[a-z]+)?")
_PIECE_END = re.compile(r"[,.;:!?]+(?:\s|$)")

MIN_FUNCTION_SHARE = 0.22
"""Speech has 0.40 to 0.60 function words, dense technical prose 0.30; lists of keywords stay below 0.15."""
SALAD_SHARE = 0.1
"""Share of "the", "of" … followed by a word that cannot follow: 99 in 100 texts of speech and prose below 0.08, 97 in 100 shuffled above."""
MIN_WORDS = 12
"""Shorter answers give no reliable share."""
MIN_PAIRS = 6
"""Fewer deciding words than this say nothing about shuffling."""
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


def function_share(text: str) -> float:
    """Share of function words."""
    words = words_of(text)
    return sum(word.split("'")[0] in FUNCTION_WORDS for word in words) / len(words) if words else 0.0


def salad_share(text: str) -> float:
    """Share of impossible followers among the words that decide what may follow them."""
    words = words_of(text)
    pairs = [(a, b) for a, b in pairwise(words) if a in _NEVER_AFTER and a != b]  # "the the" is a stumble, no shuffle
    impossible = sum(b in _NEVER_AFTER[a] for a, b in pairs)
    return impossible / len(pairs) if len(pairs) >= MIN_PAIRS else 0.0


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
    return function_share(text) < MIN_FUNCTION_SHARE or salad_share(text) > SALAD_SHARE or repeated or is_list(text)


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
