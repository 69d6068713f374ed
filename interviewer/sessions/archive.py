"""One file out of a session folder, and a session folder out of such a file, which may come from anybody.

An archive holds one folder, named like the session, with the session's own kinds of files and nothing else; that of a loop
(loop_archive.py) holds the folders of its rounds besides its own. On import
every name is checked before a byte is written, links, devices and foreign names are refused, what comes out is counted
while it is unpacked (a small file can hold terabytes), and the session appears under its name only when all of it is
there and can be read.
"""

from __future__ import annotations

import functools
import gzip
import re
import secrets
import shutil
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from interviewer.errors import SessionError
from interviewer.sessions.append_only import SAFE_ID
from interviewer.sessions.archive_stream import ArchiveError, CountedStream
from interviewer.sessions.session_file import FILE_NAME, read_session

MAX_TOTAL_BYTES = 4 * 2**30
"""A session of 10 hours with both voices is 2.3 GB (16 kHz, 16 bit)."""
MAX_JSON_BYTES = 256 * 2**20
MAX_FILES = 5000
_BLOCK = 64 * 1024
_OWN_FILE = re.compile(r"session\.jsonl|(?:line|turn)-\d{3,6}\.wav")


def is_own_file(name: str) -> bool:
    """Whether a name is one that a session gives to its files."""
    return _OWN_FILE.fullmatch(name) is not None


def export_session(folder: Path, out: Path) -> int:
    """Put a session into one archive, `.tar.gz`, `.tgz` or `.zip` by its name; returns how many files are in it.

    Raises:
        ArchiveError: the name ends otherwise, the archive exists already, or it cannot be written.
        SessionError: the session cannot be read.
    """
    read_session(folder)
    return pack([(folder, own_files(folder))], out)


def own_files(folder: Path) -> list[Path]:
    """The files of a session folder that are the session's own."""
    return sorted(f for f in folder.iterdir() if is_own_file(f.name) and f.is_file() and not f.is_symlink())


def pack(contents: Sequence[tuple[Path, Sequence[Path]]], out: Path) -> int:
    """Put files into one archive; returns how many.

    Args:
        contents: folders, each with those of its files that go in.
        out: the archive; its name says of which sort it is.

    Raises:
        ArchiveError: the name ends otherwise, the archive exists already, or it cannot be written.
    """
    named = [(folder.resolve().name, file) for folder, files in contents for file in files]
    odd = next((name for name, _ in named if not SAFE_ID.fullmatch(name)), None)
    if odd is not None:
        raise ArchiveError(f"A folder that is exported has a plain name, unlike {_shown(odd)}; rename it first.")
    write = {".gz": _write_tar, ".tgz": _write_tar, ".zip": _write_zip}.get(out.suffix.lower())
    if write is None or (out.suffix.lower() == ".gz" and not out.name.lower().endswith(".tar.gz")):
        raise ArchiveError(f"An archive's name ends in .tar.gz, .tgz or .zip, not as {out.name!r} does.")
    if out.exists():
        raise ArchiveError(f"{out} is there already; choose another name.")
    part = out.with_name(f".{out.name}.{secrets.token_hex(4)}.part")
    try:
        write(part, named)
        part.replace(out)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise ArchiveError(f"{out} cannot be written: {error.strerror}. Choose another place.") from error
    return len(named)


def import_session(archive: Path, sessions: Path, *, max_bytes: int = MAX_TOTAL_BYTES) -> str:
    """Take a session out of an archive into the folder of sessions; returns its id.

    Args:
        archive: the file.
        sessions: the folder of all sessions.
        max_bytes: what may come out of it at most.

    Raises:
        ArchiveError: it is no archive of a session, or holds what no session holds; nothing is left behind then.
    """
    with unpacked(archive, sessions, "session", is_own_file, max_bytes=max_bytes) as folders:
        if len(folders) != 1:
            raise ArchiveError(f"{archive.name} holds {len(folders)} folders; an archive of a session holds one.")
        check_session(folders[0])
        target = sessions / folders[0].name
        if target.exists() or target.is_symlink():
            raise ArchiveError(f"There is a session {target.name} already; delete it first, or leave it as it is.")
        folders[0].rename(target)
    return target.name


