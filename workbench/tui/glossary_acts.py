"""Going by the glossary as its file is now, also where somebody has changed it beside the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.desk.rereading import reread
from workbench.errors import WorkbenchError
from workbench.tui.asking import Asking
from workbench.tui.messages import GlossaryRead

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["GlossaryActs"]


class GlossaryActs(Asking):
    """The part of the application that notices another glossary."""

    _awaiting_glossary: tuple[Callable[[], None], ...] = ()
    """What goes on as soon as it is read."""
    _reading_glossary = False

    def _by_the_glossary(self, then: Callable[[], None] | None = None) -> None:
        """Look whether the file has changed, read it in a thread if so, then go on."""
        session = self.session
        path, project = session.glossary_path, session.project.path
        changed = session.watch.changed()
        if path is None or not (changed or self._reading_glossary):
            if then is not None:
                then()
            return
        if then is not None:
            self._awaiting_glossary = (*self._awaiting_glossary, then)
        if not changed:
            return
        self._reading_glossary = True

        def job() -> None:
            try:
                found = GlossaryRead(reread(path, project=project))
            except WorkbenchError as error:
                found = GlossaryRead(None, reason=str(error))
            self.post_message(found)

        # No project is opened for it: a thread also where only one may open that.
        self.run_worker(
            job, thread=True, exit_on_error=False, group="glossary", description="glossary"
        )

    def on_glossary_read(self, message: GlossaryRead) -> None:
        """Judge by it from now on, and do what waited for it."""
        self._reading_glossary = False
        if message.reread is None:
            self.notify(
                f"{message.reason}; the desk goes by the glossary it had",
                title="Glossary changed outside, not read",
                severity="error",
                timeout=10,
            )
        elif self.session.use_glossary(message.reread):
            self.notify(
                "the glossary was changed outside: read again", severity="warning", timeout=4
            )
            self._rest()
        waiting, self._awaiting_glossary = self._awaiting_glossary, ()
        for then in waiting:
            then()
