"""The embedded model's word list may not write what the checks call wrong."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

MODEL = Path(__file__).resolve().parents[2] / "models" / "nl-en-news"


@pytest.mark.skipif(not (MODEL / "words.tsv").is_file(), reason="no word list")
def test_no_word_is_given_as_its_false_friend() -> None:
    with (files("workbench.qa") / "data" / "false_friends.toml").open("rb") as stream:
        [friends] = [value for value in tomllib.load(stream).values() if isinstance(value, list)]
    rows = (
        line.split("\t") for line in (MODEL / "words.tsv").read_text(encoding="utf-8").splitlines()
    )
    english = {row[0]: row[1] for row in rows if len(row) > 1}
    given = [
        (form, rendering)
        for friend in friends
        for wrong in [re.compile(rf"\b(?:{friend['en']})\b", re.IGNORECASE)]
        for dutch in [re.compile(f"(?:{friend['nl']})$")]
        for form, rendering in english.items()
        if dutch.match(form) and wrong.search(rendering)
    ]
    assert given == []
