"""Bags from anyone: the cases of the Library of Congress' conformance suite and of RFC 8493.

The bags are made here; their names and verdicts are those of the suite (v0.93 to v1.0).
"""

from __future__ import annotations

import os
import socket
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from archive.verification import check_bag, is_sound
from tests.fixtures.bags.foreign import PAYLOAD, ForeignBag, digest

OLD = ("0.93", "0.94", "0.95", "0.96", "0.97")
ALL = (*OLD, "1.0")
NUNEZ = "data/Núñez"
DECOMPOSED = unicodedata.normalize("NFD", NUNEZ)
BARE = digest("md5", b"bare")


def odd_line(path: str, content: bytes = b"x") -> tuple[str, ...]:
    return (f"{digest('md5', content)}  {path}",)


def fetching(path: str, **more: object) -> ForeignBag:
    return ForeignBag(fetch=f"http://127.0.0.1/x 4 {path}\n", **more)  # type: ignore[arg-type]


VALID: dict[str, tuple[ForeignBag, set[str]]] = {
    **{f"v{each}/basic-bag": (ForeignBag(each), set()) for each in ALL},
    **{
        f"v{each}/duplicate-metadata-entries": (
            ForeignBag(each, info="Contact-Name: one\nContact-Name: two\n contd\nBag-Size: 9\n"),
            set(),
        )
        for each in ALL
    },
    **{
        f"v0.97/basic-bag-{each}": (ForeignBag(algorithms=(each,)), set())
        for each in ("md5", "sha1", "sha224", "sha256", "sha384", "sha512", "sha3256", "blake2b512")
    },
    "v1.0/basicBag": (ForeignBag("1.0", algorithms=("sha512", "sha256")), set()),
    "v0.97/minimal-bag": (ForeignBag(info=None, has_tag_manifest=False), {"A523"}),
    "v0.97/ISO-8859-1-encoded-tag-files": (
        ForeignBag(encoding="ISO-8859-1", info="Contact-Name: Núñez\n"),
        set(),
    ),
    "v0.97/UTF-16-encoded-tag-files": (ForeignBag(encoding="UTF-16BE"), set()),
    "v0.97/UTF-16 with the mark that it needs": (ForeignBag(encoding="UTF-16"), set()),
    "v0.97/uncommon-metadata-separators": (
        ForeignBag(info="One : 1\nTwo:2\nThree\t:\t3\nFour:   4\n"),
        set(),
    ),
    "v0.97/bag-in-a-bag": (
        ForeignBag(payload={"data/inner/bagit.txt": b"x", "data/inner/data/a": b""}),
        set(),
    ),
    "v0.97/bag-with-space": (ForeignBag(separator=" ", payload={"data/a file": b"x"}), set()),
    "v0.97/a tab, many blanks": (ForeignBag(separator=" \t  "), set()),
    "v0.97/bag-with-escapable-characters": (
        ForeignBag(payload={"data/100%.txt": b"x", "data/a%20b": b"y", "data/c%0Ad": b"z"}),
        set(),
    ),
    "v0.97/bag-with-encoded-names": (
        ForeignBag(payload={"data/文件〔1〕.txt": b"x", "data/a b(c)&d": b"y"}),
        set(),
    ),
    "v0.97/lines ended by CR LF": (ForeignBag(line_end="\r\n"), set()),
    "v0.97/lines ended by CR": (ForeignBag(line_end="\r"), set()),
    "v0.97/upper-case digests": (
        ForeignBag(payload={"data/bare": b"bare"}, lines=(f"{BARE.upper()}  data/bare",)),
        set(),
    ),
    "v0.97/empty payload": (ForeignBag(payload={}), {"A522"}),
    "v0.97/a payload file listed in one manifest of two": (
        ForeignBag(algorithms=("md5", "sha1")),
        set(),
    ),
    "v0.97/holey-bag, all files there": (fetching("data/bare"), {"A526"}),
    "v0.97/bag-with-leading-dot-slash-in-manifest": (
        ForeignBag(payload={"data/bare": b"bare"}, lines=(f"{BARE}  ./data/bare",)),
        {"A524"},
    ),
    "v1.0/percent signs are encoded": (
        ForeignBag(
            "1.0",
            payload={},
            unlisted={"data/a%\nb": b"x"},
            lines=odd_line("data/a%25%0Ab"),
        ),
        set(),
    ),
    "v1.0/label with blanks inside, value with a colon": (
        ForeignBag("1.0", info="My own label: a: b\nEmpty: \n"),
        set(),
    ),
}
WARNING: dict[str, tuple[ForeignBag, set[str]]] = {
    "v0.97/made-with-md5sum-tools": (
        ForeignBag(payload={"data/bare": b"bare"}, lines=(f"{BARE} *data/bare",)),
        {"A524"},
    ),
    "v0.97/relative-path": (
        ForeignBag(payload={"data/bare": b"bare"}, lines=(f"{BARE}  data/./bare",)),
        {"A524"},
    ),
    "v0.97/filename-normalization": (
        ForeignBag(payload={}, unlisted={DECOMPOSED: b"x"}, lines=odd_line(NUNEZ)),
        {"A516"},
    ),
    "v0.97/same-filename-listed-twice-with-different-normalization": (
        ForeignBag(payload={NUNEZ: b"x", DECOMPOSED: b"x"}),
        {"A515"},
    ),
    "v0.97/listed in two normalizations, one file there": (
        ForeignBag(payload={NUNEZ: b"x"}, more_lines=(f"{digest('md5', b'x')}  {DECOMPOSED}",)),
        {"A516"},
    ),
    "v0.97/duplicate-file-with-different-case": (
        ForeignBag(payload={"data/hello": b"x", "data/HELLO": b"y"}),
        {"A515"},
    ),
    "v0.97/special-system-files": (
        ForeignBag(payload={"data/.DS_Store": b"x", "data/a/Thumbs.db": b"y"}),
        {"A529"},
    ),
    "v0.97/same-filename-listed-twice-with-the-same-hash": (
        ForeignBag(more_lines=(f"{BARE}  data/bare",)),
        {"A524"},
    ),
    "v1.0/a percent sign that should be encoded": (
        ForeignBag("1.0", payload={"data/100%.txt": b"x"}),
        {"A524"},
    ),
}
INVALID: dict[str, tuple[ForeignBag, str]] = {
    **{
        f"v{each}/bagit-with-invalid-whitespace": (
            ForeignBag(
                each, declaration=f"BagIt-Version : {each}\nTag-File-Character-Encoding: UTF-8\n"
            ),
            "A502",
        )
        for each in ALL
    },
    "v0.97/baginfo-missing-encoding": (ForeignBag(declaration="BagIt-Version: 0.97\n"), "A502"),
    "v0.97/three lines": (
        ForeignBag(
            declaration="BagIt-Version: 0.97\nTag-File-Character-Encoding: UTF-8\nMore: x\n"
        ),
        "A502",
    ),
    "v0.97/the lines the other way round": (
        ForeignBag(declaration="Tag-File-Character-Encoding: UTF-8\nBagIt-Version: 0.97\n"),
        "A502",
    ),
    "v0.97/bom-in-bagit.txt": (
        ForeignBag(declaration="\ufeffBagIt-Version: 0.97\nTag-File-Character-Encoding: UTF-8\n"),
        "A517",
    ),
    "v0.97/bom in another tag file of UTF-8": (ForeignBag(info="\ufeffA: b\n"), "A517"),
    "v0.97/invalid-version-number": (
        ForeignBag(declaration="BagIt-Version: .97\nTag-File-Character-Encoding: UTF-8\n"),
        "A502",
    ),
    "an unknown version": (ForeignBag("0.98"), "A503"),
    "an encoding that only Python knows": (
        ForeignBag(declaration="BagIt-Version: 1.0\nTag-File-Character-Encoding: utf-8-sig\n"),
        "A503",
    ),
    "letter case changed": (
        ForeignBag(payload={}, unlisted={"data/hello": b"x"}, lines=odd_line("data/HELLO")),
        "A566",
    ),
    "an unknown encoding": (
        ForeignBag(declaration="BagIt-Version: 0.97\nTag-File-Character-Encoding: rot13\n"),
        "A503",
    ),
    "v0.97/tag file not in its encoding": (
        ForeignBag(
            encoding="ISO-8859-1",
            info="A: Núñez\n",
            declaration="BagIt-Version: 0.97\nTag-File-Character-Encoding: UTF-8\n",
        ),
        "A517",
    ),
    "v0.97/extra-file-in-bag": (ForeignBag(unlisted={"data/bar": b"x"}), "A512"),
    "v1.0/missing-from-manifest": (ForeignBag("1.0", unlisted={"data/bar": b"x"}), "A512"),
    "v0.97/same-filename-listed-twice-with-different-hashes": (
        ForeignBag(more_lines=(f"{'0' * 32}  data/bare",)),
        "A507",
    ),
    "v1.0/same-filename-listed-twice-with-different-hashes": (
        ForeignBag("1.0", more_lines=(f"{'0' * 32}  data/bare",)),
        "A507",
    ),
    "v1.0/listed twice with the same hash": (
        ForeignBag("1.0", more_lines=(f"{BARE}  data/bare",)),
        "A507",
    ),
    "v0.97/out-of-scope-file-paths-using-dot-notation": (
        ForeignBag(more_lines=odd_line("../../../README.md")),
        "A508",
    ),
    "v0.97/dot notation further down": (
        ForeignBag(more_lines=odd_line("data/../../x")),
        "A508",
    ),
    "linux-only/absolute path": (ForeignBag(more_lines=odd_line("/tmp/foo")), "A508"),
    "linux-only/shortcut": (ForeignBag(more_lines=odd_line("~/foo")), "A508"),
    "linux-only/shortcut with a user": (ForeignBag(more_lines=odd_line("~root/foo")), "A508"),
    "windows-only/absolute path": (
        ForeignBag(more_lines=odd_line("C:\\Windows\\System32\\setx.exe")),
        "A508",
    ),
    "windows-only/unc": (
        ForeignBag(more_lines=odd_line("\\\\?\\UNC\\server\\Windows\\setx.exe")),
        "A508",
    ),
    "windows-only/shortcut": (
        ForeignBag(more_lines=odd_line("%HomeDrive%\\Windows\\System32\\setx.exe")),
        "A509",
    ),
    "windows-only/backslashes between folders": (
        ForeignBag(lines=(*odd_line("data\\bare", b"bare"),)),
        "A509",
    ),
    **{
        f"fetch out of scope: {path}": (fetching(path), "A508")
        for path in ("../x", "/tmp/foo", "~/foo", "~root/foo", "C:\\foo", "\\\\?\\UNC\\s\\foo")
    },
    "fetch of a tag file": (fetching("bag-info.txt"), "A527"),
    "fetch of a file that no manifest lists": (fetching("data/new"), "A527"),
    "fetch without an absolute address": (ForeignBag(fetch="x 4 data/bare\n"), "A520"),
    "fetch without a length": (ForeignBag(fetch="http://127.0.0.1/x data/bare\n"), "A520"),
    "a hole that nobody filled": (
        fetching("data/gone", more_lines=odd_line("data/gone")),
        "A510",
    ),
    "a manifest that lists a folder": (ForeignBag(more_lines=odd_line("data/folder")), "A510"),
    "a payload manifest that lists a tag file": (
        ForeignBag(more_lines=odd_line("bagit.txt")),
        "A509",
    ),
    "a tag manifest that lists a payload file": (
        ForeignBag(more_tag_lines=(f"{BARE}  data/bare",)),
        "A509",
    ),
    "a tag manifest that lists itself": (
        ForeignBag(more_tag_lines=odd_line("tagmanifest-md5.txt")),
        "A509",
    ),
    "a tag manifest that lists a missing file": (
        ForeignBag(more_tag_lines=odd_line("gone.txt")),
        "A510",
    ),
    "a comment in a manifest": (ForeignBag(more_lines=("# comment",)), "A506"),
    "an empty line in a manifest": (ForeignBag(more_lines=("",)), "A506"),
    "a digest of another algorithm": (
        ForeignBag(more_lines=(f"{digest('sha1', b'x')}  data/x",)),
        "A506",
    ),
    "v1.0/two blanks before the colon": (ForeignBag("1.0", info="One : 1\n"), "A520"),
    "v1.0/no blank after the colon": (ForeignBag("1.0", info="One:1\n"), "A520"),
    "v0.97/a label without a colon": (ForeignBag(info="no label\n"), "A520"),
    "v0.97/a first line that continues nothing": (ForeignBag(info="  indented\n"), "A520"),
    "a wrong Payload-Oxum": (ForeignBag(info="Payload-Oxum: 9.3\n"), "A519"),
    "a Payload-Oxum with commas": (ForeignBag(info="payload-oxum: 0,9.2\n"), "A519"),
    "a repeated Payload-Oxum": (
        ForeignBag(info="Payload-Oxum: 9.2\nPayload-Oxum: 9.2\n"),
        "A528",
    ),
    "v0.94/a wrong Payload-Oxum of its own time": (
        ForeignBag("0.94", info="Payload-Oxum: 1.2\n"),
        "A519",
    ),
    "only an algorithm that nobody knows": (
        ForeignBag(algorithms=(), has_tag_manifest=False),
        "A505",
    ),
}


