"""What the checks of a project go by: the glossary's English, its renderings, the house's files.

The one place that looks these files up. Whoever judges English, the batch, ``check`` or the desk,
asks here once and hands the value down.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from workbench.config import load_settings
from workbench.glossary.gazetteer import demonyms, gazetteer
from workbench.qa.guide import Guide, read_words, words_in
from workbench.qa.house_rules import read_rules

if TYPE_CHECKING:
    from workbench.glossary.file import Glossary

__all__ = ["HOUSE_STYLE_FILE", "WORD_LIST_FILE", "load_guide"]

HOUSE_STYLE_FILE = "house-style.toml"
WORD_LIST_FILE = "words.txt"


def load_guide(
    glossary: Glossary | None, *, project: Path | None = None, suggest: bool = False
) -> Guide:
    """Return what the English of a project is held against.

    Args:
        glossary: whose renderings are spelt right; None for none.
        project: the project file, beside which the house's files may be.
        suggest: whether misspelt words get a suggestion, 0.1 s each.

    Raises:
        ConfigError: a setting or one of the files cannot be used.
    """
    settings = load_settings(project=project)
    beside = glossary.path if glossary is not None else None
    folders = [path.parent for path in (beside, project) if path is not None] or [Path()]
    rules = _file(settings.text("house_style"), HOUSE_STYLE_FILE, folders)
    words = _file(settings.text("word_list"), WORD_LIST_FILE, folders)
    renderings = (
        text
        for concept in (glossary or ())
        for form in concept.listed
        for text in (form.en, *form.admitted)
        if text
    )
    return Guide(
        language=glossary.target if glossary is not None else "en-GB",
        words=words_in(renderings) | (read_words(words) if words is not None else frozenset()),
        rules=read_rules(rules) if rules is not None else (),
        places={name: place.english for name, place in gazetteer().items()}
        | {name: one.english for name, one in demonyms().items()},
        suggest=suggest,
    )


def _file(named: str | None, name: str, folders: list[Path]) -> Path | None:
    if named is not None:
        return Path(named)
    return next((folder / name for folder in folders if (folder / name).is_file()), None)
