"""What all tests share: a home of their own, a place among the processes that run them, and skips that say why."""

from __future__ import annotations

import functools
import os
import signal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from xdist.scheduler.loadfile import LoadFileScheduling

from prompts import load

ROOT = Path(__file__).resolve().parents[1]
# A busy machine is no fault of what is tested.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


def pytest_configure():
    """Let Ctrl-C reach the programs that tests start: a shell that runs us in the background has it ignored, and that is
    inherited."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if os.environ.get("PYTEST_XDIST_WORKER"):  # torch has one processor for each of us, and is not imported yet
        os.environ.setdefault("OMP_NUM_THREADS", "1")


class ByFile(LoadFileScheduling):
    """Deals the tests to the processes by file, so that fixtures are made once, and all that needs sound devices to one.

    Two tests that listen and speak in real time would disturb each other's times.
    """

    def _split_scope(self, nodeid):
        return _group(nodeid.split("::", 1)[0])


@functools.cache
def _group(file):
    return "devices" if "mark.devices" in (ROOT / file).read_text(encoding="utf-8") else file


def pytest_xdist_make_scheduler(config, log):
    """Called by pytest-xdist unless `-n 0` runs everything in one process."""
    return ByFile(config, log)


def pytest_collection_modifyitems(config, items):
    """Begin with the files that take longest, so that the processes end together."""
    if hasattr(config, "workerinput"):
        names = ("devices", "engines", "browser")
        marked = {name: {item.path for item in items if item.get_closest_marker(name)} for name in names}
        items.sort(key=lambda item: next((n for n, name in enumerate(names) if item.path in marked[name]), len(names)))


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
