from __future__ import annotations

import pytest

from workbench.desk.decoder import Decoder, DecoderOptions, Request, glossary_hash
from workbench.errors import ModelError
from workbench.glossary.file import parse_glossary
from workbench.model import Segment


def segment(source: str) -> Segment:
    return Segment(
        number=0, unit=0, segment=0, kind="sentence", start=0, end=len(source), source=source
    )


def test_a_missing_model_is_told_and_the_process_lives_on() -> None:
    decoder = Decoder(DecoderOptions(model="no-such-model"))
    try:
        for _ in range(2):
            with pytest.raises(ModelError, match="no-such-model"):
                decoder.translate(Request(segment=segment("Hallo.")))
    finally:
        decoder.close()
        decoder.close()


def test_another_glossary_reaches_the_process_with_the_next_segment() -> None:
    glossary = parse_glossary("concepts: [{id: a, nl: raad, en: council}]", name="g.yaml")
    decoder = Decoder(DecoderOptions(model="no-such-model"))
    first = decoder.options
    decoder.go_by(None, first.guide)
    assert decoder.options is first
    try:
        for known in (glossary, None):
            decoder.go_by(known, first.guide)
            with pytest.raises(ModelError, match="no-such-model"):
                decoder.translate(Request(segment=segment("Hallo.")))
            assert decoder.options.glossary_hash == glossary_hash(known)
            assert (decoder.options.renderings is None) == (known is None)
            assert decoder._sent is decoder.options
    finally:
        decoder.close()


@pytest.mark.model
def test_a_segment_is_translated_in_another_process_which_may_die() -> None:
    decoder = Decoder(DecoderOptions())
    try:
        first = decoder.translate(Request(segment=segment("De burgemeester komt morgen.")))
        assert first.target.strip()
        assert first.signature
        begun = Request(segment=segment("De burgemeester komt morgen."), prefix="Next week the")
        assert decoder.translate(begun).target.startswith("Next week the ")
        spaced = Request(segment=begun.segment, prefix="Next week the ")
        assert not decoder.translate(spaced).target.startswith("Next week the  ")
        names = Request(segment=segment("www.example.com en www.example.org"), prefix="See")
        with pytest.raises(ModelError, match="one piece"):
            decoder.translate(names)
        process = decoder._process
        assert process is not None
        process.kill()
        process.join()
        again = decoder.translate(Request(segment=segment("De burgemeester komt morgen.")))
        assert again.target == first.target
    finally:
        decoder.close()
