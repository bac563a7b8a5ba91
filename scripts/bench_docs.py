"""The generated sections of docs/benchmarks.md: each bench writes its own and no other's."""

from __future__ import annotations

import re
import sys
from datetime import UTC, datetime
from pathlib import Path

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "benchmarks.md"
HEAD = """# Benchmarks

Each section between `bench` marks is written by the command it names. Figures depend on the
machine and its load; ratios within one run are what to compare.
"""


def write_section(name: str, body: str, *, path: Path = DOCUMENT) -> None:
    """Put a bench's section in its place, at the end where it has none yet.

    Args:
        name: of the bench, as in ``make bench-NAME``.
        body: Markdown with its heading.
        path: the document.
    """
    text = path.read_text(encoding="utf-8") if path.exists() else HEAD
    day = datetime.now(UTC).date().isoformat()
    block = f"<!-- bench: {name} -->\n\n{body.strip()}\n\nMeasured {day}.\n\n<!-- end -->"
    part = re.compile(rf"<!-- bench: {re.escape(name)} -->.*?<!-- end -->", re.DOTALL)
    text = part.sub(lambda _: block, text) if part.search(text) else f"{text.rstrip()}\n\n{block}\n"
    path.write_text(text, encoding="utf-8")


def main() -> None:
    """Pass standard input through and keep it as the section of a bench: NAME "TITLE"."""
    name, title = sys.argv[1:]
    lines: list[str] = []
    for line in sys.stdin:
        sys.stdout.write(line)
        sys.stdout.flush()
        lines.append(line)
    output = "".join(lines).strip()
    if output:
        write_section(name, f"## {title}\n\n`make {name}`\n\n```text\n{output}\n```")


if __name__ == "__main__":
    main()
