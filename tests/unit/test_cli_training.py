"""``workbench model train`` and ``tune`` as commands: what they print, and their exit codes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from tests.training_support import corpus_pairs, tiny_recipe

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import RunHere


def test_train_prints_the_model_and_what_it_did(here: RunHere, tmp_path: Path) -> None:
    tiny_recipe(tmp_path)
    done = here("model", "train", "recipe.yaml", "--steps", "2", "--jobs", "1")
    assert (done.code, done.out) == (0, "tiny-trained-run/model\n")
    assert "workbench: note: 40 of 44 pairs kept, 4 put aside; dropped: none\n" in done.err
    assert "2 steps, " in done.err
    again = here("model", "train", "recipe.yaml", "--steps", "2")
    assert again.code == 2
    assert again.err.endswith("holds a run already; add --resume, or another --out\n")
    more = here(
        "model", "train", "recipe.yaml", "--resume", "--steps", "3", "--jobs", "1", "--json"
    )
    assert more.code == 0
    said = json.loads(more.out)
    assert (said["steps"], said["precision"], said["bleu"]) == (3, "fp32", None)


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        ("key", "recipe.yaml:26:1: unknown key step; did you mean steps?"),
        ("missing", "other.tsv: there is no such file; correct the name, or --data FOLDER"),
        ("swapped", "other.tsv: the columns are swapped: the first is English, the second Dutch; "),
        ("cut", "news.tsv.gz: the file is cut off or damaged after line "),
    ],
)
def test_bad_input_is_one_line_with_place_and_remedy(
    spoil: str, message: str, here: RunHere, tmp_path: Path
) -> None:
    tiny_recipe(tmp_path)
    if spoil == "key":
        text = (tmp_path / "recipe.yaml").read_text(encoding="utf-8")
        (tmp_path / "recipe.yaml").write_text(text.replace("\nsteps:", "\nstep:"), "utf-8")
    elif spoil == "missing":
        (tmp_path / "other.tsv").unlink()
    elif spoil == "swapped":
        lines = [f"{en}\t{nl}\n" for nl, en in corpus_pairs()]
        (tmp_path / "other.tsv").write_text("".join(lines), encoding="utf-8")
    else:
        packed = (tmp_path / "news.tsv.gz").read_bytes()
        (tmp_path / "news.tsv.gz").write_bytes(packed[:-20])
    done = here("model", "train", "recipe.yaml")
    assert done.code == 2
    assert done.out == ""
    assert done.err.count("\n") == 1
    assert message in done.err


def test_options_that_exclude_each_other_are_refused(here: RunHere, tmp_path: Path) -> None:
    tiny_recipe(tmp_path)
    done = here("model", "train", "recipe.yaml", "--minutes", "1", "--steps", "3")
    assert done.code == 2
    assert "--minutes cannot be combined with --steps" in done.err
    both = ("--project", "a.db", "--memory", "b.tmx")
    done = here("model", "tune", "--model", "./start", "--out", "tuned", *both)
    assert done.code == 2
    assert "--project cannot be combined with --memory" in done.err


def test_tune_learns_from_a_project_and_says_when_it_is_too_small(
    here: RunHere, tmp_path: Path
) -> None:
    tiny_recipe(tmp_path)
    gate = ("--gate-source", "dev.nl", "--gate-ref", "dev.en")
    done = here("model", "tune", "--model", "./start", *gate)
    assert done.code == 2
    assert "workbench.db" in done.err
    (tmp_path / "a.txt").write_text("Het regent.\n", encoding="utf-8")
    assert here("translate", "a.txt", "--model", "./start", "--no-glossary").code in {0, 1}
    done = here("model", "tune", "--model", "./start", *gate)
    assert done.code == 2
    assert "0 reviewed pairs can be learned from, tuning needs 20; review more" in done.err


def test_tune_needs_a_dev_set_and_says_what_it_refuses(here: RunHere, tmp_path: Path) -> None:
    tiny_recipe(tmp_path)
    units = "".join(
        f'<tu><tuv xml:lang="nl"><seg>{nl}</seg></tuv><tuv xml:lang="en"><seg>{en}</seg></tuv></tu>'
        for nl, en in corpus_pairs()
    )
    (tmp_path / "m.tmx").write_text(f"<tmx><body>{units}</body></tmx>", encoding="utf-8")
    asked = ["model", "tune", "--memory", "m.tmx", "--model", "./start", "--out", "tuned"]
    asked += ["--engine", "torch"]
    done = here(*asked)
    assert done.code == 2
    assert "no general dev set" in done.err
    assert "--gate-source FILE --gate-ref FILE" in done.err
    done = here(*asked, "--gate-source", "dev.nl")
    assert "--gate-source and --gate-ref belong together" in done.err
    gate = ("--gate-source", "dev.nl", "--gate-ref", "dev.en")
    done = here(*asked, *gate, "--epochs", "0.1", "--learning-rate", "1e-7", "--jobs", "1")
    assert done.code == 1
    assert done.out.startswith("reviewed pairs: BLEU ")
    assert "warning: the tuned model is not kept: the reviewed pairs put aside gain" in done.err
    assert done.err.endswith("start stays as it is\n")
    assert not (tmp_path / "tuned").exists()
    done = here("model", "tune", "--roll-back", "--model", "./start", "--out", "tuned")
    assert done.code == 3
    assert "there is no earlier tuning to go back to" in done.err


@pytest.mark.slow
def test_sigterm_saves_and_exits_with_130(tmp_path: Path) -> None:
    tiny_recipe(tmp_path)
    command = [sys.executable, "-m", "workbench", "model", "train", "recipe.yaml", "--jobs", "1"]
    running = subprocess.Popen(
        [*command, "--steps", "1000000"],
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    try:
        log = tmp_path / "tiny-trained-run" / "log.jsonl"
        for _ in range(1200):
            if log.exists() or running.poll() is not None:
                break
            time.sleep(0.1)
        running.send_signal(signal.SIGTERM)
        _, err = running.communicate(timeout=100)
    finally:
        running.kill()
    assert running.returncode == 130
    assert err.endswith("workbench: interrupted; what was done is saved\n")
    assert (tmp_path / "tiny-trained-run" / "state.pt").is_file()
    assert (tmp_path / "tiny-trained-run" / "model" / "model.toml").is_file()
