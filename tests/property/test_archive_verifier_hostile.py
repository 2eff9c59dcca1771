"""Nothing that the verifier reads makes it crash, hang or name what cannot be printed."""

from __future__ import annotations

import os
import shutil
import time
import unicodedata
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.verification import Fault, check_bag, verify_package
from archive.verifier.command import main
from archive.verifier.proofs import head_by, read_proof
from tests.fixtures.bags.foreign import ForeignBag

GOLDEN = Path("tests/fixtures/golden/0.1.0/J099-ZY·JN·2022-D30-001/v2")
CALM = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
TAGS = [
    "bagit.txt", "bag-info.txt", "fetch.txt", "manifest-sha256.txt", "manifest-sm3.txt",
    "tagmanifest-sha256.txt", "tagmanifest-sm3.txt", "manifest-md5.txt", "manifest-x.txt",
    "package-info.txt", "data/元数据/案卷.json", "data/0001-申请表.pdf",
]  # fmt: skip
PIECES = st.sampled_from(
    [
        b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"\r", b"\n", b"\r\n", b"../" * 9, b"%0A", b"%", b"*",
        b"  data/", b"9" * 400, b"1e999", b"NaN", b"[" * 2000, b"{}", b"\\ud800", b"+2AA-", b" : ",
        b"UTF-16", b"UTF-7", b"idna", b"0.97", b"1.0", b"/etc/passwd", b"C:\\x", b"~root",
        b"\x1b[2J", b"null", b"-1", b'"', b"\xe2\x80\xae", b"Payload-Oxum: 1.1\n", b"x" * 70_000,
    ]
)  # fmt: skip
EDITS = st.tuples(
    st.sampled_from(TAGS),
    st.sampled_from(["insert", "replace", "cut", "remove", "only", "again", "link", "folder"]),
    st.integers(0, 2000),
    st.one_of(PIECES, st.binary(max_size=40)),
)


def edit(package: Path, name: str, way: str, at: int, piece: bytes) -> None:
    """Change one file in one way."""
    path = package / name
    path.parent.mkdir(parents=True, exist_ok=True)
    content = path.read_bytes() if path.is_file() else b""
    if path.is_dir() and not path.is_symlink():
        return
    if way in ("remove", "link", "folder"):
        path.unlink(missing_ok=True)
    if way == "link":
        path.symlink_to(os.fsdecode(piece.replace(b"\0", b"")[:200]) or "x")
    elif way == "folder":
        path.mkdir()
    elif way != "remove":
        path.unlink(missing_ok=True)
        ways = {
            "insert": content[:at] + piece + content[at:],
            "replace": content[:at] + piece + content[at + len(piece) :],
            "cut": content[:at],
            "only": piece,
            "again": content + piece + content,
        }
        path.write_bytes(ways[way])


def judged(package: Path) -> list[Fault]:
    """The faults, each of which prints, found in bounded time."""
    begun = time.monotonic()
    faults = [*verify_package(package, "sha256:" + "0" * 64), *check_bag(package)]
    assert time.monotonic() - begun < 20
    for fault in faults:
        assert not {unicodedata.category(sign)[0] for sign in str(fault)} & {"C"}
        assert len(str(fault)) < 8000
    return faults


@CALM
@given(edits=st.lists(EDITS, min_size=1, max_size=4))
def test_an_edited_package_gives_faults_and_never_an_exception(
    edits: list[tuple[str, str, int, bytes]], tmp_path: Path
) -> None:
    package = tmp_path / "v2"
    shutil.rmtree(package, ignore_errors=True)
    shutil.copytree(GOLDEN, package)
    for name, way, at, piece in edits:
        edit(package, name, way, at, piece)
    assert judged(package)
    assert main([str(package)]) in (0, 6)


NAMES = st.text(min_size=1, max_size=12).map(lambda text: text.replace("/", "|").replace("\0", "|"))


@CALM
@given(
    version=st.sampled_from(["0.93", "0.95", "0.96", "0.97", "1.0", "1.1", "١.٠"]),
    encoding=st.sampled_from(["UTF-8", "UTF-16", "UTF-7", "GB18030", "hex", "idna", "x" * 999]),
    names=st.lists(NAMES, max_size=5),
    raw=st.binary(max_size=300),
    separator=st.sampled_from(["  ", " *", "\t", " "]),
)
def test_an_invented_bag_gives_faults_and_never_an_exception(
    version: str, encoding: str, names: list[str], raw: bytes, separator: str, tmp_path: Path
) -> None:
    bag = tmp_path / "v1"
    shutil.rmtree(bag, ignore_errors=True)
    declared = f"BagIt-Version: {version}\nTag-File-Character-Encoding: {encoding}\n"
    ForeignBag("1.0", declaration=declared, separator=separator, algorithms=("sha256",)).write(bag)
    for name in names:
        try:
            (bag / "data" / name).write_bytes(name.encode("utf-8", "surrogatepass"))
        except OSError:
            continue
    with (bag / "manifest-sha256.txt").open("ab") as stream:
        stream.write(raw)
    judged(bag)


@CALM
@given(content=st.one_of(st.binary(max_size=500), st.lists(PIECES, max_size=6).map(b"".join)))
def test_a_proof_of_any_bytes_is_read_or_refused(content: bytes) -> None:
    for text in (content, b"c2sp.org/tlog-proof@v1\nextra " + content):
        try:
            head_by(read_proof(text))
        except (ValueError, RecursionError):
            continue


def test_a_hundred_thousand_bad_lines_are_told_once_and_quickly(tmp_path: Path) -> None:
    bag = ForeignBag("1.0", algorithms=("sha256",)).write(tmp_path / "v1")
    (bag / "manifest-sha256.txt").write_bytes(b"x\n" * 100_000)
    begun = time.monotonic()
    assert len(check_bag(bag)) < 200
    assert time.monotonic() - begun < 10


def test_many_missing_and_many_surplus_files_are_matched_quickly(tmp_path: Path) -> None:
    bag = ForeignBag("1.0", algorithms=("sha256",), payload={}).write(tmp_path / "v1")
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    lines = "".join(f"{empty}  data/was{number}\n" for number in range(3000))
    (bag / "manifest-sha256.txt").write_text(lines)
    for number in range(3000):
        (bag / f"data/now{number}").touch()
    begun = time.monotonic()
    faults = check_bag(bag)
    assert time.monotonic() - begun < 20
    assert sum(fault.code == "A566" for fault in faults) == 3000


@pytest.mark.parametrize("depth", [150, 400, 900])
def test_folders_however_deep_are_listed_within_bounds(depth: int, tmp_path: Path) -> None:
    bag = ForeignBag("1.0", algorithms=("sha256",)).write(tmp_path / "v1")
    place = os.open(bag / "data", os.O_RDONLY)
    for _ in range(depth):
        os.mkdir("deep", dir_fd=place)
        below = os.open("deep", os.O_RDONLY, dir_fd=place)
        os.close(place)
        place = below
    os.close(place)
    codes = {fault.code for fault in check_bag(bag)}
    assert codes == (set() if depth < 200 else {"A525"})
    shutil.rmtree(bag, ignore_errors=True)
