"""Write the gazetteer that suggestions use: CLDR's Dutch and English names.

Countries, languages and the cities of time zones as Babel brings them, and the subdivisions of
countries from a CLDR release, since neither Babel nor the packages of CLDR's JSON have the Dutch
ones. Neither is needed by anything else, so neither is a dependency: ``pip install babel``, unpack a
release (Debian's ``unicode-cldr-core`` has one), and run
``python scripts/write_gazetteer.py --subdivisions common/subdivisions``. CLDR is under the Unicode
licence.
"""

from __future__ import annotations

import argparse
import re
from difflib import SequenceMatcher
from pathlib import Path
from xml.etree import ElementTree as Xml

from babel import Locale  # type: ignore[import-not-found,unused-ignore]
from babel.core import get_cldr_version  # type: ignore[import-not-found,unused-ignore]

OUT = Path(__file__).resolve().parent.parent / "workbench" / "glossary" / "data" / "gazetteer.tsv"
Rows = dict[str, tuple[str, str, str]]

# What a subdivision is called by is its name; that it is an oblast the article says, or not.
KIND_BEFORE = re.compile(
    r"^(?:oblast|kraj|provincie|district|county|kanton|okres|okrug|changwat|prefectuur|regio|gouvernement"
    r"|departement|republiek|deelstaat|autonome republiek van de|"
    r"(?:london|metropolitan) borough of|city of) ",
    re.IGNORECASE,
)
KIND_BEHIND = re.compile(
    r" (?:region|province|krai|oblast|okrug|district|county|governorate|municipality|prefecture"
    r"|department|division|state|parish|canton)$",
    re.IGNORECASE,
)
# Marks of namesakes, numbers, lists, and Ukrainian regions by names that no newspaper writes.
NO_NAME = re.compile(r"[\d²³,;/()]|ch[yi]na$|\bnovads$")


def subdivisions(folder: Path) -> Rows:
    """Return the subdivisions of countries that have a Dutch and an English name."""
    names = {}
    for language in ("nl", "en"):
        tree = Xml.parse(folder / f"{language}.xml")  # noqa: S314 - a file of CLDR's own release
        names[language] = {
            node.get("type", ""): node.text or "" for node in tree.iter("subdivision")
        }
    rows: Rows = {}
    codes = {(code[:2], KIND_BEHIND.sub("", said)): code for code, said in names["en"].items()}
    for code, said in names["nl"].items():
        there = names["en"].get(code, "")
        if not there or NO_NAME.search(said) or NO_NAME.search(there):
            continue
        dutch, english = KIND_BEFORE.sub("", said), KIND_BEHIND.sub("", there)
        # Where English gives the name to another subdivision of the country, the two lists are shifted
        # against one another, or have a region and its town: Liberec, and not Liberecký.
        if dutch != english and (code[:2], dutch) in codes:
            code, english = codes[code[:2], dutch], dutch
        # Of some republics CLDR's short English is the adjective: Tsjetsjenië, Chechen.
        if dutch.endswith(("ië", "ije")) and not re.search(r"(?:[aey]|land|stan)$", english):
            continue
        # Named after its capital in one language and after its land in the other; or a kind of
        # region that is not in the list above.
        likeness = SequenceMatcher(a=dutch.lower(), b=english.lower(), autojunk=False).ratio()
        if (dutch != said and likeness < 0.5) or len(english) < len(dutch) / 2:
            continue
        if dutch[:1].isupper() and len(dutch) > 3:
            rows.setdefault(dutch, (english, "place", f"CLDR subdivision {code.upper()}"))
    return rows


def main() -> None:
    """Write the file, sorted, one name a line: Dutch, English, type of concept, origin."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--subdivisions", type=Path, required=True, metavar="FOLDER")
    options = parser.parse_args()
    dutch, english = Locale("nl"), Locale("en", "GB")
    rows = subdivisions(options.subdivisions)
    for code, name in dutch.languages.items():
        if code in english.languages and "(" not in name:
            rows[name] = (english.languages[code], "demonym", f"CLDR language {code}")
    for zone, names in dutch.time_zones.items():
        there = english.time_zones.get(zone, {}).get("city") or Locale("en").time_zones.get(
            zone, {}
        ).get("city", zone.rpartition("/")[2].replace("_", " "))
        if "city" in names and not zone.startswith("Etc/"):
            rows[names["city"]] = (there, "place", f"CLDR city {zone}")
    for code, name in dutch.territories.items():
        # Of the parts of the world only continents: CLDR's Amerika is "Americas".
        if code.isdigit() and code not in {"002", "142", "143", "145", "150"}:
            continue
        if code in english.territories and "(" not in name and name != code:
            rows[name] = (english.territories[code], "place", f"CLDR territory {code}")
    lines = [
        f"# CLDR {get_cldr_version()}, subdivisions of the release that was named; Unicode License "
        "v3; written by scripts/write_gazetteer.py",
        *("\t".join((name, *rows[name])) for name in sorted(rows)),
    ]
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