def codes_of(folder: Path) -> set[str]:
    return {fault.code for fault in check_bag(folder)}


@pytest.mark.parametrize("name", [*VALID, *WARNING])
def test_a_sound_bag_is_accepted_with_no_more_than_its_warnings(name: str, tmp_path: Path) -> None:
    bag, codes = (VALID | WARNING)[name]
    faults = check_bag(bag.write(tmp_path / "bag"))
    assert is_sound(faults)
    assert {fault.code for fault in faults} == codes


@pytest.mark.parametrize("name", INVALID)
def test_a_broken_bag_is_refused_by_its_rule(name: str, tmp_path: Path) -> None:
    bag, code = INVALID[name]
    faults = check_bag(bag.write(tmp_path / "bag"))
    assert code in {fault.code for fault in faults}
    assert not is_sound(faults)


CHANGES: dict[str, tuple[Callable[[Path], object], str]] = {
    "corrupt-data-file": (lambda bag: (bag / "data/bare").write_bytes(b"bore"), "A511"),
    "corrupt-tag-file": (lambda bag: (bag / "bag-info.txt").write_bytes(b"A: b\n"), "A511"),
    "missing-baginfo": (lambda bag: (bag / "bag-info.txt").unlink(), "A510"),
    "missing-bagit.txt": (lambda bag: (bag / "bagit.txt").unlink(), "A501"),
    "missing payload file": (lambda bag: (bag / "data/bare").unlink(), "A510"),
    "missing manifest": (lambda bag: (bag / "manifest-md5.txt").unlink(), "A505"),
    "missing payload folder": (lambda bag: (bag / "data").rename(bag / "other"), "A504"),
    "payload folder is a link": (
        lambda bag: (
            (bag / "data").rename(bag.with_name("away")),
            (bag / "data").symlink_to(bag.with_name("away")),
        ),
        "A504",
    ),
    "a link in the payload": (lambda bag: (bag / "data/x").symlink_to("bare"), "A514"),
    "a pipe": (lambda bag: os.mkfifo(bag / "data/x"), "A514"),
    "a name that is no UTF-8": (
        lambda bag: Path(os.fsdecode(os.fsencode(bag) + b"/data/\xb7\xe2")).write_bytes(b"x"),
        "A517",
    ),
}


