"""What the terminal shows during a replay: the words as they are spoken, what falls due, and where one is. Pure."""

from __future__ import annotations

from rich.cells import cell_len
from rich.text import Text

from interviewer.replay.playback import Playback
from interviewer.replay.timeline import Item, TimedWord
from interviewer.text import clean_line, shorten
from prompts.phrasebook import Named, phrase

_WHO = Named("replay")
_MARKS = 5
"""Remarks that stay on the screen, the newest last."""


def screen_lines(playback: Playback, now_s: float, width: int, height: int, notice: str = "") -> list[Text]:
    """The whole screen, at most `height` lines of at most `width` cells.

    Args:
        playback: where the replay stands.
        now_s: the time.
        width: of the terminal in cells.
        height: of the terminal in lines.
        notice: a line about the sound, if there is something to say.
    """
    position_s = playback.position_s(now_s)
    item = playback.item(now_s)
    inside_s = position_s - item.start_s
    head = [Text(shorten(playback.timeline.title, width), style="dim"), Text()]
    asked = _asked(playback, item) if item.who != "interviewer" else ""
    if asked:
        head += [Text(shorten(asked, width), style="dim"), Text()]
    title = phrase("replay.who_turn", who=_WHO[item.who], turn=item.turn) if item.turn else _WHO[item.who]
    head.append(Text(title, style="bold"))
    marks = [
        Text(shorten(mark.text, width), style="yellow")
        for mark in item.marks_until(inside_s)[-max(1, min(_MARKS, height // 5)) :]
    ]
    keys = phrase("replay.keys")
    keys = phrase("replay.end", keys=keys) if playback.over(now_s) else keys
    foot = [Text(), *marks, *([Text()] if marks else []), _bar(playback, position_s, width)]
    foot.append(Text(shorten(notice or keys, width), style="dim"))
    room = max(1, height - len(head) - len(foot))
    body = _feedback(item, width) if item.who == "feedback" else _words(item, inside_s, width, room)
    lines = [*head, *body[:room]]
    lines += [Text()] * (height - len(lines) - len(foot))
    return [*lines, *foot][:height] if len(lines) + len(foot) <= height else [*body[:1], *foot][-height:]


def wrapped(words: tuple[TimedWord, ...], width: int) -> list[range]:
    """The indices of the words on each line; a word longer than a line has its own and is cut when shown."""
    lines, start, used = [], 0, 0
    for index, word in enumerate(words):
        size = cell_len(word.text)
        if index > start and used + 1 + size > width:
            lines.append(range(start, index))
            start, used = index, 0
        used += size + (used > 0)
    return [*lines, range(start, len(words))] if words else []


def _words(item: Item, inside_s: float, width: int, room: int) -> list[Text]:
    if not item.words:
        return [Text(phrase("replay.no_words"), style="dim")]
    current = item.word_at(inside_s)
    rows = wrapped(item.words, width)
    at = next((number for number, row in enumerate(rows) if current < row.stop), 0)
    first = max(0, min(at - room // 3, len(rows) - room))
    return [_row(item, row, current, inside_s, width) for row in rows[first : first + room]]


def _row(item: Item, row: range, current: int, inside_s: float, width: int) -> Text:
    text = Text(no_wrap=True)
    for index in row:
        word = item.words[index]
        lit = index == current and inside_s < word.end_s + 0.3
        text.append(word.text, style="reverse" if lit else "" if index <= current else "dim")
        if index + 1 < row.stop:
            text.append(" ")
    text.truncate(width)
    return text


def _feedback(item: Item, width: int) -> list[Text]:
    styles = {"+": "green", "-": "yellow", ">": "bold", "!": "red"}
    lines = []
    for line in item.lines:
        words = tuple(TimedWord(word, 0, 0) for word in clean_line(line).split())
        for number, row in enumerate(wrapped(words, width - 2)):
            content = " ".join(words[index].text for index in row)
            one = Text(("  " if number else "") + content, style=styles.get(line[:1], ""), no_wrap=True)
            one.truncate(width)
            lines.append(one)
    return lines


def _asked(playback: Playback, item: Item) -> str:
    """The line that the turn answers."""
    own = [one for one in playback.timeline.items if one.turn == item.turn and one.who == "interviewer"]
    return " ".join(word.text for word in own[0].words) if own else ""


def _bar(playback: Playback, position_s: float, width: int) -> Text:
    total_s = playback.timeline.duration_s
    sign = "▶" if playback.playing and position_s < total_s else "⏸"
    label = f" {_clock(position_s)} / {_clock(total_s)}  ×{playback.speed:g} {sign}"
    size = max(0, width - cell_len(label) - 1)
    done = round(size * position_s / total_s) if total_s else 0
    bar = Text("━" * done, style="bold")
    bar.append("─" * (size - done), style="dim")
    bar.append(label)
    bar.truncate(width)
    return bar


def _clock(value_s: float) -> str:
    return f"{int(value_s) // 60}:{int(value_s) % 60:02d}"
