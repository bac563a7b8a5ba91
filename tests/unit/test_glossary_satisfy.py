"""What counts as a rendering, and which hit it belongs to."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from workbench.glossary import Matcher, find_renderings, parse_glossary, verify
from workbench.glossary.satisfy import rendering_key
from workbench.model import TermHit

CASES = Path(__file__).resolve().parent.parent / "cases" / "matching_target.json"


def golden() -> list[Any]:
    return [
        pytest.param(
            case,
            id=case["label"],
            marks=[pytest.mark.xfail(strict=True)] if case["expect"] == "fail" else [],
        )
        for case in json.loads(CASES.read_text(encoding="utf-8"))
    ]


@pytest.mark.parametrize("case", golden())
def test_golden_cases(case: dict[str, Any]) -> None:
    glossary = parse_glossary(json.dumps({"concepts": case["glossary"]}), name="g.yaml")
    hits = Matcher(glossary).match(case["nl"]).hits
    result = verify(case["en"], hits)
    assert [place and place.text for place in result.placements] == case["placed"]
    assert list(result.missing) == case["missing"]
    for place in result.placements:
        if place:
            assert case["en"][place.start : place.end] == place.text
    if "over" in case:
        over = [[one.rendering, one.found, one.mentions] for one in result.over_generated]
        assert over == case["over"]
    if "forbidden" in case:
        assert [use.text for use in result.forbidden] == case["forbidden"]
        assert all(case["en"][use.start : use.end] == use.text for use in result.forbidden)


@pytest.mark.parametrize(
    ("target", "rendering", "expected"),
    [
        ("Putin, putin, PUTIN, Putins, xPutin", "Putin", ["Putin", "PUTIN"]),
        ("Putin’s Putin's Putin’ Putin-era pro-Putin", "Putin",
         ["Putin’s", "Putin's", "Putin", "Putin", "Putin"]),
        ("Marx’ work, ‘Marx’ said, Marx’s", "Marx", ["Marx’", "Marx", "Marx’s"]),
        ("The Hague, the Hague, Hague, The Hague’s", "The Hague",
         ["The Hague", "the Hague", "Hague", "The Hague’s"]),
        ("Bathe Hague", "The Hague", ["Hague"]),
        ("the Mazhilis", "Mazhilis", ["Mazhilis"]),
        ("Putin", "Putin’s", ["Putin"]),
        ("O'Neill, 'Neill'", "Neill", ["Neill"]),
        ("lower house, Lower House, Lower house, lower House, LOWER HOUSE", "lower house",
         ["lower house", "Lower House", "Lower house", "lower House", "LOWER HOUSE"]),
        ("van der Burg, Van der Burg, VAN DER BURG, van Der burg", "van der Burg",
         ["van der Burg", "Van der Burg", "VAN DER BURG"]),
        ("Ulan-Ude’s", "Ulan-Ude", ["Ulan-Ude’s"]),
        ("Zuid\u00a0Korea, Zuid\nKorea, Zuid-Korea", "Zuid Korea", ["Zuid\u00a0Korea", "Zuid\nKorea"]),
        ("Boe\u0308r", "Boër", ["Boe\u0308r"]),
        ("J.P. came", "J.P.", ["J.P."]),
        ("", "Putin", []),
    ],
)  # fmt: skip
def test_find_renderings(target: str, rendering: str, expected: list[str]) -> None:
    found = find_renderings(target, rendering, case_sensitive=True)
    assert [target[start:end] for start, end in found] == expected


def test_insensitive_case() -> None:
    found = find_renderings("the KABINET kaBinet", "Kabinet", case_sensitive=False)
    assert found == [(4, 11), (12, 19)]


def test_renderings_that_count_as_the_same_have_one_key() -> None:
    same = {rendering_key(text) for text in ("the Mazhilis", "Mazhilis’s", "MAZHILIS", "Mazhilis'")}
    assert same == {"mazhilis"}
    assert rendering_key("Kazakh") != rendering_key("Kazakhs")


def hit(concept: str, *renderings: str, start: int = 0, forbidden: tuple[str, ...] = ()) -> TermHit:
    return TermHit(
        concept=concept,
        source="x",
        start=start,
        end=start + 1,
        renderings=renderings,
        forbidden=forbidden,
    )


def test_an_alternative_is_left_to_the_hit_that_has_no_other() -> None:
    result = verify("Kazakhs", [hit("a", "Kazakhstanis", "Kazakhs"), hit("b", "Kazakhs")])
    assert result.missing == (0,)
    result = verify(
        "Kazakhs and Kazakhstanis",
        [hit("a", "Kazakhs", "Kazakhstanis"), hit("b", "Kazakhs", "Tatars")],
    )
    assert result.missing == ()
    result = verify(
        "Tatars or Kazakhs", [hit("a", "Kazakhs", "Tatars"), hit("b", "Uyghurs", "Kazakhs")]
    )
    assert [place and place.text for place in result.placements] == ["Tatars", "Kazakhs"]


def test_surplus_names_the_ones_not_assigned() -> None:
    result = verify("Putin Putin Putin", [hit("a", "Putin")])
    (over,) = result.over_generated
    assert (over.found, over.mentions, over.spans) == (3, 1, ((6, 11), (12, 17)))
    assert not result.clean


def test_nothing_asked_nothing_found() -> None:
    result = verify("Anything", [])
    assert (result.placements, result.clean) == ((), True)


def test_one_forbidden_use_is_told_once() -> None:
    hits = [hit("a", "Mazhilis", forbidden=("Majilis",)), hit("b", "X", forbidden=("Majilis",))]
    assert [use.hit for use in verify("Majilis", hits).forbidden] == [0]


def test_a_glossary_made_to_exhaust_the_stack() -> None:
    size = 1500
    hits = [hit("a", f"r{n}x", f"r{n + 1}x") for n in range(size)]
    result = verify(" ".join(f"r{n}x" for n in range(1, size + 1)), hits)
    # All but the first have their own; the first would have to move every other one along.
    assert set(result.missing) <= {0}
    assert sum(result.satisfied) >= size - 1
