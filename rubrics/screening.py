"""Looks at an answer before it is judged: can it be scored at all, and which of its sentences may count? Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from audio.transcript import Transcript
from rubrics import cues
from rubrics.asserted import claims
from rubrics.assessment import Flag
from rubrics.hollow import is_template
from rubrics.text_quality import is_english, is_stuffed
from rubrics.windows import Sentence
from rubrics.words import content_stems

MIN_WORDS = 5
MAX_WORDS = 4000
"""Half an hour of speech; a longer text is no spoken answer."""
MAX_CHARS = 12 * MAX_WORDS
"""Twice what so many words have: a single "word" of a million signs is none, and reading it would take all memory."""
MIN_PROBABILITY = 0.4
"""Mean recognition probability below which the words are a guess; clear speech has 0.8 to 0.95."""
ECHO_SHARE = 0.8
"""A sentence whose content words are to this share the question's own repeats the question."""
MIN_TEMPLATE_WORDS = 20
"""A reply to a probe may be short and plain ("I decided that with my manager"); only longer answers can be empty templates."""
MIN_ECHO_STEMS = 3
"""Content words that a sentence must have to count as an echo."""


@dataclass(frozen=True)
class Screening:
    """What can be said of an answer before judging it."""

    flags: tuple[Flag, ...] = ()
    unscored_reason: str | None = None
    """Why there can be no score; None where there can."""
    empty: bool = False
    """Whether the answer holds nothing to judge: it is scored, at the bottom."""
    usable: tuple[bool, ...] = ()
    """For each sentence, whether it may serve as evidence."""


def screen(
    transcript: Transcript, sentences: Sequence[Sentence], question_text: str, *, reply: bool = False
) -> Screening:
    """The flags of an answer, and what of it may be judged.

    "I don't know" is a real answer and scored; silence, another language and unrecognisable speech are not.

    Args:
        transcript: the answer.
        sentences: of it.
        question_text: an answer that only repeats it says nothing.
        reply: whether it is one to a follow-up, where "About a third." says it all.
    """
    text, count = transcript.text, len(transcript.words)
    if not text.strip():
        return Screening(unscored_reason="Nothing was said.")
    if len(text) > MAX_CHARS:
        return Screening(flags=("too_long",), unscored_reason=f"The answer has more than {MAX_CHARS:,} characters.")
    if cues.is_filler(text):
        return Screening(unscored_reason="Nothing was said but fillers.")
    if cues.is_non_answer(text):
        return Screening(flags=("non_answer",), empty=True, usable=(False,) * len(sentences))
    if count < MIN_WORDS and not reply:
        return Screening(flags=("too_short",), unscored_reason=f"Only {count} words were said; nothing to judge.")
    if count > MAX_WORDS:
        return Screening(flags=("too_long",), unscored_reason=f"The answer has more than {MAX_WORDS} words.")
    sure = [word.probability for word in transcript.words if word.probability is not None]
    if sure and sum(sure) / len(sure) < MIN_PROBABILITY:
        return Screening(
            unscored_reason="The words were recognised too poorly to be judged; speak closer to the microphone."
        )
    if not is_english(text):
        return Screening(flags=("not_english",), unscored_reason="The answer does not seem to be in English.")
    return _usable(text, sentences, content_stems(question_text))


def _usable(text: str, sentences: Sequence[Sentence], asked: Collection[str]) -> Screening:
    plain = [cues.plain(sentence.text) for sentence in sentences]
    to_grader = [bool(cues.ADDRESSES_GRADER.search(said)) for said in plain]
    echo = [_echoes(sentence.text, asked, MIN_ECHO_STEMS) for sentence in sentences]
    if any(echo) and all(_echoes(sentence.text, asked, 0) for sentence in sentences):
        echo = [True] * len(sentences)
    stuffed = is_stuffed(text)
    template = len(text.split()) >= MIN_TEMPLATE_WORDS and is_template([sentence.text for sentence in sentences])
    usable = tuple(not (a or b or stuffed or template) for a, b in zip(to_grader, echo, strict=True))
    found: dict[Flag, bool] = {
        "addresses_the_grader": any(to_grader) or bool(cues.ADDRESSES_GRADER.search(cues.plain(text))),
        "echoes_question": any(echo) and not any(usable),
        "keyword_stuffing": stuffed,
        "asks_clarification": cues.is_clarification(text),
    }
    return Screening(flags=tuple(f for f, here in found.items() if here), empty=not any(usable), usable=usable)


def without_questions(screening: Screening, sentences: Sequence[Sentence]) -> Screening:
    """The same, but that nothing rests on a sentence that only asks: for answers that are judged by what they state.

    Args:
        screening: of the answer.
        sentences: of the answer.
    """
    stated = [not claim.asked for claim in claims([sentence.text for sentence in sentences])]
    usable = tuple(ok and said for ok, said in zip(screening.usable, stated, strict=True))
    return replace(screening, usable=usable, empty=screening.empty or not any(usable))


def _echoes(sentence: str, asked: Collection[str], fewest: int) -> bool:
    stems = content_stems(sentence)
    return len(stems) >= fewest and sum(stem in asked for stem in stems) >= ECHO_SHARE * len(stems)
