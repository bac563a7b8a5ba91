"""Checks on words: negation, Dutch left over, false friends, doubled words, capitals.

Each looks for one well-defined slip and is silent in doubt. The word lists were made by hand and
tried on human translations; what a good translator does is no slip.
"""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

from workbench.model import Severity
from workbench.qa.registry import Remark, Subject, check
from workbench.text.languages import DUTCH

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["capitals", "doubled_word", "dutch_word", "false_friend", "negation"]

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
    r"|prohibit\w*|bann?(?:ed|ing|s)?|forbid\w*|forbade|zero|nil|loss\w*|lost|lose\w*|abstain\w*"
    r"|declin\w*|halt\w*|short of|shortly|short|out of|away|nowhere|unlike|hard|difficult\w*"
    r"|ended|ends|ending|bare|alone|nothing|remain\w*|still|cease\w*|cancel\w*|empty|free of|quit"
    r"|save (?:you )?|long before|rest of)\b",
    re.IGNORECASE,
)
_EMPTY_DUTCH = re.compile(
    r"\b(?:niet alleen|niet enkel|niet slechts|niet alleen maar|nog nooit|nooit eerder|al dan niet"
    r"|waarom niet|niet in de laatste plaats|niet in het minst|niet(?:s)? anders dan|niet meer dan"
    r"|niet voor niets|niet minder|zo niet|of niet)\b|\bniet\?|, toch\b",
    re.IGNORECASE,
)


@check("negation", Severity.CRITICAL)
def negation(subject: Subject) -> Iterator[Remark]:
    """One of source and target denies something, the other does not."""
    dutch, english = _NO_DUTCH.search(subject.source), _NO_ENGLISH.search(subject.target)
    if (
        dutch
        and not english
        and not _EMPTY_DUTCH.search(subject.source)
        and not _MAYBE_ENGLISH.search(subject.target)
    ):
        yield Remark(f"the Dutch says “{dutch.group()}”, the English denies nothing")
    elif (
        english
        and not dutch
        and not _MAYBE_DUTCH.search(subject.source)
        and not re.search(
            r"\bno (?:longer|matter|doubt|\d)|\bNo\. ?\d|\bwhether or not", subject.target
        )
    ):
        yield Remark(
            f"the English says “{english.group()}”, the Dutch denies nothing",
            english.start(),
            english.end(),
        )


_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_TWICE = frozenset(
    ["that", "had", "no", "very", "so", "bye", "ha", "yes", "well", "there", "now", "many", "on"]
)
_DOUBLED = re.compile(r"\b([^\W\d_]+(?:['’][^\W\d_]+)?) \1\b", re.IGNORECASE)


@check("doubled-word", Severity.FUNCTIONAL)
def doubled_word(subject: Subject) -> Iterator[Remark]:
    """The same word stands twice in a row in the target."""
    for match in _DOUBLED.finditer(subject.target):
        word = match.group(1)
        # Duran Duran, Sing Sing; and what the Dutch itself says twice.
        if word.lower() in _TWICE or (word[0].isupper() and match.start()):
            continue
        if _DOUBLED.search(subject.source):
            continue
        yield Remark(f"“{word}” stands twice in a row", match.start(), match.end())


_DUTCH_SPELLING = re.compile(
    r"aa(?!rd\w*$)|uu(?!m$)|ij|ieu(?!tenant)|eeu|oei|ooi|lijk|heid|schap$|tsj|zj|sj|^vr|^zw|^gr?ijp|eer$|isch"
)


@check("dutch-word", Severity.FUNCTIONAL)
def dutch_word(subject: Subject) -> Iterator[Remark]:
    """A Dutch word was left in the English."""
    source = {word for word in _WORD.findall(subject.source) if word.islower()}
    found: list[re.Match[str]] = []
    for match in _WORD.finditer(subject.target):
        word = match.group()
        if not word.islower() or word not in source:
            continue
        before = subject.target[max(0, match.start() - 2) : match.start()]
        if word in DUTCH and len(word) > 1 and word not in {"zo", "op", "jij"}:
            # between capitals it is part of a name: Het Parool en De Tijd
            after = subject.target[match.end() : match.end() + 2].strip()
            if not (after[:1].isupper()):
                found.append(match)
        elif len(word) > 4 and _DUTCH_SPELLING.search(word) and not re.search(r"[‘“'\"„]", before):
            found.append(match)
    if len(found) > 8:
        return  # the whole is Dutch, which another check says
    for match in found:
        yield Remark(f"“{match.group()}” is Dutch", match.start(), match.end())


class _Friend(NamedTuple):
    """A pair of look-alikes with what the Dutch word means."""

    dutch: re.Pattern[str]
    english: re.Pattern[str]
    meaning: str
    cased: bool
    """Whether the Dutch is a word with a capital of its own."""


@lru_cache(maxsize=1)
def _friends() -> tuple[_Friend, ...]:
    raw = tomllib.loads(
        (files(__package__) / "data" / "false_friends.toml").read_text(encoding="utf-8")
    )
    return tuple(
        _Friend(
            re.compile(rf"\b(?:{pair['nl']})\b", 0 if pair.get("case") else re.IGNORECASE),
            re.compile(rf"\b(?:{pair['en']})\b", re.IGNORECASE),
            pair["means"],
            bool(pair.get("case")),
        )
        for pair in raw["pairs"]
    )


@check("false-friend", Severity.FUNCTIONAL)
def false_friend(subject: Subject) -> Iterator[Remark]:
    """A Dutch word was rendered by an English one that only looks like it."""
    for friend in _friends():
        dutch = friend.dutch.search(subject.source)
        if dutch and dutch.start() and dutch.group()[0].isupper() and not friend.cased:
            continue  # part of a name: the War Memorial Stadium
        english = friend.english.search(subject.target) if dutch else None
        if dutch and english:
            yield Remark(
                f"“{dutch.group()}” means {friend.meaning}, not “{english.group()}”",
                english.start(),
                english.end(),
            )


_CAPITAL = re.compile(
    r"\b(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|february|april|june|july"
    r"|august(?= \d)|september|october|november|december|english|russian|russians|dutch|german"
    r"|germans|french|american|americans|european|europeans|british|ukrainian|ukrainians|kazakh"
    r"|kazakhs|chinese|belgian|italian|spanish|turkish|soviet|christian|christians|muslim|muslims"
    r"|islamic|jewish)\b|(?<![\w.'’-])i(?=(?:['’](?:m|ll|ve|d))?\b(?![.'’)-]))"
)
_FIRST = re.compile(r"^[\W\d_]*([^\W\d_])")


@check("capitals", Severity.COSMETIC)
def capitals(subject: Subject) -> Iterator[Remark]:
    """A capital is missing: at the start, of a day, month or people, or of I."""
    source, target = _FIRST.search(subject.source), _FIRST.search(subject.target)
    digits = re.match(r"\W*\d", subject.target)
    if (
        source
        and target
        and not digits
        and source[1].isupper()
        and target[1].islower()
        and subject.segment.kind in {"sentence", "headline"}
        and not re.match(
            r"[\W\d_]*[a-z][A-Z]|[\W\d_]*(?:al|de|van|von|el|bin|ibn|la|le|di|da|i[A-Z]|e[A-Z])[ -][A-Z]",
            subject.target,
        )
    ):
        yield Remark("the English begins with a small letter", target.start(1), target.end(1))
    for match in _CAPITAL.finditer(subject.target):
        if (
            "@" not in subject.target
            and "www" not in subject.target
            and "http" not in subject.target
        ):
            yield Remark(f"“{match.group()}” needs a capital", match.start(), match.end())
