"""The bytes that come out of a packed archive, counted: an honest reader for a file that may not be honest."""

from __future__ import annotations

import gzip
import io
from typing import Any

from interviewer.errors import InterviewerError

LARGEST_READ = 2**20
"""Bytes that the tar reader may ask for at once; an honest header is 512 bytes, a hostile one may claim gigabytes."""


class ArchiveError(InterviewerError):
    """An archive cannot be written or read; the message says why and what to do."""


class CountedStream(io.RawIOBase):
    """An unpacked stream that ends in an error when more comes out, or is asked for at once, than can be honest."""

    def __init__(self, inner: gzip.GzipFile, most: int) -> None:
        self._inner = inner
        self._most = most

    def readable(self) -> bool:
        """It is read only."""
        return True

    def seekable(self) -> bool:
        """Forward, within the limit."""
        return True

    def tell(self) -> int:
        """Bytes from the beginning."""
        return self._inner.tell()

    def seek(self, offset: int, whence: int = 0) -> int:
        """Go to a place from the beginning."""
        if whence != 0 or offset > self._most:
            raise ArchiveError("The archive claims to hold more than a session can; nothing was taken in.")
        return self._inner.seek(offset)

    def read(self, size: int = -1) -> bytes:
        """At most `size` bytes."""
        if not 0 <= size <= LARGEST_READ or self._inner.tell() > self._most:
            raise ArchiveError("The archive claims to hold more than a session can; nothing was taken in.")
        return self._inner.read(size)

    def readinto(self, buffer: Any) -> int:
        """Fill a buffer."""
        data = self.read(min(len(buffer), LARGEST_READ))
        buffer[: len(data)] = data
        return len(data)
