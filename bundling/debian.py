"""Debian packages with all they depend on, and the index that makes a folder an apt source."""

from __future__ import annotations

import gzip
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from cases.digest import digest_of_file

if TYPE_CHECKING:
    from collections.abc import Sequence


def fetch_packages(names: Sequence[str], folder: Path) -> None:
    """Fetch the packages as if nothing were installed, so that nothing is presumed there.

    apt keeps its state in a folder of ours: this machine is not changed, and root is not needed.
    """
    folder.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as room:
        options = _state(Path(room))
        _apt(*options, "update")
        _apt(*options, "install", "--download-only", "--no-install-recommends", "--yes", *names)
        for path in sorted(Path(room, "archives").glob("*.deb")):
            shutil.copyfile(path, folder / path.name.replace("%3a", "-"))


def _state(room: Path) -> tuple[str, ...]:
    """The options that give apt an empty machine."""
    for name in ("lists/partial", "archives/partial"):
        (room / name).mkdir(parents=True)
    (room / "status").touch()
    settings = {
        "Dir::State::status": room / "status",
        "Dir::State::lists": room / "lists",
        "Dir::State::extended_states": room / "extended",
        "Dir::Cache": room,
        "Dir::Cache::archives": room / "archives",
        "Debug::NoLocking": 1,
        "APT::Sandbox::User": "",
    }
    return tuple(part for key, value in settings.items() for part in ("-o", f"{key}={value}"))


def _apt(*arguments: str) -> None:
    """Run apt-get quietly; what it complains of is shown."""
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "-qq", *arguments], check=True, env=environment, stdout=2)  # noqa: S603, S607


def write_index(folder: Path) -> None:
    """``Packages.gz`` of a flat apt source: each package's own words, its place, size and sum."""
    entries = (_entry(path) for path in sorted(folder.glob("*.deb")))
    with gzip.GzipFile(folder / "Packages.gz", "wb", mtime=0) as index:
        index.write("\n".join(entries).encode())


def _entry(path: Path) -> str:
    """One package of the index."""
    told = subprocess.run(  # noqa: S603
        ["dpkg-deb", "--field", str(path)],  # noqa: S607
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    digest = digest_of_file(path).removeprefix("sha256:")
    place = f"Filename: ./{path.name}\nSize: {path.stat().st_size}\nSHA256: {digest}\n"
    return f"{told.rstrip()}\n{place}"
