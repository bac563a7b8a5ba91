"""Segmentation: the policy, the traps, the articles, and texts nobody would write."""

from __future__ import annotations

import itertools
import json
import resource
import time
import tomllib
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.golden import CASES, golden
from workbench.text.lexicon import dutch
from workbench.text.segment import looks_hard_wrapped, segment_text

if TYPE_CHECKING:
    from collections.abc import Iterator

ARTICLES = json.loads((CASES / "segmentation_articles.json").read_text(encoding="utf-8"))[
    "articles"
]


def sources(text: str, **options: bool) -> list[str]:
    return [segment.source for segment in segment_text(text, **options)]


@pytest.mark.parametrize("case", golden("segmentation_traps"))
def test_trap(case: dict[str, Any]) -> None:
    assert sources(case["nl"]) == case["segments"]


@pytest.mark.parametrize("case", golden("segmentation_kinds"))
def test_kind(case: dict[str, Any]) -> None:
    assert [segment.kind for segment in segment_text(case["nl"])] == case["kinds"]


@pytest.mark.parametrize("name", sorted(ARTICLES))
def test_article_of_our_own_segmentation(name: str, repo_root: Path) -> None:
    text = (repo_root / "seeds" / name).read_bytes().decode("utf-8")
    assert [segment.start for segment in segment_text(text)] == ARTICLES[name]["starts"]


@pytest.mark.parametrize("name", ["003", "004"])
def test_article_with_a_reference(name: str, repo_root: Path, shared_dir: Path) -> None:
    (path,) = (repo_root / "seeds").glob(f"{name}_*.txt")
    reference = (shared_dir / "eval" / f"{name}.nl").read_text(encoding="utf-8").splitlines()
    units = (shared_dir / "eval" / f"{name}.para").read_text(encoding="utf-8").split()
    segments = list(segment_text(path.read_bytes().decode("utf-8")))
    assert [segment.source for segment in segments] == reference
    assert [segment.unit for segment in segments] == [int(unit) for unit in units]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Een.\nTwee.", ["Een.", "Twee."]),
        ("Een.\r\n\r\nTwee.\r\n", ["Een.", "Twee."]),
        ("Een.\rTwee.", ["Een.", "Twee."]),
        ("Een.\u2028Twee.\u2029Drie.", ["Een.", "Twee.", "Drie."]),
        ("Een.\x0bTwee.\x0cDrie.\x85Vier.", ["Een.", "Twee.", "Drie.", "Vier."]),
        ("  Een.\t\n \t \n\u00a0Twee.\u2003", ["Een.", "Twee."]),
        ("Hij ging.\u00a0Zij bleef.\u2009Wij ook.", ["Hij ging.", "Zij bleef.", "Wij ook."]),
        ("Kop zonder punt\nDe tekst", ["Kop zonder punt", "De tekst"]),
        ("\ufeffHij ging. Zij bleef.", ["\ufeffHij ging.", "Zij bleef."]),
        ("Hij\0ging.\0 Zij bleef.", ["Hij\0ging.\0 Zij bleef."]),
        ("", []),
        (" \n\t\r\n", []),
    ],
)
def test_lines_and_white_space(text: str, expected: list[str]) -> None:
    assert sources(text) == expected


def test_units_and_numbers() -> None:
    segments = list(segment_text("Kop\n\nEen. Twee.\n\nFoto ANP\n"))
    assert [(s.number, s.unit, s.segment) for s in segments] == [
        (0, 0, 0),
        (1, 1, 0),
        (2, 1, 1),
        (3, 2, 0),
    ]
    assert [(s.start, s.end) for s in segments] == [(0, 3), (5, 9), (10, 15), (17, 25)]


WRAPPED = """De rechtbank in Den Haag heeft de verdachte dinsdag
veroordeeld tot acht jaar cel. Volgens mr. J.
Jansen gaat hij in beroep. „Ik ben onschuldig”,
zei hij.

Een tweede alinea begint hier en loopt ook over
meer dan een regel door, zoals dat in oude
bestanden gaat.
"""


def test_unwrap_makes_the_paragraph_the_unit() -> None:
    segments = list(segment_text(WRAPPED, unwrap=True))
    assert [(s.unit, s.source.split()[0], s.source.split()[-1]) for s in segments] == [
        (0, "De", "cel."),
        (0, "Volgens", "beroep."),
        (0, "„Ik", "hij."),
        (1, "Een", "gaat."),
    ]
    assert "mr. J.\nJansen" in segments[1].source


def test_unwrap_keeps_items_of_a_list_apart() -> None:
    text = "Neem mee:\n- een pet die tegen\nde zon helpt\n- water\n\nEinde."
    assert sources(text, unwrap=True) == [
        "Neem mee:",
        "- een pet die tegen\nde zon helpt",
        "- water",
        "Einde.",
    ]


