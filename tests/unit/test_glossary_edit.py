"""Editing in place: what was asked for changes, and not one byte more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from workbench.errors import GlossaryError, GlossaryErrors, UsageError
from workbench.glossary import load_glossary
from workbench.glossary.change import apply_change, parse_change
from workbench.glossary.check import Problems, find_place
from workbench.glossary.edit import Editor
from workbench.glossary.ids import concept_id
from workbench.glossary.reader import read_places, read_values

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import RunHere

TEXT = """\
# The desk's own words.
version: 1
concepts:

  # People
  - id: tokayev   # the president
    type: person
    nl: "Tokajev"   # as written
    en: 'Tokayev'
    forms:
      - {nl: Kassym-Jomart Tokajev, en: Kassym-Jomart Tokayev}   # full
    forbidden: [Tokajev, Tokaev]

  # Places
  - id: kyiv
    type: place
    nl: Kiev
    en: Kyiv
    admitted:
      # until 2022
      - Kiev   # old
    note: >-
      Long
      remark.

  - {id: riga, type: place, nl: Riga, en: Riga}
# The end.
"""


def editor(text: str = TEXT) -> Editor:
    return Editor(text, name="g.yaml", path=None, data=text.encode())


def changed(*changes: str, text: str = TEXT) -> str:
    one = editor(text)
    for change in changes:
        apply_change(one, parse_change(change))
    return one.text


@pytest.mark.parametrize(
    ("change", "old", "new"),
    [
        ("tokayev.en=Toqayev", "'Tokayev'", "'Toqayev'"),
        ("tokayev.nl=To\"k", '"Tokajev" ', '"To\\"k" '),
        ("kyiv.en=Kyiv: the city", "en: Kyiv", "en: 'Kyiv: the city'"),
        ("kyiv.note=Short.", "note: >-\n      Long\n      remark.", "note: Short."),
        ("kyiv.admitted-=Kiev", "    admitted:\n      # until 2022\n      - Kiev   # old\n", ""),
        ("kyiv.admitted+=Kiyv", "- Kiev   # old\n", "- Kiev   # old\n      - Kiyv\n"),
        ("kyiv.policy=prefer", "    note: >-", "    policy: prefer\n    note: >-"),
        ("kyiv.priority=2", "    note: >-", "    priority: 2\n    note: >-"),
        ("kyiv.forms+=Kievs=Kyiv", "    admitted:", "    forms:\n      - {nl: Kievs, en: Kyiv}\n    admitted:"),
        ("kyiv.decided.by=desk", "      remark.\n", "      remark.\n    decided: {by: desk}\n"),
        ("kyiv.context.exclude+=taart", "    note: >-", "    context: {exclude: [taart]}\n    note: >-"),
        ("tokayev.forbidden-=Tokajev", "[Tokajev, Tokaev]", "[Tokaev]"),
        ("tokayev.forbidden-=Tokaev", "[Tokajev, Tokaev]", "[Tokajev]"),
        ("tokayev.forbidden+=a, b", "Tokaev]", "Tokaev, 'a, b']"),
        (
            "tokayev.forms+=Kasim=Kassym",
            "# full\n",
            "# full\n      - {nl: Kasim, en: Kassym}\n",
        ),
        (
            "tokayev.forms[Kassym-Jomart Tokajev].status=proposed",
            "Tokayev}   # full",
            "Tokayev, status: proposed}   # full",
        ),
        (
            "tokayev.forms-=Kassym-Jomart Tokajev",
            "    forms:\n      - {nl: Kassym-Jomart Tokajev, en: Kassym-Jomart Tokayev}   # full\n",
            "",
        ),
        ("riga.admitted+=Ryga", "en: Riga}", "en: Riga, admitted: [Ryga]}"),
        ("riga.type=", "type: place, nl: Riga", "nl: Riga"),
        ("riga.en=No", "en: Riga}", "en: No}"),
    ],
)  # fmt: skip
def test_a_change_touches_its_own_bytes_alone(change: str, old: str, new: str) -> None:
    assert TEXT.count(old) == 1, "the case itself"
    assert changed(change) == TEXT.replace(old, new)


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_adding_and_removing_a_concept_gives_the_same_bytes(newline: str) -> None:
    text = TEXT.replace("\n", newline)
    one = editor(text)
    one.add_concept({"id": "lviv", "type": "place", "nl": "Lviv", "en": "Lviv"}, after="kyiv")
    assert one.text != text
    assert one.text.count("\n") == text.count("\n") + 5
    assert one.text.count("\r\n") == (one.text.count("\n") if newline == "\r\n" else 0)
    one.remove_concept("lviv")
    assert one.text == text


def test_a_concept_goes_behind_the_last_of_its_type() -> None:
    one = editor()
    one.add_concept(
        {
            "id": "putin",
            "type": "person",
            "nl": "Poetin",
            "en": "Putin",
            "forms": [{"nl": "Vladimir Poetin", "en": "Vladimir Putin"}],
            "forbidden": ["Poetin"],
        }
    )
    assert one.text == TEXT.replace(
        "    forbidden: [Tokajev, Tokaev]\n",
        "    forbidden: [Tokajev, Tokaev]\n\n"
        "  - id: putin\n    type: person\n    nl: Poetin\n    en: Putin\n    forms:\n"
        "      - {nl: Vladimir Poetin, en: Vladimir Putin}\n    forbidden: [Poetin]\n",
    )


@pytest.mark.parametrize(
    "text",
    [
        "concepts: []\n",
        "concepts: [] # none yet",
        "concepts: [{id: b, nl: B, en: b}]\n",
        "concepts:\n- id: b\n  nl: B\n  en: b",
        "concepts:\n  -\n    id: b\n    nl: B\n    en: b\nversion: 1\n",
        "concepts:\n  - # first\n    id: b\n    nl: B\n    en: b\n",
        "{version: 1, concepts: [{id: b, nl: B, en: b}]}\n",
    ],
)
def test_any_way_of_writing_a_list_takes_another_concept(text: str) -> None:
    one = editor(text)
    one.add_concept({"id": "a", "nl": "A: x", "en": "a, b", "admitted": ["c", "d: e"]})
    added = one.glossary.by_id["a"]
    assert (added.nl, added.en, added.admitted) == ("A: x", "a, b", ("c", "d: e"))
    one.remove_concept("a")
    assert "a" not in one.glossary.by_id


def test_the_only_concept_can_be_removed() -> None:
    one = editor("version: 1\nconcepts:\n  # first\n  - id: a\n    nl: A\n    en: a\n# end\n")
    one.remove_concept("a")
    assert one.text == "version: 1\nconcepts: []\n  # first\n# end\n"


def test_what_the_format_refuses_is_not_taken() -> None:
    one = editor()
    with pytest.raises(GlossaryErrors, match="markup"):
        apply_change(one, parse_change("kyiv.en=<b>Kyiv</b>"))
    with pytest.raises(GlossaryErrors, match="policy cannot be"):
        apply_change(one, parse_change("kyiv.policy=demand"))
    with pytest.raises(GlossaryErrors, match='missing key "nl"'):
        apply_change(one, parse_change("kyiv.nl="))
    with pytest.raises(GlossaryErrors, match="is taken"):
        one.add_concept({"id": "kyiv", "nl": "X", "en": "Y"})
    assert one.text == TEXT
    assert not one.changed


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("kiev.en=Kyiv", r'no concept "kiev".*did you mean "kyiv"'),
        ("kyiv.eng=Kyiv", r'unknown key "eng".*did you mean "en"'),
        ("kyiv.admitted=Kyiv", "is a list"),
        ("kyiv.en+=Kyiv", "is no list"),
        ("kyiv", "is no change"),
        ("kyiv.forms[Kie].en=x", "has no form"),
        ("kyiv.admitted-=Kyyv", "not listed under admitted"),
        ("kyiv.forbidden-=Kyyv", "not listed under forbidden"),
        ("kyiv.definition=", "has no definition"),
        ("kyiv.context.never+=x", "unknown key"),
    ],
)
def test_a_wrong_change_names_the_remedy(change: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        changed(change)


def test_ids_are_made_from_the_english_and_unique() -> None:
    glossary = editor().glossary
    assert concept_id("Île de Ré", glossary) == "ile-de-re"
    assert concept_id("Kyiv", glossary) == "kyiv-2"
    assert concept_id("Ω", glossary) == "concept"


def test_places_found_by_concept_are_those_of_the_whole_file(repo_root: Path) -> None:
    """Places are read for one concept at a time; a reading of the whole file is the yardstick."""
    for name in ("glossary.yaml", "tests/bench/glossary-400.yaml"):
        path = repo_root / name
        glossary = load_glossary(path)
        text = path.read_text(encoding="utf-8")
        content, root = read_places(text, Problems(name))
        quick = read_values(text)
        assert quick is not None
        assert quick[0] == content
        for number, concept in enumerate(glossary):
            for keys in walk(content["concepts"][number], ()):
                where = glossary.location(concept.id, *keys)
                assert (where.line, where.column) == find_place(root, ("concepts", number, *keys))[
                    :2
                ]


def walk(value: object, keys: tuple[str | int, ...]) -> list[tuple[str | int, ...]]:
    inner: list[tuple[str | int, object]] = []
    if isinstance(value, dict):
        inner = list(value.items())
    elif isinstance(value, tuple):
        inner = list(enumerate(value))
    return [keys, *(path for key, one in inner for path in walk(one, (*keys, key)))]


# Saving -------------------------------------------------------------------------------------------


def test_saving_keeps_mode_mark_and_link(tmp_path: Path) -> None:
    real = tmp_path / "real.yaml"
    real.write_bytes(b"\xef\xbb\xbf" + TEXT.encode())
    real.chmod(0o640)
    link = tmp_path / "glossary.yaml"
    link.symlink_to(real)
    one = Editor.open(link)
    apply_change(one, parse_change("kyiv.en=Kiyv"))
    one.save()
    assert link.is_symlink()
    assert real.read_bytes() == b"\xef\xbb\xbf" + TEXT.replace("en: Kyiv", "en: Kiyv").encode()
    assert real.stat().st_mode & 0o777 == 0o640
    assert sorted(one.name for one in tmp_path.iterdir()) == ["glossary.yaml", "real.yaml"]


@pytest.mark.parametrize("others", [b"concepts: []\n", None])
def test_a_file_changed_meanwhile_is_left_alone(tmp_path: Path, others: bytes | None) -> None:
    path = tmp_path / "glossary.yaml"
    path.write_text(TEXT)
    one = Editor.open(path)
    apply_change(one, parse_change("kyiv.en=Kiyv"))
    if others is None:
        path.unlink()
    else:
        path.write_bytes(others)
    with pytest.raises(GlossaryError, match=r"changed by another program.*run the command again"):
        one.save()
    assert (path.read_bytes() if path.exists() else None) == others
    assert [one.name for one in tmp_path.iterdir()] == ([path.name] if others is not None else [])


# The commands -------------------------------------------------------------------------------------


@pytest.fixture
def desk(here: RunHere, tmp_path: Path) -> RunHere:
    (tmp_path / "glossary.yaml").write_text(TEXT)
    return here


def test_add_set_and_remove_give_the_file_back(desk: RunHere, tmp_path: Path) -> None:
    path = tmp_path / "glossary.yaml"
    result = desk(
        "glossary", "add", "Charkov", "Kharkiv", "--type", "place", "--form", "Charkovse=Kharkiv",
        "--forbidden", "Kharkov", "--why", "as in Kyiv", "--author", "An",
    )  # fmt: skip
    assert (result.code, result.out) == (0, "glossary.yaml:28:5: kharkiv\n")
    added = load_glossary(path).by_id["kharkiv"]
    assert added.decided is not None
    assert (added.type, added.decided.by, added.forms[0].nl) == ("place", "An", "Charkovse")
    assert desk("glossary", "set", "kharkiv", "en=Kharkov").err.count("warning") == 1
    assert desk("glossary", "remove", "kharkiv").code == 0
    assert path.read_text() == TEXT


def test_a_set_of_changes_is_made_whole_or_not_at_all(desk: RunHere, tmp_path: Path) -> None:
    result = desk("glossary", "set", "kyiv", "en=Kiyv", "policy=demand")
    assert result.code == 2
    assert "policy" in result.err
    assert (tmp_path / "glossary.yaml").read_text() == TEXT


def test_list_filters_and_prints_csv_and_json(desk: RunHere) -> None:
    assert desk("glossary", "list", "--type", "place", "--csv").out == (
        "id,type,nl,en,policy,status,forms\n"
        "kyiv,place,Kiev,Kyiv,require,preferred,0\n"
        "riga,place,Riga,Riga,require,preferred,0\n"
    )
    assert '"id": "tokayev"' in desk("glossary", "list", "--search", "jomart", "--json").out
    assert desk("glossary", "list", "--csv", "--json").code == 2
    assert len(desk("glossary", "list").out.splitlines()) == 4


@pytest.mark.parametrize("called", ["TOKAJEV", "Kassym-Jomart Tokayev", "tokajev"])
def test_the_hint_names_what_is_so_called_alone(desk: RunHere, called: str) -> None:
    assert desk("glossary", "show", called).err.endswith('did you mean "tokayev"?\n')


def test_an_english_rendering_cannot_be_taken_out(desk: RunHere) -> None:
    result = desk("glossary", "set", "riga", "en=")
    assert result.code == 2
    assert "needs an English rendering" in result.err
    assert "missing key" not in result.err


def test_show_prints_the_lines_as_they_stand(desk: RunHere) -> None:
    result = desk("glossary", "show", "riga")
    assert result.out == "  - {id: riga, type: place, nl: Riga, en: Riga}\n"
    result = desk("glossary", "show", "kiev")
    assert result.code == 2
    assert 'did you mean "kyiv"' in result.err
