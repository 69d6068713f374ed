"""What the terminal shows during a voice interview: whose turn it is, a level meter, the time, captions, the keys."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import Any, Self

from interviewer.answers.timing import SETUP_LIMIT_S
from interviewer.events import Line
from interviewer.locale_format import clock as minutes
from interviewer.locale_format import number
from interviewer.review.review import Review, TurnReview
from interviewer.review.show import answer_lines, feedback_lines
from interviewer.text import clean_line
from prompts.phrasebook import phrase

_METER_CELLS = 20
_METER_FLOOR_DBFS = -60.0


@dataclass(frozen=True, slots=True)
class ScreenState:
    """Everything the status area shows."""

    status: str = field(default_factory=lambda: phrase("voice.ready"))
    level_dbfs: float = _METER_FLOOR_DBFS
    listening: bool = False
    turn: int = 0
    """The turn that the candidate has the floor in."""
    first_word_s: float | None = None
    """When the candidate began to speak, on the screen's clock; None before."""
    limit_s: float = 0.0
    caption: str = ""
    note: str = ""


def meter(level_dbfs: float) -> str:
    """A bar of `_METER_CELLS` cells from -60 to 0 dBFS."""
    share = min(1.0, max(0.0, 1 - level_dbfs / _METER_FLOOR_DBFS))
    full = round(share * _METER_CELLS)
    return "▮" * full + "▯" * (_METER_CELLS - full)


def clock(state: ScreenState, now_s: float) -> str:
    """The running time of the answer, with the mark at which the situation should be set up."""
    if state.first_word_s is None:
        return phrase("voice.take_your_time") if state.listening else ""
    spent = max(0.0, now_s - state.first_word_s)
    shown = phrase("voice.spent", spent=minutes(spent), limit=minutes(state.limit_s))
    if spent < SETUP_LIMIT_S:
        return phrase("voice.setup_left", spent=shown, left=number(SETUP_LIMIT_S - spent))
    if spent < SETUP_LIMIT_S + 5:
        return phrase("voice.setup_over", spent=shown, limit=number(SETUP_LIMIT_S))
    return phrase("voice.over", spent=shown) if spent > state.limit_s > 0 else shown


def status_lines(state: ScreenState, now_s: float) -> list[str]:
    """The status area as plain lines."""
    meter_line = f"{meter(state.level_dbfs)}  {clock(state, now_s)}" if state.listening else clock(state, now_s)
    lines = [f"● {state.status}", meter_line.rstrip()]
    if state.caption:
        lines.append(f"“{state.caption}”")
    if state.note:
        lines.append(state.note)
    return [*[line for line in lines if line], phrase("voice.keys")]


class VoiceScreen:
    """Shows the state on a terminal, refreshed eight times a second; elsewhere prints what happens, line by line.

    Args:
        console: a rich Console.
        now_s: the clock.
    """

    def __init__(self, console: Any, now_s: Callable[[], float] = time.monotonic) -> None:
        self._console = console
        self._now_s = now_s
        self._state = ScreenState()
        self._lock = threading.Lock()
        self._begun_s: dict[int, float] = {}
        """When the candidate began to speak in each turn, on the screen's clock."""
        self._live: Any = None

    def __enter__(self) -> Self:
        """Begin to show the status area, where there is a terminal."""
        if self._console.is_terminal:
            from rich.live import Live  # noqa: PLC0415 - only where there is a terminal

            self._live = Live(
                get_renderable=self._renderable, console=self._console, refresh_per_second=8, transient=True
            )
            self._live.__enter__()
        else:
            self._print(phrase("voice.keys"))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take the status area away."""
        if self._live is not None:
            self._live.__exit__(kind, error, trace)
            self._live = None

    def _renderable(self) -> Any:
        from rich.text import Text  # noqa: PLC0415

        return Text("\n".join(status_lines(self._state, self._now_s())))

    def _print(self, text: str, style: str = "") -> None:
        from rich.text import Text  # noqa: PLC0415

        self._console.print(Text(text, style=style))

    def _set(self, **changes: Any) -> None:
        with self._lock:
            self._state = replace(self._state, **changes)

    @property
    def state(self) -> ScreenState:
        """What is shown now."""
        return self._state

    def interviewer(self, line: Line) -> None:
        """The interviewer begins to speak."""
        note = self._state.note if line.kind == "notice" else ""
        self._set(status=phrase("voice.speaking"), listening=False, note=note, caption="")
        self._print("\n" + phrase("voice.interviewer", line=line.text), style="bold")

    def listening(self, turn: int, limit_s: float) -> None:
        """The candidate has the floor; an answer that goes on keeps its time, also where it had seemed to be over."""
        first = self._begun_s.get(turn)
        status = phrase("voice.your_turn") if first is None else phrase("voice.listening")
        self._set(status=status, listening=True, turn=turn, first_word_s=first, limit_s=limit_s)
        if self._live is None:
            self._print(phrase("voice.turn_mark"))

    def not_listening(self) -> None:
        """The microphone's input is no longer used."""
        self._set(listening=False)

    def speaking(self) -> None:
        """The candidate speaks."""
        first = self._begun_s.setdefault(self._state.turn, self._now_s())
        self._set(status=phrase("voice.listening"), first_word_s=first, note="")

    def pausing(self) -> None:
        """The candidate has paused."""
        self._set(status=phrase("voice.paused"))

    def recognising(self) -> None:
        """The answer is over and its words are being worked out."""
        self._set(status=phrase("voice.moment"), listening=False)

    def level(self, level_dbfs: float) -> None:
        """Loudness of the last block."""
        self._set(level_dbfs=level_dbfs)

    def caption(self, text: str, *, final: bool) -> None:
        """Words that have just been recognised; those of a stretch that is not closed yet are not printed."""
        words = clean_line(text)
        if words:
            self._set(caption=words[-160:])
            if final:
                self._print(f"  {words}", style="dim")

    def note(self, text: str) -> None:
        """A short remark in the status area."""
        self._set(note=text)

    def answer(self, turn: TurnReview) -> None:
        """What was measured in an answer."""
        for line in answer_lines(turn):
            self._print(f"  · {line}")

    def feedback(self, review: Review) -> None:
        """The feedback on the whole interview."""
        self._set(status=phrase("voice.feedback"), listening=False, caption="", first_word_s=None)
        self._print("\n" + "\n".join(feedback_lines(review)))

    def other_device(self, name: str) -> None:
        """The microphone stays away, and there is another one."""
        self.problem(phrase("voice.other_device", name=clean_line(name)))

    def problem(self, message: str) -> None:
        """A fault, in one line."""
        self._set(note=message)
        self._print(f"  ! {message}", style="yellow")
