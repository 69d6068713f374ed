"""The last plan's settings on the disk, so that `plan --today` needs nothing said again: one small JSON file."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from pydantic import ValidationError

from interviewer.errors import InterviewerError, UsageError
from interviewer.preparation.model import Wish

FILE_NAME = "plan.json"


def load_wish(home: Path) -> Wish | None:
    """What the last plan was made for; None before the first.

    Raises:
        UsageError: the file is broken.
    """
    path = home / FILE_NAME
    try:
        return Wish.model_validate_json(path.read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValidationError) as error:
        raise UsageError(f"{path} cannot be used; delete it, and give --date and --hours-per-week again.") from error


def save_wish(home: Path, wish: Wish) -> None:
    """Keep what the plan was made for, in one step.

    Raises:
        InterviewerError: the disk is full or the folder cannot be written.
    """
    path = home / FILE_NAME
    part = path.with_name(f"{FILE_NAME}.{os.getpid()}.part")
    try:
        home.mkdir(parents=True, exist_ok=True)
        part.write_text(wish.model_dump_json(indent=1) + "\n", encoding="utf-8")
        part.replace(path)
    except OSError as error:
        with suppress(OSError):
            part.unlink()
        raise InterviewerError(f"{path} cannot be written: {error.strerror}. The plan was not kept.") from error
