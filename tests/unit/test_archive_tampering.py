"""The table of tampering, row by row; a flip of any byte; names that other systems change."""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from archive.reading import verify_all
from archive.sealing import Sealed, seal
from archive.verification import Fault, is_sound, root_of, verify_package
from archive.verifier.spelling import shown
from cases.workspace import Workspace
from tests.fixtures.bags.plans import CODE, NOW, make_plan, make_workspace

GOLDEN = Path("tests/fixtures/golden")
FIRST = GOLDEN / "0.1.0" / CODE / "v1"
FILES = sorted(str(path.relative_to(FIRST)) for path in FIRST.rglob("*") if path.is_file())
APPLICATION = "data/0001-申请表.pdf"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return make_workspace(tmp_path / "样例")


@pytest.fixture
def sealed(workspace: Workspace) -> Sealed:
    return opened(seal(make_plan(workspace), workspace, NOW))


def opened(made: Sealed) -> Sealed:
    """A sealed package that somebody made writable."""
    for path in [made.path, *made.path.rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)
    return made


def reforge(package: Path) -> None:
    """Write all manifests anew, as a forger would."""
    payload = [path for path in (package / "data").rglob("*") if path.is_file()]
    oxum = f"{sum(path.stat().st_size for path in payload)}.{len(payload)}"
    info = (package / "bag-info.txt").read_text("utf-8").splitlines()
    kept = [line for line in info if not line.startswith("Payload-Oxum")]
    text = "".join(f"{line}\n" for line in [*kept, f"Payload-Oxum: {oxum}"])
    (package / "bag-info.txt").write_text(text, "utf-8")
    for algorithm in ("sha256", "sm3"):
        write_manifest(package, f"manifest-{algorithm}.txt", algorithm, payload)
    tags = [path for path in package.glob("*.txt") if not path.name.startswith("tag")]
    for algorithm in ("sha256", "sm3"):
        write_manifest(package, f"tagmanifest-{algorithm}.txt", algorithm, tags)


def write_manifest(package: Path, name: str, algorithm: str, files: list[Path]) -> None:
    listed = {path.relative_to(package).as_posix(): path.read_bytes() for path in files}
    lines = [f"{hashlib.new(algorithm, listed[path]).hexdigest()}  {path}\n" for path in listed]
    lines.sort(key=lambda line: line.partition("  ")[2])
    (package / name).write_text("".join(lines), "utf-8")


def flip(path: Path, at: int, bits: int = 0xFF) -> None:
    """Turn bits of one byte around; twice is as before."""
    handle = os.open(path, os.O_RDWR)
    try:
        os.pwrite(handle, bytes([os.pread(handle, 1, at)[0] ^ bits]), at)
    finally:
        os.close(handle)


def edit_info(package: Path) -> None:
    path = package / "bag-info.txt"
    path.write_text(path.read_text("utf-8").replace("样例", "别样"), "utf-8")


def forge(package: Path) -> None:
    (package / "data/0002-协议书〔样例〕.pdf").write_bytes(b"%PDF-1.7 forged")
    record = package / "data/元数据/案卷.json"
    text = record.read_text("utf-8")
    old = (FIRST / "data/0002-协议书〔样例〕.pdf").read_bytes()
    new = b"%PDF-1.7 forged"
    text = text.replace(hashlib.sha256(old).hexdigest(), hashlib.sha256(new).hexdigest())
    record.write_text(text.replace(f'"字节数": {len(old)}', f'"字节数": {len(new)}'), "utf-8")
    reforge(package)


def empty_out(package: Path) -> None:
    shutil.rmtree(package / "data")
    (package / "data").mkdir()
    reforge(package)


def rename(package: Path, new: str) -> None:
    (package / APPLICATION).rename(package / "data" / new)


