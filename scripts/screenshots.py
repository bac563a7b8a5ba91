"""Draw the review desk as it is: the pictures of docs/review.md, from a project.

Usage: scripts/screenshots.py PROJECT FOLDER [GLOSSARY]. The project is copied first.
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
    ("desk-narrow", (80, 24), "light", ("ctrl+down", "f2")),
    ("desk-help", (100, 30), "dark", ("f1",)),
)


async def draw(project: Path, folder: Path, glossary: Path | None) -> None:
    """Write one SVG for each picture."""
    from workbench.desk import Session
    from workbench.glossary.file import load_glossary
    from workbench.store import Project
    from workbench.tui.app import ReviewApp

    for name, size, theme, keys in PICTURES:
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
                    svg = app.export_screenshot()
        # The pictures ask no other site for letters.
        svg = re.sub(r"@font-face\s*{.*?}", "", svg, flags=re.DOTALL)
        (folder / f"{name}.svg").write_text(svg.replace("Fira Code", "monospace"))


if __name__ == "__main__":
    asyncio.run(
        draw(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]) if sys.argv[3:] else None)
    )
