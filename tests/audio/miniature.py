"""The miniature Whisper that tests recognise with, and speech in words that it knows."""

from __future__ import annotations

import os
from pathlib import Path

from tests.conftest import need

FILE = Path(os.environ.get("MINIATURE_WHISPER") or Path(__file__).parents[2] / "interviewer" / "demo" / "miniature.pt")

KNOWN = (
    "I led a team of five engineers on the payment project.",
    "My task was to find the root cause of the problem.",
    "I decided to talk to every team before writing any code.",
    "As a result, we reduced the cost by twenty percent.",
    "The model was trained on two years of customer data.",
    "I learned that clear communication is more important than speed.",
)


def miniature() -> Path:
    """The checkpoint; where it is missing the test is skipped by name."""
    need(
        FILE.is_file(),
        f"the miniature speech model {FILE.name}",
        "restore interviewer/demo/miniature.pt from the repository, or name one in MINIATURE_WHISPER",
    )
    return FILE
