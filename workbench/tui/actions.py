"""Everything an editor can do, in one table: keys, palette, footer and help all come from it.

Only what is said of an action may come in here; doing it is the application's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from textual.binding import Binding

__all__ = [
    "ACTIONS",
    "Action",
    "app_bindings",
    "key_name",
    "list_bindings",
]

Group = Literal["Reviewing", "Moving", "Looking", "Writing", "Article", "Desk"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One thing to do."""

    id: str
    """The method of the application is ``action_<id>``; keymaps use it too."""
    title: str
    """For palette and help."""
    help: str
    """A sentence or two that says what happens."""
    group: Group
    keys: str = ""
    """Work everywhere, also while typing; comma-separated, the first is shown."""
    list_keys: str = ""
    """Work only while the list has the focus: bare letters and the like."""
    words: str = ""
    """Other words for it, which the palette finds it by."""
    footer: str = ""
    """Short title in the footer, empty to keep it out of there."""
    brief: str = ""
    """A still shorter one, where more keys find room by it; empty for the same."""


ACTIONS: tuple[Action, ...] = (
    Action(
        id="confirm",
        title="Confirm and next",
        help="The English as it stands is reviewed; on to the next segment.",
        words="save accept approve done ready",
        group="Reviewing",
        keys="ctrl+s,ctrl+enter",
        list_keys="c",
        footer="confirm",
    ),
    Action(
        id="unconfirm",
        title="Unconfirm",
        help="Take the confirmation of this segment back.",
        words="reopen reject",
        group="Reviewing",
        keys="f3",
        list_keys="u",
    ),
    Action(
        id="finalise",
        title="Mark final",
        help="Nothing is left to do at this segment.",
        words="finish lock",
        group="Reviewing",
        keys="f6",
        list_keys="F",
    ),
    Action(
        id="undo",
        title="Undo",
        help="Take typing back; with none left, the last act in this article, even of yesterday.",
        words="revert back",
        group="Reviewing",
        keys="ctrl+z",
        list_keys="z",
    ),
    Action(
        id="redo",
        title="Redo",
        help="Do again what was undone.",
        words="repeat",
        group="Reviewing",
        keys="ctrl+y",
        list_keys="Z",
    ),
    Action(
        id="comment",
        title="Comment",
        help="Leave a remark on this segment; it shows in the sidebar.",
        words="note remark",
        group="Reviewing",
        keys="f4",
        list_keys="m",
    ),
    Action(
        id="next_segment",
        title="Next segment",
        help="What was typed becomes a rendering; the state stays open.",
        group="Moving",
        keys="ctrl+down",
        list_keys="j,down",
    ),
    Action(
        id="previous_segment",
        title="Previous segment",
        help="As the next one, backwards.",
        group="Moving",
        keys="ctrl+up",
        list_keys="k,up",
    ),
    Action(
        id="next_unreviewed",
        title="Next unreviewed",
        help="The next segment that nobody has confirmed.",
        group="Moving",
        keys="f7",
        list_keys="n",
        footer="unreviewed",
        brief="next",
    ),
    Action(
        id="next_finding",
        title="Next finding",
        help="The next segment with which a check is not content.",
        words="check error problem warning",
        group="Moving",
        keys="f8",
        list_keys="f",
        footer="finding",
    ),
    Action(
        id="next_low_score",
        title="Next low score",
        help="The next of the tenth of segments that the decoder was least sure of.",
        group="Moving",
        list_keys="s",
    ),
    Action(
        id="go_to",
        title="Go to segment",
        help="By its number.",
        words="jump number",
        group="Moving",
        keys="ctrl+g",
        list_keys="g",
    ),
    Action(
        id="first",
        title="First segment",
        help="The beginning of the article.",
        group="Moving",
        keys="ctrl+home",
        list_keys="home",
    ),
    Action(
        id="last",
        title="Last segment",
        help="The end of the article.",
        group="Moving",
        keys="ctrl+end",
        list_keys="end,G",
    ),
    Action(
        id="page_down",
        title="Page down",
        help="A screenful of segments on.",
        group="Moving",
        keys="ctrl+pagedown",
        list_keys="pagedown",
    ),
    Action(
        id="page_up",
        title="Page up",
        help="A screenful of segments back.",
        group="Moving",
        keys="ctrl+pageup",
        list_keys="pageup",
    ),
    Action(
        id="search",
        title="Search and filter",
        help=(
            "Show only some segments: words, state:translated, check:number, term:kazakhstan, "
            "is:noted, is:stale, is:open. Empty shows all."
        ),
        words="find query",
        group="Looking",
        keys="ctrl+f",
        list_keys="slash",
        footer="search",
        brief="find",
    ),
    Action(
        id="show_all",
        title="Show all again",
        help="Put the search away.",
        words="clear search filter reset",
        group="Looking",
        list_keys="escape",
        footer="show all",
    ),
    Action(
        id="sidebar",
        title="Sidebar",
        help="Terms, findings, alternatives, memory, remarks and history; again puts it away.",
        words="panel facts history",
        group="Looking",
        keys="f2",
        list_keys="b",
        footer="sidebar",
    ),
    Action(
        id="take",
        title="Take an alternative",
        help="Choose from the alternatives. In the list 1 to 9 take one at once, Alt+1 to Alt+9 "
        "also while typing.",
        words="suggestion",
        group="Writing",
        keys="f9",
        list_keys="a",
    ),
    Action(
        id="take_memory",
        title="Take from memory",
        help="Put the best match of the translation memory in the editor.",
        words="tm match",
        group="Writing",
        keys="ctrl+r",
        list_keys="r",
    ),
    Action(
        id="insert_term",
        title="Insert term",
        help="Put the glossary's English for a Dutch term at the cursor, missing ones first.",
        words="glossary",
        group="Writing",
        keys="f10",
        list_keys="t",
    ),
    Action(
        id="waive",
        title="Waive a term",
        help="Let a term pass here that is not rendered as the glossary says; asks for the reason.",
        words="glossary ignore exception",
        group="Writing",
        list_keys="w",
    ),
    Action(
        id="add_term",
        title="Add a term",
        help="Put a term into the glossary: a form, what it would change here, then the file.",
        words="glossary word",
        group="Writing",
        keys="ctrl+t",
        list_keys="plus",
        footer="term",
    ),
    Action(
        id="accept_fix",
        title="Accept a fix",
        help="Make the change that a finding offers; with several, choose one or all safe ones.",
        words="apply correct",
        group="Writing",
        keys="alt+a",
        list_keys="A",
    ),
    Action(
        id="replace",
        title="Replace across the article",
        help="A wording of the English by another, with a preview; one undo takes all of it back.",
        words="substitute rename",
        group="Writing",
        keys="alt+r",
        list_keys="H",
    ),
    Action(
        id="split",
        title="Split the segment",
        help="In two, Dutch and English; a cursor amid the English says where to begin.",
        words="cut divide",
        group="Writing",
        keys="alt+s",
        list_keys="S",
    ),
    Action(
        id="join",
        title="Join with the next segment",
        help="One segment of this one and the next in its line, one English after the other.",
        words="merge",
        group="Writing",
        keys="alt+j",
        list_keys="J",
    ),
    Action(
        id="retranslate",
        title="Translate again",
        help="Decode this segment now, under the glossary as it is now.",
        words="machine engine decode",
        group="Writing",
        keys="f5",
        list_keys="R",
    ),
    Action(
        id="finish_sentence",
        title="Finish the sentence",
        help="The decoder goes on from what stands before the cursor.",
        words="complete",
        group="Writing",
        keys="ctrl+n",
    ),
    Action(
        id="edit",
        title="Edit the English",
        help="From the list into the editor; Escape leads back.",
        group="Writing",
        list_keys="enter,e",
        footer="edit",
    ),
    Action(
        id="articles",
        title="Articles",
        help="All articles of the project with their progress: open, rename, remove, restore.",
        words="documents files open",
        group="Article",
        keys="ctrl+o",
        list_keys="o",
        footer="articles",
    ),
    Action(
        id="rename_article",
        title="Rename the article",
        help="Another name in lists, under which its English is written too.",
        words="document file",
        group="Article",
        list_keys="N",
    ),
    Action(
        id="remove_article",
        title="Remove the article",
        help="Out of the project with all it has; the list of articles brings it back.",
        words="delete document file",
        group="Article",
        list_keys="D",
    ),
    Action(
        id="restore_article",
        title="Restore an article",
        help="Choose from those that were removed; it comes back with all it had.",
        words="document file",
        group="Article",
        list_keys="B",
    ),
    Action(
        id="export",
        title="Export the article",
        help="Write the English as it stands into a file.",
        words="save write file",
        group="Article",
        list_keys="x",
    ),
    Action(
        id="copy",
        title="Copy the English",
        help="What is selected, else the segment, to the terminal's clipboard, else into a file.",
        group="Article",
        list_keys="y",
    ),
    Action(
        id="copy_article",
        title="Copy the article",
        help="The whole English as it stands to the terminal's clipboard, else into a file.",
        group="Article",
        list_keys="Y",
    ),
    Action(
        id="effort",
        title="Post-edit effort",
        help="How much was changed of what the machine wrote, and how long it took.",
        words="time statistics",
        group="Article",
        keys="f12",
        list_keys="E",
    ),
    Action(
        id="command_palette",
        title="Find an action",
        help="All of these by their names.",
        group="Desk",
        keys="ctrl+p",
        footer="actions",
    ),
    Action(
        id="help",
        title="Help",
        help="All keys and signs, beginning with those of the part that has the focus.",
        words="keys shortcuts",
        group="Desk",
        keys="f1",
        list_keys="question_mark",
        footer="help",
    ),
    Action(
        id="theme",
        title="Dark, light, high contrast",
        help="The next of these looks, and of your own.",
        words="theme look looks colour colours color colors",
        group="Desk",
        list_keys="T",
    ),
    Action(
        id="leave",
        title="Leave",
        help="At once and without asking: everything is saved.",
        words="quit exit close save",
        group="Desk",
        keys="ctrl+q",
        footer="leave",
    ),
)


def key_name(keys: str) -> str:
    """Return the first of a binding's keys as people write it.

    >>> key_name("ctrl+s,ctrl+enter"), key_name("f7"), key_name("slash")
    ('Ctrl+S', 'F7', '/')
    """
    names = {"slash": "/", "question_mark": "?", "plus": "+", "pagedown": "PgDn", "pageup": "PgUp"}
    parts = keys.partition(",")[0].split("+")
    shown = [names.get(part, part if len(part) == 1 else part.title()) for part in parts]
    if len(shown) > 1 and len(shown[-1]) == 1:
        shown[-1] = shown[-1].upper()
    return "+".join(shown)


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
