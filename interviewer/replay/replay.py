"""Replays a session: a pure sequence of cues, and a loop that plays and prints them."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from audio.errors import AudioError
from audio.protocols import Player, Samples
from interviewer.review.note_words import note_words
from interviewer.review.review import Review, TurnReview
from interviewer.review.show import answer_lines, question_feedback, transcript_lines, turn_score
from interviewer.text import clean_line
from prompts.phrasebook import Named

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Cue:
    """One thing to print and, where there is a recording, to play."""

    who: Literal["interviewer", "candidate", "feedback"]
    turn: int
    lines: tuple[str, ...]
    audio: str | None = None


def cues(review: Review, only_turn: int | None = None) -> Iterator[Cue]:
    """The session in order: each line of the interviewer, each answer, and after it what was found.

    Args:
        review: the session.
        only_turn: leave out everything that does not belong to this turn.
    """
    turns = {turn.turn: turn for turn in review.turns}
    answered: set[int] = set()
    last_line = {line["turn"]: index for index, line in enumerate(review.lines)}
    for index, line in enumerate(review.lines):
        number = line["turn"]
        if only_turn is None or number == only_turn:
            yield Cue("interviewer", number, (clean_line(line["text"]),), line["audio"])
        turn = turns.get(number)
        if turn is not None and number not in answered and last_line[number] == index:
            answered.add(number)
            if only_turn is None or number == only_turn:
                yield from _answer(turn)


def _answer(turn: TurnReview) -> Iterator[Cue]:
    if turn.transcript is not None or turn.answer_audio:
        yield Cue("candidate", turn.turn, tuple(transcript_lines(turn)), turn.answer_audio)
    found = [*answer_lines(turn)]
    if turn.assessment is not None:
        found.append(turn_score(turn))
    found += question_feedback(turn)
    found += [note_words(note) for note in turn.notes]
    if found:
        yield Cue("feedback", turn.turn, tuple(found))


def play(
    review: Review,
    folder: Path,
    write: Callable[[str], None],
    *,
    player: Player | None = None,
    load: Callable[[Path], Samples] | None = None,
    only_turn: int | None = None,
) -> int:
    """Print the session, and play its recordings where a player is given; returns how many recordings were played.

    A recording that cannot be read or played is named, and the replay goes on.
    """
    played = 0
    for cue in cues(review, only_turn):
        mark = Named("replay")[cue.who]
        write(f"\n{mark}:" if cue.who != "feedback" else "")
        for line in cue.lines:
            write(f"  {line}")
        if player is None or load is None or cue.audio is None:
            continue
        try:
            _play_to_end(player, load(folder / cue.audio))
            played += 1
        except AudioError as error:
            write(f"  ! {error}")
    return played


def _play_to_end(player: Player, samples: Samples) -> None:
    done = threading.Event()
    player.play(samples, done.set)
    try:
        while not done.wait(0.1):
            continue
    except KeyboardInterrupt:
        player.stop()
        raise
