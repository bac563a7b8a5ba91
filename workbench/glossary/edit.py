"""Changing ``glossary.yaml`` in place: every byte that is not meant stays as it was.

A change splices text at a node's marks. What comes out is read again before it is saved: a change
that the format refuses, or that would alter another concept, is never written. Saving compares the
file with what was read, under a lock, so that nobody's work is lost. What is worth changing is
decided elsewhere.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, NoReturn

from workbench.errors import GlossaryError, GlossaryErrors, Location, UsageError
from workbench.glossary.concept import Concept, Decision, Form
from workbench.glossary.dump import block_concept, dump_scalar, flow_concept, inline
from workbench.glossary.file import load_glossary, parse_glossary
from workbench.glossary.ids import did_you_mean
from workbench.glossary.lines import column, dash, line_end, line_start
from workbench.glossary.nodes import Node, read_nodes
from workbench.glossary.save import replace_file
from workbench.glossary.surface import plain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from workbench.glossary.check import Keys
    from workbench.glossary.dump import Fields
    from workbench.glossary.file import Glossary
    from workbench.glossary.findings import Repair

__all__ = ["Editor"]

_ORDER = {
    "concept": tuple(Concept.model_fields),
    "form": tuple(Form.model_fields),
    "decided": tuple(Decision.model_fields),
}


class Editor:
    """A glossary file on its way to another state; nothing is written before ``save``."""

    def __init__(
        self,
        text: str,
        *,
        name: str,
        path: Path | None,
        data: bytes,
        glossary: Glossary | None = None,
    ) -> None:
        """Take a text that the format accepts, and what it says where that is known."""
        self.path = path
        self.name = name
        self._data = data
        self._mark = "\ufeff" if text.startswith("\ufeff") else ""
        self.text = text.removeprefix("\ufeff")
        self.glossary: Glossary = glossary or parse_glossary(self.text, name=name)
        self._newline = "\r\n" if "\r\n" in self.text else "\n"

    @classmethod
    def open(cls, path: Path) -> Editor:
        """Read a glossary file.

        Raises:
            GlossaryError: it cannot be read.
            GlossaryErrors: it is wrong already; all problems, in file order.
        """
        glossary = load_glossary(path)
        data = path.read_bytes()
        # Between the two readings somebody may have saved; what is edited is what is compared.
        same = hashlib.sha256(data).hexdigest() == glossary.sha256
        return cls(
            data.decode("utf-8"),
            name=glossary.name,
            path=path,
            data=data,
            glossary=glossary if same else None,
        )

    # Looking ------------------------------------------------------------------------------------

    def number(self, concept: str) -> int:
        """Return where a concept stands in the list.

        Raises:
            UsageError: there is no such concept; the hint names the closest.
        """
        for number, one in enumerate(self.glossary.concepts):
            if one.id == concept:
                return number
        raise UsageError(
            f'no concept "{concept}"',
            where=self.name,
            hint=did_you_mean(concept, self.glossary),
        )

    def written(self, concept: str) -> str:
        """Return the lines of a concept as they stand in the file."""
        node = self.find(("concepts", self.number(concept)))
        return self.text[
            line_start(self.text, dash(self.text, node.start)) : self._line_end(node.end)
        ]

    def find(self, keys: Keys, root: Node | None = None) -> Node:
        """Return the node at a path that exists, such as ``("concepts", 3, "en")``.

        Raises:
            KeyError: the path leaves what is written.
        """
        node = root or read_nodes(self.text)
        for key in keys:
            found = node.items[key] if isinstance(key, int) else node.get(key)
            if found is None:
                raise KeyError(key)
            node = found
        return node

    # Changing -----------------------------------------------------------------------------------

    def set_text(self, keys: Keys, value: str) -> None:
        """Write the text of a key or list item; a key that is missing is added in its place.

        Raises:
            GlossaryErrors: the format refuses the value.
        """
        root = read_nodes(self.text)
        if self._lacks_parent(keys, root, f"{{{keys[-1]}: {dump_scalar(value, flow=True)}}}"):
            return
        parent = self.find(keys[:-1], root)
        last = keys[-1]
        old = parent.items[last] if isinstance(last, int) else parent.get(last)
        if old is None:
            self._add_key(parent, str(last), value, keys)
        elif old.kind == "scalar" and old.style not in {"|", ">"}:
            number = last == "priority"
            text = value if number else dump_scalar(value, flow=parent.flow, style=old.style)
            # `key:` without a value has no room for one.
            space = (
                "" if old.end > old.start or self.text[old.start - 1 : old.start] == " " else " "
            )
            self._splice([(old.start, old.end, space + text)], keys)
        else:
            text = dump_scalar(value, flow=parent.flow)
            if old.kind != "scalar" and not old.flow:
                raise UsageError(
                    f"{last} is a list or mapping", where=self.name, hint="name what is in it"
                )
            self._splice([(old.start, old.end, text)], keys)

    def add_item(self, keys: Keys, value: str | Mapping[str, str]) -> None:
        """Add a text or form at the end of a list, which is made where it is missing.

        Raises:
            GlossaryErrors: the format refuses the value.
        """
        root = read_nodes(self.text)
        if self._lacks_parent(keys, root, f"{{{keys[-1]}: [{inline(value)}]}}"):
            return
        parent = self.find(keys[:-1], root)
        key = str(keys[-1])
        old = parent.get(key)
        if old is None or (old.kind == "list" and not old.items):
            if old is not None:
                self._splice([(old.start, old.end, f"[{inline(value)}]")], keys)
            elif isinstance(value, str) or parent.flow:
                self._add_key(parent, key, f"[{inline(value)}]", keys, ready=True)
            else:
                pad = " " * (column(self.text, parent.start) + 2)
                text = f"{self._newline}{pad}- {inline(value)}"
                self._add_key(parent, key, text, keys, ready=True)
            return
        last = old.items[-1]
        if old.flow:
            self._splice([(last.end, last.end, f", {inline(value)}")], keys)
            return
        line_end = self._line_end(last.end)
        pad = " " * column(self.text, dash(self.text, last.start))
        text = dump_scalar(value) if isinstance(value, str) else inline(value)
        self._splice([(line_end, line_end, self._line(f"{pad}- {text}", line_end))], keys)

    def remove(self, keys: Keys) -> None:
        """Remove a key, a list item or a whole concept; a list that ends up empty goes too.

        Raises:
            GlossaryErrors: what is left is refused, such as a concept without ``nl``.
            KeyError: there is nothing at this path.
        """
        root = read_nodes(self.text)
        parent, at = self._to_remove(keys, root)
        if keys[0] == "concepts" and len(parent.items) == 1 and len(keys) == 2 and not parent.flow:
            # A block list cannot be empty.
            begin = self._item_line(parent, 0)
            start = root.keys[root.index("concepts")].end
            self._splice(
                [
                    (start, start + 1, ": []"),
                    (begin, self._line_end(parent.items[0].end), ""),
                ],
                keys,
            )
            return
        self._splice([self._removal(parent, at)], keys)

    def add_concept(self, fields: Fields, *, after: str | None = None) -> None:
        """Add a concept behind another, by default the last of its type, else the very last.

        Args:
            fields: the keys in the order they shall have.
            after: id of the concept to stand behind.

        Raises:
            GlossaryErrors: the format refuses it, such as an id that is taken.
        """
        kind = str(fields.get("type", "term"))
        self._insert([fields], self.number(after) if after else self._last_of_type(kind))

    def add_concepts(self, concepts: Sequence[Fields]) -> None:
        """Add many concepts at the end, in one go.

        Raises:
            GlossaryErrors: the format refuses one of them; none is added.
        """
        if concepts:
            self._insert(concepts, len(self.glossary.concepts) - 1)

    def _insert(self, concepts: Sequence[Fields], number: int) -> None:
        """Add concepts behind the one with this number."""
        root = read_nodes(self.text)
        items = root.get("concepts")
        if items is None:
            raise GlossaryError("there is no list of concepts", where=self.name)
        keys: Keys = ("concepts", number + 1)
        added = frozenset(str(fields["id"]) for fields in concepts)
        if items.flow and items.items:
            end = items.items[number].end
            text = "".join(f", {flow_concept(fields)}" for fields in concepts)
            self._splice([(end, end, text)], keys, added=added)
            return
        newline = self._newline
        if not items.items:
            end = root.keys[root.index("concepts")].end + 1
            blocks = [newline.join(block_concept(fields, "  ")) for fields in concepts]
            text = newline + (newline * 2).join(blocks)
            self._splice([(end, max(items.end, end), text)], keys, added=added)
            return
        last = items.items[number]
        end = self._line_end(last.end)
        pad = " " * column(self.text, dash(self.text, last.start))
        # Concepts stand apart by a blank line where the file has them so.
        gap = newline if self._spaced(items) else ""
        lines = newline.join(gap + newline.join(block_concept(one, pad)) for one in concepts)
        self._splice([(end, end, self._line(lines, end))], keys, added=added)

    def remove_concept(self, concept: str) -> None:
        """Remove a concept with the blank line before it; comments above it stay.

        Raises:
            UsageError: there is no such concept.
        """
        self.remove(("concepts", self.number(concept)))

    def repair(self, repairs: Sequence[Repair]) -> list[Repair]:
        """Make as many repairs at once as do not get into one another's way, and return them.

        Raises:
            GlossaryError: a concept would say something else afterwards.
        """
        root = read_nodes(self.text)
        pieces: list[tuple[int, int, str]] = []
        done: list[Repair] = []
        texts: dict[Keys, Repair] = {one.keys: one for one in repairs if one.value is not None}
        removing: set[str | int] = set()
        for one in repairs:
            if one.value is None and one.keys[1] not in removing:
                removing.add(one.keys[1])
                pieces.append(self._removal(*self._to_remove(one.keys, root)))
                done.append(one)
        for keys, one in texts.items():
            if keys[1] not in removing:
                parent, old = self.find(keys[:-1], root), self.find(keys, root)
                style = "" if old.style in {"|", ">"} else old.style
                text = dump_scalar(one.value or "", flow=parent.flow, style=style)
                pieces.append((old.start, old.end, text))
                done.append(one)
        text, glossary = self._spliced(pieces)
        said = [(one.id, one.nl, one.en) for one in self.glossary]
        says = [(one.id, one.nl, one.en) for one in glossary]
        if [tuple(plain(text or "") for text in one) for one in said] != [
            tuple(plain(text or "") for text in one) for one in says
        ]:
            self._refuse(None)
        self.text, self.glossary = text, glossary
        return done

    # Saving -------------------------------------------------------------------------------------

    @property
    def changed(self) -> bool:
        """Whether there is anything to save."""
        return (self._mark + self.text).encode() != self._data

    def save(self) -> None:
        """Put the new text in the file's place, if the file is still as it was read.

        Raises:
            GlossaryError: another process has changed or removed it; nothing is written.
        """
        if self.path is None or not self.changed:
            return
        new = (self._mark + self.text).encode()
        replace_file(self.path.resolve(), old=self._data, new=new, name=self.name)
        self._data = new

    # The splicing itself ------------------------------------------------------------------------

    def _splice(
        self, pieces: list[tuple[int, int, str]], keys: Keys, *, added: frozenset[str] = frozenset()
    ) -> None:
        """Replace slices, and take the result only if nothing but the concept at ``keys`` changed."""
        text, glossary = self._spliced(pieces)
        touched = keys[1] if len(keys) > 1 and isinstance(keys[1], int) else None
        before = list(self.glossary.concepts)
        after = list(glossary.concepts)
        if touched is not None:
            if added:
                after = [one for one in after if one.id not in added]
            elif len(after) == len(before):
                before[touched] = after[touched]
            else:
                del before[touched]
        if before != after:
            self._refuse(touched)
        self.text, self.glossary = text, glossary

    def _refuse(self, touched: int | None) -> NoReturn:
        known = touched is not None and touched < len(self.glossary.concepts)
        raise GlossaryError(
            "the change cannot be made without touching other lines",
            where=self.glossary.location(self.glossary.concepts[touched].id)
            if known and touched is not None
            else self.name,
            hint="nothing was written; make it by hand",
        )

    def _spliced(self, pieces: list[tuple[int, int, str]]) -> tuple[str, Glossary]:
        text = self.text
        for start, end, replacement in sorted(pieces, reverse=True):
            text = text[:start] + replacement + text[end:]
        try:
            glossary = parse_glossary(text, name=self.name)
        except GlossaryErrors as error:
            # Their lines are those of a text that nobody will see.
            raise GlossaryErrors(
                [
                    GlossaryError(problem.message, where=Location(self.name), hint=problem.hint)
                    for problem in error.problems
                ]
            ) from None
        return text, glossary

    def _add_key(
        self, parent: Node, key: str, value: str, keys: Keys, *, ready: bool = False
    ) -> None:
        """Add a key behind those that come before it in the format's own order."""
        where = (
            "form" if "forms" in keys[:-1] else "decided" if "decided" in keys[:-1] else "concept"
        )
        order = _ORDER[where]
        rank = order.index(key) if key in order else len(order)
        at = 0
        for number, node in enumerate(parent.keys):
            if node.value in order and order.index(node.value) < rank:
                at = number
        text = value if ready or key == "priority" else dump_scalar(value, flow=parent.flow)
        colon = ":" if text.startswith(("\n", "\r")) else ": "
        end = parent.entry(at)[1]
        if parent.flow:
            self._splice([(end, end, f", {key}{colon}{text}")], keys)
            return
        line_end = self._line_end(end)
        pad = " " * column(self.text, parent.start)
        self._splice([(line_end, line_end, self._line(f"{pad}{key}{colon}{text}", line_end))], keys)

    def _lacks_parent(self, keys: Keys, root: Node, value: str) -> bool:
        """Write a mapping such as ``context`` with its first key, where it is missing."""
        if len(keys) < 4 or isinstance(keys[-2], int):
            return False
        holder = self.find(keys[:-2], root)
        if holder.kind != "mapping" or holder.get(str(keys[-2])) is not None:
            return False
        self._add_key(holder, str(keys[-2]), value, keys[:-1], ready=True)
        return True

    def _to_remove(self, keys: Keys, root: Node) -> tuple[Node, int]:
        """Return what holds the node to remove, and its number there."""
        self.find(keys, root)
        while (
            len(keys) > 3
            and isinstance(keys[-1], int)
            and len(self.find(keys[:-1], root).items) == 1
        ):
            keys = keys[:-1]
        parent = self.find(keys[:-1], root)
        last = keys[-1]
        return parent, last if isinstance(last, int) else parent.index(last)

    def _removal(self, parent: Node, at: int) -> tuple[int, int, str]:
        start, end = parent.entry(at)
        if parent.flow:
            if at + 1 < len(parent.items):
                return start, parent.entry(at + 1)[0], ""
            return (parent.entry(at - 1)[1] if at else start), end, ""
        if parent.kind == "list":
            line = self._item_line(parent, at)
            return line, self._line_end(end), ""
        line = line_start(self.text, start)
        if not self.text[line:start].strip():
            return line, self._line_end(end), ""
        if at + 1 < len(parent.items):
            return start, parent.entry(at + 1)[0], ""
        return (parent.entry(at - 1)[1] if at else start), end, ""

    def _item_line(self, parent: Node, at: int) -> int:
        """Return where the lines of a block list's item begin, a blank one before it included."""
        line = line_start(self.text, dash(self.text, parent.items[at].start))
        before = line_start(self.text, max(0, line - 1))
        if at and before < line and not self.text[before:line].strip():
            return before
        return line

    def _last_of_type(self, kind: str) -> int:
        concepts = self.glossary.concepts
        found = [number for number, one in enumerate(concepts) if one.type == kind]
        return found[-1] if found else len(concepts) - 1

    def _spaced(self, items: Node) -> bool:
        if len(items.items) < 2:
            return True
        ends = [self._line_end(node.end) for node in items.items[:50]]
        blank = sum(self.text[end : end + 2].startswith(("\n", "\r\n")) for end in ends[:-1])
        return 2 * blank >= len(ends) - 1

    def _line(self, line: str, at: int) -> str:
        """Return a line to insert at the end of another."""
        if at and self.text[at - 1] not in "\r\n":
            return self._newline + line
        return line + self._newline

    def _line_end(self, at: int) -> int:
        return line_end(self.text, at, name=self.name)
