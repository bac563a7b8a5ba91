"""What the articles need and the glossary lacks."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING

from workbench.glossary import Matcher, load_glossary, parse_glossary
from workbench.glossary.corrections import Edited, learn_corrections
from workbench.glossary.suggest import Correction, Suggestion, Text, suggest

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from tests.conftest import RunHere

NONE = Matcher(parse_glossary("concepts: []\n", name="none"))


def texts(*sources: str, targets: tuple[str, ...] = ()) -> list[Text]:
    return [
        Text(
            place=f"d{number // 2}:{number}",
            document=f"d{number // 2}",
            source=source,
            target=targets[number] if number < len(targets) else "",
        )
        for number, source in enumerate(sources)
    ]


def found(*sources: str, matcher: Matcher = NONE) -> dict[str, Suggestion]:
    return {one.dutch: one for one in suggest(texts(*sources), matcher)}


def test_forms_of_one_name_are_one_candidate() -> None:
    all_ = found(
        "Gisteren sprak Tokajev met de pers.",
        "Dat zijn Tokajevs woorden.",
        "Volgens Kassym-Jomart Tokajev is het rustig.",
        "Ook Toqajev zelf zweeg.",
    )
    assert list(all_) == ["Tokajev"]
    assert dict(all_["Tokajev"].forms) == {
        "Tokajev": 1,
        "Tokajevs": 1,
        "Kassym-Jomart Tokajev": 1,
        "Toqajev": 1,
    }
    assert (all_["Tokajev"].count, all_["Tokajev"].documents) == (4, 2)


def test_a_capital_at_the_start_of_a_sentence_is_no_name() -> None:
    assert not found("Morgen regent het.", "Het regent morgen.", "Huizen zijn duur.")


def test_what_begins_a_sentence_is_no_part_of_a_name() -> None:
    assert list(found("Vandaag Almaty, morgen rust.", "Hij woont in Almaty.")) == ["Almaty"]


def test_what_the_glossary_covers_is_no_candidate() -> None:
    glossary = parse_glossary(
        "concepts: [{id: putin, nl: Poetin, en: Putin, status: proposed}]\n", name="g"
    )
    assert not found("Toen kwam Poetin.", "Dat is Poetins huis.", matcher=Matcher(glossary))


def test_reasons_in_their_order() -> None:
    gazetteer = found("Hij woont in Bisjkek.")["Bisjkek"]
    assert gazetteer.proposal is not None
    assert (gazetteer.proposal.english, gazetteer.proposal.reason) == ("Bishkek", "gazetteer")
    assert gazetteer.type == "place"
    rule = found("Toen kwam Zjirinovski binnen.")["Zjirinovski"].proposal
    assert rule is not None
    assert (rule.english, rule.reason, rule.detail) == (
        "Zhirinovsky",
        "romanisation",
        "zj→zh, ki→ky",
    )


def test_drafts_speak_where_no_rule_does() -> None:
    one = suggest(texts("Toen kwam Outrush.", targets=("Then came Outrush.",)), NONE)[0]
    assert one.proposal is not None
    assert (one.proposal.english, one.proposal.reason) == ("Outrush", "unchanged")


def test_recurring_terms_of_several_words() -> None:
    verbs = ("geteld", "vrij", "gehoord", "ziek")
    said = [f"Er zijn nu politieke gevangenen {verb}." for verb in verbs]
    assert [one.dutch for one in suggest(texts(*said), NONE)] == ["politieke gevangenen"]


def test_what_editors_wrote_goes_first_and_contradictions_are_raised() -> None:
    edits = [
        Edited(
            place=f"d:{number}",
            source="Toen sprak Tokajev.",
            draft="Then Tokayev spoke.",
            edited=f"Then {name} spoke.",
        )
        for number, name in enumerate(("Toqayev", "Toqayev", "Tokaev"))
    ]
    learned = learn_corrections(edits)
    assert learned == [
        Correction(dutch="Tokajev", english="Toqayev", count=2, places=("d:0", "d:1")),
        Correction(dutch="Tokajev", english="Tokaev", count=1, places=("d:2",)),
    ]
    one = suggest(texts("Toen sprak Tokajev."), NONE, corrections=learned[:1])[0]
    assert one.proposal is not None
    assert (one.proposal.english, one.proposal.reason, one.conflict) == (
        "Toqayev",
        "correction",
        "",
    )
    both = suggest(texts("Toen sprak Tokajev."), NONE, corrections=learned)[0]
    assert both.conflict == 'editors wrote "Toqayev" (2×) and "Tokaev" (1×)'


def test_another_wording_is_no_correction_of_a_name() -> None:
    edit = Edited(
        place="d:0",
        source="Tokajev sprak over vrede.",
        draft="Tokayev talked about peace.",
        edited="Tokayev spoke of peace at length.",
    )
    assert not learn_corrections([edit])


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
