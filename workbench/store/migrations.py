"""The schema of a project file, as numbered steps from an empty file to the newest version.

A step is never changed once released; a new one is added instead. The number of steps done stands
in ``PRAGMA user_version``, changed in the same transaction as the step itself, so the usual case
(nothing pending) costs one header read. That is also why the ready-made migration runner of
sqlite-utils is not used: it needs 200 ms to import and a table of its own, for these few lines.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.errors import StoreError
from workbench.store.header import APPLICATION_ID

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.store.db import Database

__all__ = ["LATEST", "migrate"]


def m001_project(database: Database) -> None:
    """Documents, their segments with every Dutch text these had, renderings, runs, outputs."""
    for statement in _M001.split("\n\n"):
        database.execute(statement)


_M001 = """\
CREATE TABLE document (
    id INTEGER PRIMARY KEY,
    path TEXT NOT NULL UNIQUE,       -- resolved path of the source, its identity; '-' for stdin
    name TEXT NOT NULL UNIQUE,       -- display name
    given TEXT NOT NULL,             -- the name before others with the same one were told apart
    sha256 TEXT NOT NULL,            -- of the text in UTF-8
    layout TEXT NOT NULL,            -- hash of the segments' places, to see a new segmentation
    encoding TEXT NOT NULL,
    bom INTEGER NOT NULL CHECK (bom IN (0, 1)),
    format TEXT NOT NULL,
    tail TEXT NOT NULL,              -- white space after the last segment
    created TEXT NOT NULL,
    changed TEXT NOT NULL
) STRICT

CREATE INDEX document_sha256 ON document (sha256)

CREATE TABLE run (
    id INTEGER PRIMARY KEY,
    started TEXT NOT NULL,
    finished TEXT,                   -- NULL: still going, or killed
    command TEXT NOT NULL,
    author TEXT NOT NULL,
    signature TEXT NOT NULL,
    host TEXT NOT NULL,
    pid INTEGER NOT NULL,
    stats TEXT
) STRICT

CREATE TABLE segment (
    id INTEGER PRIMARY KEY,
    document_id INTEGER NOT NULL REFERENCES document (id),
    number INTEGER NOT NULL,
    unit INTEGER NOT NULL,
    segment INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('sentence', 'headline', 'caption', 'credit', 'label')),
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    before TEXT NOT NULL,            -- white space between the previous segment and this one
    words INTEGER NOT NULL,          -- words of the present source
    source_id INTEGER NOT NULL REFERENCES source (id) DEFERRABLE INITIALLY DEFERRED,
    state TEXT NOT NULL CHECK (state IN ('initial', 'translated', 'reviewed', 'final')),
    rendering_id INTEGER REFERENCES rendering (id),
    stale INTEGER NOT NULL DEFAULT 0 CHECK (stale IN (0, 1)),
    term_key TEXT NOT NULL DEFAULT '',  -- of the concepts when the segment was last treated
    removed TEXT                     -- when it went from the source; NULL while it is there
) STRICT

CREATE UNIQUE INDEX segment_number ON segment (document_id, number) WHERE removed IS NULL

-- Without it, each new source would look through all segments for one that waits for it.
CREATE INDEX segment_source ON segment (source_id)

CREATE INDEX segment_removed ON segment (document_id) WHERE removed IS NOT NULL

CREATE INDEX segment_state ON segment (document_id, state, words) WHERE removed IS NULL

CREATE TABLE source (
    id INTEGER PRIMARY KEY,
    segment_id INTEGER NOT NULL REFERENCES segment (id) DEFERRABLE INITIALLY DEFERRED,
    text TEXT NOT NULL,
    created TEXT NOT NULL
) STRICT

CREATE INDEX source_segment ON source (segment_id)

CREATE TABLE rendering (
    id INTEGER PRIMARY KEY,
    segment_id INTEGER NOT NULL REFERENCES segment (id),
    source_id INTEGER NOT NULL REFERENCES source (id),
    run_id INTEGER REFERENCES run (id),
    origin TEXT NOT NULL CHECK (origin IN ('engine', 'human', 'memory')),
    author TEXT NOT NULL,
    created TEXT NOT NULL,
    signature TEXT NOT NULL,
    term_key TEXT NOT NULL,
    score REAL,
    target TEXT NOT NULL,
    terms TEXT NOT NULL,
    findings TEXT NOT NULL,
    trace TEXT
) STRICT

CREATE INDEX rendering_segment ON rendering (segment_id)

