"""Every term figure against a case computed by hand."""

from __future__ import annotations

import pytest

from workbench.evaluate.edit_rate import term_edit_rate
from workbench.evaluate.terms import TermLine, TermScores, term_scores
from workbench.evaluate.windows import window_overlap
from workbench.glossary import Matcher, parse_glossary
from workbench.glossary.occurrences import RenderingIndex

GLOSSARY = parse_glossary(
    """
version: 1
concepts:
  - id: kazakhstan
    type: place
    nl: Kazachstan
    en: Kazakhstan
    admitted: [the Republic of Kazakhstan]
    forbidden: [Kazachstan]
    forms:
      - {nl: Kazachen, en: Kazakhs, admitted: [Kazakhstanis]}
  - {id: mazhilis, type: organisation, nl: Mazjilis, en: the Mazhilis, admitted: [the lower house]}
  - id: tokayev
    type: person
    nl: Kasym-Zjomart Tokajev
    en: Kassym-Jomart Tokayev
    forms: [{nl: Tokajev, en: Tokayev}]
""",
    name="test",
)


def scores(*lines: TermLine) -> TermScores:
    return term_scores(lines, GLOSSARY)


def line(source: str, target: str, reference: str | None = None, document: str = "") -> TermLine:
    return TermLine(source=source, target=target, reference=reference, document=document)


def test_recall_of_mentions_and_segments() -> None:
    found = scores(
        line("Kazachstan groeit.", "Kazakhstan is growing."),
        # two mentions, one rendering: both are rendered, one has a rendering of its own
        line("Kazachstan is Kazachstan.", "Kazakhstan is itself."),
        line("Tokajev sprak in de Mazjilis.", "Tokayev spoke in parliament."),
        line("Niets.", "Nothing."),
    )
    assert (found.segments, found.term_segments, found.mentions) == (4, 3, 5)
    assert found.exact_match == pytest.approx(3 / 5)
    assert found.mention_recall == pytest.approx(4 / 5)
    assert found.recall == pytest.approx(2 / 3)


def test_more_renderings_than_mentions_is_no_recall() -> None:
    found = scores(line("Kazachstan groeit.", "Kazakhstan, Kazakhstan is growing."))
    assert found.mention_recall == 1
    assert found.recall == 0
    assert (found.duplicated, found.leaked, found.renderings) == (1, 0, 2)
    assert found.over_generation == pytest.approx(1 / 2)


def test_a_rendering_without_its_term_leaks() -> None:
    found = scores(
        line("Het land groeit.", "Kazakhstan is growing."),
        line("Tokajev kwam.", "Tokayev came."),
    )
    assert (found.duplicated, found.leaked, found.renderings) == (0, 1, 2)
    assert found.over_generation == pytest.approx(1 / 2)


def test_a_surname_for_a_full_name_does_not_leak() -> None:
    found = scores(line("Kasym-Zjomart Tokajev kwam.", "Tokayev came."))
    assert (found.duplicated, found.leaked) == (0, 0)
    found = scores(line("Tokajev kwam.", "Kassym-Jomart Tokayev came."))
    assert (found.duplicated, found.leaked) == (0, 0)


def test_renderings_of_one_form_are_one_pool() -> None:
    found = scores(line("De Kazachen kwamen.", "The Kazakhs came, Kazakhstanis all."))
    assert (found.duplicated, found.leaked) == (1, 0)


def test_consistency_within_documents() -> None:
    found = scores(
        line("De Mazjilis sprak.", "The Mazhilis spoke.", document="a"),
        line("De Mazjilis zweeg.", "The Mazhilis was silent.", document="a"),
        line("De Mazjilis stemde.", "The lower house voted.", document="a"),
        # the only mention in its document: nothing to be consistent with
        line("De Mazjilis at.", "The lower house ate.", document="b"),
        # mentioned twice in c, rendered once: a rendering of nothing is no rendering
        line("Tokajev kwam.", "Tokayev came.", document="c"),
        line("Tokajev ging.", "He left.", document="c"),
    )
    assert found.consistent == (3, 5)
    assert found.consistency == pytest.approx(3 / 5)


def test_forbidden_renderings_with_and_without_their_term() -> None:
    found = scores(
        line("Kazachstan groeit.", "Kazachstan is growing."),
        line("Het land groeit.", "Kazachstan is growing."),
        line("Kazachstan groeit.", "Kazakhstan is growing."),
    )
    assert (found.forbidden, found.forbidden_segments) == (2, 2)
    assert found.forbidden_rate == pytest.approx(2 / 3)


def test_nothing_to_count_is_no_figure() -> None:
    found = scores(line("Niets.", "Nothing.", "Nothing."))
    assert found.exact_match is found.recall is found.consistency is found.over_generation is None
    assert found.windows == (None, None)
    assert found.one_minus_term == 1


def test_window_overlap_by_hand() -> None:
    #            .    .    [term]  .   .          .     .   [term]    .     .
    reference = "He said Tokayev was wrong, and that is all."
    target = "He says Tokayev was right, I believe."
    terms = [([(8, 15)], [(8, 15)])]
    # he said | was wrong against he says | was right
    assert window_overlap(target, reference, terms, size=2) == pytest.approx(2 / 4)
    # he said | was wrong and against he says | was right i
    assert window_overlap(target, reference, terms, size=3) == pytest.approx(2 / 5)


def test_window_overlap_pairs_the_most_similar_first_and_averages() -> None:
    reference = "old Tokayev came. new Tokayev went."
    target = "new Tokayev went. old Tokayev stayed."
    spans = ([(4, 11), (22, 29)], [(4, 11), (22, 29)])
    # second of the reference with the first of the target: {came new | went} against {new | went}
    # at one word: 'new','went' = 2/2; 'old','came' against 'old','stayed' = 1/2
    assert window_overlap(target, reference, [spans], size=1) == pytest.approx(3 / 4)
    assert window_overlap("", reference, [([], [(4, 11)])], size=1) == 0


