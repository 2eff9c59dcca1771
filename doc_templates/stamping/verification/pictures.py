"""Stamps as they are drawn in the file, held against the pictures in the store."""

from __future__ import annotations

import re
import zlib
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from cases.errors import JiangdangError
from doc_templates.stamping.verification.inquiry import library_faults

if TYPE_CHECKING:
    from collections.abc import Iterable

    from doc_templates.stamping.verification.beliefs import Beliefs, KnownStamp
    from doc_templates.stamping.verification.naming import PartName
    from doc_templates.stamping.verification.rawfile import RawFile

_STREAM = re.compile(rb"stream(?:\r\n|\n)")
_MOST_BYTES = 5_000_000
STAMP_PICTURE = "印章图"


def redrawn(
    raw: RawFile, names: dict[int, PartName], beliefs: Beliefs, stamps: Iterable[KnownStamp]
) -> list[PartName]:
    """The stamps in a changed file that show none of the signers' pictures."""
    known = [drawn for each in stamps if (drawn := _operators(beliefs.folder, each.name))]
    if not known:
        return []
    found = []
    for number, name in names.items():
        if name.what.startswith(STAMP_PICTURE):
            content = _content(raw, number)
            if content and not any(drawn in content for drawn in known):
                found.append(name)
    return found


def _content(raw: RawFile, number: int) -> bytes:
    """What a stamp's form draws; nothing where it cannot be unpacked."""
    piece = raw.last.get(number)
    text = raw.pdf[piece.body : piece.end] if piece else b""
    start = _STREAM.search(text)
    if start is None:
        return b""
    try:
        return zlib.decompressobj().decompress(text[start.end() :], _MOST_BYTES)
    except zlib.error:
        return b""


@lru_cache(maxsize=32)
def _operators(folder: str, name: str) -> bytes:
    """The picture of a stamp in the store as it is drawn; nothing where it cannot be had."""
    from doc_templates.stamping.store.keeping import StampStore

    with suppress(JiangdangError, *library_faults()):
        return bytes(StampStore(Path(folder)).named(name).drawing.operators)
    return b""
