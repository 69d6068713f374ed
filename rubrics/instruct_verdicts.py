"""Reads an instruct model's reply: one JSON object, validated strictly, every quote looked up in the transcript. Pure."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from audio.transcript import Transcript
from rubrics.assessment import CriterionVerdict, Evidence, PointVerdict
from rubrics.instruct_prompt import LOOKALIKES, Checklist

MIN_QUOTE_WORDS = 3
"""Fewer words than these stand in almost any answer and prove nothing."""
MAX_QUOTES = 3
_SAME = LOOKALIKES | str.maketrans(dict.fromkeys("‘’‛", "'") | dict.fromkeys('"“”„', " ") | dict.fromkeys("–—‑", "-"))
"""Characters that a model writes for one another when it copies."""
_AROUND = " '.,;:!?-…"

Quotes = Annotated[tuple[Annotated[str, Field(max_length=2000)], ...], Field(max_length=8)]


class ReplyError(Exception):
    """A reply that is not as asked for; the message is told to the model."""


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class CriterionReply(_Strict):
    """The model's verdict on one criterion."""

    id: str
    verdict: CriterionVerdict
    quotes: Quotes = ()


class PointReply(_Strict):
    """The model's verdict on one key point."""

    index: int
    verdict: PointVerdict
    quotes: Quotes = ()


class MistakeReply(_Strict):
    """Whether the model found a misconception stated."""

    index: int
    stated: bool
    quotes: Quotes = ()


class StoryReply(_Strict):
    """A reply on a story."""

    on_topic: bool = True
    first_action: str = ""
    criteria: tuple[CriterionReply, ...]

    def claims(self) -> list[Sequence[str]]:
        """The quotes of each verdict that needs some."""
        return [one.quotes for one in self.criteria if one.verdict != "missing"]


class PointsReply(_Strict):
    """A reply on key points and misconceptions."""

    on_topic: bool = True
    key_points: tuple[PointReply, ...]
    misconceptions: tuple[MistakeReply, ...] = ()

    def claims(self) -> list[Sequence[str]]:
        """The quotes of each verdict that needs some."""
        points: list[Sequence[str]] = [one.quotes for one in self.key_points if one.verdict != "missing"]
        return points + [one.quotes for one in self.misconceptions if one.stated]


AnyReply = StoryReply | PointsReply
_Reply = TypeVar("_Reply", StoryReply, PointsReply)


def parse_reply(text: str, checklist: Checklist) -> AnyReply:
    """The verdicts in a reply; words, code fences and thoughts around its JSON object are passed over.

    Raises:
        ReplyError: there is not exactly one such object, or it is not as asked for.
    """
    if checklist.criteria:
        story = _validated(text, StoryReply, "criteria")
        _each_once("id", (one.id for one in story.criteria), [name for name, _ in checklist.criteria])
        return story
    points = _validated(text, PointsReply, "key_points")
    _each_once("key point", (one.index for one in points.key_points), range(len(checklist.key_points)))
    _each_once("misconception", (one.index for one in points.misconceptions), range(len(checklist.misconceptions)))
    return points


def _validated(text: str, shape: type[_Reply], key: str) -> _Reply:
    found = dict.fromkeys(_objects(text.rpartition("</think>")[2], key))
    if not found:
        raise ReplyError(f'there is no complete JSON object with "{key}" in it')
    if len(found) > 1:
        raise ReplyError("there is more than one JSON object in it")
    try:
        return shape.model_validate_json(next(iter(found)))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(step) for step in first["loc"])[:80]
        raise ReplyError(f"{where}: {first['msg']}") from error


def _objects(text: str, key: str) -> Iterable[str]:
    """The text of each outermost JSON object that has the key."""
    decoder, position = json.JSONDecoder(), 0
    while (start := text.find("{", position)) >= 0:
        position = start + 1
        try:
            value, end = decoder.raw_decode(text, start)
        except (ValueError, RecursionError):
            continue
        if isinstance(value, dict) and key in value:
            yield text[start:end]
            position = end


def _each_once(what: str, given: Iterable[object], wanted: Iterable[object]) -> None:
    counts, expected = Counter(given), set(wanted)
    for name in sorted(map(str, expected - counts.keys())):
        raise ReplyError(f"the verdict on {what} {name} is missing")
    for name in sorted(str(one)[:80] for one in counts.keys() - expected):
        raise ReplyError(f"{what} {name} is not in the checklist")
    for name in sorted(str(one) for one, count in counts.items() if count > 1):
        raise ReplyError(f"{what} {name} has more than one verdict")


class Transcribed:
    """A transcript in which quotes are looked up.

    Args:
        transcript: what was said.
        usable: (start_char, end_char) stretches of its text that may serve as evidence; a quote lies wholly in them.
    """

    def __init__(self, transcript: Transcript, usable: Sequence[tuple[int, int]]) -> None:
        self.transcript = transcript
        self._text = transcript.text
        self._starts = [start for start, _ in transcript.word_spans()]
        self._flat, self._places = _flattened(self._text)
        self._usable = [False] * len(self._text)
        for start, end in usable:
            self._usable[start:end] = [True] * (end - start)

    def evidence(self, quotes: Sequence[str]) -> tuple[Evidence, ...]:
        """The quotes that stand in the transcript, exactly as they stand there, each place once."""
        found = {place: None for quote in quotes if (place := self.locate(quote)) is not None}
        return tuple(self._evidence(*place) for place in list(found)[:MAX_QUOTES])

    def locate(self, quote: str) -> tuple[int, int] | None:
        """(start_char, end_char) of a quote, whole words of it; None where it does not stand in the usable text.

        Case, white space, kinds of quotation marks and dashes, and punctuation at both ends make no difference.
        """
        wanted = _flattened(quote)[0].strip(_AROUND)
        if len(wanted.split()) < MIN_QUOTE_WORDS:
            return None
        at = self._flat.find(wanted)
        while at >= 0:
            start, end = self._places[at], self._places[at + len(wanted) - 1] + 1
            if self._is_whole(start, end) and all(
                ok or self._text[i].isspace() for i, ok in enumerate(self._usable[start:end], start)
            ):
                return start, end
            at = self._flat.find(wanted, at + 1)
        return None

    def start_s(self, char: int) -> float:
        """When the word was said in which the character lies."""
        return self.transcript.words[max(0, bisect_right(self._starts, char) - 1)].start_s

    def _is_whole(self, start: int, end: int) -> bool:
        before, after = self._text[start - 1 : start], self._text[end : end + 1]
        return not (before.isalnum() and self._text[start].isalnum()) and not (
            after.isalnum() and self._text[end - 1].isalnum()
        )

    def _evidence(self, start: int, end: int) -> Evidence:
        return Evidence(quote=self._text[start:end], start_char=start, end_char=end, start_s=self.start_s(start))


def _flattened(text: str) -> tuple[str, list[int]]:
    """The text in one case and spacing, and for each of its characters the place in `text` that it comes from."""
    flat: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        for folded in char.casefold().translate(_SAME):
            kept = " " if folded.isspace() or not folded.isprintable() else folded
            if kept != " " or (flat and flat[-1] != " "):
                flat.append(kept)
                places.append(place)
    return "".join(flat), places
