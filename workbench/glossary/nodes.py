"""Where every node of a glossary's text begins and ends, so that an edit can splice at it.

``file`` reads values and forgets how they were written; an edit needs the quotes, brackets and line
of each node. Both read the same events. Nothing here knows what a glossary may say or changes a
text; that is ``edit``'s part.
"""

from __future__ import annotations

import gc
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import yaml

from workbench.errors import GlossaryError

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Node", "read_nodes"]

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(slots=True, kw_only=True)
class Node:
    """A scalar, list or mapping; ``text[start:end]`` is all of it, without comments behind it."""

    kind: Literal["scalar", "list", "mapping"]
    start: int
    end: int
    value: str = ""
    """Of a scalar."""
    style: str = ""
    """Of a scalar: empty where plain, else the sign that opens it."""
    flow: bool = False
    """Whether a list or mapping is written in brackets."""
    items: list[Node]
    """Of a list; of a mapping the values."""
    keys: list[Node]
    """Of a mapping, in step with ``items``."""

    def index(self, key: str) -> int:
        """Return the number of a mapping's key, -1 where it has no such key."""
        return next((at for at, node in enumerate(self.keys) if node.value == key), -1)

    def get(self, key: str) -> Node | None:
        """Return the value of a mapping's key."""
        at = self.index(key)
        return self.items[at] if at >= 0 else None

    def entry(self, at: int) -> tuple[int, int]:
        """Return where an item begins and ends, a mapping's with its key."""
        first = self.keys[at] if self.keys else self.items[at]
        return first.start, max(self.items[at].end, first.end)


def read_nodes(text: str) -> Node:
    """Return the root of a text that ``file`` accepts, so without anchors, tags or aliases.

    Args:
        text: the glossary without a byte-order mark.

    Raises:
        GlossaryError: the text is empty.
    """
    loader = _LOADER(text)
    collecting = gc.isenabled()
    gc.disable()  # nothing of a tree is garbage before it is whole
    try:
        following: Callable[[], yaml.Event] = loader.get_event
        following()
        if isinstance(following(), yaml.StreamEndEvent):
            raise GlossaryError("the glossary is empty", hint="write at least `concepts: []`")
        return _node(following(), following, text)
    finally:
        loader.dispose()
        if collecting:
            gc.enable()


def _node(event: yaml.Event, following: Callable[[], yaml.Event], text: str) -> Node:
    start = _index(event.start_mark)
    if isinstance(event, yaml.ScalarEvent):
        end = _index(event.end_mark)
        style = event.style or ""
        if style in {"|", ">"}:
            # Its mark is behind all blank lines that follow.
            end = start + len(text[start:end].rstrip())
        return Node(
            kind="scalar", start=start, end=end, value=event.value, style=style, items=[], keys=[]
        )
    listing = isinstance(event, yaml.SequenceStartEvent)
    node = Node(
        kind="list" if listing else "mapping",
        start=start,
        end=_index(event.end_mark),
        flow=bool(getattr(event, "flow_style", False)),
        items=[],
        keys=[],
    )
    while not isinstance(inner := following(), (yaml.SequenceEndEvent, yaml.MappingEndEvent)):
        if not listing:
            node.keys.append(_node(inner, following, text))
            inner = following()
        node.items.append(_node(inner, following, text))
    if node.flow:
        node.end = _index(inner.end_mark)
    elif node.items:
        # The end of a block is announced by whatever comes after it.
        node.end = node.entry(len(node.items) - 1)[1]
    return node


def _index(mark: Any) -> int:  # noqa: ANN401 - libyaml's events have marks, the types know them not
    return int(mark.index)
