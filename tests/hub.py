"""A hub on this machine: serves folders as model repositories, as far as pulling one needs it."""

from __future__ import annotations

import contextlib
import hashlib
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["COMMIT", "serve_hub"]

COMMIT = "0123456789abcdef0123456789abcdef01234567"


@contextlib.contextmanager
def serve_hub(
    repositories: dict[str, Path], *, truncate: str = "", requests: list[str] | None = None
) -> Iterator[str]:
    """Serve ``{"owner/name": folder}``; yields the address.

    Args:
        repositories: what there is; each has one commit, ``COMMIT``, and the branch ``main``.
        truncate: a file whose body ends early.
        requests: the paths asked for are added here.
    """

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            """Stay silent."""

        def do_HEAD(self) -> None:
            self._answer(body=False)

        def do_GET(self) -> None:
            self._answer(body=True)

        def _answer(self, *, body: bool) -> None:
            path = urlsplit(self.path).path
            if requests is not None:
                requests.append(path)
            for name, folder in repositories.items():
                if path == f"/api/models/{name}" or path in {
                    f"/api/models/{name}/revision/{revision}" for revision in ("main", COMMIT)
                }:
                    self._send(json.dumps(_describe(name, folder)).encode(), body=body)
                    return
                start = f"/{name}/resolve/{COMMIT}/"
                file = folder / path.removeprefix(start)
                if path.startswith(start) and file.is_file():
                    content = file.read_bytes()
                    self._send(content, body=body, cut=file.name == truncate, file=True)
                    return
            self.send_response(404)
            known = any(path.startswith(f"/api/models/{name}/") for name in repositories)
            self.send_header("X-Error-Code", "RevisionNotFound" if known else "RepoNotFound")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def _send(
            self, content: bytes, *, body: bool, cut: bool = False, file: bool = False
        ) -> None:
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            if file:
                self.send_header("ETag", f'"{hashlib.sha256(content).hexdigest()}"')
                self.send_header("X-Repo-Commit", COMMIT)
            self.end_headers()
            if body:
                self.wfile.write(content[: len(content) // 2] if cut else content)
                self.close_connection = True

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _describe(name: str, folder: Path) -> dict[str, object]:
    siblings = []
    for path in sorted(folder.iterdir()):
        content = path.read_bytes()
        entry: dict[str, object] = {"rfilename": path.name, "size": len(content)}
        if path.suffix in {".bin", ".safetensors"}:
            digest = hashlib.sha256(content).hexdigest()
            entry["lfs"] = {"sha256": digest, "size": len(content), "pointerSize": 134}
        siblings.append(entry)
    return {
        "id": name,
        "modelId": name,
        "sha": COMMIT,
        "private": False,
        "tags": [],
        "downloads": 0,
        "cardData": {"license": "apache-2.0"},
        "siblings": siblings,
    }
