"""The words of an answer as the page shows them: sentences, each word with its time, pauses and fillers between. Pure."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from audio.delivery import UNWORDED
from audio.transcript import Transcript
from interviewer.locale_format import number
from interviewer.review.parts import TurnDetails
from interviewer.review.review import TurnReview
from interviewer.text import clean_line
from prompts.phrasebook import phrase
from rubrics.assessment import Evidence

LONGEST_SENTENCE = 40
"""Words after which a new line begins where the recogniser gives no full stops."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One word, or a mark between words."""

    kind: str
    """`word`, `filler` (a word too), `pause` or `voice` (a sound that is no word)."""
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence."""

    id: str
    role: str
    """"" where there are no roles."""
    start_s: float
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Spoken:
    """The lines of an answer, and the times of its words in the same order."""

    lines: tuple[Line, ...]
    starts_s: tuple[float, ...]
    ends_s: tuple[float, ...]

    def line_at(self, start_s: float | None) -> str:
        """The id of the line that is being said at this time; "" where there is none."""
        if start_s is None or not self.lines:
            return ""
        index = bisect_right([line.start_s for line in self.lines], start_s + 0.01) - 1
        return self.lines[max(0, index)].id

    def line_of(self, evidence: Evidence) -> str:
        """The id of the line that a quote begins in."""
        return self.line_at(evidence.start_s)


def spoken(turn: TurnReview, details: TurnDetails) -> Spoken:
    """An answer cut into lines: at the sentences that have a role, else at full stops."""
    transcript = turn.transcript
    if transcript is None or not transcript.words:
        return Spoken((), (), ())
    roles = _roles(turn, transcript)
    marks = _marks(details)
    fillers = _filler_words(transcript, details)
    lines: list[Line] = []
    pieces: list[Piece] = []
    starts: list[float] = []
    ends: list[float] = []
    begin = None
    for index, word in enumerate(transcript.words):
        shown = clean_line(word.text)
        if not shown:
            continue
        if begin is not None and _breaks(transcript, roles, begin, index):
            lines.append(_line(turn, len(lines), roles[begin][0], transcript.words[begin].start_s, pieces))
            pieces, begin = [], None
        if begin is None:
            begin = index
        while marks and marks[0][0] <= word.start_s + 0.05:
            pieces.append(marks.pop(0)[1])
        pieces.append(Piece("filler" if index in fillers else "word", shown))
        starts.append(word.start_s)
        ends.append(word.end_s)
    if begin is not None:
        lines.append(_line(turn, len(lines), roles[begin][0], transcript.words[begin].start_s, pieces))
    return Spoken(tuple(lines), tuple(starts), tuple(ends))


def _line(turn: TurnReview, number: int, role: str, start_s: float, pieces: list[Piece]) -> Line:
    return Line(f"t{turn.turn}s{number + 1}", role, start_s, tuple(pieces))


def _roles(turn: TurnReview, transcript: Transcript) -> list[tuple[str, int]]:
    """For each word its role and the number of its sentence; ("", -1) where the assessment has none."""
    structure = turn.assessment.structure if turn.assessment else None
    spans = sorted(
        ((role.start_char, role.end_char, role.role) for role in structure.roles), key=lambda span: span[0]
    ) if structure else []  # fmt: skip
    found: list[tuple[str, int]] = []
    number = 0
    for start, end in transcript.word_spans():
        while number < len(spans) and spans[number][1] <= start:
            number += 1
        inside = number < len(spans) and spans[number][0] < end
        found.append((spans[number][2], number) if inside else ("", -1))
    return found


def _breaks(transcript: Transcript, roles: list[tuple[str, int]], begin: int, index: int) -> bool:
    """Whether a new line begins at word `index`."""
    if roles[index][1] >= 0 or roles[index - 1][1] >= 0:
        return roles[index] != roles[index - 1]
    return transcript.words[index - 1].text.rstrip("\"'”’)").endswith((".", "?", "!")) or (
        index - begin >= LONGEST_SENTENCE
    )


def _marks(details: TurnDetails) -> list[tuple[float, Piece]]:
    """What stands between words: (from when on, what), in order. A recogniser may stretch words into a pause."""
    found = [
        ((p.start_s + p.end_s) / 2, Piece("pause", phrase("duration.seconds", value=number(p.end_s - p.start_s, 1))))
        for p in details.pauses
    ]
    found += [(f.start_s, Piece("voice", phrase("page.sound"))) for f in details.fillers if f.text == UNWORDED]
    return sorted(found, key=lambda item: item[0])


def _filler_words(transcript: Transcript, details: TurnDetails) -> set[int]:
    starts = {round(word.start_s, 3): index for index, word in enumerate(transcript.words)}
    found: set[int] = set()
    for filler in details.fillers:
        first = starts.get(round(filler.start_s, 3))
        if first is not None and filler.text != UNWORDED:
            found.update(range(first, min(len(transcript.words), first + len(filler.text.split()))))
    return found
