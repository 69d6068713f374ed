"""How long an answer has lasted, and which of its marks it passes while it is being spoken. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class AnswerClock:
    """Counts from the first word; a mark is passed only while somebody speaks: a pause may be the end of the answer."""

    marks_s: tuple[float, ...] = ()
    """Seconds of the answer, rising, that have not been passed yet."""
    first_s: float | None = None
    """When the answer began, on the clock of its recording."""
    speaking: bool = False

    @property
    def runs(self) -> bool:
        """Whether a mark may be passed now."""
        return bool(self.marks_s) and self.speaking

    def restart(self) -> None:
        """The answer begins with the next speech."""
        self.first_s, self.speaking = None, False

    def speech(self, at_s: float) -> None:
        """Speech begins, `at_s` seconds into the recording."""
        self.first_s = at_s if self.first_s is None else self.first_s
        self.speaking = True

    def silence(self) -> None:
        """Speech ends, for now or for good."""
        self.speaking = False

    def passed(self, at_s: float) -> float | None:
        """Seconds of the answer, if marks have been passed since the last call; the recording is `at_s` seconds long."""
        if not self.runs or self.first_s is None:
            return None
        seconds = at_s - self.first_s
        count = sum(mark <= seconds for mark in self.marks_s)
        self.marks_s = self.marks_s[count:]
        return round(seconds, 2) if count else None
