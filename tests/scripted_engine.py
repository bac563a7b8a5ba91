"""A scripted engine for tests of the ladder: words are pieces, hypotheses are looked up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.model import Hypothesis

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from workbench.engine.base import DecodeOptions, TermHint


class WordPieces:
    """Words as pieces; spaces are written as ``_`` at a word's start."""

    def encode(self, text: str) -> list[str]:
        return text.split(" ")

    def encode_target(self, text: str) -> list[str]:
        """Return words; one that no vocabulary would hold falls into two pieces."""
        if "zy" in text and " " not in text:
            return [text[:4], text[4:]]
        return text.split(" ")

    def encode_hinted(self, text: str, hints: Sequence[TermHint]) -> list[str]:
        raise AssertionError(f"not asked for: {text} {hints}")

    def decode(self, tokens: Sequence[str]) -> str:
        return " ".join(tokens)

    def offsets(self, text: str) -> list[tuple[int, int]]:
        spans: list[tuple[int, int]] = []
        at = 0
        for word in text.split(" "):
            spans.append((at, at + len(word)))
            at += len(word) + 1
        return spans

    def target_offsets(self, tokens: Sequence[str]) -> list[tuple[int, int]]:
        return self.offsets(" ".join(tokens))

    def encodable(self, text: str) -> bool:
        return bool(text)

    def writable(self, text: str) -> bool:
        return text.isascii() or "’" in text


class ScriptedEngine:
    """Answers from a table: source text to hypotheses, best first.

    Under ``source | beginning`` stands what follows a given beginning, that included.
    """

    name = "scripted"
    signature = "model:scripted@0|engine:scripted"
    max_source_tokens = 200
    takes_hints = False
    threads = 1

    def __init__(
        self,
        answers: dict[str, list[str]],
        *,
        default: Callable[[str], str] = lambda source: source,
    ) -> None:
        self.tokenizer = WordPieces()
        self.answers = answers
        self.default = default
        self.asked: list[tuple[str, DecodeOptions]] = []

    def translate(
        self, sources: Sequence[Sequence[str]], options: DecodeOptions
    ) -> list[tuple[Hypothesis, ...]]:
        results: list[tuple[Hypothesis, ...]] = []
        for pieces in sources:
            source = " ".join(pieces)
            self.asked.append((source, options))
            begun = self.answers.get(f"{source} | {' '.join(options.prefix)}")
            texts = begun or self.answers.get(source) or [self.default(source)]
            banned = [" ".join(sequence) for sequence in options.suppress]
            texts = [t for t in texts if not any(word in t for word in banned)] or texts[-1:]
            results.append(
                tuple(
                    Hypothesis(text=text, tokens=tuple(text.split(" ")), score=-0.1 * (rank + 1))
                    for rank, text in enumerate(texts[: options.n_best])
                )
            )
        return results

    def translate_each(
        self, asked: Sequence[tuple[Sequence[str], DecodeOptions]]
    ) -> list[tuple[Hypothesis, ...]]:
        return [self.translate([source], options)[0] for source, options in asked]

    def align(
        self, pairs: Sequence[tuple[Sequence[str], Sequence[str]]]
    ) -> list[list[list[float]]]:
        """Every target word attends to the source word at its own place."""
        return [
            [
                [1.0 if i == min(j, len(source) - 1) else 0.0 for i in range(len(source))]
                for j in range(len(target))
            ]
            for source, target in pairs
        ]

    def score(self, pairs: Sequence[tuple[Sequence[str], Sequence[str]]]) -> list[float]:
        return [-0.5 for _ in pairs]

    def close(self) -> None:
        """Nothing to free."""
