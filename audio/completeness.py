"""Whether the words so far sound finished: a rule over the last sentence, without a model.

Written for what a recogniser gives during a pause: full stops where there are none (Whisper closes most clips with
one, also those cut off in the middle), none at all, lower case, lost fillers. So the last words count for more than
the punctuation. People stop before the word they look for (Maclay & Osgood 1959), that is after a function word:
"because", "the", "with" say that more is to come, whatever stands behind them.
"""

from __future__ import annotations

import re
from enum import StrEnum

from audio.announcements import CLOSING, THINKING
from audio.open_words import (
    ANSWERS,
    AUXILIARIES,
    CLAUSE_OPENERS,
    CONJUNCTIONS,
    DETERMINERS,
    DOING,
    EITHER_WAY,
    ENDS_IF_STOPPED,
    FRAMES,
    HESITATIONS,
    LICENSERS,
    NEEDS_OBJECT,
    NEGATIONS,
    OBJECT_PRONOUNS,
    PARTITIVES,
    PREPOSITIONS,
    QUANTIFIERS,
    QUESTION_WORDS,
    SET_PHRASES,
    STARTERS,
    SUBJECTS,
    SUBORDINATORS,
    VERBS,
    WEAK,
)


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


_TAIL_WORDS = 14
"""Words of the last sentence that are looked at for an announcement; the longest pattern has 12."""
_SHORT_WORDS = 3
"""A sentence this short can end in an auxiliary: "yes it did"."""
_FRAME_WORDS = 6
"""A beginning without a verb is not longer: "in my last role at the bank"."""
_RELATIVE_WORDS = 6
"""A relative clause without its pronoun has its subject so near to its end: "the skills I took notes on"."""
_EMBEDS = frozenset({"how", "what", "where", "who", "than"})
"""Near the end these let a sentence end in an auxiliary: "how large the effect might be"."""
_CLAUSE_WORDS = 9
"""A leading clause without its sentence is not longer: "when the launch of the new model was delayed"."""


_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")


def completeness(text: str) -> Completeness:
    """What `text`, the words of an answer so far, announces; any case, with or without punctuation."""
    text = text.strip().replace("’", "'")
    sentences = [tokens for tokens in (_tokens(s) for s in _SENTENCE_END.split(text)) if tokens]
    if not sentences:
        return Completeness.UNKNOWN
    tokens = sentences[-1]
    spoken = [word for word in map(_plain, tokens[-_TAIL_WORDS:]) if word not in HESITATIONS]
    tail, last = " ".join(spoken), _plain(tokens[-1])
    if THINKING.search(tail):
        return Completeness.THINKING
    if last in HESITATIONS or text.endswith(("...", "…", "-", "—", "–", ",", ":", ";")):
        return Completeness.OPEN
    if CLOSING.search(tail) and last not in CONJUNCTIONS | DETERMINERS | SUBJECTS | {"because", "that"}:
        return Completeness.CLOSING
    while len(tokens) > 1 and _plain(tokens[0]) in STARTERS | HESITATIONS and tokens[0].endswith(","):
        tokens = tokens[1:]
    led = any("," in token for token in tokens)
    stopped = text.endswith((".", "!", "?", '."', ".)"))
    return _last_sentence([_plain(token) for token in tokens], stopped=stopped, first=len(sentences) == 1, led=led)


def _tokens(sentence: str) -> list[str]:
    """The words with their punctuation."""
    return [token for token in sentence.split() if _plain(token)]


def _plain(token: str) -> str:
    """A word in lower case without the punctuation around it."""
    return token.lower().strip(".,;:!?…—–-\"'()[]*")


def _last_sentence(words: list[str], *, stopped: bool, first: bool, led: bool) -> Completeness:
    """The rule on the last sentence.

    Args:
        words: plain ones.
        stopped: whether the recogniser has set a full stop.
        first: whether it is all that was said; then a fragment is an answer.
        led: whether a comma stands in it, so that what leads in is over.
    """
    if " ".join(words) in ANSWERS and (first or (stopped and words[-1] not in AUXILIARIES)):
        return Completeness.COMPLETE
    if " ".join(words[-3:]) in SET_PHRASES or " ".join(words[-2:]) in SET_PHRASES:
        return Completeness.COMPLETE if stopped else Completeness.UNCLEAR
    body = _without_starters(words)
    if not body:
        return Completeness.COMPLETE if stopped and words[-1] in ANSWERS else Completeness.OPEN
    if _wants_more(body, stopped=stopped, first=first) or (not led and _is_frame(body, first=first)):
        return Completeness.OPEN
    if words[-1] in WEAK or not stopped:
        return Completeness.UNCLEAR
    return Completeness.COMPLETE