CREATE INDEX rendering_findings ON rendering (id) WHERE findings <> '[]'

CREATE TABLE segment_findings (
    segment_id INTEGER PRIMARY KEY REFERENCES segment (id),
    rendering_id INTEGER NOT NULL REFERENCES rendering (id),
    terms TEXT NOT NULL,
    findings TEXT NOT NULL,
    changed TEXT NOT NULL
) STRICT

CREATE TABLE output (
    path TEXT PRIMARY KEY,
    sha256 TEXT,                     -- of what was written there last
    pending TEXT,                    -- of what is being written there
    document_id INTEGER REFERENCES document (id),
    written TEXT NOT NULL
) STRICT, WITHOUT ROWID

CREATE TRIGGER rendering_no_update BEFORE UPDATE ON rendering
BEGIN SELECT RAISE(ABORT, 'renderings are only ever added'); END

CREATE TRIGGER rendering_no_delete BEFORE DELETE ON rendering
BEGIN SELECT RAISE(ABORT, 'renderings are only ever added'); END

CREATE TRIGGER source_no_update BEFORE UPDATE ON source
BEGIN SELECT RAISE(ABORT, 'sources are only ever added'); END

CREATE TRIGGER source_no_delete BEFORE DELETE ON source
BEGIN SELECT RAISE(ABORT, 'sources are only ever added'); END"""


def m002_desk(database: Database) -> None:
    """What an editor is typing, what was done and can be undone, and remarks on segments."""
    for statement in _M002.split("\n\n"):
        database.execute(statement)


_M002 = """\
CREATE TABLE draft_text (
    segment_id INTEGER NOT NULL REFERENCES segment (id),
    author TEXT NOT NULL,
    text TEXT NOT NULL,              -- as typed so far, not yet a rendering
    source_id INTEGER NOT NULL,      -- the Dutch that was on the screen
    rendering_id INTEGER,            -- the English it began from
    changed TEXT NOT NULL,
    PRIMARY KEY (segment_id, author)
) STRICT, WITHOUT ROWID

CREATE TABLE act (
    id INTEGER PRIMARY KEY,
    segment_id INTEGER NOT NULL REFERENCES segment (id),
    author TEXT NOT NULL,
    created TEXT NOT NULL,
    what TEXT NOT NULL,              -- 'edit', 'confirm', 'unconfirm', 'final', 'take', ...
    before_id INTEGER REFERENCES rendering (id),
    before_state TEXT NOT NULL,
    after_id INTEGER REFERENCES rendering (id),
    after_state TEXT NOT NULL,
    undone INTEGER NOT NULL DEFAULT 0 CHECK (undone IN (0, 1, 2))  -- 2: and not to be redone
) STRICT

CREATE INDEX act_segment ON act (segment_id)

CREATE TABLE note (
    id INTEGER PRIMARY KEY,
    segment_id INTEGER NOT NULL REFERENCES segment (id),
    author TEXT NOT NULL,
    created TEXT NOT NULL,
    text TEXT NOT NULL
) STRICT

CREATE INDEX note_segment ON note (segment_id)"""


def m003_restructuring(database: Database) -> None:
    """Splits and joins, acts that are undone together, removed documents, pairs from elsewhere.

    ``document.removed`` says when somebody took it out, ``named`` whether a person chose the name;
    ``act.step`` is the first of the acts that are undone as one.
    """
    for statement in _M003.split("\n\n"):
        database.execute(statement)


_M003 = """\
ALTER TABLE document ADD COLUMN removed TEXT

ALTER TABLE document ADD COLUMN named INTEGER NOT NULL DEFAULT 0 CHECK (named IN (0, 1))

ALTER TABLE act ADD COLUMN step INTEGER

CREATE TABLE boundary (
    document_id INTEGER NOT NULL REFERENCES document (id),
    left_end INTEGER NOT NULL,       -- where the segment before the gap ends in the document
    right_start INTEGER NOT NULL,    -- where the one after it begins
    kind TEXT NOT NULL CHECK (kind IN ('split', 'join')),
    author TEXT NOT NULL,
    created TEXT NOT NULL,
    PRIMARY KEY (document_id, left_end)
) STRICT, WITHOUT ROWID

CREATE TABLE reshape (
    act_id INTEGER PRIMARY KEY REFERENCES act (id),
    whole_id INTEGER NOT NULL REFERENCES segment (id),
    left_id INTEGER NOT NULL REFERENCES segment (id),
    right_id INTEGER NOT NULL REFERENCES segment (id),
    apart TEXT NOT NULL,             -- what the two were when the act was done, to see changes
    together TEXT NOT NULL           -- what the one was
) STRICT

