"""校验.sh of what is handed to auditors: a shell, ``sha256sum``, ``cat`` and ``dirname``, no more.

It holds the digest of ``sha256sum.txt`` and the root of every package: files against the list,
package manifests against the roots, items against the manifests, roots against the log's lines.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from shlex import quote
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

LOG_LINE, MANIFEST, TAGS = "日志记录.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt"
_HEAD = """#!/bin/sh
# 校验：只用 sh 和 sha256sum、cat、dirname。通过时退出码为 0，不通过为 1。
cd "$(dirname "$0")" || exit 1
bad() { echo "校验不通过：$1"; exit 1; }
has() { case "$1" in *"$2"*) ;; *) bad "$3" ;; esac; }
lines() { echo; cat "$1"; echo; }
"""


@dataclass(frozen=True, slots=True)
class ProvenPackage:
    """A package whose proofs go along: where they lie, its root, the digest of its manifest.

    ``items`` are (digest, path in the package, path of the copy); digests are bare.
    """

    name: str
    folder: str
    root: str
    manifest: str
    items: list[tuple[str, str, str]] = field(default_factory=list)


def check_script(list_digest: str, files: int, packages: Iterable[ProvenPackage]) -> bytes:
    """校验.sh for a folder whose ``sha256sum.txt`` has this (bare) digest."""
    packages = list(packages)
    sealed = len({file for package in packages for _, _, file in package.items})
    parts = [
        _HEAD,
        f'[ "$(sha256sum sha256sum.txt)" = "{list_digest}  sha256sum.txt" ] ||'
        " bad 清单sha256sum.txt被改动\n",
        "sha256sum --quiet -c sha256sum.txt || bad 有文件缺失或被改动，见上\n",
        *(line for package in packages for line in _package(package)),
        f"echo 校验通过：{files}个文件与清单一致，其中{sealed}个与封存的归档包一致\n",
    ]
    return "".join(parts).encode()


def sum_line(digest: str, name: str) -> str:
    """A line as ``sha256sum`` writes it: odd names are escaped and marked."""
    escaped = name.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r")
    return f"{'' if escaped == name else chr(92)}{digest}  {escaped}\n"


def _package(package: ProvenPackage) -> Iterator[str]:
    """The commands for one package; every name is quoted, none is run."""
    tags, manifest, line = (f"{package.folder}/{name}" for name in (TAGS, MANIFEST, LOG_LINE))
    yield f"# {' '.join(package.name.split())}\n"
    yield _has(f"$(sha256sum {quote(tags)})", package.root, f"{package.name}的根摘要不符")
    listed = f"\n{package.manifest}  {MANIFEST}\n"
    yield _has(f"$(lines {quote(tags)})\n", listed, f"{package.name}的清单与根摘要不符")
    yield _has(f"$(cat {quote(line)})", package.root, f"{package.name}的日志记录里不是这个根摘要")
    yield f'list="$(lines {quote(manifest)})\n"\n'
    for digest, item, file in package.items:
        told = f"{file}与{package.name}里封存的不符"
        yield _has("$list", f"\n{digest}  {item}\n", told)


def _has(whole: str, part: str, else_said: str) -> str:
    return f'has "{whole}" {quote(part)} {quote(else_said)}\n'
