from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest

from workbench.evaluate.job import Evaluation, Line, Part, System
from workbench.evaluate.markup import word_differences
from workbench.evaluate.report import report_page
from workbench.evaluate.scores import score

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import RunHere


class Reader(HTMLParser):
    """Collects what a browser would load, and the text of the page."""

    def __init__(self) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.text: list[str] = []
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.loaded += [value or "" for name, value in attrs if name in {"src", "href", "action"}]

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    return reader


LINES = (
    Line(target="Nobody knows.", reference="Nobody knows.", source="Niemand weet het.", place="1"),
    Line(
        target="<script>alert(1)</script> & a bad dog",
        reference="a good dog",
        source="een goede hond",
        document='a"b.txt',
        place='a"b.txt:2',
    ),
)


def evaluation() -> Evaluation:
    targets, references = [one.target for one in LINES], [one.reference for one in LINES]
    scores = score(targets, references)
    part = Part(name='a"b.txt', segments=2, scores=scores)
    return Evaluation(
        systems=(System(name="<hyp>", segments=2, scores=scores, lines=LINES, documents=(part,)),)
    )


def test_the_page_loads_nothing_and_escapes_everything() -> None:
    page = report_page(evaluation(), terms=[("<hyp>", "recall", "99 %", "a < b")])
    reader = read(page)
    assert all(address.startswith("#") for address in reader.loaded)
    assert reader.tags.count("script") == 1
    assert "default-src 'none'" in page
    assert "http" not in page.replace("http-equiv", "")
    text = " ".join(reader.text)
    assert "<hyp>" in text
    assert "alert(1)" in text
    assert 'data-document="a&quot;b.txt"' in page


def test_the_worst_segment_comes_first_and_every_number_has_its_signature() -> None:
    page = report_page(evaluation())
    assert page.index("een goede hond") < page.index("Niemand weet het.")
    for one in evaluation().systems[0].scores:
        assert one.signature in page
        assert f"{one.value:.2f}" in page


@pytest.mark.parametrize(
    ("target", "reference", "left", "right"),
    [
        ("same", "same", "same", "same"),
        ("", "new", "", "<ins>new</ins>"),
        ("a < b", "a > b", "a <del>&lt;</del> b", "a <ins>&gt;</ins> b"),
        ("x\x1b[2J", "x", "x<del>\ufffd[2J</del>", "x"),
    ],
)
def test_differences(target: str, reference: str, left: str, right: str) -> None:
    assert word_differences(target, reference) == (left, right)


def test_the_command_writes_one_page_and_keeps_somebody_elses(
    here: RunHere, tmp_path: Path
) -> None:
    (tmp_path / "a").write_text("Nobody knows.\nIt is here.\n", encoding="utf-8")
    (tmp_path / "r").write_text("Nobody knows.\nIt was here.\n", encoding="utf-8")
    arguments = ("evaluate", "--hyp", "a", "--ref", "r", "--report", "out/report")
    assert here(*arguments).code == 0
    folder = tmp_path / "out" / "report"
    page = (folder / "index.html").read_text(encoding="utf-8")
    assert "It <del>is</del> here." in page
    assert here(*arguments).code == 0
    assert [path.name for path in folder.iterdir()] == ["index.html"]
    (folder / "index.html").write_text("mine", encoding="utf-8")
    done = here(*arguments)
    assert "is kept as" in done.err
    assert (folder / "index.html.bak").read_text(encoding="utf-8") == "mine"
