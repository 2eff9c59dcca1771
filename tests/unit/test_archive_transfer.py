"""A transfer medium: written whole or not at all, checked by anybody with coreutils alone."""

from __future__ import annotations

import os
import random
import resource
import shutil
import signal
import subprocess
import time
from pathlib import Path

import bagit
import pytest

from archive.reading import versions_of
from archive.shelving import CannotWritePackageError, VersionExistsError
from archive.transfer.explaining import read_explanation
from archive.transfer.layout import FILE_LIST, ITEM_LIST, RECORDS
from archive.transfer.lists import FILES, ITEMS, list_xml, read_list
from archive.transfer.splitting import BadSizeError, TooLargeError, parse_size, spread
from archive.transfer.writing import MediumUnsoundError, NamesTooLongError, write_media
from archive.verification import check_bag, verify_package
from tests.fixtures.bags.plans import CODE
from tests.fixtures.media import House, flip, loosened
from tests.tools.adversity import namespaces

TOOLS = ("sha256sum", "cat", "dirname")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    return House.build(tmp_path_factory.mktemp("局"))


@pytest.fixture(scope="module")
def medium(house: House, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return house.written(tmp_path_factory.mktemp("移交") / "载体")


READ_ONLY = """
mount --bind "$1" "$2" && mount -o remount,bind,ro,noexec "$2" || exit 99
touch "$2/新" 2>/dev/null && exit 98
shift 2
"$@"
"""


def checked(folder: Path, tools: Path) -> subprocess.CompletedProcess[str]:
    """校验.sh by a shell that finds nothing but a few coreutils."""
    tools.mkdir(exist_ok=True)
    for name in TOOLS:
        link = tools / name
        if not link.exists():
            link.symlink_to(str(shutil.which(name)))
    shell = str(shutil.which("sh"))
    return subprocess.run(
        ["/usr/bin/env", "-i", f"PATH={tools}", shell, str(folder / "校验.sh")],
        capture_output=True, text=True, timeout=60, cwd="/",
    )  # fmt: skip


def test_a_medium_is_laid_out_as_the_rule_says(medium: Path) -> None:
    assert sorted(path.name for path in (medium / "data").iterdir()) == sorted(
        ["说明文件.TXT", "案卷目录.XML", "文件目录.XML", "电子档案", "其他"]
    )
    versions = medium / RECORDS / "2022" / "ZY·JN" / CODE
    assert sorted(path.name for path in versions.iterdir()) == ["v1", "v2"]
    assert max(len(p.relative_to(medium).as_posix()) for p in medium.rglob("*")) <= 240


def test_every_version_is_there_byte_for_byte(house: House, medium: Path) -> None:
    for package in versions_of(house.workspace, CODE):
        copy = medium / RECORDS / "2022" / "ZY·JN" / CODE / f"v{package.version}"
        assert verify_package(copy, package.root) == []
        names = [p.relative_to(package.path) for p in package.path.rglob("*") if p.is_file()]
        assert all((copy / n).read_bytes() == (package.path / n).read_bytes() for n in names)


def test_the_medium_is_a_bag_to_us_and_to_others(medium: Path) -> None:
    assert check_bag(medium) == []
    assert bagit.Bag(str(medium)).validate()


def test_the_explanation_counts_what_is_there(medium: Path) -> None:
    told = read_explanation((medium / "data/说明文件.TXT").read_bytes())
    files = [path for path in (medium / RECORDS).rglob("*") if path.is_file()]
    assert told["文件数"] == str(len(files))
    assert told["字节数"] == str(sum(path.stat().st_size for path in files))
    assert (told["案卷数"], told["件数"], told["移交号"]) == ("1", "3", "YJ-2027-001")


def test_the_lists_name_every_file_and_item(house: House, medium: Path) -> None:
    (row,) = read_list(FILES, (medium / FILE_LIST).read_bytes())
    assert row[:2] == ("1", CODE)
    rows = read_list(ITEMS, (medium / ITEM_LIST).read_bytes())
    assert [each[1] for each in rows] == [f"{CODE}-{at:04d}" for at in (1, 2, 3)]
    assert all((medium / "data" / each[6]).is_file() for each in rows)


def test_a_list_in_gb18030_is_read_too() -> None:
    rows = [("1", CODE, "责任者", "题名䶮", "20190422", "公开", "电子档案/x", "")]
    text = list_xml(FILES, rows).decode().replace("UTF-8", "GB18030")
    assert read_list(FILES, text.encode("gb18030")) == rows


BOMB = "<!DOCTYPE a [<!ENTITY b 'bbbb'><!ENTITY c '&b;&b;&b;&b;'>]><案卷目录>&c;</案卷目录>"


@pytest.mark.parametrize("content", [BOMB.encode(), BOMB.encode("utf-16"), b"<a/>", b"", b"\xff"])
def test_a_hostile_list_is_refused_before_it_is_parsed(content: bytes) -> None:
    with pytest.raises(ValueError):
        read_list(FILES, content)


# Fault 26: read-only, noexec, no Python.
def test_the_script_passes_with_coreutils_alone_on_a_medium_that_cannot_be_written(
    medium: Path, tmp_path: Path
) -> None:
    assert not any(path.stat().st_mode & 0o222 for path in medium.rglob("*"))
    assert not os.access(medium / "校验.sh", os.X_OK)
    done = checked(medium, tmp_path / "bin")
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, "校验通过", "")


