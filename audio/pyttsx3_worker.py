"""The process in which pyttsx3 speaks one text into one file: a JSON request on stdin, an exit status back.

Run by `pyttsx3_engine` as a script of its own for every line. pyttsx3 keeps only the last of several texts, returns
before the file is written, can hang, prints on stdout, and on macOS must own the main thread; a process for each line
makes all of that harmless. It makes its engine before it reads, so that a process started beforehand speaks at once,
and it imports nothing of this package, so that it starts fast.

    {"text": "Hello.", "path": "/tmp/x/line.wav", "voice": null, "rate": 175, "volume": 1.0}

Exit status 0: the file is complete. 1: it is not, and the last line on stderr says why. Without a request: 0.
"""

from __future__ import annotations

import json
import sys
import threading
from typing import Any


def make_engine() -> Any:
    """An engine of the platform's own driver.

    Raises:
        Exception: whatever the driver raises.
    """
    from pyttsx3.engine import Engine  # noqa: PLC0415  heavy, and may be missing

    return Engine()


def speak(engine: Any, request: dict[str, Any]) -> None:
    """Synthesise `text` into `path`; the file is complete when this returns.

    Raises:
        Exception: whatever the driver of this platform raises or reports.
    """
    finished, errors = threading.Event(), []

    def on_error(exception: Exception, **_: object) -> None:
        errors.append(exception)
        finished.set()

    engine.connect("error", on_error)
    engine.connect("finished-utterance", lambda **_: finished.set())
    for name in ("voice", "rate", "volume"):
        if request[name] is not None:
            engine.setProperty(name, request[name])
    engine.save_to_file(request["text"], request["path"])
    engine.runAndWait()
    finished.wait()
    if errors:
        raise errors[0]


def main() -> int:
    """Serve the one request on stdin."""
    try:
        engine = make_engine()
        request = sys.stdin.read()
        if request:
            speak(engine, json.loads(request))
    except Exception as error:  # noqa: BLE001  the parent reports every failure
        sys.stderr.write(f"\n{type(error).__name__}: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
