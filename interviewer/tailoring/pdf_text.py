"""The text of a PDF, read by a process of its own that is stopped when it takes too long or too much memory."""

from __future__ import annotations

import json
import subprocess
import sys

from interviewer.tailoring.document import DocumentError

MOST_SECONDS = 20.0
"""For a whole file; ten pages take well under a second. Our assumption."""
REASONS = {
    "encrypted": "{name} is locked with a password; save a copy without one, or give it as text.",
    "pages": "{name} has more pages than a CV has (limit {limit}); give the part that matters.",
    "damaged": "{name} is damaged or no proper PDF; save it again, or give it as text.",
    "no text": "{name} holds pictures of text but no text (a scan); give it as text or Markdown.",
    "memory": "{name} needs too much memory to be read; give it as text.",
    "slow": "{name} takes too long to read; give it as text.",
    "missing": "Reading a PDF needs the package pypdf: pip install pypdf, or give {name} as text.",
}


def pdf_text(data: bytes, name: str, seconds: float = MOST_SECONDS) -> str:
    """The text of all pages.

    Args:
        data: the file.
        name: of the file, for messages.
        seconds: after which the attempt is given up.

    Raises:
        DocumentError: the file is encrypted, damaged, a scan, too long or takes too long.
    """
    command = [sys.executable, "-P", "-m", "interviewer.tailoring.pdf_worker"]
    try:
        done = subprocess.run(  # noqa: S603 - our own module; the file goes through stdin
            command, input=data, capture_output=True, timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise DocumentError(REASONS["slow"].format(name=name)) from error
    if done.returncode < 0:  # stopped by the limit on processor time
        raise DocumentError(REASONS["slow"].format(name=name))
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        answer = {"problem": "damaged"}
    if "text" in answer:
        return str(answer["text"])
    raise DocumentError(REASONS[answer["problem"]].format(name=name, limit=answer.get("limit", "")))
