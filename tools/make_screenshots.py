"""Takes the pictures of the review page in docs/: desktop, phone and dark, of a golden session in a real browser.

Usage: python tools/make_screenshots.py [FOLDER]; needs chromium, chromium-driver and espeak-ng.
"""

from __future__ import annotations

import base64
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

MOST_BYTES = 300_000
SHOTS: dict[str, dict[str, Any]] = {
    "review-desktop": {"size": (1280, 900), "dark": False, "top": ".top", "height": 1500, "word": (1, 42)},
    "review-phone": {"size": (390, 844), "dark": False, "top": "#turn-1", "height": 1250, "word": (1, 42)},
    "review-dark": {"size": (1280, 900), "dark": True, "top": "#turn-2", "height": 1300, "word": (2, 120)},
}
"""Where each picture begins, how high it is, and the (turn, word) that is lit in it."""


def main() -> int:
    """Take all pictures."""
    from interviewer.review.full import load_full
    from interviewer.web.page import write_page
    from tests.browser.driver import chromium, missing
    from tests.golden.build import build

    if missing():
        print(f"needs {missing()}: apt install chromium chromium-driver", file=sys.stderr)
        return 1
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs"
    with tempfile.TemporaryDirectory() as name:
        sessions = Path(name) / "sessions"
        build(sessions, "spoken", session_id="last-week", created_at="2026-01-03T09:30:00+00:00")
        page = Path(name) / "page.html"
        write_page(*load_full(build(sessions, "spoken"), sessions), page)
        with chromium() as browser:
            for shot, how in SHOTS.items():
                _take(browser, page, target / f"{shot}.png", how)
    return 0


def _take(browser: Any, page: Path, to: Path, how: dict[str, Any]) -> None:
    from tests.browser.driver import look

    size = how["size"]
    look(browser, size, dark=how["dark"])
    browser.get(page.as_uri())
    # The window as high as the picture, so that the player stands at its foot.
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": size[0], "height": how["height"], "deviceScaleFactor": 1, "mobile": False},
    )
    browser.execute_async_script(
        """
        const [turn, index, top, done] = arguments;
        const article = document.getElementById(`turn-${turn}`);
        const audio = document.getElementById(`answer-${turn}`);
        article.querySelectorAll(".words > span")[index].click();
        audio.addEventListener("timeupdate", () => {
          if (!article.querySelector(".lit")) return;
          audio.pause();
          for (const one of document.querySelectorAll("article")) one.style.contentVisibility = "visible";
          const place = document.querySelector(top);
          scrollTo(0, top === ".top" ? 0 : place.getBoundingClientRect().top + scrollY);
          setTimeout(done, 300);
        });
        """,
        *how["word"],
        how["top"],
    )
    picture = base64.b64decode(browser.execute_cdp_cmd("Page.captureScreenshot", {"format": "png"})["data"])
    if len(picture) > MOST_BYTES:
        raise SystemExit(f"{to.name} has {len(picture)} bytes, more than {MOST_BYTES}")
    to.write_bytes(picture)
    print(f"{to}: {len(picture)} bytes")


if __name__ == "__main__":
    raise SystemExit(main())
