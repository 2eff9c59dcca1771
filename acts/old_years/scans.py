"""Folders of scans of past years: what lies there, and which project each file belongs to.

Nothing is followed out of the folder: links, devices and pipes are named and left alone.
"""

from __future__ import annotations

import os
import re
import stat
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from acts.evidence.taking_in import readable_name
from acts.papers.receiving import SCAN_SUFFIXES
from cases.errors import JiangdangError, Kind
from cases.obstacles import obstacle
from cases.typedfile import CannotReadError
from cases.words import message
from doc_templates.form_reading.labels import plain_label
from doc_templates.media_types import media_type_of
from index.text.personal import hide

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

MOST_FILES, MOST_BYTES, DEEPEST = 50_000, 100_000_000, 6
_HEAD = 4096
_NUMBERED = re.compile(r"((?:19|20)[0-9]{2})[-_—年.、 ]{0,2}(?:第)?0*([0-9]{1,4})(?![0-9])")
# A year and a number that a name begins with; no year and month, no day.
_LEADING = re.compile(r"(?:^|/)((?:19|20)[0-9]{2})[-_]0*([0-9]{1,3})(?![0-9年月]|[-_][0-9])")
_YEAR = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})(?![0-9])")
_BATCH_WORDS = (
    "公示",
    "公布",
    "名单",
    "拨付",
    "拨款通知",
    "下达",
    "工作通知",
    "申报通知",
    "评审汇总",
    "会议纪要",
)


class TooManyScansError(JiangdangError):
    """The folder holds more files than any register of past years needs."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "B220"


@dataclass(frozen=True, slots=True)
class Scan:
    """A file of the folder: its path, and its names as people wrote them, outermost first."""

    path: Path
    parts: tuple[str, ...]
    media_type: str = ""

    @property
    def shown(self) -> str:
        """The name for reports: no number of anybody, no sign that steers a terminal."""
        told = "/".join(self.parts)
        return hide("".join(sign if sign.isprintable() else "_" for sign in told))[:200]

    @property
    def words(self) -> str:
        """Every word of the names, as matching compares them."""
        return plain_words("/".join(self.parts))

    @property
    def suffix(self) -> str:
        """The suffix by content."""
        return SCAN_SUFFIXES.get(self.media_type, "")

    def content(self, most: int = MOST_BYTES) -> bytes:
        """The bytes of a plain file, not of what a link has been put in its place for.

        Raises CannotReadError.
        """
        try:
            with os.fdopen(os.open(self.path, os.O_RDONLY | os.O_NOFOLLOW), "rb") as stream:
                return stream.read(most)
        except OSError as error:
            raise CannotReadError(path=self.shown, reason=obstacle(error)) from error


@dataclass(frozen=True, slots=True)
class Owner:
    """What a project or batch of a past year is recognised by."""

    target: str
    year: str
    number: str = ""
    unit: str = ""
    leader: str = ""
    project: str = ""
    programme: str = ""


@dataclass(slots=True)
class Matched:
    """Which scans belong to whom, and which to nobody, with the reason."""

    by_target: dict[str, list[Scan]] = field(default_factory=dict)
    left: list[tuple[Scan, str]] = field(default_factory=list)


def plain_words(text: str) -> str:
    """Letters, digits and 汉字 of a name, in half width."""
    return "".join(sign for sign in plain_label(text).upper() if sign.isalnum() or sign in "-_/")


def find_scans(folder: Path) -> tuple[list[Scan], list[tuple[Scan, str]]]:
    """The scans of a folder in order, and what is none, with the reason.

    Raises CannotReadError for no folder, TooManyScansError for far too much.
    """
    if folder.is_symlink() or not folder.is_dir():
        raise CannotReadError(path=folder, reason=message("B245", {}))
    found: list[Scan] = []
    left: list[tuple[Scan, str]] = []
    for scan, reason in _walk(folder, ()):
        if len(found) + len(left) >= MOST_FILES:
            raise TooManyScansError(path=folder, most=MOST_FILES)
        if reason:
            left.append((scan, reason))
        else:
            found.append(scan)
    return found, left


def _walk(folder: Path, above: tuple[str, ...]) -> Iterator[tuple[Scan, str]]:
    """Every file below a folder, with the reason why it is none of ours."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: os.fsencode(entry.name))
    except OSError as error:
        yield Scan(folder, above), obstacle(error)
        return
    for entry in entries:
        parts = (*above, readable_name(entry.name))
        path = folder / entry.name
        if entry.is_dir(follow_symlinks=False):
            if len(parts) > DEEPEST:
                yield Scan(path, parts), message("B246", {"most": str(DEEPEST)})
            else:
                yield from _walk(path, parts)
        else:
            yield _looked_at(path, parts)


