"""Cuts a transcript into sentences and windows of sentences, each with its place in the text and in time. Pure.

Recognised speech may carry no punctuation and no capitals, so a sentence here is the stretch up to a full stop, a long
pause, or a word that opens a new clause.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from audio.transcript import Transcript


def _table(words: str) -> frozenset[str]:
    return frozenset(words.split())


PAUSE_S = 0.9
"""Silence that ends a sentence where there is little punctuation; pauses inside clauses are mostly below 0.6 s."""
LONG_STRETCH_WORDS = 30
"""A stretch without full stop beyond this is cut at words that open a clause."""
MIN_PIECE_WORDS = 6
"""A cut at a clause word leaves at least this many words on both sides."""
MIN_BARE_WORDS = 4
"""The same where there is hardly any punctuation: spoken clauses are short."""
MAX_WINDOW_WORDS = 32
"""Several sentences make a window up to this length; a key point has 10 to 25 words, and more would blur it."""
MAX_PIECE_WORDS = 40
"""Where no clause word helps, a stretch is cut after this many words."""
WORDS_PER_STOP = 40
"""Fewer full stops than one in this many words is "little punctuation"; prose has one in 15 to 20."""

_CLOSERS = "\"'”’)]"
_ABBREVIATIONS = _table("e.g. i.e. vs. dr. mr. mrs. ms. prof. fig. eq. no. approx. resp. cf. st.")
_MAYBE_LAST = _table("etc. inc. ltd. al. u.s. u.k. a.m. p.m.")
_INITIAL = re.compile(r"^[A-HJ-Z]\.$")
_LINKS = r"(?:(?:and|so|then|but|first|next|um|uh|after that|finally|also|eventually|okay) )*"
_SPOKEN_OPENERS = re.compile(
    rf"^{_LINKS}(?:(?:i|we)(?:'d|'ve|'m|'re)? (?!mean\b|guess\b)[a-z']+|(?:my|our|the) (?:task|goal|job|role|"
    rf"problem|challenge|question|result|"
    r"results|outcome|lesson|takeaway|manager|director|boss)\b|it (?:was|turned|took|saved)|there (?:was|were)|"
    r"this was|as a result|in the end|"
    r"looking back|since then|what i|in hindsight|next time|at (?:my|that|the) (?:last|previous|time|point|"
    r"end)|he |she |they )"
)
"""Words that begin a new statement where no punctuation tells."""
_SUBORDINATORS = _table(
    """
    which that what when where who whom if as how than before after whether why while because though although
    until and so then but first next um uh once since like or the a until unless finally also eventually to
    with by for of from in on at about
    """
)
"""After these the words that follow still belong to them."""
_OPENERS = re.compile(
    r"^(?:so then|and then|after that|and so|so i|so we|then i|and i|and we|but|because|then we|so what|"
    r"which meant|at that point|in the end|eventually|looking back|as a result|afterwards|basically i)\b"
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A stretch of words that says one thing."""

    text: str
    start_char: int
    end_char: int
    start_s: float
    end_s: float
    first_word: int
    last_word: int
    """Index of the last word, inclusive."""


@dataclass(frozen=True, slots=True)
class Window:
    """One to three consecutive sentences."""

    text: str
    first: int
    """Index of the first sentence."""
    last: int
    """Index of the last sentence, inclusive."""
    start_char: int
    end_char: int
    start_s: float
    end_s: float


def sentences(transcript: Transcript) -> tuple[Sentence, ...]:
    """The sentences of a transcript, in order; together they hold every word once."""
    tokens = [word.text for word in transcript.words]
    if not tokens:
        return ()
    stops = {i for i in range(len(tokens)) if _ends_sentence(tokens, i)}
    bare = len(stops) * WORDS_PER_STOP < len(tokens)
    if bare:
        stops |= {
            i
            for i, (word, following) in enumerate(zip(transcript.words, transcript.words[1:], strict=False))
            if following.start_s - word.end_s >= PAUSE_S
        }
    stops.add(len(tokens) - 1)
    pieces: list[tuple[int, int]] = []
    first = 0
    for stop in sorted(stops):
        pieces += _cut_bare(tokens, first, stop) if bare else _cut_long(tokens, first, stop)
        first = stop + 1
    return _placed(transcript, pieces)


def windows(found: Sequence[Sentence], text: str, longest: int = 3) -> tuple[Window, ...]:
    """Every run of 1 to `longest` consecutive sentences, the short ones first, without the overlong runs.

    Args:
        found: the sentences of the answer.
        text: the transcript's text, that the sentences point into.
        longest: sentences in the longest window.
    """
    made: list[Window] = []
    for size in range(1, longest + 1):
        for first in range(len(found) - size + 1):
            a, b = found[first], found[first + size - 1]
            if size > 1 and b.last_word - a.first_word >= MAX_WINDOW_WORDS:
                continue
            span = text[a.start_char : b.end_char]
            made.append(Window(span, first, first + size - 1, a.start_char, b.end_char, a.start_s, b.end_s))
    return tuple(made)


def _placed(transcript: Transcript, pieces: Sequence[tuple[int, int]]) -> tuple[Sentence, ...]:
    text, spans, words = transcript.text, transcript.word_spans(), transcript.words
    return tuple(
        Sentence(
            text=text[spans[first][0] : spans[last][1]],
            start_char=spans[first][0],
            end_char=spans[last][1],
            start_s=words[first].start_s,
            end_s=words[last].end_s,
            first_word=first,
            last_word=last,
        )
        for first, last in pieces
    )


def _ends_sentence(tokens: Sequence[str], index: int) -> bool:
    token = tokens[index].rstrip(_CLOSERS)
    if not token or token[-1] not in ".?!…":
        return False
    if token[-1] != ".":
        return True
    following = tokens[index + 1] if index + 1 < len(tokens) else ""
    if token.lower() in _ABBREVIATIONS:
        return False
    if token.lower() in _MAYBE_LAST or _INITIAL.match(token):
        # "J. Smith" is a name; "etc." ends a sentence only when a capital follows.
        return following[:1].isupper() and not _INITIAL.match(token)
    return True


def _cut_bare(tokens: Sequence[str], first: int, last: int) -> list[tuple[int, int]]:
    """(first, last) of the clauses of a stretch without punctuation."""
    pieces, start = [], first
    for i in range(first + 1, last + 1):
        ahead = " ".join(tokens[i : i + 6]).lower().replace(",", "") + " "
        roomy = i - start >= MIN_BARE_WORDS and last - i + 1 >= MIN_BARE_WORDS
        opens = tokens[i - 1].lower() not in _SUBORDINATORS and _SPOKEN_OPENERS.match(ahead)
        if roomy and (opens or i - start >= MAX_PIECE_WORDS):
            pieces.append((start, i - 1))
            start = i
    return [*pieces, (start, last)]


def _cut_long(tokens: Sequence[str], first: int, last: int) -> list[tuple[int, int]]:
    """(first, last) of the pieces of one stretch, cut at clause openers when it is long."""
    if last - first + 1 <= LONG_STRETCH_WORDS:
        return [(first, last)]
    pieces, start = [], first
    for i in range(first + 1, last + 1):
        ahead = " ".join(tokens[i : i + 2]).lower().replace(",", "")
        roomy = i - start >= MIN_PIECE_WORDS and last - i + 1 >= MIN_PIECE_WORDS
        if roomy and (_OPENERS.match(ahead) or i - start >= MAX_PIECE_WORDS):
            pieces.append((start, i - 1))
            start = i
    return [*pieces, (start, last)]
