"""What all tests share: a home of their own, and skips that say why and what to do."""

from __future__ import annotations

import os

import pytest


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