@pytest.mark.parametrize("name", CHANGES)
@pytest.mark.parametrize("version", ["0.97", "1.0"])
def test_a_bag_that_was_changed_is_refused(name: str, version: str, tmp_path: Path) -> None:
    change, code = CHANGES[name]
    bag = ForeignBag(version).write(tmp_path / "bag")
    change(bag)
    faults = check_bag(bag)
    assert code in {fault.code for fault in faults}
    assert not is_sound(faults)


def test_a_socket_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bag = ForeignBag().write(tmp_path / "bag")
    monkeypatch.chdir(bag / "data")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket")
        assert "A514" in codes_of(bag)


def test_every_payload_manifest_must_list_everything_from_1_0_on(tmp_path: Path) -> None:
    for version, codes in (("0.97", set()), ("1.0", {"A512"})):
        bag = ForeignBag(version, algorithms=("md5", "sha1"), has_tag_manifest=False)
        made = bag.write(tmp_path / version)
        lines = (made / "manifest-sha1.txt").read_text("utf-8").splitlines(keepends=True)
        (made / "manifest-sha1.txt").write_text("".join(lines[:1]), "utf-8")
        assert codes_of(made) == codes | {"A523"}


def test_a_tag_manifest_must_list_every_payload_manifest_from_1_0_on(tmp_path: Path) -> None:
    for version, codes in (("0.97", set()), ("1.0", {"A512"})):
        made = ForeignBag(version).write(tmp_path / version)
        path = made / "tagmanifest-md5.txt"
        lines = path.read_text("utf-8").splitlines(keepends=True)
        path.write_text("".join(line for line in lines if "manifest-" not in line), "utf-8")
        assert codes_of(made) == codes