# What is done, the code that must come, the file that must be named.
TABLE: dict[str, tuple[Callable[[Path], object], str, str]] = {
    "bit flip same size": (lambda p: flip(p / APPLICATION, 9, 1), "A511", APPLICATION),
    "file deleted": (lambda p: (p / APPLICATION).unlink(), "A510", APPLICATION),
    "file truncated": (lambda p: os.truncate(p / APPLICATION, 3), "A511", APPLICATION),
    "file emptied": (lambda p: os.truncate(p / APPLICATION, 0), "A511", APPLICATION),
    "extra payload file": (lambda p: (p / "data/多.pdf").write_text("x"), "A512", "data/多.pdf"),
    "extra top-level tag file": (lambda p: (p / "a.txt").write_text("x"), "A551", "a.txt"),
    "extra tag folder": (
        lambda p: ((p / "meta").mkdir(), (p / "meta/a").write_text("x")),
        "A551",
        "meta/a",
    ),
    "empty folder added": (lambda p: (p / "data/空").mkdir(), "A552", "data/空"),
    "folder emptied": (
        lambda p: (p / "data/元数据/案卷文件/case.yaml").unlink(),
        "A552",
        "data/元数据/案卷文件",
    ),
    "bag-info edited": (edit_info, "A511", "bag-info.txt"),
    "bag-info edited, tag manifests dropped": (
        lambda p: (edit_info(p), [tag.unlink() for tag in p.glob("tagmanifest*")]),
        "A555",
        "tagmanifest-sha256.txt",
    ),
    "everything removed, manifests emptied": (empty_out, "A555", APPLICATION[:5] + "案卷封面.pdf"),
    "wrong SM3 manifest": (
        lambda p: flip(p / "manifest-sm3.txt", 0, 1),
        "A511",
        "manifest-sm3.txt",
    ),
    "SM3 manifest dropped": (
        lambda p: (p / "manifest-sm3.txt").unlink(),
        "A555",
        "manifest-sm3.txt",
    ),
    "planted fetch.txt": (
        lambda p: (p / "fetch.txt").write_text(f"http://127.0.0.1/x - {APPLICATION}\n"),
        "A513",
        "fetch.txt",
    ),
    "renamed": (lambda p: rename(p, "0001-申请书.pdf"), "A566", "data/0001-申请书.pdf"),
    "two files swapped": (
        lambda p: (
            (p / APPLICATION).rename(p / "x"),
            (p / "data/0003-考核报告.pdf").rename(p / APPLICATION),
            (p / "x").rename(p / "data/0003-考核报告.pdf"),
        ),
        "A511",
        "data/0003-考核报告.pdf",
    ),
    "symlink out of the bag": (
        lambda p: (p / "data/链接").symlink_to("/etc/passwd"),
        "A514",
        "data/链接",
    ),
    "a file replaced by a link to itself": (
        lambda p: ((p / APPLICATION).rename(p.parent / "x"), (p / APPLICATION).symlink_to("../x")),
        "A514",
        APPLICATION,
    ),
    "a pipe": (lambda p: os.mkfifo(p / "data/管道"), "A514", "data/管道"),
    "%0A in a name": (lambda p: rename(p, "a%0A.pdf"), "A566", "data/a%0A.pdf"),
    "a line feed in a name": (lambda p: rename(p, "a\n.pdf"), "A566", "data/a\\n.pdf"),
    "a name in GB18030 bytes": (
        lambda p: os.rename(  # noqa: PTH104
            os.fsencode(p / APPLICATION), os.fsencode(p) + b"/data/" + "申请表".encode("gb18030")
        ),
        "A566",
        "data/\\xc9\\xea\\xc7\\xeb\\xb1\\xed",
    ),
    "a second name that only differs in case": (
        lambda p: (p / "data/案卷封面.PDF").write_text("x"),
        "A565",
        "data/案卷封面.pdf",
    ),
    "manifest rewritten in another order": (
        lambda p: (p / "tagmanifest-sm3.txt").write_text(
            "".join(reversed((p / "tagmanifest-sm3.txt").read_text().splitlines(keepends=True)))
        ),
        "A560",
        "tagmanifest-sm3.txt",
    ),
}


@pytest.mark.parametrize("row", TABLE)
def test_tampering_is_caught_and_the_file_named(row: str, sealed: Sealed) -> None:
    tamper, code, name = TABLE[row]
    tamper(sealed.path)
    faults = verify_package(sealed.path)
    assert (code, name) in {(fault.code, fault.path) for fault in faults}
    assert not is_sound(faults)


