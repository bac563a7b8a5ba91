"""Standard output for data, standard error for everything else, and the exit codes.

The only module that prints. It knows nothing of documents or models: whatever a command has to
say passes through one ``Output``, which decides about silence, progress, terminal safety and what
an exception looks like to the user.
"""

from __future__ import annotations

import errno
import io
import os
import sys
import threading
import time
from enum import IntEnum
from typing import TYPE_CHECKING, Protocol

from workbench.errors import GlossaryErrors, InputError, WorkbenchError
from workbench.text.counting import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from logging import LogRecord
    from typing import TextIO

    from rich.progress import Progress

__all__ = ["ExitCode", "Output", "counted", "prepare_streams", "to_json"]

PROGRAM = "workbench"
PLAIN_PROGRESS_S = 10.0
"""Seconds between two plain lines of progress, where no bar can be shown."""


class ExitCode(IntEnum):
    """What the exit status says; the comments are the user's documentation of it."""

    DONE = 0, "done"
    FINDINGS = (
        1,
        (
            "done, but: a matched term is left `unresolved`, a finding is at least as severe as "
            "`--fail-on` or `--min-severity` says, or a segment does not meet `--require`"
        ),
    )
    USAGE = 2, "usage, configuration, glossary or input error"
    MODEL = 3, "model missing or unusable"
    PROJECT = 4, "project locked, damaged or written by a newer version"
    PARTIAL = 5, "some documents failed, the others are saved"
    INTERRUPTED = 130, "interrupted; what was done is saved"
    BROKEN_PIPE = 141, "broken pipe"

    meaning: str

    def __new__(cls, value: int, meaning: str) -> ExitCode:
        """Keep the meaning beside the number, for ``--help`` and the documentation."""
        member = int.__new__(cls, value)
        member._value_ = value
        member.meaning = meaning
        return member


def prepare_streams() -> None:
    """Make every standard stream UTF-8, whatever the locale says.

    What is no text in UTF-8 (a file name with stray bytes) is written with a backslash escape,
    which inside a JSON string is the very escape that JSON has for it.
    """
    out = sys.stdout
    if isinstance(out, io.TextIOWrapper) and isinstance(out.buffer, io.RawIOBase):
        # PYTHONUNBUFFERED: a write that the reader cuts short by leaving would be lost unnoticed.
        raw = out.buffer
        out.detach()
        sys.stdout = io.TextIOWrapper(io.BufferedWriter(raw), encoding="utf-8")
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")


def to_json(value: object, *, indent: int | None = None) -> str:
    r"""Return ``value`` as JSON in which no character can steer a terminal.

    >>> to_json({"source": "één\x1b[2J\x9b"})
    '{"source": "één\\u001b[2J\\u009b"}'
    """
    import json  # 3 ms that --help does not need

    text = json.dumps(value, ensure_ascii=False, indent=indent)
    # json escapes only below U+0020; these too are read as commands or line ends by some readers.
    for code in (*range(0x7F, 0xA0), 0x2028, 0x2029):
        if chr(code) in text:
            text = text.replace(chr(code), f"\\u{code:04x}")
    return text


class _ProgressDisplay(Protocol):
    def update(self, done: int, total: int) -> None: ...

    def stage(self, what: str) -> None: ...

    def say(self, line: str) -> None: ...

    def close(self) -> None: ...


class _TerminalBar:
    """A bar on a terminal; only standard error is touched, so that data stays clean."""

    def __init__(self, stream: TextIO, *, unit: str) -> None:
        from rich.console import Console  # 0.1 s, wanted only where a bar is seen
        from rich.progress import (
            BarColumn,
            DownloadColumn,
            MofNCompleteColumn,
            Progress,
            TextColumn,
            TimeRemainingColumn,
        )

        self._console = Console(file=stream, highlight=False, markup=False, emoji=False)
        self._progress: Progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            DownloadColumn() if unit == "bytes" else MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=self._console,
            transient=True,
            # Rich would otherwise pull standard output into its own stream.
            redirect_stdout=False,
            redirect_stderr=False,
        )
        self._unit = unit
        self._task = self._progress.add_task(unit, total=None)
        self._progress.start()

    def update(self, done: int, total: int) -> None:
        self._progress.update(self._task, completed=done, total=total)

    def stage(self, what: str) -> None:
        description = f"{self._unit} ({what})" if what else self._unit
        self._progress.update(self._task, description=description)

    def say(self, line: str) -> None:
        self._console.print(line, soft_wrap=True)

    def close(self) -> None:
        self._progress.stop()