def test_an_unknown_algorithm_is_said_and_its_list_still_checked(tmp_path: Path) -> None:
    made = ForeignBag("1.0").write(tmp_path / "bag")
    text = "".join(f"abcd  {name}\n" for name in PAYLOAD)
    (made / "manifest-crc32.txt").write_text(text, "utf-8")
    assert codes_of(made) == {"A518", "A512"}
    assert any(
        fault.code == "A512" and fault.path == "manifest-crc32.txt" for fault in check_bag(made)
    )
    (made / "manifest-crc32.txt").write_text(text + "abcd  data/gone\n", "utf-8")
    assert "A510" in codes_of(made)


def test_an_algorithm_left_out_on_purpose_is_said_to_be_unchecked(tmp_path: Path) -> None:
    made = ForeignBag("1.0", algorithms=("sha256", "md5")).write(tmp_path / "bag")
    (made / "data/bare").write_bytes(b"bore")
    faults = check_bag(made, algorithms=frozenset({"sha256"}))
    told = {(fault.code, fault.path) for fault in faults}
    assert told == {
        ("A511", "data/bare"),
        ("A530", "manifest-md5.txt"),
        ("A530", "tagmanifest-md5.txt"),
    }


def test_a_manifest_named_in_capitals_is_read_and_warned_of(tmp_path: Path) -> None:
    made = ForeignBag(algorithms=("sha256",), has_tag_manifest=False).write(tmp_path / "bag")
    (made / "manifest-sha256.txt").rename(made / "manifest-SHA-256.txt")
    assert codes_of(made) == {"A523", "A524"}
    (made / "data/bare").write_bytes(b"bore")
    assert "A511" in codes_of(made)


