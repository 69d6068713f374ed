"""A recording that survives a kill: a WAV file whose header is right after every block."""

from __future__ import annotations

import os
import struct
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from audio.protocols import SAMPLE_RATE, Samples
from audio.samples import from_pcm16, to_pcm16

HEADER_BYTES = 44
BYTES_PER_SAMPLE = 2


class WavWriter:
    """Appends to a 16-bit mono 16 kHz WAV file, a new one as a rule.

    Each block goes to the file first, then the header that counts it, in one unbuffered write: a process killed at
    any moment leaves a valid file that lacks at most the block in flight. (A power cut may cost more: only `close`
    waits for the disk.)

    Args:
        path: a file that does not exist yet; recordings are never overwritten.
        go_on: whether a file that does exist is appended to: a recording that was cut off. Every whole sample that
            has reached it is kept, also those of a block that its header does not count yet.

    Raises:
        FileExistsError: `path` exists, and is not to be gone on with.
        OSError: the file cannot be made.
    """

    def __init__(self, path: str | Path, *, go_on: bool = False) -> None:
        self.path = Path(path)
        self.samples_written = 0
        """Samples that are in the file and counted by its header."""
        there = go_on and self.path.exists()
        self._file = self.path.open("rb+" if there else "xb+", buffering=0)
        if there:
            data_bytes = max(0, self.path.stat().st_size - HEADER_BYTES)
            self.samples_written = data_bytes // BYTES_PER_SAMPLE
            self._file.truncate(HEADER_BYTES + self.samples_written * BYTES_PER_SAMPLE)
        self._write_header()

    def append(self, samples: Samples) -> None:
        """Add `samples` (float32, shape (n_samples,), 16 kHz mono) at the end of the file.

        Raises:
            OSError: the disk is full or gone; the file is valid and holds what was appended before.
        """
        end = HEADER_BYTES + self.samples_written * BYTES_PER_SAMPLE
        try:
            self._write_all(end, to_pcm16(samples))
        except OSError:
            with suppress(OSError):
                self._file.truncate(end)
            raise
        self.samples_written += len(samples)
        self._write_header()

    def close(self) -> None:
        """Hand the file to the disk; does nothing the second time."""
        if not self._file.closed:
            with suppress(OSError):
                os.fsync(self._file.fileno())
            self._file.close()

    def __enter__(self) -> Self:
        """Itself: `with WavWriter(path) as wav`."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close."""
        self.close()

    def _write_header(self) -> None:
        self._write_all(0, wav_header(self.samples_written))

    def _write_all(self, position: int, data: bytes) -> None:
        """Write all of `data`: an unbuffered write may take only a part of it."""
        self._file.seek(position)
        rest = memoryview(data)
        while rest:
            rest = rest[self._file.write(rest) :]


def wav_header(n_samples: int) -> bytes:
    """The 44 bytes before `n_samples` samples of 16-bit mono PCM at 16 kHz."""
    size = n_samples * BYTES_PER_SAMPLE
    form = struct.pack("<4sI4s", b"RIFF", HEADER_BYTES - 8 + size, b"WAVE")
    rates = (SAMPLE_RATE, SAMPLE_RATE * BYTES_PER_SAMPLE, BYTES_PER_SAMPLE, 8 * BYTES_PER_SAMPLE)
    return form + struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, *rates) + struct.pack("<4sI", b"data", size)


def read_part(path: Path, start_sample: int, end_sample: int) -> Samples:
    """The samples [start_sample, end_sample) of a file that a `WavWriter` writes or has written; fewer at its end.

    Raises:
        OSError: the file is not there or cannot be read.
    """
    with path.open("rb", buffering=0) as file:
        file.seek(HEADER_BYTES + start_sample * BYTES_PER_SAMPLE)
        data = bytearray()
        want = max(0, end_sample - start_sample) * BYTES_PER_SAMPLE
        while len(data) < want and (more := file.read(want - len(data))):
            data += more
    return from_pcm16(bytes(data[: len(data) // BYTES_PER_SAMPLE * BYTES_PER_SAMPLE]))


def write_wav(path: Path, samples: Samples) -> None:
    """Write a whole WAV file so that `path` never names a part of it.

    Raises:
        OSError: it cannot be written; nothing is left behind.
    """
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        part.write_bytes(wav_header(len(samples)) + to_pcm16(samples))
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def is_complete(path: Path) -> bool:
    """Whether a WAV or AIFF file is there and as long as its own header says."""
    try:
        with path.open("rb") as file:
            head = file.read(8)
        size = path.stat().st_size
    except OSError:
        return False
    order = {b"RIFF": "<I", b"FORM": ">I"}.get(head[:4])
    return order is not None and len(head) == 8 and size >= 8 + struct.unpack(order, head[4:])[0] > HEADER_BYTES
