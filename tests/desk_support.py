"""A desk over a small project, driven by keys in the tests of the review desk."""

from __future__ import annotations

import asyncio
import contextlib
from contextlib import asynccontextmanager
from functools import wraps
from typing import TYPE_CHECKING, ParamSpec

import pytest
from textual.worker import WorkerCancelled

from tests.store_support import sync, translate
from workbench.desk import Session
from workbench.glossary.file import load_glossary
from workbench.store import Project
from workbench.tui.app import ReviewApp

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
    from pathlib import Path

    from textual.pilot import Pilot

__all__ = [
    "DUTCH",
    "GLOSSARY",
    "desk",
    "in_loop",
    "project",
    "screen_text",
    "settle",
    "still_cursor",
    "until",
]

P = ParamSpec("P")
DUTCH = ("De Mazjilis stemde.", "Dit is twee.", "Dit is drie.", "Dit is vier.")
GLOSSARY = """\
concepts:
  - id: mazhilis
    nl: Mazjilis
    en: Mazhilis
"""


def in_loop(test: Callable[P, Coroutine[object, object, None]]) -> Callable[P, None]:
    """Run a test in an event loop of its own."""

    @wraps(test)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        asyncio.run(test(*args, **kwargs))

    return run


@pytest.fixture(autouse=True)
def still_cursor(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the cursor from blinking, and take keys for pressed as fast as tests press them."""
    monkeypatch.setattr("workbench.tui.reviewing_acts.HELD_SECONDS", 0.0)
    monkeypatch.setattr("textual.widgets.TextArea.cursor_blink", False)


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.open(tmp_path / "w.db", author="anna") as opened:
        translate(opened, sync(opened, "/in/a.txt", DUTCH))
        yield opened


@asynccontextmanager
async def desk(
    project: Project, *, size: tuple[int, int] = (120, 30), article: str | None = None
) -> AsyncIterator[tuple[ReviewApp, Pilot[int]]]:
    """Open a desk over the project and wait until everything is shown."""
    glossary = project.path.parent / "glossary.yaml"
    glossary.write_text(GLOSSARY)
    session = Session(project, glossary=load_glossary(glossary), glossary_path=glossary)
    session.open_first(article)
    app = ReviewApp(session)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        yield app, pilot


async def settle(pilot: Pilot[int]) -> None:
    """Wait for jobs and for the pause after the last key."""
    await pilot.pause(0.2)
    while not getattr(pilot.app, "is_ahead", True):
        await pilot.pause(0.02)
    # A job gives way to a newer one of its kind; that one is waited for then.
    while any(not worker.is_finished for worker in pilot.app.workers):
        with contextlib.suppress(WorkerCancelled):
            await pilot.app.workers.wait_for_complete()
    await pilot.pause()


async def until(pilot: Pilot[int], done: Callable[[], object]) -> None:
    """Wait until something is so; on a busy machine it may take its time."""
    for _ in range(200):
        await pilot.pause(0.05)
        if done():
            return
    pytest.fail("not within 10 s and more")


def screen_text(app: ReviewApp) -> str:
    """Return what is on the screen as lines of text."""
    width, height = app.size
    strips = app.screen._compositor.render_strips()
    return "\n".join(strip.text[:width] for strip in strips[:height])
