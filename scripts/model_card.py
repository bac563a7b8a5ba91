"""The measured parts of a model's card, measured anew and written into it between their marks.

    python scripts/model_card.py [--model DIR] [--only scores hints] [--json FILE] [--no-write]

`scores`: FLORES-200 dev through CTranslate2, and the articles with references through the whole
pipeline, with and without glossary.yaml. `hints`: how often a rendering written into the source is
taken over. What else a card says is written by people; whoever replaces weights reads it again.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bench_docs import write_section
from bench_hints import Measured, measure

from workbench.engine.catalogue import Model, find_model
from workbench.training.scoring import read_dev, score_folder

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
CARD = "README.md"
UNRESOLVED = 1
"""Exit code of `translate` where a term is left unresolved: the drafts are there."""


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--model", default=None, help="a folder; the embedded one by default")
    parser.add_argument("--only", nargs="+", choices=["scores", "hints"], default=None)
    parser.add_argument("--corpus", type=Path, default=SHARED / "corpus")
    parser.add_argument("--eval", type=Path, default=SHARED / "eval")
    parser.add_argument("--sentences", type=int, default=250, help="of each kind of hint")
    parser.add_argument("--lines", type=int, default=None, help="of the dev set; a trial")
    parser.add_argument("--jobs", type=int, default=None)
    parser.add_argument("--json", type=Path, default=None, help="keep the figures in this file")
    parser.add_argument("--no-write", action="store_true", help="leave the card as it is")
    options = parser.parse_args()
    wanted = options.only or ["scores", "hints"]
    if not options.eval.is_dir() or ("hints" in wanted and not options.corpus.is_dir()):
        sys.exit(
            "model_card.py: needs the dev set, and the corpus for hints: --eval DIR --corpus DIR"
        )
    model = find_model(options.model)
    card = model.folder.path / CARD
    marks = card.read_text(encoding="utf-8") if card.is_file() else ""
    lacking = [name for name in wanted if f"<!-- bench: {name} -->" not in marks]
    if lacking and not options.no_write:
        sys.exit(f"{card}: has no `<!-- bench: {lacking[0]} -->`; add it, or say --no-write")
    began = time.monotonic()
    kept: dict[str, Any] = {"model": model.identity}
    if "scores" in wanted:
        kept["scores"] = scores(model, options.eval, lines=options.lines, jobs=options.jobs)
        _publish(card, "scores", scores_table(kept["scores"]), options.no_write)
    if "hints" in wanted:
        found = measure(
            options.corpus,
            options.eval,
            model=options.model,
            sentences=options.sentences,
            jobs=options.jobs,
        )
        kept["hints"] = [
            {"asked": row.label, "sentences": row.cases, **row.shares} for row in found.rows
        ]
        _publish(card, "hints", hints_table(found), options.no_write)
    if options.json:
        options.json.write_text(json.dumps(kept, indent=2) + "\n", encoding="utf-8")
    print(f"{model.identity}: {', '.join(wanted)} measured in {time.monotonic() - began:.0f} s")


def _publish(card: Path, name: str, body: str, no_write: bool) -> None:
    print(body + "\n", flush=True)
    if not no_write:
        write_section(name, body, path=card)


def scores(
    model: Model, references: Path, *, lines: int | None, jobs: int | None
) -> dict[str, Any]:
    """Return the figures of the dev set, and of the articles with and without the glossary."""
    sources, targets = read_dev(references / "flores-dev.nl", references / "flores-dev.en")
    dev = score_folder(model.folder.path, (sources[:lines], targets[:lines]), beam=4)
    bare = score_folder(model.folder.path, (sources[:lines], targets[:lines]), beam=4, words=False)
    found: dict[str, Any] = {
        "model": model.identity,
        "dev": {
            "lines": dev.lines,
            "bleu": dev.bleu,
            "chrf": dev.chrf,
            "signatures": dev.signatures,
        },
        "dev_without_words": {"bleu": bare.bleu, "chrf": bare.chrf},
    }
    for name, glossary in (
        ("articles", ["--no-glossary"]),
        ("articles_glossary", ["--glossary", str(ROOT / "glossary.yaml")]),
    ):
        found[name] = _articles(model, references, glossary, jobs=jobs)
    return found


def _articles(
    model: Model, references: Path, glossary: list[str], *, jobs: int | None
) -> dict[str, Any]:
    """Translate the articles that have references, in a project of their own, and score them."""
    numbers = sorted(path.stem for path in references.glob("[0-9][0-9][0-9].en"))
    paths = [str(path) for number in numbers for path in (ROOT / "seeds").glob(f"{number}_*.txt")]
    with tempfile.TemporaryDirectory() as folder:
        project = ["--project", str(Path(folder) / "card.db")]
        threads = ["--jobs", str(jobs)] if jobs else []
        asked = ["translate", *paths, *project, "--model", str(model.folder.path), *glossary]
        _run([*asked, *threads, "--quiet"], allowed=(0, UNRESOLVED))
        # Terms are counted by the glossary in either case: what it was asked to change.
        counted = ["--glossary", str(ROOT / "glossary.yaml")]
        said = _run(["evaluate", *project, "--refs", str(references), *counted, "--json"])
    system = json.loads(said)["systems"][0]
    by_metric = {score["metric"]: score for score in system["scores"]}
    return {
        "articles": numbers,
        "segments": system["segments"],
        "bleu": by_metric["BLEU"]["score"],
        "chrf": by_metric["chrF2"]["score"],
        "recall": system["terms"]["recall"],
        "mention_recall": system["terms"]["mention_recall"],
    }


def _run(arguments: list[str], *, allowed: tuple[int, ...] = (0,)) -> str:
    """Run a command of the workbench and return what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", "workbench", *arguments],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    if done.returncode not in allowed:
        sys.exit(f"model_card.py: workbench {arguments[0]}: {done.stderr.strip()}")
    return done.stdout


