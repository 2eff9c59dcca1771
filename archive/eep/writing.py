"""Writing EEPs: the frame validated first, the bytes streamed in, the file read back."""

from __future__ import annotations

import base64
import hashlib
import os
import re
from typing import TYPE_CHECKING, BinaryIO, ClassVar

from archive.eep.describing import capsule_xml
from archive.eep.reading import check_eep
from cases.errors import JiangdangError, Kind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from archive.eep.describing import Capsule
    from archive.eep.layers import Layer

_MARK = re.compile("(?<=>)@@([0-9]+)@@(?=</编码数据>)".encode())
_LINE = 57  # bytes to a line of 76 signs (RFC 2045 6.8)
_BLOCK = _LINE * 4096


class EepUnsoundError(JiangdangError):
    """What was written is not what the package holds, or not what DA/T 48 wants."""

    kind: ClassVar[Kind] = Kind.DAMAGED
    code: ClassVar[str] = "A767"


def write_eep(path: Path, layers: Sequence[Layer], capsule: Capsule) -> None:
    """Write one item, and read it back against the schema and its digests.

    Memory does not grow with the item. Raises EepUnsoundError.
    """
    frame = capsule_xml(capsule, layers)
    with path.open("xb") as stream:
        for at, piece in enumerate(_MARK.split(frame)):
            if at % 2:
                _encode(capsule.layers[int(piece) - 1], stream)
            else:
                stream.write(piece)
        stream.flush()
        os.fsync(stream.fileno())
    _read_back(path, capsule.layers)


def _encode(layer: Layer, stream: BinaryIO) -> None:
    """The bytes of one layer as Base64 in lines; they must be the sealed ones."""
    digest = hashlib.sha256()
    handle = os.open(layer.content, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    with os.fdopen(handle, "rb") as source:
        while block := source.read(_BLOCK):
            digest.update(block)
            stream.write(base64.encodebytes(block))
    if f"sha256:{digest.hexdigest()}" != layer.digest:
        raise EepUnsoundError(path=layer.content)


def _read_back(path: Path, layers: Sequence[Layer]) -> None:
    report = check_eep(path)
    found = [f"sha256:{content.sha256}" for content in report.contents]
    if report.findings or found != [layer.digest for layer in layers]:
        raise EepUnsoundError(path=path, findings=report.findings)
