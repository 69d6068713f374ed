"""Memory that is no longer used goes back to the system."""

from __future__ import annotations

import ctypes
import subprocess
import sys

import pytest

from interviewer import freed_memory

HOLES = """
import resource
from pathlib import Path
from interviewer.freed_memory import give_back

def resident_mb():
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 1e6

kept = [bytes(60_000) for _ in range(2_000)]
for index in range(0, len(kept), 2):
    kept[index] = None
before = resident_mb()
given = give_back()
print(given, before - resident_mb(), len(kept))
"""


def test_holes_in_the_heap_are_given_back():
    if not hasattr(ctypes.CDLL(None), "malloc_trim"):
        pytest.skip("needs glibc")
    ran = subprocess.run([sys.executable, "-c", HOLES], capture_output=True, text=True, check=True)
    given, freed_mb, _ = ran.stdout.split()
    assert given == "True"
    assert float(freed_mb) > 30, "half of 120 MB was holes"


def test_where_the_c_library_cannot_nothing_happens(monkeypatch):
    monkeypatch.setattr(freed_memory.ctypes, "CDLL", lambda _: object())
    freed_memory._trim.cache_clear()
    try:
        assert not freed_memory.give_back()
    finally:
        freed_memory._trim.cache_clear()
