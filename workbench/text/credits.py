"""Photo credits, sources, bylines and genre labels: rendered by rule, since a model garbles them.

A credit is a label and names (`Foto Ruslan Pryanikov/AFP`). The label is translated from a closed
list and the rest copied; a rest that holds ordinary Dutch words is left to the model.
"""

from __future__ import annotations

import re

__all__ = ["render_credit", "render_genre"]

_LABELS = {
    "foto": "Photo",
    "foto's": "Photos",
    "fotografie": "Photography",
    "beeld": "Image",
    "illustratie": "Illustration",
    "illustraties": "Illustrations",
    "tekening": "Drawing",
    "cartoon": "Cartoon",
    "grafiek": "Graph",
    "infographic": "Infographic",
    "kaart": "Map",
    "video": "Video",
    "bron": "Source",
    "bronnen": "Sources",
    "tekst": "Text",
    "redactie": "Editing",
    "vertaling": "Translation",
    "interview": "Interview",
    "auteur": "Author",
}
_GENRES = {
    "reportage": "Report",
    "interview": "Interview",
    "dubbelinterview": "Double interview",
    "tweegesprek": "In conversation",
    "analyse": "Analysis",
    "nieuwsanalyse": "News analysis",
    "nieuws": "News",
    "opinie": "Opinion",
    "column": "Column",
    "commentaar": "Comment",
    "achtergrond": "Background",
    "profiel": "Profile",
    "groepsportret": "Group portrait",
    "recensie": "Review",
    "essay": "Essay",
    "necrologie": "Obituary",
    "liveblog": "Live blog",
    "longread": "Long read",
    "explainer": "Explainer",
    "factcheck": "Fact check",
    "terugblik": "Looking back",
    "vooruitblik": "Looking ahead",
    "fictie": "Fiction",
    "non-fictie": "Non-fiction",
    "boekrecensie": "Book review",
    "filmrecensie": "Film review",
    "vraaggesprek": "Interview",
    "portret": "Profile",
    "ooggetuigenverslag": "Eyewitness account",
}
_CREDIT = re.compile(
    rf"^(?P<open>[(\[]?)(?P<label>{'|'.join(sorted(_LABELS, key=len, reverse=True)).replace(chr(39), '[’' + chr(39) + ']')})"
    r"(?P<colon>\s*[:|©]\s*|\s+)(?P<rest>\S.*)$",
    re.IGNORECASE,
)
_SECOND = re.compile(
    r"(?:\s?[;,|/–-]\s?|\s)(?:en\s)?(?=(?:Tekst|Foto[’']?s?|Fotografie|Beeld|Illustraties?|Video|Vertaling)"
    r":?\s[A-ZÀ-Ý])"
)
"""Between two credits on one line: writer and photographer."""
_PICTURED = re.compile(
    r"\s?[;,|/–-]\s?(?:en\s)?(?=(?:foto[’']?s?|fotografie|beeld|illustraties?):?\s)", re.IGNORECASE
)
"""Between the writer and the photographer of a byline."""
_DESK = re.compile(
    r"^(?P<label>[Dd]oor|[Vv]an|DOOR|VAN) (?i:onze?|ons) (?P<field>(?i:buitenland|binnenland|politiek"
    r"|sport|kunst|economie|nieuws|web|oorlogs|parlements|politieke|economische?)[\s-]?)?"
    r"(?P<who>(?i:(?:verslagg(?:ever|eefster)|correspondent|medewerk(?:er|ster)|redacteur)s?"
    r"|redactie))(?P<desk>\s(?i:buitenland|binnenland|politiek|sport|kunst|economie|nieuws|web))?"
    r"(?P<rest>(?:[\s,].*)?)$"
)
_FIELDS = {
    "buitenland": "foreign",
    "binnenland": "home",
    "politiek": "political",
    "politieke": "political",
    "sport": "sports",
    "kunst": "arts",
    "economie": "economics",
    "economisch": "economics",
    "economische": "economics",
    "nieuws": "news",
    "web": "web",
    "oorlogs": "war",
    "parlements": "parliamentary",
}
_DESKS = {
    "verslaggever": "reporter",
    "verslaggeefster": "reporter",
    "correspondent": "correspondent",
    "medewerker": "contributor",
    "medewerkster": "contributor",
    "redacteur": "editor",
}
_BYLINE = re.compile(r"^(?P<label>[Dd]oor|DOOR|[Vv]an onze)(?P<colon>\s*:?\s+)(?P<rest>\S.*)$")
_PARTICLES = frozenset(
    [
        "van",
        "de",
        "der",
        "den",
        "het",
        "'t",
        "’t",
        "ten",
        "ter",
        "te",
        "von",
        "zu",
        "di",
        "da",
        "del",
        "la",
        "le",
        "du",
        "al",
        "el",
        "bin",
    ]
)
_WORDS = {
    "en": "and",
    "&": "&",
    "via": "via",
    "voor": "for",
    "/": "/",
    "-": "-",
    "–": "–",
    "|": "|",
}


