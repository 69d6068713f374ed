"""How an answer was spoken: pace, pauses, fillers and repeated starts, measured from its timed words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from audio.transcript import Seconds, Strict, Transcript, Word

PAUSE_S = 0.5
"""Seconds of silence that a listener notices as a pause."""

ARTICULATION_PAUSE_S = 0.25
"""Seconds of silence left out of the articulation rate: the usual limit in phonetics (Goldman-Eisler, 1968)."""

SILERO_END_LAG_S = 0.085
"""Seconds by which silero's speech ends late: its median in benchmarks/bench_delivery.py (onsets are not late)."""

_UNWORDED_S = (0.15, 1.0)
"""Seconds, least and most, of voice without a word that is taken for a filler; a longer one is speech that was lost."""

_SEGMENT_SLACK_S = 0.25
"""Seconds by which a word's end may miss the segment it was spoken in."""

_HESITATIONS = frozenset({"um", "umm", "uh", "uhh", "uhm", "er", "erm", "hm", "hmm", "hmmm"})
_PHRASES = (("you", "know"), ("i", "mean"), ("sort", "of"), ("kind", "of"), ("like",))
_LONGEST_START = 3
"""Words of the longest repeated start: "and then we and then we"."""
_MEANT_TWICE = frozenset({"very", "really", "so", "no", "yes", "yeah", "had", "that", "much", "far", "more", "many"})
"""Words that are said twice on purpose."""
_PUNCTUATION = ".,;:!?…—-\"'()"
_SETS_OFF_BEFORE = (".", ",", ";", ":", "!", "?", "…", "—", "-")
_SETS_OFF_AFTER = (",", "…", "—", "-")

UNWORDED = "(voice)"
"""The text of a filler that was heard and not recognised: a short voice alone between two silences."""

SpanS = tuple[float, float]


class Pause(Strict):
    """A silence between two words."""

    start_s: Seconds
    end_s: Seconds


class Filler(Strict):
    """A filler and when it was said."""

    text: str
    """The words; of voice without a word UNWORDED."""
    start_s: Seconds


class RepeatedStart(Strict):
    """Words begun again: "I I", "we were we were"."""

    text: str
    """The words that were said first."""
    start_s: Seconds


class Delivery(Strict):
    """How an answer was spoken; None where there is nothing to measure."""

    words_per_minute: float | None = None
    """Words per minute from the first word to the last, pauses included."""
    articulation_rate: float | None = None
    """Words per minute of the time without pauses of ARTICULATION_PAUSE_S and more."""
    pauses: tuple[Pause, ...] = ()
    """Silences of PAUSE_S and more between words."""
    longest_pause_s: float | None = None
    """Seconds; None without a pause."""
    time_to_first_word_s: Seconds | None = None
    fillers: tuple[Filler, ...] = ()
    fillers_are: Literal["a lower bound"] = "a lower bound"
    """Recognisers leave many fillers out."""
    repeated_starts: tuple[RepeatedStart, ...] = ()
    """Recognisers leave some of them out too."""
    silence_share: float | None = None
    """Share of the time from the first word to the last that is silence of ARTICULATION_PAUSE_S and more, 0 to 1."""


def measure_delivery(
    transcript: Transcript,
    speech_segments_s: Sequence[SpanS] | None = None,
    end_lag_s: float = SILERO_END_LAG_S,
) -> Delivery:
    """Measure how `transcript` was spoken.

    Args:
        transcript: of one answer.
        speech_segments_s: (start_s, end_s) of the detected speech, in order: sharper about silence than the times of
            words, which a recogniser stretches over it. Without them the gaps between the words count.
        end_lag_s: seconds by which the detector ends segments late.

    Returns:
        The measures; of a transcript with estimated times only the fillers and repeated starts, since the pace is that
        of the estimate.
    """
    words = transcript.words
    fillers, starts = list(find_fillers(words)), tuple(find_repeated_starts(words))
    if not words or transcript.estimated:
        return Delivery(fillers=tuple(fillers), repeated_starts=starts)
    voiced = [(start, max(start, end - end_lag_s)) for start, end in speech_segments_s or ()]
    first_s, last_s = _onset_s(words[0], voiced), _offset_s(words[-1], voiced)
    silences = [g for g in _gaps(voiced or [(w.start_s, w.end_s) for w in words]) if first_s < sum(g) / 2 < last_s]
    pauses = tuple(Pause(start_s=start, end_s=end) for start, end in silences if end - start >= PAUSE_S)
    silent_s = sum(end - start for start, end in silences if end - start >= ARTICULATION_PAUSE_S)
    fillers += (Filler(text=UNWORDED, start_s=start) for start, _ in _unworded(words, voiced))
    return Delivery(
        words_per_minute=_rate(len(words), last_s - first_s),
        articulation_rate=_rate(len(words), last_s - first_s - silent_s),
        pauses=pauses,
        longest_pause_s=max((pause.end_s - pause.start_s for pause in pauses), default=None),
        time_to_first_word_s=first_s,
        fillers=tuple(sorted(fillers, key=lambda filler: filler.start_s)),
        repeated_starts=starts,
        silence_share=min(1.0, silent_s / (last_s - first_s)) if last_s > first_s else None,
    )


