"""The verifier: bags by rule, and every kind of tampering."""

from __future__ import annotations

import hashlib
import os
import shutil
import tomllib
import unicodedata
from collections.abc import Callable
from pathlib import Path

import bagit
import pytest

from archive.sealing import Sealed, seal
from archive.verification import RULES, check_bag, is_sound, root_of, verify_package
from tests.fixtures.bags.plans import NOW, make_plan, make_workspace


@pytest.fixture
def sealed(tmp_path: Path) -> Sealed:
    workspace = make_workspace(tmp_path / "样例")
    made = seal(make_plan(workspace), workspace, NOW)
    for path in [made.path, *made.path.rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)
    return made


def codes_of(path: Path, root: str | None = None) -> set[str]:
    return {fault.code for fault in verify_package(path, root)}


def flip(path: Path, at: int) -> None:
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    path.write_bytes(content)


def reforge(package: Path) -> None:
    """Write all manifests anew, as a forger would."""
    files = sorted(p for p in (package / "data").rglob("*") if p.is_file())
    for algorithm in ("sha256", "sm3"):
        write_manifest(package, f"manifest-{algorithm}.txt", algorithm, files)
    tags = sorted(p for p in package.glob("*.txt") if not p.name.startswith("tag"))
    for algorithm in ("sha256", "sm3"):
        write_manifest(package, f"tagmanifest-{algorithm}.txt", algorithm, tags)


def write_manifest(package: Path, name: str, algorithm: str, files: list[Path]) -> None:
    lines = (
        f"{hashlib.new(algorithm, file.read_bytes()).hexdigest()}  "
        f"{file.relative_to(package).as_posix()}\n"
        for file in files
    )
    (package / name).write_text("".join(lines), "utf-8")


def empty_out(package: Path) -> None:
    shutil.rmtree(package / "data")
    (package / "data").mkdir()
    reforge(package)


TAMPERING: dict[str, tuple[Callable[[Path], object], str]] = {
    "payload deleted": (lambda p: (p / "data/0001-申请表.pdf").unlink(), "A510"),
    "payload truncated": (lambda p: os.truncate(p / "data/0001-申请表.pdf", 3), "A511"),
    "payload added": (lambda p: (p / "data/多.pdf").write_text("x"), "A512"),
    "tag file added": (lambda p: (p / "readme.txt").write_text("x"), "A551"),
    "empty folder added": (lambda p: (p / "data/空").mkdir(), "A552"),
    "fetch planted": (lambda p: (p / "fetch.txt").write_text("http://样例/ 1 data/a\n"), "A513"),
    "bag-info edited, tag manifests dropped": (
        lambda p: [tag.unlink() for tag in p.glob("tagmanifest*")],
        "A555",
    ),
    "emptied with fresh manifests": (empty_out, "A555"),
    "sm3 manifest wrong": (lambda p: flip(p / "manifest-sm3.txt", 0), "A511"),
    "sm3 manifest dropped": (lambda p: (p / "manifest-sm3.txt").unlink(), "A555"),
    "renamed": (
        lambda p: (p / "data/0001-申请表.pdf").rename(p / "data/0001-申请é.pdf"),
        "A566",
    ),
    "symlink": (lambda p: (p / "data/链接").symlink_to("/etc/passwd"), "A514"),
    "device": (lambda p: os.mkfifo(p / "data/管道"), "A514"),
    "swapped files": (
        lambda p: (p / "data/0001-申请表.pdf").replace(p / "data/0003-考核报告.pdf"),
        "A511",
    ),
}


@pytest.mark.parametrize("name", TAMPERING)
def test_tampering_is_caught(name: str, sealed: Sealed) -> None:
    tamper, code = TAMPERING[name]
    tamper(sealed.path)
    assert code in codes_of(sealed.path)
    assert not is_sound(verify_package(sealed.path))


