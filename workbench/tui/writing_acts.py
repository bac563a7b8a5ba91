"""What helps an editor write: alternatives, the memory, terms of the glossary, the decoder."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from textual import on

from workbench.desk.alternatives import lacking
from workbench.desk.decoder import Decoder, Request
from workbench.desk.terms import term_of
from workbench.text.counting import counted
from workbench.tui.asking import Asking
from workbench.tui.messages import Decoded, DecodingFailed
from workbench.tui.screens import Choice
from workbench.tui.term_screen import TermScreen

if TYPE_CHECKING:
    from workbench.desk import Outcome
    from workbench.desk.terms import Impact, NewTerm
    from workbench.tui.messages import SourceChosen

__all__ = ["WritingActs"]

_NAMED = 8
"""Segments of other articles that are named in a message."""


class WritingActs(Asking):
    """The part of the application that offers wordings and terms."""

    _decoder: Decoder | None
    _source_marked: tuple[int, int, int] | None
    _decoding: str
    _finished_from: str = ""
    """What stood in the editor when the decoder was asked to go on from it."""
    _decoded_before = False
    """Whether the model is loaded already, so that the next draft comes soon."""

    def _judge(self) -> None:
        raise NotImplementedError

    def _show_title(self) -> None:
        raise NotImplementedError

    def action_take(self) -> None:
        """Choose an alternative, under the numbers of the sidebar."""
        found = self._alternatives or self.session.alternatives()
        if not found:
            self.notify("no alternatives are known here")
            return

        hits = self.session.judge.hits(self.session.stored.segment.source)

        def picked(which: str | None) -> None:
            if which is not None:
                self._put(found[int(which)])

        self._pick(
            "Alternatives",
            [
                Choice(str(n), text, f"lacks {', '.join(lacks)}" if lacks else "")
                for n, (text, lacks) in enumerate((one, lacking(one, hits)) for one in found)
            ],
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
        self._by_the_glossary(self._insert_term)

    def _insert_term(self) -> None:
        if len(self.screen_stack) > 1:
            return
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
        session = self.session
        waived = list(
            dict.fromkeys(
                outcome.hit.concept for outcome in judged.terms if outcome.rung == "waived"
            )
        )
        passed = {f"{one.finding.check}: {one.finding.message}": one for one in session.passed()}
        if not (unmet or findings or waived or passed):
            self.notify("every term here is rendered as the glossary says, and nothing was found")
            return

        def picked(which: str | None) -> None:
            if which is None:
                return
            kind, _, which = which.partition(" ")
            if kind == "open":
                if which in passed:
                    self._act(lambda: session.reopen_finding(passed[which]))
                else:
                    self._act(lambda: session.reopen(which))
                return

            def answered(reason: str | None) -> None:
                if not reason:
                    return
                if which in unmet:
                    self._act(lambda: session.waive(which, reason))
                else:
                    self._act(lambda: session.waive_finding(findings[which], reason))

            self._ask(f"Waive {which}", answered, hint="why it may stand here as it does")

        choices = [Choice(f"waive {name}", name) for name in (*unmet, *findings)]
        choices += [Choice(f"open {name}", name, "waived: open it again") for name in waived]
        choices += [
            Choice(f"open {name}", name, f"waived, {one.waiver.reason}: open it again")
            for name, one in passed.items()
        ]
        if len(choices) == 1 and not (waived or passed):
            picked(choices[0].id)
        else:
            self._pick("Waive what?", choices, picked)

    def action_add_term(self) -> None:
        """Ask for a term, show what it would change, and put it into the glossary."""
        if len(self.screen_stack) > 1:
            return

        session, selected = self.session, self.editor.selected_text
        path, alone = session.project.path, session.project.alone
        # Where nobody can open the project beside us, a thread cannot read the others either.
        read = list(session.other_articles()) if alone else []
        found: dict[NewTerm, Impact] = {}

        def preview(term: NewTerm) -> Impact:
            """Look through the whole project; runs in a thread."""
            if alone:
                found[term] = session.term_impact(term, others=read)
            else:
                with self.lent(path, readonly=True) as project:
                    others = session.other_articles(project=project)
                    found[term] = session.term_impact(term, others=others)
            return found[term]

        def answered(term: NewTerm | None) -> None:
            if term is not None:
                self._act(
                    lambda: session.add_term(term),
                    lambda outcome: self._tell_reopened(outcome, found.get(term)),
                )

        segment = session.stored.segment
        hits = session.judge.hits(segment.source)
        proposal = session.propose_term(selected)
        marked = self._source_marked
        if marked is not None and marked[0] == session.stored.id:
            # What somebody has marked goes before what may be guessed.
            chosen = term_of(segment.source, hits, segment.source[marked[1] : marked[2]])
            proposal = replace(chosen, en=proposal.en) if selected.strip() else chosen
        self.push_screen(
            TermScreen(
                proposal,
                source=segment.source,
                others=session.term_proposals(),
                preview=preview,
                of_words=lambda words: term_of(segment.source, hits, words),
                in_words=not self.editor.has_focus and not selected.strip(),
            ),
            answered,
        )

    def _tell_reopened(self, outcome: Outcome, found: Impact | None) -> None:
        """Say which segments that were done in other articles no longer say what they should."""
        if found is None or outcome.kind != "done" or not found.reopened:
            return
        count, shown = len(found.reopened), found.reopened[:_NAMED]
        more = " …" if count > len(shown) else ""
        self.notify(
            f"{counted(count, 'reviewed segment')} of other articles "
            f"{'has' if count == 1 else 'have'} a critical finding by it now: "
            f"{', '.join(shown)}{more}",
            title="Elsewhere",
            severity="warning",
            timeout=12,
        )

    def on_source_chosen(self, message: SourceChosen) -> None:
        """Mark words of the Dutch that the mouse was dragged over, for a term."""
        session = self.session
        if message.index != session.index:
            self._act(lambda: session.go(message.index))
        if message.index != session.index:
            return
        place = message.place
        self._source_marked = None if place is None else (session.stored.id, *place)
        self._judge()

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
        here = self.session.stored.id

        def decode() -> None:
            if self.session.stored.id == here:
                self._begin_decoding(prefix)
            else:
                self.notify("another segment is current by now: nothing was translated")

        self._by_the_glossary(decode)

    def _begin_decoding(self, prefix: str) -> None:
        session, decoder = self.session, self._decoder
        if decoder is None:
            return
        if isinstance(decoder, Decoder):
            decoder.go_by(session.judge.glossary, session.judge.guide)
        segment = session.stored.segment
        request = Request(
            segment=segment,
            hits=session.judge.hits(segment.source),
            quote_depth=session.quote_depth(),
            prefix=prefix,
        )
        self._finished_from = self.editor.text
        self.decode(decoder, session.project.path, session.stored.id, request)
        self._decoding = "translating" if self._decoded_before else "loading the model"
        self._show_title()
        if not self._decoded_before:
            self.notify("the model is being loaded; go on meanwhile", timeout=4)

    # What comes of it the application shows, with a handler of its own.

    @on(Decoded)
    def _know_the_model(self) -> None:
        self._decoded_before = True

    @on(Decoded)
    @on(DecodingFailed)
    def _tell_no_more(self) -> None:
        self._decoding = ""
        self._show_title()
