"""Reading glossary.yaml: what is accepted, and every problem with its place and remedy."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from workbench.errors import GlossaryError, GlossaryErrors
from workbench.glossary import EMPTY_GLOSSARY, load_glossary, parse_glossary
from workbench.glossary.concept import json_schema

if TYPE_CHECKING:
    from pathlib import Path

FULL = """\
version: 1
source: nl
target: en-GB
concepts:
  - id: kazakhstan
    type: place
    nl: Kazachstan
    en: Kazakhstan
    forms:
      - {nl: Kazachstaanse, en: Kazakh}
      - {nl: Kazachstanen, en: Kazakhs, admitted: [Kazakhstanis], forbidden: [Kazachs]}
    admitted: [the Republic of Kazakhstan]
    forbidden: [Kazachstan, Kazakstan]
    policy: require
    case: sensitive
    context: {require: [], exclude: ["[Kk]azachstanstraat"]}
    priority: -2
    status: preferred
    definition: a country
    note: free text
    examples: [one, two]
    decided: {by: desk, date: 2026-11-21, why: usage}
  - {id: gazeta, nl: Novaja Gazeta, policy: keep}
"""


def problems(text: str) -> list[str]:
    with pytest.raises(GlossaryErrors) as caught:
        parse_glossary(text, name="g.yaml")
    return str(caught.value).splitlines()


def concept(*lines: str) -> str:
    """A glossary of one concept, whose keys begin in line 2."""
    return "concepts:\n  - id: a\n    nl: Ab\n    en: Cd\n" + "".join(f"    {x}\n" for x in lines)


def test_reads_every_field() -> None:
    glossary = parse_glossary(FULL, name="g.yaml")
    first, second = glossary.concepts
    assert (glossary.version, glossary.source, glossary.target) == (1, "nl", "en-GB")
    assert [len(glossary), first.type, first.priority, first.policy] == [2, "place", -2, "require"]
    assert first.forms[1].admitted == ("Kazakhstanis",)
    assert first.context.exclude == ("[Kk]azachstanstraat",)
    assert first.decided is not None
    assert first.decided.date == "2026-11-21"
    assert (second.type, second.en, second.case) == ("term", None, "sensitive")
    assert glossary.by_id["gazeta"] is second


def test_a_form_takes_what_it_lacks_from_the_concept_but_no_rendering() -> None:
    head, plain, own = parse_glossary(FULL, name="g.yaml").concepts[0].listed
    assert plain.admitted == ()
    assert plain.forbidden == head.forbidden == ("Kazachstan", "Kazakstan")
    assert own.forbidden == ("Kazachs",)
    assert plain.context.exclude == head.context.exclude != ()
    assert plain.note == "free text"


def test_every_scalar_is_text_as_written() -> None:
    glossary = parse_glossary(
        "concepts:\n"
        "- {id: 1984, nl: 1984, en: No}\n"
        "- {id: b, nl: 0x1F, en: 1_000, note: ~, definition: 2026-01-01}\n"
        "- {id: c, nl: true, en: Null, examples: [yes, 1.50, =]}\n",
        name="g.yaml",
    )
    first, second, third = glossary.concepts
    assert (first.id, first.nl, first.en) == ("1984", "1984", "No")
    assert (second.nl, second.en, second.note, second.definition) == (
        "0x1F", "1_000", "~", "2026-01-01",
    )  # fmt: skip
    assert (third.nl, third.en, third.examples) == ("true", "Null", ("yes", "1.50", "="))


def test_only_id_nl_and_en_are_mandatory() -> None:
    glossary = parse_glossary("concepts: [{id: a, nl: b, en: c}]", name="g.yaml")
    assert glossary.concepts[0].status == "preferred"


def test_no_concepts_is_a_glossary() -> None:
    assert not parse_glossary("concepts: []\n", name="g.yaml")
    assert not EMPTY_GLOSSARY
    assert EMPTY_GLOSSARY.sha256 == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", "g.yaml:1:1: the glossary is empty; write", id="empty"),
        pytest.param("# only this\n", "g.yaml:1:1: the glossary is empty; write", id="comment"),
        pytest.param("text\n", "g.yaml:1:1: the glossary is no mapping; begin", id="scalar"),
        pytest.param("- a\n", "g.yaml:1:1: the glossary is no mapping; begin", id="list"),
        pytest.param("version: 1\n", 'g.yaml:1:1: missing key "concepts"; add', id="no-concepts"),
        pytest.param(
            "version: 2\nconcepts: []\n", 'g.yaml:1:10: version "2" of the format', id="version"
        ),
        pytest.param(
            "version: '1'\nconcepts: []\n", 'g.yaml:1:10: version "1"', id="quoted-version"
        ),
        pytest.param("concept: []\nconcepts: []", 'unknown key "concept"; did you', id="root-key"),
        pytest.param("target: fr\nconcepts: []\n", 'g.yaml:1:9: target cannot be "fr"', id="lang"),
        pytest.param(
            "concepts:\n  a: {nl: b}\n", "g.yaml:2:3: concepts is a mapping; write a", id="mapping"
        ),
        pytest.param("concepts:\n- tekst\n", "g.yaml:2:3: concepts[0] is \"tekst\"", id="item"),
        pytest.param("concepts: []\n---\na: b\n", "g.yaml:2:1: a second document", id="second"),
        pytest.param(
            "concepts:\n\t- id: x\n", "g.yaml:2:1: a tab as indentation; use spaces", id="tab"
        ),
        pytest.param("concepts: [\n", "g.yaml:2:1: no value where one is expected", id="open-list"),
        pytest.param(
            "concepts:\n- {id: a, nl: 'b\n",
            "g.yaml:2:15: a text in quotes that is not closed; close the quotes",
            id="quote",
        ),
        pytest.param(
            'concepts:\n- id: a\n  nl: "b\n  en: c\n- id: d\n  nl: "e"\n  en: f\n',
            "g.yaml:3:7: a text in quotes that is not closed; close the quotes",
            id="quote-that-another-closes",
        ),
        pytest.param(
            'concepts:\n- id: a\n  note: "b\n    c"\n nl: "e"\n',
            "g.yaml:5:2: no key where one is expected",
            id="quotes-over-two-lines-are-no-fault",
        ),
        pytest.param(
            "concepts:\n- {id: a, nl: b, en: c,\n   admitted: [d, e}\n",
            "g.yaml:3:14: a list in [ ] that is not closed; close it with ]",
            id="open-list-inside",
        ),
        pytest.param(
            "concepts:\n- {id: a, nl: @b, en: c}\n",
            'g.yaml:2:15: a text that begins with "@"; put it in quotes',
            id="at-sign",
        ),
        pytest.param(
            "concepts:\n- id: a\n  nl: a: b\n  en: c\n", 'g.yaml:3:8: a ": " where no', id="colon"
        ),
        pytest.param(
            concept("en: Ef"), 'g.yaml:5:5: duplicate key "en", first in line 4; rem', id="dup"
        ),
        pytest.param(
            "concepts: []\nconcepts: []\n", 'g.yaml:2:1: duplicate key "concepts"', id="dup-root"
        ),
        pytest.param(
            concept("statsu: preferred"),
            'g.yaml:5:5: concept "a": unknown key "statsu"; did you mean "status"?',
            id="did-you-mean",
        ),
        pytest.param(concept("zzz: 1"), "known here: id, type, nl, en, forms", id="unknown"),
        pytest.param(
            concept("forms: [{nl: X, en: Y, admited: [Z]}]"),
            'g.yaml:5:28: concept "a": unknown key "admited"; did you mean "admitted"?',
            id="form-key",
        ),
        pytest.param(
            concept("context: {requires: [a]}"), 'unknown key "requires"; did you', id="context-key"
        ),
        pytest.param(concept("decided: {bye: a}"), 'unknown key "bye"; did you', id="decided-key"),
        pytest.param(
            concept("type: plaats"), 'g.yaml:5:11: concept "a": type cannot be "plaats"', id="type"
        ),
        pytest.param(concept("policy: requir"), "did you mean require?", id="policy"),
        pytest.param(
            concept("priority: high"), 'g.yaml:5:15: concept "a": priority is "high"', id="priority"
        ),
        pytest.param(concept('priority: "5"'), 'priority is "5"; write a whole', id="quoted-int"),
        pytest.param(concept("priority: 1.5"), 'priority is "1.5"; write a whole', id="float"),
        pytest.param(concept(f"priority: {'9' * 5000}"), "priority is", id="huge-int"),
        pytest.param(
            concept("admitted: Ef"), 'g.yaml:5:15: concept "a": admitted is "Ef"; wr', id="no-list"
        ),
        pytest.param(concept("forms:"), "g.yaml:5:", id="empty-list"),
        pytest.param(concept("note: [a]"), "note is a list; write one text", id="list-for-text"),
        pytest.param(concept("context: abc"), 'context is "abc"; write a mapping', id="context"),
        pytest.param(
            "concepts:\n- {id: A b, nl: x, en: y}\n",
            'g.yaml:2:8: concept "A b": the id "A b" is not made of a-z, 0-9 and -; write "a-b"',
            id="id",
        ),
        pytest.param(
            "concepts:\n- {id: a, nl: x}\n", 'g.yaml:2:3: concept "a": missing key "en"', id="no-en"
        ),
        pytest.param("concepts:\n- {id: a, en: x}\n", 'missing key "nl"; add `nl:`', id="no-nl"),
        pytest.param("concepts:\n- {nl: a, en: x}\n", 'missing key "id"; add `id:`', id="no-id"),
        pytest.param(
            concept("forms: [{nl: X}]"),
            'g.yaml:5:13: concept "a": missing key "en"; add `en:`',
            id="form-without-en",
        ),
        pytest.param(
            "concepts:\n- {id: a, nl: x, en: y, policy: keep}\n",
            'g.yaml:2:22: concept "a": "y" differs from the Dutch "x", which policy keep copies',
            id="keep",
        ),
        pytest.param(
            "concepts:\n- {id: a, nl: x, en: y}\n- {id: a, nl: z, en: y}\n",
            'g.yaml:3:8: the id "a" is taken at g.yaml:2:8',
            id="same-id",
        ),
        pytest.param(
            "concepts:\n- {id: a, nl: x, en: y}\n- {id: b, nl: z, en: y, forms: [{nl: x, en: q}]}\n",
            'g.yaml:3:38: concept "b": the form "x" is listed in "a" at g.yaml:2:15 as well; give',
            id="same-form",
        ),
        pytest.param(
            "concepts:\n- {id: a, nl: x’y, en: y}\n- {id: b, nl: x'y, en: z}\n",
            'listed in "a" at g.yaml:2:15',
            id="same-form-other-apostrophe",
        ),
        pytest.param(
            "concepts:\n- {id: a, nl: Xy, en: y, case: insensitive}\n"
            "- {id: b, nl: xy, en: z, case: insensitive}\n",
            'listed in "a" at g.yaml:2:15',
            id="same-form-insensitive",
        ),
        pytest.param(
            concept("forms: [{nl: X, en: Y}, {nl: X, en: Z}]"),
            'the form "X" is listed in "a" at g.yaml:5:18 as well; keep one',
            id="form-twice",
        ),
        pytest.param(
            concept('context: {exclude: ["ok", "("]}'),
            'g.yaml:5:31: concept "a": "(" is no regular expression: missing )',
            id="regex",
        ),
        pytest.param(concept("context: {require: ['']}"), "would match everywhere", id="no-regex"),
        pytest.param(concept("admitted: [&x Ef]"), "g.yaml:5:16: the anchor &x; remove", id="anchor"),
        pytest.param(concept("note: *x"), "g.yaml:5:11: the alias *x; write the text", id="alias"),
        pytest.param(concept("<<: {note: b}"), "g.yaml:5:5: the merge key <<; write", id="merge"),
        pytest.param(concept("note: !!str b"), "g.yaml:5:11: the tag tag:yaml.org", id="tag"),
        pytest.param(concept("? [a, b]\n    : c"), "a list or mapping as a key", id="complex-key"),
        pytest.param("[" * 100_000, "exceeded maximum nesting depth", id="very-deep"),
        pytest.param("[" * 500, "g.yaml:1:13: nested more than 12 deep; correct", id="deep"),
        pytest.param(
            "concepts: []\n<<<<<<< HEAD\nversion: 1\n=======\n>>>>>>> x\n",
            "g.yaml:2:1: the merge-conflict marker <<<<<<<; resolve",
            id="conflict",
        ),
        pytest.param(
            "concepts: []\n#\x00\n", "g.yaml:2:2: the control character U+0000; delete", id="nul"
        ),
        pytest.param("concepts: []\n# a\x1b[2J", "g.yaml:2:4: the control character", id="escape"),
        pytest.param("concepts: []\n \ufeff", "g.yaml:2:2: the control character U+FEFF", id="bom"),
        pytest.param(
            'concepts:\n- {id: a, nl: x, en: "y\\e[2J"}\n',
            'g.yaml:2:22: concept "a": en holds the invisible character U+001B',
            id="escaped-control",
        ),
        pytest.param(
            'concepts:\n- {id: a, nl: x, en: "y\\u200bz"}\n', "U+200B (zero width space)", id="zwsp"
        ),
        pytest.param(
            'concepts:\n- {id: a, nl: x, en: "y\\nz"}\n', "invisible character U+000A", id="newline"
        ),
        pytest.param(concept("admitted: [<b>x</b>]"), 'admitted[0] holds markup "<b>"', id="markup"),
        pytest.param(concept("admitted: [a &amp; b]"), 'holds markup "&amp;"', id="entity"),
        pytest.param(
            concept(f"admitted: [{'x ' * 21}]"), "admitted[0] is 21 words long; a ren", id="long"
        ),
        pytest.param(concept(f"admitted: [{'x' * 401}]"), "is 401 characters long", id="very-long"),
        pytest.param(concept("admitted: [—]"), "admitted[0] holds no letter or digit", id="dash"),
        pytest.param("concepts:\n- {id: a, nl: '', en: y}\n", "nl holds no letter", id="empty-nl"),
    ],
)  # fmt: skip
def test_a_problem_has_place_and_remedy(text: str, expected: str) -> None:
    found = problems(text)
    assert any(expected in line for line in found), found
    for line in found:
        assert line.startswith("g.yaml:")
        assert ";" in line, "every problem says what to do about it"


def test_all_problems_are_told_at_once_in_file_order() -> None:
    text = (
        "concepts:\n"
        "- {id: a, nl: x, en: y, typ: place}\n"
        "- {id: b, nl: [x], en: y, priority: no}\n"
        "- {id: c, nl: q, en: &n z, note: 1, note: 2}\n"
        "- {id: c, nl: q, en: y, context: {require: ['[']}}\n"
    )
    places = [line.split(": ")[0] for line in problems(text)]
    assert places == [
        "g.yaml:2:25", "g.yaml:3:15", "g.yaml:3:37", "g.yaml:4:22", "g.yaml:4:37",
        "g.yaml:5:8", "g.yaml:5:45",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "lines",
    [
        "- {id: a, nl: x, en: y}\n- {id: b, nl: x, en: z, priority: 1}\n",
        "- {id: a, nl: x, en: y}\n- {id: b, nl: x, en: z, context: {require: [q]}}\n",
        "- {id: a, nl: Kamer, en: House}\n- {id: b, nl: kamer, en: room}\n",
        "- {id: a, nl: x, en: y, forms: [{nl: x, en: y}]}\n",
    ],
    ids=["priority", "context", "case", "same-rendering"],
)
def test_equal_forms_that_something_tells_apart_are_accepted(lines: str) -> None:
    assert parse_glossary("concepts:\n" + lines, name="g.yaml").concepts


def test_problem_keeps_its_parts() -> None:
    with pytest.raises(GlossaryErrors) as caught:
        parse_glossary(concept("statsu: x"), name="g.yaml")
    (problem,) = caught.value.problems
    assert str(problem.where) == "g.yaml:5:5"
    assert problem.hint == 'did you mean "status"?'
    assert caught.value.exit_code == 2


def test_locations() -> None:
    glossary = parse_glossary(FULL, name="g.yaml")
    assert str(glossary.location("kazakhstan")) == "g.yaml:5:5"
    assert str(glossary.location("kazakhstan", "nl")) == "g.yaml:7:9"
    assert str(glossary.location("kazakhstan", "forms", 1, "en")) == "g.yaml:11:32"
    assert str(glossary.location("kazakhstan", "context", "exclude", 0)) == "g.yaml:16:38"
    assert str(glossary.location("gazeta", "en")) == "g.yaml:23:5"
    assert str(glossary.location("nobody")) == "g.yaml"


def test_columns_count_characters() -> None:
    (line,) = problems("concepts:\n- {id: a, nl: Boerjatië 😀, en: y, x: z}\n")
    assert line.startswith("g.yaml:2:35:")


def test_loads_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "glossary.yaml"
    path.write_text(FULL, encoding="utf-8-sig")
    monkeypatch.chdir(tmp_path)
    glossary = load_glossary(path)
    assert (glossary.path, glossary.name, len(glossary)) == (path, "glossary.yaml", 2)
    assert str(glossary.location("kazakhstan")) == "glossary.yaml:5:5"
    assert len(glossary.sha256) == 64


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("concepts: []\n# caf\xe9".encode("latin-1"), ":2:6: the byte 0xE9 is not UTF-8; save"),
        ("concepts: []".encode("utf-16"), ":1:1: the file is UTF-16; save the file as UTF-8"),
    ],
)
def test_other_encodings(tmp_path: Path, data: bytes, expected: str) -> None:
    path = tmp_path / "g.yaml"
    path.write_bytes(data)
    with pytest.raises(GlossaryErrors) as caught:
        load_glossary(path)
    assert expected in str(caught.value)


def test_unreadable_files(tmp_path: Path) -> None:
    with pytest.raises(GlossaryError, match="no such glossary"):
        load_glossary(tmp_path / "none.yaml")
    with pytest.raises(GlossaryError, match="cannot be read"):
        load_glossary(tmp_path)


def test_line_ends_do_not_matter() -> None:
    unix = parse_glossary(FULL, name="g.yaml")
    windows = parse_glossary(FULL.replace("\n", "\r\n"), name="g.yaml")
    assert windows.concepts == unix.concepts
    assert windows.location("gazeta") == unix.location("gazeta")


def test_fingerprint_changes_with_what_bears_on_renderings_only() -> None:
    def mark(text: str) -> str:
        return parse_glossary(text, name="g.yaml").concepts[0].fingerprint

    base = mark(FULL)
    assert mark("# moved\n\n" + FULL) == base
    for old, new in (("free text", "other"), ("a country", "x"), ("[one, two]", "[]")):
        assert mark(FULL.replace(old, new)) == base
    assert mark(FULL.replace("by: desk", "by: me")) == base
    for old, new in (
        ("en: Kazakhs,", "en: Kazakh,"),
        ("priority: -2", "priority: 3"),
        ("status: preferred", "status: proposed"),
        ("policy: require", "policy: prefer"),
        ("[Kazachstan, Kazakstan]", "[Kazakstan]"),
        ("[Kk]azachstanstraat", "straat"),
    ):
        assert mark(FULL.replace(old, new)) != base, old


def test_fingerprint_is_stable() -> None:
    # A stored rendering is compared with it years later: a change here makes all of them stale.
    glossary = parse_glossary("concepts: [{id: a, nl: Ab, en: Cd}]", name="g.yaml")
    assert glossary.concepts[0].fingerprint == "17f2bb67de04d4df"


def test_survives_pickling() -> None:
    glossary = parse_glossary(FULL, name="g.yaml")
    again = pickle.loads(pickle.dumps(glossary))
    assert again == glossary
    assert again.location("gazeta") == glossary.location("gazeta")


def test_committed_schema_is_the_generated_one(repo_root: Path) -> None:
    committed = (repo_root / "docs" / "glossary.schema.json").read_text(encoding="utf-8")
    assert committed == json_schema(), "run `python scripts/write_glossary_schema.py`"


def test_schema_takes_what_the_reader_takes() -> None:
    schema = json.loads(json_schema())
    concept_schema = schema["$defs"]["Concept"]
    assert concept_schema["required"] == ["id", "nl"]
    assert concept_schema["additionalProperties"] is False
    assert set(concept_schema["properties"]["nl"]["type"]) == {
        "string", "number", "boolean", "null",
    }  # fmt: skip


def test_a_file_changed_since_it_was_read_is_outdated(tmp_path: Path) -> None:
    path = tmp_path / "g.yaml"
    path.write_text(FULL, encoding="utf-8")
    glossary = load_glossary(path)
    assert not glossary.is_outdated()
    path.write_text(f"# a remark\n{FULL}", encoding="utf-8")
    assert glossary.is_outdated()
    path.unlink()
    assert glossary.is_outdated()
    assert not EMPTY_GLOSSARY.is_outdated()
    os.mkfifo(path)  # what `--glossary <(…)` gives: it would wait for a writer for ever
    assert not glossary.is_outdated()


def test_the_repositorys_glossary_is_right(repo_root: Path) -> None:
    glossary = load_glossary(repo_root / "glossary.yaml")
    assert len(glossary) >= 150


def test_reading_needs_nothing_heavy() -> None:
    code = (
        "import sys, workbench.glossary as g; g.load_glossary; g.Matcher; g.verify;"
        "bad = {'torch', 'transformers', 'ctranslate2', 'textual', 'rich', 'typer', 'sqlite3',"
        " 'regex', 'ruamel'} & set(sys.modules); sys.exit(str(bad) if bad else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
