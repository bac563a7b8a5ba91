from __future__ import annotations

import errno
import hashlib
import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from workbench.errors import InputError
from workbench.formats.write import output_path, output_paths, render_text, write_output

if TYPE_CHECKING:
    from collections.abc import Iterator


def rendered(text: str, targets: list[str]) -> str:
    """Render a text whose segments are its runs between white space marked by |."""
    pieces: list[tuple[int, int, str]] = []
    at = 0
    for part, target in zip(text.split("|")[1::2], targets, strict=True):
        start = text.index("|" + part + "|", at) - 2 * len(pieces)
        pieces.append((start, start + len(part), target))
        at = text.index("|" + part + "|", at) + len(part) + 2
    plain = text.replace("|", "")
    return "".join(render_text(plain, pieces))


@pytest.mark.parametrize(
    ("text", "targets", "expected"),
    [
        ("|Ja.| |Nee.|\n", ["Yes.", "No."], "Yes. No.\n"),
        ("\r\n  |Ja.|\t |Nee.|\r\n\r\n|X|", ["Yes.", "No.", "Y"], "\r\n  Yes.\t No.\r\n\r\nY"),
        ("|A| |B| |C|\n", ["1", "", "3"], "1 3\n"),
        ("|A| |B| |C|\n", ["", "2", "3"], "2 3\n"),
        ("|A| |B| |C|\n", ["1", "2", ""], "1 2\n"),
        ("|A| |B| |C|", ["1", "2", ""], "1 2"),
        ("|A| |B| |C|\n", ["", "", "3"], "3\n"),
        ("|A| |B| |C|\n", ["", "", ""], "\n"),
        ("|A|\n\n|B|\n\n|C|\n", ["1", "", "3"], "1\n\n\n\n3\n"),
        ("|A| |B|\n|C|\n", ["1", "", "3"], "1\n3\n"),
        ("|A|\n|B| |C|\n", ["1", "", "3"], "1\n3\n"),
        (" |A| |B|\n", ["", "2"], "2\n"),
        (" |A| |B| |C|\n", ["", "", "3"], "3\n"),
        ("  |A| |B|\n", ["", "2"], "  2\n"),
        ("|A|\n\t|B| |C|\n", ["1", "", "3"], "1\n\t3\n"),
        ("|A|\n\n |B| |C|\n", ["1", "", "3"], "1\n\n3\n"),
        ("|A| |B|", ["one\ntwo\r\u2028", "3"], "one two   3"),
    ],
)
def test_white_space_between_segments(text: str, targets: list[str], expected: str) -> None:
    assert rendered(text, targets) == expected


def test_a_text_without_segments_stays() -> None:
    assert "".join(render_text(" \n\n", [])) == " \n\n"


def test_output_paths(tmp_path: Path) -> None:
    taken: set[Path] = set()
    for name, expected in [
        ("004_x.txt", "004_x.jsonl"),
        ("sub/a.txt", "sub/a.jsonl"),
        ("sub/a.md", "sub/a.md.jsonl"),
        ("a.b.txt", "a.b.jsonl"),
        ("-", "stdin.jsonl"),
        ("none", "none.jsonl"),
        ("../../etc/x.txt", "etc/x.jsonl"),
        ("/abs/x.txt", "abs/x.jsonl"),
    ]:
        path = output_path(name, tmp_path, suffix=".jsonl", taken=taken)
        assert path == tmp_path / expected
        taken.add(path)
    again = output_path("sub/a.md", tmp_path, suffix=".jsonl", taken=taken)
    assert again == tmp_path / "sub/a.md.1.jsonl"


@pytest.mark.parametrize(
    ("suffix", "expected"),
    [
        (".txt", {"a.md": "a.md.txt", "a.txt": "a.txt", "b/a.md": "b/a.txt"}),
        (".txt", {"a.md": "a.md.1.txt", "a.txt": "a.txt", "a.md.txt": "a.md.txt"}),
        (".jsonl", {"a.md": "a.md.jsonl", "a.txt": "a.txt.jsonl", "b/a.md": "b/a.jsonl"}),
    ],
)
def test_colliding_outputs_do_not_depend_on_order(
    tmp_path: Path, suffix: str, expected: dict[str, str]
) -> None:
    for names in (list(expected), list(reversed(expected))):
        paths = output_paths(names, tmp_path, suffix=suffix)
        assert paths == {name: tmp_path / path for name, path in expected.items()}


def test_a_file_is_written_whole_with_its_folders(tmp_path: Path) -> None:
    path = tmp_path / "a/b/x.txt"
    result = write_output(path, iter(["één ", "twee\n"]), last_written_sha=None)
    assert path.read_text(encoding="utf-8") == "één twee\n"
    assert result.sha256 == hashlib.sha256("één twee\n".encode()).hexdigest()
    assert (result.changed, result.backup, result.size_bytes) == (True, None, 11)
    umask = os.umask(0)
    os.umask(umask)
    assert stat.S_IMODE(path.stat().st_mode) == 0o666 & ~umask
    assert [entry.name for entry in path.parent.iterdir()] == ["x.txt"]


