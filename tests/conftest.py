"""What all tests share: a home of their own, and skips that say why and what to do."""

from __future__ import annotations

import os
import signal

import pytest


def pytest_configure():
    """Let Ctrl-C reach the programs that tests start: a shell that runs us in the background has it ignored, and that is
    inherited."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """A data folder of the test's own, so that nothing of the user's is touched."""
    folder = tmp_path / "home"
    monkeypatch.setenv("INTERVIEWER_HOME", str(folder))
    return folder


def need(condition: bool, what: str, remedy: str) -> None:
    """Skip the test by name when something of the system is missing; under CI that is a failure."""
    if condition:
        return
    message = f"needs {what}; {remedy}"
    if os.environ.get("CI") == "true":
        pytest.fail(message)
    pytest.skip(message)
