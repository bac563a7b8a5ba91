"""Drafts that were decoded to see what a change of the glossary would do, kept until it is made.

They belong to no project yet: nobody has asked for the change. A file of lines in the cache, one for
each draft, is only ever appended to, so that a reader sees what is done so far while more is being
decoded. Whoever wants something else decoded takes the turn, and the one before stops. What a draft
is good for is the caller's to judge.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbench.model import Draft, TermOutcome
from workbench.store.codec import decode_finding, finding_object, term_object

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from workbench.model import StoredSegment, TermHit

__all__ = ["Preview", "Previews", "Turn", "preview_key"]

_PATIENCE_S = 120.0
"""How long a newcomer waits for the one before to finish its group of segments."""
_LARGEST_BYTES = 64_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """A draft as it was kept; its terms are whole only beside the hits they were made for."""

    target: str
    signature: str
    quote_depth: int
    """Of the segment's beginning, which bears on its quotation marks."""
    content: Mapping[str, Any]

    def draft(self, hits: Sequence[TermHit]) -> Draft | None:
        """Return the draft with its terms, None where the hits are not those it was made for."""
        terms, content = self.content["terms"], self.content
        if [(one["concept"], one["start"], one["end"]) for one in terms] != [
            (hit.concept, hit.start, hit.end) for hit in hits
        ]:
            return None
        return Draft(
            target=self.target,
            terms=tuple(
                TermOutcome(
                    hit=hit,
                    rung=one["rung"],
                    rendering=one["rendering"],
                    target_start=one["target_start"],
                    target_end=one["target_end"],
                    cost=one["cost"],
                )
                for hit, one in zip(hits, terms, strict=True)
            ),
            findings=tuple(map(decode_finding, content["findings"])),
            score=content["score"],
            signature=self.signature,
            source_tokens=content["source_tokens"],
            target_tokens=content["target_tokens"],
            decoded=content["decoded"],
            trace=content["trace"],
        )


class Previews:
    """The kept drafts of one project."""

    def __init__(self, folder: Path, project: Path) -> None:
        """Take the cache's folder and the project's file; nothing is made before it is needed."""
        name = hashlib.sha256(str(project.resolve()).encode("utf-8", "surrogateescape"))
        self.path = folder / "previews" / f"{name.hexdigest()[:24]}.jsonl"
        self._turn = self.path.with_suffix(".turn")

    def read(self) -> dict[str, Preview]:
        """Return what there is by key, the latest of each; a line that is not whole is passed over."""
        found: dict[str, Preview] = {}
        with contextlib.suppress(OSError):
            for line in self.path.read_text(encoding="utf-8", errors="replace").split("\n"):
                with contextlib.suppress(ValueError, KeyError, TypeError, AttributeError):
                    one = json.loads(line)
                    found[one["key"]] = Preview(
                        target=str(one["target"]),
                        signature=str(one["signature"]),
                        quote_depth=int(one["quote_depth"]),
                        content=one,
                    )
        return found

    def keep(self, key: str, draft: Draft, *, quote_depth: int) -> None:
        """Add a draft; readers have it from now on."""
        line = json.dumps(
            {
                "key": key,
                "target": draft.target,
                "signature": draft.signature,
                "quote_depth": quote_depth,
                "terms": [{**term_object(one), "cost": one.cost} for one in draft.terms],
                "findings": [finding_object(one) for one in draft.findings],
                "score": draft.score,
                "source_tokens": draft.source_tokens,
                "target_tokens": draft.target_tokens,
                "decoded": draft.decoded,
                "trace": draft.trace,
            },
            ensure_ascii=False,
        )
        with self.path.open("a", encoding="utf-8", errors="replace") as file:
            file.write(line + "\n")

    @contextlib.contextmanager
    def turn(self) -> Iterator[Turn]:
        """Take the turn to decode; whoever has it stops at the next opportunity.

        Raises:
            TimeoutError: the one before does not stop.
        """
        from filelock import FileLock, Timeout

        self.path.parent.mkdir(parents=True, exist_ok=True)
        token = self.interrupt()
        lock = FileLock(self.path.with_suffix(".lock"))
        try:
            lock.acquire(timeout=_PATIENCE_S)
        except Timeout:
            raise TimeoutError(
                "somebody else is decoding for a preview and does not stop"
            ) from None
        try:
            with contextlib.suppress(OSError):
                if self.path.stat().st_size > _LARGEST_BYTES:
                    self.path.unlink()
            yield Turn(self._turn, token)
        finally:
            lock.release()

    def interrupt(self) -> str:
        """Ask whoever is decoding to stop, and return the token of the next turn."""
        token = secrets.token_hex(8)
        with contextlib.suppress(OSError):
            self._turn.write_text(token, encoding="ascii")
        return token

    def clear(self) -> None:
        """Forget the drafts, because the change they were for is made."""
        with contextlib.suppress(OSError):
            self.path.unlink()


class Turn:
    """The right to decode, as long as nobody else has taken it."""

    def __init__(self, path: Path, token: str) -> None:
        self._path = path
        self._token = token

    def is_over(self) -> bool:
        """Whether somebody else wants it."""
        try:
            return self._path.read_text(encoding="ascii") != self._token
        except (OSError, ValueError):
            return False


def preview_key(stored: StoredSegment, document_id: int, term_key: str) -> str:
    """Return what a draft is kept under: the segment, its Dutch, and the content of its terms."""
    source = hashlib.sha256(stored.segment.source.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{document_id}:{stored.segment.number}:{source[:16]}:{term_key}"
