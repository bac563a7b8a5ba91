"""Dutch spellings of Russian, Ukrainian, Kazakh and neighbouring names to the English usual ones.

Dutch writes Пушкин as ``Poesjkin``, English as ``Pushkin``. The rules rewrite letters, know a little
of endings, and offer alternatives where usage is divided; every result says which rules made it. A
name without any sign of such an origin is left alone, since ``Koen`` is no Kun. Nothing here knows
concepts or files; what is done with a suggestion is an editor's decision.
"""

from __future__ import annotations

import heapq
import math
import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from workbench.glossary.gazetteer import gazetteer
from workbench.glossary.origin import likeness, ukrainian_likeness
from workbench.glossary.words import (
    eastern_names,
    established_spellings,
    ukrainian_names,
    western_words,
    word_list,
)

__all__ = ["Romanised", "Step", "changed_by_rule", "judge_letters", "romanise"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One rule that was applied."""

    dutch: str
    english: str

    def __str__(self) -> str:
        """Return the step as the trace shows it."""
        return f"{self.dutch}→{self.english or '–'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Romanised:
    """What a name becomes."""

    name: str
    english: str
    """The likeliest spelling; the name itself where nothing speaks for an Eastern origin."""
    alternatives: tuple[str, ...]
    """Further spellings, the likelier first."""
    steps: tuple[Step, ...]
    """The rules behind ``english``, in order; of the first alternative where none was applied."""
    confidence: float
    """From 0 to 1: how sure origin and spelling are. Not a measured frequency."""
    evidence: tuple[str, ...]
    """The letters that speak for the origin, and with a minus those against it; as a figure what all
    letters together say, in log-odds."""

    @property
    def applied(self) -> bool:
        """Whether the name was taken for one that the rules are made for."""
        return self.english != self.name


_Rule: TypeAlias = (
    "tuple[re.Pattern[str] | None, str, re.Pattern[str], tuple[tuple[str, float], ...]]"
)
_VOWELS = "aeiouyïëöüáéíóúèêâîô"
_V = f"[{_VOWELS}]"
_C = f"[^{_VOWELS}\\W]"
# What is for the first letters that fit, what may stand before and after them, and what English
# makes of them: the usual spelling first, each with what it costs against it. The order decides;
# where two rules fit, the upper one is taken. Tuned on the development half of
# tests/cases/romanise.json alone.
_TABLE: tuple[tuple[str, str, str, tuple[tuple[str, float], ...]], ...] = (
    # before, letters, after, outcomes
    ("", "sjtsj", "", (("shch", 0),)),
    # Two letters here, not the one sound: Armenian and Ukrainian endings.
    ("[aeiouy]", "sjan", "$", (("syan", 0), ("sian", 0.7), ("shan", 0.8))),
    ("", "sjoek", "$", (("siuk", 0), ("syuk", 0.5), ("shuk", 0.7))),
    ("a", "sjev", "$", (("syev", 0), ("shev", 0.3))),
    ("a", "zjev", "$", (("zyev", 0), ("zhev", 0.3))),
    ("k", "sj", "oe?", (("sy", 0), ("sh", 0.9))),
    ("y", "tsja", "$", (("tsia", 0), ("tsya", 0.5))),
    (_V, "jan", "$", (("yan", 0), ("ian", 0.8))),
    (_C, "jan", "$", (("yan", 0), ("ian", 0.8))),
    ("l", "ieje", "", (("iye", 0), ("ieye", 1.0))),
    ("", "iejev", "", (("iyev", 0), ("ieyev", 1.0))),
    ("", "sjt", "sj", (("sht", 0),)),
    ("", "tsj", "", (("ch", 0),)),
    # Of Persian and Arabic making, where English never wrote a Russian letter.
    ("", "dzj", ".*(?:abad|stan|[ei]bad|oellah?|oeddin|loeddin|poer)$", (("j", 0), ("dzh", 0.8))),
    ("", "dzj", "", (("dzh", 0), ("j", 1.0), ("dj", 2.5))),
    ("^", "dj", "[aeou]", (("dy", 0), ("j", 1.6), ("di", 1.8))),
    ("", "zj", "", (("zh", 0), ("zy", 1.5), ("j", 2.5))),
    ("", "sjioe", "", (("shiu", 0),)),
    ("", "sj", "a$", (("sh", 0), ("sy", 0.9))),
    ("", "sj", "", (("sh", 0), ("sy", 2.0))),
    ("", "sch", "", (("skh", 0), ("sch", 1.5))),
    ("^", "ch", "", (("kh", 0), ("h", 1.4))),
    ("", "ch", "", (("kh", 0), ("h", 1.6))),
    # endings
    ("[sc]", "kij", "$", (("ky", 0), ("kiy", 1.5), ("kii", 1.8))),
    ("[sc]", "kyj", "$", (("kyi", 0), ("kyy", 1.2), ("ky", 1.4))),
    ("[sc]", "ki", "$", (("ky", 0), ("ki", 1.2), ("kyi", 1.6))),
    ("(?:j|ch|ge)n", "i", "$", (("y", 0), ("i", 0.7))),
    ("n", "y", "$", (("y", 0), ("yi", 0.9))),
    (_C, "yj", "$", (("yi", 0), ("y", 0.8), ("yy", 1.5))),
    (_C, "ij", "$", (("iy", 0), ("ii", 0.3), ("y", 0.4))),
    ("", "ië", "$", (("ia", 0), ("iya", 1.5))),
    ("", "iej", _C, (("iy", 0), ("ey", 1.0))),
    ("i", "ja", "$", (("ia", 0), ("ya", 0.2), ("a", 0.5))),
    ("i", "ja", "", (("ya", 0), ("a", 0.8))),
    ("i", "je", "", (("ye", 0), ("e", 0.7), ("ie", 1.5))),
    # j between and after vowels
    (_V, "joe", "", (("yu", 0), ("iu", 1.2))),
    (_V, "jo", "", (("yo", 0), ("yio", 2.0))),
    (_V, "ja", "", (("ya", 0), ("ia", 1.2))),
    (_V, "je", "", (("ye", 0), ("e", 0.7), ("ie", 1.3))),
    (_V, "ji", "", (("i", 0), ("yi", 0.8))),
    ("e", "j", "$", (("i", 0), ("y", 0.4))),
    ("a", "j", "$", (("y", 0), ("i", 0.4))),
    ("o", "j", "$", (("y", 0), ("i", 0.4))),
    (_V, "j", "$", (("i", 0), ("y", 0.5))),
    ("o", "j", "", (("y", 0), ("i", 0.4))),
    (_V, "j", "", (("i", 0), ("y", 0.4))),
    # at the beginning of a name
    ("^", "joe", "", (("yu", 0), ("iu", 1.5))),
    ("^", "je", "", (("ye", 0), ("e", 0.7))),
    ("^", "jo", "", (("yo", 0), ("e", 2.0))),
    ("^", "j", "", (("y", 0), ("j", 2.0))),
    # j after a consonant
    (_C, "joek", "$", (("iuk", 0), ("yuk", 0.3))),
    (_C, "joe", "", (("yu", 0), ("iu", 0.8), ("u", 1.5))),
    (_C, "jov", "", (("yov", 0), ("ev", 0.5), ("ov", 1.5))),
    (_C, "jo", "", (("yo", 0), ("e", 0.8), ("io", 1.2))),
    (_C, "ja", "", (("ya", 0), ("ia", 0.5))),
    (_C, "je", "", (("ye", 0), ("e", 0.6), ("ie", 0.7))),
    (_C, "j", "i", (("y", 0), ("", 0.5))),
    (_C, "j", "", (("", 0), ("i", 0.8), ("y", 1.0))),
    # The short u of Belarus, which English writes with two letters.
    ("[^aeiouyj]", "oeski", "$", (("ouski", 0), ("ousky", 0.4), ("usky", 0.8))),
    ("[^aeiouyj]", "oe", "skaja$", (("ou", 0), ("u", 0.8))),
    # vowels
    ("", "oe", "", (("u", 0), ("ou", 1.8))),
    ("", "aï", "", (("ai", 0), ("ay", 1.0))),
    ("", "ï", "", (("i", 0),)),
    ("", "ë", "", (("e", 0), ("yo", 1.0))),
    ("", "w", "", (("v", 0), ("w", 1.0))),
)
_RULES: dict[str, list[_Rule]] = defaultdict(list)
"""By the first of their letters."""
for _before, _letters, _after, _outcomes in _TABLE:
    _RULES[_letters[0]].append(
        (
            None if _before == "^" else re.compile(f"(?:{_before})$"),
            _letters,
            re.compile(_after),
            _outcomes,
        )
    )
# Ukrainian and Belarusian names are written with i where Russian ones have y.
_UKRAINIAN = re.compile(
    r"(?<!c)h(?!.*jan$)|ivka$|ivsk|[^aeiou]iv$|(?<!br)jansk[ey]?$|[dt]jan(?:ka|ets)$|(?<![nr])yj$|ts?jana$|tjantyn|^alja|laj$"
    r"|^vja|jnj"
)
_TOWARDS_I = 0.9
_SURELY_UKRAINIAN = 2.0
"""Log-odds of all letters, for names without any of these signs."""

# What speaks for an origin east of Poland, and what for the Low Countries and their neighbours.
_SPEAKS_FOR = (
    (r"tsj|zj|sjt?sj", 3),
    (r"(?:[^jn]|^)sj(?!e(?:s|n)?$)", 2),
    (r"(?:ov|ev|[ij]ev|ov[ao]|eva|ovna|evna|ovitsj|evitsj|ovsk\w*|evsk\w*)$", 3),
    (r"(?:ski|skij|sky|skyj|skaja|skoj|ska|ske|sk|tski)$", 2),
    (
        r"(?:enko|tsjoek|joek|[ao]jan|jants|sjvili|[ai]dze|grad|ivka|stan|goel|bek|chan|baj|koel|koem)$",
        3,
    ),
    (r"[^iaeou]jan$", 2),
    (r"(?:[aeou]|oe)j(?:[^aeou]|$)", 2),
    (r"(?:[aou]|oe)j[aeo]", 2),
    (r"[ie]j(?:ev|ov|a$|o$)", 2),
    (r"[bdfgklmnprtvz]jo", 2),
    (r"[bdfgklmprtvz]ja", 2),
    (r"nja", 1),
    (r"[lnrvst]j(?:ev|ov|oe|in)", 2),
    (r"[lr]j(?:[^aeiou]|$)", 2),
    (r"^(?:jev|jek|jelt|jele|jeg|jer[elm]|jaro|jako|jalt|jasj|joe[^lpst])", 2),
    (r"^ch[aeiourlmv]", 1),
    (r"^ch(?:ark|erson|orog|orezm|iva|atlon|anty|abar|akas|odor|m|v)", 2),
    (r"[aeiouy]ch(?:[aeiouylmnrv]|oe)", 1),
    (r"[^aeiou]ch", 1),
    # Dutch, German, French and English have ch before e and i, at the end and before t.
    (r"[aeu]ch(?:a(?!el|nd|rd|us|il)|oe|o(?!f|l|s|u|w))|och[ao](?!rd|l|m|u)", 1),
    (r"chv|chb|[ae]chm(?:e[dt]|o[nv]|oe|ad|at)", 1),
    # A Dutch oe is followed by an e, if by anything, or by the second half of a surname.
    (r"oe(?!.?(?:man|stra|sma|ma$|land|lant|laar|kamp|zaam|pas|ris|rig))[^aeiouy\W]{1,2}[aiy]", 1),
    (r"oe.*[^aeiou]y$", 1),
    (r"[aio]oe|oe[aio]|[aei]\w?[^aeiou]oe[rls]$", 1),
    (r"oe.*(?:a|o|i|in|ina|oe|[ai][lrmnst])$", 1),
    (r"aoe|eoe|oej|oebek|oech", 2),
    (r"(?:yj|iej|olij|enij|gorij|lerij|ksij|drij)$|iejsk", 2),
    (r"ij$", 1),
    (r"^(?:dz|kv|mts|rz|vn|sk[^a-z]|zd)", 2),
)
_SPEAKS_AGAINST = (
    (
        r"ck|gh(?!.*jan$)|chris|church|recher|akob|aujol|loes$|lju|oeij|kjav|th|ph|qu|x(?!a)|ij[^aeio\W]|ll$|eu|ui|ou|uu|ae|aa(?!n?tar)|ee|cht",
        3,
    ),
    (r"sch(?!i|elia|e?ta)|schoe", 3),
    (r"oo(?!r)", 2),
    (
        r"(?:aert|(?<!r)mans?|stra|sma|huis|beek|dijk|veld|berg|burgh|dam|dorp|dale|chem|(?<!o)ema|inga|ster|ische?|fjord|gjang|ing(?:en)?|kens|ink|kamp)$",
        3,
    ),
    (r"(?:tje|tjes|je|jes|sje|sjes)$", 3),
    (
        r"(?:hoef|hoek|boer(?:s|m|en|$)|boek|moerman$|schoe|goed|groen|bloem|hoeve|voet|stoel|roelof|moes)",
        2,
    ),
    (r"ie(?!j|v)", 1),
    (r"c(?!h)", 2),
    # Dutch words for what people run or found: Partij, Maatschappij, Brouwerij
    (r"(?:part|app|[adt]bd|voogd|(?:[bcdfhjkmnpstvwz]|[^lo]g|[^ao]l)er)ij$", 4),
    # Polish
    (r"[oe]wsk[ia]$|[aiy]nsk[ia]$(?<!insk.)", 2),
)
_FOR = [(re.compile(pattern), worth) for pattern, worth in _SPEAKS_FOR]
_AGAINST = [(re.compile(pattern), worth) for pattern, worth in _SPEAKS_AGAINST]
_FROM = 2
_POINT = 0.6
"""What a point for an ending or a cluster is worth in log-odds, beside what all letters say."""
_MOST_POINTS = (-4, 5)
_EVEN = -0.4
"""Log-odds from which on a name is taken for an Eastern one."""
_STEP = 0.8
"""Log-odds of a further point of strength."""
_DUTCH = word_list("given_names")
_ALIKE = word_list("alike_names")
_A_NAME = 3
"""Points for a name that is listed as Eastern."""
_SURNAME_ENDINGS = ("s", "en", "je", "er", "ers", "mans", "sma")
"""What Dutch surnames add to a word: Snoeks, Kroesen."""
_VARIANT = 0.3
"""What a further usual spelling costs, each."""
_BY_RULE = 0.7
"""What the rules' spelling costs where usage has settled on another."""
_MOST = 8


@lru_cache(maxsize=4_096)
def romanise(name: str, *, known: bool = False, near: int = 0) -> Romanised:
    """Return the English spelling of a name in Dutch romanisation, with the rules that made it.

    Args:
        name: one or several words.
        known: somebody knows that the name is Russian or the like, so no evidence is asked for.
        near: points for such an origin that the text around the name gives, as ``surroundings`` does.
            They count for names that may be from there, never for listed Western ones.

    >>> romanise("Zjirinovski").english, romanise("Koen").english
    ('Zhirinovsky', 'Koen')
    """
    name = unicodedata.normalize("NFC", name).replace("’", "'").strip()
    words = re.findall(r"[^\W\d_]+|[\W\d_]+", name)
    evidence: list[str] = []
    options: list[list[tuple[float, str, tuple[Step, ...]]]] = []
    judged = {word: _judge(word, near) for word in words if word[0].isalpha()}
    strongest = max((points for points, _ in judged.values()), default=0)
    for word in words:
        points, letters = judged.get(word, (-1, []))
        evidence += letters
        # A neighbour's origin speaks for a name that says nothing itself: Ivan Koetoezov.
        fits = known or points >= _FROM or (points > 0 and word[0].isupper() and strongest >= _FROM)
        alone = len(judged) == 1 and word[0].isalpha()
        options.append(_spellings(word) if fits or alone else [(0.0, word, ())])
    score = max(strongest, _FROM) if known else strongest
    ranked = _combine(options)
    cost, english, steps = ranked[0]
    others = [text for _, text, _ in ranked[1:]]
    if english == name:
        return Romanised(
            name=name,
            english=name,
            alternatives=tuple(others[:_MOST]),
            steps=(),
            confidence=0.5 if score < _FROM else 0.9,
            evidence=tuple(evidence),
        )
    if score < _FROM:
        return Romanised(
            name=name,
            english=name,
            alternatives=(english, *others)[:_MOST],
            steps=steps,
            confidence=0.3,
            evidence=(),
        )
    margin = ranked[1][0] - cost if len(ranked) > 1 else 2.0
    sure = min(1.0, score / 5)
    return Romanised(
        name=name,
        english=english,
        alternatives=tuple(others[:_MOST]),
        steps=steps,
        confidence=round((0.5 + 0.4 * min(1.0, margin / 1.2)) * (0.7 + 0.3 * sure), 2),
        evidence=tuple(evidence),
    )


def _judge(word: str, near: int = 0) -> tuple[int, list[str]]:
    """Return points for an Eastern origin and the letters they were given for."""
    text = word.lower()
    listed = text in eastern_names() or text in established_spellings()
    if text in _DUTCH:
        # Nadja lives in Zwolle or in Moscow: who stands beside her tells.
        return (1 + near, [text]) if listed else (-1, [f"-{word}"])
    if listed:
        return _A_NAME + near, [text]
    if text in _ALIKE or _is_western(text) or text in _alike_places():
        return -1, [f"-{word}"]
    odds, evidence = judge_letters(text)
    return _FROM + near + math.floor((odds - _EVEN) / _STEP), evidence


def judge_letters(text: str) -> tuple[float, list[str]]:
    """Return log-odds of an Eastern origin by the letters of a word alone, and what they stand on.

    No list is asked. The letters against it have a minus before them; the figure is what all letters
    together say.
    """
    points, evidence = 0, []
    for pattern, worth in _FOR:
        if found := pattern.search(text):
            points += worth
            evidence.append(found.group())
    for pattern, worth in _AGAINST:
        if found := pattern.search(text):
            points -= worth
            evidence.append(f"-{found.group()}")
    like = likeness(text)
    evidence.append(f"{like:+.1f}")
    least, most = _MOST_POINTS
    return _POINT * max(least, min(most, points)) + like, evidence


def _is_western(text: str) -> bool:
    """Whether a word is a Dutch one or a Western name, or a surname that Dutch makes of one."""
    words = western_words()
    stems = [text[: -len(ending)] for ending in _SURNAME_ENDINGS if text.endswith(ending)]
    names = _DUTCH | _ALIKE
    return text in words or any(stem in words or stem in names for stem in stems)


@lru_cache(maxsize=1)
def _alike_places() -> frozenset[str]:
    """Return places, in small letters, that reference works write alike in both languages."""
    return frozenset(
        dutch.lower() for dutch, place in gazetteer().items() if place.english == dutch
    )


def _spellings(word: str) -> list[tuple[float, str, tuple[Step, ...]]]:
    """Return the spellings of one word, the cheapest first, with its capitals."""
    text = word.lower()
    ranked = _by_rule(text)
    if usual := established_spellings().get(text):
        by_rule = {out: steps for _, out, steps in ranked}
        settled = [
            (_VARIANT * at, out, by_rule.get(out, (Step(dutch=text, english=out),)))
            for at, out in enumerate(usual)
        ]
        ranked = [
            *settled,
            *((cost + _BY_RULE, out, steps) for cost, out, steps in ranked if out not in usual),
        ]
        ranked.sort(key=lambda one: one[0])
    if len(word) > 1 and word[:2].isupper():  # NAVO, SBOe
        return [(cost, out.upper(), steps) for cost, out, steps in ranked]
    if word[0].isupper():
        return [(cost, out[:1].upper() + out[1:], steps) for cost, out, steps in ranked]
    return ranked


def changed_by_rule(name: str) -> bool:
    """Whether the rules make something else of a word in small letters."""
    return _by_rule(name)[0][1] != name


def _is_ukrainian(text: str) -> bool:
    if text in ukrainian_names() or _UKRAINIAN.search(text):
        return True
    return ukrainian_likeness(text) > _SURELY_UKRAINIAN


@lru_cache(maxsize=4_096)
def _by_rule(text: str) -> list[tuple[float, str, tuple[Step, ...]]]:
    """Return what the rules make of a word in small letters, the cheapest first."""
    ukrainian = _is_ukrainian(text)
    parts: list[list[tuple[float, str, tuple[Step, ...]]]] = []
    at = 0
    while at < len(text):
        for before, letters, after, outcomes in _RULES.get(text[at], ()):
            if not text.startswith(letters, at):
                continue
            if at if before is None else not before.search(text[:at]):
                continue
            if not after.match(text[at + len(letters) :]):
                continue
            shifted = [
                (
                    cost
                    - (
                        _TOWARDS_I
                        if ukrainian and "j" in letters and "y" not in out and "i" in out
                        else 0
                    ),
                    out,
                    (Step(dutch=letters, english=out),) if out != letters else (),
                )
                for out, cost in outcomes
            ]
            parts.append(sorted(shifted, key=lambda one: one[0]))
            at += len(letters)
            break
        else:
            parts.append([(0.0, text[at], ())])
            at += 1
    return _combine(parts)


def _combine(
    parts: list[list[tuple[float, str, tuple[Step, ...]]]],
) -> list[tuple[float, str, tuple[Step, ...]]]:
    """Return the cheapest ways to choose one of each part, without repeating a text."""
    best: list[tuple[float, str, tuple[Step, ...]]] = [(0.0, "", ())]
    for options in parts:
        if len(options) == 1:
            cost, text, steps = options[0]
            best = [(c + cost, t + text, s + steps) for c, t, s in best]
            continue
        joined: dict[str, tuple[float, str, tuple[Step, ...]]] = {}
        for c, t, s in best:
            for cost, text, steps in options:
                one = (c + cost, t + text, s + steps)
                if t + text not in joined or one[0] < joined[t + text][0]:
                    joined[t + text] = one
        best = heapq.nsmallest(_MOST + 1, joined.values(), key=lambda one: one[0])
    return best
