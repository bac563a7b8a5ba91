"""Finding, checking, converting and loading models, and every way in which one can be unfit."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.tiny_marian import build_tiny_marian
from workbench.engine import load
from workbench.engine.build import convert, verify
from workbench.engine.catalogue import (
    converted_folder,
    describe,
    find_model,
    list_models,
    record_hashes,
)
from workbench.engine.folder import CARD, open_folder, read_card, write_card
from workbench.engine.load import load_engine
from workbench.errors import ModelError, ModelMissing

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_tiny_marian(tmp_path_factory.mktemp("models") / "tiny")


@pytest.fixture
def tiny(built: Path, tmp_path: Path) -> Path:
    """A copy to spoil."""
    return Path(shutil.copytree(built, tmp_path / "tiny"))


@pytest.fixture
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WORKBENCH_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path / "cache" / "ct2"


def test_the_embedded_model_is_the_default_and_as_its_card_says() -> None:
    model = find_model()
    assert model.name == "nl-en-news"
    assert find_model("nl-en-news") == model
    assert find_model(model.folder.path).sha256 == model.sha256
    assert model.folder.card.sha256 == model.hashes
    info = describe(model)
    assert info.problems == ()
    assert info.hints
    assert (info.source, info.target) == ("nl", "en")
    assert info.parameters > 1_000_000
    assert model.name in [found.name for found in list_models()[0]]


def test_a_copy_elsewhere_is_the_same_model(built: Path, tiny: Path) -> None:
    assert find_model(tiny).sha256 == find_model(built).sha256
    (tiny / "README.md").write_text("a note changes nothing")
    assert find_model(tiny).sha256 == find_model(built).sha256
    config = tiny / "config.json"
    config.write_bytes(config.read_bytes() + b"\n")
    assert find_model(tiny).sha256 != find_model(built).sha256


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ("nl-en-new", "did you mean nl-en-news"),
        ("zzz", "there is nl-en-news"),
        ("Some-Body/opus", "run `workbench model pull Some-Body/opus`, or use .* nl-en-news"),
        ("Some-Body/opus@v2", "run `workbench model pull Some-Body/opus@v2`"),
        ("./absent/model", "no such folder"),
        ("/absent/model", "no such folder"),
    ],
)
def test_what_is_not_there_says_how_to_get_it(asked: str, message: str) -> None:
    with pytest.raises(ModelMissing, match=message) as caught:
        find_model(asked)
    assert caught.value.exit_code == 3


def _drop(name: str) -> Callable[[Path], object]:
    return lambda folder: (folder / name).unlink()


def _fill(name: str, content: str) -> Callable[[Path], object]:
    return lambda folder: (folder / name).write_text(content)


def _pickled(folder: Path) -> None:
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (_drop("source.spm"), "lacks source.spm"),
        (_drop("model.safetensors"), r"no \*.safetensors"),
        (_pickled, "weights are pickled"),
        (_fill("config.json", "{"), "not JSON"),
        (_fill("config.json", '{"model_type": "bart"}'), "not a MarianMT model .*bart"),
        (_fill("config.json", '{"model_type": "marian"}'), "max_position_embeddings"),
        (_fill(CARD, "id = 7"), "id: "),
        (_fill(CARD, 'id = "x"\nhint = true'), "hint: "),
        (_fill(CARD, "id ="), "not TOML"),
        (_fill("model.safetensors", "nothing"), "not the file model.toml describes"),
        (_fill("vocab.json", "{}"), "not the file model.toml describes"),
    ],
)
def test_an_unfit_folder_is_refused_in_one_line(
    tiny: Path, spoil: Callable[[Path], object], message: str
) -> None:
    spoil(tiny)
    with pytest.raises(ModelError, match=message) as caught:
        load_engine(tiny)
    assert caught.value.exit_code == 3
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("engine", ["torch", "ct2"])
def test_unfit_weights_are_refused_without_hashes_too(
    tiny: Path, engine: str, own_cache: Path
) -> None:
    (tiny / CARD).unlink()
    weights = tiny / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1000])
    with pytest.raises(ModelError) as caught:
        load_engine(tiny, engine=engine)
    assert "\n" not in str(caught.value)
    assert not list(own_cache.glob("*-int8"))
    assert not [path for path in own_cache.glob(".*") if path.is_dir()]


def test_a_folder_without_a_card_is_a_model_without_hints(tiny: Path) -> None:
    (tiny / CARD).unlink()
    loaded = load_engine(tiny, engine="torch", jobs=1)
    assert not loaded.engine.takes_hints
    assert loaded.model.kind == "folder"
    assert loaded.engine.threads == 1


def test_a_card_survives_being_written(tiny: Path, tmp_path: Path) -> None:
    card = read_card(tiny / CARD)
    write_card(tmp_path / "again.toml", card)
    assert read_card(tmp_path / "again.toml") == card
    folder = open_folder(tiny)
    (tiny / "config.json").write_bytes((tiny / "config.json").read_bytes() + b"\n")
    with pytest.raises(ModelError, match=r"config.json is not the file"):
        verify(find_model(tiny))
    assert record_hashes(tiny).capabilities == folder.card.capabilities
    assert describe(find_model(tiny)).problems == ()


def test_verify_decodes_with_every_engine(tiny: Path) -> None:
    checked = "\n".join(verify(find_model(tiny)))
    assert "have the hashes" in checked
    assert "torch-float32 decodes" in checked
    assert "ct2-int8 decodes" in checked


def test_two_processes_convert_once_and_damage_is_repaired(tiny: Path, own_cache: Path) -> None:
    program = (
        "import sys; from workbench.engine.build import convert; "
        "from workbench.engine.catalogue import find_model; print(convert(find_model(sys.argv[1])))"
    )

    def run(_: int) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", program, str(tiny)]
        return subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ)

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(run, range(2))
    model = find_model(tiny)
    target = converted_folder(model)
    # Nothing but the path is printed: the converter's chatter goes nowhere.
    assert (first.stdout, first.stderr) == (f"{target}\n", "")
    assert (second.stdout, second.stderr) == (f"{target}\n", "")
    assert sorted(path.name for path in own_cache.iterdir() if path.is_dir()) == [target.name]
    made = (target / "model.bin").stat().st_mtime_ns
    assert convert(model) == target
    assert (target / "model.bin").stat().st_mtime_ns == made

    sound = (target / "model.bin").read_bytes()
    (target / "model.bin").write_bytes(sound[:-1])
    left_over = own_cache / f".{target.name}.1"
    left_over.mkdir()
    convert(model)
    assert (target / "model.bin").read_bytes() == sound
    assert not left_over.exists()


def test_auto_falls_back_to_torch_and_says_why(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: object, **options: object) -> None:
        message = "no such instruction"
        raise ModelError(message)

    monkeypatch.setattr(load, "make_ct2", refuse)
    loaded = load_engine(tiny, jobs=1)
    assert loaded.engine.name == "torch-float32"
    assert "no such instruction" in loaded.notes[0]
    with pytest.raises(ModelError, match="no such instruction"):
        load_engine(tiny, engine="ct2")


def test_auto_takes_ctranslate2(tiny: Path) -> None:
    loaded = load_engine(tiny, jobs=1000)
    assert loaded.engine.name == "ct2-int8"
    assert loaded.notes == ()
    assert loaded.engine.threads == len(os.sched_getaffinity(0))


def test_an_unknown_engine_is_refused(tiny: Path) -> None:
    with pytest.raises(ModelError, match="no engine is called fast"):
        load_engine(tiny, engine="fast")


def test_a_place_that_cannot_be_written_is_named(
    tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    occupied = tmp_path / "occupied"
    occupied.write_text("a file where a folder should be")
    monkeypatch.setenv("WORKBENCH_CACHE_DIR", str(occupied))
    with pytest.raises(ModelError, match="WORKBENCH_CACHE_DIR"):
        convert(find_model(tiny))


def test_listing_models_loads_nothing_heavy(repo_root: Path) -> None:
    program = (
        "import sys; from workbench.engine.catalogue import list_models; list_models();"
        "print([name for name in ('torch', 'transformers', 'ctranslate2') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=repo_root
    )
    assert done.stdout == "[]\n"
