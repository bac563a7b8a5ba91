"""What an editor does to the cut of an article and to all of it: split, join, replace, export.

The dialogues are windows of their own; here they are opened, and the session does what they give.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from textual import work

from workbench.desk.replacing import apply_replacement, read_several
from workbench.errors import WorkbenchError
from workbench.store import Project
from workbench.tui.articles_screen import ArticlesScreen
from workbench.tui.asking import Asking
from workbench.tui.clipboard import is_taken, keep_copy
from workbench.tui.messages import ArticleRead, ReplacingEnded
from workbench.tui.replace_screen import ReplaceScreen
from workbench.tui.screens import Choice
from workbench.tui.split_screen import SplitScreen

if TYPE_CHECKING:
    from pathlib import Path

    from workbench.desk import Outcome
    from workbench.desk.cutting import Cut
    from workbench.desk.judge import Judge
    from workbench.desk.replacing import ReplacePreview

__all__ = ["ArticleActs"]

_AT_ONCE = 500
"""Segments that are put together while everything else waits."""


class ArticleActs(Asking):
    """The part of the application that changes how an article is cut, named and worded."""

    # Segments

    def action_split(self) -> None:
        """Ask where to split the segment; a cursor amid the English says where to begin."""
        if len(self.screen_stack) > 1:
            return
        session, editor = self.session, self.editor
        session.type(editor.text)
        at = len(editor.before_cursor) if editor.has_focus else 0
        amid = 0 < at < len(session.text.rstrip())
        cut = session.propose_cut(target_at=at if amid else None)
        if cut is None:
            self.notify("the Dutch is one word: it cannot be split")
            return

        def decided(chosen: Cut | None) -> None:
            if chosen is not None:
                self._act(lambda: session.begin_split(chosen))

        self.push_screen(
            SplitScreen(
                (session.stored.segment.source, session.text),
                cut,
                follow=lambda source_at: session.propose_cut(source_at=source_at),
            ),
            decided,
        )

    def action_join(self) -> None:
        """Join the segment with the next one."""
        self._act(self.session.begin_join)

    # Replacing

    def action_replace(self) -> None:
        """Ask what to replace across the article, and do it in a job."""
        if len(self.screen_stack) > 1:
            return
        self.session.type(self.editor.text)

        def decided(preview: ReplacePreview | None) -> None:
            if preview is None:
                return
            session = self.session
            if session.project.alone:
                self._act(lambda: session.replace_all(preview))
                return

            def entered(outcome: Outcome) -> None:
                if outcome.ok:
                    self.replace_all(
                        session.project.path, session.desk.author, session.document.id, preview
                    )

            # What is being typed is part of the article, so it is entered first.
            self._act(session.leave, entered)

        self.push_screen(
            ReplaceScreen(self.session.preview_replace, find=self.editor.selected_text), decided
        )

    @work(thread=True, exit_on_error=False, group="replacing", description="replacing")
    def replace_all(
        self, path: Path, author: str, document_id: int, preview: ReplacePreview
    ) -> None:
        """Replace with a project of this thread's own: each segment is judged anew."""
        judge: Judge = self.session.judge
        try:
            with Project.open(path, create=False, author=author, wait_seconds=5) as project:
                done = apply_replacement(project, judge, document_id, preview)
                several = read_several(project, document_id, done)
        except WorkbenchError as error:
            self.post_message(ReplacingEnded(document_id, preview, reason=str(error)))
        else:
            self.post_message(ReplacingEnded(document_id, preview, done=done, several=several))

    def on_replacing_ended(self, message: ReplacingEnded) -> None:
        """Show what came of it."""
        if message.reason:
            self.notify(message.reason, severity="error", title="Not replaced", timeout=8)
        elif message.document_id == self.session.document.id:
            self._act_or_later(message)
        else:
            self.notify(f"replaced in {len(message.done)} segments of the other article")

    def _act_or_later(self, message: ReplacingEnded) -> None:
        session, several = self.session, message.several
        if (
            several is None
            or session.changed
            or session.conflict is not None
            or len(self.screen_stack) > 1
            or self.busy
            or session.desk.marker(message.document_id) != several.marker
        ):
            # Somebody types on: the poll takes in what was replaced, as if it came from elsewhere.
            self.notify(f"replaced in {len(message.done)} segments; undo takes it all back")
            return
        self._act(lambda: session.after_replacing(message.preview, message.done, several))

    # Articles

    def action_articles(self) -> None:
        """Choose an article, or what is to become of one."""
        if len(self.screen_stack) > 1:
            return
        documents = self.session.documents()
        at = next((n for n, d in enumerate(documents) if d.id == self.session.document.id), 0)

        def picked(which: str | None) -> None:
            if which is None:
                return
            what, _, number = which.partition(":")
            document_id = int(number)
            if what == "open" and document_id == self.session.document.id:
                return  # it is open, and whoever looked at the list keeps their place
            if what == "open":
                self._act(lambda: self.session.begin_open(document_id))
            elif what == "rename":
                self._rename(document_id)
            elif what == "remove":
                self._act(lambda: self.session.begin_remove(document_id))
            else:
                self._act(lambda: self.session.restore_document(document_id))

        removed = self.session.removed_documents()
        self.push_screen(
            ArticlesScreen(
                documents, removed, at=at, drawn=self.drawn, headlines=self.session.headlines()
            ),
            picked,
        )

    def action_rename_article(self) -> None:
        """Ask for another name of this article."""
        self._rename(self.session.document.id)

    def _rename(self, document_id: int) -> None:
        name = next((d.name for d in self.session.documents() if d.id == document_id), "")

        def answered(text: str | None) -> None:
            if text and text.strip():
                self._act(lambda: self.session.rename_document(document_id, text))

        self._ask(
            "Rename the article",
            answered,
            hint="Its English is written under this name too; folders are set off by /.",
            value=name,
        )

    def action_remove_article(self) -> None:
        """Take this article out of the project."""
        self._act(lambda: self.session.begin_remove(self.session.document.id))

    def action_restore_article(self) -> None:
        """Choose a removed article and bring it back."""
        removed = self.session.removed_documents()
        if not removed:
            self.notify("no article was removed")
            return

        def picked(which: str | None) -> None:
            if which is not None:
                self._act(lambda: self.session.restore_document(int(which)))

        self._pick(
            "Restore an article",
            [Choice(str(d.id), d.name, f"removed {(d.removed or '')[:10]}") for d in removed],
            picked,
        )

    # Copying

    def action_copy(self) -> None:
        """Copy what is selected, else the segment."""
        self._copy(self.editor.selected_text or self.editor.text, "copied")

    def action_copy_article(self) -> None:
        """Copy the whole article."""
        self.session.type(self.editor.text)
        if len(self.session.rows) <= _AT_ONCE:
            self._copy(self.session.article_text(), "the article is copied")
        else:
            self.notify("reading the article …", timeout=2)
            self.read_article()

    def read_article(self) -> None:
        """Put a long article together."""
        session = self.session

        def job() -> None:
            try:
                with self.lent(session.project.path, readonly=True) as project:
                    self.post_message(ArticleRead(session.article_text(project=project)))
            except WorkbenchError as error:
                self.post_message(ArticleRead(str(error), failed=True))

        self.beside(job, group="copy", description="copying")

    def on_article_read(self, message: ArticleRead) -> None:
        """Copy it."""
        if message.failed:
            self.notify(message.text, severity="error", title="Not copied", timeout=8)
        else:
            self._copy(message.text, "the article is copied")

    def _copy(self, text: str, said: str) -> None:
        """Hand a text to the terminal, and keep it in a file where that may not be enough."""
        self.copy_to_clipboard(text)
        if is_taken(text, os.environ):
            self.notify(said, timeout=2)
            return
        try:
            path = keep_copy(text, self.session.project.path)
        except WorkbenchError as error:
            self.notify(f"{said}, if the terminal took it; {error}", severity="warning", timeout=8)
            return
        self.notify(f"{said}; where the terminal takes no copies, it is in {path}", timeout=6)

    def action_export(self) -> None:
        """Ask where to and write the article."""

        def answered(text: str | None) -> None:
            if not text or not text.strip():
                return
            session = self.session

            def entered(_outcome: Outcome) -> None:
                self.export(
                    session.project.path,
                    name=session.document.name,
                    out=text.strip(),
                    author=session.project.author,
                )

            # What is being typed is part of the article, so it is entered first.
            self._act(session.leave, entered)

        self._ask(
            "Export the article",
            answered,
            hint="a folder, or a file ending in .txt or .jsonl",
            value="out",
        )