def test_a_flip_in_any_file_is_caught_and_the_file_named(sealed: Sealed) -> None:
    for path in sorted(p for p in sealed.path.rglob("*") if p.is_file()):
        for at in (0, path.stat().st_size // 2, path.stat().st_size - 1):
            flip(path, at)
            assert not is_sound(verify_package(sealed.path)), (path, at)
            flip(path, at)
    assert codes_of(sealed.path, sealed.root) == {"A567"}


def test_a_change_of_letter_case_in_a_manifest_is_caught(sealed: Sealed) -> None:
    path = sealed.path / "tagmanifest-sm3.txt"
    path.write_text(path.read_text("utf-8").upper().replace("TXT", "txt"), "utf-8")
    assert not is_sound(verify_package(sealed.path))


def test_a_forged_package_is_caught_by_the_root_alone(sealed: Sealed) -> None:
    path = sealed.path / "bag-info.txt"
    path.write_text(path.read_text("utf-8").replace("样例", "别样"), "utf-8")
    reforge(sealed.path)
    assert is_sound(verify_package(sealed.path))
    assert codes_of(sealed.path, sealed.root) == {"A554", "A567"}


def bag(folder: Path, **kinds: object) -> Path:
    folder.mkdir()
    (folder / "样例.txt").write_text("x", "utf-8")
    bagit.make_bag(str(folder), **kinds)
    return folder


@pytest.mark.parametrize("algorithm", ["md5", "sha1", "sha256", "sha512"])
def test_bags_of_others_pass(algorithm: str, tmp_path: Path) -> None:
    assert check_bag(bag(tmp_path / "b", checksums=[algorithm])) == []


MANIFEST = "manifest-md5.txt"
X = "9dd4e461268c8034f5c8564e155c67a6"
BAGS: dict[str, tuple[dict[str, bytes], str]] = {
    "no declaration": ({"bagit.txt": b""}, "A502"),
    "byte order mark": (
        {"bagit.txt": b"\xef\xbb\xbfBagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"},
        "A517",
    ),
    "version of the future": (
        {"bagit.txt": b"BagIt-Version: 2.0\nTag-File-Character-Encoding: UTF-8\n"},
        "A503",
    ),
    "escaping path": ({MANIFEST: f"{X}  data/../../x\n".encode()}, "A508"),
    "absolute path": ({MANIFEST: f"{X}  /etc/passwd\n".encode()}, "A508"),
    "malformed line": ({MANIFEST: b"nonsense\n"}, "A506"),
    "digest too short": ({MANIFEST: b"abcd  data/a\n"}, "A506"),
    "listed twice": ({MANIFEST: f"{X}  data/a\n{X}  data/a\n".encode()}, "A507"),
    "tag file in a payload manifest": ({MANIFEST: f"{X}  bagit.txt\n".encode()}, "A509"),
    "not utf-8": ({MANIFEST: b"\xff\xfe  data/a\n"}, "A517"),
    "unknown algorithm": ({"manifest-crc32.txt": b"abcd  data/a\n"}, "A518"),
    "wrong oxum": ({"bag-info.txt": b"Payload-Oxum: 9.9\n"}, "A519"),
    "malformed bag-info": ({"bag-info.txt": b"no label\n"}, "A520"),
    "case collision": ({"data/A": b"x"}, "A515"),
    "empty manifest": ({MANIFEST: b""}, "A512"),
}


@pytest.mark.parametrize("name", BAGS)
def test_a_broken_bag_is_named_by_its_rule(name: str, tmp_path: Path) -> None:
    files, code = BAGS[name]
    base = {
        "bagit.txt": b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
        "data/a": b"x",
        MANIFEST: f"{X}  data/a\n".encode(),
    }
    (tmp_path / "data").mkdir()
    for path, content in {**base, **files}.items():
        (tmp_path / path).write_bytes(content)
    assert code in {fault.code for fault in check_bag(tmp_path)}


def test_a_hostile_bag_is_judged_and_never_crashes(tmp_path: Path) -> None:
    deep = tmp_path / "/".join(["d"] * 400)
    deep.mkdir(parents=True)
    text = "BagIt-Version: 1.0\nTag-File-Character-Encoding: hex\n"
    (tmp_path / "bagit.txt").write_text(text)
    assert {fault.code for fault in check_bag(tmp_path)} == {"A503", "A525"}
    assert {fault.code for fault in check_bag(tmp_path / "不存在")} == {"A501", "A521"}


def test_metadata_that_do_not_fit_the_files_are_caught_though_all_digests_agree(
    sealed: Sealed,
) -> None:
    path = sealed.path / "data/元数据/案卷.json"
    text = path.read_text("utf-8")
    for old, new, code in (
        ('"件号": 2', '"件号": 5', "A558"),
        ('"档号": "J099-ZY·JN·2022-D30-001",', '"档号": "J099",', "A559"),
        ("0001-申请表.pdf", "0001-别的.pdf", "A557"),
        ("{", "[", "A556"),
    ):
        path.write_text(text.replace(old, new, 1), "utf-8")
        reforge(sealed.path)
        assert code in codes_of(sealed.path)


def test_percent_signs_are_decoded_as_the_rfc_has_it(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "a%\n").write_bytes(b"x")
    (tmp_path / "bagit.txt").write_text("BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n")
    (tmp_path / MANIFEST).write_text(f"{X}  data/a%25%0A\n")
    assert {fault.code for fault in check_bag(tmp_path)} == {"A523"}


def test_a_name_whose_unicode_form_changed_is_named(tmp_path: Path) -> None:
    made = tmp_path / "b"
    made.mkdir()
    (made / "é.txt").write_text("x")
    bagit.make_bag(str(made), checksums=["sha256"])
    (made / "data/é.txt").rename(made / "data" / unicodedata.normalize("NFD", "é.txt"))
    assert {fault.code for fault in check_bag(made)} == {"A516"}


def test_the_verifiers_words_are_the_products() -> None:
    text = Path("cases/words/messages/archive.toml").read_text("utf-8")
    product = tomllib.loads(text)
    assert {code: product.get(code) for code in RULES} == RULES


def test_the_root_is_the_digest_of_the_tag_manifest(sealed: Sealed) -> None:
    content = (sealed.path / "tagmanifest-sha256.txt").read_bytes()
    assert root_of(sealed.path) == f"sha256:{hashlib.sha256(content).hexdigest()}"
