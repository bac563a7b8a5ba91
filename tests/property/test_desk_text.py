"""Any order of typing, saving, undoing, confirming, drafts and crashes: the editor shows what holds.

What is kept of typed text, renderings and states is compared with a plain model of them.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.store_support import draft, sync, translate
from workbench.desk import Session
from workbench.desk.pending import finish
from workbench.store import Project

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.desk import Outcome

DUTCH = ("Dit is een.", "Dit is twee.", "Dit is drie.")
MOVES = ["go", "confirm_next", "final_next", "undo", "redo", "final_all"]
ACTS = ["type", "save", "type_save", "take_back", "confirm", "unconfirm", "final", "draft"]
act = st.tuples(st.sampled_from([*ACTS, *MOVES, "crash"]), st.integers(0, 5))


@settings(max_examples=40)
@given(acts=st.lists(act, min_size=6, max_size=25))
@example(acts=[("confirm_next", 0), ("take_back", 0), ("undo", 0)])
@example(acts=[("confirm", 0), ("take_back", 0), ("unconfirm", 0), ("go", 1)])
def test_the_editor_shows_what_the_project_holds(acts: list[tuple[str, int]]) -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        Project.open(Path(folder) / "w.db", author="anna") as project,
    ):
        translate(project, sync(project, "/in/a.txt", DUTCH))
        session = Session(project)
        session.open_first()
        for count, (what, number) in enumerate(acts):
            session = _do(project, session, what, number, f"{what} {count}")
            _holds(project, session)
        session.leave()
        # Wherever one goes now, there is nothing of an earlier moment.
        for index in range(len(DUTCH)):
            session.go(index)
            assert session.text == (project.segment(1, index).target or "")
        assert project.verify() == []


def _do(project: Project, session: Session, what: str, number: int, text: str) -> Session:
    """Do something and check what is special to it; return the session that follows."""
    at, typed, changed = session.index, session.text, session.changed
    if what in {"type", "type_save", "take_back"}:
        session.type(text)
    if what in {"save", "type_save", "take_back"}:
        session.save()
    if what == "take_back":
        session.type(session.began)  # as the editor undoes it, with no save since
    if what == "draft":
        _draft_comes(project, session, number % len(DUTCH), text)
    elif what == "crash":
        session.save()
        session = Session(project)
        session.open_first()
        if changed:
            assert (session.index, session.text) == (at, typed)
    elif what not in {"type", "save", "type_save", "take_back"}:
        steps: dict[str, Callable[[], Outcome]] = {
            "confirm": session.confirm,
            "unconfirm": session.unconfirm,
            "final": session.finalise,
            "go": lambda: session.go(number % len(DUTCH)),
            "confirm_next": session.confirm_and_next,
            "final_next": session.finalise_and_next,
            "undo": session.undo,
            "redo": session.redo,
            "final_all": lambda: finish(session.begin_finalise_all(), project),
        }
        steps[what]()
        # Text that is in no rendering yet is undone first, and whatever does something makes it one.
        assert not session.changed or (what in {"unconfirm", "go"} and session.index == at)
    return session


def _draft_comes(project: Project, session: Session, number: int, text: str) -> None:
    """Let a draft arrive for a segment, which need not be the current one."""
    before = project.segment(1, number)
    typed = session.text
    person = before.state in {"reviewed", "final"} or (
        before.rendering is not None and before.rendering.origin == "human"
    )
    begun = session.changed and number == session.index
    session.take_draft(before.id, before.segment.source, draft(text))
    after = project.segment(1, number)
    if person or begun:
        assert (after.target, after.state) == (before.target, before.state)
        assert text in {one.target for one in project.history(before.id)}
    else:
        assert (after.target, after.state) == (text, "translated")
    if person or begun or number != session.index:
        assert session.text == typed


def _holds(project: Project, session: Session) -> None:
    stored = [project.segment(1, number) for number in range(len(DUTCH))]
    assert session.conflict is None
    assert session.began == (stored[session.index].target or "")
    assert [(row.target, row.state) for row in session.rows] == [
        (one.target, one.state) for one in stored
    ]
    assert set(project.desk.drafted(1)) <= {session.stored.id}
