from __future__ import annotations

import unicodedata

import pytest

from workbench.text.surface import (
    count_controls,
    replace_surrogates,
    terminal_safe,
)


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("gewoon „tekst” ✓ 👍🏽 é\u0301", "gewoon „tekst” ✓ 👍🏽 é\u0301"),
        ("a\tb\nc", "a\tb\nc"),
        ("a\r\nb", "a\nb"),
        ("wis\rdit", "wis␍dit"),
        ("\x1b]0;titel\x07", "␛]0;titel␇"),
        ("\x9b31m", "\ufffd31m"),
        ("\x00\x7f", "␀␡"),
        ("af\u202etxt.exe", "af\ufffdtxt.exe"),
        ("\ud83d", "\ufffd"),
    ],
)
def test_nothing_a_terminal_obeys_gets_through(text: str, safe: str) -> None:
    assert terminal_safe(text) == safe
    assert terminal_safe(safe) == safe


def test_all_control_characters_are_found() -> None:
    controls = [chr(code) for code in range(0x110000) if unicodedata.category(chr(code)) == "Cc"]
    space = set("\t\n\r\x85")
    assert [c for c in controls if not count_controls(c)] == sorted(space)
    assert count_controls("".join(controls)) == len(controls) - len(space)
    for control in controls:
        assert control in "\t\n" or control not in terminal_safe(control)


def test_surrogates() -> None:
    assert replace_surrogates("a\udcffb") == "a\ufffdb"
