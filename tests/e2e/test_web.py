"""The desk in a real browser: it loads, a segment is edited and confirmed, the project has it."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from tests.browser import browser, requested
from tests.store_support import states, sync, targets, translate
from workbench.store import Project

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from selenium.webdriver import Chrome

__all__ = ["browser"]

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.enable_socket,
    pytest.mark.allow_hosts(["127.0.0.1", "localhost", "::1"]),
    pytest.mark.timeout(300),
]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    path = tmp_path / "workbench.db"
    with Project.open(path, author="anna") as opened:
        translate(opened, sync(opened, "/in/a.txt", ("Dit is een.", "Dit is twee.")))
    return path


@pytest.fixture
def link(project: Path) -> Iterator[str]:
    """The link that the command prints; the command is ended afterwards."""
    command = [sys.executable, "-m", "workbench", "review", "--web", "--port", "0"]
    with subprocess.Popen(
        [*command, "--author", "bea", "--project", str(project)], stdout=subprocess.PIPE, text=True
    ) as served:
        assert served.stdout is not None
        yield served.stdout.readline().strip()
        served.send_signal(signal.SIGINT)
        assert served.wait(timeout=60) == 0


def wait_until(done: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if done():
            return
        time.sleep(0.05)
    pytest.fail(f"not within 60 s: {what}")


def has_class(browser: Chrome, name: str) -> bool:
    return name in (browser.find_element(By.TAG_NAME, "body").get_attribute("class") or "")


def open_desk(browser: Chrome, link: str) -> None:
    browser.get(link)
    WebDriverWait(browser, 60).until(lambda b: has_class(b, "-first-byte"))
    # Drawn are pixels; what a desk says of itself is the state of its project.
    time.sleep(1)


def type_keys(browser: Chrome, *keys: str) -> None:
    browser.find_element(By.CSS_SELECTOR, ".xterm-helper-textarea").send_keys(*keys)


def test_edit_and_confirm_in_the_browser(browser: Chrome, link: str, project: Path) -> None:
    open_desk(browser, link)
    assert "workbench.db" in browser.title
    assert "token" not in browser.current_url
    type_keys(browser, " Bea’s word.", Keys.CONTROL + "s")

    def confirmed() -> bool:
        with Project.open(project, readonly=True) as opened:
            return states(opened, 1)[0] == "reviewed"

    wait_until(confirmed, "confirmed")
    with Project.open(project, readonly=True) as opened:
        assert targets(opened, 1) == ["EN Dit is een. Bea’s word.", "EN Dit is twee."]
        history = opened.history(next(iter(opened.segments(1))).id)
    assert (history[-1].author, history[-1].origin) == ("bea", "human")

    # The other segment is left while the page is closed: what was typed is there when it opens.
    type_keys(browser, " half a sent")
    browser.refresh()
    WebDriverWait(browser, 60).until(lambda b: has_class(b, "-first-byte"))

    def kept() -> bool:
        with Project.open(project, readonly=True, author="bea") as opened:
            return list(opened.desk.drafted(1).values()) == ["EN Dit is twee. half a sent"]

    wait_until(kept, "typed text kept")

    assert {urlsplit(address).netloc for address in requested(browser)} == {urlsplit(link).netloc}
    troubles = [
        entry
        for entry in browser.get_log("browser")  # type: ignore[no-untyped-call]
        if entry["level"] == "SEVERE"
    ]
    assert troubles == []

    time.sleep(1)
    type_keys(browser, Keys.CONTROL + "q")
    WebDriverWait(browser, 60).until(lambda b: has_class(b, "-closed"))
    assert browser.find_element(By.ID, "again").is_displayed()


def test_without_the_token_the_page_says_what_to_do(browser: Chrome, link: str) -> None:
    browser.get(link.partition("?")[0])
    assert "workbench review --web" in browser.find_element(By.TAG_NAME, "body").text
    assert not browser.find_elements(By.ID, "terminal")
