"""The keys of the table of actions as Textual wants them, for the desk and for its list."""

from __future__ import annotations

from textual.binding import Binding

from workbench.tui.actions import ACTIONS

__all__ = ["app_bindings", "list_bindings"]


def app_bindings() -> list[Binding]:
    """Return the bindings that work everywhere, before any widget gets the key."""
    bindings = [
        Binding(
            action.keys,
            action.id,
            action.title,
            show=bool(action.footer),
            priority=True,
            tooltip=action.help,
            id=action.id,
        )
        for action in ACTIONS
        if action.keys
    ]
    return bindings + [
        Binding(
            f"alt+{digit}",
            f"take_number({digit})",
            f"Take alternative {digit}",
            show=False,
            priority=True,
            id=f"take_{digit}",
        )
        for digit in range(1, 10)
    ]


def list_bindings() -> list[Binding]:
    """Return the bindings of the list, where bare letters and digits are free."""
    bindings = [
        Binding(
            action.list_keys,
            f"app.{action.id}",
            action.title,
            show=False,
            tooltip=action.help,
            id=f"list.{action.id}",
        )
        for action in ACTIONS
        if action.list_keys
    ]
    return bindings + [
        Binding(
            str(digit),
            f"app.take_number({digit})",
            f"Take alternative {digit}",
            show=False,
            id=f"list.take_{digit}",
        )
        for digit in range(1, 10)
    ]
