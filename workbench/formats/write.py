"""Write outputs: atomically, never over an input, never over what somebody else wrote.

A file appears under its name whole or not at all, so an interruption or a full disk leaves the
previous one as it was. Everything is UTF-8. What the text says is decided elsewhere.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import secrets
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from workbench.errors import InputError
from workbench.formats.find import is_text
from workbench.text.surface import replace_surrogates

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

__all__ = [
    "WriteResult",
    "output_path",
    "output_paths",
    "refuse_input",
    "refuse_unwritable",
    "render_text",
    "write_output",
]

_LINE_ENDS = str.maketrans(dict.fromkeys("\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029", " "))
_SPACES = " \t\u00a0"
_BLOCK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteResult:
    """What became of one output file."""

    path: Path
    sha256: str
    """Of the bytes now in the file, to be handed back as ``last_written_sha`` next time."""
    size_bytes: int
    changed: bool
    """False where the file held exactly these bytes already."""
    backup: Path | None = None
    """Where a file that the workbench had not written was kept."""


def render_text(document_text: str, pieces: Iterable[tuple[int, int, str | None]]) -> Iterator[str]:
    r"""Put targets in the place of segments and keep the white space around them.

    A segment without a target takes the spaces before it along, so no double space is left; line
    ends stay. Where a target is None the segment is left out on purpose, and a line of which
    nothing else remains goes with its line end, so no blank line is left either. A line end inside
    a target becomes a space, since a segment never has one.

    Args:
        document_text: the text the offsets refer to.
        pieces: start, end and target of each segment, in order, with only white space between.

    Yields:
        The parts of the output text, in order.

    >>> "".join(render_text("Ja. Nee. Ja.", [(0, 3, "Yes."), (4, 8, ""), (9, 12, "Yes.")]))
    'Yes. Yes.'
    >>> "".join(render_text("Ja.\n\nNee.\n\nJa.\n", [(0, 3, "Yes."), (5, 9, None), (11, 14, "Yes.")]))
    'Yes.\n\nYes.\n'
    """
    at = 0
    gap = ""
    emptied = begun = False
    line = "new"
    for start, end, target in pieces:
        white = document_text[at:start]
        at = end
        if line == "omitted" and _line_ends(white):
            # Of the white space before and after the line one is enough.
            wider = max(gap, white, key=_line_ends) if begun else gap
            # The line that comes keeps its own indentation.
            gap = wider.rstrip(_SPACES) + white[len(white.rstrip(_SPACES)) :]
        else:
            gap = _gap(gap, white, emptied=emptied, leads=not begun or _line_ends(gap) > 0)
        if _line_ends(white):
            line = "new"
        emptied = not target
        if target:
            yield gap
            yield target.translate(_LINE_ENDS)
            gap, begun = "", True
        line = "omitted" if target is None and line != "text" else "text"
    tail = document_text[at:]
    if line == "omitted" and begun:
        yield tail
    else:
        yield (gap.rstrip(_SPACES) if emptied else gap) + tail


def _line_ends(text: str) -> int:
    """Return how many lines end in a text."""
    return text.count("\n") + text.count("\r") - text.count("\r\n")


def _gap(before: str, after: str, *, emptied: bool, leads: bool) -> str:
    """Return the white space that remains of that before and after a segment.

    Args:
        before: what remained of that before it.
        after: that after it.
        emptied: whether nothing stands in the segment's place.
        leads: whether it is the first of its line.
    """
    if not emptied:
        return before + after
    if "\n" not in after and "\r" not in after:
        # In mid-line one of the two is enough; at the start of a line neither is. What a line is
        # indented by stays, but one space is no indentation.
        bare = before.rstrip(_SPACES)
        return bare if leads and len(before) - len(bare) == 1 and before[-1:] != "\t" else before
    return before.rstrip(_SPACES) + after


def output_path(name: str, out_dir: Path, *, suffix: str, taken: Collection[Path]) -> Path:
    """Return where a document's output goes.

    Args:
        name: the document's display name, ``-`` for standard input.
        out_dir: the folder given with ``--out``.
        suffix: of the output format, with its dot.
        taken: paths already given out in this run.

    Returns:
        ``out_dir/<name, suffix replaced>``; the whole name is kept where that is taken, and a
        number added where that is taken too.

    >>> str(output_path("b/a.md", Path("out"), suffix=".txt", taken={Path("out/b/a.txt")}))
    'out/b/a.md.txt'
    """
    parts = [part for part in PurePosixPath(name).parts if part not in {"/", "..", "."}]
    if not parts or name == "-":
        parts = ["stdin"]
    folder = out_dir.joinpath(*parts[:-1])
    last = PurePosixPath(parts[-1])
    first_choice = folder / f"{last.stem}{suffix}"
    if first_choice not in taken:
        return first_choice
    path = folder / f"{last.name}{suffix}"
    count = 1
    while path in taken:
        path = folder / f"{last.name}.{count}{suffix}"
        count += 1
    return path


def output_paths(names: Iterable[str], out_dir: Path, *, suffix: str) -> dict[str, Path]:
    """Return where the output of each document of a run goes, whatever their order.

    Args:
        names: display names, all different.
        out_dir: the folder given with ``--out``.
        suffix: of the output format, with its dot.

    Returns:
        A path for each name. Of documents that would share one, that with the output's own suffix
        has it and the others keep their whole names.

    >>> paths = output_paths(["a.md", "a.txt"], Path("out"), suffix=".txt")
    >>> str(paths["a.md"]), str(paths["a.txt"])
    ('out/a.md.txt', 'out/a.txt')
    """
    claims: dict[Path, list[str]] = {}
    for name in names:
        path = output_path(name, out_dir, suffix=suffix, taken=())
        claims.setdefault(path, []).append(name)
    result: dict[str, Path] = {}
    shared: list[tuple[Path, str]] = []
    for path, claimants in claims.items():
        own = [name for name in claimants if PurePosixPath(name).suffix == suffix]
        holder = claimants[0] if len(claimants) == 1 else own[0] if own else None
        if holder is not None:
            result[holder] = path
        shared += [(path, name) for name in claimants if name != holder]
    taken = set(claims)
    for _, name in sorted(shared):
        result[name] = output_path(name, out_dir, suffix=suffix, taken=taken)
        taken.add(result[name])
    return result


def refuse_unwritable(folder: Path) -> None:
    """Raise InputError where nothing can be written into a folder, which need not exist yet.

    Asked before the work begins, so that nobody waits for drafts only to hear of a typing error.
    """
    if not is_text(str(folder)):
        raise InputError(
            "has a name that is not UTF-8", where=str(folder), hint="choose another with --out"
        )
    there = folder
    while not os.path.lexists(there) and there != there.parent:
        there = there.parent
    if not there.is_dir():
        raise _unwritable(NotADirectoryError(errno.ENOTDIR, ""), str(there))
    if not os.access(there, os.W_OK | os.X_OK):
        raise _unwritable(PermissionError(errno.EACCES, ""), str(there))
    # Some file systems, such as /proc, give the right to write and then refuse it.
    probe = there / f".workbench-{secrets.token_hex(8)}.tmp"
    try:
        probe.touch(exist_ok=False)
        probe.unlink()
    except OSError as error:
        raise _unwritable(error, str(there)) from error


def refuse_input(path: Path, inputs: Collection[Path]) -> None:
    """Raise InputError where a path is one of ``inputs``, which are resolved."""
    if path.parent.resolve() / path.name in inputs or path.resolve() in inputs:
        raise InputError(
            "is an input and is never overwritten",
            where=str(path),
            hint="choose another folder with --out",
        )


def write_output(
    path: Path,
    content: bytes | Iterable[str],
    *,
    last_written_sha: str | None,
    inputs: Collection[Path] = (),
) -> WriteResult:
    """Write one output file atomically.

    Args:
        path: where to; missing folders are made.
        content: bytes, or parts of a text to be written as UTF-8.
        last_written_sha: SHA-256 of what the workbench last wrote there, None if it never did. A
            file there with other content is somebody's own and is kept as ``NAME.bak``.
        inputs: resolved paths that must not be written to.

    Returns:
        What was done. The caller reports ``backup`` as a warning.

    Raises:
        InputError: the path is an input or a folder, or the system refuses the writing.
    """
    where = str(path)
    try:
        refuse_input(path, inputs)
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary, sha, size = _write_temporary(path.parent, content)
        try:
            existing = _sha_of(path)
            if existing == sha:
                return WriteResult(path=path, sha256=sha, size_bytes=size, changed=False)
            backup = None
            if existing is not None and existing != last_written_sha:
                backup = _keep(path)
            temporary.replace(path)
            _sync_folder(path.parent)
        finally:
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)
    except (OSError, ValueError) as error:
        raise _unwritable(error, where) from error
    return WriteResult(path=path, sha256=sha, size_bytes=size, changed=True, backup=backup)


def _write_temporary(folder: Path, content: bytes | Iterable[str]) -> tuple[Path, str, int]:
    """Write the content to a new hidden file; return its path, SHA-256 and size in bytes."""
    # Not tempfile: it makes files that only the owner may read, and the result keeps the mode.
    temporary = folder / f".workbench-{secrets.token_hex(8)}.tmp"
    digest = hashlib.sha256()
    size = 0
    try:
        with temporary.open("xb") as stream:
            for block in _blocks(content):
                digest.update(block)
                size += len(block)
                stream.write(block)
            stream.flush()
            os.fsync(stream.fileno())
    except BaseException:  # Ctrl-C too must leave no rubbish in the user's folder
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise
    return temporary, digest.hexdigest(), size


def _blocks(content: bytes | Iterable[str]) -> Iterator[bytes]:
    """Yield the content as bytes, small parts put together."""
    if isinstance(content, bytes):
        yield content
        return
    parts: list[str] = []
    length = 0
    for part in content:
        parts.append(part)
        length += len(part)
        if length >= _BLOCK_BYTES:
            yield _encoded("".join(parts))
            parts.clear()
            length = 0
    yield _encoded("".join(parts))


def _encoded(text: str) -> bytes:
    """Return the text as UTF-8; lone surrogates, which cannot be written, become U+FFFD."""
    try:
        return text.encode()
    except UnicodeEncodeError:
        return replace_surrogates(text).encode()


def _sha_of(path: Path) -> str | None:
    """Return the SHA-256 of a file, None where there is none.

    Raises:
        IsADirectoryError: the path is a folder.
    """
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except FileNotFoundError:
        return "" if path.is_symlink() else None  # a broken link is somebody's own, too


def _keep(path: Path) -> Path:
    """Give the file a second name, ``NAME.bak`` or the first free ``NAME.bak.N``, and return it."""
    backup = path.with_name(f"{path.name}.bak")
    count = 0
    while True:
        try:
            # A hard link fails where the name exists, and leaves the file in its place meanwhile.
            os.link(path, backup, follow_symlinks=False)
        except FileExistsError:
            count += 1
            backup = path.with_name(f"{path.name}.bak.{count}")
        except OSError as error:
            if error.errno not in {errno.EPERM, errno.ENOTSUP, errno.EMLINK, errno.ENOSYS}:
                raise
            if not os.path.lexists(backup):  # a file system without hard links
                path.rename(backup)
                return backup
            count += 1
            backup = path.with_name(f"{path.name}.bak.{count}")
        else:
            return backup


def _sync_folder(folder: Path) -> None:
    """Make the renaming durable where the file system can."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _unwritable(error: OSError | ValueError, where: str) -> InputError:
    """Turn a system error into one line with a remedy."""
    number = error.errno if isinstance(error, OSError) else None
    if number in {errno.ENOSPC, errno.EDQUOT}:
        return InputError(
            "cannot be written: the disk is full",
            where=where,
            hint="free some space and run the command again; finished work is in the project",
        )
    if number in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return InputError(
            "cannot be written: the folder is read-only",
            where=where,
            hint="change its permissions or choose another folder with --out",
        )
    if number == errno.EISDIR:
        return InputError("is a folder", where=where, hint="move it, or choose another --out")
    if number in {errno.ENOTDIR, errno.EEXIST}:
        return InputError(
            "cannot be written: a file is where a folder should be",
            where=where,
            hint="choose another folder with --out",
        )
    reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
    return InputError(
        f"cannot be written: {reason}", where=where, hint="choose another folder with --out"
    )
