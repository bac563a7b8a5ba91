"""The matcher against a slow and obvious one, and its indifference to how a text is encoded."""

from __future__ import annotations

import json
import re
import unicodedata
from typing import TYPE_CHECKING

from hypothesis import assume, example, given
from hypothesis import strategies as st

from workbench.errors import GlossaryError, GlossaryErrors
from workbench.glossary import Matcher, find_renderings, parse_glossary, verify
from workbench.glossary.surface import surface

if TYPE_CHECKING:
    from collections.abc import Callable

NAMES = st.builds(
    lambda first, rest: first + rest,
    st.sampled_from("ABÉ"),
    st.text(alphabet="abésx", max_size=3),
)
FORMS = st.lists(NAMES, min_size=1, max_size=2).map(" ".join) | st.tuples(NAMES, NAMES).map(
    "-".join
)
GLUE = st.sampled_from([" ", " ", "-", "s ", "’s ", "'s", ". ", ", ", "", "_", " „", "é", "1"])


@st.composite
def glossaries(draw: st.DrawFn) -> list[tuple[str, bool, int]]:
    """Forms, each a concept: (form, demonym, priority); equal forms differ in priority."""
    forms = draw(st.lists(FORMS, min_size=1, max_size=6, unique=True))
    return [(form, draw(st.booleans()), draw(st.integers(-1, 1))) for form in forms]


@st.composite
def sources(draw: st.DrawFn, forms: list[str]) -> str:
    pieces = draw(st.lists(st.sampled_from(forms) | NAMES | GLUE, max_size=8))
    return "".join(pieces + draw(st.lists(st.sampled_from(forms), max_size=1)))


def naive(glossary: list[tuple[str, bool, int]], source: str) -> list[tuple[int, int, int]]:
    """Return (start, end, number of the form), found one form and one place at a time."""
    text = source.replace("’", "'")
    candidates = []
    for number, (form, demonym, priority) in enumerate(glossary):
        # Every form is a name, so a bare s is allowed except after a sibilant.
        bare = "" if form[-1] in "sxz" else "|s"
        pattern = re.compile(rf"(?<!\w)(?<!\w'){re.escape(form)}(?P<tail>'s{bare}|)(?!\w)")
        for start in range(len(text)):
            if found := pattern.match(text, start):
                derived = found.group("tail") != ""
                key = (start, -found.end(), derived, -priority, number)
                candidates.append(key)
                assert demonym in {True, False}
    chosen: list[tuple[int, int, int]] = []
    for start, minus_end, _, _, number in sorted(candidates):
        if all(start >= end for _, end, _ in chosen):
            chosen.append((start, -minus_end, number))
    return chosen


@given(st.data())
def test_agrees_with_a_naive_matcher(data: st.DataObject) -> None:
    glossary = data.draw(glossaries())
    source = data.draw(sources([form for form, _, _ in glossary]))
    # Whether a bare apostrophe after a sibilant owns or closes has its own table of cases.
    assume(not re.search(r"[sxz]['’](?!s)", source))
    concepts = [
        {
            "id": str(number),
            "type": "demonym" if demonym else "person",
            "nl": form,
            "en": "x",
            "priority": priority,
        }
        for number, (form, demonym, priority) in enumerate(glossary)
    ]
    match = Matcher(parse_glossary(json.dumps({"concepts": concepts}), name="g.yaml")).match(source)
    found = [(hit.start, hit.end, int(hit.concept)) for hit in match.hits]
    assert found == naive(glossary, source)


@given(
    st.lists(FORMS, min_size=1, max_size=5, unique=True), st.text(alphabet="ab .,-é", max_size=9)
)
def test_finds_every_form_at_the_very_end(forms: list[str], before: str) -> None:
    concepts = [{"id": str(n), "nl": form, "en": "x"} for n, form in enumerate(forms)]
    matcher = Matcher(parse_glossary(json.dumps({"concepts": concepts}), name="g.yaml"))
    for form in forms:
        last = matcher.match(f"{before} {form}").hits[-1]
        assert last.end == len(before) + 1 + len(form)


NOISE: dict[str, Callable[[str], str]] = {
    "decomposed": lambda text: unicodedata.normalize("NFD", text),
    "curly": lambda text: text.replace("'", "’"),
    "no-break": lambda text: text.replace(" ", "\u00a0"),
    "wide": lambda text: text.replace(" ", " \t\u2009 "),
    "soft hyphens": lambda text: re.sub(r"(?<=\w)(?=\w)", "\u00ad", text),
    "zero width": lambda text: re.sub(r"(?<=\w)(?=\w)", "\u200b", text),
    "hyphens": lambda text: text.replace("-", "‑"),
    "look-alikes": lambda text: re.sub("(?<=A)a|(?<=B)a", "а", text),
}


