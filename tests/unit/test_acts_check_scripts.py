"""校验.sh for names as bad as file systems allow: checked, and never run."""

import hashlib
import shutil
import subprocess
from pathlib import Path

import pytest

from acts.keeping.check_scripts import (
    LOG_LINE,
    MANIFEST,
    TAGS,
    ProvenPackage,
    check_script,
    sum_line,
)

ODD = (
    "$(touch 坏).txt",
    "`touch 坏`.txt",
    "单'引\"号.txt",
    "反\\斜.txt",
    "换\n行.txt",
    "-rf *.txt",
)


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of odd names, each sealed in a package under the same name."""
    aim = tmp_path / "导出 $(touch 坏)"
    proofs = aim / "证明" / "J099-v1"
    proofs.mkdir(parents=True)
    held = {f"材料/{name}": name.encode() for name in ODD}
    manifest = "".join(f"{digest(text)}  data/{path[3:]}\n" for path, text in held.items()).encode()
    tags = f"{digest(manifest)}  {MANIFEST}\n".encode()
    root = digest(tags)
    held |= {f"证明/J099-v1/{name}": text for name, text in ((MANIFEST, manifest), (TAGS, tags))}
    held[f"证明/J099-v1/{LOG_LINE}"] = f'{{"根":"sha256:{root}"}}\n'.encode()
    for path, text in held.items():
        (aim / path).parent.mkdir(exist_ok=True)
        (aim / path).write_bytes(text)
    items = [(digest(name.encode()), f"data/{name}", f"材料/{name}") for name in ODD]
    package = ProvenPackage("J099/v1", "证明/J099-v1", root, digest(manifest), items)
    sums = "".join(sum_line(digest(text), path) for path, text in held.items()).encode()
    (aim / "sha256sum.txt").write_bytes(sums)
    (aim / "校验.sh").write_bytes(check_script(digest(sums), len(held), [package]))
    return aim


def checked(folder: Path) -> int:
    for shell in filter(None, map(shutil.which, ("dash", "bash"))):
        run = subprocess.run([shell, str(folder / "校验.sh")], cwd=folder.parent, check=False)
    assert not list(folder.parent.rglob("坏"))
    return run.returncode


def test_odd_names_are_checked_and_never_run(folder: Path) -> None:
    assert checked(folder) == 0


@pytest.mark.parametrize("name", ODD)
def test_a_change_in_any_of_them_is_seen(folder: Path, name: str) -> None:
    (folder / "材料" / name).write_bytes(b"changed")
    assert checked(folder) == 1


def test_an_item_that_the_package_does_not_hold_is_seen(folder: Path) -> None:
    script = folder / "校验.sh"
    text = script.read_text("utf-8")
    script.write_text(text.replace(digest(ODD[0].encode()), "0" * 64), "utf-8")
    assert checked(folder) == 1


def test_a_log_line_of_another_root_is_seen(folder: Path) -> None:
    line = folder / "证明" / "J099-v1" / LOG_LINE
    old = line.read_bytes()
    line.write_bytes(b"{}\n")
    sums = folder / "sha256sum.txt"
    before, after = sums.read_bytes(), sums.read_bytes()
    after = after.replace(digest(old).encode(), digest(b"{}\n").encode())
    sums.write_bytes(after)
    script = folder / "校验.sh"
    script.write_text(script.read_text("utf-8").replace(digest(before), digest(after)), "utf-8")
    assert checked(folder) == 1
