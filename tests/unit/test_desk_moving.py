"""Going from segment to segment at the desk, and searching."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.session_support import other, project, session
from tests.store_support import draft, states, sync
from workbench.desk import Session
from workbench.errors import UsageError

if TYPE_CHECKING:
    from workbench.store import Project

__all__ = ["project", "session"]


def test_moves(session: Session) -> None:
    assert session.step(-1).kind == "nothing"
    session.go(1)
    session.confirm()
    session.go(0)
    session.next_unreviewed()
    assert session.row.number == 2
    session.go(3)
    session.next_unreviewed()
    assert session.row.number == 0
    assert session.go_to_number(9).kind == "nothing"
    session.go_to_number(3)
    assert session.row.number == 3


def test_next_finding_goes_to_what_a_check_found(session: Session, project: Project) -> None:
    assert session.next_finding().kind == "nothing"
    session.go(2)
    session.type("This is 3 and 77.")
    session.step(-2)
    session.next_finding()
    assert session.row.number == 2
    assert {f.check for f in session.judgement().findings} == {"number"}


def test_next_low_score(project: Project) -> None:
    sources = [f"Zin nummer {n} hier." for n in range(20)]
    document = sync(project, "/in/b.txt", sources)
    for stored in project.segments(document):
        score = -3.0 if stored.segment.number == 7 else -0.1
        project.add_rendering(stored.id, draft=draft("English", score=score))
    session = Session(project)
    session.open_first("b.txt")
    session.next_low_score()
    assert session.row.number == 7


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", [0, 1, 2, 3]),
        ("drie", [2]),
        ("EN dit", [0, 1, 2, 3]),
        ('"is vier"', [3]),
        ("state:reviewed", [1]),
        ("state:t twee", []),
        ("check:number", [2]),
        ("is:noted", [3]),
        ("is:open state:translated", [2]),
        ("nowhere", []),
        ("12:30", []),
        ("https://example.org", []),
        ('"chek:number"', []),
    ],
)
def test_search(session: Session, query: str, expected: list[int]) -> None:
    session.go(1)
    session.confirm()
    session.go(2)
    session.type("EN Dit is drie 9.")
    session.go(3)
    session.comment("look")
    assert session.set_query(query) == len(expected)
    assert session.visible == expected


@pytest.mark.parametrize("query", ["state:nope", "is:nope"])
def test_a_search_that_means_nothing_is_refused(session: Session, query: str) -> None:
    with pytest.raises(UsageError, match="nope"):
        session.set_query(query)


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("chek:number", 'there is no key chek:; did you mean check:? As text it is "chek:number"'),
        ('twee Terms:"x y"', "there is no key Terms:; did you mean term:?"),
        ("zei:nee", "there is no key zei:; use state:, check:, term:, is:"),
    ],
)
def test_an_unknown_key_is_told_with_the_likely_one(
    session: Session, query: str, told: str
) -> None:
    with pytest.raises(UsageError) as caught:
        session.set_query(query)
    assert str(caught.value).startswith(told)


def test_what_no_search_shows_cannot_be_confirmed(session: Session, project: Project) -> None:
    session.set_query("nowhere")
    assert session.confirm_and_next().kind == "nothing"
    assert states(project, 1)[0] == "translated"


def test_the_current_segment_stays_in_a_search_that_it_no_longer_fits(
    session: Session, project: Project
) -> None:
    session.set_query("state:translated")
    session.type("mine")
    with other(project) as theirs:
        theirs.commit_edit(session.rows[0].id, "theirs")
    session.poll()
    assert session.shown
    assert session.conflict is not None
