"""Where the bytes of a PDF are broken: its frame, its tables, single objects."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from doc_templates.stamping.verification.frames import frame_faults
from doc_templates.stamping.verification.metadata import well_formed
from doc_templates.stamping.verification.naming import PartName, names_of
from doc_templates.stamping.verification.rawfile import Piece, RawFile, unpacked
from doc_templates.stamping.verification.structure import number_of, raw_entry

if TYPE_CHECKING:
    from collections.abc import Iterator

_STREAM = re.compile(rb"stream(?:\r\n|\n)")
_FRAME, _OBJECT, _MISSING = "S431", "S432", "S433"


@dataclass(frozen=True, slots=True)
class Damage:
    """One broken thing: the finding's code, what, on which page, at which byte."""

    code: str
    what: str
    where: str
    at: int


def damages(raw: RawFile, names: dict[int, PartName]) -> list[Damage]:
    """What is broken in the bytes, in file order; nothing where every object can be read."""
    found = [Damage(_FRAME, each.what, "", each.at) for each in frame_faults(raw)]
    for piece in raw.pieces:
        if _is_broken(raw, piece):
            name = names.get(piece.number) or PartName(f"第 {piece.number} 号对象")
            found.append(Damage(_OBJECT, name.what, name.where, piece.start))
    for number in _missing(raw, names):
        found.append(Damage(_MISSING, names[number].what, names[number].where, 0))
    return sorted(found, key=lambda each: each.at)


def raw_names(raw: RawFile) -> dict[int, PartName]:
    """What the objects found in the bytes are part of."""
    root = raw.root
    information, catalogue = None, 0
    for trailer in raw.trailers():
        information = raw_entry(trailer, "/Info") or information
        catalogue = number_of(raw_entry(trailer, "/Root")) or catalogue
    return names_of(root, information, catalogue) if isinstance(root, dict) else {}


def _missing(raw: RawFile, names: dict[int, PartName]) -> Iterator[int]:
    """Objects that others refer to and that are nowhere."""
    for number in names:
        if number not in raw.last:
            yield number


def _is_broken(raw: RawFile, piece: Piece) -> bool:
    """Whether an object cannot be read to its end as what it says it is."""
    text = raw.pdf[piece.body : piece.end].rstrip()
    if not text.endswith(b"endobj"):
        return True
    parsed = raw.parse(piece.body, piece.end, piece)
    if parsed is None:
        return True
    start = _STREAM.search(text)
    if start is None or not isinstance(parsed, dict):
        return False
    return _is_stream_broken(raw, parsed, text[start.end() :])


def _is_stream_broken(raw: RawFile, dictionary: Any, rest: bytes) -> bool:
    """Whether a stream ends elsewhere than its length says, or does not unpack."""
    length = raw_entry(dictionary, "/Length")
    if number_of(length):
        length = raw.get(number_of(length))
    if not isinstance(length, int) or not 0 <= length <= len(rest):
        return True
    if not rest[length:].strip().startswith(b"endstream"):
        return True
    return not _unpacks(str(raw_entry(dictionary, "/Filter")), dictionary, rest[:length])


def _unpacks(filters: str, dictionary: Any, content: bytes) -> bool:
    if filters == "/FlateDecode":
        return unpacked(content)
    if filters == "/DCTDecode":
        return content.startswith(b"\xff\xd8") and content.rstrip(b"\r\n").endswith(b"\xff\xd9")
    if filters == "None" and str(raw_entry(dictionary, "/Subtype")) == "/XML":
        return well_formed(content) is not None
    return True