CREATE TABLE pair (
    id INTEGER PRIMARY KEY,
    source TEXT NOT NULL,
    target TEXT NOT NULL,
    author TEXT NOT NULL,
    created TEXT NOT NULL,
    origin TEXT NOT NULL,            -- the file it was imported from
    imported TEXT NOT NULL,
    UNIQUE (source, target)
) STRICT"""


def m004_waivers(database: Database) -> None:
    """Findings that somebody lets pass, for as long as the segment's Dutch stays as it is."""
    for statement in _M004.split("\n\n"):
        database.execute(statement)


_M004 = """\
CREATE TABLE waiver (
    segment_id INTEGER NOT NULL REFERENCES segment (id),
    source_id INTEGER NOT NULL REFERENCES source (id),
    check_name TEXT NOT NULL,
    message TEXT NOT NULL,           -- of the finding
    reason TEXT NOT NULL,
    author TEXT NOT NULL,
    created TEXT NOT NULL,
    PRIMARY KEY (segment_id, source_id, check_name, message)
) STRICT, WITHOUT ROWID"""


def m005_effort(database: Database) -> None:
    """How much people changed of what machines wrote, and how long they were at a segment."""
    for statement in _M005.split("\n\n"):
        database.execute(statement)


_M005 = """\
CREATE TABLE effort (
    rendering_id INTEGER PRIMARY KEY REFERENCES rendering (id),  -- what a person made of it
    draft_id INTEGER NOT NULL REFERENCES rendering (id),         -- the machine's, of the same Dutch
    edits REAL NOT NULL,             -- of TER, from the machine's text to the person's
    words REAL NOT NULL              -- of the person's text, as TER counts them
) STRICT

CREATE TABLE time_spent (
    segment_id INTEGER NOT NULL REFERENCES segment (id),
    author TEXT NOT NULL,
    active_ms INTEGER NOT NULL,      -- at the desk, without long pauses
    changed TEXT NOT NULL,
    PRIMARY KEY (segment_id, author)
) STRICT, WITHOUT ROWID

CREATE INDEX act_undone ON act (author) WHERE undone = 1"""


def m006_waiving(database: Database) -> None:
    """Letting a finding pass is an act like any other: told of in the history, and undone."""
    database.execute(_M006)


_M006 = """\
CREATE TABLE waiver_act (
    act_id INTEGER PRIMARY KEY REFERENCES act (id),  -- 'waive', or 'reopen' for the reverse
    source_id INTEGER NOT NULL REFERENCES source (id),
    check_name TEXT NOT NULL,
    message TEXT NOT NULL,
    reason TEXT NOT NULL,            -- of the waiver that it gave or took back
    author TEXT NOT NULL,
    created TEXT NOT NULL
) STRICT"""

MIGRATIONS: tuple[Callable[[Database], None], ...] = (
    m001_project,
    m002_desk,
    m003_restructuring,
    m004_waivers,
    m005_effort,
    m006_waiving,
)
LATEST = len(MIGRATIONS)


def migrate(database: Database, *, before: Callable[[int], None]) -> None:
    """Bring an open project to the newest schema, each step wholly or not at all.

    Args:
        database: open for writing.
        before: called with the present version before a file with content is changed; makes a
            backup.

    Raises:
        SchemaTooNew: the file is newer than this program.
        StoreError: a step left references that lead nowhere; it was undone.
    """
    version = database.check_version(LATEST)
    if version == LATEST:
        return
    if version:
        before(version)
    # A step that rebuilds a table drops the one others refer to; checked at its end instead.
    database.execute("PRAGMA foreign_keys = OFF")
    try:
        for number in range(version + 1, LATEST + 1):
            with database.transaction():
                # Another process may have done this step while this one waited for the lock.
                if database.check_version(LATEST) >= number:
                    continue
                MIGRATIONS[number - 1](database)
                if database.all("PRAGMA foreign_key_check"):
                    raise StoreError(
                        f"updating the project to schema {number} failed, nothing was changed",
                        where=str(database.path),
                        hint="report this; the older version of the workbench still reads it",
                    )
                database.execute(f"PRAGMA application_id = {APPLICATION_ID}")
                database.execute(f"PRAGMA user_version = {number}")
    finally:
        database.execute("PRAGMA foreign_keys = ON")