def render_credit(source: str) -> str | None:
    """Return the English of a credit, source line or byline, or None where it is no such thing.

    >>> render_credit("Foto Ruslan Pryanikov/AFP")
    'Photo: Ruslan Pryanikov/AFP'
    >>> render_credit("Bron: EenVandaag")
    'Source: EenVandaag'
    >>> render_credit("door Dénis van Vliet")
    'by Dénis van Vliet'
    >>> render_credit("Foto toont een man op straat") is None
    True
    """
    source = source.strip()
    joint = _PICTURED.search(source)
    if joint and (_BYLINE.match(source) or _CREDIT.match(source)):
        writer = render_credit(source[: joint.start()])
        picture = render_credit(source[joint.end() :])
        return f"{writer}{joint[0]}{picture}" if writer and picture else None
    if desk := _DESK.match(source):
        return _render_desk(desk)
    match = _CREDIT.match(source)
    if match and (second := _SECOND.search(source, match.start("rest") + 1)):
        one = render_credit(source[: second.start()])
        other = render_credit(source[second.end() :])
        return f"{one}{second[0]}{other}" if one and other else None
    if match is None:
        match = _BYLINE.match(source)
        if match is None or match["label"].lower() != "door":
            return None
        rest = _copy_names(match["rest"])
        label = {"D": "By", "d": "by"}[match["label"][0]]
        return None if rest is None else f"{label} {rest}"
    rest = _copy_names(match["rest"])
    if rest is None:
        return None
    label = _LABELS[match["label"].lower().replace("’", "'")]
    if match["label"].isupper():
        label = label.upper()
    elif match["label"][0].islower():
        label = label.lower()
    mark = match["colon"] if match["colon"].strip() else ": "
    return f"{match['open']}{label}{mark.rstrip()} {rest}"


def _render_desk(desk: re.Match[str]) -> str | None:
    """Return the English of a byline that names a desk, not or not only a person."""
    label = "BY" if desk["label"].isupper() else {"d": "by", "v": "by"}.get(desk["label"][0], "By")
    field = (desk["field"] or desk["desk"] or "").strip(" -").lower()
    who = desk["who"].lower()
    plural = who.endswith("s") and who != "redactie"
    named = "desk" if who == "redactie" else _DESKS[who.removesuffix("s")] + "s" * plural
    if who == "redactie" and not field:
        named = "editors"
    rest = desk["rest"].strip(" ,")
    comma = "," if desk["rest"].startswith(",") else ""
    names = _copy_names(rest) if rest else ""
    if names is None:
        return None
    words = [label, "our", _FIELDS.get(field, ""), named + comma, names]
    text = " ".join(filter(None, words))
    return text.upper() if desk[0].isupper() else text


def render_genre(source: str) -> str | None:
    """Return the English of a line that only names a genre, None where it is something else.

    >>> [render_genre(line) for line in ("Reportage", "ANALYSE:", "Analyse van de dag")]
    ['Report', 'ANALYSIS:', None]
    """
    text = source.strip()
    colon = ":" if text.endswith(":") else ""
    word = text.removesuffix(":").rstrip()
    genre = _GENRES.get(word.lower())
    if genre is None or word.islower():
        return None
    return (genre.upper() if len(word) > 1 and word.isupper() else genre) + colon


def _copy_names(rest: str) -> str | None:
    """Return ``rest`` with its linking words in English, or None where it is more than names."""
    words: list[str] = []
    names = 0
    for word in rest.split():
        bare = word.strip("()[],.;:|")
        if not bare or bare in _WORDS:
            words.append(word.replace(bare, _WORDS[bare]) if bare in _WORDS else word)
        elif bare.lower() in _PARTICLES:
            words.append(word)
        elif any(c.isupper() for c in bare) or "." in bare or "@" in bare or bare.isdigit():
            names += 1
            words.append(word)
        else:
            return None
    return " ".join(words) if names else None