def test_a_bag_reached_by_a_link_is_judged_as_the_bag_itself(tmp_path: Path) -> None:
    made = ForeignBag().write(tmp_path / "bag")
    (tmp_path / "link").symlink_to(made)
    assert check_bag(tmp_path / "link") == check_bag(made) == []


def test_a_file_in_place_of_a_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x")
    assert codes_of(tmp_path / "file") == {"A501", "A521"}


def test_a_file_that_cannot_be_read_keeps_no_other_from_being_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = ForeignBag().write(tmp_path / "bag")
    (made / "data/folder/text.txt").write_bytes(b"tEXt\n")
    opening = os.open

    def broken(path: str | Path, *rest: int) -> int:
        if str(path).endswith("bare"):
            raise OSError(5, "Input/output error")
        return opening(path, *rest)

    monkeypatch.setattr(os, "open", broken)
    told = {(fault.code, fault.path, fault.detail) for fault in check_bag(made)}
    assert told == {
        ("A521", "data/bare", "磁盘读写出错"),
        ("A511", "data/folder/text.txt", "manifest-md5.txt"),
    }


def test_a_tag_file_beyond_the_limit_is_not_read_at_all(tmp_path: Path) -> None:
    made = ForeignBag().write(tmp_path / "bag")
    os.truncate(made / "manifest-md5.txt", 1 << 40)
    assert codes_of(made) == {"A525", "A512"}