@given(st.data(), st.lists(st.sampled_from(sorted(NOISE)), max_size=4, unique=True))
def test_the_encoding_of_a_text_makes_no_difference(data: st.DataObject, noise: list[str]) -> None:
    forms = data.draw(st.lists(FORMS, min_size=1, max_size=4, unique=True))
    source = data.draw(sources(forms)).replace("’", "'")
    concepts = [{"id": str(n), "nl": form, "en": "x"} for n, form in enumerate(forms)]
    matcher = Matcher(parse_glossary(json.dumps({"concepts": concepts}), name="g.yaml"))
    noisy = source
    for name in noise:
        noisy = NOISE[name](noisy)
    clean_hits = matcher.match(source).hits
    noisy_hits = matcher.match(noisy).hits
    assert [hit.concept for hit in noisy_hits] == [hit.concept for hit in clean_hits]
    for clean, found in zip(clean_hits, noisy_hits, strict=True):
        assert noisy[found.start : found.end] == found.source
        assert surface(found.source).text == surface(clean.source).text


TEXTS = st.text(
    alphabet=st.sampled_from("aÉé \u0301\u0308\u00ad\u200b\u00a0\n’'-‑Аоİ\ud800ﬁ😀\u0315xK")
    | st.characters(),
    max_size=24,
)


@given(TEXTS)
@example("a\u0301\u0315\u0300b  c")
@example(" \u00ad\u0301 ")
def test_a_surface_leads_back_to_the_text(raw: str) -> None:
    it = surface(raw)
    assert len(it.text) == len(it.folded)
    again = surface(it.text)
    assert surface(again.text).text == again.text
    reached = 0
    for at in range(len(it.text)):
        start, end = it.span(at, at + 1)
        assert 0 <= start < end <= len(raw)
        assert start >= reached or it.span(at - 1, at) == (start, end)
        reached = start
    if it.text:
        start, end = it.span(0, len(it.text))
        assert surface(raw[start:end]).text.strip() == it.text.strip()


@given(st.lists(NAMES, min_size=1, max_size=4), TEXTS, st.booleans())
def test_renderings_are_whole_words(words: list[str], noise: str, sensitive: bool) -> None:
    target = noise.join(words)
    for start, end in find_renderings(target, words[0], case_sensitive=sensitive):
        assert words[0].lower() in surface(target[start:end]).folded
        assert not (start and target[start - 1].isalnum())
        assert end == len(target) or not target[end].isalnum()


@given(st.data())
def test_verification_is_consistent(data: st.DataObject) -> None:
    forms = data.draw(st.lists(FORMS, min_size=1, max_size=4, unique=True))
    concepts = [{"id": str(n), "nl": form, "en": form} for n, form in enumerate(forms)]
    matcher = Matcher(parse_glossary(json.dumps({"concepts": concepts}), name="g.yaml"))
    hits = matcher.match(data.draw(sources(forms))).hits
    target = data.draw(sources(forms))
    result = verify(target, hits)
    taken: set[int] = set()
    for placement, satisfied in zip(result.placements, result.satisfied, strict=True):
        if placement:
            span = set(range(placement.start, placement.end))
            assert satisfied
            assert not taken & span, "no slice of a target counts twice"
            assert target[placement.start : placement.end] == placement.text
            taken |= span
    assert result.missing == tuple(n for n, ok in enumerate(result.satisfied) if not ok)
    for over in result.over_generated:
        assert over.found - over.mentions == len(over.spans) > 0


def problems(text: str) -> list[GlossaryError]:
    try:
        parse_glossary(text, name="g.yaml")
    except GlossaryErrors as error:
        return error.problems
    return []


@given(st.text(max_size=60) | st.text(alphabet="concepts:- {}[]id\n,nl\"'&*!?|>#@%\t", max_size=60))
def test_any_text_is_a_glossary_or_has_problems(text: str) -> None:
    found = problems(text)
    assert all(problem.hint and "\n" not in str(problem) for problem in found)


VALID = (
    "version: 1\nconcepts:\n  - id: ab\n    nl: Ab\n    en: Cd\n"
    "    forms: [{nl: Abe, en: Cde, case: insensitive}]\n"
    '    context: {require: ["a+"]}\n    priority: 2\n'
)


@given(st.integers(0, len(VALID)), st.integers(0, 4), st.text(max_size=4))
def test_a_damaged_glossary_is_refused_or_read(at: int, length: int, put: str) -> None:
    text = VALID[:at] + put + VALID[at + length :]
    found = problems(text)
    assert all(str(problem).startswith("g.yaml:") for problem in found)
    if not found:
        Matcher(parse_glossary(text, name="g.yaml")).match("Ab abe a")