def test_what_we_wrote_is_replaced_and_what_others_wrote_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    first = write_output(path, b"one", last_written_sha=None)
    second = write_output(path, b"two", last_written_sha=first.sha256)
    assert second.backup is None
    same = write_output(path, b"two", last_written_sha=None)
    assert not same.changed
    assert same.backup is None
    for number, (text, name) in enumerate(
        [(b"edited", "x.txt.bak"), (b"again", "x.txt.bak.1"), (b"third", "x.txt.bak.2")]
    ):
        path.write_bytes(text)
        result = write_output(path, f"new {number}".encode(), last_written_sha=second.sha256)
        assert result.backup == tmp_path / name
        assert result.backup.read_bytes() == text
        assert path.read_bytes() == f"new {number}".encode()


def test_backups_work_without_hard_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EPERM, "no hard links here")

    monkeypatch.setattr(os, "link", refuse)
    path = tmp_path / "x.txt"
    (tmp_path / "x.txt.bak").write_bytes(b"older")
    path.write_bytes(b"edited")
    result = write_output(path, b"new", last_written_sha=None)
    assert result.backup == tmp_path / "x.txt.bak.1"
    assert result.backup.read_bytes() == b"edited"
    assert (tmp_path / "x.txt.bak").read_bytes() == b"older"


def test_an_input_is_never_overwritten(tmp_path: Path) -> None:
    source = tmp_path / "a.txt"
    source.write_bytes(b"Nederlands")
    (tmp_path / "link").symlink_to(tmp_path)
    for path in [source, tmp_path / "link" / "a.txt"]:
        with pytest.raises(InputError, match="never overwritten"):
            write_output(path, b"x", last_written_sha=None, inputs={source.resolve()})
    assert source.read_bytes() == b"Nederlands"


def test_a_link_to_something_else_is_not_written_through(tmp_path: Path) -> None:
    other = tmp_path / "precious"
    other.write_bytes(b"precious")
    path = tmp_path / "out" / "x.txt"
    path.parent.mkdir()
    path.symlink_to(other)
    result = write_output(path, b"new", last_written_sha=None)
    assert other.read_bytes() == b"precious"
    assert path.read_bytes() == b"new"
    assert not path.is_symlink()
    assert result.backup is not None


def test_an_interruption_leaves_the_old_file_and_no_rubbish(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    old = write_output(path, b"old", last_written_sha=None)

    def interrupted() -> Iterator[str]:
        yield "new"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_output(path, interrupted(), last_written_sha=old.sha256)
    assert path.read_bytes() == b"old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["x.txt"]


@pytest.mark.parametrize(
    ("number", "says"),
    [
        (errno.ENOSPC, "disk is full"),
        (errno.EDQUOT, "disk is full"),
        (errno.EROFS, "read-only"),
        (errno.EIO, "cannot be written"),
    ],
)
def test_what_the_system_refuses_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, says: str
) -> None:
    def refuse(_: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(InputError, match=says) as caught:
        write_output(tmp_path / "x.txt", b"new", last_written_sha=None)
    assert caught.value.hint
    assert list(tmp_path.iterdir()) == []


def test_a_really_full_disk() -> None:
    full = Path("/dev/full")
    if not full.is_char_device():
        pytest.skip("needs /dev/full")
    with pytest.raises(OSError, match="space") as caught:
        full.write_bytes(b"x")
    assert caught.value.errno == errno.ENOSPC


def test_folders_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "x.txt").mkdir()
    with pytest.raises(InputError, match="is a folder"):
        write_output(tmp_path / "x.txt", b"new", last_written_sha=None)
    (tmp_path / "file").write_bytes(b"x")
    with pytest.raises(InputError, match="a file is where a folder should be"):
        write_output(tmp_path / "file" / "x.txt", b"new", last_written_sha=None)
    with pytest.raises(InputError, match="cannot be written"):
        write_output(tmp_path / ("x" * 300), b"new", last_written_sha=None)
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["file", "x.txt"]


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write everywhere")
def test_a_read_only_folder(tmp_path: Path) -> None:
    tmp_path.chmod(0o555)
    try:
        with pytest.raises(InputError, match="read-only"):
            write_output(tmp_path / "x.txt", b"new", last_written_sha=None)
    finally:
        tmp_path.chmod(0o755)


def test_lone_surrogates_are_written_as_replacement(tmp_path: Path) -> None:
    write_output(tmp_path / "x.txt", ["a\ud800b"], last_written_sha=None)
    assert (tmp_path / "x.txt").read_text(encoding="utf-8") == "a\ufffdb"
