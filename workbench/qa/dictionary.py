"""English words: which there are, and what a wrong one may be meant for.

The one place that knows Hunspell. British and American dictionaries are told apart here, because a
word that only one of them has is no misspelling. Loading one takes a tenth of a second and a
suggestion as long, so both wait until they are asked for.
"""

from __future__ import annotations

import re
from functools import cached_property, lru_cache
from importlib.resources import as_file, files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from hunspell import Hunspell

__all__ = ["Dictionary", "dictionary"]

_CACHED = 20_000
_MOST = 40  # characters of a word that is looked up at all
_SUGGESTIONS = 5

# American to British, as patterns on a whole word; a candidate counts where the other side's
# dictionary has it and the own one has not.
_BRITISH: tuple[tuple[str, str], ...] = (
    (r"ll(?=ful)", "l"),
    (r"or(?=$|s$|ed$|ing$|ite|al|able|hood|ist|less|ful|y$)", "our"),
    (r"er(?=$|s$|ed$|ing$)", "re"),
    (r"ered$", "red"),
    (r"ering$", "ring"),
    (r"ens(?=e|ive)", "enc"),
    (r"l(?=ed$|ing$|er$|ers$|ings$|ery$)", "ll"),
    (r"l(?=ment|ful|s$|$)", "ll"),
    (r"ll(?=$|s$|ment)", "l"),
    (r"og(?=$|s$|ing|ed)", "ogue"),
    (r"e(?=d|st|m|o)", "ae"),
    (r"(?<=ch)e(?=o)", "ae"),
    (r"e(?=t|g|s|l|n)", "oe"),
    (r"a(?=y)", "e"),
    (r"ic(?=e|ing)", "is"),
    (r"m(?=$|s$)", "mme"),
    (r"z(?=e)", "s"),
    (r"k(?=$|s$)", "que"),
    (r"p(?=ed$|ing$|er$|ers$)", "pp"),
    (r"ei(?=$|s$)", "ey"),
    (r"l(?=y$|ish$)", "ll"),
    (r"or(?=er)", "our"),
    (r"z(?=y|i)", "s"),
    (r"^jewelry", "jewellery"),
    (r"euver", "oeuvre"),
    (r"^airplane", "aeroplane"),
    (r"^aluminum", "aluminium"),
    (r"^pajama", "pyjama"),
    (r"^mustache", "moustache"),
    (r"^skeptic", "sceptic"),
    (r"^mold", "mould"),
    (r"^plow", "plough"),
    (r"^tire(?=s?$)", "tyre"),
    (r"^curb(?=s?$)", "kerb"),
)
_AMERICAN: tuple[tuple[str, str], ...] = (
    (r"^jewellery", "jewelry"),
    (r"l(?=ful)", "ll"),
    (r"oeuvre", "euver"),
    (r"our", "or"),
    (r"re(?=$|s$)", "er"),
    (r"red$", "ered"),
    (r"enc(?=e|ive)", "ens"),
    (r"ll", "l"),
    (r"l(?=$|s$|ment)", "ll"),
    (r"ogue", "og"),
    (r"ae|oe", "e"),
    (r"is(?=e|ing|ation)", "iz"),
    (r"ys(?=e|ing)", "yz"),
    (r"is(?=e|ing)", "ic"),
    (r"mme(?=$|s$)", "m"),
    (r"que(?=$|s$)", "k"),
    (r"pp", "p"),
    (r"e(?=y$)", "a"),
    (r"^aeroplane", "airplane"),
    (r"^aluminium", "aluminum"),
    (r"^pyjama", "pajama"),
    (r"^moustache", "mustache"),
    (r"^sceptic", "skeptic"),
    (r"^mould", "mold"),
    (r"^plough", "plow"),
    (r"^tyre", "tire"),
    (r"^kerb", "curb"),
)