@pytest.mark.parametrize("tamper", [forge, lambda p: (edit_info(p), reforge(p))])
def test_a_consistent_forgery_is_caught_by_the_root_alone(
    tamper: Callable[[Path], object], sealed: Sealed
) -> None:
    tamper(sealed.path)
    assert is_sound(verify_package(sealed.path))
    against = verify_package(sealed.path, sealed.root)
    assert [fault.code for fault in against if not fault.is_warning] == ["A554"]


def test_lost_permissions_are_told_and_the_content_is_still_sound(sealed: Sealed) -> None:
    (fault,) = verify_package(sealed.path, sealed.root)
    assert fault.code == "A567"
    assert fault.is_warning


def test_times_of_change_do_not_matter(workspace: Workspace) -> None:
    made = seal(make_plan(workspace), workspace, NOW)
    for path in made.path.rglob("*"):
        os.utime(path, (0, 0))
    assert verify_package(made.path, made.root) == []


def two_versions(workspace: Workspace) -> tuple[Sealed, Sealed]:
    plan = make_plan(workspace)
    first = seal(plan, workspace, NOW)
    second = seal(replace(plan, items=plan.items[:2]), workspace, NOW)
    return first, second


def codes_by_version(
    workspace: Workspace, roots: dict[tuple[str, int], str]
) -> dict[str, set[str]]:
    return {
        f"{report.reference_code}/v{report.version}": {
            finding.code for finding in report.findings if finding.code != "A567"
        }
        for report in verify_all(workspace, roots)
    }


def test_rolling_back_to_the_first_version_is_caught_by_the_log(workspace: Workspace) -> None:
    first, second = two_versions(workspace)
    roots = {(CODE, 1): first.root, (CODE, 2): second.root}
    assert codes_by_version(workspace, roots) == {f"{CODE}/v1": set(), f"{CODE}/v2": set()}
    shutil.rmtree(opened(second).path)
    assert codes_by_version(workspace, roots)[f"{CODE}/v2"] == {"A561"}


def test_an_old_version_in_place_of_the_newest_is_caught_by_the_log(workspace: Workspace) -> None:
    first, second = two_versions(workspace)
    roots = {(CODE, 1): first.root, (CODE, 2): second.root}
    shutil.rmtree(opened(second).path)
    shutil.copytree(first.path, second.path)
    assert {"A554", "A563", "A564"} <= codes_by_version(workspace, roots)[f"{CODE}/v2"]


def test_two_packages_that_changed_places_are_caught(workspace: Workspace) -> None:
    plan = make_plan(workspace)
    other_code = replace(plan.reference_code, file_number=plan.reference_code.file_number + 1)
    first = opened(seal(plan, workspace, NOW))
    other = opened(seal(replace(plan, reference_code=other_code), workspace, NOW))
    roots = {(CODE, 1): first.root, (str(other_code), 1): other.root}
    away = workspace.root / "away"
    for source, target in ((first.path, away), (other.path, first.path), (away, other.path)):
        source.rename(target)
    for found in codes_by_version(workspace, roots).values():
        assert {"A554", "A563"} <= found


# ---- flips


def names(faults: list[Fault], name: str) -> bool:
    """Whether a fault that is no warning names the file, or the manifest whose line it is."""
    return any(name in (each.path, each.detail) for each in faults if not each.is_warning)


