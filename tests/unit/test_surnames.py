from __future__ import annotations

import pytest

from workbench.batch.learning import with_surnames
from workbench.glossary.surnames import document_names, name_hits, surnames_in
from workbench.model import Segment, TermHit
from workbench.pipeline.judge import Judge
from workbench.pipeline.prepare import Piece
from workbench.pipeline.surnames import bare_surnames
from workbench.qa import check_draft


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("Toen sprak Jan Visser.", "Visser"),
        ("Jan Visser sprak.", "Visser"),
        ("Dat zei minister De Boer.", "De Boer"),
        ("Dat zei oud-burgemeester Kok.", "Kok"),
        ("Daar stond Frank de Boer.", "De Boer"),
        ("Daar stond Anna van der Meer.", "Van der Meer"),
        ("Daar stond dr. Schaap.", "Schaap"),
        ("Daar stond J.P. Bakker.", "Bakker"),
        ("Daar stond mevrouw Anna Maria Mol.", "Mol"),
        ("Dat zegt hoogleraar bestuurskunde Ruud Koning.", "Koning"),
        ("Dat zegt hoogleraar bestuurskunde Xywan Koning.", "Koning"),
        ("Dat zegt minister Xywan Koning.", "Koning"),
    ],
)
def test_what_makes_a_surname(sentence: str, name: str) -> None:
    assert document_names([sentence]) == {name}


@pytest.mark.parametrize(
    "sentence",
    [
        "De Europese Unie wacht op de Russen.",
        "De minister van Financiën en de burgemeester van Hasselt.",
        "Ook president Frankrijk heeft niemand.",
        "Dan Visser en visserij.",
        "Volgens fase B. Daarvoor was niets.",
        "P.S. Vergeet het niet.",
        "Karel de Grote regeerde.",
        "Ze zag Anna Maria.",
        "Een Visser kwam.",
        "Dat zei minister Europese Zaken.",
        "De voorzitter Europese Commissie wacht.",
        "Ze werd hoogleraar Nederlandse Letteren en hoogleraar bestuurskunde Nederland.",
    ],
)
def test_what_makes_none(sentence: str) -> None:
    assert document_names([sentence]) == frozenset()


def test_only_the_beginning_of_a_long_document_is_looked_at() -> None:
    assert surnames_in("x " * 300_000 + "\nJan Visser.") == frozenset()
    assert surnames_in("Jan Visser.\n" + "x " * 300_000) == {"Visser"}


def test_hits_lie_outside_terms_and_have_no_concept() -> None:
    term = TermHit(concept="de-boer", source="De Boer", start=0, end=7, renderings=("De Boer",))
    source = "De Boer belde Visser, Vissers vrouw en een visser."
    learned = with_surnames("Jan Visser en Frank de Boer.", source, (term,), ())
    assert [(hit.source, hit.start, hit.concept, hit.policy) for hit in learned] == [
        ("Visser", 14, "", "prefer")
    ]
    assert name_hits("Poetin zweeg.", {"Poetin"}) == ()


def test_a_lost_surname_is_asked_for_as_a_name_is() -> None:
    hits = name_hits("Visser zweeg.", {"Visser"})
    judge = Judge(Piece(text="Visser zweeg.", hits=hits))
    assert [hit.source for hit in judge("Fisherman was silent.").unnamed] == ["Visser"]
    assert judge("Visser was silent.").unnamed == ()


@pytest.mark.parametrize(
    ("source", "name", "target", "written"),
    [
        ("De Leeuw wachtte.", "De Leeuw", "The De Leeuw waited.", "De Leeuw waited."),
        ("De Haan wachtte.", "De Haan", "The Haan waited.", "De Haan waited."),
        ("Visser wachtte.", "Visser", "The Visser waited.", "Visser waited."),
        ("Visser wachtte.", "Visser", "The Visser family waited.", "The Visser family waited."),
        ("Het plan van Mol faalde.", "Mol", "The Mol plan failed.", "The Mol plan failed."),
    ],
)
def test_a_surname_has_no_article(source: str, name: str, target: str, written: str) -> None:
    assert bare_surnames(source, name_hits(source, {name}))(target).text == written


@pytest.mark.parametrize(
    ("source", "target", "found"),
    [
        ("Visser zei dat hij zweeg.", "Fisherman said he was silent.", True),
        ("De Boer sloot niets uit.", "The farmer ruled nothing out.", True),
        ("Visser zei dat hij zweeg.", "Visser said he was silent.", False),
        ("Visser zei dat hij zweeg.", "He said he was silent.", False),
        ("Visser werkte er jaren.", "For years he worked there.", False),
        ("Koning verwacht niet dat hij blijft.", "King does not expect him to stay.", True),
        ("Koning verwacht niet dat hij blijft.", "Koning does not expect him to stay.", False),
        ("Vissers werken hard.", "Fishermen work hard.", False),
        ("De boer werkt hard.", "The farmer works hard.", False),
    ],
)
def test_the_check_on_names_knows_surnames_that_open_a_sentence(
    source: str, target: str, found: bool
) -> None:
    segment = Segment(
        number=0, unit=0, segment=0, kind="sentence", start=0, end=len(source), source=source
    )
    names = frozenset({"Visser", "De Boer", "Koning"})
    checks = [f.check for f in check_draft(segment, target, names=names)]
    assert ("name" in checks) is found
    assert "name" not in [f.check for f in check_draft(segment, target)]
