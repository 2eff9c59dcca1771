"""Machines in trouble: a full disk, a disk that cannot be written, a command that is interrupted.

A file system of its own inside a mount namespace makes the trouble real; where a container
forbids that, ``strace`` makes the same system calls fail in the same way.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

JIANGDANG = Path(sys.executable).with_name("jiangdang")
_MOUNTED = """
mount -t tmpfs -o size=64m tmpfs "$PLACE" && cp -a "$WORKSPACE" "$PLACE/ws" || exit 99
{trouble}
"$@" ; code=$?
{relief}
rm -rf "$WORKSPACE" && cp -a "$PLACE/ws" "$WORKSPACE"
exit $code
"""
_INDEX_MOUNTED = """
mount -t tmpfs -o size=64m tmpfs "$PLACE" && cp -a "$INDEX" "$PLACE/index" &&
mount --bind "$PLACE/index" "$INDEX" || exit 99
{trouble}
"$@" ; code=$?
{relief}
umount "$INDEX" && rm -rf "$INDEX" && cp -a "$PLACE/index" "$INDEX" || exit 99
exit $code
"""
FULL = ('head -c 100m /dev/zero >"$PLACE/fill" 2>/dev/null', 'rm "$PLACE/fill"')
READ_ONLY = ('mount -o remount,ro "$PLACE"', 'mount -o remount,rw "$PLACE"')
_WRITES = "?pwrite64,?mkdir,?rename,?ftruncate"
_ERRNO = {FULL: "ENOSPC", READ_ONLY: "EROFS"}


@dataclass(frozen=True)
class Ended:
    """How a command in trouble ended, and what it said."""

    code: int
    out: str
    err: str


def command(root: Path, *words: str | Path) -> list[str]:
    """The real command line on a workspace."""
    return [str(JIANGDANG), "-w", str(root), *map(str, words)]


def run(line: Sequence[str], **environment: str) -> Ended:
    """Run to the end with what it said kept."""
    done = subprocess.run(
        line, env={**os.environ, **environment}, capture_output=True, text=True, timeout=120
    )
    return Ended(done.returncode, done.stdout, done.stderr)


def in_trouble(trouble: tuple[str, str], root: Path, *words: str | Path) -> Ended:
    """Run a command on the workspace while the trouble lasts; the workspace stays as left."""
    line = command(root, *words)
    spaces = namespaces()
    if not spaces:
        inject = f"inject={_WRITES}:error={_ERRNO[trouble]}"
        return run(
            ["strace", "-q", "-o", "/dev/null", "-e", f"trace={_WRITES}", "-e", inject, *line]
        )
    place = root.parent / "另一块盘"
    place.mkdir(exist_ok=True)
    script = _MOUNTED.format(trouble=trouble[0], relief=trouble[1])
    line[2] = str(place / "ws")
    ended = run([*spaces, "sh", "-c", script, "sh", *line], PLACE=str(place), WORKSPACE=str(root))
    assert ended.code != 99, ended.err
    return ended


def index_in_trouble(trouble: tuple[str, str], root: Path, *words: str | Path) -> Ended:
    """Run a command while the disk that holds the index, and nothing else, is in trouble."""
    line, index = command(root, *words), root / "index"
    spaces = namespaces()
    if not spaces:
        calls = "?pwrite64,?mkdir,?unlink,?ftruncate"
        inject = f"inject={calls}:error={_ERRNO[trouble]}"
        files = [file for file in index.rglob("*") if file.is_file()]
        journals = [file.with_name(f"{file.name}-journal") for file in files]
        about = [part for path in (*files, *journals) for part in ("-P", str(path))]
        tracing = ["strace", "-q", "-o", "/dev/null", "-e", f"trace={calls}", "-e", inject]
        return run([*tracing, *about, *line])
    place = root.parent / "索引的盘"
    place.mkdir(exist_ok=True)
    script = _INDEX_MOUNTED.format(trouble=trouble[0], relief=trouble[1])
    ended = run([*spaces, "sh", "-c", script, "sh", *line], PLACE=str(place), INDEX=str(index))
    assert ended.code != 99, ended.err
    return ended


def reasons() -> tuple[str, ...]:
    """What a refused write may be blamed on; SQLite hides the cause of an injected error."""
    real = ("磁盘空间不足", "文件系统只读")
    return real if namespaces() else (*real, "磁盘读写出错")


@cache
def namespaces() -> tuple[str, ...]:
    """The way to a mount namespace of our own; none where it is forbidden."""
    way = ("unshare", "-rm")
    if shutil.which("unshare") is None:
        return ()
    probe = [*way, "mount", "-t", "tmpfs", "tmpfs", "/mnt"]
    return way if subprocess.run(probe, capture_output=True).returncode == 0 else ()


def signalled(call: str, when: int, name: str, root: Path, *words: str | Path) -> Ended:
    """Run a command that gets a signal at its n-th call of a kind."""
    inject = f"inject={call}:signal={name}:when={when}"
    tracing = ["strace", "-q", "-o", "/dev/null", "-e", f"trace={call}", "-e", inject]
    return run([*tracing, *command(root, *words)], PYTHONDONTWRITEBYTECODE="1")
