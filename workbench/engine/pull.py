"""Fetch a MarianMT from a hub, once, pinned to a commit; the one module that opens a socket.

Most public Marian repositories publish pickled weights, and a pickle is a program. It is read once,
in a process of its own and with ``weights_only=True``, written as safetensors and deleted; both
hashes are recorded. What fails leaves nothing behind.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.engine.build import verify
from workbench.engine.catalogue import (
    DEFAULT_MODEL,
    HUB_ID,
    Model,
    find_model,
    pulled_folder,
    pulled_models_dir,
)
from workbench.engine.conversion import package_environment
from workbench.engine.folder import (
    CARD,
    OPTIONAL,
    REQUIRED,
    Card,
    Origin,
    check_architecture,
    hash_file,
    hash_files,
    open_folder,
    write_card,
)
from workbench.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["pull"]

PICKLE = "pytorch_model.bin"
SAFETENSORS = re.compile(r"model(-\d{5}-of-\d{5})?\.safetensors")
_INSTEAD = f"the embedded {DEFAULT_MODEL} needs no network"
_SPARE_BYTES = 100_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Published:
    """What the hub says about a commit."""

    hub: str
    revision: str
    licence: str
    sizes: dict[str, int]
    hashes: dict[str, str]
    """SHA-256 by file name, where the hub knows it."""


def pull(asked: str, *, progress: Callable[[int, int], None] | None = None) -> Model:
    """Download a model, make it safe to load, try it and keep it for offline use.

    Args:
        asked: ``owner/name`` or ``owner/name@revision``; a branch or tag is resolved to a commit.
        progress: called with the bytes done and the bytes in all.

    Returns:
        The model, as ``find_model`` finds it from now on.

    Raises:
        ModelError: no network, no such repository, not a usable MarianMT, or no room for it.
    """
    match = HUB_ID.fullmatch(asked)
    if match is None:
        msg = f"{asked} is not a hub id"
        raise ModelError(msg, hint="write it as owner/name or owner/name@revision")
    published = _ask_hub(match["hub"], match["revision"])
    target = pulled_folder(published.hub, published.revision)
    if (target / CARD).is_file():
        return find_model(f"{published.hub}@{published.revision}")
    wanted = _choose(published)
    from filelock import FileLock

    try:
        pulled_models_dir().mkdir(parents=True, exist_ok=True)
        with (
            FileLock(pulled_models_dir() / f".{target.name}.lock"),
            tempfile.TemporaryDirectory(prefix=".pull-", dir=pulled_models_dir()) as work,
        ):
            if not (target / CARD).is_file():
                folder = Path(work) / target.name
                folder.mkdir()
                _download(published, wanted, folder, progress=progress)
                _make_safe(folder)
                _describe(published, folder)
                _try_out(published, folder)
                shutil.rmtree(target, ignore_errors=True)
                folder.rename(target)
    except OSError as error:
        full = error.errno in {errno.ENOSPC, errno.EDQUOT}
        reason = "the disk is full" if full else error.strerror or str(error)
        msg = f"the model cannot be kept: {reason}"
        hint = "make room, or set WORKBENCH_DATA_DIR to a folder that can be written"
        raise ModelError(msg, where=str(pulled_models_dir()), hint=hint) from error
    return find_model(f"{published.hub}@{published.revision}")


def _ask_hub(hub: str, revision: str | None) -> _Published:
    """Resolve a revision to a commit and list its files."""
    from huggingface_hub import HfApi

    with _hub_errors(hub, revision):
        info = HfApi(endpoint=_endpoint()).model_info(
            hub, revision=revision, files_metadata=True, timeout=30
        )
    if not info.sha or not re.fullmatch(r"[0-9a-f]{40}", info.sha):
        msg = f"the hub names no commit for {hub}"
        raise ModelError(msg, hint=_INSTEAD)
    files = info.siblings or []
    card = info.card_data
    licence = card.get("license") if card else None
    return _Published(
        hub=hub,
        revision=info.sha,
        licence=licence if isinstance(licence, str) else "unknown",
        sizes={file.rfilename: file.size or 0 for file in files},
        hashes={file.rfilename: file.lfs.sha256 for file in files if file.lfs},
    )


def _choose(published: _Published) -> list[str]:
    """Return the files to download, small ones first, once it is clear that all are there.

    Raises:
        ModelError: something a MarianMT needs is not there.
    """
    there = published.sizes.keys()
    missing = [name for name in REQUIRED if name not in there]
    if missing:
        msg = f"{published.hub} is not a MarianMT repository: it lacks {', '.join(missing)}"
        raise ModelError(msg, hint=f"choose another, or use the embedded {DEFAULT_MODEL}")
    weights = sorted(name for name in there if SAFETENSORS.fullmatch(name))
    if not weights and PICKLE in there:
        weights = [PICKLE]
    if not weights:
        msg = f"{published.hub} has neither model.safetensors nor {PICKLE}"
        raise ModelError(msg, hint=f"choose another, or use the embedded {DEFAULT_MODEL}")
    return [*REQUIRED, *(name for name in OPTIONAL if name in there), *weights]


def _download(
    published: _Published,
    names: list[str],
    folder: Path,
    *,
    progress: Callable[[int, int], None] | None,
) -> None:
    """Download files and check each against what the hub says of it."""
    from huggingface_hub import hf_hub_download

    total = sum(published.sizes[name] for name in names)
    # Pickled weights lie there twice for a moment; the int8 conversion takes a quarter more.
    if shutil.disk_usage(folder).free < 2 * total + _SPARE_BYTES:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    done = 0
    for name in names:
        bar = _bar(progress, done, total)
        with _hub_errors(published.hub, published.revision):
            hf_hub_download(
                published.hub,
                name,
                revision=published.revision,
                local_dir=folder,
                tqdm_class=bar,
                endpoint=_endpoint(),
            )
        size = (folder / name).stat().st_size
        if size != published.sizes[name] or published.hashes.get(name) not in {
            None,
            hash_file(folder / name),
        }:
            msg = f"{name} did not arrive as the hub has it"
            raise ModelError(msg, where=published.hub, hint="pull again")
        done += size
        if progress:
            progress(done, total)
        if name == "config.json":
            config = json.loads((folder / name).read_bytes())
            check_architecture(config, where=f"{published.hub}/config.json")
    shutil.rmtree(folder / ".cache", ignore_errors=True)


def _bar(progress: Callable[[int, int], None] | None, before: int, total: int) -> type[Any]:
    """Return a tqdm that reports to ``progress`` and draws nothing."""
    from tqdm import tqdm  # type: ignore[import-untyped]

    class Bar(tqdm):  # type: ignore[misc]
        def __init__(self, *args: object, **options: object) -> None:
            options.pop("name", None)
            self._done = before + int(str(options.get("initial") or 0))
            super().__init__(*args, **{**options, "disable": True})

        def update(self, n: float | None = 1) -> None:
            self._done += int(n or 0)
            if progress:
                progress(min(self._done, total), total)

    return Bar


def _make_safe(folder: Path) -> None:
    """Rewrite pickled weights as safetensors and delete the pickle."""
    pickle = folder / PICKLE
    if not pickle.exists():
        return
    done = subprocess.run(
        [sys.executable, "-m", "workbench.engine.pull", str(folder)],
        env={**package_environment(), "HF_HUB_OFFLINE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        lines = done.stderr.strip().splitlines() or [f"exit status {done.returncode}"]
        if "No space left on device" in done.stderr:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        msg = f"{PICKLE} was refused: {lines[-1][:300]}"
        raise ModelError(msg, hint="use a repository that publishes safetensors")


def _describe(published: _Published, folder: Path) -> None:
    """Write ``model.toml`` and drop the pickle, whose hash it keeps."""
    pickle = folder / PICKLE
    weights = pickle if pickle.exists() else next(iter(sorted(folder.glob("*.safetensors"))))
    origin = Origin(
        hub=published.hub,
        revision=published.revision,
        pulled=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        weights_file=weights.name,
        weights_sha256=hash_file(weights),
    )
    pickle.unlink(missing_ok=True)
    languages: dict[str, str] = {}
    with contextlib.suppress(OSError, ValueError):
        config = json.loads((folder / "tokenizer_config.json").read_bytes())
        for key, name in (("source", "source_lang"), ("target", "target_lang")):
            if isinstance(config.get(name), str):
                languages[key] = config[name]
    write_card(
        folder / CARD,
        Card(
            id=published.hub,
            licence=published.licence,
            sha256=hash_files(open_folder(folder))[0],
            origin=origin,
            **languages,  # type: ignore[arg-type]
        ),
    )


def _try_out(published: _Published, folder: Path) -> None:
    """Load the model and decode with it, while it still lies where nobody finds it."""
    try:
        verify(find_model(folder))
    except ModelError as error:
        # The folder is about to vanish; the repository is what the user knows.
        msg = f"it does not work here: {error.message}"
        hint = f"choose another, or use the embedded {DEFAULT_MODEL}"
        raise ModelError(msg, where=published.hub, hint=hint) from error


def _endpoint() -> str | None:
    return os.environ.get("HF_ENDPOINT") or None


@contextlib.contextmanager
def _hub_errors(hub: str, revision: str | None) -> Iterator[None]:
    """Turn what the hub's client raises into one line with a way out."""
    from httpx2 import HTTPError
    from huggingface_hub import errors

    try:
        yield
    except errors.OfflineModeIsEnabled as error:
        msg = "HF_HUB_OFFLINE is set, so nothing is downloaded"
        raise ModelError(msg, hint=f"unset it; {_INSTEAD}") from error
    except errors.GatedRepoError as error:
        msg = f"{hub} is only for those who accepted its terms"
        raise ModelError(msg, hint=_INSTEAD) from error
    except errors.RevisionNotFoundError as error:
        msg = f"{hub} has no revision {revision}"
        raise ModelError(msg, hint="leave the revision out for the newest") from error
    except errors.RepositoryNotFoundError as error:
        msg = f"the hub has no model {hub}"
        raise ModelError(msg, hint="look at its spelling") from error
    except (errors.EntryNotFoundError, errors.HfHubHTTPError) as error:
        response = getattr(error, "response", None)
        status = getattr(response, "status_code", None)
        if status is None:
            msg = "no network: the hub cannot be reached"
        else:
            msg = f"the hub answers {status} for {hub}"
        raise ModelError(msg, hint=_INSTEAD) from error
    except errors.HFValidationError as error:
        msg = f"{hub} is not a hub id"
        raise ModelError(msg, hint="write it as owner/name or owner/name@revision") from error
    except (HTTPError, ConnectionError, TimeoutError) as error:
        msg = "no network: the hub cannot be reached"
        raise ModelError(msg, hint=_INSTEAD) from error
    except OSError as error:
        if error.errno is not None:
            raise
        # The client has no class of its own for a body that ends early.
        msg = f"the download of {hub} broke off"
        raise ModelError(msg, hint="pull again") from error


def _rewrite_pickle(folder: Path) -> None:
    """Read a pickled checkpoint and write ``model.safetensors`` beside it."""
    import torch
    from transformers import MarianConfig, MarianMTModel

    # The default of today's torch, said aloud: nothing but tensors may come out of the file.
    state = torch.load(folder / PICKLE, map_location="cpu", weights_only=True)
    if not isinstance(state, dict) or not all(
        isinstance(value, torch.Tensor) for value in state.values()
    ):
        sys.exit("it does not hold a table of tensors")
    kinds = {value.dtype for value in state.values() if value.is_floating_point()}
    model, report = MarianMTModel.from_pretrained(
        None,
        config=MarianConfig.from_pretrained(folder),
        state_dict=state,
        dtype=kinds.pop() if len(kinds) == 1 else torch.float32,
        output_loading_info=True,
    )
    if report["missing_keys"] or report["mismatched_keys"]:
        sys.exit("its tensors do not fit config.json")
    with tempfile.TemporaryDirectory(dir=folder) as work:
        model.save_pretrained(work, max_shard_size="20GB")
        (Path(work) / "model.safetensors").rename(folder / "model.safetensors")


if __name__ == "__main__":
    _rewrite_pickle(Path(sys.argv[1]))
