"""The finish of a draft: marks, figures and names as the Dutch has them."""

from __future__ import annotations

import pytest

from tests.pipeline_support import draft, item
from tests.scripted_engine import ScriptedEngine
from workbench.pipeline import PipelineOptions, Translator


@pytest.mark.parametrize(
    ("source", "decoded", "depth", "target"),
    [
        ("„Ik blijf.", '"I am staying."', 0, "“I am staying."),
        ("Dat weet ik zeker.”", "I am sure of that.", 1, "I am sure of that.”"),
        ("'Niet mogelijk'", "'Not possible'", 0, "“Not possible”"),
        ("als je 'nee' zegt.", "if you say 'no'.", 1, "if you say ‘no’."),
        ("Meer mensen nodig", "More people needed.", 0, "More people needed"),
        (
            "Daarom ging hij.",
            "Therefore, therefore he left soon soon.",
            0,
            "Therefore he left soon.",
        ),
        ("Dat was in 2019.", "That was in 1919.", 0, "That was in 2019."),
        (
            "Er zijn 4,8 miljoen banen.",
            "There are 4.8 billion jobs.",
            0,
            "There are 4.8 million jobs.",
        ),
        ("In café ’t Hoekje.", "In café 't Hoekje.", 0, "In café ’t Hoekje."),
        ("De 61e minuut.", "The 61th minute.", 0, "The 61st minute."),
        ("De 11e minuut.", "The 11th minute.", 0, "The 11th minute."),
        ("Zwolle – Ja.", "Zwolle -- Yes.", 0, "Zwolle – Yes."),
        ("Volgens Tokajevs agenda.", "On Tokayev' agenda.", 0, "On Tokayev’s agenda."),
        ("Nee, nee, hij bleef.", "No, no, he stayed.", 0, "No, no, he stayed."),
        ("Hij zei dat dat waar was.", "He said that that was so.", 0, "He said that that was so."),
        ("Hij komt niet.", "He isn't coming", 0, "He isn’t coming."),
        ("Een oud gebouw.", "A old building in an town.", 0, "An old building in a town."),
    ],
)
def test_marks_and_stops_follow_the_source(
    source: str, decoded: str, depth: int, target: str
) -> None:
    engine = ScriptedEngine({}, default=lambda _: decoded)
    translator = Translator(engine, PipelineOptions())
    assert next(translator.drafts([item(source, depth=depth)]))[0].target == target


def test_a_garbled_unlisted_name_is_put_right() -> None:
    source = "Toen kwam Alimzjan binnen."
    assert draft(source, {source: ["Then Alimzyan entered."]}).target == "Then Alimzhan entered."
