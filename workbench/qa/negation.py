"""The check on negation: a lost ``niet`` turns a report into its opposite.

Languages deny in many ways (``niet gelukt``, ``failed``), so a negation of one side is missed only
where nothing on the other could stand for it, and a word that answers one of its own does not
stand for another. The lists were tried on human translations until those were quiet.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workbench.model import Severity
from workbench.qa.registry import Remark, Subject, check

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["denied_once", "negation"]

_NO_DUTCH = re.compile(r"\b(?:niet|geen|nooit|niemand|nergens|niets|noch|evenmin)\b", re.IGNORECASE)
# What else may answer or stand behind an English negation, and what makes a Dutch one empty.
_MAYBE_DUTCH = re.compile(
    r"\b(?:niks|zonder|nauwelijks|amper|weinig|minder|minst|min|zelden|tenzij|behalve|nee|neen"
    r"|on(?!geveer|gelu|geval)(?:aan|af|be|ei|en|er|ge|ju|lo|me|mi|mo|na|ov|re|ri|sc|te|to|ve|vo|vr|wa|wi|za|ze)\w+"
    r"|\w{3,}loo?s|\w{3,}loze\w*|weiger\w*|geweigerd\w*|mis(?!schien|sie)\w+|verb[oi]d\w*|verboden"
    r"|ontk\w+|af\w*wezig\w*|verhinder\w*|voorkom\w*|ontbr\w+|gebrek\w*|verloor|verloren"
    r"|faal\w*|gefaald|in plaats van|voordat|voor u|vrij van|te \w+ om|overbodig\w*|uitgesl\w+"
    r"|sloot\w* uit|sluit\w* uit|buiten|stop\w*|gestopt|ten minste|uiterst|totdat"
    r"|allesbehalve|allerminst|evenmin|tevergeefs|vergeefs|mits|leeg|loos|kwijt|nul)\b",
    re.IGNORECASE,
)
_NO_ENGLISH = re.compile(
    r"\b(?:not|cannot|never|no|nobody|none|nothing|nowhere|nor)\b|n['’]t\b", re.IGNORECASE
)
_MAYBE_ENGLISH = re.compile(
    r"\b(?:neither|without|hardly|barely|scarcely|rarely|seldom|few|fewer|little|less|unless|only"
    r"|just|except|instead|rather|than|fail\w*|refus\w*|reject\w*|den(?:y|ies|ied|ying)"
    r"|lack\w*|avoid\w*|prevent\w*|stop\w*|absen\w+|exclu\w+|far from|anything|anyone|yet|until"
    r"|too|rule out|ruled out|beyond|miss\w*|neglect\w*|ignor\w*|spar(?:e|ed|ing)|oppos\w*|off"
    r"|un(?!der|til|ite|ion|ique|ivers|its?\b|cle)\w{3,}"
    r"|in(?:abil|acc|act|adeq|adv|appr|cap|compa|compl|conc|cons|conv|corr|credi|cura|decen|deci"
    r"|def|dep|dign|dir|disc|dist|divis|eff|equ|erad|ert|escap|evit|exac|excus|exp|fin|form|freq"
    r"|grat|hosp|hum|just|nocen|oper|orga|sane|sec|sensi|sig|solu|stab|suff|toler|valid|vinc"
    r"|vis|vol)\w*(?:able|ible|ent|ant|ate|ite|ive|al|ed|ly|cy|ice|ity|ct|us|re|ne)\b"
    r"|im(?:mob|mor|mun|pass|pat|perf|pers|plaus|pol|poss|prac|prob|prop|pun|pure)\w*"
    r"|irr\w{4,}|ill(?:egal|egib|egit|icit|iter|ogic)\w*|dis(?!tri|tanc|tinct|cuss|play|ease|cov)\w{4,}"
    r"|mis(?!s|ter\b)\w{4,}|non\w*|\w{3,}less\w*|devoid|deficien\w+|essential|guarantee\w*"
    r"|reluctan\w*|prohibit\w*|bann?(?:ed|ing|s)?|forbid\w*|forbade|zero|nil|loss\w*|lost|lose\w*|abstain\w*"
    r"|declin\w*|halt\w*|short of|shortly|short|out of|away|nowhere|unlike|hard|difficult\w*"
    r"|ended|ends|ending|bare|alone|nothing|remain\w*|still|cease\w*|cancel\w*|empty|free of|quit"
    r"|save (?:you )?|long before|rest of)\b",
    re.IGNORECASE,
)
_EMPTY_DUTCH = re.compile(
    r"\b(?:niet alleen|niet enkel|niet slechts|niet alleen maar|nog nooit|nooit eerder|al dan niet"
    r"|waarom niet|niet in de laatste plaats|niet in het minst|niet(?:s)? anders dan|niet meer dan"
    r"|niet voor niets|niet minder|niet zelden|in het niet|niet-\w+|nog geen|zo niet|of niet)\b|\bniet\?|, toch\b"
    # "nagaan of zij niet op de lijst staat" asks whether she is on it
    r"|\b(?:onderzo[ce]\w+|ging\w* na|nagaan|nagegaan|nagekeken|kijken|gekeken|vr(?:aag|agen|oeg)\w*"
    r"|gevraagd|check\w*|controle(?:ren|er|ert|erde|erden)|gecontroleerd) of\b[^.;:!?]{1,60}?\bniet\b",
    re.IGNORECASE,
)


# English words that answer a Dutch one of their own, and so do not stand for its negation.
_ANSWERED: tuple[tuple[str, str], ...] = (
    (r"only|just|alone", r"alleen|slechts|maar|enkel|pas|uitsluitend|net"),
    (r"than|rather|instead", r"dan|plaats van|eerder"),
    (r"still|yet", r"nog|toch|steeds"),
    (r"until", r"tot|totdat|pas"),
    (r"without", r"zonder"),
    (r"too", r"te|ook"),
    (r"little|less|few|fewer|short|shortly", r"weinig|minder|klein\w*|kort\w*|paar|enkele|beetje"),
    (r"stop\w*|halt\w*|cease\w*|end\w*", r"stop\w*|eind\w*|gestopt|beëindig\w*|opge\w+"),
    (r"prevent\w*|avoid\w*", r"voorkom\w*|verhinder\w*|vermijd\w*"),
    (r"los[est]\w*|miss\w*", r"verlo\w+|verlies\w*|mis\w*|kwijt"),
    (r"refus\w*|reject\w*|den(?:y|ied)|declin\w*", r"weiger\w*|geweigerd|afge\w+|ontk\w+|wees"),
    (r"hard|difficult\w*", r"hard\w*|moeilijk\w*|lastig\w*|moeite"),
    (r"remain\w*", r"blij\w+|bleef|bleven|gebleven"),
    (r"bann?\w*|illegal\w*|reluctan\w*|prohibit\w*|forb\w+", r"verb\w+|illega\w+"),
    (r"cancel\w*", r"ge(?:c|k)ancel\w*|afge\w+|geannuleerd"),
)


_EMPTY_ENGLISH = re.compile(
    r"\b(?:no (?:longer|matter|doubt|wonder|sooner|small|stranger|\d|(?:more|less|fewer|\w+er) than)"
    r"|no(?: man|-man| one)[’']?s[ -]land|no-(?:brainer|fly|go|man|nonsense|show)\w*|no end of"
    r"|no\. ?\d|none other than|nothing (?:but|less than|short of)|never mind|whether or not"
    r"|more often than not|as often as not|not (?:least|only|to mention|far from)|if not\b(?=,| \w+s\b)"
    r"|why not)|n[’']t (?:he|she|it|we|you|they|I)\?",
    re.IGNORECASE,
)
"""English that denies nothing though a word in it does."""
_SAID_SO: tuple[tuple[str, str], ...] = (
    (r"\bno[ -]confidence\b", r"(?:wan|mis)trouw"),
    (r"\bno (?:cost|charge|fee)\b", r"\b(?:gratis|kosteloos|kosteloze)\b"),
    (r"\bno right\b", r"\b(?:ontzegd?|ontzeggen|ontnomen|ontneemt|onrecht\w*)\b"),
    (r"\bby no means\b", r"\b(?:geenszins|allesbehalve|allerminst)\b"),
    (r"\b(?:said|says|say|saying) nothing\b", r"\b(?:zweeg|zwegen|zwijg\w*|gezwegen|verzw\w+)\b"),
    (
        r"\b(?:not|n[’']t) (?:come|materiali[sz]e)\b",
        r"\b(?:bl[ei]\w+ uit|uitblij\w+|uitgebleven)\b",
    ),
)
"""English negations and the Dutch without one that says the same."""
_ONLY_THEN = re.compile(r"\b(?:pas|eerst)\b", re.IGNORECASE)
_NOT_UNTIL = re.compile(r"(?:\bnot\b|n['’]t\b)[^.;!?]*\b(?:until|till|before)\b", re.IGNORECASE)
"""How English says ``pas in 2030``: not until 2030."""


def _unanswered(target: str, source: str) -> str:
    """Return a target without the words that answer a word of the source."""
    for english, dutch in _ANSWERED:
        if re.search(rf"\b(?:{dutch})\b", source, re.IGNORECASE):
            target = re.sub(rf"\b(?:{english})\b", "", target, flags=re.IGNORECASE)
    return target


def _without_empty(source: str, target: str) -> str:
    """Return a target with blanks for what denies nothing, so that places in it stay the same."""
    target = _EMPTY_ENGLISH.sub(lambda match: " " * len(match.group()), target)
    for english, dutch in _SAID_SO:
        if re.search(dutch, source, re.IGNORECASE):
            blanked = re.compile(english, re.IGNORECASE)
            target = blanked.sub(lambda match: " " * len(match.group()), target)
    return target


def denied_once(source: str, target: str) -> tuple[re.Match[str] | None, re.Match[str] | None]:
    """Return the negation of a source that its target lacks, and the one a target has alone.

    At most one of the two is there.
    """
    dutch, english = _NO_DUTCH.search(source), _NO_ENGLISH.search(target)
    if (
        dutch
        and not english
        and not _EMPTY_DUTCH.search(source)
        and not _MAYBE_ENGLISH.search(_unanswered(target, source))
    ):
        return dutch, None
    if (
        english
        and not dutch
        and not _MAYBE_DUTCH.search(source)
        and not (_NOT_UNTIL.search(target) and _ONLY_THEN.search(source))
        and (denies := _NO_ENGLISH.search(_without_empty(source, target)))
    ):
        return None, denies
    return None, None


@check("negation", Severity.CRITICAL)
def negation(subject: Subject) -> Iterator[Remark]:
    """One of source and target denies something, the other does not."""
    dutch, english = denied_once(subject.source, subject.target)
    if dutch:
        yield Remark(f"the Dutch says “{dutch.group()}”, the English denies nothing")
    elif english:
        yield Remark(
            f"the English says “{english.group()}”, the Dutch denies nothing",
            english.start(),
            english.end(),
        )
