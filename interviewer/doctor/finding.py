"""What the doctor has found about one thing: whether it works, and what to do."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at."""

    name: str
    ok: bool
    detail: str
    remedy: str = ""
    """What to do; also where it works and could work better."""
    needed_for: str = "voice"
    """`voice` or `everything`."""

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)