def find_fillers(words: Sequence[Word]) -> Iterator[Filler]:
    """The fillers among `words`, in order.

    A hesitation (um, uh, er, hmm) always counts. "You know", "I mean", "sort of", "kind of" and "like" have a meaning
    too; they count only where punctuation sets them off on both sides ("it was, like, huge").
    """
    plain = [_plain(word) for word in words]
    index = 0
    while index < len(words):
        length = 1 if plain[index] in _HESITATIONS else _phrase_length(words, plain, index)
        if length:
            yield Filler(text=" ".join(plain[index : index + length]), start_s=words[index].start_s)
        index += length or 1


def find_repeated_starts(words: Sequence[Word]) -> Iterator[RepeatedStart]:
    """One to three words that are said again at once, in order; hesitations between do not count.

    "I I", "we we did", "and then we, and then we"; not "very very" or "had had", and not across the end of a sentence
    ("I did. I did it twice."), where a repetition is meant.
    """
    said = [word for word in words if _plain(word) not in _HESITATIONS]
    plain = [_plain(word) for word in said]
    index = 0
    while index < len(said):
        length = _repeated(said, plain, index)
        if length:
            text = " ".join(plain[index : index + length])
            yield RepeatedStart(text=text, start_s=said[index].start_s)
        index += length or 1


def _repeated(said: Sequence[Word], plain: Sequence[str], index: int) -> int:
    """The number of words from `index` on that are said again at once; 0 if none."""
    for length in range(_LONGEST_START, 0, -1):
        again = index + length
        first, second = plain[index:again], plain[again : again + length]
        ends = any(word.text.endswith((".", "!", "?")) for word in said[index:again])
        if first == second and all(first) and not ends and not set(first) <= _MEANT_TWICE:
            return length
    return 0


def _plain(word: Word) -> str:
    return word.text.lower().strip(_PUNCTUATION)


def _unworded(words: Sequence[Word], voiced: Sequence[SpanS]) -> Iterator[SpanS]:
    """Short voices between the first word and the last that touch no word: at least these are fillers."""
    shortest_s, longest_s = _UNWORDED_S
    for start, end in voiced:
        inside = words[0].end_s < start and end < words[-1].start_s
        alone = not any(word.start_s < end and word.end_s > start for word in words)
        if inside and alone and shortest_s <= end - start <= longest_s:
            yield start, end


def _phrase_length(words: Sequence[Word], plain: Sequence[str], index: int) -> int:
    """The number of words of the set-off phrase that starts at `index`; 0 if none does."""
    if index and not words[index - 1].text.endswith(_SETS_OFF_BEFORE):
        return 0
    for phrase in _PHRASES:
        end = index + len(phrase)
        if tuple(plain[index:end]) == phrase and words[end - 1].text.endswith(_SETS_OFF_AFTER):
            return len(phrase)
    return 0


def _offset_s(last: Word, segments_s: Sequence[SpanS]) -> float:
    """When the last word ended: Whisper lets it end with the chunk, and at times too early."""
    own = [end for start, end in segments_s if start < last.end_s and end > last.start_s]
    return max(last.start_s, min(own[-1], last.end_s + _SEGMENT_SLACK_S)) if own else last.end_s


def _onset_s(first: Word, segments_s: Sequence[SpanS]) -> float:
    """When the first word began: Whisper lets it begin with the chunk and end with the next word."""
    own = (start for start, end in segments_s if end > first.start_s and start - _SEGMENT_SLACK_S < first.end_s)
    return max(first.start_s, min(next(own, 0.0), first.end_s))


def _gaps(spans_s: Sequence[SpanS]) -> Iterator[SpanS]:
    """The silences between spans in order; spans may touch or overlap."""
    end_s = spans_s[0][1]
    for next_start_s, next_end_s in spans_s[1:]:
        if next_start_s > end_s:
            yield end_s, next_start_s
        end_s = max(end_s, next_end_s)


def _rate(n_words: int, duration_s: float) -> float | None:
    """Words per minute; None for fewer than two words or no time."""
    return 60 * n_words / duration_s if n_words > 1 and duration_s > 0 else None
