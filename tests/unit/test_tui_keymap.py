"""The user's own keys: what a file may say, and what is told about one that cannot be used."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from workbench.errors import ConfigError
from workbench.tui.actions import ACTIONS
from workbench.tui.keymap import load_keymap

if TYPE_CHECKING:
    from pathlib import Path


def test_without_a_file_the_usual_keys_are_in_force(tmp_path: Path) -> None:
    keymap = load_keymap(tmp_path / "keymap.toml")
    assert keymap.actions == ACTIONS
    assert keymap.changed == {}


def test_keys_for_everywhere_and_for_the_list(tmp_path: Path) -> None:
    path = tmp_path / "keymap.toml"
    path.write_text(
        'undo = "f13"\nconfirm = ["Ctrl+Enter", "alt+f14"]\n\n[list]\nconfirm = "é,!"\nsearch = ","\n'
    )
    keymap = load_keymap(path)
    assert keymap.changed == {
        "undo": "f13",
        "confirm": "ctrl+enter,alt+f14",
        "list.confirm": "é,exclamation_mark",
        "list.search": "comma",
    }
    confirm = next(action for action in keymap.actions if action.id == "confirm")
    assert (confirm.keys, confirm.list_keys) == ("ctrl+enter,alt+f14", "é,exclamation_mark")
    assert [a.id for a in keymap.actions] == [a.id for a in ACTIONS]


def test_two_actions_may_change_keys_with_each_other(tmp_path: Path) -> None:
    path = tmp_path / "keymap.toml"
    path.write_text('next_unreviewed = "ctrl+s"\nconfirm = "f7"\n')
    assert load_keymap(path).changed == {"next_unreviewed": "ctrl+s", "confirm": "f7"}


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        ('confrim = "f7"', 1, 'there is no action "confrim"; did you mean "confirm"?'),
        ("\nconfirm = 3", 2, "confirm: 3 is no key"),
        ('confirm = ""', 1, "confirm: '' is no key"),
        ('confirm = "ctlr+x"', 1, 'there is no key "ctlr+x"; did you mean "ctrl"?'),
        ('confirm = "ctrl+pagedwn"', 1, 'there is no key "ctrl+pagedwn"; did you mean "pagedown"?'),
        ('confirm = "x"', 1, '"x" is needed for typing'),
        ('confirm = "é"', 1, '"é" is needed for typing'),
        ('confirm = "shift+left"', 1, '"shift+left" is needed for typing'),
        ('confirm = "enter"', 1, '"enter" is needed for typing'),
        ('confirm = "f7"', 1, '"f7" is given both to “Confirm and next” and to “Next unreviewed”'),
        ('[list]\nconfirm = "n"', 2, '"n" is given both to “Confirm and next”'),
        ('[list]\nconfirm = "1"', 2, '"1" is given both to “Take an alternative”'),
        ('[list]\nundo = "f8"', 2, '"f8" is given both to “Next finding” and to “Undo”'),
        ('confirm = "alt+3"', 1, '"alt+3" is given both to “Take an alternative”'),
        ("list = 3", 1, "list: is a table of actions"),
        ("[other]\nconfirm = 'f7'", 0, 'there is no action "other"'),
        ('confirm = "f7', 0, "not valid TOML"),
    ],
)
def test_a_file_that_cannot_be_used(tmp_path: Path, text: str, line: int, problem: str) -> None:
    path = tmp_path / "keymap.toml"
    path.write_text(text)
    with pytest.raises(ConfigError) as caught:
        load_keymap(path)
    message = str(caught.value)
    assert message.startswith(f"{path}:{line}" if line else str(path))
    assert problem in message
    assert "\n" not in message


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "keymap.toml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match="not UTF-8"):
        load_keymap(path)
