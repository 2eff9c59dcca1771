"""Spreading packages over media of a given size: whole packages, in order."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar

from cases.errors import JiangdangError, Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archive.transfer.layout import Shipment

_SIZE = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,6})?)\s*(B|KB|MB|GB|TB|KIB|MIB|GIB|TIB)?", re.I)
_UNITS = {"": 1, "B": 1} | {
    f"{prefix}{form}": base**power
    for power, prefix in enumerate("KMGT", 1)
    for form, base in (("B", 1000), ("IB", 1024))
}
_SECTOR = 2048  # ISO 9660 and UDF
_PER_FILE = 1024  # lines of manifests and lists that a file brings along


class BadSizeError(JiangdangError):
    """A size that is not written as ``4.7GB``."""

    kind: ClassVar[Kind] = Kind.USAGE
    code: ClassVar[str] = "A753"


class TooLargeError(JiangdangError):
    """A package does not fit on a medium of this size; packages are not cut."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "A754"


def parse_size(text: str) -> int:
    """Bytes of ``4.7GB`` (a thousand to a step, as media are sold) or ``4.7GiB``."""
    found = _SIZE.fullmatch(text.strip())
    size = int(float(found[1]) * _UNITS[(found[2] or "").upper()]) if found else 0
    if size <= 0:
        raise BadSizeError(text=text)
    return size


def room_of(shipment: Shipment) -> int:
    """What a package takes on a disc, its share of manifests, lists and proofs included."""
    whole = sum(-(-size // _SECTOR) * _SECTOR + _PER_FILE for size in shipment.files.values())
    return whole + len(shipment.packages) * 2 * _SECTOR


def spread(
    shipments: Sequence[Shipment], size: int, beside: int, along: int
) -> list[list[Shipment]]:
    """The packages by medium, in order.

    ``beside`` is what every medium holds besides, ``along`` what comes along with a package at
    most. A ``size`` of 0 means one medium of any size. Raises TooLargeError.
    """
    if not size:
        return [list(shipments)]
    media: list[list[Shipment]] = []
    left = 0
    for shipment in shipments:
        need = room_of(shipment) + along
        if need + beside > size:
            raise TooLargeError(
                reference_code=shipment.code, need=f"{need + beside:,}", size=f"{size:,}"
            )
        if not media or need > left:
            media.append([])
            left = size - beside
        media[-1].append(shipment)
        left -= need
    return media
