"""Comparing what the manifests list with what is on disk: one read per file."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable
from pathlib import Path

from archive.verifier.bags import Bag, open_bag
from archive.verifier.hashing import Digester, FileDigest, digest_file, read_blocks
from archive.verifier.labels import read_info
from archive.verifier.manifests import (
    algorithm_of,
    check_system_files,
    pair_respelled,
    read_fetch,
    read_manifests,
)
from archive.verifier.rules import Fault
from archive.verifier.spelling import reason_of

_UNDER_WAY = 512
_Claims = dict[str, str]


def check_bag(
    path: Path, *, fresh: bool = False, algorithms: Iterable[str] | None = None
) -> list[Fault]:
    """Judge any BagIt folder from version 0.93 to 1.0, strictly (RFC 8493).

    ``fresh`` reads from the disk, not from memory; ``algorithms`` limits what is computed
    (names as in ``manifest-sha256.txt``), and what is left out is told as 未核验.
    """
    wanted = None if algorithms is None else frozenset(algorithms)
    return sorted(set(read_bag(Bag(path, fresh, wanted)).faults))


def read_bag(bag: Bag) -> Bag:
    """Read and judge a bag; every rule runs that still can."""
    if open_bag(bag):
        read_manifests(bag)
        read_fetch(bag)
        read_info(bag)
        check_system_files(bag)
        pair_respelled(bag)
        _compare(bag)
    return bag


def _compare(bag: Bag) -> None:
    """Every listed file is there and unchanged, every payload file is listed."""
    if bag.oxum.endswith(".0"):
        bag.fault("A522", "data")
    claims = _claims(bag)
    unlisted = _unlisted(bag, claims)
    missing = [path for path in claims if path not in bag.files and path not in bag.respelled]
    renamed = _renamed(bag, claims, missing, {path for path, _ in unlisted})
    bag.respelled.update(renamed)
    for path in missing:
        if path not in renamed:
            bag.fault("A510", path)
    known = set(renamed.values())
    for path, manifest in unlisted:
        if path not in known:
            bag.fault("A512", path, manifest)
    _compare_contents(bag, claims)


def _claims(bag: Bag) -> dict[str, _Claims]:
    """What each manifest says of each path, by path."""
    claims: dict[str, _Claims] = {}
    for name, digests in bag.manifests.items():
        for path, digest in digests.items():
            claims.setdefault(path, {})[name] = digest
    return claims


def _unlisted(bag: Bag, claims: dict[str, _Claims]) -> list[tuple[str, str]]:
    """Payload files that a payload manifest does not list; before 1.0 one manifest is enough."""
    listed = {bag.respelled.get(path, path) for path in claims}
    found = []
    for name, digests in bag.manifests.items():
        if name.startswith("manifest-"):
            held = {bag.respelled.get(path, path) for path in digests}
            held = held if bag.version >= (1, 0) else held | listed
            found += [(path, name) for path in bag.payload if path not in held]
    return found


def _renamed(
    bag: Bag, claims: dict[str, _Claims], missing: list[str], surplus: set[str]
) -> dict[str, str]:
    """Missing files found under another name by their digest; both names are told."""
    computed = [name for name in bag.manifests if name not in bag.uncomputed]
    if not missing or not computed:
        return {}
    manifest = min(computed, key=lambda name: (name.startswith("tag"), name))
    homeless: dict[str, deque[str]] = {}
    for path in missing:
        homeless.setdefault(claims[path].get(manifest, ""), deque()).append(path)
    renamed: dict[str, str] = {}
    for name in sorted({*surplus, *bag.odd}):
        waiting = homeless.get(_digest_now(bag, name, algorithm_of(manifest)))
        if waiting:
            renamed[waiting.popleft()] = name
    for was, name in renamed.items():
        bag.fault("A566", name, was)
    return renamed


def _digest_now(bag: Bag, name: str, algorithm: str) -> str:
    """The digest of a file that no manifest lists; a stroke when it cannot be read."""
    path = bag.odd[name][0] if name in bag.odd else os.fspath(bag.root / name)
    try:
        return digest_file(path, (algorithm,), fresh=bag.fresh)[algorithm]
    except OSError:
        return "-"


def _compare_contents(bag: Bag, claims: dict[str, _Claims]) -> None:
    """Digest every listed file that is there by every algorithm that lists it."""
    computed = [name for name in bag.manifests if name not in bag.uncomputed]
    wanted = sorted({algorithm_of(name) for name in computed})
    under_way: deque[tuple[str, _Claims, FileDigest]] = deque()
    with Digester(wanted) as digester:
        for path in sorted(claims):
            name = bag.respelled.get(path, path)
            told = {one: claims[path][one] for one in claims[path] if one not in bag.uncomputed}
            if not told or name not in bag.files or name in bag.unread:
                continue
            begun = _begin(bag, name, told, digester)
            if begun is not None:
                under_way.append((name, told, begun))
            if len(under_way) >= _UNDER_WAY:
                _settle(bag, digester, under_way)
        _settle(bag, digester, under_way)


def _begin(bag: Bag, name: str, told: _Claims, digester: Digester) -> FileDigest | None:
    """Read one file into its digests; None with the fault noted when it cannot be read."""
    begun = digester.begin({algorithm_of(manifest) for manifest in told})
    path = f"{bag.root}/{name}"
    try:
        for block in read_blocks(path, fresh=bag.fresh, size=bag.files[name]):
            begun.update(block)
    except OSError as error:
        bag.fault("A521", name, reason_of(error))
        return None
    return begun


def _settle(
    bag: Bag, digester: Digester, under_way: deque[tuple[str, _Claims, FileDigest]]
) -> None:
    """Wait for the digests under way, and compare them with what the manifests say."""
    digester.settle()
    while under_way:
        name, told, begun = under_way.popleft()
        found = begun.hexdigests()
        for manifest, digest in told.items():
            if found[algorithm_of(manifest)] != digest:
                bag.fault("A511", name, manifest)
