from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

import pytest

from workbench.errors import ConfigError
from workbench.model import Finding, Segment, Severity, apply_fix
from workbench.qa import Guide, check_draft
from workbench.qa.house_rules import HouseRule, read_rules

if TYPE_CHECKING:
    from pathlib import Path


def found(rules: tuple[HouseRule, ...], target: str) -> list[Finding]:
    source = "x"
    segment = Segment(
        number=0, unit=0, segment=0, kind="sentence", start=0, end=len(source), source=source
    )
    findings = check_draft(segment, target, guide=Guide(rules=rules))
    return [one for one in findings if one.check == "house-style"]


def rules(tmp_path: Path, text: str) -> tuple[HouseRule, ...]:
    path = tmp_path / "house-style.toml"
    path.write_text(text, encoding="utf-8")
    return read_rules(path)


def fixed(target: str, findings: list[Finding]) -> str:
    for one in sorted(findings, key=lambda one: -(one.start or 0)):
        if one.fix is not None:
            target = apply_fix(target, one.fix)
    return target


def test_a_rule_finds_and_replaces(tmp_path: Path) -> None:
    read = rules(
        tmp_path,
        "[[rule]]\nfind = '(\\d+) per cent'\nreplace = '\\1%'\nseverity = \"functional\"\n",
    )
    target = "It was 5 per cent, not 10 per cent."
    findings = found(read, target)
    assert [one.severity for one in findings] == [Severity.FUNCTIONAL] * 2
    assert fixed(target, findings) == "It was 5%, not 10%."
    assert found(read, "Per cent, percent, 5%.") == []


def test_case_and_safety(tmp_path: Path) -> None:
    read = rules(
        tmp_path,
        "[[rule]]\nfind = 'utilise'\nreplace = 'use'\ncase = \"insensitive\"\nsafe = false\n"
        "message = \"plain words\"\n[[rule]]\nfind = 'whilst'\n",
    )
    assert [rule.where.rpartition(":")[2] for rule in read] == ["1", "7"]
    [first] = found(read, "Utilise it.")
    assert first.fix is not None
    assert not first.fix.safe
    assert "plain words" in first.message
    [second] = found(read, "whilst")
    assert second.fix is None
    assert found(read, "Whilst") == []


def test_a_rule_that_changes_nothing_is_quiet(tmp_path: Path) -> None:
    assert (
        found(rules(tmp_path, "[[rule]]\nfind = 'colou?r'\nreplace = 'colour'\n"), "colour") == []
    )


def test_an_endless_expression_is_stopped_and_named(tmp_path: Path) -> None:
    read = rules(tmp_path, "\n[[rule]]\nfind = '(?:a|aa)+$'\n")
    begin = time.perf_counter()
    [finding] = found(read, "a" * 200 + "!")
    assert time.perf_counter() - begin < 5
    assert "house-style.toml:2" in finding.message


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        ("[[rule]]\nfind = '('\n", 2, "find"),
        ("[[rule]]\nreplace = 'x'\n", 1, "no find"),
        ("[[rule]]\nfind = ''\n", 2, "no find"),
        ("[[rule]]\nfind = 'x*'\n", 2, "nothing stands"),
        ("[[rule]]\nfind = 'a'\nreplace = '\\1'\n", 3, "no group"),
        ("[[rule]]\nfind = 'a'\nreplace = '\\g<n>'\n", 3, "no group"),
        ("[[rule]]\nfind = 'a'\n[[rule]]\nfind = 'b'\nfnd = 'c'\n", 5, 'did you mean "find"'),
        ("[[rule]]\nfind = 'a'\nseverity = 'bad'\n", 3, "severity"),
        ("[[rule]]\nfind = 'a'\ncase = 'none'\n", 3, "case"),
        ("[[rule]]\nfind = 'a'\nsafe = 'yes'\n", 3, "safe"),
        ("[[rule]]\nfind = 3\n", 2, "not text"),
        ("[[rules]]\nfind = 'a'\n", 1, 'unknown key "rules"'),
        ("[[rule]]\nfind = \n", 2, ""),
        ("rule = 3\n", 0, "list of tables"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(
    tmp_path: Path, text: str, line: int, problem: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        rules(tmp_path, text)
    place = rf"house-style\.toml{f':{line}' if line else ''}(?::\d+)?: "
    assert re.search(place, str(caught.value))
    assert problem in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"nowhere\.toml"):
        read_rules(tmp_path / "nowhere.toml")
    (tmp_path / "latin.toml").write_bytes(b"# caf\xe9\n")
    with pytest.raises(ConfigError, match="UTF-8"):
        read_rules(tmp_path / "latin.toml")
    (tmp_path / "empty.toml").write_text("", encoding="utf-8")
    assert read_rules(tmp_path / "empty.toml") == ()


def test_the_example_in_the_docs_works(repo_root: Path) -> None:
    read = read_rules(repo_root / "docs" / "house-style.toml")
    target = "On 3rd May, 5 per cent left - or stayed..."
    assert fixed(target, found(read, target)) == "On 3 May, 5% left – or stayed…"


@pytest.mark.parametrize("name", ["003", "004"])
def test_the_example_is_quiet_on_good_english(shared_dir: Path, repo_root: Path, name: str) -> None:
    read = read_rules(repo_root / "docs" / "house-style.toml")
    lines = (shared_dir / "eval" / f"{name}.en").read_text(encoding="utf-8").splitlines()
    assert sum(len(found(read, line)) for line in lines) <= 3
