"""Lints of a glossary: each code found, placed and, where safe, repaired without another byte."""

from __future__ import annotations

import gc
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest
import yaml

from tests.golden import golden
from workbench.glossary import load_glossary, parse_glossary
from workbench.glossary.edit import Editor
from workbench.glossary.findings import CODES
from workbench.glossary.lint import lint_glossary
from workbench.glossary.lint_articles import lint_articles, lint_encodable

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import RunHere
    from workbench.glossary.findings import Lint

HEAD = "version: 1\nconcepts:\n"


def lints(text: str) -> list[Lint]:
    return lint_glossary(parse_glossary(HEAD + text, name="g.yaml"))


@pytest.mark.parametrize("case", golden("lints"))
def test_golden_cases(case: dict[str, object]) -> None:
    """Each case is a whole glossary, its findings as ``code line:column``, and the repaired text."""
    text = str(case["text"])
    found = lint_glossary(parse_glossary(text, name="g.yaml"))
    assert [f"{one.code} {one.where.line}:{one.where.column}" for one in found] == case["found"]
    editor = Editor(text, name="g.yaml", path=None, data=text.encode())
    for _ in range(5):
        repairs = [one.repair for one in lint_glossary(editor.glossary) if one.repair]
        if not repairs:
            break
        editor.repair(repairs)
    assert editor.text == case.get("repaired", text)


def test_every_code_is_known() -> None:
    text = "- {id: a, nl: Aap, en: Ape, forbidden: [Ape]}\n"
    assert [one.code for one in lints(text)] == ["forbids-itself"]
    assert {one.code for one in lints(text)} <= set(CODES)


def test_a_clean_glossary_has_no_lints(repo_root: Path) -> None:
    assert not lint_glossary(load_glossary(repo_root / "glossary.yaml"))


def test_what_the_articles_lack_and_have() -> None:
    glossary = parse_glossary(
        HEAD
        + "- {id: kazakhstan, nl: Kazachstan, en: Kazakhstan}\n"
        + "- {id: minister, nl: minister, en: minister}\n"
        + "- {id: poland, nl: Polen, en: Poland}\n",
        name="g.yaml",
    )
    articles = [
        ("a:0", "De Kazachstaanse ministers zijn in Kazachstan."),
        ("a:1", "Kazachstans Kazachstaanse tak."),
    ]
    found = lint_articles(glossary, articles)
    assert sorted((one.code, one.concept) for one in found) == [
        ("missing-form", "kazakhstan"),
        ("missing-form", "minister"),
        ("no-hit", "minister"),
        ("no-hit", "poland"),
    ]
    assert "a:0, a:1" in next(one.message for one in found if "Kazachstaanse" in one.message)


def test_what_a_model_cannot_write() -> None:
    glossary = parse_glossary(
        HEAD + "- {id: a, nl: Ş, en: Ş, forms: [{nl: B, en: b}]}\n", name="g.yaml"
    )
    found = lint_encodable(glossary, str.isascii)
    assert [(one.code, one.where.column) for one in found] == [("not-encodable", 22)]


def test_a_large_glossary_takes_less_than_four_times_its_events() -> None:
    """Best of five, both in this process; every concept has a form and half of them more."""
    lines = [HEAD]
    for number in range(5000):
        lines.append(f"- id: c{number}\n  nl: Naam{number}\n  en: Name{number}\n")
        lines.append(f"  forms:\n    - {{nl: Naam{number}se, en: Name{number}ish}}\n")
        if number % 2:
            lines.append(
                f"  admitted: [the Name{number}, Nome{number}]\n  forbidden: [X{number}]\n"
            )
    text = "".join(lines)

    def events() -> None:
        loader = yaml.CSafeLoader(text)
        while not isinstance(loader.get_event(), yaml.StreamEndEvent):
            pass

    assert not lint_glossary(parse_glossary(text, name="g"))
    bare = seconds(events)
    checked = seconds(lambda: lint_glossary(parse_glossary(text, name="g")))
    assert checked < 4 * bare


def seconds(work: Callable[[], object]) -> float:
    best = float("inf")
    for _ in range(5):
        gc.collect()
        begin = time.process_time()
        work()
        best = min(best, time.process_time() - begin)
    return best


def test_checking_imports_no_engine(tmp_path: Path, repo_root: Path) -> None:
    code = (
        "import sys\nfrom workbench.cli.app import run\n"
        f"assert run(['glossary', 'check', '--glossary', {str(repo_root / 'glossary.yaml')!r}]) == 0\n"
        "assert not {'torch', 'transformers', 'ctranslate2', 'sqlite3'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=tmp_path, timeout=100)


# The command --------------------------------------------------------------------------------------

TRAPS = """\
version: 1
concepts:
  - id: kyiv  # the capital
    nl: Kiev
    en: Kyiv
    admitted: [Kyiv, Kiev]   # keep
  - {id: kiev-cake, nl: Kievtaart, en: Kiev cake, forbidden: [Kiev]}
"""


def test_the_command_shows_place_code_excerpt_and_remedy(here: RunHere, tmp_path: Path) -> None:
    (tmp_path / "glossary.yaml").write_text(TRAPS)
    result = here("glossary", "check")
    assert result.code == 1
    assert result.out.splitlines()[:2] == [
        'glossary.yaml:6:16: cosmetic repeated: "Kyiv" is listed under en already; remove it',
        "    admitted: [Kyiv, Kiev]   # keep",
    ]
    assert "glossary.yaml:6:22: functional forbidden-elsewhere" in result.out


def test_fixing_leaves_every_other_byte(here: RunHere, tmp_path: Path) -> None:
    path = tmp_path / "glossary.yaml"
    path.write_text(TRAPS)
    assert here("glossary", "check", "--fix").code == 1
    assert path.read_text() == TRAPS.replace("[Kyiv, Kiev]", "[Kiev]")
    assert here("glossary", "check", "--min-severity", "critical").code == 0


def test_a_file_that_translate_refuses_is_refused(here: RunHere, tmp_path: Path) -> None:
    (tmp_path / "glossary.yaml").write_text("concepts:\n<<<<<<< ours\n- {id: a, nl: A, en: A}\n")
    for options in ([], ["--fix"], ["--json"]):
        result = here("glossary", "check", *options)
        assert (result.code, result.out) == (2, "")
        assert "glossary.yaml:2:1" in result.err


def test_without_a_glossary_the_remedy_is_named(here: RunHere) -> None:
    result = here("glossary", "check")
    assert result.code == 2
    assert "--glossary" in result.err
