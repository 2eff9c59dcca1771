"""Manifests and fetch.txt: which files a bag says it has (RFC 8493 §2.1.3, 2.2.1, 2.2.3)."""

from __future__ import annotations

import posixpath
import re
from functools import lru_cache
from unicodedata import normalize

from archive.verifier.bags import LINES_TOLD, Bag, lines_of, tag_text
from archive.verifier.hashing import new_hash, plain_name
from archive.verifier.spelling import escapes

_MANIFEST = re.compile(r"(tag)?manifest-([^/]+)\.txt")
_LINE = re.compile(r"([0-9A-Fa-f]+)[ \t]+(.+)", re.DOTALL)
_FETCH = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*:[^ \t]+)[ \t]+([0-9]+|-)[ \t]+(.+)", re.DOTALL)
_ENCODED = re.compile("%(0A|0D|25)", re.IGNORECASE)
_BARE_PERCENT = re.compile("%(?!0A|0D|25)", re.IGNORECASE)
_BY_SYSTEMS = re.compile(r"(.*/)?(\.DS_Store|Thumbs\.db|desktop\.ini|\._[^/]*)", re.IGNORECASE)


def read_manifests(bag: Bag) -> None:
    """Read every manifest, those too whose algorithm cannot be computed here."""
    for name in [name for name in bag.files if _MANIFEST.fullmatch(name)]:
        algorithm = algorithm_of(name)
        fresh_hash = new_hash(algorithm)
        if f"manifest-{algorithm}.txt" != name.removeprefix("tag"):
            bag.fault("A524", name, "文件名里的算法应为小写字母和数字")
        if fresh_hash is None:
            bag.fault("A518", name, algorithm)
            bag.uncomputed.add(name)
        elif bag.wanted is not None and algorithm not in bag.wanted:
            bag.fault("A530", name, algorithm)
            bag.uncomputed.add(name)
        length = fresh_hash.digest_size * 2 if fresh_hash is not None else 0
        bag.manifests[name] = _read_manifest(bag, name, length)
    _check_presence(bag)


@lru_cache(256)
def algorithm_of(manifest: str) -> str:
    """The algorithm that a manifest's name tells."""
    return plain_name(manifest.rpartition("manifest-")[2].removesuffix(".txt"))


def _check_presence(bag: Bag) -> None:
    """A payload manifest must be there; tag manifests should, and list the payload's (1.0)."""
    computed = set(bag.manifests) - bag.uncomputed
    if not any(name.startswith("manifest-") for name in computed):
        bag.fault("A505", ".")
    tags = [name for name in bag.manifests if name.startswith("tagmanifest-")]
    if not computed & set(tags):
        bag.fault("A523", ".")
    for tag in tags if bag.version >= (1, 0) else ():
        for name in sorted(set(bag.manifests) - set(tags) - set(bag.manifests[tag])):
            bag.fault("A512", name, tag)


def _read_manifest(bag: Bag, name: str, length: int) -> dict[str, str]:
    """The digests of one manifest by path; ``length`` 0 allows digests of any length."""
    digests: dict[str, str] = {}
    bad = 0
    for number, line in enumerate(lines_of(tag_text(bag, name) or ""), 1):
        found = _LINE.fullmatch(line)
        if found is None or (length and len(found[1]) != length):
            bad += 1
            bag.fault("A506", name, number)
            if bad >= LINES_TOLD:
                break
        else:
            _enter(bag, name, digests, found[2], found[1].lower())
    return digests


def _enter(bag: Bag, name: str, digests: dict[str, str], raw: str, digest: str) -> None:
    """Take one line of a manifest in, unless its path is not acceptable."""
    path = resolved(bag, name, raw)
    is_tag = name.startswith("tagmanifest-")
    if escapes(path):
        bag.fault("A508", name, raw)
    elif path.startswith("data/") == is_tag or (is_tag and path.startswith("tagmanifest-")):
        bag.fault("A509", name, raw)
    elif path in digests:
        _listed_twice(bag, name, raw, is_same=digests[path] == digest)
    else:
        digests[path] = digest


def _listed_twice(bag: Bag, name: str, raw: str, *, is_same: bool) -> None:
    """A path told twice: a fault, but before 1.0 only where the digests differ."""
    if is_same and bag.version < (1, 0):
        bag.fault("A524", name, f"重复列出 {raw}")
    else:
        bag.fault("A507", name, raw)


def resolved(bag: Bag, name: str, raw: str) -> str:
    """The path a line means: percent signs decoded, odd spellings matched and warned of.

    CR, LF and % are percent-encoded from 1.0 on; before, a path stands as it is.
    """
    if raw in bag.files and "%" not in raw:
        return raw
    decoded = _ENCODED.sub(lambda sign: chr(int(sign[1], 16)), raw)
    meant = decoded if bag.version >= (1, 0) else raw
    bare = raw.removeprefix("*").replace("\\", "/") if raw.startswith("*") else raw
    for path in (meant, decoded, raw, bare, posixpath.normpath(bare)):
        if path in bag.files:
            if path != meant or (bag.version >= (1, 0) and _BARE_PERCENT.search(raw)):
                bag.fault("A524", name, raw)
            return path
    return meant


def read_fetch(bag: Bag) -> None:
    """Judge ``fetch.txt``: well-formed, inside the bag, and listed in every payload manifest.

    Nothing is ever fetched; what is not in the bag is missing.
    """
    if "fetch.txt" not in bag.files:
        return
    bag.fault("A526", "fetch.txt")
    payload = [each for name, each in bag.manifests.items() if name.startswith("manifest-")]
    bad = 0
    for number, line in enumerate(lines_of(tag_text(bag, "fetch.txt") or ""), 1):
        found = _FETCH.fullmatch(line)
        path = resolved(bag, "fetch.txt", found[3]) if found is not None else ""
        if found is None:
            bag.fault("A520", "fetch.txt", number)
        elif escapes(path):
            bag.fault("A508", "fetch.txt", found[3])
        elif not path.startswith("data/") or not all(path in digests for digests in payload):
            bag.fault("A527", "fetch.txt", found[3])
        else:
            continue
        bad += 1
        if bad >= LINES_TOLD:
            break


def check_system_files(bag: Bag) -> None:
    """Tell of payload files that a desktop made by itself."""
    for name in bag.payload:
        if _BY_SYSTEMS.fullmatch(name):
            bag.fault("A529", name)


def pair_respelled(bag: Bag) -> None:
    """Find listed files whose names only look different on disk (RFC 8493 §6.1.1).

    Another Unicode form is forgiven with a warning; letter case is left to the digests.
    """
    listed = {path for digests in bag.manifests.values() for path in digests}
    missing = sorted(path for path in listed - set(bag.files) if not path.isascii())
    if missing:
        composed = {normalize("NFC", name): name for name in bag.files if not name.isascii()}
        for path in missing:
            name = composed.get(normalize("NFC", path))
            if name is not None:
                bag.respelled[path] = name
                bag.fault("A516", name, path)
