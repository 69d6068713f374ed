"""A real headless Chromium: Debian's browser and driver, a fresh profile, nothing fetched in the background."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service

PACKAGES = "chromium chromium-driver"
DESKTOP, PHONE = (1280, 900), (390, 844)
_FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--hide-scrollbars", "--mute-audio",
    "--autoplay-policy=no-user-gesture-required",
)  # fmt: skip


def missing() -> str:
    """The programs that are not there, or ""."""
    return ", ".join(name for name in ("chromium", "chromedriver") if shutil.which(name) is None)


@contextmanager
def chromium() -> Iterator[webdriver.Chrome]:
    """A running browser."""
    with TemporaryDirectory(prefix="chromium-", ignore_cleanup_errors=True) as profile:
        options = Options()
        options.binary_location = str(shutil.which("chromium"))
        for flag in (*_FLAGS, f"--user-data-dir={profile}"):
            options.add_argument(flag)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        os.environ["SE_OFFLINE"] = "true"
        browser = webdriver.Chrome(options=options, service=Service(str(shutil.which("chromedriver"))))
        try:
            browser.set_page_load_timeout(60)
            yield browser
        finally:
            browser.quit()


def look(browser: webdriver.Chrome, size: tuple[int, int] = DESKTOP, *, dark: bool = False, calm: bool = True) -> None:
    """Show pages in a window of this size, in dark or light, without motion unless it is asked for."""
    metrics = {"width": size[0], "height": size[1], "deviceScaleFactor": 1, "mobile": size == PHONE}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    features = [
        {"name": "prefers-color-scheme", "value": "dark" if dark else "light"},
        {"name": "prefers-reduced-motion", "value": "reduce" if calm else "no-preference"},
    ]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})


def axe(browser: webdriver.Chrome) -> list[dict[str, Any]]:
    """The serious and critical violations that axe-core finds on the page as it is shown now."""
    spec = find_spec("axe_playwright_python")
    assert spec is not None
    assert spec.origin is not None
    source = (Path(spec.origin).parent / "axe.min.js").read_text(encoding="utf-8")
    # What lies off the screen is looked at too.
    browser.execute_script(
        "for (const a of document.querySelectorAll('article')) a.style.contentVisibility = 'visible'"
    )
    # Through the debugger: the page's own policy lets no other script run, and so it should.
    browser.execute_cdp_cmd("Runtime.evaluate", {"expression": source})
    found = browser.execute_cdp_cmd(
        "Runtime.evaluate",
        {"expression": "axe.run().then((r) => r.violations)", "awaitPromise": True, "returnByValue": True},
    )
    return [
        {"id": one["id"], "impact": one["impact"], "nodes": [node["html"][:200] for node in one["nodes"]][:5]}
        for one in found["result"]["value"]
        if one["impact"] in {"serious", "critical"}
    ]
