from __future__ import annotations

import unicodedata

import pytest

from workbench.text.surface import (
    count_controls,
    fold_quotes,
    for_model,
    has_controls,
    nfc_with_offsets,
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
    assert [c for c in controls if not has_controls(c)] == sorted(space)
    assert count_controls("".join(controls)) == len(controls) - len(space)
    for control in controls:
        assert control in "\t\n" or control not in terminal_safe(control)


def test_what_the_model_gets_keeps_its_length() -> None:
    source = "<s>een\x00twee\x1b[31m \u202ejas\ud800"
    assert for_model(source) == "<s>een twee [31m  jas "
    assert len(for_model(source)) == len(source)


def test_surrogates() -> None:
    assert replace_surrogates("a\udcffb") == "a\ufffdb"


def test_folded_quotes_keep_their_length() -> None:
    text = "„foto’s” ‘x’ «y» ‹z›"
    assert fold_quotes(text) == "\"foto's\" 'x' \"y\" 'z'"


@pytest.mark.parametrize(
    "text",
    ["", "e\u0301e\u0301", "\u0301x", "a\u0323\u0307b", "\u1100\u1161\u11a8x", "\u09c7\u09be", "Å"],
)
def test_composing_maps_every_offset(text: str) -> None:
    composed, offsets = nfc_with_offsets(text)
    assert composed == unicodedata.normalize("NFC", text)
    if offsets is None:
        assert composed == text
        return
    assert len(offsets) == len(composed) + 1
    assert offsets[-1] == len(text)
    for at, start in enumerate(offsets[:-1]):
        end = offsets[at + 1]
        if end > start:
            assert composed[at] in unicodedata.normalize("NFC", text[start:end])
