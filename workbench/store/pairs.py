"""The pairs of texts that a translation memory is made of: reviewed here, or from elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.errors import InputError
from workbench.store import clock
from workbench.store.naming import held_name
from workbench.store.records import PairRecord

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from workbench.model import TextPair
    from workbench.store.db import Database

__all__ = ["add", "pairs"]


def add(database: Database, new: Iterable[TextPair], *, origin: str, author: str) -> int:
    """Add pairs and return how many were not there yet, reviewed here or imported before.

    Args:
        database: the open project.
        new: the pairs.
        origin: the name of the file they come from.
        author: who imports them; the author of those that name none.

    Raises:
        InputError: a text cannot be stored.
    """
    time = clock.now()
    with database.transaction():
        before = int(database.one("SELECT count(*) FROM pair")[0])
        reviewed = _known_here(database)
        try:
            database.executemany(
                "INSERT INTO pair (source, target, author, created, origin, imported) "
                "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                (
                    (p.source, p.target, p.author or author, p.created or time, origin, time)
                    for p in new
                    if (_spaced(p.source), _spaced(p.target)) not in reviewed
                ),
            )
        except UnicodeEncodeError as error:
            raise InputError(
                "a text has a lone surrogate", where=origin, hint="save the file as UTF-8"
            ) from error
        return int(database.one("SELECT count(*) FROM pair")[0]) - before


def _known_here(database: Database) -> set[tuple[str, str]]:
    """Return the texts of the reviewed segments, which are in the memory by themselves."""
    rows = database.all(
        "SELECT s.text, r.target FROM segment g JOIN rendering r ON r.id = g.rendering_id "
        "JOIN source s ON s.id = r.source_id WHERE g.state IN ('reviewed', 'final')"
    )
    return {(_spaced(source), _spaced(target)) for source, target in rows}


def _spaced(text: str) -> str:
    """Return a text with single spaces, as a file of pairs gives it."""
    return " ".join(text.split())


def pairs(database: Database) -> Iterator[PairRecord]:
    """Yield every pair, those that were imported first: what was reviewed here counts for more."""
    yield from _imported(database)
    yield from _reviewed(database)


def _imported(database: Database) -> Iterator[PairRecord]:
    """Yield all imported pairs; none has neighbours, and each has a segment's number of its own."""
    for row in database.all(
        "SELECT id, source, target, author, created, origin FROM pair ORDER BY id"
    ):
        yield PairRecord(
            source=row[1],
            target=row[2],
            document=row[5],
            number=row[0],
            author=row[3],
            created=row[4],
            state="imported",
            before="",
            after="",
            present=False,
            # Segments count upwards from 1, so that no pair can take the place of another.
            segment_id=-row[0],
        )


def _reviewed(database: Database) -> Iterator[PairRecord]:
    """Yield every reviewed pair with its neighbours.

    A segment that has gone from its source still counts, and so does one of a document that was
    removed; they only have no neighbours any more.
    """
    for row in database.all(
        "WITH place AS (SELECT id, lag(source_id) OVER doc AS before, "
        " lead(source_id) OVER doc AS after FROM segment WHERE removed IS NULL "
        " WINDOW doc AS (PARTITION BY document_id ORDER BY number)) "
        "SELECT s.text, r.target, d.name, g.number, r.author, r.created, g.state, "
        " b.text, a.text, g.removed IS NULL AND d.removed IS NULL, g.id, r.signature "
        "FROM segment g JOIN rendering r ON r.id = g.rendering_id "
        "JOIN source s ON s.id = r.source_id JOIN document d ON d.id = g.document_id "
        "LEFT JOIN place p ON p.id = g.id "
        "LEFT JOIN source b ON b.id = p.before LEFT JOIN source a ON a.id = p.after "
        "WHERE g.state IN ('reviewed', 'final') AND r.target <> '' ORDER BY r.id"
    ):
        yield PairRecord(
            source=row[0],
            target=row[1],
            document=held_name(row[2]),
            number=row[3],
            author=row[4],
            created=row[5],
            state=row[6],
            before=row[7] or "",
            after=row[8] or "",
            present=bool(row[9]),
            segment_id=row[10],
            signature=row[11],
        )
