"""Keys in any order: what the editor shows is what the session has, and what the project holds."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from tests.desk_support import desk, in_loop, project, settle, still_cursor
from workbench.model import Draft

if TYPE_CHECKING:
    from workbench.desk.decoder import Request
    from workbench.store import Project

__all__ = ["project", "still_cursor"]

KEYS = (
    *("x", "y", "space", "backspace", "a", "b"),
    *["ctrl+z"] * 5,
    *["ctrl+y"] * 3,
    *("ctrl+down", "ctrl+up", "ctrl+up", "ctrl+s", "ctrl+s", "f6", "f3", "f5", "saved"),
)


class QuickDecoder:
    """Gives another draft each time."""

    def __init__(self) -> None:
        self._count = 0

    def translate(self, request: Request) -> Draft:
        self._count += 1
        return Draft(target=f"{request.segment.source} ({self._count})")

    def close(self) -> None:
        """Close nothing."""


@pytest.mark.parametrize("seed", [1, 2])
def test_the_screen_never_shows_an_earlier_moment(project: Project, seed: int) -> None:
    pressed: list[str] = []

    @in_loop
    async def press_them() -> None:
        chance = random.Random(seed)
        async with desk(project) as (app, pilot):
            app._decoder = QuickDecoder()  # type: ignore[assignment]
            for _ in range(45):
                pressed.append(chance.choice(KEYS))
                if pressed[-1] == "saved":
                    await pilot.pause(0.6)
                    continue
                await pilot.press(pressed[-1])
                await pilot.pause()
                session = app.session
                assert app.editor.text == session.text
                stored = project.segment(1, session.row.number)
                if not session.changed:
                    assert app.editor.text == (stored.target or "")
                assert session.stored.id == stored.id
                assert session.row.state == stored.state
            await settle(pilot)
            await pilot.press("ctrl+home")
            for number in range(len(app.session.rows)):
                await pilot.pause()
                stored = project.segment(1, number)
                assert app.session.row.number == number
                assert not app.session.changed or app.session.index == 0
                if number:
                    assert app.editor.text == (stored.target or "")
                await pilot.press("ctrl+down")
            assert set(project.desk.drafted(1)) <= {app.session.stored.id}

    try:
        press_them()
    except AssertionError as error:
        raise AssertionError(f"after {' '.join(pressed)}") from error
    assert project.verify() == []
