"""The check on names no glossary lists: what a small model garbles most.

A name may stay as it is, be romanised the English way, or have an English form of its own; what is
none of these and yet nearly the name is a garbled one. A name that is simply not there may have
been left out on purpose, and an English word with a capital may be what it was translated into: it
is missed only where the English has no such word to spare, and no pronoun to stand for it.
"""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from workbench.model import Severity
from workbench.qa.dictionary import dictionary
from workbench.qa.peoples import peoples
from workbench.qa.registry import Remark, Subject, check, repair
from workbench.text.names import Name, unlisted_names
from workbench.text.places import compound_places, half_translated
from workbench.text.surface import without_accents

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["name", "resembles", "romanised", "translated"]

_LIKE = 72  # of 100: below it a word is another word
_LONGER = 3  # characters a garbled name is longer or shorter at most
_SURE = 2  # consonants above which the same ones are the same name
_MOST_NAMES = 60  # looked for in one segment, among as many words as
_MOST_WORDS = 400
_WORD = re.compile(r"[^\W\d_][\w’'-]*[^\W_]")
# Dutch to English, longest first; where English has two ways both are right.
_RULES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("sjtsj", ("shch",)),
    ("tsj", ("ch", "tch")),
    ("dzj", ("j", "dzh", "dj")),
    ("sj", ("sh",)),
    ("zj", ("zh", "j")),
    ("joe", ("yu", "iu")),
    ("oe", ("u", "oo", "ou")),
    ("ch", ("kh", "ch", "h")),
    ("ië", ("ia",)),
    ("ie", ("ie", "i", "y")),
    ("ij", ("iy", "y", "i", "ii")),
    ("aj", ("ay", "ai")),
    ("ja", ("ya", "ia")),
    ("je", ("ye", "e", "ie")),
    ("jo", ("yo", "o", "e")),
    ("j", ("y", "j", "i")),
    ("k", ("k", "q", "c")),
)
_MOST = 256  # spellings of one name


def romanised(word: str) -> frozenset[str]:
    """Return the English spellings of a name that Dutch spells by its own rules, in lower case.

    >>> {"tokayev", "zhanaozen"} <= romanised("Tokajev") | romanised("Zjanaozen")
    True
    """
    text = _plain(word)
    forms = [""]
    at = 0
    while at < len(text):
        for dutch, english in _RULES:
            if text.startswith(dutch, at):
                # as it stands is right as well: not every name comes from Cyrillic
                ways = (*english, dutch)
                at += len(dutch)
                break
        else:
            ways = (text[at],)
            at += 1
        forms = [form + way for form in forms for way in ways][:_MOST]
    ends = [form[:-3] + "sky" for form in forms if form.endswith("ski")]
    ends += [form[:-2] + "y" for form in forms if form.endswith("ij")]
    ends += [form[:-1] + "y" for form in forms if form.endswith("i")]  # Dmitri, Jevgeni
    return frozenset([*forms, *ends])


_MARKED = re.compile(r"zj|sj|oe|ch|ië|aj|oj|ej|ja|je|jo|kaja|skij")
_SOUNDS: tuple[tuple[str, str], ...] = (
    ("sjtsj", "5"), ("shch", "5"), ("dzj", "2"), ("dzh", "2"), ("tsj", "4"), ("tch", "4"),
    ("zj", "2"), ("zh", "2"), ("dj", "2"), ("sj", "3"), ("sh", "3"), ("kh", "k"), ("ch", "k"),
    ("ck", "k"), ("q", "k"), ("c", "k"), ("w", "v"), ("f", "v"), ("ph", "v"), ("x", "ks"),
)  # fmt: skip


def _skeleton(plain: str) -> str:
    """Return the consonants of a name as sounds, whichever language spells them."""
    for letters, sound in _SOUNDS:
        plain = plain.replace(letters, sound)
    return re.sub(r"(.)\1+", r"\1", re.sub(r"[aeiouyjh'’-]", "", plain))


def _plain(word: str) -> str:
    """Return a word in lower case, without accents except a trema on the e."""
    kept = word.lower().replace("ië", "i\x00").replace("ï", "i")
    return without_accents(kept).replace("\x00", "ë")


@lru_cache(maxsize=1)
def _exonyms() -> frozenset[str]:
    """Return the Dutch names of places and peoples that have an English name of their own."""
    raw = tomllib.loads((files(__package__) / "data" / "exonyms.toml").read_text(encoding="utf-8"))
    return frozenset(map(_plain, " ".join(raw["names"].values()).split()))


