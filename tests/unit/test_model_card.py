"""The script that measures a model's card: its tables, and that the card has a place for them."""

from __future__ import annotations

import importlib
import shutil
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType


@pytest.fixture
def model_card(repo_root: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(repo_root / "scripts"))
    return importlib.import_module("model_card")


def test_both_tables_have_their_place_in_the_card_and_leave_the_rest(
    model_card: ModuleType, repo_root: Path, tmp_path: Path
) -> None:
    card = tmp_path / "README.md"
    shutil.copy(repo_root / "models" / "nl-en-news" / "README.md", card)
    before = card.read_text(encoding="utf-8")
    article = {"articles": ["003", "004"], "segments": 145, "bleu": 11.11, "chrf": 22.22}
    scores = {
        "model": "x@123",
        "dev": {"lines": 997, "bleu": 33.333, "chrf": 44.444, "signatures": ["s1", "s2"]},
        "dev_without_words": {"bleu": 32.222, "chrf": 43.333},
        "articles": article | {"recall": 0.5},
        "articles_glossary": article | {"recall": None},
    }
    row = importlib.import_module("bench_hints").Row(
        label="  a name", cases=3, shares={"none": 1 / 3, "plain": 1.0, "annotated": None}
    )
    found = model_card.Measured(model="x@123", engine="ct2-int8", beam=4, rows=(row,))
    model_card._publish(card, "scores", model_card.scores_table(scores), no_write=False)
    model_card._publish(card, "hints", model_card.hints_table(found), no_write=False)
    after = card.read_text(encoding="utf-8")
    assert "| FLORES-200 dev, 997 lines | 33.3 | 44.4 | – |" in after
    assert "| the 2 articles with references, 145 segments | 11.1 | 22.2 | 50.0 % |" in after
    assert "| the same, under `glossary.yaml` | 11.1 | 22.2 | – |" in after
    assert "| a name | 3 | 33.3 % | 100.0 % | – |" in after
    assert after.count("<!-- bench: ") == before.count("<!-- bench: ") == 2
    head = before.index("<!-- bench: scores -->")
    assert after[:head] == before[:head]
    assert after[after.rindex("<!-- end -->") :] == before[before.rindex("<!-- end -->") :]
