"""Draw the review desk as it is: the pictures of docs/review.md, from a project.

Usage: scripts/screenshots.py PROJECT FOLDER [GLOSSARY [NAME]]. The project is copied first.
"""

from __future__ import annotations

import asyncio
import re
import shutil
import sys
import tempfile
from pathlib import Path

PICTURES = (
    ("desk-wide", (132, 34), "dark", ("f8",)),
    ("desk-narrow", (80, 24), "light", ("ctrl+down", "ctrl+down", "f2")),
    ("desk-help", (100, 30), "dark", ("f1",)),
    # Some are confirmed as they are, some are changed first, and then comes the summary.
    (
        "desk-effort",
        (80, 36),
        "dark",
        (
            *("ctrl+s", "ctrl+s", "home", *"Now ", "ctrl+s", "ctrl+s"),
            *("home", "ctrl+shift+right", *"So", "ctrl+s", "ctrl+s", "end", *" today", "ctrl+s"),
            *("f12", ""),
        ),
    ),
)


async def draw(project: Path, folder: Path, glossary: Path | None, only: str) -> None:
    """Write one SVG for each picture, or for the one named."""
    from workbench.desk import Session
    from workbench.glossary.file import load_glossary
    from workbench.store import Project
    from workbench.tui.app import ReviewApp

    for name, size, theme, keys in PICTURES:
        if only not in {"", name}:
            continue
        with tempfile.TemporaryDirectory() as scratch:
            copy = Path(scratch) / "workbench.db"
            shutil.copy(project, copy)
            with Project.open(copy, author="anna") as opened:
                session = Session(opened, glossary=load_glossary(glossary) if glossary else None)
                session.open_first()
                app = ReviewApp(session, theme=theme)
                async with app.run_test(size=size) as pilot:
                    for key in (*keys, ""):
                        if key:
                            await pilot.press(key)
                        await pilot.pause(0.6)
                    await app.workers.wait_for_complete()
                    await pilot.pause()
                    svg = app.export_screenshot()
        # The pictures ask no other site for letters.
        svg = re.sub(r"@font-face\s*{.*?}", "", svg, flags=re.DOTALL)
        (folder / f"{name}.svg").write_text(svg.replace("Fira Code", "monospace"))


if __name__ == "__main__":
    project, folder, glossary, only, *_ = (*sys.argv[1:], "", "")
    asyncio.run(draw(Path(project), Path(folder), Path(glossary) if glossary else None, only))
