"""Write the table of keys in docs/review.md from the desk's own table; run by `make docs`."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from workbench.tui.action import key_name
from workbench.tui.actions import ACTIONS

PAGE = Path(__file__).resolve().parent.parent / "docs" / "review.md"


def table() -> str:
    """Return the table in Markdown."""
    lines = ["| anywhere | in the list | action | what it does | name |", "|---|---|---|---|---|"]
    for action in ACTIONS:
        anywhere, inside = (
            f"`{key_name(keys)}`" if keys else "" for keys in (action.keys, action.list_keys)
        )
        lines.append(f"| {anywhere} | {inside} | {action.title} | {action.help} | `{action.id}` |")
    return "\n".join(lines)


def refresh(page: str) -> str:
    """Return the page with the table as it is now."""
    return re.sub(
        r"(<!-- keys -->\n).*?(\n<!-- end -->)",
        lambda part: part[1] + table() + part[2],
        page,
        flags=re.DOTALL,
    )


if __name__ == "__main__":
    old = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(refresh(old), encoding="utf-8")
    sys.exit(0)
