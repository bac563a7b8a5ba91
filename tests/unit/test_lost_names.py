"""Names that a target lacks or garbles, and peoples that it takes for their country."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest

from workbench.guide import load_guide
from workbench.model import Segment
from workbench.qa import CHECKS, check_draft
from workbench.qa.registry import Subject

if TYPE_CHECKING:
    from pathlib import Path

GUIDE = load_guide(None)


def segment(source: str) -> Segment:
    return Segment(
        number=0, unit=0, segment=0, kind="sentence", start=0, end=len(source), source=source
    )


def said(source: str, target: str) -> list[str]:
    findings = check_draft(segment(source), target, guide=GUIDE)
    return [finding.message for finding in findings if finding.check == "name"]


@pytest.mark.parametrize(
    ("source", "target", "lost"),
    [
        ("Hij kreeg in het 21ste-eeuwse Kiev gelijk.", "In the 21st century he won.", ["Kiev"]),
        (
            "Hij kreeg in het 21ste-eeuwse Kiev een koekje van eigen deeg.",
            "In the 21st century he was given a taste of their own medicine.",
            ["Kiev"],
        ),
        ("Hij woont in Parijs.", "He lives abroad.", ["Parijs"]),
        (
            "Gisteren sprak Angela Merkel met Zelensky in Kiev.",
            "Yesterday she spoke about it.",
            ["Angela Merkel", "Zelensky", "Kiev"],
        ),
    ],
)
def test_lost(source: str, target: str, lost: list[str]) -> None:
    assert said(source, target) == [f"{name} is missing from the English" for name in lost]


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("Hij kwam gisteren in Kiev aan.", "He arrived in Kyiv yesterday."),
        ("Gisteren sprak Angela Merkel met Zelensky.", "Yesterday Merkel spoke to him."),
        ("Gisteren sprak Anna Peters met de pers.", "Yesterday Peters spoke to the press."),
        ("Ze sprak met de pers in Rusland.", "She spoke to the Russian press."),
        ("Hij kent Kiev goed.", "He knows it well."),
        ("Gisteren kwam Merkel aan.", "Yesterday she arrived."),
        ("Gisteren kwam hij in Kiev aan.", "Yesterday he arrived in the city."),
        ("Gisteren stemde de Tweede Kamer.", "Yesterday the lower house voted."),
        ("Hij werkt bij het Openbaar Ministerie.", "He is at the public prosecution service."),
        ("Er zijn meer banen in de Bouw.", "There are more jobs in construction."),
        ("Hij woont in Parijs.", "He lives in France."),
        ("Hij kent de Engelse woorden.", "He knows the words."),
    ],
)
def test_there_or_stood_for(source: str, target: str) -> None:
    assert said(source, target) == []


def test_a_place_before_a_hyphen_is_a_name_even_at_the_start() -> None:
    source = "Gouda-trainer Henk Kuiper wacht af."
    assert said(source, "Golda coach Henk Kuiper waits.") == ["Gouda is spelt Golda in the English"]
    assert said(source, "Gouda coach Henk Kuiper waits.") == []
    assert said("De Navo-top begon.", "The NATO summit began.") == []
    assert said("Oud-minister Kok kwam.", "Former minister Kok came.") == []


@pytest.mark.parametrize(
    ("source", "target", "found"),
    [
        ("De helft van de Polen vertrok.", "Half of Poland left.", True),
        ("De helft van de Polen vertrok.", "Half of the Poles left.", False),
        ("De helft van de Polen vertrok.", "Half the Polish people left Poland.", False),
        ("De helft van Polen is bos.", "Half of Poland is forest.", False),
        ("Zij wonnen van de Polen.", "They beat Poland.", False),
        ("Duizenden Zweden kwamen.", "Thousands of Sweden came.", True),
        ("Er kwamen duizenden Zweden.", "There came thousands of Sweden.", True),
    ],
)
def test_a_people_is_no_country(source: str, target: str, found: bool) -> None:
    assert bool(said(source, target)) is found


def test_human_translations_lack_hardly_a_name(shared_dir: Path) -> None:
    with gzip.open(shared_dir / "corpus" / "news.tsv.gz", "rt", encoding="utf-8") as lines:
        pairs = [line.rstrip("\n").split("\t")[:2] for line in lines][:6000:4]
    missing = [
        remark.message
        for source, target in pairs
        for remark in CHECKS["name"].run(
            Subject(segment=segment(source), target=target, outcomes=(), guide=GUIDE)
        )
        if remark.message.endswith("is missing from the English")
    ]
    assert len(missing) <= 3, missing