def scores_table(found: dict[str, Any]) -> str:
    """Return the figures as a table."""
    dev, plain, obeyed = found["dev"], found["articles"], found["articles_glossary"]
    bare = found["dev_without_words"]
    articles = (
        f"the {len(plain['articles'])} articles with references, {plain['segments']} segments"
    )
    rows = [
        ("FLORES-200 dev, " + f"{dev['lines']} lines", dev["bleu"], dev["chrf"], None),
        ("the same, without `words.tsv`", bare["bleu"], bare["chrf"], None),
        (articles, plain["bleu"], plain["chrf"], plain["recall"]),
        ("the same, under `glossary.yaml`", obeyed["bleu"], obeyed["chrf"], obeyed["recall"]),
    ]
    table = "\n".join(
        f"| {name} | {bleu:.1f} | {chrf:.1f} | {_percent(recall)} |"
        for name, bleu, chrf, recall in rows
    )
    return (
        f"`{found['model']}`, CTranslate2 int8, beam 4; the dev set sentence by sentence without a "
        "glossary, the articles through the whole pipeline.\n\n"
        f"| test | BLEU | chrF | term recall |\n|---|---|---|---|\n{table}\n\n"
        f"Signatures: {', '.join(f'`{signature}`' for signature in dev['signatures'])}."
    )


def hints_table(found: Measured) -> str:
    """Return how often hints are obeyed as a table."""
    table = "\n".join(
        f"| {row.label.strip()} | {row.cases} | "
        + " | ".join(_percent(share) for share in row.shares.values())
        + " |"
        for row in found.rows
    )
    return (
        f"`{found.model}`, {found.engine}, beam {found.beam}, first hypothesis.\n\n"
        "| what is asked for | sentences | no hint | plain | annotated |\n"
        f"|---|---|---|---|---|\n{table}"
    )


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.1f} %"


if __name__ == "__main__":
    main()
