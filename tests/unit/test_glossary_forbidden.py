"""Forbidden renderings where their concept does not match: reported, nothing more."""

from __future__ import annotations

from workbench.glossary import ForbiddenRenderings, parse_glossary

GLOSSARY = """\
concepts:
  - {id: kyiv, nl: Kiev, en: Kyiv, forbidden: [Kiev, the Kiev region]}
  - {id: mazhilis, nl: Mazjilis, en: Mazhilis, forbidden: [mazjilis], case: insensitive}
  - {id: dish, nl: kip Kiev, en: chicken Kiev}
  - {id: georgia, nl: Georgië, en: Georgia, forbidden: [Gruzia], status: deprecated}
  - {id: house, nl: Kamer, en: House, forbidden: [Chamber]}
  - {id: chamber, nl: kamer van koophandel, en: Chamber}
  - {id: ban, nl: Kief, en: Kief, policy: forbid}
"""


def found(target: str, *matched: str) -> list[tuple[str, str]]:
    finder = ForbiddenRenderings(parse_glossary(GLOSSARY, name="g.yaml"))
    uses = finder.find(target, matched=matched)
    assert all(target[use.start : use.end] == use.text for use in uses)
    return [(use.concept, use.text) for use in uses]


def test_finds_whole_words_with_possessive_and_capitals() -> None:
    assert found("In Kiev’s KIEV, Kievan kiev MAZJILIS") == [
        ("kyiv", "Kiev’s"),
        ("kyiv", "KIEV"),
        ("mazhilis", "MAZJILIS"),
    ]


def test_the_longest_is_told_once() -> None:
    assert found("the Kiev region") == [("kyiv", "the Kiev region")]


def test_matched_concepts_are_left_to_verify() -> None:
    assert found("Kiev", "kyiv") == []


def test_what_another_concept_asks_for_is_not_reported() -> None:
    assert found("the Chamber") == []


def test_only_what_is_in_force_and_forbidden_everywhere() -> None:
    assert found("Gruzia, Kief") == []


def test_no_glossary() -> None:
    empty = ForbiddenRenderings(parse_glossary("concepts: []", name="g.yaml"))
    assert empty.find("Kiev") == ()