def test_windows_average_over_the_segments_with_a_term() -> None:
    found = scores(
        line("Tokajev kwam.", "Tokayev came.", "Tokayev came."),
        line("Tokajev ging.", "He left.", "Tokayev left."),
        line("Hij at.", "He ate.", "He ate."),
    )
    assert list(found.windows) == pytest.approx([1 / 2, 1 / 2])


@pytest.mark.parametrize(
    ("hypothesis", "terms", "cost"),
    [
        ("tokayev came home", set(), 0),
        ("he came home", {0}, 2),  # the term is replaced
        ("he came home", set(), 1),
        ("came home", {0}, 2),  # the term is lost
        ("tokayev went home", {0}, 1),  # another word is replaced
        ("tokayev came home late", {0}, 1),  # a word too much
        ("came home tokayev", {0}, 1),  # the term is moved
        ("", {0}, 4),
    ],
)
def test_edits_of_terms_cost_double(hypothesis: str, terms: set[int], cost: int) -> None:
    rate = term_edit_rate(hypothesis.split(), ["tokayev", "came", "home"], terms)
    assert rate == pytest.approx(cost / 3)


def test_without_terms_the_rate_is_sacrebleus() -> None:
    from sacrebleu.metrics.ter import TER

    hypothesis = "the cat on the mat sat and looked at all of the dogs"
    reference = "on the mat sat the black cat and looked at the dogs"
    expected = TER().sentence_score(hypothesis, [reference]).score / 100
    assert term_edit_rate(hypothesis.split(), reference.split(), ()) == pytest.approx(expected)


def test_one_minus_term_by_hand() -> None:
    found = scores(
        # one word of five, the term: cost 2
        line("Tokajev ging naar huis.", "He went to his house.", "Tokayev went to his house."),
        line("Hij at.", "He ate.", "He ate."),
    )
    assert found.one_minus_term == pytest.approx(1 - (2 / 5 + 0) / 2)


def test_the_signature_names_the_glossary_and_the_way_of_counting() -> None:
    signature = scores(line("Niets.", "Nothing.")).signature
    assert signature.startswith(f"terms:mentions|glossary:{GLOSSARY.sha256[:12]}|concepts:3|")
    assert "windows:2,3" in signature
    assert "termcost:2" in signature


def test_what_enforcement_adds_is_what_free_decoding_lacks() -> None:
    index = RenderingIndex(GLOSSARY)
    source = "Tokajev kwam naar Kazachstan."
    hits = Matcher(GLOSSARY).match(source).hits
    free = index.surplus("He came to Kazakhstan, Kazakhstan.", hits, source=source)
    draft = index.surplus(
        "Tokayev came to Kazakhstan, Kazakhstan; the Mazhilis sat.", hits, source=source
    )
    more = draft.beyond(free)
    assert more.total == 1
    assert list(more.leaked) == ["mazhilis"]
    assert not more.duplicated


def test_a_form_inside_a_longer_word_is_no_leak() -> None:
    found = scores(line("De Mazjilisverkiezing was gisteren.", "The Mazhilis vote was yesterday."))
    assert (found.mentions, found.leaked, found.duplicated) == (0, 0, 0)
    found = scores(line("De verkiezing was gisteren.", "The Mazhilis vote was yesterday."))
    assert found.leaked == 1


def test_a_rendering_that_the_dutch_itself_holds_is_no_leak() -> None:
    found = scores(line("Hij las Kazakhstan Today.", "He read Kazakhstan Today."))
    assert (found.leaked, found.duplicated, found.renderings) == (0, 0, 1)
    found = scores(line("Hij las Kazakhstan Today.", "In Kazakhstan he read Kazakhstan Today."))
    assert (found.leaked, found.duplicated) == (0, 1)


def test_a_rendering_leaks_where_the_decoder_looked_at_a_term() -> None:
    index = RenderingIndex(GLOSSARY)
    target = "Kazakhstan and Kazakhstan grew."
    # the first stands for another word, the second was written while looking at a term
    shares = {(0, 10): 0.2, (15, 25): 0.7}
    assert index.standing_for(target, "kazakhstan", attention=lambda *span: shares[span]) == 1
    assert index.standing_for(target, "mazhilis", attention=lambda *_: 1.0) == 0


def test_all_spellings_of_a_rendering_are_found() -> None:
    glossary = parse_glossary(
        "version: 1\nconcepts:\n  - {id: x, nl: minister van Buitenlandse Zaken, "
        "en: Secretary of State, admitted: [secretary of state]}\n",
        name="x",
    )
    index = RenderingIndex(glossary)
    for target in ("the secretary of state", "the Secretary of State", "the secretary of State"):
        assert len(index.find(target)) == 1


@pytest.mark.parametrize(
    ("target", "pools"),
    [
        ("In KAZAKHSTAN and kazakhstan", ["kazakhstan"]),  # all capitals count, none do not
        ("Kazakhstan’s Tokayev", ["kazakhstan", "kassym-jomart tokayev"]),
        ("The Republic of Kazakhstan", ["kazakhstan"]),
        ("Kazakhstanish", []),
    ],
)
def test_renderings_found(target: str, pools: list[str]) -> None:
    found = [pool for _, _, pool in RenderingIndex(GLOSSARY).find(target)]
    assert len(found) == len(pools)
    leaders = {"kazakhstan": "kazakhstan", "tokayev": "kassym-jomart tokayev"}
    assert [leaders.get(pool, pool) in pools or pool in pools for pool in found] == [True] * len(
        pools
    )
