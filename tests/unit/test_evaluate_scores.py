from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from workbench.evaluate.scores import compare, heard, score

if TYPE_CHECKING:
    from pathlib import Path

REFERENCES = [
    "The President of Kazakhstan spoke to the Mazhilis on Tuesday.",
    "“We shall not give up,” said Alimzhan, who has lived in Almaty for 12 years.",
    "Bread costs 4.8 per cent more than it did last year.",
    "No.",
    "The fighting in the north of the country has forced thousands of people to flee.",
]
GOOD = [
    "The President of Kazakhstan spoke on Tuesday to the Mazhilis.",
    "“We will not give up,” said Alimzhan, who has been living in Almaty for 12 years.",
    "Bread is 4.8 per cent more expensive than last year.",
    "No.",
    "Because of the fighting in the north of the country thousands of people have fled.",
]
POOR = [
    "President Kazachstan spoke Tuesday.",
    "We not give up, so Alimzjan, that 12 years in Alma-Ata lives.",
    "The bread is dearer than.",
    "",
    "By fights in the north have fled thousands.",
]


def write(folder: Path, **files: list[str]) -> None:
    for name, lines in files.items():
        (folder / name).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def command_line(folder: Path, *arguments: str) -> list[dict[str, object]]:
    done = subprocess.run(
        [sys.executable, "-m", "sacrebleu", "reference", *arguments, "-w", "10"],
        cwd=folder, capture_output=True, text=True, check=True,
    )  # fmt: skip
    found = json.loads(done.stdout)
    return found if isinstance(found, list) else [found]


@pytest.mark.parametrize("targets", [GOOD, POOR], ids=["good", "poor"])
def test_scores_are_those_of_the_command_line_to_all_digits(
    tmp_path: Path, targets: list[str]
) -> None:
    write(tmp_path, reference=REFERENCES, system=targets)
    theirs = command_line(tmp_path, "-i", "system", "-m", "bleu", "chrf", "ter")
    theirs += command_line(tmp_path, "-i", "system", "-m", "chrf", "--chrf-word-order", "2")
    expected = {(t["name"], t["score"], t["signature"]) for t in theirs}
    ours = score(targets, REFERENCES)
    assert {(s.metric, round(s.value, 10), s.signature) for s in ours} == expected
    assert [s.metric for s in ours] == ["BLEU", "chrF2", "chrF2++", "TER"]


def test_the_bootstrap_is_that_of_the_command_line(tmp_path: Path) -> None:
    write(tmp_path, reference=REFERENCES, poor=POOR, good=GOOD)
    # its table: its JSON fails on numpy's own kind of float
    done = subprocess.run(
        [
            sys.executable, "-m", "sacrebleu", "reference", "-i", "poor", "good",
            "-m", "bleu", "chrf", "ter", "--paired-bs", "--paired-bs-n", "200",
            "-w", "4", "-f", "text",
        ],
        cwd=tmp_path, capture_output=True, text=True, check=True,
    )  # fmt: skip
    theirs = " ".join(done.stdout.split())
    ours = compare([("poor", POOR), ("good", GOOD)], REFERENCES, samples=200)
    assert [(c.metric, c.system) for c in ours] == [
        (metric, system)
        for metric in ("BLEU", "chrF2", "chrF2++", "TER")
        for system in ("poor", "good")
    ]
    for one in ours:
        if one.metric == "chrF2++":  # the command line does one word order a run
            continue
        assert f"{one.value:.4f} ({one.mean:.4f} ± {one.interval:.4f})" in theirs
        assert (one.p is None) == (one.system == "poor")
        assert one.p is None or f"(p = {one.p:.4f})" in theirs
        assert "bs:200|seed:12345" in one.signature


def test_the_text_says_what_sacrebleu_prints() -> None:
    bleu = score(REFERENCES, REFERENCES)[0]
    assert bleu.text.startswith("BLEU = 100.00 100.0/")


def test_what_sacrebleu_warns_of_is_heard_and_stays_off_the_streams(
    capfd: pytest.CaptureFixture[str],
) -> None:
    tokenised = ["It is over ."] * 120
    with heard() as messages:
        score(tokenised, ["It is over."] * 120)
    assert any("forgot to detokenize" in message for message in messages)
    assert capfd.readouterr() == ("", "")