@pytest.fixture(scope="module")
def golden(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shutil.copytree(FIRST, tmp_path_factory.mktemp("golden") / "v1")


@pytest.mark.parametrize("name", FILES)
def test_a_flip_of_any_byte_of_the_golden_package_is_caught_and_the_file_named(
    name: str, golden: Path
) -> None:
    for at in range((golden / name).stat().st_size):
        bits = 0xFF if at % 2 else 1 << at // 2 % 8
        flip(golden / name, at, bits)
        assert names(verify_package(golden), name), at
        flip(golden / name, at, bits)
    assert is_sound(verify_package(golden))


TAG_FILES = [name for name in FILES if "/" not in name]


@pytest.mark.parametrize("name", TAG_FILES)
def test_all_bits_and_each_bit_in_turn_of_every_byte_of_the_tag_files_are_caught(
    name: str, golden: Path
) -> None:
    for at in range((golden / name).stat().st_size):
        bits = 1 << at // 2 % 8 if at % 2 else 0xFF
        flip(golden / name, at, bits)
        assert names(verify_package(golden), name), at
        flip(golden / name, at, bits)


def test_a_thousand_flips_anywhere_in_the_payload_are_caught_and_named(
    workspace: Workspace,
) -> None:
    paper = workspace.cases / "2019-SX-001/documents/考核报告.pdf"
    paper.write_bytes(random.Random(3).randbytes(400_000))
    package = opened(seal(make_plan(workspace), workspace, NOW)).path
    spans = [(path, path.stat().st_size) for path in sorted((package / "data").rglob("*.*"))]
    for path, at, bits in _positions(spans, 1000):
        flip(path, at, bits)
        assert names(verify_package(package), path.relative_to(package).as_posix()), at
        flip(path, at, bits)


def _positions(spans: list[tuple[Path, int]], count: int) -> Iterator[tuple[Path, int, int]]:
    chance = random.Random(20221122)
    total = sum(size for _, size in spans)
    for number in range(count):
        at = chance.randrange(total)
        bits = 0xFF if number % 2 else 1 << chance.randrange(8)
        for path, size in spans:
            if at < size:
                yield path, at, bits
                break
            at -= size


# ---- releases


@pytest.mark.parametrize("release", sorted(path.name for path in GOLDEN.iterdir()))
def test_packages_of_every_release_still_verify_against_their_roots(release: str) -> None:
    roots = (GOLDEN / release / "roots.txt").read_text("utf-8").split()
    packages = sorted((GOLDEN / release).glob("*/v*"), key=lambda path: (path.parent, path.name))
    assert len(roots) == len(packages) > 0
    for package, root in zip(packages, roots, strict=True):
        assert root_of(package) == root
        assert {fault.code for fault in verify_package(package, root)} <= {"A567"}


# ---- names changed on the way


def renamed_by(package: Path, change: Callable[[str], str]) -> dict[str, str]:
    """Rename every payload file and folder; what became of each changed file."""
    before = {
        path: path.relative_to(package).as_posix()
        for path in (package / "data").rglob("*")
        if path.is_file()
    }
    became = {}
    for path, was in before.items():
        now = "/".join(["data", *(change(part) for part in was.split("/")[1:])])
        (package / now).parent.mkdir(parents=True, exist_ok=True)
        path.rename(package / now)
        if now != was:
            became[was] = now
    for folder in sorted((package / "data").rglob("*"), reverse=True):
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
    return became


ROUND_TRIPS: dict[str, Callable[[str], str]] = {
    "NFD": lambda name: unicodedata.normalize("NFD", name),
    "replaced signs": lambda name: name.replace("〔", "_").replace("〕", "_"),
    "lower case": lambda name: name.lower(),
    "upper case": lambda name: name.upper(),
    "GBK read as CP437": lambda name: name.encode("gbk", "replace").decode("cp437"),
    "GBK read as Latin-1": lambda name: name.encode("gbk", "replace").decode("latin-1"),
    "bytes of GBK": lambda name: os.fsdecode(name.encode("gb18030")),
    "question marks": lambda name: name.encode("ascii", "replace").decode(),
    "short names": lambda name: hashlib.sha256(name.encode()).hexdigest()[:6].upper() + "~1",
}


@pytest.mark.parametrize("way", ROUND_TRIPS)
def test_names_changed_on_the_way_are_told_with_the_old_and_the_new_one(
    way: str, workspace: Workspace
) -> None:
    plan = make_plan(workspace)
    items = (replace(plan.items[0], name="Résumé 申请表.PDF"), *plan.items[1:])
    made = opened(seal(replace(plan, items=items), workspace, NOW))
    became = renamed_by(made.path, ROUND_TRIPS[way])
    faults = verify_package(made.path, made.root)
    told = {fault.detail: fault.path for fault in faults if fault.code == "A566"}
    assert set(told) == set(became)
    for was, now in became.items():
        assert told[was] == shown(now)
        assert told[was].isprintable()
    assert {fault.code for fault in faults} <= {"A516", "A517", "A553", "A566", "A567"}
    assert not is_sound(faults)
