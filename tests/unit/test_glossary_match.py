"""Matching: golden cases a translator can extend, and what they cannot say."""

from __future__ import annotations

import json
import pickle
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from workbench.glossary import EMPTY_GLOSSARY, Matcher, parse_glossary
from workbench.glossary.match import CONTEXT_LIMIT_SECONDS

if TYPE_CHECKING:
    from workbench.model import TermHit

CASES = Path(__file__).resolve().parent.parent / "cases"


def matcher(*concepts: dict[str, Any]) -> Matcher:
    # JSON is YAML, and quoted scalars are text in both.
    return Matcher(parse_glossary(json.dumps({"concepts": concepts}), name="g.yaml"))


def cases(name: str) -> list[Any]:
    params = []
    for case in json.loads((CASES / name).read_text(encoding="utf-8")):
        marks = [pytest.mark.xfail(strict=True)] if case["expect"] == "fail" else []
        params.append(pytest.param(case, id=case["label"], marks=marks))
    return params


@pytest.mark.parametrize("case", cases("matching.json"))
def test_golden_cases(case: dict[str, Any]) -> None:
    match = matcher(*case["glossary"]).match(case["nl"])
    found = [[hit.concept, hit.source, (*hit.renderings, "")[0]] for hit in match.hits]
    assert found == case["hits"]
    for hit in match.hits:
        assert case["nl"][hit.start : hit.end] == hit.source
    if "shadowed" in case:
        assert [[a.concept, b.concept] for a, b in match.shadowed] == case["shadowed"]
    if "rejected" in case:
        rejected = [[one.concept, one.source, one.reason] for one in match.rejected]
        for expected in case["rejected"]:
            assert expected in rejected


def only(match_of: Matcher, source: str) -> TermHit:
    (hit,) = match_of.match(source).hits
    return hit


def test_a_hit_says_all_that_enforcement_needs() -> None:
    it = matcher(
        {
            "id": "k", "type": "place", "nl": "Kazachstan", "en": "Kazakhstan", "note": "head",
            "admitted": ["the Republic of Kazakhstan"], "forbidden": ["Kazakstan"],
            "policy": "prefer", "status": "deprecated",
            "forms": [{"nl": "Kazachstanen", "en": "Kazakhs", "admitted": ["Kazakhstanis"],
                       "status": "preferred", "note": "own", "case": "insensitive"}],
        }
    )  # fmt: skip
    hit = only(it, "In Kazachstan")
    assert (hit.start, hit.end, hit.derivation) == (3, 13, "listed")
    assert hit.renderings == ("Kazakhstan", "the Republic of Kazakhstan")
    assert (hit.forbidden, hit.policy, hit.status) == (("Kazakstan",), "prefer", "deprecated")
    assert (hit.type, hit.note, hit.case_sensitive) == ("place", "head", True)
    assert hit.fingerprint == it.glossary.concepts[0].fingerprint
    assert not hit.enforced
    form = only(it, "kazachstanen")
    assert form.renderings == ("Kazakhs", "Kazakhstanis")
    assert (form.status, form.note, form.case_sensitive) == ("preferred", "own", False)


@pytest.mark.parametrize(
    ("source", "renderings", "derivation"),
    [
        ("Poetin", ("Putin", "Vladimir Putin"), "listed"),
        ("Poetins", ("Putin’s", "Vladimir Putin’s", "Putin", "Vladimir Putin"), "possessive"),
        ("Poetin-fan", ("Putin", "Vladimir Putin", "Putin’s", "Vladimir Putin’s"), "compound"),
        ("pro-Poetins", ("Putin", "Vladimir Putin", "Putin’s", "Vladimir Putin’s"), "compound"),
    ],
)
def test_renderings_of_derived_forms(
    source: str, renderings: tuple[str, ...], derivation: str
) -> None:
    it = matcher(
        {"id": "p", "type": "person", "nl": "Poetin", "en": "Putin", "admitted": ["Vladimir Putin"]}
    )
    hit = only(it, source)
    assert (hit.renderings, hit.derivation) == (renderings, derivation)


@pytest.mark.parametrize(
    ("type_", "nl", "en", "source", "first"),
    [
        ("person", "Marx", "Marx", "Marx's", "Marx’s"),
        ("person", "Peters", "Peters", "Peters' huis", "Peters’s"),
        ("organisation", "Verenigde Naties", "United Nations", "Verenigde Naties' rol",
         "United Nations’"),
        ("demonym", "Fransman", "Frenchman", "Fransmans", "Frenchmen"),
        ("demonym", "Duitser", "German", "Duitsers", "Germans"),
        ("demonym", "Chinees", "Chinese", "Chinees's", "Chinese"),
        ("demonym", "Inca", "Inca", "Inca’s", "Incas"),
        ("demonym", "Noord-Koreaan", "North Korean", "Noord-Koreaans", "North Koreans"),
    ],
)  # fmt: skip
def test_english_follows(type_: str, nl: str, en: str, source: str, first: str) -> None:
    hit = only(matcher({"id": "a", "type": type_, "nl": nl, "en": en}), source)
    assert hit.renderings[0] == first
    assert en in hit.renderings