def _looked_at(path: Path, parts: tuple[str, ...]) -> tuple[Scan, str]:
    """A file by its first bytes; never opened unless it is a plain one."""
    bare = Scan(path, parts)
    try:
        told = path.lstat()
        if not stat.S_ISREG(told.st_mode):
            return bare, message("B247", {})
        if not 0 < told.st_size <= MOST_BYTES:
            return bare, message("B248", {"most": str(MOST_BYTES // 1_000_000)})
        kind = media_type_of(bare.content(_HEAD))
    except OSError as error:
        return bare, obstacle(error)
    except CannotReadError as error:
        return bare, error.message
    scan = Scan(path, parts, kind)
    return scan, "" if scan.suffix else message("B249", {})


def match_scans(scans: Sequence[Scan], owners: Sequence[Owner]) -> Matched:
    """Each scan with the one project or batch that its names point to."""
    matched = Matched()
    for scan in scans:
        found, reason = _owner_of(scan, owners)
        if found is None:
            matched.left.append((scan, reason))
        else:
            matched.by_target.setdefault(found.target, []).append(scan)
    return matched


def _owner_of(scan: Scan, owners: Sequence[Owner]) -> tuple[Owner | None, str]:
    """The owner by number, unit, leader or project; None when there is none or more than one."""
    words = scan.words
    projects = [each for each in owners if "-" in each.target and each.target.count("-") == 2]
    numbered = _by_number(words, projects)
    named = [each for each in projects if _is_named(words, each)]
    both = [each for each in numbered if each in named]
    if numbered and named and not both:
        return None, message("B235", {"first": numbered[0].target, "second": named[0].target})
    found = both or named or numbered
    found = _narrowed(words, found)
    if len(found) == 1:
        other = "" if numbered else _other_number(words, found[0])
        if other:
            return None, message("B239", {"number": other, "found": found[0].target})
        return found[0], ""
    if found:
        return None, message("B236", {"known": "、".join(each.target for each in found[:5])})
    batches = [each for each in owners if each.target.count("-") == 1 and each.year in words]
    if len(batches) == 1 and any(word in words for word in _BATCH_WORDS):
        return batches[0], ""
    return None, message("B237", {})


def _by_number(words: str, owners: Sequence[Owner]) -> list[Owner]:
    """Owners whose year and number, or whose case id, a name begins with or holds."""
    pairs = {(year, int(number)) for year, number in _NUMBERED.findall(words)}
    return [
        each
        for each in owners
        if each.target in words
        or (each.number.isdecimal() and (each.year, int(each.number)) in pairs)
        or (_is_long(each.number) and plain_words(each.number) in words)
    ]


def _other_number(words: str, owner: Owner) -> str:
    """The number that the names begin with, where it is of another year or project."""
    for year, number in _LEADING.findall(words):
        differs = owner.number.isdecimal() and int(owner.number) != int(number)
        if year != owner.year or differs:
            return f"{year}-{number}"
    return ""


def _is_long(number: str) -> bool:
    """Whether a number of the register's own, such as JN-2016-03, stands for itself."""
    return len(number) >= 5 and not number.isdecimal()


def _is_named(words: str, owner: Owner) -> bool:
    """Whether a name holds the unit, the project or the leader."""
    texts = (plain_words(text) for text in (owner.unit, owner.project, owner.leader))
    return any(len(text) >= 2 and text in words for text in texts)


def _narrowed(words: str, owners: list[Owner]) -> list[Owner]:
    """Of several, those whose leader, year or programme the names tell as well."""
    years = set(_YEAR.findall(words))
    tests: tuple[Callable[[Owner], bool], ...] = (
        lambda each: bool(each.unit) and plain_words(each.unit) in words,
        lambda each: len(each.leader) >= 2 and plain_words(each.leader) in words,
        lambda each: each.year in years,
        lambda each: bool(each.programme) and plain_words(each.programme) in words,
    )
    for test in tests:
        kept = [each for each in owners if test(each)]
        if len(owners) > 1 and kept:
            owners = kept
    return owners
