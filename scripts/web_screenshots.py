"""Photograph what is read in a browser: the pictures of docs/evaluation.md and docs/review.md.

Usage: scripts/web_screenshots.py PROJECT REFS FOLDER [GLOSSARY]. Needs chromium and
chromium-driver. The project is copied first; the figures are those of its present renderings.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from selenium.webdriver import Chrome, ChromeOptions, ChromeService, Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

WORKBENCH = [sys.executable, "-m", "workbench"]


def opened(width: int, height: int) -> Chrome:
    """Return a browser whose pages are as large as asked."""
    program, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if program is None or driver is None:
        sys.exit("web_screenshots.py needs chromium and chromium-driver")
    options = ChromeOptions()
    options.binary_location = program
    for argument in ("--headless=new", "--hide-scrollbars", "--disable-dev-shm-usage"):
        options.add_argument(argument)
    if os.geteuid() == 0:
        options.add_argument("--no-sandbox")
    browser = Chrome(options=options, service=ChromeService(driver))
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False},
    )
    return browser


def report(project: Path, refs: Path, glossary: list[str], to: Path) -> None:
    """Photograph the top of the report and its segments, one below the other in two files."""
    with tempfile.TemporaryDirectory() as scratch:
        subprocess.run(
            [*WORKBENCH, "evaluate", "--project", str(project), "--refs", str(refs), "--report",
             scratch, "--quiet", *glossary],
            check=True,
            stdout=subprocess.DEVNULL,
        )  # fmt: skip
        browser = opened(1180, 1060)
        browser.get((Path(scratch) / "index.html").as_uri())
        browser.save_screenshot(str(to / "report.png"))
        element = browser.find_element(By.ID, "segments-0")
        browser.execute_script("window.scrollTo(0, arguments[0].offsetTop)", element)
        browser.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": 1180, "height": 620, "deviceScaleFactor": 1, "mobile": False},
        )
        browser.save_screenshot(str(to / "report-segments.png"))
        browser.quit()


def desk(project: Path, glossary: list[str], to: Path) -> None:
    """Photograph the desk as a page."""
    command = [*WORKBENCH, "review", "--web", "--port", "0", "--project", str(project), *glossary]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as served:
        if served.stdout is None:
            return
        browser = opened(1280, 720)
        browser.get(served.stdout.readline().strip())
        wait = WebDriverWait(browser, 60)
        wait.until(lambda b: b.find_elements(By.CSS_SELECTOR, "body.-first-byte"))
        keys = browser.find_element(By.CSS_SELECTOR, ".xterm-helper-textarea")
        time.sleep(3)
        keys.send_keys(Keys.F8)
        time.sleep(2)
        browser.save_screenshot(str(to / "desk-web.png"))
        browser.quit()
        served.send_signal(signal.SIGINT)


def main() -> None:
    """Write the pictures."""
    project, refs, folder = (Path(one).resolve() for one in sys.argv[1:4])
    glossary = ["--glossary", str(Path(sys.argv[4]).resolve())] if sys.argv[4:] else []
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / "workbench.db"
        shutil.copy(project, copy)
        report(copy, refs, glossary, folder)
        desk(copy, glossary, folder)


if __name__ == "__main__":
    main()
