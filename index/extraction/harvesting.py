"""Reading a file in this process: its kind found, its reader run, the outcome told."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from doc_templates.media_types import DOCX, OFD, PDF, TEXT, XLSX, ZIP
from index.extraction import kinds
from index.extraction.bounds import Bounds
from index.extraction.extracted import Extracted
from index.extraction.gallery import Gallery, Scan
from index.extraction.harvest import Harvest
from index.extraction.unreadable import (
    ENCRYPTED,
    NO_TEXT,
    UNKNOWN_SORT,
    UNMAPPED,
    UnreadableFileError,
    damaged,
)
from index.records import State

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

# Module and function by kind: a module is imported when the first file of its kind comes.
_READERS: Mapping[str, tuple[str, str]] = {
    DOCX: ("word", "read_word"),
    XLSX: ("spreadsheet", "read_spreadsheet"),
    PDF: ("portable", "read_portable"),
    OFD: ("ofd", "read_ofd"),
    ZIP: ("archives", "read_zip"),
    TEXT: ("plain", "read_plain"),
    kinds.PPTX: ("slides", "read_slides"),
    kinds.DOC: ("old_word", "read_old_word"),
    kinds.XLS: ("old_spreadsheet", "read_old_spreadsheet"),
    kinds.PPT: ("old_slides", "read_old_slides"),
    kinds.MSG: ("outlook", "read_outlook"),
    kinds.ODT: ("opendocument", "read_opendocument"),
    kinds.ODS: ("opendocument", "read_opendocument"),
    kinds.ODP: ("opendocument", "read_opendocument"),
    kinds.RTF: ("richtext", "read_richtext"),
    kinds.HTML: ("web", "read_web"),
    kinds.XML: ("web", "read_xml"),
    kinds.EML: ("mail", "read_mail"),
    kinds.GZIP: ("archives", "read_gzip"),
    kinds.TAR: ("archives", "read_tar"),
}
_PACKED = {kinds.SEVEN_ZIP: "7z", kinds.RAR: "RAR", kinds.BZIP2: "bzip2", kinds.XZ: "xz"}


def read_here(content: bytes, bounds: Bounds | None = None) -> Extracted:
    """The text of a file read in this process, or the reason why there is none."""
    return concluded(content, Harvest(bounds or Bounds(), gallery=Gallery(content)))


def concluded(content: bytes, harvest: Harvest) -> Extracted:
    """Fill the harvest from a file and tell how that ended."""
    return _concluded(*harvested(content, harvest), harvest)


def harvested(content: bytes, harvest: Harvest) -> tuple[str, UnreadableFileError | None]:
    """Fill the harvest from a file; its kind, and what stopped the reading if anything did."""
    kind = kinds.kind_of(content)
    try:
        _reader_of(kind, harvest)(content, harvest)
    except UnreadableFileError as error:
        return kind, error
    except MemoryError:
        raise
    except RecursionError:
        return kind, damaged("嵌套过深")
    except Exception as error:  # a torn file fails in many ways; none is ours
        if "emory" in str(error):
            raise MemoryError from error
        return kind, damaged("结构读不通")
    return kind, None


def _reader_of(kind: str, harvest: Harvest) -> Callable[[bytes, Harvest], None]:
    """The reader of a kind; raise UnreadableFileError where there is none."""
    if kind.startswith("image/"):
        return _read_picture
    if kind in _PACKED:
        raise UnreadableFileError("I219", what=_PACKED[kind])
    if kind == kinds.LOCKED:
        raise UnreadableFileError(ENCRYPTED)
    if kind not in _READERS:
        raise UnreadableFileError(UNKNOWN_SORT)
    module, name = _READERS[kind]
    found: Callable[[bytes, Harvest], None] = getattr(
        import_module(f"index.extraction.readers.{module}"), name
    )
    return found


def _read_picture(content: bytes, harvest: Harvest) -> None:
    """A picture file is as many pages as it has; OCR itself looks at one that is no member."""
    if harvest.depth:
        from index.extraction.readers.pictures import read_pictures

        read_pictures(content, harvest)
    else:
        harvest.scans.append(Scan(0, ""))
        harvest.page("")


def _concluded(kind: str, error: UnreadableFileError | None, harvest: Harvest) -> Extracted:
    """How the reading ended: text counts though something stopped it, and that is told."""
    if error is not None and (harvest.has_text or harvest.scans):
        harvest.stopped(error)
        error = None
    state, code, facts = State.READ, "", dict[str, str]()
    if error is not None:
        state, code, facts = State.UNREAD, error.code, error.facts
    elif harvest.scans:
        state, code, facts = State.WAITING, *_awaited(harvest)
    elif not harvest.has_text:
        state = State.UNREAD
        code = "I220" if harvest.parts else NO_TEXT
        facts = {"count": str(len(harvest.parts))}
    return Extracted(
        kind,
        tuple(harvest.pages),
        state,
        code=code,
        facts=facts,
        parts_unread=tuple(harvest.parts),
        waiting=harvest.waiting,
    )


def _awaited(harvest: Harvest) -> tuple[str, dict[str, str]]:
    """What it is that waits for OCR: pages of the file, or pictures inside it."""
    if any(each.is_inside for each in harvest.scans):
        return "I227", {"count": str(len(harvest.scans))}
    nothing = UNMAPPED if harvest.codes == {UNMAPPED} else NO_TEXT
    facts = {"count": str(len(harvest.waiting)), "pages": str(len(harvest.pages))}
    return ("I210" if harvest.has_text else nothing), facts