@contextmanager
def unpacked(
    archive: Path, into: Path, what: str, is_own: Callable[[str], bool], *, max_bytes: int = MAX_TOTAL_BYTES
) -> Iterator[list[Path]]:
    """The folders of an archive, by name, unpacked aside; what has not been moved from there goes afterwards.

    Args:
        archive: the file.
        into: the folder in which they are unpacked, in one with a name that nothing lists.
        what: "session" or "loop", for the messages.
        is_own: whether a name is one of the files that belong into these folders.
        max_bytes: what may come out of it at most.

    Raises:
        ArchiveError: it is no archive, or holds anything else.
    """
    aside = into / f".importing-{secrets.token_hex(4)}"
    try:
        aside.mkdir(parents=True)
        _unpack(archive, aside, is_own, max_bytes)
        yield sorted(aside.iterdir())
    except (tarfile.TarError, zipfile.BadZipFile, zlib.error, EOFError, gzip.BadGzipFile, RuntimeError) as error:
        raise ArchiveError(f"{archive.name} is damaged or no archive of a {what} ({error}).") from error
    except (ValueError, NotImplementedError, KeyError, IndexError, OverflowError, MemoryError) as error:
        raise ArchiveError(f"{archive.name} is no archive that can be read ({error}).") from error
    except OSError as error:
        raise ArchiveError(f"{archive} cannot be taken in: {error.strerror or error}.") from error
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _unpack(archive: Path, aside: Path, is_own: Callable[[str], bool], max_bytes: int) -> None:
    names: set[str] = set()
    written = 0
    with _entries(archive, max_bytes) as entries:
        for name, plain, stream in entries:
            folder, file = _split(name, is_own)
            if name == f"{folder}/":
                continue
            if not plain or not file:
                raise ArchiveError(f"{archive.name} holds something that is no plain file ({_shown(name)}).")
            if name in names or len(names) >= MAX_FILES:
                raise ArchiveError(f"{archive.name} holds a file twice, or too many files.")
            names.add(name)
            (aside / folder).mkdir(exist_ok=True)
            allowed = min(max_bytes - written, MAX_JSON_BYTES if file.endswith(".jsonl") else max_bytes)
            written += _copy(stream(), aside / folder / file, allowed)


def _split(name: str, is_own: Callable[[str], bool]) -> tuple[str, str]:
    """The folder and the file's name; "" for the folder itself.

    Raises:
        ArchiveError: the name is not one that such an archive has.
    """
    folder, _, file = name.partition("/")
    if not SAFE_ID.fullmatch(folder) or (file and not is_own(file)):
        raise ArchiveError(f"The archive holds {_shown(name)}, which does not belong there; nothing was taken in.")
    return folder, file


def _copy(source: IO[bytes], target: Path, allowed: int) -> int:
    copied = 0
    with source, target.open("xb") as stream:
        while block := source.read(_BLOCK):
            copied += len(block)
            if copied > allowed:
                raise ArchiveError("More comes out of the archive than a session can hold; nothing was taken in.")
            stream.write(block)
    return copied


def check_session(folder: Path) -> None:
    """Whether an unpacked folder is a session, and its recordings are some.

    Raises:
        ArchiveError: it is not.
    """
    if not (folder / FILE_NAME).is_file():
        raise ArchiveError(f"The archive holds no session ({FILE_NAME} is missing in {folder.name}).")
    try:
        read_session(folder)
    except SessionError as error:
        raise ArchiveError(f"The archive holds no session that can be read: {error}") from error
    for path in folder.glob("*.wav"):
        with path.open("rb") as stream:
            beginning = stream.read(12)
        if beginning and not (beginning[:4] == b"RIFF" and beginning[8:12] == b"WAVE"):
            raise ArchiveError(f"{path.name} in the archive is no recording; nothing was taken in.")


_Entry = tuple[str, bool, Callable[[], IO[bytes]]]


@contextmanager
def _entries(archive: Path, max_bytes: int) -> Iterator[Iterator[_Entry]]:
    """(name, whether it is a plain file, a way to read it) of everything in an archive."""
    with archive.open("rb") as raw:
        beginning = raw.read(4)
        raw.seek(0)
        if beginning[:2] == b"\x1f\x8b":
            with gzip.GzipFile(fileobj=raw) as inner:
                counted = CountedStream(inner, max_bytes + MAX_FILES * 2048)
                with tarfile.open(fileobj=counted, mode="r:") as tar:
                    yield _tar_entries(tar)
        elif beginning == b"PK\x03\x04":
            with zipfile.ZipFile(raw) as packed:
                yield _zip_entries(packed)
        else:
            raise ArchiveError(f"{archive.name} is neither a .tar.gz nor a .zip file.")


def _tar_entries(tar: tarfile.TarFile) -> Iterator[_Entry]:
    for member in tar:
        name = member.name + ("/" if member.isdir() and "/" not in member.name else "")
        yield name, member.isreg() and not member.issparse(), functools.partial(_tar_stream, tar, member)


def _tar_stream(tar: tarfile.TarFile, member: tarfile.TarInfo) -> IO[bytes]:
    stream = tar.extractfile(member)
    if stream is None:
        raise ArchiveError("The archive holds something that is no plain file.")
    return stream


def _zip_entries(packed: zipfile.ZipFile) -> Iterator[_Entry]:
    for info in packed.infolist():
        kind = (info.external_attr >> 16) & 0o170000
        plain = kind in (0, 0o100000) and not info.flag_bits & 1
        yield info.filename, plain, functools.partial(packed.open, info)


def _write_tar(path: Path, named: Iterable[tuple[str, Path]]) -> None:
    with tarfile.open(path, "w:gz") as tar:
        for folder, file in named:
            info = tar.gettarinfo(file, f"{folder}/{file.name}")
            info.uid = info.gid = 0
            info.uname = info.gname = ""  # whose machine it was is nobody's business
            with file.open("rb") as stream:
                tar.addfile(info, stream)


def _write_zip(path: Path, named: Iterable[tuple[str, Path]]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for folder, file in named:
            packed.write(file, f"{folder}/{file.name}")


def _shown(name: str) -> str:
    return repr(re.sub(r"[^\w./-]", "?", name)[:80])
