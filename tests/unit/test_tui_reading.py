"""How the English around a segment reads: whole paragraphs, the current segment always in sight."""

from __future__ import annotations

import pytest

from tests.desk_support import desk, in_loop, project, screen_text, settle, still_cursor
from workbench.store import Project, RowRecord
from workbench.tui.reading import Paragraph, paragraphs_around, reading_lines

__all__ = ["project", "still_cursor"]


def row(number: int, unit: int, target: str | None, kind: str = "sentence") -> RowRecord:
    return RowRecord(
        id=number,
        number=number,
        unit=unit,
        kind=kind,  # type: ignore[arg-type]
        source="Dutch",
        state="translated",
        target=target,
        rendering_id=None,
        score=None,
        severity=0,
        termed=False,
        noted=False,
        stale=False,
    )


ROWS = [
    row(0, 0, "Title", "headline"),
    row(1, 1, "One."),
    row(2, 1, None),
    row(3, 1, "Three."),
    row(4, 2, "Four."),
]


def test_paragraphs_are_whole_and_hold_what_is_being_typed() -> None:
    assert paragraphs_around(ROWS, 3, "3, typed.") == [
        Paragraph("headline", ("Title",)),
        Paragraph("sentence", ("One.", "", "3, typed."), 2),
        Paragraph("sentence", ("Four.",)),
    ]


def test_only_what_is_near_is_read_of_a_long_article() -> None:
    rows = [row(number, number // 3, "x" * 100) for number in range(50_000)]
    found = paragraphs_around(rows, 30_001, "here")
    pieces = [piece for paragraph in found for piece in paragraph.pieces]
    assert 50 < len(pieces) < 200
    assert sum(paragraph.current is not None for paragraph in found) == 1
    assert all(len(paragraph.pieces) == 3 for paragraph in found[1:-1])


def test_a_paragraph_without_end_is_not_read_to_its_end() -> None:
    rows = [row(number, 0, "x" * 100) for number in range(50_000)]
    (only,) = paragraphs_around(rows, 30_001, "here")
    assert only.current is not None
    assert only.pieces[only.current] == "here"
    assert len(only.pieces) < 400


def test_it_reads_as_running_text() -> None:
    lines = reading_lines(paragraphs_around(ROWS, 3, "3, typed."), width=40, height=20)
    assert [line.plain for line in lines] == ["Title", "", "One. 3, typed.", "", "Four."]


@pytest.mark.parametrize("index", [0, 1, 37, 98, 99])
@pytest.mark.parametrize("height", [7, 9])
def test_the_current_segment_is_among_the_lines_and_cuts_show(index: int, height: int) -> None:
    rows = [row(number, number // 4, f"Sentence {number} is here.") for number in range(100)]
    lines = reading_lines(
        paragraphs_around(rows, index, f"THE {index}TH."), width=30, height=height
    )
    text = [line.plain for line in lines]
    assert len(text) == height
    assert f"THE {index}TH." in " ".join(text)
    assert (text[0] == "…") == (index > 1)
    assert (text[-1] == "…") == (index < 98)
    assert all(line.cell_length <= 30 for line in lines)


def test_a_part_of_the_segment_alone_is_not_worth_the_room() -> None:
    rows = [row(number, 0, "word " * 9) for number in range(9)]
    around = paragraphs_around(rows, 4, "word " * 30)
    assert reading_lines(around, width=30, height=8) == []
    assert len(reading_lines(around, width=30, height=12)) == 12


@in_loop
async def test_a_tall_sidebar_shows_it_at_its_bottom_and_a_low_one_does_not(
    project: Project,
) -> None:
    async with desk(project, size=(160, 50)) as (app, pilot):
        await pilot.press(*" More.")
        await settle(pilot)
        shown = screen_text(app).splitlines()
        assert any("how it reads" in line for line in shown)
        assert "Dit is vier." in shown[-2] or "Dit is vier." in shown[-3]
        assert app.sidebar.max_scroll_y == 0
        await pilot.resize_terminal(160, 24)
        await settle(pilot)
        assert "how it reads" not in screen_text(app)


@in_loop
async def test_a_word_and_what_replaces_it_do_not_touch(project: Project) -> None:
    async with desk(project, size=(160, 50)) as (app, pilot):
        app.editor.put(app.editor.text.replace("De ", "The "))
        await settle(pilot)
        assert "EN De The Mazjilis" in screen_text(app)


def test_the_place_of_a_segment_without_english_is_in_sight() -> None:
    rows = [row(number, number // 2, f"Text {number}. " * 8) for number in range(60)]
    around = paragraphs_around(rows, 41, "")
    shown = "\n".join(line.plain for line in reading_lines(around, width=40, height=20))
    assert "Text 40." in shown
    assert "Text 42." in shown
    assert "…" in shown