# In a mount namespace where machines allow one; the test above holds everywhere.
def test_the_script_passes_on_a_read_only_noexec_mount(medium: Path, tmp_path: Path) -> None:
    place = tmp_path / "盘"
    place.mkdir()
    mounted = [*namespaces(), "sh", "-c", READ_ONLY, "sh", str(medium), str(place)]
    checked(medium, tmp_path / "bin")
    command = mounted if namespaces() else ["sh", "-c", '"$@"', "sh"]
    aim = place if namespaces() else medium
    run = ["env", "-i", f"PATH={tmp_path / 'bin'}", str(shutil.which("sh")), f"{aim}/校验.sh"]
    done = subprocess.run([*command, *run], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout.strip()) == (0, "校验通过"), done.stderr


def test_the_script_fails_on_any_flipped_byte(medium: Path, tmp_path: Path) -> None:
    copy = loosened(medium, tmp_path / "改动")
    picked = random.Random(26)
    files = sorted(path for path in copy.rglob("*") if path.is_file())
    tags = [path for path in files if path.parent == copy]
    for path in (*files, *tags, *tags, *tags):
        at = picked.randrange(path.stat().st_size)
        flip(path, at)
        done = checked(copy, tmp_path / "bin")
        assert done.returncode != 0, (path.name, at)
        flip(path, at)
    assert checked(copy, tmp_path / "bin").returncode == 0


def test_the_script_is_not_fooled_by_capitals_or_lines_it_cannot_read(
    medium: Path, tmp_path: Path
) -> None:
    copy = loosened(medium, tmp_path / "改动")
    tags = copy / "tagmanifest-sha256.txt"
    whole = tags.read_bytes()
    for changed in (whole.replace(b"a", b"A", 1), whole.replace(b"  ", b" \xdf", 1), b""):
        tags.write_bytes(changed)
        assert checked(copy, tmp_path / "bin").returncode != 0


def test_the_script_fails_when_a_file_is_gone(medium: Path, tmp_path: Path) -> None:
    copy = loosened(medium, tmp_path / "改动")
    next((copy / RECORDS).rglob("0001-*.pdf")).unlink()
    done = checked(copy, tmp_path / "bin")
    assert (done.returncode, "校验不通过" in done.stdout) == (1, True)


def test_the_verifier_on_the_medium_finds_it_sound(medium: Path) -> None:
    proofs = [f"--证明={path}" for path in sorted((medium / "data/其他/日志/证明").iterdir())]
    done = subprocess.run(
        ["python3", "-I", str(medium / "data/其他/核验.py"), str(medium), *proofs],
        capture_output=True, text=True,
    )  # fmt: skip
    assert (done.returncode, "结论：完好" in done.stdout) == (0, True)


def test_the_windows_script_is_plain_and_short(medium: Path) -> None:
    content = (medium / "校验.bat").read_bytes()
    assert content.count(b"\n") == content.count(b"\r\n") <= 3
    assert b"certutil" in content