class Dictionary:
    """The words of one English, with the other one beside it."""

    def __init__(self, language: str = "en-GB") -> None:
        """Load nothing yet.

        Args:
            language: ``en-US`` for American; anything else is British, and only ``en-GB`` minds
                American forms.
        """
        self.language = language
        self.american = language.lower().startswith("en-us")
        self.strict = self.american or language.lower().startswith("en-gb")
        self.has = lru_cache(maxsize=_CACHED)(self._has)
        self.elsewhere = lru_cache(maxsize=_CACHED)(self._elsewhere)
        self.suggestions = lru_cache(maxsize=_CACHED)(self._suggestions)

    @cached_property
    def _own(self) -> Hunspell:
        return _american() if self.american else _british()

    @cached_property
    def _other(self) -> Hunspell:
        return _british() if self.american else _american()

    def _has(self, word: str) -> bool:
        """Whether the word is English, of either kind.

        >>> [Dictionary().has(word) for word in ("colour", "color", "don’t", "garbeld")]
        [True, True, True, False]
        """
        return len(word) > _MOST or _knows(self._own, word) or _knows(self._other, word)

    def _elsewhere(self, word: str) -> str | None:
        """Return the own spelling of a word that is spelt the other country's way.

        >>> Dictionary("en-GB").elsewhere("neighborhoods"), Dictionary("en-US").elsewhere("centre")
        ('neighbourhoods', 'center')
        """
        if not self.strict or len(word) > _MOST or _knows(self._own, word):
            return None
        if not _knows(self._other, word):
            return None
        for pattern, replacement in _AMERICAN if self.american else _BRITISH:
            for match in re.finditer(pattern, word):
                candidate = word[: match.start()] + replacement + word[match.end() :]
                if _knows(self._own, candidate):
                    return candidate
        return None

    def _suggestions(self, word: str) -> tuple[str, ...]:
        """Return what a wrong word may be meant for, the likeliest first; takes 0.1 s."""
        if len(word) > _MOST:
            return ()
        try:
            found = self._own.suggest(_plain(word))
        except UnicodeEncodeError:
            return ()
        # cut in two is rarely meant, and never as one word
        whole = [one for one in found if " " not in one] or list(found)
        whole = [one for one in whole if "-" in word or "-" not in one or _is_compound(one)]
        # ex-minister is likelier than minister, a compound less so than a word in one piece
        whole.sort(key=lambda one: "-" in one and one.split("-")[0].lower() not in _BEFORE_HYPHEN)
        return tuple(one.replace("'", "’") for one in whole[:_SUGGESTIONS])


_PART = 4  # letters of a part of a compound with a hyphen, below which it is a fragment
_BEFORE_HYPHEN = frozenset(
    {"anti", "co", "ex", "half", "mid", "non", "post", "pre", "pro", "self", "semi", "vice"}
)
_SMALL = """about above after against along also among another because been before being below between
    could does doing down during each every from have here into itself just like more most much
    only onto other ours over said same shall should some such than that their them then there
    these they this those through till under until upon very went were what when where which while
    whom whose will with within without would your"""
_FUNCTION = frozenset(_SMALL.split())


def _is_compound(suggestion: str) -> bool:
    """Whether a suggestion with a hyphen is one word of two, not a word cut somewhere.

    >>> [_is_compound(one) for one in ("ex-minister", "stone-cold", "of-mus", "sweet-let")]
    [True, True, False, False]
    """
    first, *rest = suggestion.lower().split("-")
    if first in _BEFORE_HYPHEN:
        return all(len(part) >= _PART - 1 and part not in _FUNCTION for part in rest)
    return all(len(part) >= _PART and part not in _FUNCTION for part in (first, *rest))


@lru_cache(maxsize=4)
def dictionary(language: str = "en-GB") -> Dictionary:
    """Return the dictionary of a language; it is loaded once in a process."""
    return Dictionary(language)


def _plain(word: str) -> str:
    return word.replace("’", "'")


def _knows(words: Hunspell, word: str) -> bool:
    try:
        return bool(words.spell(_plain(word)))
    except UnicodeEncodeError:  # the American one is in Latin-1
        return False


@lru_cache(maxsize=1)
def _british() -> Hunspell:
    folder: Traversable = files(__package__) / "data" / "spelling"
    return _load("en_GB", folder)


@lru_cache(maxsize=1)
def _american() -> Hunspell:
    return _load("en_US", None)


def _load(name: str, folder: Traversable | None) -> Hunspell:
    """Return a dictionary of the package, or one that the binding brings along."""
    from hunspell import Hunspell  # a shared library, only where words are looked up

    if folder is None:
        return Hunspell(name)
    with as_file(folder) as place:
        return Hunspell(name, hunspell_data_dir=str(place))
