"""Measure the review desk: first paint, key to paint, memory, with 500 to 50,000 segments.

Run by `make bench-tui`. Each size is measured in a process of its own, without a terminal; the
figures compare sizes within one run and say little about another machine.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from bench_docs import write_section

if TYPE_CHECKING:
    from workbench.tui.app import ReviewApp

SIZES = (500, 5_000, 50_000)
KEYS = 1_000
SIZE = (120, 40)
LOOK = 0.002
IDLE_SECONDS = 5.0
KEY_LOOP = itertools.cycle(
    [*"The plan was put off.", "ctrl+down", "left", "backspace", "f7", "ctrl+up"]
)
STRUCTURE = {"split": ("alt+s", "enter"), "undo": ("ctrl+z",), "join": ("alt+j",)}
"""Acts that give all later segments another number, with their keys."""
WINDOWS = ("alt+r", "f1", "ctrl+p", "f12", "ctrl+o", "ctrl+f", "ctrl+t", "alt+s", "ctrl+g")


def make_project(path: Path, count: int) -> None:
    """Write a project with one article of ``count`` segments, three in a paragraph."""
    from workbench.model import Document, Draft, Segment
    from workbench.store import DraftItem, Project

    text = ""
    segments: list[Segment] = []
    for number in range(count):
        source = (
            f"Volgens de woordvoerder werd in {1900 + number} besloten het plan uit te stellen."
        )
        text += ("\n\n" if number % 3 == 0 else " ") if number else ""
        segments.append(
            Segment(
                number=number,
                unit=number // 3,
                segment=number % 3,
                kind="sentence",
                start=len(text),
                end=len(text) + len(source),
                source=source,
            )
        )
        text += source
    document = Document(name="a.txt", path="/nowhere/a.txt", text=text)
    with Project.open(path, author="bench") as project:
        record = project.sync_document(document, segments).document
        project.add_drafts(
            DraftItem(
                segment_id=stored.id,
                draft=Draft(
                    target=f"According to the spokesman it was decided in {1900 + n} to postpone "
                    "the plan.",
                    score=-0.5,
                ),
            )
            for n, stored in enumerate(project.segments(record.id))
        )


async def key_to_paint(app: ReviewApp, key: str) -> float | None:
    """Return seconds from a key's arrival to the next update of the screen, None if none came."""
    from textual.events import Key

    driver = app._driver
    if driver is None:
        return None
    painted = asyncio.Event()
    app._display = lambda *_: painted.set()  # type: ignore[method-assign]
    begin = time.perf_counter()
    driver.process_message(Key(key, key if len(key) == 1 else None))
    try:
        async with asyncio.timeout(0.5):
            await painted.wait()
    except TimeoutError:
        return None
    wait = time.perf_counter() - begin
    await asyncio.sleep(0.01)  # no person presses the next key at once
    return wait


