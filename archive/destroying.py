"""Destroyed packages: what stays of them as evidence, and whether it is still what it was.

Of each version the tag files and the metadata stay under ``archive/<档号>/销毁/vN/``: enough to
prove from the log's root what was there, and nothing of what the papers said. The copies of the
case file (``案卷文件``) hold personal data and go with the payload.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from archive.reading import Package, PackageReport
from archive.verification import PACKAGE_METADATA, PACKAGE_TAGS, TAG_FILE_LIMIT
from cases.findings import Finding, Place

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from archive.reading import Key
    from cases.workspace import Workspace

REMAINS = "销毁"
_METADATA_FOLDER = PurePosixPath(PACKAGE_METADATA).parent
_ROOT_FILE = "tagmanifest-sha256.txt"


def is_kept(path: str) -> bool:
    """Whether a file of a package stays when it is destroyed: tag files, metadata files."""
    return path in PACKAGE_TAGS or PurePosixPath(path).parent == _METADATA_FOLDER


def place_of_remains(reference_code: str, version: int) -> str:
    """Where the remains of a version lie, from the shelf's root."""
    return f"{reference_code}/{REMAINS}/v{version}"


def digests_of(package: Package) -> dict[str, str]:
    """Every file of a sound package with its sha256, as its own manifests tell it."""
    tags = dict(_listed(package.path / _ROOT_FILE))
    payload = dict(_listed(package.path / "manifest-sha256.txt"))
    found = {**tags, **payload, _ROOT_FILE: _digest(package.path / _ROOT_FILE)}
    other = "tagmanifest-sm3.txt"
    return {**found, other: _digest(package.path / other)}


def check_tombstones(workspace: Workspace, roots: Mapping[Key, str]) -> Iterator[PackageReport]:
    """Judge what is left of each destroyed version by the root the log kept.

    ``roots`` are those of the destroyed versions. Remains that the log knows nothing of are
    reported as well, and so is a payload that is still or again there.
    """
    shelf = workspace.packages
    for key in sorted(roots):
        yield PackageReport(*key, tuple(_faults(shelf, key, roots[key])), is_anchored=True)
    for key in sorted(set(_remains_on(shelf)) - set(roots)):
        yield PackageReport(*key, (_finding("A723", key),), is_anchored=False)


def _remains_on(shelf: Path) -> Iterator[Key]:
    """Every version of which remains lie on the shelf."""
    for folder in shelf.glob(f"*/{REMAINS}/v*"):
        number = folder.name.removeprefix("v")
        if number.isdecimal():
            yield folder.parent.parent.name, int(number)


def _faults(shelf: Path, key: Key, root: str) -> Iterator[Finding]:
    """What is wrong with the remains of one version."""
    folder = shelf / place_of_remains(*key)
    if os.path.lexists(shelf / key[0] / f"v{key[1]}"):
        yield _finding("A722", key, f"v{key[1]}")
    if not folder.is_dir() or folder.is_symlink() or folder.parent.is_symlink():
        yield _finding("A720", key, folder.name)
        return
    if _digest(folder / _ROOT_FILE) != root:
        yield _finding("A721", key, _ROOT_FILE)
        return
    listed = dict(_listed(folder / _ROOT_FILE))
    if _digest(folder / "manifest-sha256.txt") == listed.get("manifest-sha256.txt"):
        payload = dict(_listed(folder / "manifest-sha256.txt"))
        listed |= {name: digest for name, digest in payload.items() if is_kept(name)}
    for name, digest in sorted(listed.items()):
        if _digest(folder / name) != digest:
            yield _finding("A721", key, name)
    for name in sorted(set(_files_in(folder)) - PACKAGE_TAGS - set(listed)):
        yield _finding("A722", key, name)


def _files_in(folder: Path) -> Iterator[str]:
    """Every file below a folder, links among them, by path."""
    for path in folder.rglob("*"):
        if path.is_symlink() or not path.is_dir():
            yield path.relative_to(folder).as_posix()


def _listed(manifest: Path) -> Iterator[tuple[str, str]]:
    """The paths of a manifest with their digests, written like roots."""
    for line in (_content(manifest) or b"").decode("utf-8", "replace").splitlines():
        digest, blank, name = line.partition("  ")
        if blank:
            yield name, f"sha256:{digest}"


def _digest(file: Path) -> str:
    """The sha256 of a tag or metadata file; empty when it cannot be read."""
    content = _content(file)
    return "" if content is None else "sha256:" + hashlib.sha256(content).hexdigest()


def _content(file: Path) -> bytes | None:
    """The bytes of a file, bounded, links not followed; None when it cannot be read."""
    try:
        handle = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with os.fdopen(handle, "rb") as stream:
            content = stream.read(TAG_FILE_LIMIT + 1)
    except OSError:
        return None
    return content if len(content) <= TAG_FILE_LIMIT else None


def _finding(code: str, key: Key, detail: str = "") -> Finding:
    path = f"{key[0]}/v{key[1]}"
    return Finding(code, place=Place(file=path), facts={"path": path, "detail": detail})
