"""The three looks of the desk. Colour only underlines what signs already say."""

from __future__ import annotations

from textual.theme import Theme

__all__ = ["NAMES", "THEMES"]

THEMES = (
    Theme(
        name="dark",
        primary="#8fb4d8",
        secondary="#9aa7b4",
        accent="#d7b56d",
        foreground="#d6d9dc",
        background="#14181d",
        surface="#1a1f26",
        panel="#222932",
        success="#8fbf8f",
        warning="#e0b35a",
        error="#e5786d",
        dark=True,
        variables={
            "block-cursor-text-style": "none",
            "input-cursor-background": "#d6d9dc",
            "input-cursor-foreground": "#14181d",
            "dim": "#6b7784",
            "row": "#1e252f",
            "rule": "#39434f",
        },
    ),
    Theme(
        name="light",
        primary="#245a8d",
        secondary="#5c6670",
        accent="#8a5a00",
        foreground="#1d2125",
        background="#fbfaf7",
        surface="#f1efe9",
        panel="#e6e3da",
        success="#2f6f3a",
        warning="#8f5b00",
        error="#a8281c",
        dark=False,
        variables={
            "block-cursor-text-style": "none",
            "input-cursor-background": "#1d2125",
            "input-cursor-foreground": "#fbfaf7",
            "dim": "#767c82",
            "row": "#ece9df",
            "rule": "#c9c4b6",
        },
    ),
    Theme(
        name="contrast",
        primary="#ffffff",
        secondary="#ffffff",
        accent="#ffff00",
        foreground="#ffffff",
        background="#000000",
        surface="#000000",
        panel="#101010",
        success="#00ff00",
        warning="#ffff00",
        error="#ff6060",
        dark=True,
        variables={
            "block-cursor-text-style": "none",
            "input-cursor-background": "#ffff00",
            "input-cursor-foreground": "#000000",
            "dim": "#d0d0d0",
            "row": "#00005f",
            "rule": "#ffffff",
        },
    ),
)
NAMES = tuple(theme.name for theme in THEMES)
