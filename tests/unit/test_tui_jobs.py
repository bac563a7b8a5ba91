"""What takes longer than a key: another article, an export, the decoder, the clipboard."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from tests.desk_support import DUTCH, desk, in_loop, project, screen_text, settle, still_cursor
from tests.store_support import states, sync, targets, translate
from workbench.errors import ModelError
from workbench.model import Draft
from workbench.store import DraftItem, Project
from workbench.tui.screens import AskScreen, PickScreen

if TYPE_CHECKING:
    from pathlib import Path

    from workbench.desk.decoder import Request

__all__ = ["project", "still_cursor"]


@in_loop
async def test_another_article_by_its_list(project: Project) -> None:
    second = sync(project, "/in/b.txt", ["Iets heel anders.", "En nog iets."])
    translate(project, second)
    async with desk(project) as (app, pilot):
        await pilot.press("x", "ctrl+o")
        assert isinstance(app.screen, PickScreen)
        assert "0/4 reviewed" in screen_text(app)
        await pilot.press("b", "enter")
        await settle(pilot)
        assert app.session.document.name == "b.txt"
        assert targets(project, 1)[0] == "EN De Mazjilis stemde.x"


@in_loop
async def test_export_writes_what_stands_in_the_editor(project: Project, tmp_path: Path) -> None:
    async with desk(project) as (app, pilot):
        await pilot.press("Z", "escape", "x")
        assert isinstance(app.screen, AskScreen)
        app.screen.query_one("Input").value = str(tmp_path / "out.txt")  # type: ignore[attr-defined]
        await pilot.press("enter")
        await settle(pilot)
        assert "EN De Mazjilis stemde.Z" in (tmp_path / "out.txt").read_text()


class FakeDecoder:
    """Answers at once."""

    def __init__(self) -> None:
        self.requests: list[Request] = []

    def translate(self, request: Request) -> Draft:
        self.requests.append(request)
        if request.prefix == "fail":
            raise ModelError("no model here")
        return Draft(target=f"{request.prefix} and the rest." if request.prefix else "Anew.")

    def close(self) -> None:
        self.requests.clear()


@in_loop
async def test_translating_again_and_finishing_a_sentence(project: Project) -> None:
    async with desk(project) as (app, pilot):
        await pilot.press("f5")
        await settle(pilot)
        assert app.editor.text == "EN De Mazjilis stemde."
        app._decoder = FakeDecoder()  # type: ignore[assignment]
        await pilot.press("f5")
        await settle(pilot)
        assert app.editor.text == "Anew."
        assert targets(project, 1)[0] == "Anew."
        await pilot.press("ctrl+a", *"Then", "ctrl+n")
        await settle(pilot)
        assert app.editor.text == "Then and the rest."
        await pilot.press("ctrl+z")
        assert app.editor.text == "ThenAnew."
        await pilot.press("f5")
        await settle(pilot)
        assert app.editor.text == "ThenAnew."
        await pilot.press("ctrl+z", "home", "ctrl+n")
        await settle(pilot)
        assert app.editor.text == "Anew."


class SlowDecoder(FakeDecoder):
    """Answers when it is let."""

    def __init__(self) -> None:
        super().__init__()
        self.let = threading.Event()

    def translate(self, request: Request) -> Draft:
        assert self.let.wait(20)
        return super().translate(request)


@in_loop
async def test_a_new_draft_leaves_alone_what_a_person_has_confirmed(project: Project) -> None:
    async with desk(project) as (app, pilot):
        app._decoder = FakeDecoder()  # type: ignore[assignment]
        await pilot.press("ctrl+u", *"Mazhilis: mine.", "ctrl+s", "ctrl+up", "f5")
        await settle(pilot)
        stays = "your text stays; the new draft is among the alternatives"
        assert stays in [one.message for one in app._notifications]
        assert (app.editor.text, app.session.changed) == ("Mazhilis: mine.", False)
        await pilot.press("ctrl+down", "ctrl+up")
        assert states(project, 1)[0] == "reviewed"
        assert targets(project, 1)[0] == app.editor.text == "Mazhilis: mine."
        assert "Anew." in app.session.alternatives()


@in_loop
async def test_a_late_draft_leaves_alone_what_was_typed_or_left_meanwhile(
    project: Project,
) -> None:
    async with desk(project) as (app, pilot):
        for keys, text in ((["x"], "x"), (["y", "ctrl+down"], "xy")):
            app._decoder = slow = SlowDecoder()  # type: ignore[assignment]
            await pilot.press("f5", *keys)
            slow.let.set()
            await settle(pilot)
            assert app.editor.text in {f"EN De Mazjilis stemde.{text}", "EN Dit is twee."}
            await pilot.press("ctrl+home")
            await settle(pilot)
            assert app.editor.text == f"EN De Mazjilis stemde.{text}"
        assert targets(project, 1)[0] == "EN De Mazjilis stemde.xy"


@in_loop
async def test_whoever_types_on_loses_neither_that_nor_the_finished_sentence(
    project: Project,
) -> None:
    async with desk(project) as (app, pilot):
        app._decoder = slow = SlowDecoder()  # type: ignore[assignment]
        await pilot.press("ctrl+u", *"Then", "ctrl+n", *" on")
        slow.let.set()
        await settle(pilot)
        assert app.editor.text == "Then on"
        assert "Then and the rest." in app.session.alternatives()
        assert len([one for one in app._notifications if "alternatives" in one.message]) == 1


@in_loop
async def test_an_article_is_found_by_a_part_of_its_name_or_headline(project: Project) -> None:
    for name, dutch in (("/in/003.txt", "Over Rusland."), ("/in/013-d.txt", "De dagen.")):
        translate(project, sync(project, name, [dutch]))
    async with desk(project) as (app, pilot):
        await pilot.press("ctrl+down", "ctrl+o", *"003")
        await settle(pilot)
        shown = screen_text(app)
        assert "003.txt" in shown
        assert "013-d.txt" not in shown
        await pilot.press("enter")
        await settle(pilot)
        assert app.session.document.name == "003.txt"
        # No letter does anything to an article, and what nothing has opens nothing.
        await pilot.press("ctrl+o", *"dagen j", "enter")
        assert isinstance(app.screen, PickScreen)
        assert app.screen.marked is None
        await pilot.press("backspace", "backspace", "home", "delete")
        assert app.screen.query_one("Input").value == "agen"  # type: ignore[attr-defined]
        await pilot.press("enter")
        await settle(pilot)
        assert app.session.document.name == "013-d.txt"
        await pilot.press("ctrl+o", *"a.txt", "enter")
        await settle(pilot)
        await pilot.press("ctrl+end", "ctrl+o", "enter")
        await settle(pilot)
        # Who is in it already stays where they are.
        assert (app.session.document.name, app.session.row.number) == ("a.txt", 3)
        assert len(project.documents()) == 3


@in_loop
async def test_translating_again_knows_the_names_editors_wrote(tmp_path: Path) -> None:
    with Project.open(tmp_path / "names.db", author="anna") as project:
        dutch = ("Gisteren sprak Alimzjan.", "Vandaag zweeg Alimzjan.")
        document = sync(project, "/in/n.txt", dutch)
        translate(project, document)
        first = next(project.segments(document))
        drafted = DraftItem(
            segment_id=first.id,
            draft=Draft(target="Alimzyan spoke yesterday."),
            source=first.segment.source,
        )
        project.add_drafts([drafted])
        project.commit_edit(first.id, "Alimzhan spoke yesterday.")
        async with desk(project) as (app, pilot):
            app._decoder = decoder = FakeDecoder()  # type: ignore[assignment]
            await pilot.press("ctrl+down", "f5")
            await settle(pilot)
            learned = decoder.requests[0].learned
            assert [(hit.source, hit.renderings) for hit in learned] == [
                ("Alimzjan", ("Alimzhan",))
            ]


@in_loop
async def test_a_decoder_that_fails_says_why_and_changes_nothing(project: Project) -> None:
    async with desk(project) as (app, pilot):
        app._decoder = FakeDecoder()  # type: ignore[assignment]
        await pilot.press("home", *"fail", "ctrl+n")
        await settle(pilot)
        assert "no model here" in [note.message for note in app._notifications]
        assert app.editor.text == "failEN De Mazjilis stemde."


@in_loop
async def test_segment_and_article_go_to_the_clipboard(project: Project) -> None:
    async with desk(project) as (app, pilot):
        await pilot.press("!", "escape", "y")
        assert app.clipboard == "EN De Mazjilis stemde.!"
        await pilot.press("Y")
        assert (
            app.clipboard.split()
            == " ".join(["EN De Mazjilis stemde.!", *(f"EN {d}" for d in DUTCH[1:])]).split()
        )
