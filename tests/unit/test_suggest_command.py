"""``workbench glossary suggest``: what editors corrected, and what is written into the glossary."""

from __future__ import annotations

import io
import json
import sys
from typing import TYPE_CHECKING

import pytest

from workbench.glossary import load_glossary
from workbench.model import Document, Draft
from workbench.store.repo import Project
from workbench.text.segment import segment_text

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import RunHere

# What editors correct ----------------------------------------------------------------------------


@pytest.fixture
def corrected(here: RunHere, tmp_path: Path) -> RunHere:
    """A project in which an editor has replaced Tokayev twice and Kiev, which is listed, twice."""
    dutch = "Toen sprak Tokajev. Daarna zweeg Tokajev. Kiev brandt. Zij ging naar Kiev.\n"
    english = (
        ("Then Tokayev spoke.", "Then Toqayev spoke."),
        ("After that Tokayev was silent.", "After that Toqayev was silent."),
        ("Kiev is burning.", "Kyiv is burning."),
        ("She went to Kiev.", "She went to Kyiv."),
    )
    (tmp_path / "glossary.yaml").write_text(
        "concepts:\n  # Old habits.\n  - {id: kiev, type: place, nl: Kiev, en: Kiev}\n"
    )
    document = Document(name="a.txt", path=str(tmp_path / "a.txt"), text=dutch)
    with Project.open(tmp_path / "workbench.db") as project:
        record = project.sync_document(document, segment_text(dutch)).document
        for stored, (draft, edited) in zip(list(project.segments(record.id)), english, strict=True):
            project.add_rendering(stored.id, draft=Draft(target=draft, signature="x"), term_key="")
            project.commit_edit(stored.id, edited, author="An")
    return here


def test_repeated_corrections_are_suggested_with_their_examples(
    corrected: RunHere, tmp_path: Path
) -> None:
    found_ = {one["nl"]: one for one in json.loads(corrected("glossary", "suggest", "--json").out)}
    new, listed = found_["Tokajev"], found_["Kiev"]
    assert (new["en"], new["proposals"][0]["reason"]) == ("Toqayev", "correction")
    assert new["corrected_in"] == ["a.txt:0", "a.txt:1"]
    assert (new["conflict"], new["concept"]) == (None, None)
    assert (listed["en"], listed["concept"]) == ("Kyiv", "kiev")
    assert listed["conflict"] == 'the glossary says "Kiev"'
    assert listed["corrected_in"] == ["a.txt:2", "a.txt:3"]


def test_what_contradicts_the_glossary_is_for_the_editor_to_decide(
    corrected: RunHere, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert corrected("glossary", "suggest", "--accept-all").code == 0
    text = (tmp_path / "glossary.yaml").read_text()
    assert "en: Kiev}" in text
    assert "en: Toqayev" in text
    monkeypatch.setattr(sys, "stdin", io.StringIO("y\n"))
    result = corrected("glossary", "suggest", "--ask")
    assert "0 concepts added to glossary.yaml, 1 changed" in result.err
    assert (tmp_path / "glossary.yaml").read_text() == text.replace("en: Kiev}", "en: Kyiv}")


# The command --------------------------------------------------------------------------------------

ARTICLE = "Toen kwam Zjirinovski binnen. Daarna sprak Poesjkin.\n"


def test_accepting_all_writes_what_is_sure(here: RunHere, tmp_path: Path) -> None:
    (tmp_path / "glossary.yaml").write_text("concepts: []\n")
    (tmp_path / "a.txt").write_text(ARTICLE)
    result = here("glossary", "suggest", "a.txt", "--accept-all", "--min-confidence", "0.7")
    assert result.code == 0
    glossary = load_glossary(tmp_path / "glossary.yaml")
    assert {(one.nl, one.en) for one in glossary} == {
        ("Zjirinovski", "Zhirinovsky"),
        ("Poesjkin", "Pushkin"),
    }
    again = here("glossary", "suggest", "a.txt")
    assert again.out == ""


def test_asking_takes_yes_edit_no_and_the_end(
    here: RunHere, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "glossary.yaml").write_text("concepts: []\n")
    (tmp_path / "a.txt").write_text(ARTICLE)
    monkeypatch.setattr(sys, "stdin", io.StringIO("e\nPushkine\ny\n"))
    result = here("glossary", "suggest", "a.txt", "--ask")
    assert result.code == 0
    glossary = load_glossary(tmp_path / "glossary.yaml")
    assert {one.en for one in glossary} == {"Pushkine", "Zhirinovsky"}
