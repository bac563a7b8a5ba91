"""What the checks find in good translations and in spoilt ones, into docs/benchmarks.md.

    python scripts/bench_checks.py [--refs DIR] [--no-write]

Precision: findings on human references, which should be next to none. Recall: each reference is
spoilt in one way that a check is there to find, wherever that is possible. Nothing is decoded.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from bench_docs import DOCUMENT, write_section

from workbench.glossary import Matcher, load_glossary, verify
from workbench.guide import load_guide
from workbench.model import Finding, Segment, Severity, TermOutcome
from workbench.qa import CHECKS, PLAIN, Guide, check_draft
from workbench.qa.dictionary import dictionary
from workbench.text.languages import DUTCH
from workbench.text.names import unlisted_names

if TYPE_CHECKING:
    from collections.abc import Sequence

DICTIONARY = dictionary("en-GB")
ROOT = Path(__file__).resolve().parent.parent
MATCHER = Matcher(load_glossary(ROOT / "glossary.yaml"))
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "April", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
UNITS = (
    ("kilometres", "miles"), ("kilometers", "miles"), ("euros", "dollars"), ("dollars", "euros"),
    ("metres", "feet"), ("meters", "feet"), ("€", "$"), ("$", "€"), ("kg", "pounds"),
)  # fmt: skip

Spoiler: TypeAlias = Callable[[str, str, random.Random], "str | None"]


def digit(source: str, target: str, rng: random.Random) -> str | None:
    """Change one digit of a number."""
    places = [m.start() for m in re.finditer(r"\d", target)]
    if not places or not re.search(r"\d", source):
        return None
    at = rng.choice(places)
    return target[:at] + str((int(target[at]) + 1 + rng.randrange(8)) % 10) + target[at + 1 :]


SAID = (
    ("first", "second", "third", "fourth", "fifth"),
    ("dozens", "hundreds", "thousands"),
    ("half of", "a third of", "a quarter of", "two-thirds of"),
    ("twice", "three times", "four times"),
    ("one and a half", "two and a half", "three and a half"),
)


def said(_source: str, target: str, rng: random.Random) -> str | None:
    """Put another word of those that say a number."""
    for words in SAID:
        found = list(re.finditer(rf"\b(?:{'|'.join(words)})\b", target))
        if len(found) == 1:
            other = rng.choice([word for word in words if word != found[0].group()])
            return target[: found[0].start()] + other + target[found[0].end() :]
    return None


def calendar(_source: str, target: str, rng: random.Random) -> str | None:
    """Put another day or month."""
    for names in (DAYS, MONTHS):
        for name in names:
            if re.search(rf"\b{name}\b", target):
                other = rng.choice([one for one in names if one not in target])
                return re.sub(rf"\b{name}\b", other, target, count=1)
    return None


def measure(_source: str, target: str, _rng: random.Random) -> str | None:
    """Put another unit or currency."""
    for old, new in UNITS:
        whole = re.escape(old) if old in "€$" else rf"(?<![^\W\d]){re.escape(old)}\b"
        if new not in target and re.search(whole, target):
            return re.sub(whole, new, target)
    return None


def name(source: str, target: str, rng: random.Random) -> str | None:
    """Garble one letter inside a name."""
    names = [n.text for n in unlisted_names(source, ()) if n.text in target and len(n.text) > 5]
    if not names:
        return None
    word = rng.choice(names)
    at = rng.randrange(2, len(word) - 1)
    letter = rng.choice([c for c in "aeioubdkmprtz" if c != word[at].lower()])
    return target.replace(word, word[:at] + letter + word[at + 1 :])


def denied(source: str, target: str, _rng: random.Random) -> str | None:
    """Drop the one negation."""
    if not re.search(r"\b(?:niet|geen|nooit)\b", source):
        return None
    found = list(re.finditer(r"\bnot |n['’]t\b|\bnever |\bno (?!longer)", target))
    return target[: found[0].start()] + target[found[0].end() :] if len(found) == 1 else None


def denying(source: str, target: str, _rng: random.Random) -> str | None:
    """Add a negation to a sentence without one."""
    if re.search(r"\b(?:niet|geen|nooit|niemand|niets|noch)\b", source):
        return None
    found = list(re.finditer(r"\b(?:is|are|was|were|has|have|will|can|could|would) ", target))
    if not found or re.search(r"\b(?:not|no|never|nothing|none)\b|n['’]t", target):
        return None
    return target[: found[0].end()] + "not " + target[found[0].end() :]


def unquoted(_source: str, target: str, _rng: random.Random) -> str | None:
    """Drop the last closing mark."""
    at = max(target.rfind("”"), target.rfind('"'))
    return target[:at] + target[at + 1 :] if at > 0 else None


def unbracketed(_source: str, target: str, _rng: random.Random) -> str | None:
    """Drop a closing bracket."""
    return target.replace(")", "", 1) if ")" in target else None


def quarter(_source: str, target: str, _rng: random.Random) -> str | None:
    """Keep the first quarter only."""
    words = target.split()
    return " ".join(words[: len(words) // 4]) + "." if len(words) > 11 else None


def left_over(source: str, target: str, rng: random.Random) -> str | None:
    """Put a function word of the source in place of a word of the target."""
    dutch = [w for w in re.findall(r"\b[a-z]{3,}\b", source) if w in DUTCH]
    places = list(re.finditer(r"(?<= )[a-z]{2,}(?= )", target))
    if not dutch or len(places) < 3:
        return None
    place = rng.choice(places)
    return target[: place.start()] + rng.choice(dutch) + target[place.end() :]


def twice(_source: str, target: str, rng: random.Random) -> str | None:
    """Say a word twice."""
    places = list(re.finditer(r"(?<= )[a-z]{3,}(?= )", target))
    if not places:
        return None
    place = rng.choice(places)
    return target[: place.end()] + " " + place.group() + target[place.end() :]


def small(source: str, target: str, _rng: random.Random) -> str | None:
    """Begin with a small letter."""
    if not re.match(r"[A-Z][a-z]+ ", target) or not re.match(r"[A-Z]", source):
        return None
    return target[0].lower() + target[1:]


def spaced(_source: str, target: str, _rng: random.Random) -> str | None:
    """Put a space before a comma, or two between words."""
    return target.replace(",", " ,", 1) if "," in target else target.replace(" ", "  ", 1)


def unended(source: str, target: str, _rng: random.Random) -> str | None:
    """Drop the full stop."""
    return target[:-1] if target.endswith(".") and source.endswith(".") else None


def looped(_source: str, target: str, _rng: random.Random) -> str | None:
    """Say the last words four times."""
    words = target.rstrip(".").split()
    return " ".join(words + words[-3:] * 3) + "." if len(words) > 8 else None


def misspelt(_source: str, target: str, rng: random.Random) -> str | None:
    """Swap two letters inside a word, or leave one out."""
    places = list(re.finditer(r"\b[a-z]{5,}\b", target))
    if not places:
        return None
    word = rng.choice(places)
    at = word.start() + rng.randrange(1, len(word.group()) - 2)
    if rng.random() < 0.5:
        return target[:at] + target[at + 1] + target[at] + target[at + 2 :]
    return target[:at] + target[at + 1 :]


def stuttered(_source: str, target: str, rng: random.Random) -> str | None:
    """Let a word run on in syllables, as a small model does with a name it does not know."""
    places = list(re.finditer(r"\b[A-Z][a-z]{4,}\b", target))
    if not places:
        return None
    word = rng.choice(places)
    tail = word.group()[-2:]
    return target[: word.end()] + tail * 3 + target[word.end() :]


def invented(_source: str, target: str, rng: random.Random) -> str | None:
    """Put a name that nobody bears in the place of one."""
    places = list(re.finditer(r"(?<=[a-z,] )[A-Z][a-z]{4,}\b", target))
    if not places:
        return None
    word = rng.choice(places)
    syllables = [c + v for c in "bdfgklmnprstvz" for v in ("a", "e", "i", "o", "u", "yi", "aiv")]
    name = "".join(rng.choice(syllables) for _ in range(rng.randrange(3, 6))).capitalize()
    return target[: word.start()] + name + target[word.end() :]


def low_mark(_source: str, target: str, _rng: random.Random) -> str | None:
    """Open a quotation the Dutch way."""
    return next((target.replace(m, "„", 1) for m in ("“", ' "') if m in target), None)


def americanised(_source: str, target: str, _rng: random.Random) -> str | None:
    """Spell a word the American way."""
    pairs = (
        ("our ", "or "),
        ("ours ", "ors "),
        ("tre ", "ter "),
        ("lled ", "led "),
        ("yse", "yze"),
    )
    for british, american in pairs:
        for word in re.findall(rf"\b[a-z]{{2,}}{british}", target):
            other = word.replace(british, american)
            if DICTIONARY.elsewhere(other.strip()) is not None:
                return target.replace(word, other, 1)
    return None


def clause_dropped(_source: str, target: str, _rng: random.Random) -> str | None:
    """Leave the longest clause between commas out."""
    parts = re.split(r"(?<=,) ", target)
    if len(parts) < 2 or len(target) < 60:
        return None
    longest = max(range(len(parts)), key=lambda n: len(parts[n]))
    rest = " ".join(part for n, part in enumerate(parts) if n != longest).rstrip(",")
    return rest if rest.endswith((".", "!", "?")) else rest + "."


def other_article(_source: str, target: str, rng: random.Random) -> str | None:
    """Put a for an, or an for a."""
    places = list(re.finditer(r"(?<= )an? (?=[a-z]{2})", target))
    if not places:
        return None
    place = rng.choice(places)
    other = "a " if place.group() == "an " else "an "
    return target[: place.start()] + other + target[place.end() :]


def term_in_dutch(source: str, target: str, _rng: random.Random) -> str | None:
    """Leave a term of the glossary in Dutch."""
    for hit in MATCHER.match(source).hits:
        wanted = hit.renderings[0] if hit.renderings and hit.enforced else ""
        if wanted and wanted != hit.source and target.count(wanted) == 1:
            return target.replace(wanted, hit.source)
    return None


SEEDED: tuple[tuple[str, str, Spoiler], ...] = (
    ("empty", "nothing written", lambda _s, _t, _r: ""),
    ("repetition", "the last words four times", looped),
    ("untranslated", "the Dutch instead", lambda s, _t, _r: s if len(s.split()) > 5 else None),
    ("number", "one digit changed", digit),
    ("number", "another ordinal, part or round number", said),
    ("date", "another day or month", calendar),
    ("unit", "another unit or currency", measure),
    ("name", "one letter of a name changed", name),
    ("negation", "the negation dropped", denied),
    ("negation", "a negation added", denying),
    ("quotes", "a closing mark dropped", unquoted),
    ("brackets", "a closing bracket dropped", unbracketed),
    ("length", "three quarters dropped", quarter),
    ("dutch-word", "a Dutch function word left", left_over),
    ("doubled-word", "a word said twice", twice),
    ("capitals", "a small letter at the start", small),
    ("spacing", "a space before a comma", spaced),
    ("end-punctuation", "the full stop dropped", unended),
    ("quote-style", "a low opening mark", low_mark),
    ("spelling", "two letters swapped or one left out", misspelt),
    ("spelling", "syllables of a name stuttered", stuttered),
    ("spelling", "a name nobody bears", invented),
    ("spelling", "an American spelling", americanised),
    ("length", "the longest clause dropped", clause_dropped),
    ("article", "a for an, or an for a", other_article),
    ("term", "a term left in Dutch", term_in_dutch),
)


def main() -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--refs", type=Path, default=ROOT.parent / "shared" / "eval")
    parser.add_argument("--glossary", type=Path, default=ROOT / "glossary.yaml")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", default="", help="a check whose misses are listed")
    parser.add_argument("--no-write", action="store_true")
    options = parser.parse_args()
    if not options.refs.is_dir():
        sys.exit(f"bench_checks.py: no references in {options.refs}")
    glossary = load_glossary(options.glossary)
    matcher = Matcher(glossary)
    guide = load_guide(glossary)
    corpora = {
        "articles": read(sorted(options.refs.glob("[0-9]*.nl"))),
        "FLORES dev": read(sorted(options.refs.glob("flores*.nl"))),
    }
    counts = {label: findings(pairs, matcher, guide) for label, pairs in corpora.items()}
    everything = [pair for pairs in corpora.values() for pair in pairs]
    rows = ["| check | severity | " + " | ".join(corpora) + " | spoilt | found |"]
    rows.append("|---" * (len(corpora) + 4) + "|")
    for check in CHECKS.values():
        quiet = " | ".join(shown(counts[label].get(check.name)) for label in corpora)
        seeded = [one for one in SEEDED if one[0] == check.name]
        row = f"| {check.name} | {check.severity.label} | {quiet} |"
        # A name that the glossary knows is the term check's.
        wanted = {"name", "term"} if check.name == "name" else {check.name}
        for _, what, spoiler in seeded:
            rng = random.Random(options.seed)  # noqa: S311
            done = [(s, t, spoiler(s, t, rng)) for s, t in everything]
            spoilt = [(s, x) for s, t, x in done if x is not None and x != t]
            caught = [
                bool(wanted & {f.check for f in judge(s, x, matcher, guide)}) for s, x in spoilt
            ]
            if options.show == check.name:
                for (s, x), hit in zip(spoilt, caught, strict=True):
                    if not hit:
                        print(f"missed: {s}\n     → {x}")
            print(f"{check.name}: {what}: {sum(caught)} of {len(spoilt)}", file=sys.stderr)
            share = 100 * sum(caught) / max(len(spoilt), 1)
            rows.append(f"{row} {what}: {len(spoilt)} | {share:.1f} % |")
        if not seeded:
            rows.append(f"{row} – | – |")
    sizes = ", ".join(f"{len(pairs)} of {label}" for label, pairs in corpora.items())
    body = "\n".join(
        [
            "## Checks",
            "",
            "`make bench-checks`. Findings on human references, where every one is a false alarm",
            "or a slip of the translator, and the share of spoilt references that are found. FLORES",
            "is American and follows no glossary, which spelling (en-GB here) and term say of it.",
            f"Segments: {sizes}.",
            "",
            *rows,
        ]
    )
    print(body)
    if not options.no_write:
        write_section("checks", body)
        print(f"written to {DOCUMENT}", file=sys.stderr)


def read(paths: Sequence[Path]) -> list[tuple[str, str]]:
    """Return source and reference lines of all files."""
    pairs: list[tuple[str, str]] = []
    for path in paths:
        english = path.with_suffix(".en").read_text(encoding="utf-8").splitlines()
        pairs += zip(path.read_text(encoding="utf-8").splitlines(), english, strict=True)
    return pairs


def judge(source: str, target: str, matcher: Matcher, guide: Guide = PLAIN) -> tuple[Finding, ...]:
    """Return the findings on one pair."""
    hits = matcher.match(source).hits
    checked = verify(target, hits)
    outcomes = [
        TermOutcome(
            hit=hit,
            rung="human" if satisfied else "unresolved",
            rendering=place.text if place else "",
        )
        for hit, place, satisfied in zip(hits, checked.placements, checked.satisfied, strict=True)
    ]
    segment = Segment(
        number=0, unit=0, segment=0, kind="sentence", start=0, end=len(source), source=source
    )
    return check_draft(segment, target, outcomes, guide=guide)


def findings(
    pairs: Sequence[tuple[str, str]], matcher: Matcher, guide: Guide
) -> dict[str, Counter[Severity]]:
    """Count the findings on human translations by check and severity."""
    counts: dict[str, Counter[Severity]] = {}
    for source, target in pairs:
        for finding in judge(source, target, matcher, guide):
            counts.setdefault(finding.check, Counter())[finding.severity] += 1
    return counts


def shown(counts: Counter[Severity] | None) -> str:
    """Return a number of findings, and how many of them are only cosmetic where not all are."""
    total = sum(counts.values()) if counts else 0
    cosmetic = counts[Severity.COSMETIC] if counts else 0
    return f"{total} ({cosmetic} cosmetic)" if 0 < cosmetic < total else str(total)


if __name__ == "__main__":
    main()
