"""What the decoder sees of a segment: short forms written out, numbers and tags kept from it."""

from __future__ import annotations

import pytest

from workbench.model import Segment, TermHit
from workbench.pipeline.prepare import Item, Job, Piece, prepare


def prepared(source: str, *hits: TermHit) -> Job:
    segment = Segment(
        number=0, unit=0, segment=0, kind="sentence", start=0, end=len(source), source=source
    )
    return prepare(Item(segment=segment, hits=hits), count_tokens=lambda text: len(text.split()))


@pytest.mark.parametrize(
    ("source", "kept"),
    [
        ("Bel 0900-8844 bij vragen.", "0900-8844"),
        ("Bel 026-443 76 55 of mail.", "026-443 76 55"),
        ("Bel +31 6 12345678 of mail.", "+31 6 12345678"),
        ("Wij volgen #deavonden al jaren.", "#deavonden"),
        ("Volgens @VRR_Rotterdam is het over.", "@VRR_Rotterdam"),
        ("Stort op NL12 INGB 0001 2345 67 dan.", "NL12 INGB 0001 2345 67"),
        ("Zie doi.org/10.1038/s41567 voor meer.", "doi.org/10.1038/s41567"),
        ("De oorzaak is onbekend! 😱", "😱"),
        ("Echt waar 🇳🇱.", "🇳🇱"),
        ("| Naam | Leeftijd |", "|"),
        ("Hallo <b>wereld</b> dan.", "<b>"),
        ("* Brand in de haven", "* "),
        ("¹ Zie het rapport.", "¹"),
    ],
)
def test_copied(source: str, kept: str) -> None:
    assert kept in [part for part in prepared(source).parts if isinstance(part, str)]


@pytest.mark.parametrize(
    "source", ["Het werd 0-10 in Assen.", "In 1997-1998 was dat zo.", "Hij woont in NL."]
)
def test_not_copied(source: str) -> None:
    assert [type(part) for part in prepared(source).parts] == [Piece]


def test_terms_stay_where_they_are_behind_words_written_out() -> None:
    source = "Zie blz. 3 m.b.t. Tokajev en nr. 5."
    start = source.index("Tokajev")
    hit = TermHit(
        concept="tokayev",
        type="person",
        source="Tokajev",
        start=start,
        end=start + 7,
        renderings=("Tokayev",),
    )
    (piece,) = prepared(source, hit).pieces
    assert piece.text == "Zie bladzijde 3 met betrekking tot Tokajev en nummer 5."
    (inside,) = piece.hits
    assert piece.text[inside.start : inside.end] == "Tokajev"
    assert piece.hinted() == piece.text.replace("Tokajev", "Tokayev")
