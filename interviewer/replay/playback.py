"""Where a replay stands: position, speed, pause and seeking over a timeline, with the time as an argument. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace

from interviewer.replay.timeline import Item, Timeline

SEEK_S = 5.0
SPEEDS = (0.5, 0.75, 1.0, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0)
_RESTART_S = 2.0
"""Seconds into a turn within which `p` goes to the turn before, and after which it begins the same turn again."""


@dataclass(frozen=True, slots=True)
class Playback:
    """A replay at some moment."""

    timeline: Timeline
    from_s: float = 0.0
    """Position in the replay when the clock showed `since_s`."""
    since_s: float = 0.0
    speed: float = 1.0
    playing: bool = True

    def position_s(self, now_s: float) -> float:
        """Seconds of the replay at `now_s`, never past its end."""
        gone_s = max(0.0, now_s - self.since_s) * self.speed if self.playing else 0.0
        return min(self.from_s + gone_s, self.timeline.duration_s)

    def over(self, now_s: float) -> bool:
        """Whether the end has been reached."""
        return self.position_s(now_s) >= self.timeline.duration_s

    def item(self, now_s: float) -> Item:
        """What plays now."""
        return self.timeline.items[self.timeline.index_at(self.position_s(now_s))]

    def at(self, position_s: float, now_s: float) -> Playback:
        """The same from another position on."""
        inside_s = min(max(0.0, position_s), self.timeline.duration_s)
        return replace(self, from_s=inside_s, since_s=now_s)

    def pressed(self, key: str, now_s: float) -> Playback:
        """The playback after a key: pause, left, right, next, previous, faster, slower, start. Others change nothing."""
        here_s = self.position_s(now_s)
        match key:
            case "pause":
                return replace(
                    self.at(0.0 if self.over(now_s) else here_s, now_s), playing=not self.playing or self.over(now_s)
                )
            case "left":
                return self.at(here_s - SEEK_S, now_s)
            case "right":
                return self.at(here_s + SEEK_S, now_s)
            case "next":
                return self.at(self._next_turn_s(here_s), now_s)
            case "previous":
                return self.at(self._previous_turn_s(here_s), now_s)
            case "start":
                return self.at(0.0, now_s)
            case "faster":
                return replace(self.at(here_s, now_s), speed=_stepped(self.speed, 1))
            case "slower":
                return replace(self.at(here_s, now_s), speed=_stepped(self.speed, -1))
            case _:
                return self

    def _next_turn_s(self, here_s: float) -> float:
        return next((start for start in self.timeline.turn_starts() if start > here_s), self.timeline.duration_s)

    def _previous_turn_s(self, here_s: float) -> float:
        before = [start for start in self.timeline.turn_starts() if start <= here_s - _RESTART_S]
        return before[-1] if before else 0.0


def _stepped(speed: float, step: int) -> float:
    """The next speed up or down from any speed."""
    if step > 0:
        return next((one for one in SPEEDS if one > speed + 1e-9), SPEEDS[-1])
    return next((one for one in reversed(SPEEDS) if one < speed - 1e-9), SPEEDS[0])
