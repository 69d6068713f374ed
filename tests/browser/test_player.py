"""The review page in a real browser: clicks and keys move the sound, and the word that is said is lit."""

from __future__ import annotations

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select, WebDriverWait

from tests.browser.driver import look

pytestmark = pytest.mark.browser
WORD = 20


@pytest.fixture
def page(browser, pages):
    look(browser)
    browser.get(pages.url("spoken"))
    return Page(browser)


class Page:
    """What a person does on the page, and what the audio elements say of it."""

    def __init__(self, browser) -> None:
        self.browser = browser

    def audio(self, turn: int, what: str):
        return self.browser.execute_script(f"return document.getElementById('answer-{turn}').{what}")

    def pause(self) -> None:
        self.browser.execute_script("document.querySelectorAll('audio').forEach((a) => a.pause())")

    def press(self, *keys: str) -> None:
        body = self.browser.find_element(By.TAG_NAME, "body")
        for key in keys:
            body.send_keys(key)

    def word(self, turn: int, index: int):
        return self.browser.find_elements(By.CSS_SELECTOR, f"#turn-{turn} .words > span")[index]

    def button(self) -> str:
        """What the play button says it does; the browser tells it of the sound a moment after the sound itself."""
        return self.browser.find_element(By.ID, "play").get_attribute("aria-label")

    def click(self, element) -> None:
        """Scroll there, as a person does, clear of the player at the bottom, and click."""
        self.browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", element)
        element.click()

    def until(self, condition) -> None:
        WebDriverWait(self.browser, 15, 0.02).until(lambda _: condition())

    def start_of(self, turn: int, index: int) -> float:
        steps = self.browser.execute_script(
            f"return JSON.parse(document.getElementById('times').textContent)['{turn}']"
        )
        return sum(steps[: 2 * index + 1]) / 100


def test_a_click_on_a_word_plays_from_there_and_the_word_is_lit(page):
    page.click(page.word(2, WORD))
    page.until(lambda: not page.audio(2, "paused") and page.audio(2, "currentTime") > page.start_of(2, WORD))
    page.until(lambda: page.browser.find_elements(By.CSS_SELECTOR, "#turn-2 .lit"))
    page.pause()
    at = page.audio(2, "currentTime")
    lit = page.browser.find_elements(By.CSS_SELECTOR, "#turn-2 .lit")
    assert page.start_of(2, WORD) <= at < page.start_of(2, WORD) + 5
    if lit:  # between two words nothing is
        words = page.browser.find_elements(By.CSS_SELECTOR, "#turn-2 .words > span")
        index = words.index(lit[0])
        assert page.start_of(2, index) <= at + 0.1
        assert at <= page.start_of(2, index + 1) + 0.5


def test_a_seek_lights_the_word_that_is_said_there(page):
    for index in (5, 11, 40):
        page.click(page.word(1, index))
        page.pause()
        wanted = page.start_of(1, index) + 0.05
        page.browser.execute_script(f"document.getElementById('answer-1').currentTime = {wanted}")
        page.until(lambda index=index: "lit" in page.word(1, index).get_attribute("class"))
        assert len(page.browser.find_elements(By.CSS_SELECTOR, ".lit")) == 1


def test_space_plays_and_pauses(page):
    page.press(" ")
    page.until(lambda: not page.audio(1, "paused") and page.audio(1, "currentTime") > 0.2)
    page.until(lambda: page.button() == "Pause")
    page.press(" ")
    page.until(lambda: page.audio(1, "paused"))
    page.until(lambda: page.button() == "Play")


def test_a_turn_chosen_by_its_slider_stops_the_one_that_played_and_the_button_says_so(page):
    page.press(" ")
    page.until(lambda: page.button() == "Pause")
    page.browser.execute_script(
        "const seek = document.getElementById('seek-2');"
        "seek.value = 3; seek.dispatchEvent(new Event('input', {bubbles: true}))"
    )
    page.until(lambda: page.button() == "Play")
    assert [page.audio(turn, "paused") for turn in (1, 2)] == [True, True]
    page.until(lambda: "playing" not in page.browser.find_element(By.ID, "player").get_attribute("class"))


def test_arrows_seek_five_seconds_and_stop_at_the_beginning(page):
    page.press(Keys.ARROW_RIGHT, Keys.ARROW_RIGHT)
    page.until(lambda: page.audio(1, "currentTime") == pytest.approx(10, abs=0.05))
    page.press(Keys.ARROW_LEFT)
    page.until(lambda: page.audio(1, "currentTime") == pytest.approx(5, abs=0.05))
    page.press(Keys.ARROW_LEFT, Keys.ARROW_LEFT)
    page.until(lambda: page.audio(1, "currentTime") == 0)
    assert page.audio(1, "paused")


