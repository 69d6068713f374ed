"""The debrief in a real browser: nothing serious for axe-core, nothing refused, fit for the narrowest phone and for print."""

from __future__ import annotations

import base64

import pytest

from interviewer.loop.debrief import hold_debrief
from interviewer.loop.debrief_page import debrief_page
from interviewer.loop.debrief_rules import load_rules
from tests.browser.driver import DESKTOP, PHONE, axe, look
from tests.loop.invented import PLANNED, forms
from tests.loop.test_debrief_view import hostile

pytestmark = pytest.mark.browser
NARROW = (320, 640)


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """A page for each character, for a loop that is not over, and for one full of hostile words."""
    folder = tmp_path_factory.mktemp("debriefs")
    loops = {name: forms(name) for name in ("strong", "uneven", "weak")}
    loops |= {"begun": forms("strong")[:2], "hostile": tuple(hostile())}
    for name, filed in loops.items():
        planned = () if name == "hostile" else PLANNED
        page = debrief_page(hold_debrief(filed, load_rules(), "L5", planned), filed)
        (folder / f"{name}.html").write_text(page, encoding="utf-8")
    return folder


@pytest.mark.parametrize("name", ["strong", "uneven", "weak", "begun", "hostile"])
@pytest.mark.parametrize(("size", "dark"), [(DESKTOP, False), (DESKTOP, True), (PHONE, True), (NARROW, False)])
def test_nothing_serious_nothing_refused_and_it_fits(pages, browser, name, size, dark):
    look(browser, size, dark=dark)
    browser.get((pages / f"{name}.html").as_uri())
    browser.execute_script("for (const one of document.querySelectorAll('details')) one.open = true")
    assert axe(browser) == []
    wide, there = browser.execute_script("return [document.documentElement.scrollWidth, window.innerWidth]")
    assert wide <= there, "the page itself never scrolls sideways"
    assert [entry for entry in browser.get_log("browser") if "favicon" not in entry["message"]] == []
    assert browser.execute_script("return [window.pwned === undefined, document.querySelectorAll('img, script').length]") == [True, 0]  # fmt: skip


def test_every_round_of_the_overview_leads_to_its_form(pages, browser):
    look(browser)
    browser.get((pages / "uneven.html").as_uri())
    led = browser.execute_script(
        """return [...document.querySelectorAll('.rounds a')].map((a) => [a.textContent,
        document.querySelector(a.getAttribute('href')).querySelector('.seat').textContent])"""
    )
    assert len(led) == 5
    assert all(seat.startswith(title) for title, seat in led)


def test_in_print_the_words_behind_each_step_are_there(pages, browser):
    look(browser)
    browser.get((pages / "uneven.html").as_uri())
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    try:
        hidden = browser.execute_script(
            "return [...document.querySelectorAll('.cites q')].filter((q) => !q.checkVisibility()).length"
        )
        assert hidden == 0
    finally:
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
    printed = browser.execute_cdp_cmd("Page.printToPDF", {"printBackground": False})
    assert base64.b64decode(printed["data"]).startswith(b"%PDF")
