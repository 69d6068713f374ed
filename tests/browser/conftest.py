"""A browser for all tests of a run, and the golden sessions as pages."""

from __future__ import annotations

from pathlib import Path

import pytest

from interviewer.review.full import load_full
from interviewer.web.page import write_page
from tests.browser import driver
from tests.conftest import need
from tests.golden.build import SILENT_NAMES, build
from tests.golden.ports import can_speak


@pytest.fixture(scope="session")
def browser():
    """One running Chromium; without Debian's packages the test is skipped by name, and under CI it fails."""
    need(not driver.missing(), driver.missing(), f"apt install {driver.PACKAGES}")
    with driver.chromium() as running:
        yield running


class Pages:
    """Golden sessions and their pages, each made once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._made: dict[tuple[str, bool], Path] = {}

    def path(self, name: str, *, embed: bool = False) -> Path:
        need(name in SILENT_NAMES or can_speak(), "espeak-ng", "apt install espeak-ng")
        if (name, embed) not in self._made:
            sessions = self.folder / "sessions"
            folder = sessions / f"golden-{name}"
            if not folder.exists():
                build(sessions, name)
            page = self.folder / ("embedded" if embed else "pages") / f"{name}.html"
            write_page(*load_full(folder, sessions), page, embed=embed)
            self._made[name, embed] = page
        return self._made[name, embed]

    def url(self, name: str, *, embed: bool = False) -> str:
        return self.path(name, embed=embed).as_uri()


@pytest.fixture(scope="session")
def pages(tmp_path_factory):
    """The pages of the golden sessions."""
    return Pages(tmp_path_factory.mktemp("golden"))
