"""Write the gazetteer that suggestions use: CLDR's Dutch and English names, as Babel brings them.

Countries, languages and the cities of time zones whose names differ or that are names in both
languages alike. Babel is needed to run this and for nothing else, so it is no dependency:
``pip install babel && python scripts/write_gazetteer.py``. CLDR is under the Unicode licence.
"""

from __future__ import annotations

from pathlib import Path

from babel import Locale  # type: ignore[import-not-found,unused-ignore]
from babel.core import get_cldr_version  # type: ignore[import-not-found,unused-ignore]

OUT = Path(__file__).resolve().parent.parent / "workbench" / "glossary" / "data" / "gazetteer.tsv"


def main() -> None:
    """Write the file, sorted, one name a line: Dutch, English, type of concept, origin."""
    dutch, english = Locale("nl"), Locale("en", "GB")
    rows: dict[str, tuple[str, str, str]] = {}
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
        f"# CLDR {get_cldr_version()}, Unicode License v3; written by scripts/write_gazetteer.py",
        *("\t".join((name, *rows[name])) for name in sorted(rows)),
    ]
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
