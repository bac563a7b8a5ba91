"""Articles and capitals around renderings; sentences with terms are in ``cases/enforcement.json``."""

from __future__ import annotations

import pytest

from workbench.glossary import Matcher, parse_glossary
from workbench.model import Segment, apply_edits
from workbench.pipeline.agreement import articled, one_article, written_alike

GLOSSARY = parse_glossary(
    """\
version: 1
concepts:
  - {id: kremlin, nl: Kremlin, en: the Kremlin, type: organisation}
  - {id: sea, nl: zee, en: the high seas}
  - {id: act, nl: wet, en: asylum act, admitted: [the new act]}
""",
    name="g",
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It came as an a surprise.", "It came as a surprise."),
        ("A an honest man.", "An honest man."),
        ("“The a man spoke.", "“A man spoke."),
        ("He went to a the house.", "He went to the house."),
        ("They dined a la carte.", "They dined a la carte."),
        ("It is an a cappella choir.", "It is an a cappella choir."),
        ("Vitamin A the body needs.", "Vitamin A the body needs."),
        ("He is a The Hague man.", "He is a The Hague man."),
        ("The other an hour later.", "The other an hour later."),
    ],
)
def test_no_noun_has_two_articles(text: str, expected: str) -> None:
    done = one_article(text)
    assert done.text == expected
    assert apply_edits(text, done.edits) == expected


@pytest.mark.parametrize(
    ("source", "text", "expected"),
    [
        ("Kremlin zwijgt.", "Kremlin is silent.", "The Kremlin is silent."),
        ("„Kremlin zwijgt.”", "“Kremlin is silent.”", "“The Kremlin is silent.”"),
        ("Het nieuws uit Kremlin.", "The news from Kremlin.", "The news from the Kremlin."),
        ("Dat Kremlin zwijgt.", "That old Kremlin is silent.", "That old Kremlin is silent."),
        ("Het Kremlin zwijgt.", "The Kremlin is silent.", "The Kremlin is silent."),
        ("Zee is ver.", "High seas are far.", "The high seas are far."),
        ("Op zee.", "On high seas.", "On the high seas."),
        ("De wet geldt.", "New act is in force.", "New act is in force."),
        ("In het Kremlin.", "In Kremlin Palace.", "In Kremlin Palace."),
    ],
)
def test_a_rendering_has_the_article_it_is_written_with(
    source: str, text: str, expected: str
) -> None:
    segment = Segment(
        number=0, unit=0, segment=0, kind="sentence", start=0, end=len(source), source=source
    )
    hits = Matcher(GLOSSARY).match(source).hits
    assert hits
    done = articled(segment, hits)(text)
    assert done.text == expected
    assert apply_edits(text, done.edits) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Under the asylum Act he stays.", "Under the asylum act he stays."),
        ("Under the Asylum Act he stays.", "Under the Asylum Act he stays."),
        ("Asylum Act in force.", "Asylum Act in force."),
        ("THE ASYLUM ACT", "THE ASYLUM ACT"),
        ("the asylum Act’s aim", "the asylum act’s aim"),
    ],
)
def test_no_capital_stands_in_the_middle_of_a_rendering(text: str, expected: str) -> None:
    done = written_alike(Matcher(GLOSSARY).match("De wet geldt.").hits)(text)
    assert done.text == expected
    assert apply_edits(text, done.edits) == expected