def test_a_folder_that_is_there_is_never_written_into(house: House, tmp_path: Path) -> None:
    (tmp_path / "载体").mkdir()
    with pytest.raises(VersionExistsError):
        write_media([house.medium()], tmp_path / "载体")
    assert list((tmp_path / "载体").iterdir()) == []


def test_what_changed_while_it_was_copied_leaves_no_medium(house: House, tmp_path: Path) -> None:
    medium = house.medium()
    package = medium.shipments[0].newest
    paper = next((package.path / "data").glob("0001-*.pdf"))
    whole = paper.read_bytes()
    paper.chmod(0o644)
    flip(paper, 3)
    try:
        with pytest.raises(MediumUnsoundError):
            write_media([medium], tmp_path / "载体")
    finally:
        paper.write_bytes(whole)
        paper.chmod(0o444)
    assert list(tmp_path.iterdir()) == []


def test_what_a_kill_left_in_staging_goes_at_the_next_run(house: House, tmp_path: Path) -> None:
    left = tmp_path / ".载体.移交暂存"
    (left / "data").mkdir(parents=True)
    (left / "data" / "半个").write_bytes(b"x")
    (left / "data").chmod(0o555)
    house.written(tmp_path / "载体")
    assert [path.name for path in tmp_path.iterdir()] == ["载体"]


@pytest.mark.parametrize("milliseconds", [2, 8, 15, 25, 40, 60, 90, 140])
def test_a_kill_leaves_no_medium_or_a_whole_one_and_the_next_run_finishes(
    house: House, tmp_path: Path, milliseconds: int
) -> None:
    medium, folder = house.medium(), tmp_path / "载体"
    child = os.fork()
    if child == 0:
        try:
            write_media([medium], folder)
        finally:
            os._exit(0)
    time.sleep(milliseconds / 1000)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    if not folder.exists():
        write_media([medium], folder)
    assert check_bag(folder) == []
    assert [path.name for path in tmp_path.iterdir()] == ["载体"]


def test_a_disk_that_takes_no_more_leaves_nothing(house: House, tmp_path: Path) -> None:
    medium = house.medium()
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, resource.RLIM_INFINITY))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        with pytest.raises(CannotWritePackageError):
            write_media([medium], tmp_path / "载体")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
    assert list(tmp_path.iterdir()) == []


def test_a_path_too_long_for_other_systems_is_named_and_refused(
    house: House, tmp_path: Path
) -> None:
    medium = house.medium()
    name = "v2/data/" + "长" * 80 + "/" + "长" * 80 + "/" + "长" * 80
    medium.shipments[0].files[name] = 1  # type: ignore[index]
    with pytest.raises(NamesTooLongError) as refused:
        write_media([medium], tmp_path / "载体")
    assert [found.code for found in refused.value.findings] == ["A752"]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("text", "size"),
    [("4.7GB", 4_700_000_000), ("700 mb", 700_000_000), ("1GiB", 1 << 30), ("2048", 2048)],
)
def test_sizes_are_read_as_media_are_sold(text: str, size: int) -> None:
    assert parse_size(text) == size


@pytest.mark.parametrize("text", ["", "0", "-1GB", "4,7GB", "GB", "1e9", "9" * 40])
def test_what_is_no_size_is_refused(text: str) -> None:
    with pytest.raises(BadSizeError):
        parse_size(text)


def test_packages_are_spread_whole_and_in_order(house: House) -> None:
    one = house.shipment()
    parts = spread([one] * 5, 400_000, 50_000, 1_000)
    assert [len(part) for part in parts] == [2, 2, 1]
    assert spread([one] * 5, 0, 0, 0) == [[one] * 5]
    with pytest.raises(TooLargeError):
        spread([one], 100_000, 50_000, 0)


def test_several_media_appear_at_once_each_a_whole_bag(house: House, tmp_path: Path) -> None:
    medium = house.medium()
    written = write_media([medium, medium], tmp_path / "移交")
    assert [each.path.name for each in written] == ["载体1", "载体2"]
    for each in written:
        assert check_bag(each.path) == []
        assert checked(each.path, tmp_path / "bin").returncode == 0
    with pytest.raises(TooLargeError):
        write_media([medium], tmp_path / "小", limit=1000)
    assert not (tmp_path / "小").exists()
