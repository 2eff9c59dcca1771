"""The index's files: whether they are what was written, and opening them."""

from __future__ import annotations

import json
import mmap
import os
import re
import zlib
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, ClassVar

from cases.errors import JiangdangError, Kind
from cases.obstacles import obstacle
from cases.saving import CannotSaveError, write_durably
from index.engines.engine import DamagedIndexError, IndexBusyError
from index.engines.tantivy import fields

if TYPE_CHECKING:
    from collections.abc import Iterator

META, CHECKED = "meta.json", "checked.json"
FORM = 1
_PARTS = ("idx", "pos", "term", "store", "fast", "fieldnorm")
_UNREADABLE = (ArithmeticError, AttributeError, LookupError, OSError, TypeError, ValueError)
_SYSTEM_ERROR = re.compile(r"(?:os error |code: )([0-9]+)")

Signature = dict[str, list[int]]


class TantivyMissingError(JiangdangError):
    """The settings want Tantivy, and it is not installed."""

    kind: ClassVar[Kind] = Kind.TOOL_MISSING
    code: ClassVar[str] = "I350"


@contextmanager
def guarded(folder: Path) -> Iterator[None]:
    """Whatever Tantivy cannot do comes out as an error of ours."""
    try:
        yield
    except ImportError as error:
        raise TantivyMissingError from error
    except (OSError, ValueError) as error:
        raise _told(folder, error) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # what a fault inside Rust becomes
            raise
        raise DamagedIndexError(reason="PanicException") from error


def signature(folder: Path) -> Signature:
    """Size and times of every file; empty where there is no index."""
    found: Signature = {}
    try:
        files = [each for each in folder.iterdir() if each.name[0] != "."]
    except FileNotFoundError:
        return {}
    for each in files:
        with suppress(FileNotFoundError):  # a writer let it go meanwhile
            found[each.name] = looks_of(each)
    return found


def looks_of(file: Path) -> list[int]:
    """Size and times of a file."""
    status = file.stat()
    return [status.st_size, status.st_mtime_ns, status.st_ctime_ns]


def searcher_of(folder: Path, looks: Signature) -> Any:
    """A searcher over the last commit, also where nothing may be written.

    Raises DamagedIndexError where a file is not what was written.
    """
    check(folder, looks)
    if os.access(folder, os.W_OK):
        return opened(folder).searcher()
    with TemporaryDirectory(prefix="jiangdang-") as place:  # Tantivy locks even to read
        for name in looks:
            Path(place, name).symlink_to((folder / name).resolve())
        return opened(Path(place)).searcher()


def opened(folder: Path) -> Any:
    """The index in the folder, its files not yet checked."""
    from tantivy import Index

    index = Index.open(str(folder))
    if index.schema != fields.schema():
        raise DamagedIndexError(reason="schema")
    return _prepared(index)


def created(folder: Path) -> Any:
    """A new index in the folder."""
    from tantivy import Index

    folder.mkdir(parents=True, exist_ok=True)
    return _prepared(Index(fields.schema(), path=str(folder), reuse=False))


def note_checked(folder: Path) -> None:
    """Note how the files look that were just written: they need no check while they do."""
    looks = {name: each for name, each in signature(folder).items() if name != CHECKED}
    write_durably(folder / CHECKED, json.dumps({"form": FORM, "files": looks}).encode())


def _prepared(index: Any) -> Any:
    from tantivy import TextAnalyzerBuilder, Tokenizer

    index.register_tokenizer(fields.PAIRS, TextAnalyzerBuilder(Tokenizer.whitespace()).build())
    index.config_reader(reload_policy="manual")
    return index


def check(folder: Path, looks: Signature) -> None:
    """Every file that the index speaks of is there, and is what was written."""
    known = _known(folder)
    for name in _names(folder):
        if name not in looks:
            raise DamagedIndexError(reason=name)
        if known.get(name) != looks[name] and not _is_sound(folder / name):
            raise DamagedIndexError(reason=name)


def _known(folder: Path) -> Signature:
    """How the files looked when they were written; empty where that was not noted."""
    try:
        noted = json.loads((folder / CHECKED).read_text("utf-8"))
        return dict(noted["files"]) if noted["form"] == FORM else {}
    except _UNREADABLE:
        return {}


def _names(folder: Path) -> Iterator[str]:
    """The files of every segment that the index speaks of."""
    try:
        segments = json.loads((folder / META).read_text("utf-8"))["segments"]
        for each in segments:
            identity = each["segment_id"].replace("-", "")
            yield from (f"{identity}.{part}" for part in _PARTS)
            if each["deletes"]:
                yield f"{identity}.{each['deletes']['opstamp']}.del"
    except _UNREADABLE as error:
        raise DamagedIndexError(reason=META) from error


def _is_sound(file: Path) -> bool:
    """Whether a file's content has the checksum that stands at its end."""
    try:
        with file.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as m:
            length = int.from_bytes(m[-8:-4], "little")
            end = len(m) - 8 - length
            footer = json.loads(m[end : len(m) - 8])
            with memoryview(m) as whole, whole[:end] as body:
                return bool(zlib.crc32(body) == footer["crc"])
    except _UNREADABLE:
        return False


def _told(folder: Path, error: Exception) -> JiangdangError:
    """What an error of Tantivy means."""
    told = str(error)
    if "LockBusy" in told:
        return IndexBusyError()
    number = _SYSTEM_ERROR.search(told)
    if number:
        return CannotSaveError(path=folder, reason=obstacle(OSError(int(number[1]), told)))
    if isinstance(error, OSError) or "writer was killed" in told:
        return CannotSaveError(path=folder, reason=obstacle(error))
    return DamagedIndexError(reason=type(error).__name__)
