"""``explain`` tells why what stands in the Dutch was not matched."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from workbench.cli.output import Output
from workbench.cli.unmatched import _WHY, unmatched_terms
from workbench.glossary.derive import Reason

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

GLOSSARY = """\
version: 1
concepts:
  - {id: vote, nl: stem, en: vote}
  - {id: kenesh, nl: Kenesj, en: Kenesh}
  - {id: jogorku, nl: Zjogorkoe Kenesj, en: Jogorku Kenesh}
  - {id: accord, nl: Akkoord, en: accord}
  - {id: russia, nl: Rusland, en: Russia, type: place}
  - {id: georgia, nl: Georgië, en: Georgia, context: {require: [Tbilisi]}}
  - {id: rus, nl: Rus, en: Russian, type: demonym}
"""


def test_every_candidate_that_does_not_count_is_told_with_its_reason(tmp_path: Path) -> None:
    path = tmp_path / "glossary.yaml"
    path.write_text(GLOSSARY, encoding="utf-8")
    source = "Het Zjogorkoe Kenesj nam met stemmen uit Rusland een akkoord met Georgië aan."
    told = unmatched_terms(Output(), source, glossary=path, project=None)
    assert [(one.concept, one.source, one.reason) for one in told] == [
        ("kenesh", "Kenesj", "shadowed"),
        ("vote", "stem", "boundary"),
        ("accord", "akkoord", "case"),
        ("georgia", "Georgië", "context-require"),
    ]
    assert str(told[0]) == (
        "kenesh: “Kenesj” at 14  [shadowed: “Zjogorkoe Kenesj” of jogorku has the place]"
    )
    for one in told:
        assert source[one.start : one.end] == one.source


def test_a_glossary_that_cannot_be_read_keeps_nothing_else_from_being_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "glossary.yaml"
    path.write_text("concepts: [", encoding="utf-8")
    assert unmatched_terms(Output(), "Rusland", glossary=path, project=None) == []
    assert "what was not matched cannot be told" in capsys.readouterr().err


def test_every_reason_of_the_matcher_has_words() -> None:
    assert set(_WHY) == set(get_args(Reason))
