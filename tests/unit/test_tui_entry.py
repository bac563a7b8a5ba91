"""Entries of long lists: as high as what is drawn of them, and drawn only when they are seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from textual.app import App
from textual.content import Content
from textual.widgets import OptionList

from tests.desk_support import in_loop
from workbench.tui.entry import Entry
from workbench.tui.screens import Choice, PickScreen

if TYPE_CHECKING:
    from textual.css.styles import RulesMap

LINES = ("1 Kazachstan en Kirgizië", "  哈萨克斯坦", "")
NO_RULES: RulesMap = {}


@pytest.mark.parametrize("width", [3, 8, 12, 23, 24, 25, 80])
def test_an_entry_is_as_high_as_what_is_drawn(width: int) -> None:
    content = Content("\n".join(LINES))
    entry = Entry(LINES, lambda: content)
    assert entry.get_height(NO_RULES, width) == content.get_height(NO_RULES, width)
    assert entry.get_optimal_width(NO_RULES, 80) == content.get_optimal_width(NO_RULES, 80)


@in_loop
async def test_of_a_long_list_only_what_is_seen_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []
    draw = PickScreen._drawn_choice

    def counted(self: PickScreen, choice: Choice, *args: str, **options: bool) -> Content:
        drawn.append(choice.id)
        return draw(self, choice, *args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(PickScreen, "_drawn_choice", counted)
    choices = [
        Choice(str(n), f"article {n}", "a longer headline\n1/2 reviewed") for n in range(500)
    ]
    app: App[None] = App()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = PickScreen("Articles", choices, at=400)
        await app.push_screen(screen)
        await pilot.pause()
        options = screen.query_one(OptionList)
        assert options.virtual_size.height == 1500
        assert options.highlighted == 400
        assert "400" in drawn
        assert len(set(drawn)) < 60
        before = len(drawn)
        await pilot.press("end")
        await pilot.pause()
        assert screen.marked == "499"
        assert "499" in drawn[before:]
        # Where a line does not fit, the entry is as high as it has to be.
        await pilot.resize_terminal(22, 24)
        await pilot.pause()
        assert options.virtual_size.height > 1500
