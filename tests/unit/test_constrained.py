"""The constrained beam: exact against exhaustive search, sane on the embedded model."""

from __future__ import annotations

import gc
import itertools
import math
import weakref
from typing import TYPE_CHECKING

import pytest

from tests.tiny_marian import LETTERS, letter_engine
from workbench.engine.base import Constraint, DecodeOptions
from workbench.engine.constraint_text import occurrences

torch = pytest.importorskip("torch")
constrained = pytest.importorskip("workbench.engine.constrained")
search = pytest.importorskip("workbench.engine.constraint_search")

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from tests.tiny_marian import LetterEngine
    from workbench.engine.constrained import ConstrainedResult
    from workbench.engine.marian import MarianEngine


@pytest.fixture(autouse=True)
def _one_thread() -> Iterator[None]:
    """Threads cost more than they bring for a few rows, most of all on a busy machine."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def everything(
    engine: LetterEngine, source: Sequence[str], longest: int
) -> Iterator[tuple[str, float]]:
    """Yield every target of at most ``longest`` pieces with its mean log-probability."""
    writable = [n for n in range(len(LETTERS)) if n not in {*engine.suppressed_ids, engine.eos_id}]
    inputs = torch.tensor([[*engine.ids(source), engine.eos_id]])
    for length in range(longest + 1):
        combined = list(itertools.product(writable, repeat=length))
        targets = torch.tensor(combined, dtype=torch.long).reshape(len(combined), length)
        count = len(targets)
        start = torch.full((count, 1), engine.start_id)
        end = torch.full((count, 1), engine.eos_id)
        with torch.inference_mode():
            logits = engine.model(
                input_ids=inputs.expand(count, -1), decoder_input_ids=torch.cat([start, targets], 1)
            ).logits
        wanted = torch.cat([targets, end], 1)
        scores = logits.log_softmax(-1).gather(2, wanted[:, :, None]).mean(dim=(1, 2))
        for target, score in zip(targets.tolist(), scores.tolist(), strict=True):
            yield engine.tokenizer.decode(engine.tokens(target)), score


def obeys(text: str, constraints: Sequence[Constraint]) -> bool:
    return all(1 <= len(occurrences(text, c.alternatives)) <= c.most for c in constraints)


EXACT = [
    pytest.param([], id="no constraint"),
    pytest.param([Constraint(alternatives=("a",))], id="one word"),
    pytest.param([Constraint(alternatives=("ab",))], id="a word of two pieces"),
    pytest.param(
        [Constraint(alternatives=("a b",)), Constraint(alternatives=("b c",))], id="overlap"
    ),
    pytest.param(
        [Constraint(alternatives=("c", "c b")), Constraint(alternatives=("a",))], id="prefix"
    ),
    pytest.param([Constraint(alternatives=("bb", "abb"))], id="alternatives"),
    pytest.param([Constraint(alternatives=(word,)) for word in ("a", "b", "c")], id="any order"),
]


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("wanted", EXACT)
def test_a_wide_beam_finds_what_exhaustive_search_finds(
    wanted: list[Constraint], seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "EOS_MARGIN", math.inf)
    monkeypatch.setattr(search, "HORIZON", 99)
    engine = letter_engine(seed)
    source = ["\u2581c", "\u2581a"]
    best = max(
        (found for found in everything(engine, source, 4) if obeys(found[0], wanted)),
        key=lambda found: found[1],
    )
    result = constrained.constrained_beam(
        engine, source, wanted, beam=300, max_beam=300, gate=None, max_target_tokens=4
    )
    assert result.hypotheses[0].score == pytest.approx(best[1], abs=1e-4)
    assert result.hypotheses[0].text == best[0]
    assert result.met == (True,) * len(wanted)
    assert result.impossible == ()


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_a_narrow_beam_meets_every_constraint_and_repeats_none(seed: int) -> None:
    engine = letter_engine(seed)
    wanted = [Constraint(alternatives=("ab", "abb")), Constraint(alternatives=("c",), most=1)]
    result = constrained.constrained_beam(engine, ["\u2581a"], wanted, beam=2)
    assert obeys(result.hypotheses[0].text, wanted)


def test_hypotheses_come_best_first_and_differ() -> None:
    engine = letter_engine(5)
    result = constrained.constrained_beam(
        engine, ["\u2581a"], [Constraint(alternatives=("c",))], n_best=3, gate=None
    )
    scores = [hypothesis.score for hypothesis in result.hypotheses]
    assert len(scores) == len({hypothesis.tokens for hypothesis in result.hypotheses}) == 3
    assert scores == sorted(scores, reverse=True)


def test_a_suppressed_sequence_never_appears() -> None:
    engine = letter_engine(3)
    wanted = [Constraint(alternatives=("a",))]
    banned = [["\u2581c"], ["\u2581a", "\u2581b"]]
    text = (
        constrained.constrained_beam(engine, ["\u2581a"], wanted, suppress=banned)
        .hypotheses[0]
        .text
    )
    assert "c" not in text
    assert "a b" not in text
    assert obeys(text, wanted)


IMPOSSIBLE = [
    pytest.param(Constraint(alternatives=("x",)), (), "no pieces", id="no piece for it"),
    pytest.param(Constraint(alternatives=()), (), "no rendering", id="no alternative"),
    pytest.param(Constraint(alternatives=(" ",)), (), "empty", id="an empty alternative"),
    pytest.param(Constraint(alternatives=("c",)), [["\u2581c"]], "suppressed", id="suppressed"),
    pytest.param(Constraint(alternatives=("a " * 40,)), (), "at most", id="longer than the limit"),
]


@pytest.mark.parametrize(("hopeless", "suppress", "reason"), IMPOSSIBLE)
def test_what_cannot_be_met_is_named_and_the_rest_goes_on(
    hopeless: Constraint, suppress: Sequence[Sequence[str]], reason: str
) -> None:
    result = constrained.constrained_beam(
        letter_engine(2),
        ["\u2581a"],
        [hopeless, Constraint(alternatives=("b",))],
        suppress=suppress,
    )
    assert result.met[0] is False
    assert result.impossible[0].constraint == 0
    assert reason in result.impossible[0].reason
    if reason != "at most":
        assert result.met == (False, True)


def test_constraints_that_do_not_fit_end_with_the_most_that_can_be_met() -> None:
    wanted = [Constraint(alternatives=(word,)) for word in ("a", "b", "c")]
    result = constrained.constrained_beam(
        letter_engine(1), ["\u2581a"], wanted, max_target_tokens=2
    )
    assert sum(result.met) == 2
    assert [impossible.constraint for impossible in result.impossible] == [result.met.index(False)]


def test_the_batch_changes_nothing() -> None:
    engine = letter_engine(7)
    wanted = (Constraint(alternatives=("ab",)), Constraint(alternatives=("c",)))
    items = [
        constrained.ConstrainedSource(source=tuple(source), constraints=wanted[: number % 3])
        for number, source in enumerate(itertools.product(("\u2581a", "\u2581b", "b"), repeat=2))
    ]
    together = constrained.constrained_beams(engine, items)
    for item, result in zip(items, together, strict=True):
        alone = constrained.constrained_beams(engine, [item])[0]
        assert alone.hypotheses[0].tokens == result.hypotheses[0].tokens
        assert alone.hypotheses[0].score == pytest.approx(result.hypotheses[0].score, abs=1e-5)


def test_an_engine_can_be_freed() -> None:
    engine = letter_engine(1)
    constrained.constrained_beam(engine, ["\u2581a"], [Constraint(alternatives=("c",))])
    kept = weakref.ref(engine)
    del engine
    gc.collect()
    assert kept() is None


# -- the embedded model ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def embedded(repo_root: Path) -> MarianEngine:
    from workbench.engine.marian import MarianEngine

    folder = repo_root / "models" / "nl-en-news"
    if not list(folder.glob("*.safetensors")):
        pytest.skip("needs the embedded model")
    return MarianEngine(folder, identity="nl-en-news@test", threads=1)


def decode(
    engine: MarianEngine, text: str, terms: Sequence[tuple[str, Sequence[str]]]
) -> ConstrainedResult:
    """Decode a text under constraints; each term is looked up in it for the gate."""
    wanted = []
    for term, alternatives in terms:
        start = max(0, text.find(term))
        end = start + len(term) if term in text else start
        wanted.append(
            Constraint(
                alternatives=tuple(alternatives),
                most=max(1, text.count(term)),
                start=start,
                end=end,
            )
        )
    result: ConstrainedResult = constrained.constrained_beam(
        engine, engine.tokenizer.encode(text), wanted, text=text
    )
    for constraint, met in zip(wanted, result.met, strict=True):
        found = occurrences(result.hypotheses[0].text, constraint.alternatives)
        assert bool(found) == met
        assert len(found) <= constraint.most, result.hypotheses[0].text
    return result


SENTENCES = [
    ("President Tokajev sprak met Poetin.", [("Tokajev", ["Tokayev"]), ("Poetin", ["Putin"])]),
    ("Ze vluchtte uit Boerjati\u00eb naar Almaty.", [("Boerjati\u00eb", ["Buryatia"])]),
    ("De Mazjilis is het parlement.", [("Mazjilis", ["Mazhilis", "the Mazhilis"])]),
    ("De Kazachstaanse regering zwijgt.", [("Kazachstaanse", ["Kazakh", "Kazakhstan\u2019s"])]),
    (
        "Alimzjan (35) woont in Oelan-Oede.",
        [("Alimzjan", ["Alimzhan"]), ("Oelan-Oede", ["Ulan-Ude"])],
    ),
    ("De dag van de overwinning is in mei.", [("dag van de overwinning", ["Victory Day"])]),
    (
        "\u201eIk kom uit Samara\u201d, zegt Filipp.",
        [("Samara", ["Samara"]), ("Filipp", ["Filipp"])],
    ),
    ("Bron: EenVandaag", [("EenVandaag", ["EenVandaag"])]),
]


@pytest.mark.parametrize(("text", "terms"), SENTENCES, ids=[text for text, _ in SENTENCES])
def test_every_rendering_stands_once_between_word_boundaries(
    embedded: MarianEngine, text: str, terms: list[tuple[str, list[str]]]
) -> None:
    result = decode(embedded, text, terms)
    assert all(result.met), result
    hypothesis = result.hypotheses[0]
    source = embedded.tokenizer.encode(text)
    assert hypothesis.score == pytest.approx(
        embedded.score([(source, hypothesis.tokens)])[0], abs=1e-3
    )


NAMES = [
    ("Tokajev", "Tokayev"),
    ("Alimzjan", "Alimzhan"),
    ("Jevgenia", "Yevgenia"),
    ("Koelesjova", "Kuleshova"),
    ("Dzjamboelat", "Dzhambulat"),
]
PLACES = [
    ("Boerjati\u00eb", "Buryatia"),
    ("Oelan-Oede", "Ulan-Ude"),
    ("Marioepol", "Mariupol"),
    ("Boetsja", "Bucha"),
]
FRAMES = ["{0} woont al jaren in {1}.", "In {1} kent iedereen {0}, zegt men."]


@pytest.mark.slow
def test_forty_sentences_meet_all_and_repeat_none(embedded: MarianEngine) -> None:
    items = []
    for frame, name, place in itertools.product(FRAMES, NAMES, PLACES):
        text = frame.format(name[0], place[0])
        wanted = tuple(
            Constraint(
                alternatives=(target,),
                start=text.index(source),
                end=text.index(source) + len(source),
            )
            for source, target in (name, place)
        )
        source = tuple(embedded.tokenizer.encode(text))
        items.append(constrained.ConstrainedSource(source=source, constraints=wanted, text=text))
    assert len(items) == 40
    for item, result in zip(items, constrained.constrained_beams(embedded, items), strict=True):
        written = result.hypotheses[0].text
        assert obeys(written, item.constraints), (item.text, written)


def test_without_constraints_it_is_a_plain_beam(embedded: MarianEngine) -> None:
    source = embedded.tokenizer.encode("Het parlement stemt morgen over het voorstel.")
    free = embedded.translate([source], DecodeOptions())[0][0]
    result = constrained.constrained_beam(embedded, source, [])
    assert result.hypotheses[0].score >= free.score - 0.02


def test_a_free_rendering_is_not_written_again(embedded: MarianEngine) -> None:
    text = "Rusland is groot."
    result = decode(embedded, text, [("Rusland", ["Russia"])])
    assert result.hypotheses[0].text.count("Russia") == 1


def test_a_forced_rendering_lands_where_its_term_stands(embedded: MarianEngine) -> None:
    """Not at either end, where an ungated constrained beam puts what it has to write."""
    text = "Gisteren heeft de heer Zwelgje in Amsterdam een huis gekocht voor zijn moeder."
    result = decode(embedded, text, [("Zwelgje", ["Quibble"])])
    written = result.hypotheses[0].text
    assert result.met == (True,)
    assert 0 < written.index("Quibble") < len(written) - len("Quibble") - 8


def test_a_rendering_is_not_met_inside_a_longer_word(embedded: MarianEngine) -> None:
    result = decode(embedded, "Kazachstan is groot.", [("Kazachstan", ["Kazakh"])])
    assert result.met == (True,)
    assert occurrences(result.hypotheses[0].text, ["Kazakh"])


@pytest.mark.slow
def test_thirty_constraints_and_a_rendering_of_twenty_words_come_to_an_end(
    embedded: MarianEngine,
) -> None:
    words = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
    terms = [
        (f"woord{n}", [f"{a} {b}"])
        for n, (a, b) in enumerate(itertools.product(words[:6], words[5:]))
    ]
    result = decode(embedded, "Dit is een zin.", terms[:30])
    assert len(result.met) == 30
    assert sum(result.met) >= 25
    longest = " ".join(words * 2)
    assert decode(embedded, "Dit is een lange zin.", [("lange", [longest])]).met == (True,)


def test_letters_outside_the_vocabulary_are_written_in_bytes_or_refused(
    embedded: MarianEngine,
) -> None:
    rendering = "\u049aasym-Jomart"
    result = decode(embedded, "Kassym-Jomart wint.", [("Kassym-Jomart", [rendering])])
    if embedded.tokenizer.encodable(rendering):
        assert result.met == (True,)
    else:
        assert result.impossible[0].constraint == 0


@pytest.mark.parametrize(
    "hostile", ["</s>", "<pad>", "<unk>", "\u2581", "\x00", "<t> a </t>", "\ufdd0"]
)
def test_reserved_pieces_and_control_characters_are_no_way_in(
    embedded: MarianEngine, hostile: str
) -> None:
    result = decode(embedded, "Dit is een zin.", [("zin", [hostile])])
    assert result.hypotheses
    assert not set(result.hypotheses[0].tokens) & {"</s>", "<pad>", "<unk>", "<t>"}
