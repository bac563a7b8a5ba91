"""What a recipe may say: every key of ``recipe.yaml`` with its type, bounds and default.

The models are the documentation of the file; ``recipe_file`` reads one and finds the place of what
is wrong. Nothing is looked up or trained here.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

__all__ = [
    "Augmentation",
    "Cleaning",
    "Data",
    "DataFile",
    "Evaluation",
    "Export",
    "Model",
    "Optimiser",
    "Recipe",
    "Size",
    "Tokeniser",
]

Share = float


class _Section(BaseModel):
    """Scalars of a recipe are text, so numbers are read from text; nothing unknown may stand."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class DataFile(_Section):
    """One file of sentence pairs, a pair a line: source, TAB, target; ``.gz`` is unpacked."""

    file: str
    role: Literal["news", "other", "lexicon", "synthetic"] = "other"
    """``lexicon`` also gives the words and names that hints are made from. ``synthetic`` was written
    by a model: it is left out of the phase on news alone, of hints, and of the other direction."""
    weight: float = Field(default=1.0, ge=0, le=1000)
    """How often each pair is seen in an epoch; a fraction takes a part of them, another each time."""
    hold_out: int = Field(default=0, ge=0)
    """Pairs at the end of the file that are kept for the dev loss and never trained on."""
    swapped: bool = False
    """Whether the English stands in the first column."""
    tagged: bool = False
    """Whether the model is told that the source is a machine's: a closing annotation piece, which
    begins no other source, is put before it (Caswell et al. 2019)."""


class Data(_Section):
    """Where the pairs are."""

    folder: str = "."
    """Relative to the recipe; ``--data`` says otherwise. Files are relative to it, but those whose
    name begins with ``./``, which lie beside the recipe."""
    files: list[DataFile] = Field(min_length=1)
    held_out: list[str] = []
    """Files (patterns allowed, relative to the recipe) whose lines may not be trained on."""


class Cleaning(_Section):
    """What is dropped before anything is learned from it."""

    max_characters: int = Field(default=420, ge=10)
    max_pieces: int = Field(default=120, ge=4)
    max_ratio: float = Field(default=3.0, gt=1)
    """Of the longer side's length to the shorter's, for pairs of more than a few words."""
    numbers: bool = True
    """Whether a pair whose figures have nothing in common counts as misaligned."""
    overlap_words: int = Field(default=12, ge=0)
    """A run of that many words that also stands in a held-out line drops the pair; 0: none does."""


class Tokeniser(_Section):
    """Where the pieces come from."""

    start: str = ""
    """A SentencePiece model (unigram) to use as it is; empty to train one on the data."""
    pieces: int = Field(default=9977, ge=200, le=64000)
    """Size of a vocabulary that is trained."""
    sentences: int = Field(default=400_000, ge=100)
    """Sentences of each language it is trained on, at most."""


class Model(_Section):
    """What training starts from."""

    start: Literal["folder", "encoder", "random"] = "folder"
    """A MarianMT ``folder``; a pretrained ``encoder`` (see ``encoder_start``); ``random``."""
    path: str = ""
    """Of folder or encoder, relative to the recipe."""
    width: int = Field(default=384, ge=8)
    heads: int = Field(default=12, ge=1)
    feed_forward: int = Field(default=1536, ge=8)
    encoder_layers: int = Field(default=6, ge=1, le=24)
    decoder_layers: int = Field(default=2, ge=1, le=12)
    max_positions: int = Field(default=256, ge=16)

    @model_validator(mode="after")
    def _whole(self) -> Model:
        if self.start != "random" and not self.path:
            raise ValueError(f"start: {self.start} needs a path")
        if self.width % self.heads:
            raise ValueError("width is no multiple of heads")
        return self


class Size(_Section):
    """What depends on the machine; a section for each."""

    precision: Literal["auto", "fp32", "bf16"] = "auto"
    """``auto`` measures both at the start."""
    batch_tokens: int = Field(default=4096, ge=16)
    """Padded pieces in a batch, the longer side counted."""
    accumulate: int = Field(default=2, ge=1)
    """Batches to a step."""
    learning_rate: float = Field(default=6e-4, gt=0, le=1)
    warmup_steps: int = Field(default=60, ge=0)
    dropout: float = Field(default=0.05, ge=0, lt=1)
    label_smoothing: float = Field(default=0.0, ge=0, lt=1)
    other_weight: float = Field(default=1.0, ge=0)
    """Factor on the weight of everything that is not news."""
    sampling: Share = Field(default=0.1, ge=0, le=1)
    """Share of sources that are cut into pieces another way than the likeliest."""
    part: float = Field(default=0.2, gt=0, le=1)
    """Part of an epoch that is built, shuffled and cut into batches at a time."""
    workers: int = Field(default=0, ge=0, le=64)
    """Processes that build text ahead, for a GPU; the text is the same with any number."""
    every: int | None = Field(default=None, ge=1)
    """Steps between two looks, where not as the evaluation section says."""
    encoder_layers: int | None = Field(default=None, ge=1, le=24)
    decoder_layers: int | None = Field(default=None, ge=1, le=12)
    """Another depth than the model section's, for ``encoder`` and ``random``."""


