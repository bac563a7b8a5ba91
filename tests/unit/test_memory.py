from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.store_support import sync, translate
from workbench.memory import Memory, tmx
from workbench.store import PairRecord, Project

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import RunHere


def pair(
    source: str,
    target: str,
    *,
    segment_id: int = 1,
    before: str = "",
    after: str = "",
    present: bool = True,
    author: str = "anna",
) -> PairRecord:
    return PairRecord(
        source=source,
        target=target,
        document="a.txt",
        number=segment_id,
        author=author,
        created="2026-11-30T00:00:00.000Z",
        state="reviewed",
        before=before,
        after=after,
        present=present,
        segment_id=segment_id,
    )


def test_exact_in_context_and_fuzzy_percentages() -> None:
    memory = Memory(
        [
            pair("De premier komt.", "The prime minister is coming.", segment_id=1, before="Zo."),
            pair("De premier komt niet.", "The prime minister is not coming.", segment_id=2),
            pair("Iets heel anders hier.", "Something else.", segment_id=3),
        ]
    )
    plain = memory.search("De premier komt.")
    assert [(m.percent, m.pair.segment_id) for m in plain] == [(100, 1), (86, 2)]
    assert memory.search("De premier komt.", before="Zo.", after="")[0].percent == 101
    assert memory.search("De premier komt.", before="Anders.", after="")[0].percent == 100
    assert memory.search("De premier komt.", before="Zo.", after="Nog.")[0].percent == 100
    assert memory.search("Volstrekt onbekende woorden, lang.") == []


def test_only_the_very_same_text_is_100() -> None:
    memory = Memory([pair("a" * 400, "x")])
    assert memory.search("a" * 399 + "b")[0].percent == 99
    assert memory.search("a" * 400)[0].percent == 100


@pytest.mark.parametrize("text", ["De\u00a0 premier\n komt.", " De premier komt. "])
def test_white_space_and_unicode_form_make_no_other_text(text: str) -> None:
    memory = Memory([pair("De premier komt.", "x")])
    assert memory.search(text)[0].percent == 100
    assert Memory([pair("één", "x")]).search("e\u0301e\u0301n")[0].percent == 100


def test_a_segment_does_not_find_itself() -> None:
    memory = Memory([pair("De premier komt.", "x", segment_id=7)])
    assert memory.search("De premier komt.", without=7) == []


def test_a_corrected_segment_takes_the_place_of_its_old_text() -> None:
    memory = Memory([pair("De premier komt.", "old")])
    memory.add(pair("De premier komt.", "new"))
    assert [m.pair.target for m in memory.search("De premier komt.")] == ["new"]
    assert len(memory) == 1
    memory.forget(1)
    memory.forget(1)
    assert memory.search("De premier komt.") == []
    assert len(memory) == 0


def test_the_same_english_is_shown_once_and_the_newest_first() -> None:
    memory = Memory([pair("Ja.", t, segment_id=n) for n, t in enumerate(("Yes.", "Aye.", "Yes."))])
    assert [m.pair.segment_id for m in memory.search("Ja.")] == [2, 1]


def test_neighbours_of_a_removed_segment_do_not_count() -> None:
    memory = Memory([pair("Ja.", "Yes.", present=False)])
    assert memory.search("Ja.", before="", after="")[0].percent == 100


def test_parts_of_segments_are_found_by_their_words() -> None:
    memory = Memory(
        [
            pair("De Tweede Kamer wil opheldering.", "The House wants answers.", segment_id=1),
            pair("Kamer twee is de tweede.", "Room two is the second.", segment_id=2),
            pair("In de tweede kamer sliep zij.", "She slept in the second room.", segment_id=3),
            pair("Tweedekamerlid", "MP", segment_id=4),
            pair("IN DE TWEEDE KAMER", "In the House", segment_id=5),
            pair("In de tweede  kamer sliep hij.", "She slept in the second room.", segment_id=6),
        ]
    )
    assert [one.segment_id for one in memory.holding("tweede kamer", limit=9)] == [6, 5, 1, 2]
    assert [one.segment_id for one in memory.holding("Tweede Kamer", limit=2)] == [6, 5]
    assert memory.holding("kame") == memory.holding(" – ") == []