class _PlainLines:
    """A line every so often from a thread, so that one slow batch does not look like a hang."""

    def __init__(self, stream: TextIO, *, unit: str, every_s: float) -> None:
        self._stream = stream
        self._unit = unit
        self._every_s = every_s
        self._state = (0, 0)
        self._stage = ""
        self._started = time.monotonic()
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._run, name="progress", daemon=True)
        self._thread.start()

    def update(self, done: int, total: int) -> None:
        self._state = (done, total)

    def stage(self, what: str) -> None:
        self._stage = what

    def say(self, line: str) -> None:
        with self._lock:
            self._stream.write(line + "\n")
            self._stream.flush()

    def close(self) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stop.wait(self._every_s):
            done, total = self._state
            seconds = time.monotonic() - self._started
            now = f", {self._stage}" if self._stage else ""
            try:
                self.say(f"{PROGRAM}: {done} of {total} {self._unit} after {seconds:.0f} s{now}")
            except (OSError, ValueError):
                return  # standard error is gone; the work goes on


class Output:
    """What one command says, and how; fulfils ``batch.options.Reporter``."""

    def __init__(
        self,
        *,
        quiet: bool = False,
        debug: bool = False,
        verbose: int = 0,
        every_s: float = PLAIN_PROGRESS_S,
    ) -> None:
        """Take the options that every command has; ``every_s`` is seconds between plain lines."""
        self.quiet = quiet
        self.debug = debug
        self.verbose = verbose
        self.unit = "segments"
        """What ``progress`` counts: ``segments`` or ``bytes``."""
        self._every_s = every_s
        self._bar_allowed = not verbose  # log lines would tear it apart
        self._display: _ProgressDisplay | None = None
        self._stats: Mapping[str, object] | None = None

    # Data ----------------------------------------------------------------------------------

    def write(self, text: str) -> None:
        """Write ``text`` to standard output; exact, except that a terminal gets it defused."""
        stream = sys.stdout
        if stream is None:
            raise InputError("standard output is closed")
        stream.write(_terminal_safe(text) if stream.isatty() else text)
        stream.flush()

    def data(self, line: str) -> None:
        """Write one line of data to standard output."""
        self.write(line + "\n")

    def text(self, line: str) -> None:
        """Write one line for people; it is defused even where a pipe leads to the terminal."""
        self.data(_terminal_safe(line))

    def json(self, document: object) -> None:
        """Write one JSON document to standard output."""
        self.data(to_json(document, indent=2))

    def jsonl(self, documents: Iterable[object]) -> None:
        """Write one JSON object a line to standard output."""
        for document in documents:
            self.data(to_json(document))

    def table(self, rows: Iterable[Sequence[str]]) -> None:
        """Write rows in columns as wide as their widest cell, the last one ragged."""
        # A file may have a line end in its name; a row has none.
        kept = [tuple(_terminal_safe(c).replace("\n", "␊") for c in row) for row in rows]
        widths = [max(map(len, column)) for column in zip(*kept, strict=True)]
        for row in kept:
            padded = [cell.ljust(width) for cell, width in zip(row, widths, strict=True)]
            self.data("  ".join(padded).rstrip())

    # Everything else -----------------------------------------------------------------------

    def note(self, message: str) -> None:
        """Tell something that asks for no action."""
        if not self.quiet:
            self._say(f"note: {message}")

    def warning(self, message: str) -> None:
        """Tell something the user should look at."""
        self._say(f"warning: {message}")

    def error(self, error: WorkbenchError) -> None:
        """Tell of a failure; a file with several problems gets a line for each."""
        problems = error.problems if isinstance(error, GlossaryErrors) else [error]
        for problem in problems:
            self._say(str(problem))

    def ask(self, question: str) -> str | None:
        """Ask on standard error and return a line of standard input, None at its end."""
        if sys.stdout is not None:
            sys.stdout.flush()
        if sys.stderr is not None:
            sys.stderr.write(_terminal_safe(question) + " ")
            sys.stderr.flush()
        line = sys.stdin.readline() if sys.stdin is not None else ""
        return line.strip() if line else None

    def help(self, text: str) -> None:
        """Show how a command is used to somebody who did not ask, on standard error."""
        self._raw_line(text.rstrip())

    def stats(self, values: Mapping[str, object]) -> None:
        """Keep ``values`` for the very last line of standard error."""
        self._stats = values

    def without_bar(self) -> None:
        """Ask for no progress bar: data streams to the same terminal."""
        self._bar_allowed = False

    def progress(self, done: int, total: int) -> None:
        """Show how far the work is, as a bar on a terminal and as a line now and then elsewhere."""
        if self.quiet or sys.stderr is None:
            return
        if self._display is None:
            if self._bar_allowed and sys.stderr.isatty():
                self._display = _TerminalBar(sys.stderr, unit=self.unit)
            else:
                self._display = _PlainLines(sys.stderr, unit=self.unit, every_s=self._every_s)
        self._display.update(done, total)

    def stage(self, what: str) -> None:
        """Say beside the progress what takes its time while the count stands still; "" for none."""
        if self._display is not None:
            self._display.stage(what)

    def close(self) -> None:
        """Take the progress away and say the last word; safe to call twice."""
        if self._display is not None:
            self._display.close()
            self._display = None
        if self._stats is not None:
            stats, self._stats = self._stats, None
            self._raw_line(to_json(stats))

    def _say(self, message: str) -> None:
        self._raw_line(_terminal_safe(f"{PROGRAM}: {' '.join(message.split())}"))

    def _raw_line(self, line: str) -> None:
        if sys.stdout is not None:
            sys.stdout.flush()  # the two streams keep their order where they share a terminal
        if self._display is not None:
            self._display.say(line)
        elif sys.stderr is not None:
            sys.stderr.write(line + "\n")
            sys.stderr.flush()

    # The end -------------------------------------------------------------------------------

    def run(self, work: Callable[[], int | None]) -> int:
        """Do ``work`` and turn whatever comes of it into an exit code and at most one line."""
        try:
            code = work() or ExitCode.DONE
            if sys.stdout is not None:
                sys.stdout.flush()
        except WorkbenchError as error:
            code = error.exit_code
            self._failed(error)
        except KeyboardInterrupt:
            code = ExitCode.INTERRUPTED
            self._failed(WorkbenchError("interrupted; what was done is saved"))
        except BrokenPipeError:
            code = ExitCode.BROKEN_PIPE
            _abandon_stdout()
        except OSError as error:
            code = ExitCode.USAGE
            self._failed(_os_error(error))
        except MemoryError:
            code = ExitCode.USAGE
            self._failed(
                WorkbenchError("out of memory", hint="close other programs or use --jobs 1")
            )
        except Exception as error:  # noqa: BLE001 - the outermost guard: no traceback for a user
            code = ExitCode.USAGE
            self._failed(_unexpected(error))
        finally:
            self.close()
        return int(code)

    def _failed(self, error: WorkbenchError) -> None:
        if self._display is not None:
            self._display.close()
            self._display = None
        try:
            self.error(error)
        except BrokenPipeError:
            _abandon_stdout()
        except OSError:
            _abandon_stdout()
            self.error(error)
        if self.debug:
            import traceback  # only to show what went wrong

            traceback.print_exc(file=sys.stderr)

    def capture_logging(self) -> None:
        """Send the program's own log lines the way of all others, as many as -v asks for."""
        import logging  # 3 ms that --help does not need

        handler = logging.Handler()
        handler.emit = self._log  # type: ignore[method-assign]
        logger = logging.getLogger(PROGRAM)
        logger.handlers = [handler]
        logger.propagate = False
        logger.setLevel({0: logging.WARNING, 1: logging.INFO}.get(self.verbose, logging.DEBUG))

    def _log(self, record: LogRecord) -> None:
        self._say(f"{record.levelname.lower()}: {record.getMessage()}")


def _terminal_safe(text: str) -> str:
    if text.isprintable():
        return text
    from workbench.text.surface import terminal_safe  # not needed for most lines

    return terminal_safe(text)


def _abandon_stdout() -> None:
    """Point standard output at nothing, so that the interpreter's last flush cannot fail."""
    try:
        fileno = sys.stdout.fileno()
    except (AttributeError, OSError, ValueError):
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, fileno)
    os.close(nowhere)


def _os_error(error: OSError) -> WorkbenchError:
    where = os.fsdecode(error.filename) if isinstance(error.filename, str | bytes) else None
    hints = {
        errno.ENOSPC: "make room and run the command again: what was done is saved",
        errno.EDQUOT: "make room and run the command again: what was done is saved",
        errno.EACCES: "check the permissions",
        errno.EROFS: "choose another place: this one is read-only",
    }
    message = (error.strerror or type(error).__name__).lower()
    return InputError(message, where=where, hint=hints.get(error.errno or 0))


def _unexpected(error: Exception) -> WorkbenchError:
    detail = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    return WorkbenchError(
        f"unexpected error: {detail}",
        hint="this is a fault of the workbench; --debug shows where it happened",
    )
