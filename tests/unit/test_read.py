from __future__ import annotations

import errno
import io
import os
from pathlib import Path

import pytest

from workbench.errors import InputError, UsageError
from workbench.formats.read import find_documents, read_document, read_stream, unique_name

TEXT = "De Boerjatische „foto’s” van ’s nachts.\r\n\r\nEén regel.\n"
CP1252 = "Hij at één crème brûlée in café “De Zon”."


def write(path: Path, data: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("data", "encoding", "bom"),
    [
        (TEXT.encode(), "utf-8", False),
        (TEXT.encode("utf-8-sig"), "utf-8", True),
        (b"\xff\xfe" + TEXT.encode("utf-16-le"), "utf-16", True),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "utf-16", True),
    ],
)
def test_unicode_is_read_as_it_is(tmp_path: Path, data: bytes, encoding: str, bom: bool) -> None:
    path = write(tmp_path / "a.txt", data)
    document = read_document(path, name="a.txt")
    assert document.text == TEXT
    assert (document.encoding, document.bom, document.notes) == (encoding, bom, ())
    assert document.path == str(path.resolve())
    assert document.name == "a.txt"


def test_nothing_is_normalised(tmp_path: Path) -> None:
    text = "Boerjatie\u0308 \u00a0x\r y\u2028z\n"
    assert read_document(write(tmp_path / "a.txt", text.encode()), name="a").text == text


def test_windows_1252_is_believed_with_a_note(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt", CP1252.encode("windows-1252"))
    document = read_document(path, name="a.txt")
    assert document.text == CP1252
    assert document.encoding == "windows-1252"
    assert "Windows-1252" in document.notes[0]
    assert "--encoding" in document.notes[0]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (CP1252.encode("windows-1252") + b"\x81", "byte 41"),
        (CP1252.encode("windows-1252") + b"\x00", "UTF-8"),
        ("Он пришёл домой и лёг спать.".encode("windows-1251"), "cannot be told"),
        ("Он пришёл домой и лёг спать.".encode("koi8-r"), "UTF-8"),
        ("彼は家に帰った。".encode("shift-jis"), "UTF-8"),
        (TEXT.encode()[:-20] + b"\xe2\x80", "damaged UTF-8"),
        (b"\xef\xbb\xbfgoed \xe9 fout", "byte 8"),
        (b"\xff\xfeH\x00o", "UTF-16"),
        (b"\xff\xfe\x00\xd8 \x00", "UTF-16"),
        ("Hallo daar".encode("utf-16-le"), "UTF-16"),
        ("Hallo".encode("utf-32"), "UTF-32"),
        (b"%PDF-1.7\nblah", "PDF"),
        (b"PK\x03\x04blah", "ZIP"),
        (b"{\\rtf1 Hallo}", "rich-text"),
        (bytes(range(32)) * 30, "binary"),
        (os.urandom(16) + bytes(range(256)) * 8, "UTF-8"),
        (b"\xe9\xe8 1234567890 1234567890 1234567890", "cannot be told"),
        (b"", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b" \n\t\r\n", "empty"),
    ],
)
def test_anything_else_is_refused_in_one_line(tmp_path: Path, data: bytes, says: str) -> None:
    path = write(tmp_path / "a.txt", data)
    with pytest.raises(InputError, match=says) as caught:
        read_document(path, name="a.txt")
    assert str(path) in str(caught.value)
    assert caught.value.hint
    assert "\n" not in str(caught.value)


def test_a_stray_sequence_does_not_make_it_utf8(tmp_path: Path) -> None:
    text = CP1252 * 5 + " Hij schreef cafÃ© verkeerd."
    path = write(tmp_path / "a.txt", text.encode("windows-1252"))
    assert read_document(path, name="a.txt").text == text
    mixed = write(tmp_path / "b.txt", "één crème".encode() + "brûlée à côté".encode("latin-1"))
    with pytest.raises(InputError, match="UTF-8"):
        read_document(mixed, name="b.txt")