def translated(word: str) -> bool:
    """Whether a capitalised Dutch word is one that English has a word of its own for.

    >>> translated("Universiteit"), translated("Alimzjan")
    (True, False)
    """
    return _plain(word) in _exonyms()


@check("name", Severity.CRITICAL)
def name(subject: Subject) -> Iterator[Remark]:
    """A name of the source is misspelt in the target."""
    covered = [(outcome.hit.start, outcome.hit.end) for outcome in subject.outcomes]
    yield from _lost_surnames(subject, covered)
    yield from peoples(subject)
    listed = unlisted_names(subject.source, covered)
    names = dict.fromkeys(one.text for one in listed)
    headed: set[str] = set()
    places = [
        Name(match.start(), match.end(), match.group())
        for match in _WORD.finditer(subject.source)
        if match.group() in subject.guide.places
        and not (match.group().isupper() or match.group().endswith("se"))  # the VS, Franse
        and _INSIDE.search(subject.source, max(0, match.start() - 2), match.start())
        and not any(match.start() < end and start < match.end() for start, end in covered)
    ]
    yield from _lost_names(subject, [*listed, *places][:_MOST_NAMES])
    for match in _HEADED.finditer(subject.source):  # Gouda-trainer, which may open the sentence
        if not any(match.start() < end and start < match.end() for start, end in covered):
            names.setdefault(match["name"])
            headed.add(match["name"])
    found = [
        text
        for text in list(names)[:_MOST_NAMES]
        if text not in subject.target and _plain(text) not in _exonyms()
    ]
    if not found:
        return
    from rapidfuzz.fuzz import ratio  # 20 ms, only where a name is not copied

    known = {word.lower() for word in _WORD.findall(subject.source)}
    placed = " ".join(o.rendering for o in subject.outcomes)
    words: dict[str, re.Match[str]] = {}
    for match in _WORD.finditer(subject.target):
        if match.group()[0].isupper() and len(words) < _MOST_WORDS:
            words.setdefault(_plain(re.sub(r"['’]s?$", "", match.group())), match)
    sounds = {_skeleton(plain) for plain in words}
    for text in found:
        if (place := compound_places().get(text)) is not None:
            if place not in subject.target and (half := half_translated(text, subject.target)):
                at, end = half.span()
                yield Remark(
                    f"{text} is spelt {half.group()} in the English",
                    at,
                    end,
                    fix=repair(subject, at, end, place, f"write {place}", safe=False),
                )
            continue
        own = _plain(text)
        if romanised(text) & words.keys():
            continue
        # English spells the vowels of a romanised name in more ways than rules can tell.
        if _MARKED.search(own) and len(_skeleton(own)) > _SURE and _skeleton(own) in sounds:
            continue
        near = [
            (ratio(own, plain), match)
            for plain, match in words.items()
            if abs(len(plain) - len(own)) <= _LONGER
            and match.group().lower() not in known
            and match.group() not in placed
        ]
        likeness, best = max(near, key=lambda pair: pair[0], default=(0.0, None))
        if (
            best is not None
            and likeness >= _LIKE
            and not _english(text, best.group())
            and not (
                (_COMMON.search(own) or text in headed)
                and (best[0].isupper() or dictionary(subject.guide.language).has(best[0].lower()))
            )
        ):
            owner = re.search(r"['’]s?$", best.group())
            end = best.end() - (len(owner.group()) if owner else 0)
            yield Remark(
                f"{text} is spelt {best.group()} in the English",
                best.start(),
                best.end(),
                fix=repair(subject, best.start(), end, text, f"write {text}", safe=False),
            )


_HEADED = re.compile(r"(?<![\w-])(?P<name>[A-ZÀ-Þ][a-zà-ÿ]{3,})-(?=[a-zà-ÿ]{3})")
"""A name before a hyphen and a Dutch word."""


