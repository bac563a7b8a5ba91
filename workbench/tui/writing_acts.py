"""What helps an editor write: alternatives, the memory, terms of the glossary, the decoder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.desk.decoder import Request
from workbench.tui.asking import Asking
from workbench.tui.screens import Choice
from workbench.tui.term_screen import TermScreen

if TYPE_CHECKING:
    from workbench.desk.decoder import Decoder
    from workbench.desk.terms import NewTerm

__all__ = ["WritingActs"]


class WritingActs(Asking):
    """The part of the application that offers wordings and terms."""

    _decoder: Decoder | None

    def action_take(self) -> None:
        """Choose an alternative, under the numbers of the sidebar."""
        found = self._alternatives or self.session.alternatives()
        if not found:
            self.notify("no alternatives are known here")
            return

        def picked(which: str | None) -> None:
            if which is not None:
                self._put(found[int(which)])

        self._pick(
            "Alternatives",
            [Choice(str(n), text) for n, text in enumerate(found)],
            picked,
            base=self.session.text,
        )

    def action_take_number(self, digit: int) -> None:
        """Take an alternative by its number in the sidebar."""
        found = self._alternatives or self.session.alternatives()
        if digit > len(found):
            self.notify(f"there is no alternative {digit}")
            return
        self._put(found[digit - 1])
        self.notify(f"alternative {digit} taken; Ctrl+S confirms it", timeout=3)

    def action_take_memory(self) -> None:
        """Take the best match of the memory."""
        if not self._matches:
            self.notify("the memory knows nothing like this")
            return
        match = self._matches[0]
        self._put(match.pair.target)
        self.notify(f"taken from {match.pair.document}:{match.pair.number}, {match.percent} %")

    def action_insert_term(self) -> None:
        """Insert a term's English at the cursor; the only missing one at once."""
        terms = self.session.judgement().terms
        choices = [
            (outcome, text)
            for outcome in sorted(terms, key=lambda outcome: outcome.rung != "unresolved")
            for text in outcome.hit.renderings
        ]
        missing = [text for outcome, text in choices if outcome.rung == "unresolved"]
        if not choices:
            self.notify("the glossary knows no term here")
            return
        if len(missing) == 1:
            self.editor.insert(missing[0])
            return

        def picked(which: str | None) -> None:
            if which is not None:
                self.editor.insert(choices[int(which)][1])

        self._pick(
            "Insert a term",
            [
                Choice(str(n), text, f"{outcome.hit.source}, {outcome.rung}")
                for n, (outcome, text) in enumerate(choices)
            ],
            picked,
        )

    def action_waive(self) -> None:
        """Let an unmet term or another finding pass, with a reason."""
        judged = self.session.judgement()
        unmet = list(
            dict.fromkeys(
                outcome.hit.concept for outcome in judged.terms if outcome.rung == "unresolved"
            )
        )
        findings = {
            f"{one.check}: {one.message}": one for one in judged.findings if one.check != "term"
        }
        if not unmet and not findings:
            self.notify("every term here is rendered as the glossary says, and nothing was found")
            return

        def picked(which: str | None) -> None:
            if which is None:
                return

            def answered(reason: str | None) -> None:
                if not reason:
                    return
                if which in unmet:
                    self._act(lambda: self.session.waive(which, reason))
                else:
                    self._act(lambda: self.session.waive_finding(findings[which], reason))

            self._ask(f"Waive {which}", answered, hint="why it may stand here as it does")

        names = [*unmet, *findings]
        if len(names) == 1:
            picked(names[0])
        else:
            self._pick("Waive what?", [Choice(name, name) for name in names], picked)

    def action_add_term(self) -> None:
        """Ask for a term, show what it would change, and put it into the glossary."""
        if len(self.screen_stack) > 1:
            return

        def answered(term: NewTerm | None) -> None:
            if term is not None:
                self._act(lambda: self.session.add_term(term))

        proposal = self.session.propose_term(self.editor.selected_text)
        self.push_screen(
            TermScreen(
                proposal,
                source=self.session.stored.segment.source,
                others=self.session.term_proposals(),
                preview=self.session.term_impact,
            ),
            answered,
        )

    def action_finish_sentence(self) -> None:
        """Let the decoder go on from what stands before the cursor."""
        prefix = self.editor.before_cursor
        if not prefix.strip():
            self.notify("type the beginning first; the cursor stands where it ends")
            return
        self._decode(prefix=prefix)

    def action_retranslate(self) -> None:
        """Translate the segment again, in the engine's process."""
        self._decode()

    def _decode(self, *, prefix: str = "") -> None:
        if self._decoder is None:
            self.notify("no engine here: translating again is not possible", severity="warning")
            return
        session = self.session
        segment = session.stored.segment
        request = Request(
            segment=segment,
            hits=session.judge.hits(segment.source),
            quote_depth=session.quote_depth(),
            prefix=prefix,
        )
        self.decode(self._decoder, session.project.path, session.stored.id, request)
        self.notify("decoding …", timeout=2)
