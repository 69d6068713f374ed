"""The reader of what last words mean, loaded once for all tests of a process."""

from __future__ import annotations

from functools import cache

from audio.meaning_engine import Meaning


@cache
def loaded_meaning() -> Meaning:
    """It with its model."""
    return Meaning().load()
