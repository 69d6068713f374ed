"""The story bank on the disk: one YAML file in the data folder, written whole and never over somebody else's edit."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from interviewer.errors import InterviewerError
from interviewer.stories.stories import StoryFile

FILE_NAME = "stories.yaml"
HEADER = """\
# Your stories, for `interviewer stories` and `interviewer practice --story NAME`. You may edit this file by hand.
#
# name:        what you call the story; no two alike.
# principles:  ids of the Leadership Principles it is told for, the best fit first, for example [dive-deep, ownership].
# note:        whatever you want to remember. Write remarks here: comments of your own in this file are lost when the
#              program writes it (the version before lies beside it as stories.yaml.bak).
# tellings:    where you told it: session, turn, told_on, score, question (its id). `deleted: true` means that the
#              session is gone. Other tellings are recognised by their words and need not be listed.
"""


class StoryFileError(InterviewerError):
    """The story bank cannot be read or written; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """The story bank as it was read, and the bytes that it was read from."""

    path: Path
    bank: StoryFile
    data: bytes | None
    """None where there is no file yet."""


def load_stories(home: Path) -> Loaded:
    """Read the story bank; without a file it is empty.

    Raises:
        StoryFileError: the file is broken; it names the place.
    """
    import yaml  # noqa: PLC0415 - not needed by a command that has nothing to do with stories

    from prompts.yaml_source import SourceError, parse, read_text  # noqa: PLC0415

    path = home / FILE_NAME
    data = _bytes(path)
    if data is None:
        return Loaded(path, StoryFile(), None)
    try:
        value = parse(read_text(path), path)
        return Loaded(path, StoryFile() if value is None else StoryFile.model_validate(value), data)
    except (SourceError, yaml.YAMLError) as error:
        raise StoryFileError(f"{error}. Correct the file, or take {path.name}.bak if it is there.") from error
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(step) for step in first["loc"])
        message = first["msg"].removeprefix("Value error, ")
        raise StoryFileError(f"{path}: {where + ': ' if where else ''}{message}. Correct it there.") from error


def save_stories(loaded: Loaded, bank: StoryFile) -> None:
    """Write the story bank in one step; the version before is kept beside it.

    Raises:
        StoryFileError: the file has changed since it was read, or cannot be written. Nothing is lost then.
    """
    path = loaded.path
    if _bytes(path) != loaded.data:
        raise StoryFileError(f"{path} was changed in the meantime and is left as it is. Run the command again.")
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if loaded.data is not None:
            shutil.copyfile(path, path.with_name(path.name + ".bak"))
        with part.open("wb") as stream:
            stream.write(as_yaml(bank).encode())
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise StoryFileError(f"{path} cannot be written: {error.strerror}. Nothing was changed.") from error


def as_yaml(bank: StoryFile) -> str:
    """The file's text."""
    import yaml  # noqa: PLC0415

    value: dict[str, Any] = bank.model_dump(mode="json")
    for story in value["stories"]:
        story["tellings"] = [
            {key: one for key, one in t.items() if one not in (None, "", False)} for t in story["tellings"]
        ]
    text: str = yaml.safe_dump(value, sort_keys=False, allow_unicode=True, width=100)
    return HEADER + text


def _bytes(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise StoryFileError(f"{path} cannot be read: {error.strerror}. Correct its permissions.") from error
