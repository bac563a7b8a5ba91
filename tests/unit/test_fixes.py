from __future__ import annotations

from typing import Any

import pytest

from tests.golden import golden
from workbench.guide import load_guide
from workbench.model import Finding, Fix, Segment, Severity, apply_fix
from workbench.qa import Guide, check_draft
from workbench.store.codec import decode_fix, finding_object

GUIDE = Guide(suggest=True)


def findings(source: str, target: str, guide: Guide = GUIDE) -> tuple[Finding, ...]:
    segment = Segment(
        number=0, unit=0, segment=0, kind="sentence", start=0, end=len(source), source=source
    )
    return check_draft(segment, target, guide=guide)


@pytest.mark.parametrize("case", golden("checks_spelling"))
def test_spelling(case: dict[str, Any]) -> None:
    assert [one.check for one in findings(case["source"], case["target"])] == case["found"]


@pytest.mark.parametrize("case", golden("checks_fixes"))
def test_a_fix_settles_its_finding(case: dict[str, Any]) -> None:
    found = [one for one in findings(case["source"], case["target"]) if one.fix is not None]
    assert found
    fix = found[0].fix
    assert fix is not None
    assert apply_fix(case["target"], fix) == case["fixed"]
    assert fix.safe is case["safe"]
    assert fix.message
    after = findings(case["source"], case["fixed"])
    assert found[0].check not in {one.check for one in after}


def test_a_fix_is_for_one_text_only() -> None:
    fix = Fix(start=0, end=3, text="the", replacement="The", message="capital")
    assert apply_fix("the man", fix) == "The man"
    assert apply_fix("a man", fix) == "a man"
    assert apply_fix("", fix) == ""


def test_what_reference_works_call_a_place_is_spelt_right() -> None:
    source, target = "Hij woont in Noord-Ossetië.", "He lives in North Ossetia-Alania."
    assert [one.check for one in findings(source, target)] == ["spelling"]
    guide = Guide(places={"Noord-Ossetië": "North Ossetia-Alania"})
    assert not findings(source, target, guide)
    assert findings("Hij woont in Zuid-Ossetië.", target, guide)
    whole = load_guide(None)
    assert not findings(source, target, whole)
    assert not findings("Een Kirgizische vrouw.", "A Kyrgyz woman.", whole)


def test_an_insertion() -> None:
    fix = Fix(start=2, end=2, text="", replacement=".", message="full stop")
    assert apply_fix("No”", fix) == "No.”"


def test_a_fix_is_kept_with_its_finding() -> None:
    fix = Fix(start=0, end=3, text="the", replacement="The", message="capital", safe=True)
    finding = Finding(check="x", severity=Severity.COSMETIC, message="m", start=0, end=3, fix=fix)
    stored = finding_object(finding)
    assert decode_fix(stored["fix"]) == fix
    assert "fix" not in finding_object(Finding(check="x", severity=Severity.COSMETIC, message="m"))


@pytest.mark.parametrize("value", [None, 3, {}, {"start": "0", "end": 1}])
def test_what_is_no_fix_is_none(value: object) -> None:
    assert decode_fix(value) is None


def test_no_suggestion_is_made_unless_asked_for() -> None:
    [finding] = findings("De regering viel.", "The goverment fell.", Guide())
    assert (finding.check, finding.severity, finding.fix) == ("spelling", Severity.FUNCTIONAL, None)
