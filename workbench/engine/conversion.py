"""Conversion for CTranslate2, once for each content and machine, and never half done.

The converter itself is ``ct2.convert_folder``; this module decides whether it has to run, keeps
two processes from doing it twice, and never leaves a folder that looks complete and is not. Where
the folder lies is for the caller to say.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Literal

from workbench.engine.folder import hash_file
from workbench.errors import ModelError

__all__ = ["Precision", "conversion_problem", "convert_into", "package_environment"]

Precision = Literal["int8", "float32"]

MANIFEST = "workbench.json"
"""Lies beside the converted files and holds their hashes."""
_CONVERSION = 1
"""Raised when ``convert_folder`` writes something else from the same weights."""
_PATIENCE_S = 900


def convert_into(target: Path, *, folder: Path, precision: Precision = "int8") -> None:
    """Convert ``folder`` into ``target`` unless a sound conversion is there already.

    Two processes convert once: the second waits for the first. A conversion is complete when its
    folder has its name, and sound when its files have the hashes written beside them.

    Raises:
        ModelError: torch or transformers is missing, the place cannot be written, or the
            converter failed.
    """
    if conversion_problem(target) is None:
        return
    from filelock import FileLock, Timeout

    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(f"{target}.lock", timeout=_PATIENCE_S):
            if conversion_problem(target) is not None:
                _convert_now(target, folder, precision)
    except Timeout as error:
        msg = f"another process has been converting this model for {_PATIENCE_S // 60} minutes"
        raise ModelError(msg, where=str(target)) from error
    except OSError as error:
        msg = f"the converted model cannot be kept: {error.strerror or error}"
        hint = "make room, or set WORKBENCH_CACHE_DIR to a folder that can be written"
        raise ModelError(msg, where=str(target.parent), hint=hint) from error


def conversion_problem(target: Path) -> str | None:
    """Return what is wrong with a cached conversion, None where it is sound."""
    try:
        manifest = json.loads((target / MANIFEST).read_bytes())
        if manifest["conversion"] != _CONVERSION:
            return "made by another version"
        for name, wanted in manifest["sha256"].items():
            if hash_file(target / name) != wanted:
                return f"{name} is damaged"
    except (OSError, ValueError, KeyError, TypeError, AttributeError, ModelError):
        return "incomplete"
    return None


def package_environment() -> dict[str, str]:
    """Return this process's environment for a Python that has to import this same package."""
    package_root = Path(__file__).resolve().parent.parent.parent
    paths = [str(package_root), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}


def _convert_now(target: Path, folder: Path, precision: Precision) -> None:
    """Convert into a folder beside the target and rename it; the lock is held."""
    for left_over in target.parent.glob(f".{target.name}.*"):
        shutil.rmtree(left_over, ignore_errors=True)
    work = target.parent / f".{target.name}.{os.getpid()}"
    command = [sys.executable, "-m", "workbench.engine.ct2"]
    try:
        # Its own process: torch and transformers would otherwise stay in memory for the whole run.
        done = subprocess.run(
            [*command, str(folder), str(work), precision],
            env=package_environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            lines = done.stderr.strip().splitlines() or [f"exit status {done.returncode}"]
            msg = f"the model cannot be converted for CTranslate2: {lines[-1]}"
            raise ModelError(msg, where=str(folder), hint="use --engine torch")
        hashes = {path.name: hash_file(path) for path in sorted(work.iterdir())}
        manifest = {"conversion": _CONVERSION, "sha256": hashes}
        (work / MANIFEST).write_text(json.dumps(manifest, indent=1), encoding="utf-8")
        shutil.rmtree(target, ignore_errors=True)
        work.rename(target)
    finally:
        shutil.rmtree(work, ignore_errors=True)
