"""Pairs of texts that came into the project's translation memory from elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.errors import InputError
from workbench.store import clock
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
        reviewed = _reviewed(database)
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


def _reviewed(database: Database) -> set[tuple[str, str]]:
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