def test_n_and_p_go_from_turn_to_turn_and_playing_goes_on_there(page):
    page.press("n")
    assert page.browser.find_element(By.ID, "now").text == "Question 2"
    assert page.browser.switch_to.active_element.get_attribute("id") == "turn-2"
    assert page.audio(2, "paused")
    page.press(" ")
    page.until(lambda: page.audio(2, "currentTime") > 0.1)
    page.press("n")
    page.until(lambda: page.audio(3, "currentTime") > 0.1)
    assert page.audio(2, "paused")
    page.press("p", "p", "p")
    assert page.browser.find_element(By.ID, "now").text == "Question 1"


def test_speed_keeps_the_pitch(page):
    speed = Select(page.browser.find_element(By.ID, "speed"))
    assert [option.get_attribute("value") for option in speed.options][0::5] == ["0.75", "2"]
    speed.select_by_value("2")
    page.press(" ")
    page.until(lambda: page.audio(1, "currentTime") > 0.5)
    assert page.audio(1, "playbackRate") == 2
    assert page.audio(1, "preservesPitch") is True
    page.press("<")
    assert page.audio(1, "playbackRate") == 1.75
    assert page.browser.find_element(By.ID, "status").get_attribute("textContent") == "Speed 1.75"


def test_a_quote_leads_to_its_moment(page):
    link = page.browser.find_element(By.CSS_SELECTOR, "#turn-1 .verdicts a.quote[data-at]:not([data-at='0.9'])")
    at_s = float(link.get_attribute("data-at"))
    page.click(link)
    page.until(lambda: page.audio(1, "currentTime") > at_s)
    page.pause()
    assert page.audio(1, "currentTime") < at_s + 5
    line = page.browser.find_element(By.CSS_SELECTOR, ".line:target")
    quoted = link.find_element(By.TAG_NAME, "q").text.strip("“”")
    assert quoted.split()[0] in line.text


def test_the_drawing_and_the_slider_seek(page):
    drawing = page.browser.find_element(By.CSS_SELECTOR, "#turn-1 .timeline")
    page.click(drawing)  # in its middle
    page.until(lambda: not page.audio(1, "paused"))
    page.pause()
    assert page.audio(1, "currentTime") == pytest.approx(page.audio(1, "duration") / 2, abs=3)
    slider = page.browser.find_element(By.ID, "seek-1")
    slider.send_keys(Keys.HOME)
    page.until(lambda: page.audio(1, "currentTime") == 0)
    slider.send_keys(*[Keys.ARROW_RIGHT] * 5)
    page.until(lambda: page.audio(1, "currentTime") == pytest.approx(0.5, abs=0.05))
    assert slider.get_attribute("aria-valuetext").startswith("0:00 of 0:4")


def test_a_sentence_plays_from_the_keyboard(page):
    button = page.browser.find_element(By.CSS_SELECTOR, "#t2s3 button.at")
    page.browser.execute_script("arguments[0].focus()", button)
    button.send_keys(Keys.ENTER)
    at_s = float(button.get_attribute("data-at"))
    page.until(lambda: page.audio(2, "currentTime") > at_s)


def test_the_question_can_be_heard(page):
    page.browser.find_element(By.CSS_SELECTOR, "#turn-1 [data-line]").click()
    page.until(lambda: page.browser.execute_script("return document.getElementById('line-1').currentTime") > 0.2)
    page.press(" ")
    page.until(lambda: page.audio(1, "currentTime") > 0.1)
    assert page.browser.execute_script("return document.getElementById('line-1').paused")


def test_sound_in_the_page_plays_and_seeks_too(browser, pages):
    look(browser)
    browser.get(pages.url("spoken", embed=True))
    page = Page(browser)
    page.click(page.word(1, WORD))
    page.until(lambda: page.audio(1, "currentTime") > page.start_of(1, WORD))
    page.pause()
    assert page.audio(1, "currentTime") < page.start_of(1, WORD) + 5
    assert page.audio(1, "duration") == pytest.approx(43.8, abs=0.3)


def test_what_was_said_before_a_kill_can_be_heard(browser, pages):
    look(browser)
    browser.get(pages.url("killed"))
    page = Page(browser)
    page.click(page.word(2, 3))
    page.until(lambda: page.audio(2, "currentTime") > page.start_of(2, 3))
    assert "cut off" in browser.find_element(By.CSS_SELECTOR, ".top .facts").text