def _lost_names(subject: Subject, names: Sequence[Name]) -> Iterator[Remark]:
    """Yield the names that are in no way in a target, which has no word to spare for them."""
    source, target = subject.source, subject.target
    if not names or max(len(source), len(target)) > _LONGEST_LOOKED:
        return
    words = [re.sub(r"['’]s?$", "", word) for word in _WORD.findall(target)][:_MOST_WORDS]
    runs = list(_RUN.finditer(source))
    lost: dict[str, None] = {}
    for name in names:
        if name.text in target or not _may_be_lost(subject, name.text):
            continue
        # Of a person's two names one is enough.
        run = next((m for m in runs if m.start() <= name.start < m.end()), None)
        parts = {name.text, *(_WORD.findall(run.group()) if run else ())}
        if any(translated(part) and part not in subject.guide.places for part in parts):
            continue
        if not any(_there(subject, part, words) for part in parts):
            lost.setdefault(run.group() if run else name.text)
    if not lost:
        return
    has = dictionary(subject.guide.language).has
    ours = {_plain(word) for word in _WORD.findall(source)}
    spare = [
        word
        for at, word in enumerate(words)
        if word[0].isupper()
        and len(word) > 1
        and word.lower() not in ours | _CALENDAR
        and (at or not has(word.lower()))
    ]
    if spare or _PLACE_STANDS.search(target):
        return
    places = [text for text in lost if text in subject.guide.places]
    people = len(lost) - len(places)
    stand = len(_PERSON.findall(target)) - len(_DUTCH_PERSON.findall(source))
    if stand >= people:
        # A pronoun for each person; may one stand for a place as well?
        things = len(_THING.findall(target)) - len(_DUTCH_THING.findall(source))
        lost = dict.fromkeys(places if things < len(places) else ())
    for text in lost:
        yield Remark(f"{text} is missing from the English", None, None, Severity.FUNCTIONAL)


def _may_be_lost(subject: Subject, name: str) -> bool:
    """Whether English would have a name in its place: not so of what is a Dutch word as well."""
    if name in subject.guide.places:
        return True
    plain = _plain(name)
    return not (translated(name) or _COMMON.search(plain) or _WORDLIKE.search(plain))


def _there(subject: Subject, name: str, words: Sequence[str]) -> bool:
    """Whether a target has a name, however it is spelt or whatever is made of it."""
    from rapidfuzz.fuzz import ratio  # 20 ms, only where a name is looked for

    if name in subject.target:
        return True
    english = subject.guide.places.get(name, compound_places().get(name, name))
    if english in subject.target:
        return True
    own, other = _plain(name), _plain(english)
    forms = romanised(name)
    sounds = _skeleton(own)
    for word in words:
        plain = _plain(word)
        if plain in forms or plain[:_STEM] in {own[:_STEM], other[:_STEM]}:
            return True
        if ratio(plain, own) >= _RELATED or (len(sounds) > _SURE and _skeleton(plain) == sounds):
            return True
    return False


_STEM = 4  # letters that a place and its people have in common
_LONGEST_LOOKED = 5_000  # characters of a source or target
_RUN = re.compile(
    r"(?<![\w-])[A-ZÀ-Þ][\w’'-]+(?: (?:(?:van|de|den|der|ten|ter|von|al|el|bin) ){0,3}[A-ZÀ-Þ][\w’'-]+)*"
)
_INSIDE = re.compile(r"[\w,] \Z")
_WORDLIKE = re.compile(
    r"dag\Z|ig\Z|\A(?:bouw|zorg|kamer|raad|rijk|groep|kerk|recht)\Z|(?:kamer|raad|dienst)\Z"
)
"""Dutch words that a text may write with a capital and English does not name so."""
_CALENDAR = frozenset(
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "january",
     "february", "march", "april", "may", "june", "july", "august", "september", "october",
     "november", "december"]
)  # fmt: skip
_PERSON = re.compile(
    r"\b(?:he|him|his|she|her|they|them|their|who|whose|we|us|our|I|my|me|you)\b", re.IGNORECASE
)
_DUTCH_PERSON = re.compile(
    r"\b(?:hij|hem|zijn|ze|zij|haar|hun|hen|wie|wier|wiens|we|wij|ons|onze|ik|mijn|me|mij|je|jij|jou"
    r"|jouw|u|uw)\b",
    re.IGNORECASE,
)
_THING = re.compile(r"\bits?\b", re.IGNORECASE)
_DUTCH_THING = re.compile(r"\b(?:het|dat|dit|die|er|daar\w*)\b", re.IGNORECASE)
_PLACE_STANDS = re.compile(
    r"\b(?:there|here|the (?:country|city|town|capital|village|club|company|region|former|latter"
    r"|island|state|province))\b",
    re.IGNORECASE,
)


_STANDS_FOR = re.compile(
    r"\W*(?:(?:after|although|and|as|at|before|but|by|during|even|for|from|if|in|last|next|nor|not"
    r"|now|on|once|only|since|so|still|then|there|this|to|today|until|what|when|where|while|with"
    r"|yesterday|yet)\b(?:[^\w’']{1,5}[\w’']{1,30}){0,4}?[^\w’']{1,5})?"
    r"\b(?:he|him|his|she|her|they|them|their|who|whose|you|we|I)(?:['’]\w+)?\b",
    re.IGNORECASE,
)
"""What may begin good English in place of a person's name."""


