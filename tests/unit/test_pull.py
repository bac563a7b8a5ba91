"""Pulling a model from a hub on this machine, and everything that can go wrong with it.

Each pull runs as a process of its own, as the hub's client reads its environment when imported.
"""

from __future__ import annotations

import json
import os
import pickle
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.hub import COMMIT, serve_hub
from tests.tiny_marian import build_tiny_marian
from workbench.engine.catalogue import find_model, pulled_models_dir
from workbench.engine.folder import hash_file
from workbench.errors import ModelError, ModelMissing

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [
    pytest.mark.slow,
    pytest.mark.enable_socket,
    pytest.mark.allow_hosts(["127.0.0.1"]),
    pytest.mark.timeout(300),
]

PULL = """
import json, sys
from workbench.engine.pull import pull
from workbench.errors import ModelError
steps = []
try:
    model = pull(sys.argv[1], progress=lambda done, total: steps.append((done, total)))
except ModelError as error:
    print(json.dumps({"error": str(error), "exit": error.exit_code}))
else:
    print(json.dumps({"name": model.name, "path": str(model.folder.path), "steps": steps}))
"""


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository as it lies on a hub: no model.toml."""
    return build_tiny_marian(tmp_path_factory.mktemp("hub") / "repository", card=False)


def pull(asked: str, endpoint: str) -> dict[str, object]:
    environment = {**os.environ, "HF_ENDPOINT": endpoint, "HF_HUB_DISABLE_XET": "1"}
    environment.pop("HF_HUB_OFFLINE", None)
    done = subprocess.run(
        [sys.executable, "-c", PULL, asked],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answer: dict[str, object] = json.loads(done.stdout)
    return answer


def left_behind() -> list[str]:
    root = pulled_models_dir()
    return [path.name for path in root.iterdir() if path.is_dir()] if root.exists() else []


def test_safetensors_are_pulled_once_and_found_offline(published: Path) -> None:
    with pytest.raises(ModelMissing, match="workbench model pull desk/tiny"):
        find_model("desk/tiny")
    with serve_hub({"desk/tiny": published}) as endpoint:
        answer = pull("desk/tiny", endpoint)
        assert answer["name"] == "desk/tiny"
        requests: list[str] = []
        with serve_hub({"desk/tiny": published}, requests=requests) as again:
            pull(f"desk/tiny@{COMMIT}", again)
        assert not [path for path in requests if "resolve" in path]
    model = find_model("desk/tiny")
    assert str(model.folder.path) == answer["path"]
    assert find_model(f"desk/tiny@{COMMIT[:8]}").sha256 == model.sha256
    with pytest.raises(ModelMissing):
        find_model("desk/tiny@ffff")
    steps = answer["steps"]
    assert isinstance(steps, list)
    assert steps[-1][0] == steps[-1][1] > 0
    assert steps == sorted(steps)
    card = model.folder.card
    assert card.licence == "apache-2.0"
    assert (card.source, card.target) == ("nl", "en")
    assert card.origin is not None
    assert card.origin.revision == COMMIT
    weights = hash_file(published / "model.safetensors")
    assert card.origin.weights_sha256 == weights == card.sha256["model.safetensors"]
    assert left_behind() == [model.folder.path.name]


def test_pickled_weights_become_safetensors(published: Path, tmp_path: Path) -> None:
    import torch
    from safetensors.torch import load_file

    repository = tmp_path / "pickled"
    shutil.copytree(published, repository)
    (repository / "model.safetensors").unlink()
    state = load_file(published / "model.safetensors")
    torch.save(state, repository / "pytorch_model.bin")
    with serve_hub({"desk/pickled": repository}) as endpoint:
        answer = pull("desk/pickled", endpoint)
    assert "error" not in answer, answer
    folder = find_model("desk/pickled").folder
    assert not (folder.path / "pytorch_model.bin").exists()
    origin = folder.card.origin
    assert origin is not None
    assert origin.weights_file == "pytorch_model.bin"
    assert origin.weights_sha256 == hash_file(repository / "pytorch_model.bin")
    assert folder.card.sha256["model.safetensors"] == hash_file(folder.weights[0])
    written = load_file(folder.weights[0])
    assert all(torch.equal(written[name], state[name]) for name in written)


class _Malicious:
    def __init__(self, witness: str) -> None:
        self.witness = witness

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (self.witness,)


def test_a_pickle_that_is_a_program_is_refused(published: Path, tmp_path: Path) -> None:
    repository = tmp_path / "malicious"
    shutil.copytree(published, repository)
    (repository / "model.safetensors").unlink()
    witness = tmp_path / "witness"
    (repository / "pytorch_model.bin").write_bytes(pickle.dumps(_Malicious(str(witness))))
    with serve_hub({"desk/malicious": repository}) as endpoint:
        answer = pull("desk/malicious", endpoint)
    assert "pytorch_model.bin was refused" in str(answer["error"])
    assert answer["exit"] == 3
    assert not witness.exists()
    assert left_behind() == []


def test_a_download_that_breaks_off_leaves_nothing(published: Path) -> None:
    with serve_hub({"desk/tiny": published}, truncate="source.spm") as endpoint:
        answer = pull("desk/tiny", endpoint)
    assert answer["exit"] == 3
    assert left_behind() == []


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("config.json", b'{"model_type": "t5", "architectures": ["T5Model"]}', "T5Model"),
        ("source.spm", None, "lacks source.spm"),
        ("model.safetensors", None, "neither model.safetensors nor pytorch_model.bin"),
        ("model.safetensors", b"not weights", "cannot be"),
        ("vocab.json", b"{}", "no piece"),
    ],
)
def test_what_is_no_marian_is_refused(
    published: Path, tmp_path: Path, name: str, content: bytes | None, message: str
) -> None:
    repository = tmp_path / "other"
    shutil.copytree(published, repository)
    (repository / name).unlink()
    if content is not None:
        (repository / name).write_bytes(content)
    with serve_hub({"desk/other": repository}) as endpoint:
        answer = pull("desk/other", endpoint)
    assert message in str(answer["error"])
    assert answer["exit"] == 3
    assert left_behind() == []


def test_what_the_hub_does_not_have(published: Path) -> None:
    with serve_hub({"desk/tiny": published}) as endpoint:
        assert "has no model desk/absent" in str(pull("desk/absent", endpoint)["error"])
        assert "no revision v9" in str(pull("desk/tiny@v9", endpoint)["error"])


def test_without_a_network_it_says_so_and_names_the_embedded_model() -> None:
    answer = pull("desk/tiny", "http://127.0.0.1:9")
    assert "no network" in str(answer["error"])
    assert "nl-en-news" in str(answer["error"])
    assert "\n" not in str(answer["error"])


def test_what_is_no_hub_id_is_refused() -> None:
    from workbench.engine.pull import pull as pull_here

    with pytest.raises(ModelError, match="not a hub id"):
        pull_here("nl-en-news")
