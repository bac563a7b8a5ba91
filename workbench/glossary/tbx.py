"""The glossary as TBX-Basic (ISO 30042), and any TBX of either edition as rows.

A headword is a concept entry, a form another one that refers to it, because each form has renderings
of its own. Entities and external documents are never resolved. Everything else about exchanging is
``exchange``'s and ``merge``'s part.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.errors import InputError, Location
from workbench.glossary.rows import Row

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["read_tbx", "write_tbx"]

_SPACE = "urn:iso:std:iso:30042:ed-2"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_STATUS = {
    "preferred": "preferredTerm-admn-sts",
    "admitted": "admittedTerm-admn-sts",
    "forbidden": "deprecatedTerm-admn-sts",
}
_TYPES = frozenset(["person", "place", "organisation", "demonym", "event", "title", "term"])


def write_tbx(rows: Iterator[Row]) -> str:
    """Return rows as a TBX document, indented, ending in a line feed."""
    from lxml import etree  # 20 ms, for this format alone

    root = etree.Element("tbx", nsmap={None: _SPACE}, type="TBX-Basic", style="dca")
    root.set(_LANG, "nl")
    header = etree.SubElement(root, "tbxHeader")
    source = etree.SubElement(etree.SubElement(header, "fileDesc"), "sourceDesc")
    etree.SubElement(source, "p").text = "glossary.yaml of a workbench"
    body = etree.SubElement(etree.SubElement(root, "text"), "body")
    number = 0
    for row in rows:
        if not row.form_of:
            number = 0
        number += 1
        name = f"c-{row.id}" if row.id else f"f-{row.form_of}.{number}"
        entry = etree.SubElement(body, "conceptEntry", id=name)
        if row.type:
            _typed(entry, "descrip", "subjectField", row.type)
        if row.definition:
            _typed(entry, "descrip", "definition", row.definition)
        if row.form_of:
            reference = _typed(entry, "ref", "crossReference", row.form_of)
            reference.set("target", f"c-{row.form_of}")
        if row.note:
            etree.SubElement(entry, "note").text = row.note
        _language(entry, "nl", [(row.source, "")])
        english = [(row.target or row.source, "preferred")]
        english += [(text, "admitted") for text in row.admitted]
        english += [(text, "forbidden") for text in row.forbidden]
        _language(entry, "en-GB", english)
    text = etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True)
    return str(text.decode())


def _typed(parent: Any, tag: str, kind: str, text: str) -> Any:  # noqa: ANN401 - lxml has no types
    from lxml import etree

    child = etree.SubElement(parent, tag, type=kind)
    child.text = text
    return child


def _language(entry: Any, code: str, terms: list[tuple[str, str]]) -> None:  # noqa: ANN401
    from lxml import etree

    section = etree.SubElement(entry, "langSec")
    section.set(_LANG, code)
    for text, status in terms:
        term = etree.SubElement(section, "termSec")
        etree.SubElement(term, "term").text = text
        if status:
            _typed(term, "termNote", "administrativeStatus", _STATUS[status])


def read_tbx(data: bytes, *, name: str) -> list[Row]:
    """Return the concept entries that have Dutch and English as rows.

    Args:
        data: the file.
        name: how messages call it.

    Raises:
        InputError: it is no XML, no TBX, or has no Dutch.
    """
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        line, column = error.position
        raise InputError(
            f"not XML: {error.msg}", where=Location(name, line, column), hint="export it again"
        ) from None
    for entity in root.iter(etree.Entity):
        # What the file declares itself is never unfolded: it may be a bomb, or another file.
        raise InputError(
            f"the entity {entity.text}, which the file declares itself",
            where=Location(name, entity.sourceline or root.sourceline),
            hint="write the text in its place, or export it again without a DOCTYPE",
        )
    entries = [one for one in root.iter() if _tag(one) in {"conceptEntry", "termEntry"}]
    if not entries:
        raise InputError(
            "no TBX: there is no concept entry", where=name, hint="name a TBX file, or --format"
        )
    rows = [row for entry in entries for row in _entry(entry)]
    if not rows:
        raise InputError(
            "no entry has both Dutch and English terms",
            where=name,
            hint="the languages have to be nl and en, with or without a country",
        )
    return rows


def _tag(node: Any) -> str:  # noqa: ANN401
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


def _entry(entry: Any) -> Iterator[Row]:  # noqa: ANN401
    """Yield the headword of an entry and its further Dutch terms as forms."""
    dutch: list[str] = []
    english: dict[str, list[str]] = {"preferred": [], "admitted": [], "forbidden": []}
    for section in entry.iter():
        if _tag(section) not in {"langSec", "langSet"}:
            continue
        code = (section.get(_LANG) or "").lower().split("-")[0]
        for text, status in _terms(section):
            if code == "nl":
                dutch.append(text)
            elif code == "en":
                english[status or ("admitted" if english["preferred"] else "preferred")].append(
                    text
                )
    preferred = [*english["preferred"], *english["admitted"]]
    if not dutch or not preferred:
        return
    reference = next((n.get("target", "") for n in entry.iter() if _tag(n) == "ref"), "")
    kind = _said(entry, "subjectField")
    identifier = entry.get("id", "")
    first = Row(
        source=dutch[0],
        target=preferred[0],
        admitted=tuple(preferred[1:]),
        forbidden=tuple(english["forbidden"]),
        id="" if reference else _slug(identifier.removeprefix("c-")),
        form_of=_slug(reference.removeprefix("c-")),
        type=kind if kind in _TYPES else "",
        definition=_said(entry, "definition"),
        note=next((_text(node) for node in entry if _tag(node) == "note"), ""),
        line=entry.sourceline or 0,
    )
    yield first
    for text in dutch[1:]:
        yield Row(
            source=text,
            target=preferred[0],
            form_of=first.form_of or first.id,
            line=entry.sourceline or 0,
        )


def _terms(section: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401
    """Yield each term with its status, empty where none is said."""
    for node in section.iter():
        if _tag(node) != "term":
            continue
        around = node.getparent()
        while around is not section and _tag(around) not in {"termSec", "tig", "ntig"}:
            around = around.getparent()
        said = next(
            (
                _text(note)
                for note in around.iter()
                if _tag(note) == "termNote" and note.get("type") == "administrativeStatus"
            ),
            "",
        )
        status = next((key for key, value in _STATUS.items() if value == said), "")
        if said.startswith(("deprecated", "superseded")):
            status = "forbidden"
        if text := _text(node):
            yield text, status


def _said(entry: Any, kind: str) -> str:  # noqa: ANN401
    return next(
        (_text(n) for n in entry.iter() if _tag(n) == "descrip" and n.get("type") == kind), ""
    )


def _text(node: Any) -> str:  # noqa: ANN401
    return " ".join("".join(node.itertext()).split())


def _slug(text: str) -> str:
    return "".join(
        char if char.isascii() and char.isalnum() else "-" for char in text.lower()
    ).strip("-")
