"""Whether English says ``a`` or ``an`` before a word: by its sound, as far as its letters tell.

Only what a rule is sure of: words in letters, numbers in digits, abbreviations without a vowel, which
are spelt out (``an FSB officer``). Other capitals may be read as a word (``a NATO base``).
"""

from __future__ import annotations

import re

from workbench.model import Edit

__all__ = ["article_edits", "indefinite_article"]

_VOWEL = re.compile(
    r"[ai]|e(?!u|we)|o(?!n(?:e|ce)(?![a-z])|ne-|uija)"
    r"|u(?!k|ni(?!n|m|de|ro)|nanim|s[aeu]|t[aeior]|biq|gand|ri|ru|ra[ln]|lu|y)"
    r"|h(?:our|onest|onou?r|eir)",
    re.IGNORECASE,
)
_EITHER_WAY = re.compile(r"hist|habit|heroic|hotel|herb|hallucin", re.IGNORECASE)
"""Words before which careful writers differ."""
_FOREIGN = frozenset({"der", "den", "dem", "die"})
"""After ``an`` in a German name: Frankfurt an der Oder."""
_NUMBER = re.compile(r"(?:8|11(?!\d)|18(?!\d))")
_ARTICLE = re.compile(
    r"(?<![\w’'.;-])(?P<article>[Aa]n?)(?P<space>\s+)(?P<word>(?:[^\W\d_][\w’'-]*|\d[\d.,]*))"
)


def indefinite_article(word: str) -> str | None:
    """Return ``a`` or ``an`` as it stands before ``word``, None where letters do not tell.

    >>> [indefinite_article(w) for w in ("opposition", "one-off", "European", "81-year-old", "FSB", "EU")]
    ['an', 'a', 'a', 'an', 'an', None]
    """
    bare = word.rstrip("’'")
    if bare[:1] == "0":
        return None  # a telephone number is read digit by digit
    if bare[:1].isdigit():
        whole = re.split(r"[.,]", bare)[0]
        thousands = re.match(r"\d{1,3}(?=(?:,\d{3})+(?!\d))", bare)
        return "an" if _NUMBER.match(thousands[0] if thousands else whole) else "a"
    letters = re.match(r"[^\W\d_]+", bare)
    if letters is None or not letters[0].isascii():
        return None
    if len(letters[0]) > 1 and letters[0].isupper():
        if re.search(r"[AEIOUY]", letters[0]):
            return None
        return "an" if letters[0][0] in "FHLMNRSX" else "a"
    if len(letters[0]) < 3:
        return None  # a letter by its name, an abbreviation, a word cut off
    return "an" if _VOWEL.match(bare) else "a"


def article_edits(text: str) -> tuple[Edit, ...]:
    """Return the edits that make ``a`` and ``an`` agree with the words after them.

    >>> [(e.start, e.end, e.replacement) for e in article_edits("a old house and an new one")]
    [(0, 1, 'an'), (16, 18, 'a')]
    """
    edits: list[Edit] = []
    for match in _ARTICLE.finditer(text):
        written = match["article"]
        right = indefinite_article(match["word"])
        if right is None or right == written.lower():
            continue
        word = match["word"]
        if written.lower() == "an" and (_EITHER_WAY.match(word) or word in _FOREIGN):
            continue
        opens = text[: match.start()].rstrip()[-1:] in {"", ".", "!", "?", "“", "‘", '"', "'"}
        if written == "An" and (word[0].isupper() or not opens):
            continue  # somebody's first name
        if written == "A" and not opens:
            continue  # a grade, a blood group, a vitamin
        start, end = match.span("article")
        replacement = right.capitalize() if written[0].isupper() else right
        edits.append(Edit(start=start, end=end, replacement=replacement, reason="article"))
    return tuple(edits)