async def structure(app: ReviewApp) -> dict[str, float]:
    """Return seconds from the last key of each such act until it is done and shown."""
    from textual.events import Key
    from textual.pilot import Pilot

    app._act(lambda: app.session.go(app.session.index // 3 * 3))  # a paragraph's first
    found: dict[str, float] = {}
    for name, keys in STRUCTURE.items():
        await Pilot(app).press(*keys[:-1])
        rows = len(app.session.rows)
        begin = time.perf_counter()
        app.post_message(Key(keys[-1], None))
        async with asyncio.timeout(60):
            while len(app.session.rows) == rows or app.busy:  # noqa: ASYNC110 - nobody tells
                await asyncio.sleep(LOOK)
        found[name] = time.perf_counter() - begin
        await asyncio.sleep(1)
    return found


class Lateness:
    """How late the event loop comes back to somebody who asks for it every two milliseconds.

    On a machine that does other things besides, most of the lateness is theirs; ``work`` counts
    only what this thread did itself in between.
    """

    def __init__(self) -> None:
        self.most = 0.0
        self.work = 0.0

    async def watch(self) -> None:
        """Look until cancelled."""
        last, used = time.perf_counter(), time.thread_time()
        while True:
            await asyncio.sleep(LOOK)
            now, spent = time.perf_counter(), time.thread_time()
            self.most = max(self.most, now - last - LOOK)
            self.work = max(self.work, spent - used)
            last, used = now, spent


async def windows(app: ReviewApp) -> float:
    """Return the longest work in one go, in seconds, that opening any window takes."""
    from textual.pilot import Pilot

    most = 0.0
    for key in WINDOWS:
        opening = Lateness()
        watcher = asyncio.create_task(opening.watch())
        await Pilot(app).press(key)
        await asyncio.sleep(0.5)
        watcher.cancel()
        if len(app.screen_stack) == 1:
            raise RuntimeError(f"{key} opens no window")
        await Pilot(app).press("escape")
        await asyncio.sleep(0.5)
        most = max(most, opening.work)
    return most


async def measure(path: Path) -> dict[str, float]:
    """Return seconds and bytes for one project."""
    begin = time.perf_counter()
    from workbench.desk import Session
    from workbench.desk.judge import Judge
    from workbench.store import Project
    from workbench.tui.app import ReviewApp

    Judge(None).warm_up()  # as the command does before it opens a desk
    imported = time.perf_counter()
    with Project.open(path, author="bench", create=False) as project:
        session = Session(project)
        session.open_first()
        opened = time.perf_counter()
        app = ReviewApp(session)
        async with app.run_test(size=SIZE) as pilot:
            await pilot.pause()
            painted = time.perf_counter()
            await asyncio.sleep(1)
            idle, busy = Lateness(), Lateness()
            watcher = asyncio.create_task(idle.watch())
            await asyncio.sleep(IDLE_SECONDS)
            watcher.cancel()
            watcher = asyncio.create_task(busy.watch())
            found = [await key_to_paint(app, key) for key in itertools.islice(KEY_LOOP, KEYS)]
            watcher.cancel()
            apart = Lateness()
            watcher = asyncio.create_task(apart.watch())
            acts = await structure(app)
            watcher.cancel()
            opening = await windows(app)
            app.exit(0)
    waits = sorted(wait for wait in found if wait is not None)
    return {
        "import_s": imported - begin,
        "open_s": opened - imported,
        "first_paint_s": painted - imported,
        "key_p50_ms": waits[len(waits) // 2] * 1000,
        "key_p95_ms": waits[int(len(waits) * 0.95)] * 1000,
        "key_max_ms": waits[-1] * 1000,
        "idle_ms": idle.most * 1000,
        "stall_ms": busy.most * 1000,
        **{f"{name}_ms": seconds * 1000 for name, seconds in acts.items()},
        "acts_stall_ms": apart.most * 1000,
        "windows_ms": opening * 1000,
        "peak_rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def main() -> int:
    """Measure all sizes, print a table and put it into docs/benchmarks.md."""
    if len(sys.argv) == 2:
        print(json.dumps(asyncio.run(measure(Path(sys.argv[1])))))
        return 0
    lines = [
        "## Review desk",
        "",
        f"`make bench-tui`. One article, {SIZE[0]} by {SIZE[1]} cells, without a terminal. Opening",
        "is reading the project; the first paint counts from the same moment, imports apart. Key to",
        f"paint is from a key's arrival to the next update of the screen, over {KEYS:,} keys that",
        "type, move, delete and look for what is unreviewed. The stall is the longest time in which",
        "the event loop was late, first with nobody at the keys (what the machine does to any",
        "program), then over those keys. Split, undoing it and join are from the last key until all",
        "is shown; a thread does them, and the stall beside them is over the three. Windows: the most",
        f"processor time without a break that opening any of {len(WINDOWS)} windows takes.",
        "",
        "| segments | open s | first paint s | key to paint p50 / p95 / max ms | stall idle / keys ms "
        "| split / undo / join ms | stall there ms | windows ms | peak memory MB |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    with tempfile.TemporaryDirectory() as folder:
        for count in SIZES:
            path = Path(folder) / f"{count}.db"
            make_project(path, count)
            done = subprocess.run(
                [sys.executable, __file__, str(path)], check=True, capture_output=True, text=True
            )
            found = json.loads(done.stdout.splitlines()[-1])
            lines.append(
                f"| {count:,} | {found['open_s']:.2f} | {found['first_paint_s']:.2f} "
                f"| {found['key_p50_ms']:.1f} / {found['key_p95_ms']:.1f} / "
                f"{found['key_max_ms']:.1f} | {found['idle_ms']:.1f} / {found['stall_ms']:.1f} "
                f"| {found['split_ms']:.0f} / {found['undo_ms']:.0f} / {found['join_ms']:.0f} "
                f"| {found['acts_stall_ms']:.1f} | {found['windows_ms']:.1f} "
                f"| {found['peak_rss_mb']:.0f} |"
            )
    text = "\n".join(lines)
    print(text)
    write_section("tui", text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
