"""Whatever repairs a draft hands back edits that replay to its text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from workbench.glossary.substitute import place_rendering, substitute
from workbench.model import TermHit, apply_edits
from workbench.pipeline.names import repair_names
from workbench.text.figures import repair_figures
from workbench.text.house_quotes import depth_after, house_quotes

if TYPE_CHECKING:
    from workbench.model import Enforced

WORDS = st.sampled_from(
    [
        "the",
        "The",
        "a",
        "an",
        "Tokayev",
        "Tokajev",
        "Tokayev’s",
        "Mazilis",
        "Mazhilis",
        "1919",
        "2019",
        "5.000",
        "5,000",
        "4.8",
        "million",
        "“yes”",
        "'no'",
        "(so)",
        "Alimzyan",
        "in",
        "of,",
        "said.",
        "U.S.",
        "İ",
        "ß",
    ]
)
TEXTS = st.lists(WORDS, max_size=12).map(" ".join) | st.text(max_size=40)
HITS = st.lists(
    st.sampled_from(
        [
            TermHit(concept=name, source=source, start=0, end=1, renderings=renderings)
            for name, source, renderings in (
                ("tokayev", "Tokajev", ("Tokayev",)),
                ("tokayevs", "Tokajevs", ("Tokayev’s", "Tokayev")),
                ("mazhilis", "Mazjilis", ("the Mazhilis",)),
                ("uzbek", "Oezbeek", ("Uzbek",)),
            )
        ]
    ),
    max_size=4,
    unique_by=lambda hit: hit.concept,
)


def holds(draft: str, enforced: Enforced) -> None:
    assert apply_edits(draft, enforced.edits) == enforced.text
    ends = 0
    for edit in sorted(enforced.edits, key=lambda edit: (edit.start, edit.end)):
        assert ends <= edit.start <= edit.end <= len(draft)
        ends = edit.end


def even(hit: TermHit, start: int, end: int) -> float:
    """Attend to every word alike."""
    return 0.5 if end > start and hit.renderings else 0.0


@given(TEXTS, HITS)
def test_substitution_replays(draft: str, hits: list[TermHit]) -> None:
    done = substitute(draft, hits, taken=[], weights=even)
    holds(draft, done)


@given(TEXTS, st.data())
def test_a_placed_rendering_stands_in_the_text(draft: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(draft)))
    end = data.draw(st.integers(start, len(draft)))
    edit = place_rendering(draft, start, end, "Uzbek")
    assert "Uzbek" in apply_edits(draft, (edit,))


@given(TEXTS, TEXTS)
def test_figures_replay(source: str, draft: str) -> None:
    holds(draft, repair_figures(source, draft))


@given(TEXTS, TEXTS)
def test_names_replay(source: str, draft: str) -> None:
    holds(draft, repair_names(source, draft, hits=[], one_piece=lambda word: len(word) < 6))


@given(TEXTS, st.integers(0, 2))
def test_the_house_changes_only_quotation_marks(draft: str, depth: int) -> None:
    done = house_quotes(draft, depth=depth)
    holds(draft, done)
    assert all(edit.replacement in "“”‘’" for edit in done.edits)
    assert 0 <= depth_after(draft, depth) <= 2


@given(TEXTS)
def test_the_house_style_is_stable(draft: str) -> None:
    once = house_quotes(draft).text
    assert house_quotes(once).text == once
