"""The check on what is counted: currencies, lengths, weights, temperatures.

Within one family, what the source counts must not become another thing in the target. What stands
beside its amount must not be lost either. The amounts themselves are compared in ``figures``.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from workbench.model import Severity
from workbench.qa.registry import Remark, Subject, check
from workbench.text.figures import english_figure

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["unit"]

_AMOUNT = r"(?:\d|\b(?:duizend|miljoen|miljard|biljoen|mln\.?|mld\.?|mrd\.?))[ \u00a0]"
"""What stands before a Dutch currency whose name is a word or a person's name as well."""
_SUM = r"(?:(?<=\d )|(?<=thousand )|(?<=million )|(?<=billion ))"
_CURRENCIES: dict[str, tuple[str, str]] = {
    "euro": (r"\beuro(?:’s|'s|s)?\b|€|\bEUR\b", r"\beuros?\b|€|\bEUR\b"),
    "dollar": (r"\bdollars?\b|\$|\bUSD\b", r"\bdollars?\b|\$|\bUSD\b"),
    "pound sterling": (r"£|\bGBP\b|\bpond sterling\b", r"£|\bGBP\b|\bpounds?\b"),
    "rouble": (r"\broebels?\b|₽", r"\brou?bles?\b|₽"),
    "yen": (r"\byen\b|¥", r"\byen\b|¥"),
    "yuan": (r"\byuan\b|\brenminbi\b", r"\byuan\b|\brenminbi\b|¥"),
    "tenge": (r"\btenges?\b|₸", r"\btenges?\b|₸"),
    "som": (rf"{_AMOUNT}som\b", r"\bsoms?\b"),
    "Uzbek som": (
        rf"{_AMOUNT}(?:soem|sum)\b|\bOezbee\w{{1,9}} so?e?u?m\b",
        rf"\bsou?ms?\b|{_SUM}sums?\b|\bUzbek sums?\b",
    ),
    "somoni": (r"\bsomoni\b", r"\bsomonis?\b"),
    "hryvnia": (
        r"\bhr[iy]vni?j?as?\b|\bgr[iy]vni?j?as?\b|₴",
        r"\bhr[iy]vn[iy]?as?\b|\bgr[iy]vn[iy]?as?\b|₴",
    ),
    "lari": (rf"{_AMOUNT}lari\b|₾", r"\blaris?\b|₾"),
    "dram": (rf"{_AMOUNT}dram\b|֏", r"\bdrams?\b|֏"),
    "manat": (r"\bmanats?\b|₼", r"\bmanats?\b|₼"),
    "lira": (rf"{_AMOUNT}(?:Turkse )?lira(?:’s|'s)?(?!\w)|₺", r"\blir(?:as?|e)\b|₺"),
    "tugrik": (r"\bt[uöo]e?gr[iöo]ks?\b", r"\bt[uöo]gr[iöo]g?ks?\b"),
    "afghani": (rf"{_AMOUNT}afghani\b", r"\bafghanis?\b"),
    "rial": (r"\bri[jy]?als?\b", r"\bri[jy]?als?\b"),
    "rupee": (r"\broepies?\b|₹", r"\brupees?\b|₹"),
    "rupiah": (r"\broepia(?:h|’s|'s)?(?!\w)", r"\brupiahs?\b"),
    "dinar": (r"\bdinars?\b", r"\bdinars?\b"),
    "dirham": (r"\bdirhams?\b", r"\bdirhams?\b"),
    "shekel": (r"\bs(?:j|h)ekels?\b|₪", r"\bshekels?\b|₪"),
    "zloty": (r"\bz[lł]oty(?:’s|'s|s)?(?!\w)", r"\bz[lł]ot(?:ys?|ies)\b"),
    "peso": (r"\bpeso(?:’s|'s|s)?(?!\w)", r"\bpesos?\b"),
    "forint": (r"\bforints?\b", r"\bforints?\b"),
    "crown": (
        rf"{_AMOUNT}(?:\w{{1,20}}e )?kro(?:on|nen)\b",
        r"\bkron(?:a|or|er|e)\b|\bkorunas?\b|\bcrowns?\b",
    ),
    "franc": (rf"{_AMOUNT}(?-i:franken?)\b|\b(?-i:franken)\b|\bfrancs?\b", r"\bfrancs?\b"),
}
_UNITS: tuple[dict[str, tuple[str, str]], ...] = (
    _CURRENCIES,
    {
        "kilometre": (
            r"\bkilometers?\b|(?<![^\W\d])km\b",
            r"\bkilomet(?:re|er)s?\b|(?<![^\W\d])km\b",
        ),
        "mile": (r"\bmijl(?:en)?\b|\bmiles?\b", r"\bmiles?\b|(?<![^\W\d])mi\b"),
        "metre": (r"\bmeters?\b|(?<=\d )m\b", r"\bmet(?:re|er)s?\b|(?<=\d )m\b|(?<=\d)m\b"),
        "foot": (r"\bvoet\b|\bfeet\b", r"\bf(?:ee|oo)t\b|(?<=\d )ft\b"),
    },
    {
        "kilogram": (
            r"\bkilo(?:gram)?s?\b|(?<![^\W\d])kg\b",
            r"\bkilo(?:gram(?:me)?)?s?\b|(?<![^\W\d])kg\b",
        ),
        "pound": (r"\bponds?\b|(?<![^\W\d])lbs?\b", r"\bpounds?\b|(?<![^\W\d])lbs?\b"),
    },
    {
        "Celsius": (r"\bCelsius\b|°\s?C\b", r"\bCelsius\b|\bcentigrade\b|°\s?C\b"),
        "Fahrenheit": (r"\bFahrenheit\b|°\s?F\b", r"\bFahrenheit\b|°\s?F\b"),
    },
)

