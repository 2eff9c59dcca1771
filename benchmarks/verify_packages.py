"""Verifying one bag: sha256sum -c, bagit-python, and our verifier, on the same files."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import bagit
from timing import compare

from archive.verification import check_bag

FILES, SIZE = 500, 200_000


def make_bag(folder: Path) -> Path:
    """A bag of random files, made by bagit-python so that no side is favoured."""
    for number in range(FILES):
        (folder / f"{number:04d}.bin").write_bytes(os.urandom(SIZE))
    bagit.make_bag(str(folder), checksums=["sha256"])
    return folder


def main() -> None:
    """Compare the three verifiers."""
    with tempfile.TemporaryDirectory() as scratch:
        bag = make_bag(Path(scratch))
        sys.stdout.write(f"{FILES} 个文件，共 {FILES * SIZE / 1e6:.0f} MB\n")
        command = ["sha256sum", "--quiet", "-c", "manifest-sha256.txt"]
        compare(
            {
                "sha256sum -c": lambda: subprocess.run(command, cwd=bag, check=True),
                "bagit-python validate": lambda: bagit.Bag(str(bag)).validate(),
                "jiangdang check_bag": lambda: check_bag(bag),
            }
        )


if __name__ == "__main__":
    main()
