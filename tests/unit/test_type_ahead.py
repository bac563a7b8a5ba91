"""What is typed while the desk is still being prepared waits in the terminal."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from workbench.cli.type_ahead import typing_ahead

if TYPE_CHECKING:
    from collections.abc import Iterator

pty = pytest.importorskip("pty")
termios = pytest.importorskip("termios")


@pytest.fixture
def keyboard(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[int, int]]:
    """A terminal in place of standard input: where keys go in, and where they are read."""
    master, slave = pty.openpty()
    with os.fdopen(slave, "r", closefd=False) as file:
        monkeypatch.setattr(sys, "stdin", file)
        yield master, slave
    os.close(master)
    os.close(slave)


def test_keys_from_before_and_during_come_as_they_were_pressed(keyboard: tuple[int, int]) -> None:
    master, slave = keyboard
    os.write(master, b"ab")
    with typing_ahead():
        # Ctrl+S, Ctrl+V, Ctrl+D and Enter, each of which a terminal read by lines would take.
        os.write(master, b"c\x13\x16\x04\r")
        read = b""
        while len(read) < 7:
            read += os.read(slave, 100)
        assert read == b"abc\x13\x16\x04\r"


def test_nothing_typed_is_shown_amid_the_output(keyboard: tuple[int, int]) -> None:
    master, slave = keyboard
    with typing_ahead():
        os.write(master, b"typed")
        os.write(slave, b"said")
        assert os.read(master, 100) == b"said"


def test_the_terminal_is_as_it_was_also_after_a_fault(keyboard: tuple[int, int]) -> None:
    _, slave = keyboard
    before = termios.tcgetattr(slave)

    def interrupted() -> None:
        with typing_ahead():
            assert termios.tcgetattr(slave) != before
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert termios.tcgetattr(slave) == before


def test_without_a_terminal_nothing_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    with Path(os.devnull).open() as nothing:
        monkeypatch.setattr(sys, "stdin", nothing)
        with typing_ahead():
            assert nothing.read() == ""