class Optimiser(_Section):
    """Muon for matrices, AdamW for the rest."""

    encoder_rate: float = Field(default=0.5, gt=0, le=10)
    """Factor on the learning rate for encoder and embeddings, which start from something."""
    momentum: float = Field(default=0.95, ge=0, lt=1)
    weight_decay: float = Field(default=0.01, ge=0, lt=1)
    clip: float = Field(default=1.0, gt=0)
    cooldown: Share = Field(default=0.5, gt=0, le=1)
    """Share of the steps at the end in which the learning rate falls linearly."""
    floor: Share = Field(default=0.03, ge=0, le=1)
    """Share of the learning rate that is left at the end."""
    average: float = Field(default=0.985, ge=0, lt=1)
    """Decay of the running mean of the weights, which is what is exported; taken every 5 steps."""
    news_only: Share = Field(default=0.15, ge=0, le=1)
    """Share of the steps at the end that see news alone."""


class Augmentation(_Section):
    """Shares of pairs that are changed; every change is made on both sides alike."""

    hints: Share = Field(default=0.12, ge=0, le=1)
    """Pairs (news and lexicon-bearing text) in which renderings wanted are written into the source."""
    plain: Share = Field(default=0.6, ge=0, le=1)
    """Of the hints, how many replace the term by its rendering; the others are annotations."""
    random_targets: Share = Field(default=0.2, ge=0, le=1)
    """Of the hints, how many ask for another name, which then stands in the target, too."""
    words: Share = Field(default=0.5, ge=0, le=1)
    """Of the pairs with hints, how many may also have them for ordinary words, in base form."""
    rare: Share = Field(default=0.9, ge=0, le=1)
    """Of the words on the export section's list, how many stand in the source as the English that
    the target has for them: as they will when the model translates."""
    names: Share = Field(default=0.05, ge=0, le=1)
    """Pairs in which a name is replaced by another one."""
    numbers: Share = Field(default=0.05, ge=0, le=1)
    """Pairs in which figures and dates are replaced."""
    upper_case: Share = Field(default=0.01, ge=0, le=1)
    quotes: Share = Field(default=0.1, ge=0, le=1)
    """Sources whose quotation marks and apostrophes are written another way."""
    short: float = Field(default=1.5, ge=0, le=100)
    """Factor on the weight of pairs of at most three words."""


class Evaluation(_Section):
    """The dev set, and how often it is looked at."""

    source: str = ""
    """Relative to the recipe; empty: no dev set, only the dev loss on ``hold_out``."""
    reference: str = ""
    every: int = Field(default=200, ge=1)
    """Steps between two looks at the dev loss and the score of ``lines``."""
    lines: int = Field(default=60, ge=0)
    """Dev lines scored while training, spread evenly over the set; greedy. 0: none."""
    beam: int = Field(default=4, ge=1, le=16)
    """Of the score of the whole set at the end."""
    baseline: str = ""
    """A MarianMT folder, relative to the recipe, that the result has to beat on the dev set."""
    gain: float = Field(default=0.0, ge=0, le=100)
    """BLEU points; it has to be better by more than that."""

    @model_validator(mode="after")
    def _pair(self) -> Evaluation:
        if bool(self.source) != bool(self.reference):
            raise ValueError("source and reference belong together")
        if self.baseline and not self.source:
            raise ValueError("a baseline needs source and reference")
        return self


class Export(_Section):
    """The folder that comes out."""

    id: str = Field(default="nl-en-trained", pattern=r"^[A-Za-z0-9][A-Za-z0-9._@/-]*$")
    licence: str = "unknown"
    hints: bool = True
    """Whether ``model.toml`` says that the model takes inline annotations."""
    length_penalty: float = Field(default=1.0, gt=0, le=5)
    words: str = ""
    """A list of rare words (``words.tsv``), relative to the recipe, that goes with the weights."""
    shard_mb: float = Field(default=29.0, gt=0)
    """Weights larger than this lie in several files, none of them larger."""


class Recipe(_Section):
    """A whole recipe."""

    direction: Literal["nl-en", "en-nl"] = "nl-en"
    """``en-nl`` learns from the same files the other way round: for back-translation."""
    data: Data
    cleaning: Cleaning = Cleaning()
    tokeniser: Tokeniser = Tokeniser()
    model: Model
    sizes: dict[str, Size] = Field(default_factory=lambda: {"cpu": Size()}, min_length=1)
    """``cpu`` and ``gpu`` are taken by what is there; others by ``--size``."""
    optimiser: Optimiser = Optimiser()
    augmentation: Augmentation = Augmentation()
    evaluation: Evaluation = Evaluation()
    export: Export = Export()
    steps: int = Field(default=2000, ge=1)
    """Where neither ``--steps`` nor ``--minutes`` is given."""
    seed: int = Field(default=1, ge=0)
    save_minutes: float = Field(default=10, ge=0)
    """Between two checkpoints; 0 writes one after every step."""

    @property
    def reverse(self) -> bool:
        """Whether English is the source."""
        return self.direction == "en-nl"

    @property
    def languages(self) -> tuple[str, str]:
        """Source and target, as ``model.toml`` names them."""
        source, _, target = self.direction.partition("-")
        return source, target
