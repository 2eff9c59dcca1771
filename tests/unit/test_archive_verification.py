"""The verifier: its words, its digests, what it reads and how; forged metadata."""

from __future__ import annotations

import hashlib
import os
import random
import re
import tomllib
import tracemalloc
from pathlib import Path

import pytest

from archive.sealing import Sealed, seal
from archive.verification import (
    RULES,
    Digester,
    check_bag,
    digest_file,
    is_sound,
    root_of,
    verify_package,
)
from archive.verifier import hashing
from archive.verifier.command import main
from archive.verifier.hashing import read_blocks
from tests.fixtures.bags.foreign import ForeignBag
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


def test_a_change_of_letter_case_in_a_manifest_is_caught(sealed: Sealed) -> None:
    path = sealed.path / "tagmanifest-sm3.txt"
    path.write_text(path.read_text("utf-8").upper().replace("TXT", "txt"), "utf-8")
    assert not is_sound(verify_package(sealed.path))


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
        ('"件号": 2', '"件号": 1e999', "A556"),
        ('"件号": 2', '"件号": [2]', "A556"),
    ):
        path.write_text(text.replace(old, new, 1), "utf-8")
        reforge(sealed.path)
        assert code in codes_of(sealed.path)


def test_the_verifiers_words_are_the_products() -> None:
    text = Path("cases/words/messages/archive.toml").read_text("utf-8")
    product = tomllib.loads(text)
    assert {code: product.get(code) for code in RULES} == RULES


def test_the_root_is_the_digest_of_the_tag_manifest(sealed: Sealed) -> None:
    content = (sealed.path / "tagmanifest-sha256.txt").read_bytes()
    assert root_of(sealed.path) == f"sha256:{hashlib.sha256(content).hexdigest()}"


def test_every_code_of_the_verifier_is_brought_about_by_a_test() -> None:
    """Codes stand in the tests of the verifier as the outcome of something done."""
    tests = Path("tests/unit").glob("test_archive_*.py")
    text = "".join(path.read_text("utf-8") for path in tests)
    assert {code for code in RULES if f'"{code}"' not in text and f"[{code}]" not in text} == set()


def test_what_is_not_given_is_said(sealed: Sealed, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(sealed.path)]) == 0
    codes = {"A567", "A571", "A572"}
    assert set(re.findall("A[0-9]{3}", capsys.readouterr().out)) == codes


def test_an_algorithm_that_is_not_asked_for_is_said_and_not_computed(sealed: Sealed) -> None:
    (sealed.path / "manifest-sm3.txt").write_bytes(b"")
    found = {
        (fault.code, fault.path)
        for fault in verify_package(sealed.path, algorithms={"sha256"})
        if fault.code in ("A511", "A530")
    }
    assert found == {
        ("A511", "manifest-sm3.txt"),
        ("A530", "manifest-sm3.txt"),
        ("A530", "tagmanifest-sm3.txt"),
    }


def test_without_sm3_the_rest_is_verified_and_the_lack_said(
    sealed: Sealed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(hashing._NAMES, "sm3")
    faults = verify_package(sealed.path, sealed.root)
    assert {(fault.code, fault.detail) for fault in faults if fault.code != "A567"} == {
        ("A518", "sm3")
    }
    assert is_sound(faults)
    (sealed.path / "data/0001-申请表.pdf").write_bytes(b"x")
    assert not is_sound(verify_package(sealed.path, sealed.root))


def test_reading_anew_lets_every_file_go_from_memory_first(
    sealed: Sealed, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_go = []
    monkeypatch.setattr(os, "posix_fadvise", lambda *told: let_go.append(told))
    assert codes_of(sealed.path) == {"A567"}
    assert let_go == []
    assert {fault.code for fault in verify_package(sealed.path, fresh=True)} == {"A567"}
    files = sum(path.is_file() for path in sealed.path.rglob("*"))
    assert len(let_go) >= files
    assert {told[1:] for told in let_go} == {(0, 0, os.POSIX_FADV_DONTNEED)}


SIZES = (0, 1, 1000, 65_535, 65_536, 65_537, 5_000_000)


def test_digests_are_those_of_hashlib_whatever_the_size(tmp_path: Path) -> None:
    algorithms = ("sm3", "md5", "sha256", "sha3512", "blake2b256")
    chance = random.Random(1)
    with Digester([*algorithms, "crc32"]) as digester:
        assert set(digester.algorithms) == set(algorithms)
        begun = []
        for size in SIZES:
            content = chance.randbytes(size)
            (tmp_path / str(size)).write_bytes(content)
            one = digester.begin()
            for block in read_blocks(tmp_path / str(size), size=size):
                one.update(block)
            begun.append((content, one))
        digester.settle()
        for content, one in begun:
            found = one.hexdigests()
            assert found["sm3"] == hashlib.new("sm3", content).hexdigest()
            assert found["sha256"] == hashlib.sha256(content).hexdigest()
            assert found["sha3512"] == hashlib.sha3_512(content).hexdigest()
            assert found["blake2b256"] == hashlib.blake2b(content, digest_size=32).hexdigest()
            name = tmp_path / str(len(content))
            assert digest_file(name, algorithms, fresh=True) == found


def test_a_large_file_is_read_in_bounded_memory(tmp_path: Path) -> None:
    made = ForeignBag("1.0", payload={}, has_tag_manifest=False, algorithms=("sha256", "sm3"))
    bag = made.write(tmp_path / "bag")
    (bag / "data/large").touch()
    os.truncate(bag / "data/large", 48_000_000)
    for algorithm in ("sha256", "sm3"):
        line = f"{digest_file(bag / 'data/large', (algorithm,))[algorithm]}  data/large\n"
        (bag / f"manifest-{algorithm}.txt").write_text(line)
    tracemalloc.start()
    assert {fault.code for fault in check_bag(bag)} == {"A523"}
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 10_000_000


def test_files_that_are_links_are_not_read(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("/etc/passwd")
    with pytest.raises(OSError, match="symbolic"):
        digest_file(tmp_path / "link")
