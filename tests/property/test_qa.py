from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from workbench.model import Segment, apply_fix
from workbench.qa import CHECKS, check_draft
from workbench.store.codec import decode_fix, finding_object

# Words and marks that the checks look for, so that random text meets their rules.
PIECES = st.sampled_from(
    ["niet", "het", "een", "Alimzjan", "Zjanaozen", "Kazachstan", "dinsdag", "12", "4,8 miljoen",
     "€", "km", "“", "”", "‘", "’", '"', "(", ")", ",", ".", "  ", "www.a.nl", "a@b.nl", "not",
     "never", "the the", "garbeld", "color", "„", "4,8", "5.000", "monday", "i", "Amsterdam", "\u00ad", "\U0001f600", "e\u0301"]
)  # fmt: skip
TEXT = st.lists(st.one_of(PIECES, st.text(max_size=8)), max_size=30).map(" ".join)


@given(source=TEXT, target=TEXT)
def test_findings_have_known_names_and_places_inside_the_target(source: str, target: str) -> None:
    segment = Segment(
        number=0, unit=0, segment=0, kind="sentence", start=0, end=len(source), source=source
    )
    for finding in check_draft(segment, target):
        assert finding.check in CHECKS
        assert finding.message
        if finding.start is not None:
            assert finding.end is not None
            assert 0 <= finding.start < finding.end <= len(target)


@given(source=TEXT, target=TEXT)
def test_a_fix_changes_its_span_and_nothing_else(source: str, target: str) -> None:
    segment = Segment(
        number=0, unit=0, segment=0, kind="sentence", start=0, end=len(source), source=source
    )
    for finding in check_draft(segment, target):
        fix = finding.fix
        if fix is None:
            continue
        assert 0 <= fix.start <= fix.end <= len(target)
        assert target[fix.start : fix.end] == fix.text != fix.replacement
        fixed = apply_fix(target, fix)
        assert fixed == target[: fix.start] + fix.replacement + target[fix.end :]
        assert decode_fix(finding_object(finding)["fix"]) == fix


@given(text=TEXT)
def test_what_is_the_same_on_both_sides_loses_no_name_number_or_address(text: str) -> None:
    segment = Segment(
        number=0, unit=0, segment=0, kind="sentence", start=0, end=len(text), source=text
    )
    found = {finding.check for finding in check_draft(segment, text)}
    assert not found & {"name", "address", "doubled-word", "spacing", "brackets"}