# What must not be lost where the English has the same figure: as Dutch and as English say it. In a
# town of 1,234 nobody needs to say what is counted.
_COUNTED: dict[str, tuple[str, str]] = {
    "per cent": (r"%|procent\b", r"%|\bper ?cent|\bpercentage|\bpct\b"),
    "inhabitants": (
        r"(?:miljoen |duizend )?inwoners\b",
        r"inhabit|people|resident|population|citizen|live|home to|strong|souls|person",
    ),
    "kilometres": (r"(?:kilometers?|km)\b", r"kilomet|\bk(?:m|ph)|\dk(?:m|ph)|\bk\b|\dk\b|mile"),
    "kilograms": (r"(?:kilo(?:gram)?s?|kg)\b", r"kilo|\bkg|\dkg|pound"),
    "degrees": (r"graden\b|°", r"degree|°|\d ?[CF]\b|celsius|centigrade"),
}


@check("unit", Severity.CRITICAL)
def unit(subject: Subject) -> Iterator[Remark]:
    """A currency or unit of the source became another one in the target or was lost."""
    for family in _UNITS:
        source = [
            n for n, (dutch, _) in family.items() if re.search(dutch, subject.source, re.IGNORECASE)
        ]
        if not source:
            continue
        target = {
            n: match
            for n, (_, english) in family.items()
            if (match := re.search(english, subject.target, re.IGNORECASE))
        }
        lost = [name for name in source if name not in target]
        new = [name for name in target if name not in source]
        if lost and new:
            match = target[new[0]]
            yield Remark(
                f"the Dutch has {lost[0]}, the English {new[0]}", match.start(), match.end()
            )
        elif lost and family is _CURRENCIES:
            for one in lost:
                dutch = family[one][0]
                beside = rf"(?:\d ?|{_AMOUNT})(?:\w{{1,20}}e )?(?:{dutch})|(?:{dutch}) ?\d"
                if dutch.startswith(_AMOUNT) or re.search(beside, subject.source, re.IGNORECASE):
                    yield Remark(f"the English lacks the {one}", None, None, Severity.FUNCTIONAL)
    for name, (dutch, english) in _COUNTED.items():
        if re.search(english, subject.target, re.IGNORECASE):
            continue
        for match in islice(
            re.finditer(rf"(?P<figure>\d[\d.,]{{0,15}}) ?(?:{dutch})", subject.source), 5
        ):
            figure = english_figure(match["figure"]) or match["figure"]
            bare = re.search(
                rf"(?<![\w.,])(?<!\bof ){re.escape(figure)}(?!\w|[.,]\d)", subject.target
            )
            if bare:
                yield Remark(
                    f"the English lacks the {name} of {figure}",
                    bare.start(),
                    bare.end(),
                    Severity.FUNCTIONAL,
                )
                break
