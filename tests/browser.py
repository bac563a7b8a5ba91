"""Chromium without a window, for the tests of what is read in a browser."""

from __future__ import annotations

import json
import os
import shutil
from typing import TYPE_CHECKING

import pytest
from selenium.webdriver import Chrome, ChromeOptions, ChromeService

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["browser", "requested"]


@pytest.fixture
def browser() -> Iterator[Chrome]:
    """A browser with nothing in it; skips where Debian's chromium and chromium-driver are not."""
    program, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if program is None or driver is None:
        pytest.skip("needs chromium and chromium-driver")
    options = ChromeOptions()
    options.binary_location = program
    for argument in (
        "--headless=new",
        "--window-size=1200,900",
        "--disable-dev-shm-usage",
        "--disable-background-networking",
        # Chromium refuses to shut itself in as root, which a container's user is.
        *(["--no-sandbox"] if os.geteuid() == 0 else []),
    ):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    opened = Chrome(options=options, service=ChromeService(driver))
    yield opened
    opened.quit()


def requested(browser: Chrome) -> list[str]:
    """Return every address that pages have asked for since the last call, web sockets too."""
    found: list[str] = []
    for entry in browser.get_log("performance"):  # type: ignore[no-untyped-call]
        message = json.loads(entry["message"])["message"]
        if message["method"] == "Network.requestWillBeSent":
            found.append(message["params"]["request"]["url"])
        elif message["method"] == "Network.webSocketCreated":
            found.append(message["params"]["url"])
    return found
