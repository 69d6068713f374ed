"""Progress and takes in a real browser: nothing serious for axe-core, nothing refused by the policy, fit for a phone."""

from __future__ import annotations

import pytest

from interviewer.cli.main import run
from interviewer.sessions.session_file import FILE_NAME
from tests.browser.driver import DESKTOP, PHONE, axe, look
from tests.golden import scripts as said
from tests.golden.build import NAMES, SILENT_NAMES, build
from tests.golden.ports import can_speak

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """The folder of both pages, over all golden sessions that this machine can make; one of them is hostile."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("INTERVIEWER_HOME", str(home))
        for name in NAMES if can_speak() else SILENT_NAMES:
            build(home / "sessions", name)
        path = build(home / "sessions", "rambling", session_id="evil") / FILE_NAME
        evil = "<img src=x onerror=alert(1)>" + "w" * 300 + " \\u202e 🙂"
        path.write_text(path.read_text().replace("furniture", evil))
        assert run(["progress", "--html", str(home / "progress.html")]) == 0
        assert run(["takes", said.DISAGREED.id, "--html", str(home / "takes.html")]) == 0
    return home


@pytest.mark.parametrize("page", ["progress", "takes"])
@pytest.mark.parametrize(("size", "dark"), [(DESKTOP, False), (DESKTOP, True), (PHONE, False), (PHONE, True)])
def test_nothing_serious_nothing_refused_and_it_fits(pages, browser, page, size, dark):
    look(browser, size, dark=dark)
    browser.get((pages / f"{page}.html").as_uri())
    browser.execute_script("for (const one of document.querySelectorAll('details')) one.open = true")
    assert axe(browser) == []
    wide, there = browser.execute_script("return [document.documentElement.scrollWidth, window.innerWidth]")
    assert wide <= there, "the page itself never scrolls sideways"
    assert [entry for entry in browser.get_log("browser") if "favicon" not in entry["message"]] == []
    assert browser.execute_script("return document.querySelectorAll('img, script').length") == 0


@pytest.mark.skipif(not can_speak(), reason="espeak-ng is not installed; install espeak-ng")
def test_both_takes_play(pages, browser):
    look(browser)
    browser.get((pages / "takes.html").as_uri())
    browser.set_script_timeout(30)
    lengths = browser.execute_async_script(
        """const done = arguments[0], all = [...document.querySelectorAll('audio')];
        Promise.all(all.map((one) => new Promise((ready) => {
          one.onloadedmetadata = () => ready(one.duration);
          one.onerror = () => ready(-1);
          one.preload = 'metadata'; one.load();
        }))).then(done)"""
    )
    assert lengths
    assert all(length > 5 for length in lengths)


def test_a_chart_takes_the_colours_of_the_page(pages, browser):
    for dark in (False, True):
        look(browser, dark=dark)
        browser.get((pages / "progress.html").as_uri())
        dot, link = browser.execute_script(
            """const dot = document.querySelector('svg circle'), root = document.documentElement;
            return [getComputedStyle(dot).fill, getComputedStyle(root).getPropertyValue('--accent')]"""
        )
        red, green, blue = (int(link.strip()[i : i + 2], 16) for i in (1, 3, 5))
        assert dot == f"rgb({red}, {green}, {blue})"
