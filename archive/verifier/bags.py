"""A bag as it lies on disk: its files, its declaration, the text of its tag files."""

from __future__ import annotations

import codecs
import hashlib
import os
import re
import stat
from dataclasses import dataclass, field
from pathlib import Path

from archive.verifier.hashing import read_blocks
from archive.verifier.rules import TAG_FILE_LIMIT, Fault
from archive.verifier.spelling import folded, reason_of, shown

DEEPEST = 200
MOST_FILES = 2_000_000
LINES_TOLD = 100
_VERSIONS = ("0.93", "0.94", "0.95", "0.96", "0.97", "1.0")
_DECLARATION = re.compile(
    r"BagIt-Version: ([0-9]+\.[0-9]+)(?:\r\n|\r|\n)"
    r"Tag-File-Character-Encoding: ([A-Za-z0-9][\w.:+()-]*)(?:\r\n|\r|\n)?"
)
_NO_CHARACTER_SETS = frozenset(
    {"idna", "punycode", "raw-unicode-escape", "unicode-escape", "undefined", "mbcs", "oem"}
    | {"charmap", "utf-8-sig"}
)
_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(slots=True)
class Bag:
    """What is on disk, what the tag files say, and the faults found so far."""

    root: Path
    fresh: bool = False
    wanted: frozenset[str] | None = None
    files: dict[str, int] = field(default_factory=dict)
    odd: dict[str, tuple[str, int]] = field(default_factory=dict)
    empty: list[str] = field(default_factory=list)
    writable: list[str] = field(default_factory=list)
    has_data: bool = False
    tag_bytes_left: int = 4 * TAG_FILE_LIMIT
    faults: list[Fault] = field(default_factory=list)
    encoding: str = "utf-8"
    version: tuple[int, ...] = (1, 0)
    manifests: dict[str, dict[str, str]] = field(default_factory=dict)
    uncomputed: set[str] = field(default_factory=set)
    unread: set[str] = field(default_factory=set)
    info: dict[str, list[str]] = field(default_factory=dict)
    respelled: dict[str, str] = field(default_factory=dict)
    tag_digests: dict[str, bytes] = field(default_factory=dict)

    def fault(self, code: str, path: str, detail: object = "") -> None:
        """Note a fault, in signs that can be printed."""
        self.faults.append(Fault(code, shown(path), shown(str(detail))))

    @property
    def payload(self) -> list[str]:
        """The paths of the payload files."""
        return [name for name in self.files if name.startswith("data/")]

    @property
    def oxum(self) -> str:
        """Octets and number of the payload files, those with unreadable names too."""
        sizes = [self.files[name] for name in self.payload]
        sizes += [size for name, (_, size) in self.odd.items() if name.startswith("data/")]
        return f"{sum(sizes)}.{len(sizes)}"

    def told(self, label: str) -> str:
        """The first value of a label of ``bag-info.txt``, empty when there is none."""
        return next(iter(self.info.get(label.lower(), ())), "")


def open_bag(bag: Bag) -> bool:
    """List the files and read the declaration; without it nothing else means anything."""
    _list_all(bag)
    _check_collisions(bag)
    if not _read_declaration(bag):
        return False
    if not bag.has_data:
        bag.fault("A504", ".")
    return True


def _list_all(bag: Bag) -> None:
    """List every regular file below the bag, never following a link."""
    waiting = [(os.fspath(bag.root), "")]
    while waiting:
        folder, prefix = waiting.pop()
        if prefix.count("/") > DEEPEST or len(bag.files) + len(waiting) > MOST_FILES:
            bag.fault("A525", prefix, f"{DEEPEST} 层或 {MOST_FILES} 个文件")
            continue
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError as error:
            bag.fault("A521", prefix or ".", reason_of(error))
            continue
        if prefix and not entries:
            bag.empty.append(prefix)
        for entry in entries:
            _list_entry(bag, entry, f"{prefix}/{entry.name}" if prefix else entry.name, waiting)


