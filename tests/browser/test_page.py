"""The review page in a real browser: for everybody, on every screen, and closed to whatever a transcript holds."""

from __future__ import annotations

import itertools

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tests.browser.driver import DESKTOP, PHONE, axe, look
from tests.golden.build import NAMES
from tests.interviewer.hostile import hostile_page

pytestmark = pytest.mark.browser
SHOTS = [(DESKTOP, False), (DESKTOP, True), (PHONE, False), (PHONE, True)]


@pytest.mark.parametrize(("size", "dark"), SHOTS, ids=["desktop", "desktop-dark", "phone", "phone-dark"])
@pytest.mark.parametrize("name", NAMES)
def test_no_serious_violation_of_accessibility(browser, pages, name, size, dark):
    look(browser, size, dark=dark)
    browser.get(pages.url(name))
    assert axe(browser) == []


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_loaded_and_nothing_is_complained_about(browser, pages, name):
    look(browser)
    browser.get_log("browser")
    browser.get(pages.url(name))
    loaded = browser.execute_script("return performance.getEntriesByType('resource').map((e) => e.name)")
    assert [one for one in loaded if not one.startswith("file:")] == []
    assert browser.get_log("browser") == []


@pytest.mark.parametrize("name", ["spoken", "rambling", "coding_talk"])
def test_a_phone_scrolls_in_one_direction_alone(browser, pages, name):
    look(browser, PHONE)
    browser.get(pages.url(name))
    assert browser.execute_script("return document.documentElement.scrollWidth") <= PHONE[0]


def test_without_sound_there_is_no_player_and_times_are_called_estimated(browser, pages):
    look(browser)
    browser.get(pages.url("over_time"))
    assert browser.find_elements(By.TAG_NAME, "audio") == []
    assert browser.find_elements(By.ID, "player") == []
    assert "no recording" in browser.find_element(By.TAG_NAME, "footer").text
    link = browser.find_element(By.CSS_SELECTOR, "a.quote")
    link.click()
    assert browser.find_elements(By.CSS_SELECTOR, ".line:target")


def test_the_first_tab_stop_leads_past_the_summary(browser, pages):
    look(browser)
    browser.get(pages.url("spoken"))
    browser.find_element(By.TAG_NAME, "body").send_keys(Keys.TAB)
    skip = browser.switch_to.active_element
    assert skip.text == "Skip to the answers"
    assert skip.rect["x"] >= 0
    skip.send_keys(Keys.ENTER)
    assert browser.switch_to.active_element.get_attribute("id") == "main"


def test_headings_and_landmarks_tell_the_page(browser, pages):
    look(browser)
    browser.get(pages.url("spoken"))
    for tag in ("header", "nav", "main", "footer"):
        assert browser.find_elements(By.CSS_SELECTOR, f"body > {tag}")
    levels = browser.execute_script("return [...document.querySelectorAll('h1,h2,h3,h4')].map((h) => +h.tagName[1])")
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_the_set_up_mark_stands_where_the_set_up_ended(browser, pages):
    look(browser)
    browser.get(pages.url("spoken"))
    places = browser.execute_script(
        "return [...document.querySelectorAll('#turn-2 line.mark')].map((l) => [l.classList[1], l.x1.baseVal.valueInSpecifiedUnits])"
    )
    marks = dict(places)
    length = float(browser.find_element(By.ID, "seek-2").get_attribute("max"))
    assert marks["limit"] == pytest.approx(100 * (1.0 + 30) / length, abs=0.2)
    first = float(browser.find_element(By.CSS_SELECTOR, "#turn-2 .role.action + button").get_attribute("data-at"))
    assert marks["setup"] == pytest.approx(100 * first / length, abs=0.2)
    assert marks["setup"] > marks["limit"]


def test_printed_there_is_no_player_and_everything_else(browser, pages):
    look(browser)
    browser.get(pages.url("spoken"))
    pdf = browser.execute_cdp_cmd("Page.printToPDF", {"printBackground": True})
    assert len(pdf["data"]) > 20_000
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    try:
        assert not browser.find_element(By.ID, "player").is_displayed()
        assert browser.find_element(By.CSS_SELECTOR, "#turn-2 .transcript").is_displayed()
        assert browser.find_element(By.ID, "form").is_displayed()
    finally:
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})


def test_hostile_words_are_text_and_nothing_else(browser, tmp_path):
    page = hostile_page(tmp_path)
    look(browser, PHONE)
    browser.get_log("browser")
    browser.get(page.as_uri())
    assert browser.execute_script("return window.pwned") is None
    assert browser.find_elements(By.CSS_SELECTOR, "img, iframe, object, form, link, base, #injected") == []
    assert "<img src=x onerror=pwned=1>" in browser.find_element(By.CSS_SELECTOR, ".transcript").text
    assert browser.execute_script("return document.documentElement.scrollWidth") <= PHONE[0]
    assert axe(browser) == []
    assert browser.get_log("browser") == []


def test_nothing_can_run_but_the_page_itself(browser, pages):
    look(browser)
    browser.get(pages.url("spoken"))
    browser.execute_script(
        "const s = document.createElement('script'); s.textContent = 'window.pwned = 1'; document.body.append(s);"
        "const d = document.createElement('p'); d.innerHTML = '<b onclick=\"window.pwned = 1\">x</b>';"
        "document.body.append(d); d.firstChild.click();"
    )
    assert browser.execute_script("return window.pwned") is None
    reached = browser.execute_async_script(
        "const done = arguments[0]; fetch('data:text/plain,x').then(() => done('yes'), () => done('no'))"
    )
    assert reached == "no"