def test_hard_wrapped_text_is_seen() -> None:
    assert looks_hard_wrapped(WRAPPED)
    assert looks_hard_wrapped(WRAPPED.replace("\n", "\r\n"))


def test_articles_are_not_hard_wrapped(repo_root: Path) -> None:
    for path in (repo_root / "seeds").glob("*.txt"):
        assert not looks_hard_wrapped(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Een korte regel\nen nog een",
        "Melk\nbrood\nkaas\nboter\neieren\n",
        "\n".join(["Dit is een hele zin die op een regel van zichzelf staat en klaar is."] * 9),
    ],
)
def test_what_is_not_hard_wrapped(text: str) -> None:
    assert not looks_hard_wrapped(text)


def test_explain_names_rules_made_and_refused() -> None:
    first, second, third = segment_text(
        "Mr. Jansen gaat o.a. naar No. 25. Zij bleef. Foto ANP", explain=True
    )
    assert [reason.split(" ")[0] for reason in first.why] == ["refused"] * 3 + ["made"]
    assert "before a name" in first.why[0]
    assert "small letter" in first.why[1]
    assert "before a number" in first.why[2]
    assert second.why[-1].startswith("made")
    assert third.why == ("one segment: credit at the end of a line",)
    assert all(segment.why == () for segment in segment_text("Een. Twee."))


def test_lexicon_lists_do_not_overlap() -> None:
    words = dutch()
    lists = {name: getattr(words, name) for name in ("name", "number", "inner", "ends", "may")}
    for (one, first), (other, second) in itertools.combinations(lists.items(), 2):
        assert not first & second, (one, other)
    assert not words.openers & words.particles
    assert not words.ordinary & set().union(*lists.values())


def test_lexicon_holds_no_word_twice() -> None:
    path = Path(__file__).parents[2] / "workbench/text/data/nl.toml"
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    for section in ("abbreviations", "words", "openers"):
        for name, value in raw[section].items():
            listed = value.split() if isinstance(value, str) else value
            twice = [word for word, times in Counter(listed).items() if times > 1]
            assert not twice, (section, name)


def test_segments_come_lazily() -> None:
    segments: Iterator[Any] = segment_text("Hij ging weg. " * 500_000)
    begun = time.process_time()
    assert next(segments).source == "Hij ging weg."
    assert time.process_time() - begun < 1


HOSTILE = {
    "no stop": "woord ",
    "dots": ".",
    "dots and letters": "." * 1000 + "a",
    "initials": "A. ",
    "titles": "dr. Jan ",
    "open quotes": '"a ',
    "open brackets": "(a. B ",
    "spaces": "  ",
    "closing quotes": "”",
    "openers": "a. „„„„",
    "quotations without an end": "a ‘b. C ",
    "NUL": "\0. A",
    "credit words": "Foto ",
    "hyphens": "Foto A-A-A-A-A-A-A-A-A-A-A-A-A-A-A-A-A-A-A-A-A-A-A-A-A-A-A-A-A-a!\n",
    "slashes": "Foto A / B / C / D / E / F / G / H / I / J / K / L / M / N / O / P!\n",
    "ages": "A A A A A A A A A A A A A A A A A A A A A A A A A A A (4) !\n",
}


@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE.keys())
def test_time_grows_with_the_text_only(piece: str) -> None:
    def seconds(size: int) -> float:
        text = piece * (size // len(piece))
        begun = time.process_time()
        at = 0
        for segment in segment_text(text):
            assert not text[at : segment.start].strip()
            at = segment.end
        assert not text[at:].strip()
        return time.process_time() - begun

    seconds(1000)
    small = seconds(20_000)
    # Eight times the text: 8 when linear, 64 when quadratic; the constant covers a noisy clock.
    assert seconds(160_000) < 24 * small + 0.3


@pytest.mark.slow
def test_fifty_megabytes_in_one_line() -> None:
    sentence = "De rechtbank in Den Haag (ZH) veroordeelde mr. J. Jansen tot 4,5 jaar cel. "
    text = sentence * (50_000_000 // len(sentence))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    count = sum(1 for _ in itertools.islice(segment_text(text), 20_000))
    assert count == 20_000
    # KiB on Linux: nothing near another copy of the line.
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20_000


def test_sentence_of_five_thousand_words() -> None:
    text = "Hij zei, " + "en toen zei o.a. mr. Jansen, " * 900 + "niets. Daarna zweeg hij."
    assert [len(source.split()) for source in sources(text)] == [len(text.split()) - 3, 3]