def test_limit_and_least() -> None:
    memory = Memory([pair(f"Zin nummer {n}.", f"{n}", segment_id=n) for n in range(30)])
    assert len(memory.search("Zin nummer 3.", limit=4)) == 4
    assert [m.percent for m in memory.search("Zin nummer 3.", least=100)] == [100]


def test_stats() -> None:
    memory = Memory(
        [
            pair("Ja.", "Yes.", segment_id=1),
            pair("Ja.", "Aye.", segment_id=2, author="ben"),
            pair("Dat is zo.", "So it is.", segment_id=3),
        ]
    )
    assert memory.stats() == {
        "pairs": 3,
        "sources": 2,
        "source_words": 5,
        "ambiguous_sources": 1,
        "documents": 1,
        "imported": 0,
        "authors": {"anna": 2, "ben": 1},
    }


def test_tmx_tells_a_machines_words_from_those_of_a_person() -> None:
    machine = replace(pair("Ja.", "Yes."), signature="model:x|<engine>")
    root = ET.fromstring("".join(tmx([machine, pair("Nee.", "No.")], version="1")))
    found = [
        [prop.text for prop in unit.iter("prop") if prop.get("type") == "x-machine"]
        for unit in root.iter("tu")
    ]
    assert found == [["model:x|<engine>"], []]


def test_tmx_is_well_formed_whatever_the_texts_hold() -> None:
    evil = '<b> & "x" ]]> \x1b[2J \x00'
    root = ET.fromstring("".join(tmx([pair(evil, evil, author='"<&')], version="1")))
    (unit,) = root.iter("tu")
    assert unit.get("creationdate") == "20261130T000000Z"
    assert unit.get("creationid") == '"<&'
    texts = [seg.text for seg in unit.iter("seg")]
    assert texts == ['<b> & "x" ]]> \ufffd[2J \ufffd'] * 2
    assert [tuv.get("{http://www.w3.org/XML/1998/namespace}lang") for tuv in unit.iter("tuv")] == [
        "nl",
        "en-GB",
    ]


@pytest.fixture
def reviewed(tmp_path: Path) -> Path:
    path = tmp_path / "workbench.db"
    with Project.open(path, author="anna") as project:
        document = sync(project, "/in/a.txt", ["Een.", "Twee.", "Drie."])
        translate(project, document)
        for number, target in ((0, "One."), (1, "")):
            project.commit_edit(project.segment(document, number).id, target)
    return path


def test_every_reviewed_segment_enters_and_nothing_else(reviewed: Path) -> None:
    with Project.open(reviewed) as project:
        (found,) = project.pairs()
        assert (found.source, found.target, found.before, found.after) == (
            "Een.",
            "One.",
            "",
            "Twee.",
        )
        sync(project, "/in/a.txt", ["Twee.", "Drie."])
        (found,) = project.pairs()
        assert (found.source, found.present) == ("Een.", False)


def test_commands(reviewed: Path, here: RunHere) -> None:
    assert "pairs: 1" in here("memory", "stats").out
    found = here("memory", "search", "Een.")
    assert found.code == 0
    assert "100 %" in found.out
    assert "One." in found.out
    part = here("memory", "search", "EEN", "--least", "99")
    assert part.out.splitlines()[0].startswith("part  a.txt:0")
    assert json.loads(here("memory", "search", "EEN", "--least", "99", "--json").out)[0]["part"]
    nothing = here("memory", "search", "Volstrekt onbekend", "--json")
    assert (nothing.code, nothing.out.strip()) == (0, "[]")
    assert here("memory", "search", " ").code == 2
    assert "<seg>One.</seg>" in here("memory", "export", "-").out
    assert here("memory", "export", "out.jsonl").code == 0
    assert '"target":"One."' in (reviewed.parent / "out.jsonl").read_text()