def _list_entry(
    bag: Bag, entry: os.DirEntry[str], name: str, waiting: list[tuple[str, str]]
) -> None:
    """Take in one name of a folder."""
    try:
        found = entry.stat(follow_symlinks=False)
    except OSError as error:
        bag.fault("A521", name, reason_of(error))
        return
    if found.st_mode & 0o222 and not stat.S_ISLNK(found.st_mode):
        bag.writable.append(name)
    if stat.S_ISDIR(found.st_mode):
        bag.has_data |= name == "data"
        waiting.append((entry.path, name))
    elif not stat.S_ISREG(found.st_mode):
        bag.fault("A514", name)
    elif name.isascii() or _is_unicode(name):
        bag.files[name] = found.st_size
    else:
        bag.fault("A517", name)
        bag.odd[name] = entry.path, found.st_size


def _is_unicode(name: str) -> bool:
    """Whether a name on disk is what the file system's encoding can hold."""
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _check_collisions(bag: Bag) -> None:
    """No two files whose names another system takes for one."""
    seen: dict[str, str] = {}
    for name in bag.files:
        other = seen.setdefault(folded(name), name)
        if other != name:
            bag.fault("A515", name, other)


def _read_declaration(bag: Bag) -> bool:
    """Read ``bagit.txt``: two lines, UTF-8 (RFC 8493 §2.1.1)."""
    if "bagit.txt" not in bag.files:
        bag.fault("A501", ".")
        return False
    found = _DECLARATION.fullmatch(tag_text(bag, "bagit.txt") or "")
    if found is None:
        bag.fault("A502", "bagit.txt")
        return False
    version, bag.encoding = found.groups()
    if version not in _VERSIONS or not _is_encoding(bag.encoding):
        bag.fault("A503", "bagit.txt", f"{version} {bag.encoding}")
        return False
    bag.version = tuple(int(part) for part in version.split("."))
    return True


def _is_encoding(name: str) -> bool:
    """Whether a character set goes by this name."""
    try:
        known = codecs.lookup(name).name
        b"text".decode(name, "replace")
    except (LookupError, ValueError):
        return False
    return known.replace("_", "-") not in _NO_CHARACTER_SETS


def tag_text(bag: Bag, name: str) -> str | None:
    """The text of a tag file, or None with the fault noted.

    A byte order mark is let through only where the encoding cannot do without one
    (RFC 8493 §2.3).
    """
    content = _tag_content(bag, name)
    if content is None:
        return None
    bag.tag_digests[name] = hashlib.sha256(content).digest()
    try:
        text = content.decode(bag.encoding)
    except (UnicodeError, ValueError, OverflowError):
        bag.fault("A517", name)
        return None
    if text.startswith("\ufeff"):
        bag.fault("A517", name)
    return text.removeprefix("\ufeff")


def _tag_content(bag: Bag, name: str) -> bytes | None:
    """The bytes of a tag file within its limit."""
    limit = min(TAG_FILE_LIMIT, bag.tag_bytes_left)
    if bag.files[name] > limit:
        bag.unread.add(name)
        bag.fault("A525", name, f"{limit} 字节")
        return None
    blocks: list[bytes] = []
    try:
        for block in read_blocks(bag.root / name, fresh=bag.fresh):
            blocks.append(block)
            limit -= len(block)
            if limit < 0:
                bag.fault("A521", name, "读的时候还在变长")
                return None
    except OSError as error:
        bag.fault("A521", name, reason_of(error))
        return None
    content = b"".join(blocks)
    bag.tag_bytes_left -= len(content)
    return content


def lines_of(text: str) -> list[str]:
    """The lines of a tag file, ended by LF, CR or CRLF and nothing else."""
    lines = _LINE_END.split(text)
    return lines[:-1] if not lines[-1] else lines
