"""What the last sentence of an answer looks like at a pause, as the names of features for `audio.word_model`. Pure.

Which words stand where, counted from the end, since what stands last says most; the classes of these words, since most
words are rare; how long the sentence is, how it begins, whether a full stop or a filler stands. A recogniser's full
stops, commas and capitals are not to be trusted, so everything is also said without them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from audio.open_words import (
    AUXILIARIES,
    CONJUNCTIONS,
    DETERMINERS,
    HESITATIONS,
    NEEDS_OBJECT,
    OBJECT_PRONOUNS,
    PREPOSITIONS,
    QUESTION_WORDS,
    STARTERS,
    SUBJECTS,
    SUBORDINATORS,
    VERBS,
    WEAK,
)

SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
"""What stands between two sentences, where a recogniser has set full stops."""
_PUNCTUATION = re.compile("[.,!?A-Z]")
"""What a recogniser that punctuates gives somewhere in a text; one that does not leaves out full stops that were due."""
LAST_CHARACTERS = 400
"""Characters that are looked at; no sentence as long is said, and a text without full stops has no end."""
_WINDOW = 9
"""Words of which any two or three in a row count, wherever they stand."""
_LENGTHS = (1, 2, 3, 5, 8, 12)
"""A sentence belongs to the first of these that it does not exceed."""
_LICENSERS = frozenset("everything anything whatever nothing something nobody best way as than all much".split())
"""After one of these, as after a question word, the rest can end in a verb or a preposition: "everything we could"."""
_RELATIVE_WORDS = 6
"""A relative clause without its pronoun has its subject so near to its end: "the skills I took notes on"."""
_RELATIVE_SUBJECTS = SUBJECTS | {"you", "it", "everyone", "nobody"}
_WHOLE_WORDS = 4
"""A sentence up to so long is also a feature as a whole."""

_CLASSES = (
    ("CON", CONJUNCTIONS),
    ("SUJ", SUBJECTS),
    ("PRE", PREPOSITIONS),
    ("DET", DETERMINERS),
    ("WH", QUESTION_WORDS),
    ("SUB", SUBORDINATORS),
    ("OBJ", OBJECT_PRONOUNS),
    ("AUX", AUXILIARIES),
    ("NEED", NEEDS_OBJECT),
    ("VERB", VERBS),
    ("WEAK", WEAK),
    ("ST", STARTERS),
)
"""Classes of words; a word belongs to the first that has it."""
_CLASS_OF = {word: name for name, words in reversed(_CLASSES) for word in sorted(words)}
_FINITE = frozenset({"AUX", "NEED", "VERB", "ed"})
"""Classes of which one in a row is a verb: "was delayed"."""
_ENDINGS = (("n't", "AUX"), ("'ve", "AUX"), ("'ll", "AUX"), ("'s", "POS"), ("ing", "ing"), ("ly", "ly"), ("ed", "ed"))
"""Classes of all other words by their ends."""
_ALIKE = {
    word: f"<{name}>"
    for name, words in (
        ("moment", "second sec moment minute tick mo while bit seconds minutes ticks moments time"),
        ("recall", "think remember recall recollect see reflect thinking remembering recalling recollecting"),
        ("say", "say put explain phrase describe express word call define answer tell frame start begin"),
        ("name", "name word term number figure year title phrase expression"),
        ("give", "give allow grant gimme"),
        ("pick", "pick choose find take select decide choosing finding deciding picking"),
        ("example", "example examples story stories case cases one instance project situation"),
        ("can", "can could may might shall should would do"),
    )
    for word in words.split()
}
"""Words that stand for each other where time is asked for; the later of two classes counts."""


def features(text: str) -> list[str]:
    """The names of what is so of the last sentence of `text`; none if it has no words.

    Args:
        text: the words of an answer so far, in any case, with or without punctuation.
    """
    text = text[-LAST_CHARACTERS:].strip().replace("’", "'")
    bare = _PUNCTUATION.search(text) is None
    text = text.lower()
    sentences = [words for words in (plain_words(s) for s in SENTENCE_END.split(text)) if words]
    if not sentences:
        return []
    spoken = sentences[-1]
    words = [word for word in spoken if word not in HESITATIONS]
    led = "," in " ".join(SENTENCE_END.split(text)[-1].split()[:-2])
    stop = "." if text.endswith((".", "!", '."', ".)")) else "?" if text.endswith("?") else ""
    mark = stop or ("~" if bare else ",")
    return list(
        dict.fromkeys([*_form(spoken, words, mark, len(sentences) == 1), *_grams(words), *_syntax(words, mark, led)])
    )


def last_sentence(text: str) -> list[str]:
    """The plain words of the last sentence of `text` that has any; none if none has."""
    text = text[-LAST_CHARACTERS:].strip().replace("’", "'")
    return next((words for s in reversed(SENTENCE_END.split(text)) if (words := plain_words(s))), [])


def plain_words(sentence: str) -> list[str]:
    """The words in lower case without the punctuation around them."""
    return [word for word in (token.lower().strip(".,;:!?…—–-\"'()[]*") for token in sentence.split()) if word]


def word_class(word: str) -> str:
    """The class of a word: a closed one of English, or what its end makes it."""
    if word in _CLASS_OF:
        return _CLASS_OF[word]
    if word[0].isdigit():
        return "num"
    return next((name for end, name in _ENDINGS if word.endswith(end) and len(word) > len(end) + 1), "noun")


def _form(spoken: list[str], words: list[str], mark: str, first: bool) -> Iterator[str]:
    """Length, full stop, fillers, repeated words."""
    size = next((str(limit) for limit in _LENGTHS if len(words) <= limit), "+")
    yield f"n{size}"
    yield f"n{size}{mark}{'f' if first else ''}"
    if spoken[-1] in HESITATIONS:
        yield "um$"
    if len(spoken) > len(words):
        yield "um"
        if not words:
            yield f"um all{mark}"
        elif spoken[0] in HESITATIONS:
            yield "um^"
    if len(words) > 1 and words[-1] == words[-2]:
        yield "twice"


def _grams(words: list[str]) -> Iterator[str]:
    """Words in a row: at the end, at the beginning, anywhere near the end, and with words that are alike made one."""
    for count in (1, 2, 3):
        if len(words) >= count:
            yield f"$ {' '.join(words[-count:])}"
            yield f"^ {' '.join(words[:count])}"
    for place in (2, 3, 4):
        if len(words) >= place:
            yield f"{place} {words[-place]}"
    if len(words) <= _WHOLE_WORDS:
        yield f"= {' '.join(words)}"
    near = words[-_WINDOW:]
    alike = [_ALIKE.get(word, word) for word in near]
    for count in (1, 2, 3):
        for start in range(len(near) - count + 1):
            yield " ".join(near[start : start + count])
            if count > 1 and alike[start : start + count] != near[start : start + count]:
                yield " ".join(alike[start : start + count])


def _syntax(words: list[str], mark: str, led: bool) -> Iterator[str]:
    """Classes of the last words, and what the sentence has had: a verb, a question word, a clause that leads in."""
    if not words:
        return
    kinds = [word_class(word) for word in words]
    for count in (1, 2, 3, 4):
        if len(kinds) >= count:
            yield f"$ {'-'.join(kinds[-count:])}"
    last = kinds[-1]
    yield f"$ {last}{mark}"
    yield f"$ {words[-1]}{mark}"
    if len(words) > 1:
        yield f"$ {kinds[-2]} {words[-1]}"
        yield f"$ {words[-2]} {last}"
    moved = _moved(words, kinds)
    yield f"moved {moved} {last}"
    yield f"moved {moved} {words[-1]}"
    finite = [kind in _FINITE for kind in kinds]
    verbs = sum(is_so and not before for before, is_so in zip([False, *finite], finite, strict=False))
    start = next((i for i, kind in enumerate(kinds) if kind != "ST"), 0)
    had, form = f"v{min(verbs, 2)}", f"{',' if led else ''}{mark}"
    yield f"{had} {words[start]}{form}"
    yield f"{had} {kinds[start]}"
    yield f"{had} {kinds[start]} n{min(len(words), 12) // 3}{form}"
    yield f"{had} {last}"
    yield f"{had} n{min(len(words), 12) // 3}{mark}"
    yield f"^ {'-'.join(kinds[:3])}"


def _moved(words: list[str], kinds: list[str]) -> str:
    """Where what the last word lacks may stand earlier: "which database we worked with", "an event I had no idea of"."""
    if "WH" in kinds[:-2]:
        return "which"
    near = range(max(2, len(words) - _RELATIVE_WORDS), len(words) - 1)
    if any(words[i] in _RELATIVE_SUBJECTS and kinds[i - (2 if words[i - 1] == "that" else 1)] == "noun" for i in near):
        return "that"
    return "as" if any(word in _LICENSERS for word in words[:-2]) else "no"
