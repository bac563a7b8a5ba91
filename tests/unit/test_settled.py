"""Keys that come all at once reach the desk in the order in which they were typed."""

from __future__ import annotations

import asyncio
import importlib
from typing import TYPE_CHECKING

from textual.events import Key
from textual.widgets import Static

from tests.store_support import states, sync, targets, translate
from workbench.desk import Session
from workbench.store import Project
from workbench.tui.app import ReviewApp
from workbench.tui.settled import settled
from workbench.web import DRIVER

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def keys(text: str, *named: str) -> list[Key]:
    return [Key("space" if one == " " else one, one) for one in text] + [
        Key(name, None) for name in named
    ]


def test_letters_ahead_of_a_bound_key_belong_to_their_segment(tmp_path: Path) -> None:
    async def run(project: Project) -> None:
        session = Session(project)
        session.open_first()
        app = ReviewApp(session)
        async with app.run_test(size=(120, 30)) as pilot:
            await pilot.pause(0.3)
            # As a terminal delivers what was pasted, or a slow line held back.
            for key in [*keys(" one", "ctrl+s"), *keys(" two", "ctrl+down"), *keys("x", "ctrl+s")]:
                app.post_message(key)
            await pilot.pause(1)
        session.close()

    with Project.open(tmp_path / "w.db", author="anna") as opened:
        dutch = ("Dit is een.", "Dit is twee.", "Dit is drie.")
        translate(opened, sync(opened, "/in/a.txt", dutch))
        asyncio.run(run(opened))
        assert targets(opened, 1) == [
            "EN Dit is een. one",
            "EN Dit is twee. two",
            "EN Dit is drie.x",
        ]
        assert states(opened, 1) == ["reviewed", "translated", "reviewed"]


def test_what_is_not_running_is_not_waited_for() -> None:
    async def run() -> None:
        await asyncio.wait_for(settled(None), timeout=1)

    asyncio.run(run())


def test_it_gives_up_on_what_never_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workbench.tui.settled._PATIENCE_SECONDS", 0.05)
    widget = Static()

    async def run() -> None:
        # Its queue is there, and nobody reads it.
        await asyncio.wait_for(settled(widget), timeout=5)

    asyncio.run(run())


def test_the_driver_that_the_server_names_is_there() -> None:
    module, _, name = DRIVER.partition(":")
    assert getattr(importlib.import_module(module), name).__name__ == name
