"""What goes on the stick: a source that apt can read, sums that tell, an installer that asks."""

from __future__ import annotations

import gzip
import hashlib
import subprocess
from pathlib import Path

import pytest

from bundling.bundle import INSTALLER, PROJECT, READ_ME
from bundling.debian import write_index

SCRIPT = PROJECT / "bundling" / INSTALLER


@pytest.fixture
def package(tmp_path: Path) -> Path:
    control = tmp_path / "样例" / "DEBIAN" / "control"
    control.parent.mkdir(parents=True)
    control.write_text(
        "Package: yangli\nVersion: 1.0\nArchitecture: all\nMaintainer: yang <y@yangli.test>\n"
        "Description: sample\n",
        "utf-8",
    )
    folder = tmp_path / "debs"
    folder.mkdir()
    made = folder / "yangli_1.0_all.deb"
    subprocess.run(
        ["dpkg-deb", "--build", "--root-owner-group", str(control.parent.parent), str(made)],
        check=True,
        capture_output=True,
    )
    return made


def test_the_index_tells_place_size_and_sum_of_each_package(package):
    write_index(package.parent)
    text = gzip.decompress((package.parent / "Packages.gz").read_bytes()).decode()
    digest = hashlib.sha256(package.read_bytes()).hexdigest()
    for line in (
        "Package: yangli",
        "Filename: ./yangli_1.0_all.deb",
        f"Size: {package.stat().st_size}",
        f"SHA256: {digest}",
    ):
        assert line in text.splitlines()


def test_the_same_packages_make_the_same_index(package):
    write_index(package.parent)
    first = (package.parent / "Packages.gz").read_bytes()
    write_index(package.parent)
    assert (package.parent / "Packages.gz").read_bytes() == first


def run(*options: str, folder: Path = SCRIPT.parent) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["sh", str(folder / INSTALLER), *options], capture_output=True, text=True)


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        (("--删除",), 2, "不认识的选项：--删除"),
        (("--位置",), 2, "--位置 后面要写文件夹"),
        (("--位置", "opt"), 2, "完整路径"),
    ],
)
def test_the_installer_says_what_it_does_not_understand(options, code, words):
    done = run(*options)
    assert (done.returncode, done.stdout) == (code, "")
    assert words in done.stderr


def test_the_installer_installs_nothing_from_an_altered_bundle(tmp_path):
    (tmp_path / INSTALLER).write_text(SCRIPT.read_text("utf-8"), "utf-8")
    (tmp_path / READ_ME).write_text("改过", "utf-8")
    digest = hashlib.sha256(b"\xe5\x8e\x9f\xe6\x9d\xa5").hexdigest()
    (tmp_path / "SHA256SUMS").write_text(f"{digest}  {READ_ME}\n", "utf-8")
    target = tmp_path / "装到这里"
    done = run("--位置", str(target), folder=tmp_path)
    assert done.returncode == 6
    assert "什么都没有装" in done.stderr
    assert not target.exists()


def test_nothing_is_taken_away_where_nothing_was_installed(tmp_path):
    done = run("--位置", str(tmp_path / "没有"), "--卸载")
    assert done.returncode == 4