def test_a_common_noun_with_s_is_satisfied_by_its_plural_too() -> None:
    hit = only(matcher({"id": "a", "nl": "foto", "en": "photo"}), "de foto’s")
    assert hit.renderings == ("photo’s", "photo", "photos")


def test_forbid_bans_what_it_renders() -> None:
    hit = only(
        matcher({"id": "k", "nl": "Kiev", "en": "Kiev", "policy": "forbid", "forbidden": ["Kief"]}),
        "Kievs",
    )
    assert (hit.renderings, hit.forbidden) == ((), ("Kiev", "Kief"))


def test_keep_copies_the_source_with_its_capitals_and_apostrophes() -> None:
    it = matcher({"id": "k", "nl": "Foto's Nu", "policy": "keep", "case": "insensitive"})
    assert only(it, "Bij FOTO’S  nu dus").renderings == ("FOTO’S nu",)
    assert only(it, "Bij Foto's Nu dus").renderings == ("Foto's Nu",)


def test_a_form_of_one_concept_inside_another_of_it_is_no_conflict() -> None:
    it = matcher(
        {"id": "m", "nl": "Jan Mamai", "en": "Jan Mamai", "forms": [{"nl": "Mamai", "en": "Mamai"}]}
    )
    match = it.match("Jan Mamai")
    assert len(match.hits) == 1
    assert match.shadowed == ()


def test_a_slow_expression_is_stopped_reported_and_not_enforced() -> None:
    glossary = parse_glossary(
        "concepts:\n- id: a\n  nl: traag\n  en: slow\n"
        "  context:\n    exclude: ['x', '(?:a|aa)+$']\n",
        name="g.yaml",
    )
    source = "traag " + "a" * 5000 + "!"
    matcher_ = Matcher(glossary)
    matcher_.match("traag")  # loads what expressions need
    started = time.process_time()
    match = matcher_.match(source)
    rejected = match.rejected
    assert time.process_time() - started < 20 * CONTEXT_LIMIT_SECONDS
    assert match.hits == ()
    assert [one.reason for one in rejected] == ["context-timeout"]
    (warning,) = match.warnings
    assert warning.startswith("g.yaml:6:20: ")
    assert "50 ms" in warning


def test_a_forms_own_context_is_named_where_it_stands() -> None:
    glossary = parse_glossary(
        "concepts:\n- id: a\n  nl: zzz\n  en: z\n  forms:\n"
        "    - {nl: traag, en: slow, context: {require: ['(?:a|aa)+$']}}\n",
        name="g.yaml",
    )
    (warning,) = Matcher(glossary).match("traag " + "a" * 5000 + "!").warnings
    assert warning.startswith("g.yaml:6:49: ")


def test_pickles_without_its_automaton() -> None:
    it = matcher({"id": "t", "type": "person", "nl": "Tokajev", "en": "Tokayev"})
    fresh = len(pickle.dumps(it))
    before = it.match("Tokajevs").hits
    assert len(pickle.dumps(it)) < 2 * fresh
    again = pickle.loads(pickle.dumps(it))
    assert again.match("Tokajevs").hits == before


@pytest.mark.parametrize("source", ["", " ", "\n", "\u00ad", "\x00", "😀", "’", "\ud800"])
def test_odd_sources(source: str) -> None:
    it = matcher({"id": "t", "nl": "Tokajev", "en": "Tokayev"})
    assert it.match(source).hits == ()
    assert it.match(source + "Tokajev").hits[0].start == len(source)


def test_no_glossary() -> None:
    assert Matcher(EMPTY_GLOSSARY).match("Tokajev").hits == ()


def test_a_look_alike_is_latin_only_inside_a_latin_word() -> None:
    it = matcher({"id": "a", "nl": "Кот", "en": "cat"}, {"id": "b", "nl": "Kot", "en": "kot"})
    assert [hit.concept for hit in it.match("Кот en Kоt").hits] == ["a", "b"]


def test_long_hostile_text_takes_linear_time() -> None:
    it = matcher({"id": "a", "nl": "aa", "en": "x"}, {"id": "b", "nl": "é a", "en": "y"})

    def seconds(size: int) -> float:
        started = time.process_time()
        for text in ("a" * size, "e\u0301" * size, " " * size, "\u00ad" * size, "aй" * size):
            it.match(text)
        return time.process_time() - started

    seconds(1000)
    small, large = seconds(20_000), seconds(160_000)
    # Eight times the text; quadratic work would take sixty-four times as long.
    assert large < 32 * max(small, 0.02)


def test_a_mark_without_end_is_read_in_pieces() -> None:
    it = matcher({"id": "a", "nl": "Tokajev", "en": "Tokayev"})
    noise = "\u0315\u0300" * 50_000
    started = time.process_time()
    assert it.match("x" + noise + " Tokajev").hits[0].source == "Tokajev"
    assert time.process_time() - started < 5
