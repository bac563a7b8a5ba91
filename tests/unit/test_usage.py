"""Where concepts stand in stored segments and how each came out, over all documents."""

from __future__ import annotations

from workbench.glossary.file import parse_glossary
from workbench.glossary.match import Matcher
from workbench.glossary.usage import spread
from workbench.model import Rendering, Segment, StoredSegment

GLOSSARY = """\
version: 1
source: nl
target: en-GB
concepts:
  - {id: photo, nl: foto, en: photo, admitted: [picture], type: term, case: insensitive}
  - {id: tokayev, nl: Tokajev, en: Tokayev, type: person}
"""


def stored(
    document: str, source: str, target: str, terms: list[tuple[str, int, str]]
) -> StoredSegment:
    return StoredSegment(
        id=1,
        document=document,
        segment=Segment(
            number=0, unit=0, segment=0, kind="sentence", start=0, end=len(source), source=source
        ),
        state="translated",
        rendering=Rendering(
            id=1,
            target=target,
            author="",
            signature="",
            created="",
            origin="engine",
            terms=tuple(
                {"concept": concept, "start": start, "rendering": text, "rung": "free"}
                for concept, start, text in terms
            ),
        ),
    )


def test_renderings_are_counted_by_form_over_all_documents() -> None:
    matcher = Matcher(parse_glossary(GLOSSARY, name="glossary.yaml"))
    found = spread(
        [
            stored(
                "a",
                "Een foto van Tokajev.",
                "A photo of Tokayev.",
                [("photo", 4, "photo"), ("tokayev", 13, "Tokayev")],
            ),
            stored("b", "Geen foto.", "No picture.", [("photo", 5, "picture")]),
            stored("b", "Tokajevs huis.", "Tokayev’s house.", [("tokayev", 0, "Tokayev’s")]),
            stored("b", "Tokajev.", "He.", []),
        ],
        matcher,
    )
    by_id = {one.concept: one for one in found}
    assert [one.concept for one in found] == ["tokayev", "photo"]
    assert not by_id["photo"].consistent
    assert by_id["photo"].renderings == {"foto": {"photo": 1, "picture": 1}}
    assert by_id["photo"].documents == {"a", "b"}
    assert by_id["tokayev"].consistent
    assert (by_id["tokayev"].mentions, by_id["tokayev"].bare) == (3, 1)
