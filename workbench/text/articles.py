"""Whether English says ``a`` or ``an`` before a word: by its sound, as far as its letters tell it.

Only what a rule is sure of: words in letters, numbers in digits, abbreviations without a vowel, which
are spelt out (``an FSB officer``). Other capitals may be read as a word (``a NATO base``).
"""

from __future__ import annotations

import re

from workbench.model import Edit

__all__ = ["article_edits", "indefinite_article"]

_VOWEL = re.compile(
    r"a|e(?![uw])|i|o(?!ne(?:$|s$|-|ness|self)|nce|u[aei]|u$|a[xh])"
    r"|u(?:z|l[afmns]|rs|n(?!i(?!n|m|de)|a(?:$|n)|es)|p|gl|lt|mb|mp|rg|rb|tm|tt)"
    r"|hour|honest|honou?r(?!a$)|heir"
)
_CONSONANT = re.compile(
    r"[bcdfgjklmnpqrstvwz]|y[aeiou]|eu(?!x)|ewe|one(?:$|-)|once|unanim"
    r"|uni(?:on|que|ver|ted|form|fi|corn|lat|t(?:$|s|y|e|a))|us(?:e|ua|ag)|uti|uto|ukr|ura|ugand"
    r"|h(?!our|on|eir|ist|otel|ab|al|erb|m|er)"
)
_PLAIN_U = re.compile(r"U(?:z|l[afmns]|m|p|rs|n(?:der|known))")
"""Names and words in which a capital U sounds as in under: an Uzbek, an Ulster man."""
_EIGHT = re.compile(r"8\d*$|1[18]$|1[18]\d{3}$")
_ARTICLE = re.compile(
    r"(?<![\w’'.&/;-])(?P<article>[Aa]n?)(?= +[“‘\"'(]?(?P<word>[^\W\d_][\w’'-]*|\d[\d.,]*))"
    r"(?! +\w+[’'.]\w)"
)
_AFTER_LETTER = frozenset(["or", "and", "is", "as", "in", "at", "of", "on", "are", "en", "et", "e"])
"""What follows where ``a`` is a letter or a mark: option a or b."""
_FOREIGN = frozenset({"der", "den", "dem", "die"})
"""After ``an`` in a German name: Frankfurt an der Oder."""
_OPENING = ".!?:“‘\"'(…–—-„"


def indefinite_article(word: str) -> str | None:
    """Return ``a`` or ``an`` as it stands before ``word``, None where letters do not tell.

    >>> [indefinite_article(w) for w in ("opposition", "one-off", "European", "81-year-old", "FSB")]
    ['an', 'a', 'a', 'an', 'an']
    >>> [indefinite_article(w) for w in ("historic", "EU", "Uyghur", "0800")]
    [None, None, None, None]
    """
    if word[:1].isdigit():
        whole = re.match(r"\d+(?:,\d{3})*", word)
        digits = whole[0].replace(",", "") if whole else word
        if digits[0] == "0":
            return None  # read digit by digit
        return "an" if _EIGHT.match(digits) else "a"
    letters = re.match(r"[^\W\d_]+", word)
    if letters is None or len(letters[0]) < 3 or not letters[0].isascii():
        return None  # a letter by its name, an abbreviation, a word cut off
    if letters[0].isupper():
        if re.search(r"[AEIOUY]", letters[0]):
            return None
        return "an" if letters[0][0] in "FHLMNRSX" else "a"
    lower = word.lower()
    if _CONSONANT.match(lower):
        return "a"
    if word[0] == "X" or (word[0] == "U" and not _PLAIN_U.match(word)):
        return None  # names: a Uyghur
    return "an" if _VOWEL.match(lower) else None


_NAMED_AN = re.compile(r"(?<![\w-])An(?!\w)")


def article_edits(text: str, *, source: str | None = None) -> tuple[Edit, ...]:
    """Return the edits that make ``a`` and ``an`` agree with the words after them.

    Args:
        text: the English.
        source: its Dutch, which tells ``An`` the article from An the first name; None where it is
            not known, and ``An`` before a capital is left alone.

    >>> [(e.start, e.end, e.replacement) for e in article_edits("a old house and an new one")]
    [(0, 1, 'an'), (16, 18, 'a')]
    """
    edits: list[Edit] = []
    for match in _ARTICLE.finditer(text):
        written, word = match["article"], match["word"]
        right = indefinite_article(word)
        if right is None or right == written.lower():
            continue
        if word in _AFTER_LETTER or (written == "an" and word in _FOREIGN):
            continue
        if written[0] == "A":
            before = text[: match.start()].rstrip()
            if before and before[-1] not in _OPENING:
                continue  # a grade, a blood group, a vitamin
            named = source is None or _NAMED_AN.search(source) is not None
            if written == "An" and word[0].isupper() and named:
                continue  # somebody's first name
            right = right.capitalize()
        start, end = match.span("article")
        edits.append(Edit(start=start, end=end, replacement=right, reason="article"))
    return tuple(edits)
