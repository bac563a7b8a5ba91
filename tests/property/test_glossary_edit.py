"""Editing a glossary in place, for any text and any way of writing it."""

from __future__ import annotations

from hypothesis import assume, given
from hypothesis import strategies as st

from workbench.errors import GlossaryErrors
from workbench.glossary import parse_glossary
from workbench.glossary.dump import dump_scalar
from workbench.glossary.edit import Editor

WRITABLE = st.text(
    alphabet=st.characters(
        codec="utf-8", exclude_categories=("Cs", "Cc", "Cf", "Co", "Cn", "Zl", "Zp")
    ),
    min_size=1,
    max_size=40,
) | st.sampled_from(
    ["a: b", "- a", "? x", "a #b", "#a", "@a", "`a`", "'a'", '"a"', "a'b\"c", "[a", "a, b", "{a}", "null", "No", "1984", "~", "---", "...", "%a", "|", ">", "!x", "&x", "*x", "a:", ":a", "<<"]
)  # fmt: skip

STYLES = (
    "concepts:\n- id: a\n  nl: A\n  en: x # c\n  note: {}\n- {{id: b, nl: B, en: y}}\n",
    "concepts: [{{id: a, nl: A, en: x, note: {}}}, {{id: b, nl: B, en: y}}] # end",
    'version: 1\r\nconcepts:\r\n  - id: a\r\n    nl: "A"\r\n    en: x\r\n    note: {}\r\n\r\n'
    "  # two\r\n  - id: b\r\n    nl: B\r\n    en: y",
    "concepts:\n  -\n    note: {}\n    id: a\n    nl: A\n    en: x\n  - # here\n    id: b\n"
    "    nl: B\n    en: y\n",
)  # fmt: skip


@given(WRITABLE, st.booleans(), st.sampled_from(["", "'", '"']))
def test_any_text_reads_back_as_it_was(text: str, flow: bool, style: str) -> None:
    written = dump_scalar(text, flow=flow, style=style)
    template = STYLES[1] if flow else STYLES[0]
    glossary = parse_glossary(template.format(written), name="g")
    assert glossary.by_id["a"].note == text


@given(st.sampled_from(STYLES), st.sampled_from(["old", "'old'", '"old"']), WRITABLE)
def test_setting_a_text_and_setting_it_back_gives_the_same_bytes(
    style: str, old: str, new: str
) -> None:
    text = style.format(old)
    editor = Editor(text, name="g", path=None, data=text.encode())
    editor.set_text(("concepts", 0, "note"), new)
    assert editor.glossary.by_id["a"].note == new
    before, after = text.split(old)
    assert editor.text.startswith(before)
    assert editor.text.endswith(after)
    editor.set_text(("concepts", 0, "note"), "old")
    assert parse_glossary(editor.text, name="g").concepts == parse_glossary(text, name="g").concepts


@given(st.sampled_from(STYLES), WRITABLE, st.sampled_from(["definition", "note", "admitted"]))
def test_adding_and_removing_gives_the_same_bytes(style: str, new: str, key: str) -> None:
    text = style.format("old")
    editor = Editor(text, name="g", path=None, data=text.encode())
    keys = ("concepts", 1, key)
    try:
        if key == "admitted":
            editor.add_item(keys, new)
        else:
            editor.set_text(keys, new)
    except GlossaryErrors:
        # Not every text may be a rendering.
        assert editor.text == text
        assume(False)
    assert editor.text != text
    editor.remove(keys)
    # A last line without an end gets one while something stands behind it.
    assert editor.text.rstrip("\r\n") == text.rstrip("\r\n")


@given(st.sampled_from(STYLES), WRITABLE, WRITABLE)
def test_a_concept_can_be_added_and_removed_anywhere(style: str, dutch: str, note: str) -> None:
    text = style.format("old")
    editor = Editor(text, name="g", path=None, data=text.encode())
    try:
        editor.add_concept({"id": "new", "nl": dutch, "en": "z", "note": note}, after="a")
    except GlossaryErrors:
        assert editor.text == text
        assume(False)
    assert [one.id for one in editor.glossary] == ["a", "new", "b"]
    assert editor.glossary.by_id["new"].note == note
    editor.remove_concept("new")
    assert parse_glossary(editor.text, name="g").concepts == parse_glossary(text, name="g").concepts
    assert editor.text == text
