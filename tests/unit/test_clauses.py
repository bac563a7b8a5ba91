from __future__ import annotations

import re
import time

import pytest

from workbench.text.clauses import fit_clause, split_clauses


def by_words(text: str) -> int:
    return len(text.split())


def by_fours(text: str) -> int:
    """Like subword pieces: one for every four characters of each word."""
    return sum(-(-len(word) // 4) for word in text.split())


def pieces(source: str, limit: int) -> list[str]:
    return [source[start:end] for start, end in split_clauses(source, by_words, limit=limit)]


def test_a_short_source_is_one_piece() -> None:
    assert split_clauses("  Hij kwam.\n", by_words, limit=110) == [(2, 11)]
    assert split_clauses(" \n ", by_words, limit=110) == []
    assert split_clauses("", by_words, limit=110) == []


def test_clause_marks_are_preferred() -> None:
    source = "De man kwam gisteren laat binnen; de vrouw ging snel weg en zei niets"
    assert pieces(source, 10) == [
        "De man kwam gisteren laat binnen;",
        "de vrouw ging snel weg en zei niets",
    ]
    source = "De man die kwam ging weer weg, terwijl de vrouw die bleef niets meer zei"
    assert pieces(source, 12) == [
        "De man die kwam ging weer weg,",
        "terwijl de vrouw die bleef niets meer zei",
    ]
    source = "De grote man kwam gisteren laat binnen maar de kleine vrouw ging snel weg"
    assert pieces(source, 10)[1].startswith("maar")


def test_commas_inside_numbers_are_no_borders() -> None:
    source = "aan 4,8 miljoen mensen " * 6
    assert all(piece.startswith("aan") or "4,8" in piece for piece in pieces(source, 7))
    assert " ".join(pieces(source, 7)) == source.strip()


def test_pieces_are_about_equal() -> None:
    lengths = [by_words(piece) for piece in pieces("woord " * 230, 110)]
    assert sum(lengths) == 230
    assert max(lengths) - min(lengths) <= 2


@pytest.mark.parametrize("limit", [1, 7, 110])
def test_a_sentence_of_five_thousand_words(limit: int) -> None:
    source = " ".join(f"woord{number}{',' if number % 9 == 0 else ''}" for number in range(5_000))
    spans = split_clauses(source, by_words, limit=limit)
    assert all(by_words(source[start:end]) <= limit for start, end in spans)
    assert [source[start:end] for start, end in spans] == " ".join(
        source[start:end] for start, end in spans
    ).split(" ") or limit > 1
    assert " ".join(source[start:end] for start, end in spans) == source
    # Not many more pieces than needed.
    assert len(spans) <= 1.6 * 5_000 / limit + 1


def test_a_monstrous_word_is_cut() -> None:
    source = "a " + "x" * 10_000 + " b"
    spans = split_clauses(source, by_fours, limit=50)
    assert all(by_fours(source[start:end]) <= 50 for start, end in spans)
    assert "".join(source[start:end] for start, end in spans).replace(" ", "") == source.replace(
        " ", ""
    )


def test_characters_longer_than_the_limit_are_pieces_of_their_own() -> None:
    assert split_clauses("ﷺﷺ", lambda text: 18 * len(text), limit=10) == [(0, 1), (1, 2)]


def test_a_tokenizer_that_is_not_additive_is_verified() -> None:
    def together(text: str) -> int:
        return len(text)  # white space counts, too

    source = "ab cd ef gh ij kl mn op"
    spans = split_clauses(source, together, limit=6)
    assert all(end - start <= 6 for start, end in spans)
    assert " ".join(source[start:end] for start, end in spans) == source


@pytest.mark.parametrize("unit", ["x", "woord ", "één, ", "x" * 47 + " "])
def test_time_is_linear(unit: str) -> None:
    def seconds(characters: int) -> float:
        source = unit * (characters // len(unit))
        start = time.process_time()
        split_clauses(source, by_fours, limit=110)
        return time.process_time() - start

    seconds(5_000)
    # The better of three: garbage of the tests before may be collected in one of them.
    longer = min(seconds(200_000) for _ in range(3))
    assert longer < 40 * max(seconds(20_000), 0.005)


@pytest.mark.parametrize(
    ("source", "targets", "expected"),
    [
        ("Hij kwam en zij ging.", ["He came.", "And she went."], "He came and she went."),
        ("Hij kwam, dat Tokajev ging.", ["He came,", "Tokayev went."], "He came, Tokayev went."),
        ("Hij kwam; de rest ging.", ["He came.", "The rest went."], "He came; the rest went."),
        ("Hij kwam, de rest ging.", ["He came", "the rest went."], "He came, the rest went."),
        ("Hij zei ‘kom’, de rest ging.", ["He said ‘come.’", "But."], "He said ‘come,’ but."),
        ("Hij kwam. De rest ging.", ["He came.", "The rest went."], "He came. The rest went."),
        ("Hij kwam, ik ging.", ["He came,", "I went."], "He came, I went."),
        ("Hij kwam\u00a0en weg.", ["He came", "and gone."], "He came\u00a0and gone."),
        ("Hij kwam en ging.", ["", "And went."], "and went."),
        ("Hij kwam... en ging.", ["He came...", "and went."], "He came... and went."),
    ],
)
def test_joining(source: str, targets: list[str], expected: str) -> None:
    border = re.search(r"(?<=[;.,]) | (?=en|dat)|\u00a0|$", source)
    assert border is not None
    spans = [(0, border.start()), (border.end(), len(source))]
    fitted = [
        fit_clause(target, source[start:end], first=not n, last=n == 1)
        for n, (target, (start, end)) in enumerate(zip(targets, spans, strict=True))
    ]
    assert source[border.start() : border.end()].join(fitted).strip() == expected
