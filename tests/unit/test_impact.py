"""What a change of the glossary does: estimated before, and carried out."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.tiny_marian import build_tiny_marian
from workbench.glossary import Matcher, load_glossary, parse_glossary
from workbench.glossary.impact import Difference, marked_words, shortened
from workbench.glossary.match import term_key
from workbench.glossary.satisfy import verify
from workbench.model import Document, Draft, TermOutcome
from workbench.store.repo import Project
from workbench.text.segment import segment_text

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import RunHere
    from workbench.glossary.impact import Affected

GLOSSARY = """\
concepts:
  # The president.
  - {id: tokayev, type: person, nl: Tokajev, en: Tokayev, forbidden: [Tokajev]}
  - {id: kazakh, type: demonym, nl: Kazachs, en: Kazakh}
"""
DUTCH = "Tokajev sprak lang. Het was Tokajevs dag. Een Kazachs lied klonk. Hij zweeg. Tokajev ging weg.\n"
ENGLISH = (
    "Tokayev spoke at length.",
    "It was Tokayev’s day.",
    "A Kazakh song was heard.",
    "He fell silent.",
    "He left.",
)


@pytest.fixture
def desk(here: RunHere, tmp_path: Path) -> RunHere:
    (tmp_path / "glossary.yaml").write_text(GLOSSARY)
    matcher = Matcher(load_glossary(tmp_path / "glossary.yaml"))
    (tmp_path / "a.txt").write_text(DUTCH)
    document = Document(name="a.txt", path=str(tmp_path / "a.txt"), text=DUTCH)
    with Project.open(tmp_path / "workbench.db") as project:
        record = project.sync_document(document, segment_text(DUTCH)).document
        stored = list(project.segments(record.id))
        assert len(stored) == len(ENGLISH)
        for one, english in zip(stored, ENGLISH, strict=True):
            hits = matcher.match(one.segment.source).hits
            places = verify(english, hits).placements
            terms = tuple(
                TermOutcome(
                    hit=hit,
                    rung="free",
                    rendering=place.text if place else "",
                    target_start=place.start if place else None,
                    target_end=place.end if place else None,
                )
                for hit, place in zip(hits, places, strict=True)
            )
            draft = Draft(target=english, terms=terms, signature="model:x|engine:y")
            project.add_rendering(one.id, draft=draft, term_key=term_key(hits))
        project.commit_edit(stored[1].id, ENGLISH[1], author="An")
    return here


def impact(desk: RunHere, *options: str) -> dict[int, dict[str, object]]:
    result = desk("glossary", "impact", *options, "--no-decode", "--json")
    assert result.code == 0, result.err
    return {one["number"]: one for one in json.loads(result.out)["segments"]}


def test_impact_names_what_would_change_and_saves_nothing(desk: RunHere, tmp_path: Path) -> None:
    before = (tmp_path / "workbench.db").read_bytes()
    found = impact(desk, "--set", "tokayev.en=Toqayev")
    assert {number: one["new"] for number, one in found.items()} == {
        0: "Toqayev spoke at length.",
        1: "It was Toqayev’s day.",
        4: None,
    }
    assert [one["kept"] for one in found.values()] == [False, True, False]
    assert found[0]["changes"] == [{"old": "Tokayev", "new": "Toqayev"}]
    assert (tmp_path / "glossary.yaml").read_text() == GLOSSARY
    assert (tmp_path / "workbench.db").read_bytes() == before


@pytest.mark.parametrize(
    ("rendering", "expected"), [("Uighur", "A Uighur"), ("Uzbek", "An Uzbek"), ("Tatar", "A Tatar")]
)
def test_the_article_follows_the_new_rendering(
    desk: RunHere, rendering: str, expected: str
) -> None:
    found = impact(desk, "--set", f"kazakh.en={rendering}")
    assert {number: one["new"] for number, one in found.items()} == {
        2: f"{expected} song was heard."
    }


def test_a_remark_concerns_no_segment(desk: RunHere) -> None:
    assert not impact(desk, "--set", "tokayev.note=President since 2019.")


def test_a_whole_file_is_held_against_the_present_one(desk: RunHere, tmp_path: Path) -> None:
    other = tmp_path / "new.yaml"
    other.write_text(GLOSSARY.replace("en: Kazakh}", "en: Kazakhstani}"))
    assert list(impact(desk, "--file", str(other))) == [2]
    assert desk("glossary", "impact").code == 2
    assert desk("glossary", "impact", "--set", "tokajev.en=X").code == 2


def test_a_concept_that_was_added_and_not_applied_is_found_by_what_it_asked_for(
    desk: RunHere, tmp_path: Path
) -> None:
    added = GLOSSARY + "  - {id: song, nl: lied, en: song}\n"
    (tmp_path / "glossary.yaml").write_text(added)
    found = impact(desk, "--set", "song.en=tune")
    assert {number: one["new"] for number, one in found.items()} == {2: "A Kazakh tune was heard."}
    same = desk("glossary", "impact", "--set", "song.admitted+=tune", "--no-decode")
    assert same.out == ""
    assert "1 segment in 1 document" in same.err
    assert "1 not listed, as they say it already" in same.err


def test_text_output_marks_the_words(desk: RunHere) -> None:
    out = desk("glossary", "impact", "--set", "tokayev.en=Toqayev", "--no-decode").out
    assert "    - [Tokayev] spoke at length.\n    + [Toqayev] spoke at length.\n" in out
    assert "a.txt:1  reviewed, left alone  tokayev  estimated" in out
    assert "a.txt:4  translated  tokayev  only decoding can tell" in out


def test_unused_concepts_are_counted_unless_they_are_asked_for(
    desk: RunHere, tmp_path: Path
) -> None:
    idle = "".join(f"  - {{id: p{n}, nl: Plaats{n}stad, en: Town {n}}}\n" for n in range(3))
    (tmp_path / "glossary.yaml").write_text(GLOSSARY + idle)
    brief = desk("glossary", "check", "--project", "workbench.db")
    assert (brief.code, brief.out) == (0, "")
    assert "3 concepts have no hit in the project; --unused lists them" in brief.err
    listed = desk("glossary", "check", "--project", "workbench.db", "--unused")
    assert listed.out.count(" no-hit: ") == 3
    strict = desk("glossary", "check", "--project", "workbench.db", "--min-severity", "cosmetic")
    assert (strict.code, strict.out.count(" no-hit: ")) == (1, 3)
    found = json.loads(desk("glossary", "check", "--project", "workbench.db", "--json").out)
    assert [one["code"] for one in found["findings"]] == ["no-hit"] * 3


def test_a_change_far_into_a_sentence_is_in_sight() -> None:
    long = 2 * "an unchanged stretch of a long and winding sentence that goes on and on until "
    assert shortened(long, 0, 3).endswith("sentence that goes on and on until ")
    assert shortened(long, 0, 3).startswith("…")
    assert shortened(" " + long, 2, 3).endswith("…")
    assert shortened(long, 0, 1) == long
    assert shortened(" and ", 1, 3) == " and "


def test_usage_lists_renderings_and_rungs(desk: RunHere) -> None:
    found = json.loads(desk("glossary", "usage", "tokayev", "--json").out)
    assert [
        (one["number"], one["source"], one["rendering"], one["rung"])
        for one in found["occurrences"]
    ] == [
        (0, "Tokajev", "Tokayev", "free"),
        (1, "Tokajevs", "Tokayev’s", "free"),
        (4, "Tokajev", "", "free"),
    ]
    result = desk("glossary", "usage", "tokajev")
    assert (result.code, result.out) == (2, "")
    assert 'did you mean "tokayev"' in result.err


def test_list_knows_what_is_used(desk: RunHere, tmp_path: Path) -> None:
    (tmp_path / "glossary.yaml").write_text(GLOSSARY + "  - {id: riga, nl: Riga, en: Riga}\n")
    assert [
        one["id"] for one in json.loads(desk("glossary", "list", "--unused", "--json").out)
    ] == ["riga"]
    used = json.loads(desk("glossary", "list", "--used", "--json").out)
    assert {one["id"]: one["uses"] for one in used} == {"tokayev": 3, "kazakh": 1}


def test_apply_lists_only_what_the_change_brings(desk: RunHere, tmp_path: Path) -> None:
    """What failed an unchanged concept before is no news; a waiver ends with its own concept."""
    path = tmp_path / "glossary.yaml"
    with Project.open(tmp_path / "workbench.db") as project:
        for one in project.segments(project.documents()[0].id):
            project.commit_edit(one.id, one.target, author="An")
    assert desk("glossary", "waive", "a:4", "tokayev", "--why", "He is meant.").code == 0
    path.write_text(GLOSSARY.replace("en: Kazakh}", "en: Kazakhstani}"))
    first = json.loads(desk("glossary", "apply", "--json").out)
    assert first["kept"] == [{"document": "a.txt", "number": 2}]
    # The same two places and the waived one: only the president has changed, and all three fail.
    path.write_text(path.read_text().replace("en: Tokayev", "en: Toqayev"))
    second = json.loads(desk("glossary", "apply", "--json").out)
    assert second["kept"] == [{"document": "a.txt", "number": n} for n in (0, 1, 4)]
    with Project.open(tmp_path / "workbench.db", readonly=True) as project:
        stored = list(project.segments(project.documents()[0].id))
    assert [one.rendering.terms[0]["rung"] for one in (stored[0], stored[4]) if one.rendering] == [
        "human",
        "human",
    ]
    for one in (stored[0], stored[4]):
        assert one.rendering is not None
        [finding] = one.rendering.findings
        assert (finding["check"], finding["message"]) == (
            "term",
            "Tokajev (tokayev) should be Toqayev",
        )


@pytest.mark.parametrize(
    ("old", "new", "holds"),
    [
        ("en: Kazakh}", "en: Kazakhstani}", True),
        ("en: Tokayev,", "en: Tokayev, note: the president,", True),
        ("en: Tokayev,", "en: Tokayev, admitted: [KT],", False),
        ("en: Tokayev,", "en: Toqayev,", False),
    ],
)
def test_a_waiver_lasts_until_its_concept_changes(
    desk: RunHere, tmp_path: Path, old: str, new: str, holds: bool
) -> None:
    """Another concept, or a note, is no reason to ask again."""
    path = tmp_path / "glossary.yaml"
    with Project.open(tmp_path / "workbench.db") as project:
        for one in project.segments(project.documents()[0].id):
            project.commit_edit(one.id, one.target, author="An")
    done = desk("glossary", "waive", "a:4", "tokayev", "--why", "it is meant")
    assert done.code == 0, done.err
    path.write_text(path.read_text().replace(old, new))
    done = desk("translate", "a.txt")
    assert done.code == 0, done.err
    told = json.loads(desk("explain", "a:4", "--json").out)
    assert [term["rung"] for term in told["terms"]] == ["waived" if holds else "human"]
    assert bool(told["findings"]) is not holds
    assert ("a.txt:4" in done.err) is not holds
    checked = json.loads(desk("check", "a:4", "--min-severity", "cosmetic", "--json").out)
    assert bool([one for one in checked["findings"] if one["check"] == "term"]) is not holds


def test_an_unchanged_concept_that_fails_beside_a_changed_one(
    here: RunHere, tmp_path: Path
) -> None:
    dutch = "Tokajev zong een Kazachs lied."
    path = tmp_path / "glossary.yaml"
    path.write_text(GLOSSARY)
    document = Document(name="a.txt", path=str(tmp_path / "a.txt"), text=dutch + "\n")
    with Project.open(tmp_path / "workbench.db") as project:
        record = project.sync_document(document, segment_text(dutch)).document
        [one] = project.segments(record.id)
        project.commit_edit(one.id, "Tokayev sang a song.", author="An")
    # Both concepts are new to the segment: the demonym is missing.
    assert json.loads(here("glossary", "apply", "--json").out)["kept"] != []
    path.write_text(GLOSSARY.replace("en: Tokayev,", "en: Tokayev, admitted: [the president],"))
    done = json.loads(here("glossary", "apply", "--json").out)
    assert done["kept"] == []
    path.write_text(GLOSSARY.replace("en: Kazakh}", "en: Qazaq}"))
    done = json.loads(here("glossary", "apply", "--json").out)
    assert done["kept"] == [{"document": "a.txt", "number": 0}]


@pytest.mark.slow
def test_apply_translates_the_affected_segments_alone(
    desk: RunHere, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    model = build_tiny_marian(tmp_path_factory.mktemp("model") / "tiny")
    result = desk(
        "glossary", "apply", "--set", "tokayev.en=Toqayev", "--model", str(model), "--json"
    )
    assert result.code in {0, 1}, result.err
    done = json.loads(result.out)
    assert [one["number"] for one in done["retranslated"]] == [0, 4]
    assert all("Toqayev" in one["new"] for one in done["retranslated"])
    assert done["kept"] == [{"document": "a.txt", "number": 1}]
    assert (tmp_path / "glossary.yaml").read_text() == GLOSSARY.replace(
        "en: Tokayev", "en: Toqayev"
    )
    with Project.open(tmp_path / "workbench.db", readonly=True) as project:
        stored = list(project.segments(project.documents()[0].id))
    assert [one.rendering.target for one in stored[1:4] if one.rendering] == list(ENGLISH[1:4])
    assert stored[1].rendering is not None
    assert [one["check"] for one in stored[1].rendering.findings] == ["term"]
    again = desk("glossary", "apply", "--model", str(model), "--json")
    assert json.loads(again.out) == {"retranslated": [], "kept": [], "reused": 0}


@pytest.mark.slow
def test_what_impact_decodes_apply_takes_over(
    desk: RunHere, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    model = str(build_tiny_marian(tmp_path_factory.mktemp("model") / "tiny"))
    before = (tmp_path / "workbench.db").read_bytes()
    change = ("--set", "tokayev.en=Toqayev", "--model", model)
    result = desk("glossary", "impact", *change, "--decode", "--json")
    assert result.code == 0, result.err
    (shown,) = (one for one in json.loads(result.out)["segments"] if one["number"] == 4)
    assert (shown["estimated"], shown["decoded"]) == (False, True)
    assert "Toqayev" in shown["new"]
    assert (tmp_path / "workbench.db").read_bytes() == before, "nothing is saved"
    # The next look has it without a model, and apply without decoding it again.
    (again,) = (
        one for one in impact(desk, "--set", "tokayev.en=Toqayev").values() if one["decoded"]
    )
    assert again["new"] == shown["new"]
    done = json.loads(desk("glossary", "apply", *change, "--json").out)
    assert done["reused"] == 1
    assert {one["number"]: one["new"] for one in done["retranslated"]}[4] == shown["new"]
    with Project.open(tmp_path / "workbench.db", readonly=True) as project:
        stored = project.segment(project.documents()[0].id, 4)
    assert stored.rendering is not None
    assert stored.rendering.target == shown["new"]
    assert [term["concept"] for term in stored.rendering.terms] == ["tokayev"]
    assert stored.rendering.trace is not None


def test_decoding_in_the_background_is_left_to_itself(
    desk: RunHere, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[list[str]] = []
    monkeypatch.setattr("subprocess.Popen", lambda words, **_: started.append(words))
    result = desk("glossary", "impact", "--set", "tokayev.en=Toqayev")
    assert result.code == 0
    assert "1 only decoding can tell (being decoded" in result.err
    (words,) = started
    assert words[1:7] == ["-m", "workbench", "glossary", "impact", "--decode", "--quiet"]
    assert "--set=tokayev.en=Toqayev" in words
    desk("glossary", "impact", "--set", "kazakh.en=Uighur")
    assert len(started) == 1, "an estimate is enough there"


def test_a_term_is_waived_in_one_segment_with_the_reason(desk: RunHere, tmp_path: Path) -> None:
    result = desk("glossary", "waive", "a:4", "tokayev", "--why", "he is clear", "--author", "An")
    assert (result.code, result.out) == (0, "a.txt:4  tokayev is waived here\n"), result.err
    found = json.loads(desk("glossary", "usage", "tokayev", "--json").out)
    assert [one["rung"] for one in found["occurrences"]] == ["free", "free", "waived"]
    assert found["occurrences"][2]["target"] == "He left."
    again = desk("glossary", "waive", "a:4", "tokayev", "--why", "he is clear")
    assert again.code == 2
    assert "nothing to waive" in again.err
    for wrong in (("a", "tokayev"), ("a:99", "tokayev"), ("a:4", "tokajev"), ("b:1", "tokayev")):
        assert desk("glossary", "waive", *wrong, "--why", "x").code == 2


# The estimate itself ------------------------------------------------------------------------------


def estimated(dutch: str, english: str, old: str, new: str) -> Affected | None:
    from workbench.model import Rendering, Segment, StoredSegment

    before = parse_glossary(f"concepts:\n{old}", name="old")
    after = parse_glossary(f"concepts:\n{new}", name="new")
    hits = Matcher(before).match(dutch).hits
    terms = tuple(
        {
            "concept": hit.concept,
            "start": hit.start,
            "target_start": place.start if place else None,
            "target_end": place.end if place else None,
        }
        for hit, place in zip(hits, verify(english, hits).placements, strict=True)
    )
    stored = StoredSegment(
        id=1,
        document="d",
        segment=Segment(
            number=0, unit=0, segment=0, kind="sentence", start=0, end=len(dutch), source=dutch
        ),
        state="translated",
        rendering=Rendering(
            id=1, target=english, author="", origin="engine", created="", signature="", terms=terms
        ),
    )
    difference = Difference(before, after)
    assert difference.concerned([dutch]) == [0]
    return difference.affect(stored)


@pytest.mark.parametrize(
    ("dutch", "english", "old", "new", "expected"),
    [
        (
            "DE MAZJILIS STEMT",
            "MAZHILIS VOTES",
            "- {id: m, nl: Mazjilis, en: Mazhilis}",
            "- {id: m, nl: Mazjilis, en: Majilis}",
            "MAJILIS VOTES",
        ),
        (
            "De huurder belt.",
            "Tenants call.",
            "- {id: h, nl: huurder, en: tenants}",
            "- {id: h, nl: huurder, en: lodgers}",
            "Lodgers call.",
        ),
        (
            "Zij is een Est.",
            "She is an Estonian.",
            "- {id: e, nl: Est, en: Estonian}",
            "- {id: e, nl: Est, en: Baltic national}",
            "She is a Baltic national.",
        ),
        (
            "Dat is het huis van Tokajev.",
            "That is Tokayev's house.",
            "- {id: t, nl: Tokajev, en: Tokayev, type: person}",
            "- {id: t, nl: Tokajev, en: Toqays, type: person}",
            "That is Toqays’s house.",
        ),
        (
            "Kiev brandt.",
            "Kiev burns.",
            "- {id: x, nl: Xx, en: X}",
            "- {id: x, nl: Xx, en: X}\n- {id: k, nl: Kiev, en: Kyiv, forbidden: [Kiev]}",
            "Kyiv burns.",
        ),
        (
            "Kiev brandt.",
            "The capital burns.",
            "- {id: k, nl: Kiev, en: capital}",
            "- {id: k, nl: Kiev, en: Kyiv, admitted: [capital]}",
            "The capital burns.",
        ),
        (
            "Kiev brandt.",
            "Kyiv burns.",
            "- {id: k, nl: Kiev, en: Kyiv}",
            "- {id: k, nl: Kiev, en: Kyiv, status: deprecated}",
            "Kyiv burns.",
        ),
    ],
)
def test_estimates(dutch: str, english: str, old: str, new: str, expected: str) -> None:
    found = estimated(dutch, english, old + "\n", new + "\n")
    assert found is not None
    assert found.new == expected


def test_irregular_spelling_is_not_overlooked() -> None:
    old = parse_glossary("concepts: []\n", name="old")
    new = parse_glossary("concepts: [{id: o, nl: Ossetië, en: Ossetia}]\n", name="new")
    for source in ("Ossetië", "OSSETIË", "Osse\u00adtie\u0308", "Оssetië"):
        assert Difference(old, new).concerned(["x", source, "y"]) == [1], source
    assert not Difference(old, new).concerned(["Georgië", "Osse", "tië"])


def test_marked_words_put_both_texts_together_again() -> None:
    words = marked_words("The old man.", "The very old woman.")
    assert "".join(word.old for word in words) == "The old man."
    assert "".join(word.new for word in words) == "The very old woman."
    assert [word.new for word in words if word.changed] == ["very ", "woman"]
