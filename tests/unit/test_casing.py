from __future__ import annotations

import pytest

from workbench.model import apply_edits
from workbench.text.casing import agree_initial, lower_for_decoding, restore_caps


@pytest.mark.parametrize(
    ("source", "lowered"),
    [
        ("NIETS VERANDERD", "Niets veranderd"),
        ("NAVO EN EU WAARSCHUWEN: ‘GEEN OORLOG’", "NAVO en EU waarschuwen: ‘Geen oorlog’"),
        ("FSB-MAN VLUCHT NAAR VS", "FSB-man vlucht naar VS"),
        ("BLOEDIGE JANUARI. HET VERVOLG", "Bloedige januari. Het vervolg"),
        ("BOERJATIË IN HET NIEUWS", "Boerjatië in het nieuws"),
        ("OPPOSITIE", "Oppositie"),
        ("ZO’N PROTEST IN DE JAREN ’90", "Zo’n protest in de jaren ’90"),
    ],
)
def test_headlines_in_capitals_are_lowered(source: str, lowered: str) -> None:
    assert lower_for_decoding(source) == (lowered, True)
    assert len(lowered) == len(source)
    assert restore_caps(lowered) == source


@pytest.mark.parametrize(
    "source",
    [
        "",
        "Niets veranderd",
        "L. (44) en N. (49)",
        "NOS/ANP/AFP",
        "TASS",
        "MH17",
        "UNESCO UNICEF",
        "Foto ANP",
        "De NAVO waarschuwt",
        "12-34",
        "ÅÄÖ",
    ],
)
def test_other_text_stays(source: str) -> None:
    assert lower_for_decoding(source) == (source, False)


def test_known_forms_get_their_own_capitals() -> None:
    source = "PROTEST IN ALMATY TEGEN TOKAJEV"
    lowered, changed = lower_for_decoding(
        source, cased=[(11, 17, "Almaty"), (24, 31, "Tokajev"), (0, 7, "andere")]
    )
    assert changed
    assert lowered == "Protest in Almaty tegen Tokajev"


def test_capitals_keep_the_length() -> None:
    text = "Groß ﬁn ŉ İstanbul’s"
    assert len(restore_caps(text)) == len(text)
    assert restore_caps("Tokayev’s war") == "TOKAYEV’S WAR"
    lowered, _ = lower_for_decoding("İSTANBUL EN ÏJSLAND")
    assert len(lowered) == len("İSTANBUL EN ÏJSLAND")


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("Hij kwam.", "he came.", "He came."),
        ("„Hij kwam.", "“he came.", "“He came."),
        ("’s Nachts sliep hij.", "at night he slept.", "At night he slept."),
        ("en hij kwam.", "and he came.", "and he came."),
        ("hij kwam.", "He came.", "He came."),
        ("Apple komt.", "iPhone maker comes.", "iPhone maker comes."),
        ("Twee keer.", "2 times.", "2 times."),
        ("18 mensen.", "eighteen people.", "eighteen people."),
        ("", "x", "x"),
        ("Ja", "", ""),
        ("Ja", "…", "…"),
        ("Straat", "ßtreet", "ßtreet"),
    ],
)
def test_first_letter(source: str, target: str, expected: str) -> None:
    agreed = agree_initial(source, target)
    assert agreed.text == expected
    assert apply_edits(target, agreed.edits) == expected