def _lost_surnames(subject: Subject, covered: Sequence[tuple[int, int]]) -> Iterator[Remark]:
    """Yield the surnames that became words: Fisher, the farmer.

    Only where one opens the sentence, as there its capital says nothing; others are looked at as
    any name. Where a pronoun begins the English, nothing is said.
    """
    target = subject.target
    opening = next((m.start() for m in _WORD.finditer(subject.source)), None)
    if opening is None or not subject.names or _STANDS_FOR.match(target):
        return
    for text in subject.names:
        end = opening + len(text)
        if not subject.source.startswith(text, opening) or _PART_OF.match(subject.source, end):
            continue
        last = text.rpartition(" ")[2]
        if _EASTERN.search(_plain(last)):
            continue  # from the East, and spelt in more ways than rules can tell
        if last in target or any(start < end and opening < stop for start, stop in covered):
            continue
        words = {_plain(re.sub(r"['’]s?$", "", word)) for word in _WORD.findall(target)}
        if not romanised(last) & words:
            yield Remark(f"{text} is missing from the English", None, None, Severity.FUNCTIONAL)


_PART_OF = re.compile(r"['’]?[\w-]")
_EASTERN = re.compile(r"zj|sj|tsj|joe|[aeio]j|ov|ev|ski|enko|kh|ich|tich")


def resembles(word: str, text: str) -> bool:
    """Whether some word of a Dutch text may be what an English name was made of.

    >>> resembles("Karabakh", "in Nagorno-Karabach"), resembles("Kyivskyeviv", "in Kiev")
    (True, False)
    >>> resembles("Sochi", "in Sotsji"), resembles("Sachi", "in Sotsji")
    (True, False)
    """
    from rapidfuzz.fuzz import ratio  # 20 ms, only where a name is in no dictionary

    own = _plain(word)
    sounds = _skeleton(own)
    for part in _PART.findall(text)[:_MOST_WORDS]:
        other = _plain(part)
        if ratio(own, other) >= _RELATED or (len(sounds) > _SURE and sounds == _skeleton(other)):
            return True
        # Of few consonants, a name is another's only where the rules of spelling lead to it: Sochi.
        if (len(sounds) > _SURE or part[0].isupper()) and own in romanised(part):
            return True
    return False


_RELATED = 60  # of 100: a name in another language's spelling is at least as like
_PART = re.compile(r"[^\W\d_]{2,}")


def _english(dutch: str, english: str) -> bool:
    """Whether an English word is the ordinary counterpart of a Dutch one, by its ending."""
    left, right = _plain(dutch), _plain(re.sub(r"['’]s?$", "", english))
    return any(
        left.endswith(a)
        and right.endswith(b)
        and left[: len(left) - len(a)] == right[: len(right) - len(b)]
        for a, b in _ENDINGS
    )


_COMMON = re.compile(
    r"(?:ties?|teit(?:en)?|heid|heden|schap(?:pen)?|ismen?|[ie]eve?|ische?|lijke?|ing(?:en)?|ten|ren)\Z"
)
"""Endings of Dutch nouns and adjectives, which in a name with capitals are translated."""
_ENDINGS = (
    ("a", "e"), ("e", "y"), ("ie", "y"), ("ië", "ia"), ("ije", "y"), ("ije", "ia"), ("ius", "y"),
    ("ia", "ya"), ("isme", "ism"), ("iek", "ic"), ("iek", "ics"), ("o", "e"), ("e", ""),
    ("en", "s"), ("", "s"), ("", "n"), ("", "ns"), ("sche", "c"), ("teit", "ty"),
    ("atie", "ation"), ("tie", "tion"), ("ij", "y"), ("aal", "al"), ("aat", "ate"), ("oor", "or"),
    ("uut", "ute"), ("iet", "it"), ("ief", "ive"), ("eel", "al"), ("ogie", "ogy"),
    ("graaf", "graph"), ("je", "ia"), ("ja", "ia"), ("op", "ope"), ("oop", "ope"),
    ("ium", "y"), ("icum", "ic"), ("ica", "ics"), ("ee", "y"), ("een", "ies"), ("el", "le"),
    ("ret", "rait"), ("aat", "at"), ("elijk", "ly"), ("ein", "ine"), ("ijn", "ine"), ("iaan", "ian"), ("ees", "ese"), ("t", "te"),
)  # fmt: skip