def test_the_place_of_the_first_bad_byte_is_named(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt", "é".encode() + b"abc\xe9 def")
    with pytest.raises(InputError, match=r"byte 5 \(0xe9\)"):
        read_document(path, name="a.txt")


def test_an_encoding_given_wins(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt", "Привет".encode("koi8-r"))
    assert read_document(path, name="a", encoding="koi8-r").text == "Привет"
    utf8 = write(tmp_path / "b.txt", "é".encode())
    assert read_document(utf8, name="b", encoding="latin-1").text == "Ã©"


@pytest.mark.parametrize("encoding", ["utf-8", "UTF-8-SIG", "utf8"])
def test_an_encoding_given_drops_the_mark_too(tmp_path: Path, encoding: str) -> None:
    path = write(tmp_path / "a.txt", "Één".encode("utf-8-sig"))
    document = read_document(path, name="a", encoding=encoding)
    assert document.text == "Één"
    assert document.bom


@pytest.mark.parametrize("encoding", ["nonsense", "hex", "rot13", "", "utf 8 x", "a\0b"])
def test_what_is_no_encoding_is_a_usage_error(tmp_path: Path, encoding: str) -> None:
    path = write(tmp_path / "a.txt", b"abc")
    with pytest.raises(UsageError, match="encoding"):
        read_document(path, name="a", encoding=encoding)


def test_the_wrong_encoding_is_refused_with_its_place(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt", b"abc\xff")
    with pytest.raises(InputError, match="byte 3"):
        read_document(path, name="a", encoding="utf-8")


def test_control_characters_are_kept_with_a_note(tmp_path: Path) -> None:
    text = "Een gewone zin met een \x00 en een \x1b[31m erin, verder niets bijzonders.\n"
    document = read_document(write(tmp_path / "a.txt", text.encode()), name="a")
    assert document.text == text
    assert "2 control characters" in document.notes[0]


def test_size_limit_names_the_option(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt", b"x" * 101)
    with pytest.raises(InputError, match="--max-size"):
        read_document(path, name="a", max_size=100)
    assert read_document(path, name="a", max_size=101).text == "x" * 101
    with pytest.raises(InputError, match="--max-size"):
        read_stream(io.BytesIO(b"x" * 101), max_size=100)


def test_missing_folder_and_special_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        read_document(tmp_path / "no.txt", name="no")
    with pytest.raises(InputError, match="folder"):
        read_document(tmp_path, name="x")
    fifo = tmp_path / "fifo.txt"
    os.mkfifo(fifo)
    with pytest.raises(InputError, match="not a regular file"):
        read_document(fifo, name="fifo")
    with pytest.raises(InputError, match="not a regular file"):
        read_document(Path("/dev/null"), name="null")
    with pytest.raises(InputError, match="cannot be read"):
        read_document(Path("a\0b"), name="x")
    with pytest.raises(InputError, match="cannot be read"):
        read_document(tmp_path / ("x" * 5000), name="x")
    loop = tmp_path / "loop.txt"
    loop.symlink_to(loop)
    with pytest.raises(InputError, match="link"):
        read_document(loop, name="loop")


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read everything")
def test_no_permission(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt", b"abc")
    path.chmod(0)
    with pytest.raises(InputError, match="permission"):
        read_document(path, name="a")


@pytest.mark.parametrize(("number", "says"), [(errno.EACCES, "permission"), (errno.EIO, "read")])
def test_what_the_system_refuses_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, says: str
) -> None:
    path = write(tmp_path / "a.txt", b"abc")

    def refuse(*_: object) -> int:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(InputError, match=says) as caught:
        read_document(path, name="a")
    assert caught.value.hint


def test_streams() -> None:
    document = read_stream(io.BytesIO(TEXT.encode()))
    assert (document.name, document.path, document.text) == ("-", "-", TEXT)
    with pytest.raises(InputError, match="standard input"):
        read_stream(io.BytesIO(b"\n"))
    assert read_stream(io.BytesIO(b"\n"), blank=True).text == "\n"
    assert read_stream(io.BytesIO(b""), blank=True).text == ""


def names(found: object) -> list[str]:
    return [name for _, name in found.documents]  # type: ignore[attr-defined]


def test_folders_are_searched_in_order(tmp_path: Path) -> None:
    for name in ["b/2.txt", "b/10.TXT", "a.txt", "b.txt", "c/d/e.txt", "c/x.md", "no", ".h.txt"]:
        write(tmp_path / name, b"x")
    write(tmp_path / ".git/a.txt", b"x")
    found = find_documents([tmp_path])
    assert names(found) == ["a.txt", "b/10.TXT", "b/2.txt", "b.txt", "c/d/e.txt"]
    assert found.ignored == 2
    assert found.problems == []


def test_a_single_file_has_its_bare_name_and_any_suffix(tmp_path: Path) -> None:
    path = write(tmp_path / "sub/a.md", b"x")
    found = find_documents([path])
    assert found.documents == [(path, "a.md")]


def test_one_file_given_twice_is_read_once(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt", b"x")
    link = tmp_path / "link.txt"
    link.symlink_to(path)
    found = find_documents([path, tmp_path, path, link])
    assert names(found) == ["a.txt"]
    assert found.problems == []


def test_links_that_go_round_end(tmp_path: Path) -> None:
    write(tmp_path / "a/x.txt", b"x")
    (tmp_path / "a/up").symlink_to(tmp_path)
    (tmp_path / "a/self").symlink_to(tmp_path / "a")
    (tmp_path / "twice").symlink_to(tmp_path / "a")
    assert names(find_documents([tmp_path])) == ["a/x.txt"]


def test_the_output_folder_is_not_searched(tmp_path: Path) -> None:
    write(tmp_path / "a.txt", b"x")
    write(tmp_path / "out/a.txt", b"x")
    (tmp_path / "alias").symlink_to(tmp_path / "out")
    assert names(find_documents([tmp_path], out_dir=tmp_path / "out")) == ["a.txt"]
    assert names(find_documents([tmp_path], out_dir=tmp_path)) == ["a.txt", "out/a.txt"]
    assert names(find_documents([tmp_path], out_dir=tmp_path / "none")) == ["a.txt", "out/a.txt"]


def test_every_path_that_gives_nothing_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    hidden = write(tmp_path / ".h.txt", b"x")
    os.mkfifo(tmp_path / "f.txt")
    good = write(tmp_path / "g/a.txt", b"x")
    (tmp_path / "g/broken.txt").symlink_to("nowhere")
    (tmp_path / "g/broken.lock").symlink_to("nowhere")
    paths = [tmp_path / "no", tmp_path / "empty", hidden, tmp_path / "f.txt", tmp_path / "g"]
    found = find_documents(paths)
    assert found.documents == [(good, "a.txt")]
    assert [str(problem.where) for problem in found.problems] == [
        *map(str, paths[:4]),
        str(tmp_path / "g/broken.txt"),
    ]


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read everything")
def test_a_folder_that_cannot_be_listed(tmp_path: Path) -> None:
    write(tmp_path / "a/x.txt", b"x")
    write(tmp_path / "b.txt", b"x")
    (tmp_path / "a").chmod(0)
    try:
        found = find_documents([tmp_path])
    finally:
        (tmp_path / "a").chmod(0o755)
    assert names(found) == ["b.txt"]
    assert "permission" in str(found.problems[0])


def test_a_name_others_hold_gets_parent_folders(tmp_path: Path) -> None:
    path = tmp_path / "b" / "x.txt"
    assert unique_name(path, "x.txt", taken=set[str]().__contains__) == "x.txt"
    assert unique_name(path, "x.txt", taken={"x.txt"}.__contains__) == "b/x.txt"
    longer = unique_name(path, "x.txt", taken={"x.txt", "b/x.txt"}.__contains__)
    assert longer == f"{tmp_path.name}/b/x.txt"
    assert unique_name(path, "x.txt", taken=lambda _: True) == str(path.resolve()).lstrip("/")
