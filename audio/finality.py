"""How an answer stands at a pause: over, between two sentences, or in a search for words. Cues of discourse with weights. Pure.

A finished sentence early in an answer, a set-up or a step is seldom the end; an outcome, a feeling about it, what has
been so "since", or an announcement often is; a sentence that ends in "the" is none of these. Two logistic regressions
on the same cues give the odds of the two ways of going on against the end (Begg & Gray 1984). `tests/audio/pause_corpus/fit_finality.py`
makes the weights (`audio/finality_weights.py`) and says from what.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from math import log

from audio.completeness import Completeness
from audio.finality_weights import ALWAYS, WEIGHTS
from audio.last_words import SENTENCE_END
from audio.open_words import (
    AUXILIARIES,
    CONJUNCTIONS,
    DETERMINERS,
    HESITATIONS,
    NEEDS_OBJECT,
    OBJECT_PRONOUNS,
    PREPOSITIONS,
    QUANTIFIERS,
    SUBJECTS,
    SUBORDINATORS,
    WEAK,
)
from audio.word_model import LastWords

_LAST_WORDS = 22
"""Words of the last sentence that are looked at: without full stops all the words are one sentence."""
_FEW_WORDS = 4
_LENGTHS = (3, 8, 16, 30, 60, 100)
"""Words from which an answer counts as longer: a few are a whole answer or nothing yet."""
_LAST_WORD = {
    "conjunction": CONJUNCTIONS | {"that"},
    "determiner": DETERMINERS,
    "preposition": PREPOSITIONS,
    "subject": SUBJECTS,
    "auxiliary": AUXILIARIES,
    "wants an object": NEEDS_OBJECT,
    "hesitation": HESITATIONS,
    "weak": WEAK,
    "stands for a noun": QUANTIFIERS | OBJECT_PRONOUNS,
    "subordinator": SUBORDINATORS,
}
"""Classes of the last word."""
_SUREST_ODDS = 5.0
"""Logarithm of the odds beyond which a model's word counts no more: so sure it is not."""
_SINCE_THEN = re.compile(r"\b(?:since|by|back|from) then$")
"""Here "then" is a time, and joins nothing."""


def _any(phrases: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(phrase.strip() for phrase in phrases.split(','))})\b")


_CUES = {
    "outcome": _any(
        "as a result, in the end, by the end, eventually, ended up, finally, dropped, fell, rose, grew, increased, "
        "decreased, reduced, improved, saved, gained, doubled, cut, went (?:up|down|well|live), shipped, launched, "
        "success\\w*, paid off, resolved, able to, which (?:led|helped|allowed|made), worked out, kept, won, accepted, "
        "agreed, finished, on time"
    ),
    "since": _any(
        "since, from (?:then|that point) on, now, today, ever, still, later, always, every \\w+, anymore, again"
    ),
    "feeling": _any(
        "happy, proud, glad, grateful, thankful, thanked, appreciated, satisfied, pleased, confident, better, best, "
        "trust, everyone, overall"
    ),
    "setup": _any(
        "when i (?:was|joined|started), there (?:was|were), i was (?:working|asked|in|on|the|responsible|part), "
        "we (?:had|were|needed), one time, last year, ago, my (?:task|role|job|team|first|manager), recently, used to, "
        "an? (?:time|instance|example|situation), i worked, at the time, example"
    ),
    "trouble": _any(
        "problem, issue, however, but, nobody, no one, difficult, hard, conflict, failed?, wrong, disagreed?, upset, "
        "wanted, unfortunately, struggl\\w+, stopped, lost, missing, not, never, \\w+n't"
    ),
    "step": _any(
        "first, (?<!since )(?<!by )(?<!back )then, next, second, started?, began, decided, asked, told, talked, "
        "suggested, proposed, offered, looked, found, tried, wrote, built, made, changed, set up, called, checked, "
        "saw, noticed, explained"
    ),
    "i_did": re.compile(
        r"\bi (?:\w+ly |also |then |just )?\w+(?:ed|ought|ook|ave|ent|ote|old|ade|id|an|aw|uilt|ound|oke)\b"
    ),
    "refers": re.compile(r"^(?:so |and |but |well )?(?:this|that|it|these|those|they|he|she|everyone|overall)\b"),
}
_LESSON = _any("learn(?:ed|t|ing)?, taught, lesson, takeaway, reali[sz]ed, experience, important")


@dataclass(frozen=True, slots=True)
class Outlook:
    """Logarithms of the odds of two ways of going on, each against the end of the answer."""

    search: float = 0.0
    """A long search for words within a sentence, 1.5 s and more."""
    pause: float = 0.0
    """An ordinary pause, between two sentences or a short one within."""


def outlook(text: str, kind: Completeness, words: LastWords, story: bool | None = None) -> Outlook:
    """How the answer stands at a pause after these words.

    Args:
        text: the words of the answer so far, in any case, with or without punctuation.
        kind: their `completeness`.
        words: what the last of them are.
        story: whether the question asks for a long answer; None if that is not known, which counts as yes.
    """
    search, pause = ALWAYS
    for name, value in cues(text, kind, words, story).items():
        of_search, of_pause = WEIGHTS.get(name, (0.0, 0.0))
        search += of_search * value
        pause += of_pause * value
    return Outlook(search, pause)


def cues(text: str, kind: Completeness, words: LastWords, story: bool | None = None) -> Mapping[str, float]:
    """What the odds depend on, by name; what is not named is 0. As `outlook`."""
    low = text.lower().replace("’", "'")
    sentences = [sentence for sentence in SENTENCE_END.split(low) if sentence.strip()]
    last_words = sentences[-1].split() if sentences else []
    last = re.sub(r"[^\w' ]", "", " ".join(last_words[-_LAST_WORDS:]))
    told_when = _SINCE_THEN.search(last) is not None
    last_word = re.sub(r"[^\w'-]", "", last_words[-1]) if last_words and not told_when else ""
    stopped = text.endswith((".", "?", "!"))
    count = len(low.split())
    found = {kind.value, *(name for name, cue in _CUES.items() if cue.search(last))}
    found |= {f"last word: {name}" for name, group in _LAST_WORD.items() if last_word in group}
    also = {
        "lesson before": _LESSON.search(" ".join(sentences[:-1])) is not None,
        "stopped": stopped,
        "open, stopped": stopped and kind is Completeness.OPEN,
        "stops before": "." in text[:-1],
        "short last": len(last_words) <= _FEW_WORDS,
    }
    found |= {name for name, holds in also.items() if holds}
    values = dict.fromkeys(sorted(found), 1.0)
    odds = {"asks": _bounded(words.asks), "left open": _bounded(words.left_open), "closes": _bounded(words.closes)}
    lengths = {f"up to {limit} words": 1.0 for limit in _LENGTHS if count <= limit} | {"log words": log(count + 1)}
    asked = -1.0 if story is False else 1.0
    return (
        values
        | odds
        | lengths
        | {"story": asked}
        | {f"story, {name}": asked * value for name, value in lengths.items()}
    )


def _bounded(odds: float) -> float:
    return min(_SUREST_ODDS, max(-_SUREST_ODDS, odds))
