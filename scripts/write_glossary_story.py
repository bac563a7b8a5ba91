"""Run the worked story of docs/glossary.md and write its real output between the markers.

An article is translated with an empty glossary; then candidates are suggested, ten are accepted,
the file is checked, a change is looked at before it is made, applied, and the project reviewed.
``--check`` fails where the page does not say what the commands say now; ``--article`` takes another
article. Everything happens in a temporary folder.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "glossary.md"
BEGIN, END = "<!-- story -->\n", "<!-- end of story -->\n"
SHOWN, LAST = 12, 2
"""Lines of an output that are shown, from its beginning and its end; the rest is counted."""
ACCEPTED = 10
"""Candidates that the editor of the story says yes to."""

STEPS: tuple[tuple[str, str], ...] = (
    (
        "An article is translated before anybody has written a glossary.",
        "workbench translate article.txt --quiet",
    ),
    ("What does it need?", "workbench glossary suggest"),
    (
        "An editor goes through the list, says yes (y) to ten that have a proposal and no (n) to the "
        "others; (e) would let them write the English.",
        "workbench glossary suggest --ask",
    ),
    (
        "Is the file sound, and does it cover the article?",
        "workbench glossary check --project workbench.db",
    ),
    ("What do the ten concepts change?", "workbench glossary apply"),
    (
        "The desk prefers another spelling. What would that do? (Without `--decode` the list comes at "
        "once, and what cannot be estimated is decoded in the background.)",
        "workbench glossary impact --decode --set tokayev.en=Toqayev",
    ),
    (
        "Nothing was saved. Now it is, and only those segments are translated again.",
        "workbench glossary apply --set tokayev.en=Toqayev",
    ),
    ("Where does it stand now?", "workbench glossary usage tokayev"),
    ("And the review?", "workbench status"),
)


def execute(command: str, folder: Path, answers: str = "") -> subprocess.CompletedProcess[str]:
    """Run a command in the story's folder; one that fails ends the story."""
    words = shlex.split(command)
    environment = {
        **os.environ,
        "COLUMNS": "100",
        "PYTHONPATH": str(ROOT),
        "WORKBENCH_GLOSSARY": "glossary.yaml",
        "WORKBENCH_PROJECT": "workbench.db",
    }
    done = subprocess.run(
        [sys.executable, "-m", *words],
        cwd=folder,
        env=environment,
        input=answers,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode not in {0, 1}:
        raise SystemExit(f"{command}: exit {done.returncode}\n{done.stderr}")
    return done


def editor_answers(folder: Path) -> str:
    """Return what the editor types: yes to the first ten that have a proposal, then the end."""
    found = json.loads(execute("workbench glossary suggest --json", folder).stdout)
    answers: list[str] = []
    for one in found:
        answers.append("y" if one["en"] else "n")
        if answers.count("y") == ACCEPTED:
            break
    return "".join(f"{answer}\n" for answer in (*answers, "q"))


def run(command: str, folder: Path) -> str:
    """Run one step and return what a reader of the terminal would see."""
    answers = editor_answers(folder) if "--ask" in command else ""
    done = execute(command, folder, answers)
    notes = re.sub(r"(\[y/e/n/q\]|\[e/n/q\]) ", r"\1\n", done.stderr)
    # How long it took is nobody's story.
    lines = [
        line
        for line in (done.stdout + notes).splitlines()
        if not re.match(r"workbench: \d+ of \d+ segments after", line)
    ]
    if len(lines) > SHOWN + LAST + 1:
        left = len(lines) - SHOWN - LAST
        lines = [*lines[:SHOWN], f"… {left} lines more …", *lines[-LAST:]]
    return "\n".join(line[:110] + ("…" if len(line) > 110 else "") for line in lines)


def story(article: Path) -> str:
    """Return the story as Markdown."""
    parts: list[str] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "article.txt").write_bytes(article.read_bytes())
        (folder / "glossary.yaml").write_text("concepts: []\n", encoding="utf-8")
        for saying, command in STEPS:
            output = run(command, folder)
            parts += [saying, "", "```console", f"$ {command}", *output.splitlines(), "```", ""]
        text = (folder / "glossary.yaml").read_text(encoding="utf-8")
        parts += [
            "The glossary that came of it:",
            "",
            "```yaml",
            *text.splitlines()[:24],
            "```",
            "",
        ]
    return "\n".join(parts)


def main() -> int:
    """Write or check the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    parser.add_argument(
        "--article", type=Path, default=min((ROOT / "seeds").glob("004*.txt"), default=None)
    )
    options = parser.parse_args()
    page = PAGE.read_text(encoding="utf-8")
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    new = f"{before}{BEGIN}\n{story(options.article)}\n{END}{after}"
    if options.check:
        if new != page:
            sys.stderr.write(
                "docs/glossary.md is not current: run scripts/write_glossary_story.py\n"
            )
        return int(new != page)
    PAGE.write_text(new, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
