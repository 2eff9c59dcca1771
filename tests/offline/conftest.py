"""A clean Debian in a folder and the bundle on a stick; all runs with the network cut."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bundling.bundle import INSTALLER, pack

_MIRROR = "http://deb.debian.org/debian"
_ENTER = """set -e
mount -t proc proc "$0/proc"
mount --bind /dev "$0/dev"
root=$0
exec chroot "$root" env -i HOME=/root LANG=C.UTF-8 \
  PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$@"
"""


@dataclass(frozen=True)
class Machine:
    """A machine with nothing on it and no network."""

    root: Path
    stick: str

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a command inside, in namespaces of its own: without any network."""
        apart = ("unshare", "--net", "--mount", "--pid", "--fork", "sh", "-c", _ENTER)
        return subprocess.run(
            [*apart, str(self.root), *command], capture_output=True, text=True, timeout=1800
        )

    def install(self, *options: str) -> subprocess.CompletedProcess[str]:
        """Run the installer from the stick."""
        return self.run("sh", f"{self.stick}/{INSTALLER}", *options)


@pytest.fixture(scope="session")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    """A minimal Debian 12 with the bundle on a stick whose name has a space in it."""
    root = tmp_path_factory.mktemp("machine")
    subprocess.run(
        ["debootstrap", "--variant=minbase", "bookworm", str(root), _MIRROR],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    packed = pack(tmp_path_factory.mktemp("packed"))
    (root / "media" / "U 盘").mkdir()
    shutil.move(packed, root / "media" / "U 盘" / packed.name)
    yield Machine(root, f"/media/U 盘/{packed.name}")
    shutil.rmtree(root, ignore_errors=True)
