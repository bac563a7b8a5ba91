"""The report in a real browser: opened from the disk, filtered, sorted, printed, without a network."""

from __future__ import annotations

import base64
import zlib
from typing import TYPE_CHECKING

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select

from tests.browser import browser, requested
from workbench.evaluate.job import Evaluation, Line, Part, System
from workbench.evaluate.report import report_page
from workbench.evaluate.rungs import RungCount
from workbench.evaluate.scores import score

if TYPE_CHECKING:
    from pathlib import Path

    from selenium.webdriver import Chrome

__all__ = ["browser"]

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.enable_socket,
    pytest.mark.allow_hosts(["127.0.0.1", "localhost", "::1"]),
    pytest.mark.timeout(300),
]

TEXTS = (
    ("a.txt", "sentence", "Nobody knows.", "Nobody knows.", ()),
    ("a.txt", "headline", "Vote in Almaty", "Election in Almaty", ()),
    ("b.txt", "sentence", "A bad <b>dog</b>.", "The cat was good.", ("Mazjilis",)),
)


@pytest.fixture
def page(tmp_path: Path) -> Path:
    lines = tuple(
        Line(
            target=target,
            reference=reference,
            source=f"Nederlands {number}",
            document=document,
            place=f"{document}:{number}",
            kind=kind,
            missing=missing,
        )
        for number, (document, kind, target, reference, missing) in enumerate(TEXTS)
    )
    scores = score([one.target for one in lines], [one.reference for one in lines])
    system = System(
        name="current",
        segments=len(lines),
        scores=scores,
        lines=lines,
        documents=(Part(name="a.txt", segments=2, scores=scores),),
        rungs=(RungCount(rung="free", mentions=3, satisfied=2),),
    )
    path = tmp_path / "index.html"
    path.write_text(report_page(Evaluation(systems=(system,))), encoding="utf-8")
    return path


def shown(browser: Chrome) -> list[str]:
    """Return the Dutch of the rows that can be seen, in their order."""
    rows = browser.find_elements(By.CSS_SELECTOR, ".segments tbody tr")
    return [
        row.find_element(By.CSS_SELECTOR, "[lang=nl]").text[-1]
        for row in rows
        if row.is_displayed()
    ]


def field(browser: Chrome, name: str) -> Select:
    return Select(browser.find_element(By.NAME, name))


def test_it_opens_from_the_disk_and_asks_for_nothing_else(browser: Chrome, page: Path) -> None:
    browser.get(page.as_uri())
    # The page itself, and no more than that.
    assert requested(browser) == [page.as_uri()]
    assert browser.get_log("browser") == []  # type: ignore[no-untyped-call]
    assert browser.find_element(By.TAG_NAME, "h1").text == "Evaluation"
    figures = browser.find_elements(By.TAG_NAME, "svg")
    assert len(figures) == 3
    assert all(figure.size["height"] > 20 for figure in figures)
    assert not browser.find_elements(By.CSS_SELECTOR, ".segments b b")
    width = "return document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert browser.execute_script(width) == 0


def test_the_filters_filter(browser: Chrome, page: Path) -> None:
    browser.get(page.as_uri())
    assert shown(browser) == ["2", "1", "0"]
    told = browser.find_element(By.CSS_SELECTOR, ".filters output")
    assert told.text == "3 of 3 segments"

    field(browser, "document").select_by_visible_text("a.txt")
    assert shown(browser) == ["1", "0"]
    field(browser, "kind").select_by_visible_text("headline")
    assert shown(browser) == ["1"]
    assert told.text == "1 of 3 segments"
    field(browser, "document").select_by_visible_text("all")
    field(browser, "kind").select_by_visible_text("all")

    text = browser.find_element(By.NAME, "text")
    text.send_keys("almaty ELECTION")
    assert shown(browser) == ["1"]
    text.send_keys(Keys.CONTROL + "a", Keys.DELETE)

    most = browser.find_element(By.NAME, "most")
    most.send_keys("99")
    assert shown(browser) == ["2", "1"]
    most.send_keys(Keys.CONTROL + "a", Keys.DELETE)

    missing = browser.find_element(By.NAME, "missing")
    missing.click()
    assert shown(browser) == ["2"]
    missing.click()

    field(browser, "order").select_by_visible_text("as they stand")
    assert shown(browser) == ["0", "1", "2"]
    field(browser, "order").select_by_visible_text("worst first")
    assert shown(browser) == ["2", "1", "0"]


def test_enter_in_a_filter_leaves_the_page_where_it_is(browser: Chrome, page: Path) -> None:
    browser.get(page.as_uri())
    browser.find_element(By.NAME, "text").send_keys("almaty", Keys.ENTER)
    assert browser.current_url == page.as_uri()
    assert shown(browser) == ["1"]


def test_it_can_be_printed(browser: Chrome, page: Path) -> None:
    browser.get(page.as_uri())
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    assert not browser.find_element(By.TAG_NAME, "nav").is_displayed()
    assert not browser.find_element(By.NAME, "text").is_displayed()
    # Not the stacked rows of a narrow screen, although paper is narrow.
    row = browser.find_element(By.CSS_SELECTOR, ".segments tbody tr")
    assert row.value_of_css_property("display") == "table-row"
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
    pdf = base64.b64decode(browser.print_page())
    assert pdf.startswith(b"%PDF")
    assert len(zlib.compress(pdf)) > 5000


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_in_light_and_dark(browser: Chrome, page: Path, scheme: str) -> None:
    browser.execute_cdp_cmd(
        "Emulation.setEmulatedMedia",
        {"features": [{"name": "prefers-color-scheme", "value": scheme}]},
    )
    browser.get(page.as_uri())
    body = browser.find_element(By.TAG_NAME, "body")
    grounds = {"body": luminance(body.value_of_css_property("background-color"))}
    for name in ("del", "ins"):
        one = browser.find_element(By.CSS_SELECTOR, f".segments {name}")
        grounds[name] = luminance(one.value_of_css_property("background-color"))
        assert contrast(luminance(one.value_of_css_property("color")), grounds[name]) >= 4.5
    assert contrast(luminance(body.value_of_css_property("color")), grounds["body"]) >= 7
    small = browser.find_element(By.CSS_SELECTOR, ".score small")
    assert contrast(luminance(small.value_of_css_property("color")), grounds["body"]) >= 4.5
    assert (grounds["body"] > 0.5) is (scheme == "light")


def luminance(colour: str) -> float:
    """Return the relative luminance of a computed colour such as ``rgba(1, 2, 3, 1)``."""
    parts = [float(one) / 255 for one in colour.partition("(")[2].rstrip(")").split(",")[:3]]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: float, other: float) -> float:
    """Return the contrast of two luminances as WCAG 2 has it."""
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)