def _without_starters(words: list[str]) -> list[str]:
    """Without the "so", "and", "well" that begin spoken sentences."""
    start = 0
    while start < len(words) and words[start] in STARTERS:
        start += 1
    return words[start:]


def _wants_more(words: list[str], *, stopped: bool, first: bool) -> bool:
    """Whether the last word leaves something open."""
    last, before = words[-1], words[-2] if len(words) > 1 else ""
    if last == "that" and before not in PREPOSITIONS | DOING:  # "we noticed that", but "we did that", "like that"
        return True
    if last in OBJECT_PRONOUNS:
        asks = before == "let" and words[-3:-2] != ["not"]  # "let me", but "he did not let me"
        return before in CLAUSE_OPENERS or asks or len(words) == 1
    if last in EITHER_WAY or (stopped and last in QUANTIFIERS):
        return False
    if last in ENDS_IF_STOPPED:
        return not stopped
    if last in CONJUNCTIONS | DETERMINERS | SUBJECTS | SUBORDINATORS or words[-2:] in (["in", "case"], ["to", "not"]):
        return True
    moved = stopped and _object_is_moved(words)
    subject = before in SUBJECTS | OBJECT_PRONOUNS
    if last in PREPOSITIONS:
        switched = stopped and before in AUXILIARIES  # "all units are on"
        return not (moved or switched) or before in PARTITIVES
    if last in NEEDS_OBJECT:
        return not (moved or (stopped and before in NEGATIONS))
    if last in AUXILIARIES or last.endswith(("'m", "'re", "'ve", "'ll", "'d")):
        negated = stopped and last.endswith("n't")
        short = stopped and first and len(words) <= _SHORT_WORDS and words[0] in {"yes", "no"}
        asked = stopped and bool(_EMBEDS & set(words[-_RELATIVE_WORDS:-2]))  # "how large the effect might be."
        return not (negated or asked or (moved and (subject or before == "to")) or (short and subject))
    return False


def _object_is_moved(words: list[str]) -> bool:
    """Whether what the last word lacks stands earlier: "which database we worked with", "an event I had no idea of"."""
    if (QUESTION_WORDS | LICENSERS) & set(words[:-2]):
        return True
    tail = range(max(1, len(words) - _RELATIVE_WORDS), len(words) - 1)
    return any(
        words[i] in SUBJECTS | {"you"} and _is_noun_like(words[i - (2 if words[i - 1] == "that" else 1)]) for i in tail
    )


def _is_noun_like(word: str) -> bool:
    closed = CONJUNCTIONS | PREPOSITIONS | SUBORDINATORS | AUXILIARIES | STARTERS | SUBJECTS | DETERMINERS
    return word not in closed and not _looks_like_verb(word)


def _is_frame(words: list[str], *, first: bool) -> bool:
    """Whether the sentence has only begun: a clause that leads in another, a place or time, a subject alone."""
    text = " ".join(words)
    if text in FRAMES:
        return True
    verbs = [_looks_like_verb(word) for word in words]
    if words[0] in SUBORDINATORS - QUESTION_WORDS - {"because", "that"} and words[1:2] not in (
        ["that"],
        ["this"],
        ["a"],
    ):
        return len(words) <= _CLAUSE_WORDS and _groups(verbs) <= 1 and not _starts_again(words, verbs)
    if first or len(words) > _FRAME_WORDS:
        return False
    return not any(verbs) and (words[0] in PREPOSITIONS | DETERMINERS | {"after", "before", "during", "within"})


def _starts_again(words: list[str], verbs: list[bool]) -> bool:
    """Whether a second subject begins before the only verb: "after five clicks the model takes over"."""
    first_verb = verbs.index(True) if True in verbs else len(words)
    joined = PREPOSITIONS | CONJUNCTIONS | DETERMINERS | AUXILIARIES
    return any(words[i] in DETERMINERS | SUBJECTS and words[i - 1] not in joined for i in range(3, first_verb))


def _groups(marks: list[bool]) -> int:
    """The number of runs of True: "was delayed" is one verb."""
    return sum(mark and not before for before, mark in zip([False, *marks], marks, strict=False))


def _looks_like_verb(word: str) -> bool:
    """A rough sign of a finite verb: a known one, a contraction, a past tense."""
    past = word.endswith("ed") and not word.endswith("eed")
    return word in AUXILIARIES | NEEDS_OBJECT | VERBS or "'" in word or past
