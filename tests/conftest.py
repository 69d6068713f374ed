"""What all tests share: a home of their own, a place among the processes that run them, and skips that say why."""

from __future__ import annotations

import functools
import os
import signal

import pytest

from prompts import load


def pytest_configure():
    """Let Ctrl-C reach the programs that tests start: a shell that runs us in the background has it ignored, and that is
    inherited."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if os.environ.get("PYTEST_XDIST_WORKER"):  # torch has one processor for each of us, and is not imported yet
        os.environ.setdefault("OMP_NUM_THREADS", "1")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config, items):
    """Deal the tests to the processes by file, what is dear first; all that needs sound devices goes to one process.

    A file's fixtures are made once so, two tests never wait for the ends of two pauses at a time, and the processes end
    together.
    """
    dear = set()
    for item in items:
        sound = item.get_closest_marker("devices") is not None
        group = "devices" if sound else item.path.stem
        item.add_marker(pytest.mark.xdist_group(group))
        if sound or any(item.get_closest_marker(name) for name in ("engines", "browser")):
            dear.add(group)
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: _turn(item, dear))


def _turn(item, dear):
    """0 for what takes longest, 2 for what is done at once."""
    (group,) = item.get_closest_marker("xdist_group").args
    return 0 if group == "devices" else 1 if group in dear else 2


@pytest.fixture(autouse=True, scope="session")
def disk_without_waits():
    """Tests do not wait for the disk, which every record of a session does: some of them write thousands.

    No test takes the power away: what is written is there for whoever reads it, and survives a kill -9, all the same.
    Programs that tests start do wait.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda _: None)
        yield


@pytest.fixture(autouse=True, scope="session")
def bank_read_once():
    """The project's own questions are read from YAML once, however many empty homes ask for them to be compiled."""
    shipped, read, once = load.BANK_FOLDER, load._read, functools.cache(load._read)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(load, "_read", lambda path: (once if path.is_relative_to(shipped) else read)(path))
        yield


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """A data folder of the test's own, so that nothing of the user's is touched."""
    folder = tmp_path / "home"
    monkeypatch.setenv("INTERVIEWER_HOME", str(folder))
    return folder


@pytest.fixture(scope="session")
def shared_cache(tmp_path_factory):
    """A folder for what may be worked out once in a run: the compiled bank, vectors of fixed texts, the sound of lines."""
    folder = tmp_path_factory.getbasetemp() / "cache"
    if os.environ.get("PYTEST_XDIST_WORKER"):  # one for all processes
        folder = folder.parent.with_name("cache")
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture
def warm_home(home, shared_cache):
    """A data folder in which the program was started before: its judge loads in seconds, as everybody's does from then on."""
    home.mkdir()
    (home / "cache").symlink_to(shared_cache)
    return home


def need(condition: bool, what: str, remedy: str) -> None:
    """Skip the test by name when something of the system is missing; under CI that is a failure."""
    if condition:
        return
    message = f"needs {what}; {remedy}"
    if os.environ.get("CI") == "true":
        pytest.fail(message)
    pytest.skip(message)
