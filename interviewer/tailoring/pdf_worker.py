"""Reads a PDF from standard input and writes its text, or what is wrong with it, as JSON; runs in a process of its own."""

from __future__ import annotations

import contextlib
import io
import json
import logging
import sys
from typing import Any

MOST_PAGES = 40
MOST_CHARS = 200_000
MOST_MEMORY = 1_500_000_000
"""Bytes of address space; a small file can claim to be a huge one."""
MOST_CPU_S = 20


def read(data: bytes) -> dict[str, Any]:
    """{"text": ...}, or {"problem": ...} with one of the reasons that `pdf_text` has a sentence for."""
    try:
        from pypdf import PdfReader  # noqa: PLC0415 - loaded nowhere else
        from pypdf.errors import FileNotDecryptedError, PdfReadError  # noqa: PLC0415
    except ImportError:
        return {"problem": "missing"}
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            return {"problem": "encrypted"}
        if len(reader.pages) > MOST_PAGES:
            return {"problem": "pages", "limit": MOST_PAGES}
        text = _pages(reader)
    except MemoryError:
        return {"problem": "memory"}
    except FileNotDecryptedError:
        return {"problem": "encrypted"}
    except PdfReadError:
        return {"problem": "damaged"}
    except Exception as error:  # noqa: BLE001 - a hostile file may break the library anywhere; the process ends here
        return {"problem": "encrypted" if "crypt" in type(error).__name__.lower() else "damaged"}
    return {"text": text} if text.strip() else {"problem": "no text"}


def _pages(reader: Any) -> str:
    found, length = [], 0
    for page in reader.pages:
        text = page.extract_text()
        found.append(text)
        length += len(text)
        if length > MOST_CHARS:
            break
    return "\n".join(found)[:MOST_CHARS]


def _bounded() -> None:
    """Take no more memory and time than a CV needs, where the system can hold us to it."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource  # noqa: PLC0415 - not on Windows, where only the parent's time limit holds

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (MOST_CPU_S, MOST_CPU_S))


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    _bounded()
    sys.stdout.write(json.dumps(read(sys.stdin.buffer.read())))
