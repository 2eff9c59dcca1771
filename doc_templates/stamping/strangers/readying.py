"""Somebody else's PDF made ready for our stamp: what may be done to it, and its next revision.

An unsigned file gets the stamp as page content. A signed one gets it only as the look of a
signature field, which the earlier signatures allow; whatever they forbid is refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from cases.errors import JiangdangError, Kind
from doc_templates.stamping.pictures.geometry import POINTS_PER_MM
from doc_templates.stamping.places.locating import Placement, Spot, StampDoesNotFitError, locate
from doc_templates.stamping.places.pageview import Box, view_of
from doc_templates.stamping.places.paging import slices_over
from doc_templates.stamping.places.scales import refuse_unusual_scale
from doc_templates.stamping.placing import AlreadySignedError
from doc_templates.stamping.revisions.fields import (
    append_field,
    empty_fields,
    form_of,
    free_field_name,
)
from doc_templates.stamping.revisions.opening import (
    BROKEN,
    CannotStampError,
    opened_pages,
    opened_writer,
)
from doc_templates.stamping.revisions.preparing import Field, Prepared, prepare
from doc_templates.stamping.revisions.printing import Press, form_content
from doc_templates.validation import claimed_level

if TYPE_CHECKING:
    from datetime import datetime

    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    from doc_templates.stamping.places.pageview import PageView
    from doc_templates.stamping.revisions.fields import EmptyField
    from doc_templates.stamping.store.keeping import Stamp

_NEAR = 30 * POINTS_PER_MM


class SignedSeamError(JiangdangError):
    """A 骑缝章 is page content, which a signed file does not take any more."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "S312"


class WhichFieldError(JiangdangError):
    """Several fields wait for a signature, and nothing says which is ours."""

    kind: ClassVar[Kind] = Kind.USAGE
    code: ClassVar[str] = "S313"


@dataclass(frozen=True, slots=True)
class Order:
    """How a PDF is to be stamped: with what, where, why and when.

    ``place`` as ``--at`` takes it; ``paging`` adds a 骑缝章; ``more`` leaves the file open to
    further signers; ``room`` are the hexadecimal digits to keep for the signature.
    """

    stamp: Stamp
    place: str
    reason: str
    when: datetime
    room: int
    paging: bool = False
    more: bool = False


@dataclass(frozen=True, slots=True)
class Ready:
    """A file ready to be signed, and where the stamp stands on it (page from 1, mm as seen)."""

    prepared: Prepared
    page: int
    left_mm: float
    top_mm: float
    field: str


def make_ready(pdf: bytes, order: Order) -> Ready:
    """The PDF's next revision with our stamp and an empty signature.

    Raises CannotStampError, AlreadySignedError, SignedSeamError, WhichFieldError,
    StampDoesNotFitError and what ``locate`` raises.
    """
    writer = opened_writer(pdf)
    _refuse_dynamic(writer)
    if writer.prev.embedded_signatures:
        return _on_signed(pdf, writer, order)
    return _on_unsigned(pdf, writer, order)


def _refuse_dynamic(writer: IncrementalPdfFileWriter) -> None:
    """A form of XFA shows other pages than those of the PDF."""
    if "/XFA" in form_of(writer):
        raise CannotStampError(reason="是动态表单（XFA），请先打印成普通 PDF")


def _on_unsigned(pdf: bytes, writer: IncrementalPdfFileWriter, order: Order) -> Ready:
    """Stamp and 骑缝章 as page content, certified by the first signature."""
    spot, views = _looked(pdf, order)
    refuse_unusual_scale(writer, {spot.view.index, *(view.index for view in views)})
    # PDF/A-1 knows no transparency: outlines do without, of pixels the loss is told afterwards.
    opaque = claimed_level(pdf).startswith("1") and order.stamp.drawing.raster is None
    press = Press(writer, opaque=opaque)
    press.print_spot(spot)
    for part in slices_over(views, order.stamp):
        press.print_slice(views[part.page], order.stamp, part)
    press.finish()
    waiting = bool(list(empty_fields(writer)))
    field = _field(writer, order, certifies=not order.more, more=waiting)
    return _ready(prepare(writer, field, order.room), spot, field)


def _on_signed(pdf: bytes, writer: IncrementalPdfFileWriter, order: Order) -> Ready:
    """The stamp as the look of a field: a prepared one, or a new one where that is allowed."""
    signer = _strictest(writer)
    if order.paging:
        raise SignedSeamError(signer=signer.name)
    if signer.forbids_all:
        raise AlreadySignedError(signer=signer.name)
    prepared = _chosen_field(pdf, writer, order)
    if prepared is not None:
        spot, name = prepared
    elif signer.certifies:
        raise AlreadySignedError(signer=signer.name)
    else:
        spot, _ = _looked(pdf, order)
        refuse_unusual_scale(writer, {spot.view.index})
        name = free_field_name(writer)
        append_field(writer, name, spot)
    field = Field(name, order.stamp.owner, order.reason, order.when)
    look = (form_content(spot.view, spot.stamp.drawing), Press(writer).form(spot.stamp), spot)
    return _ready(prepare(writer, field, order.room, look), spot, field)


def _field(writer: IncrementalPdfFileWriter, order: Order, *, certifies: bool, more: bool) -> Field:
    name = free_field_name(writer)
    return Field(name, order.stamp.owner, order.reason, order.when, certifies, more)


def _ready(prepared: Prepared, spot: Spot, field: Field) -> Ready:
    left, top = spot.box.left, spot.view.height - spot.box.top
    per = POINTS_PER_MM
    return Ready(prepared, spot.view.index + 1, left / per, top / per, field.name)


def _looked(pdf: bytes, order: Order) -> tuple[Spot, list[PageView]]:
    """Where the stamp goes; all pages are looked at only for a 骑缝章."""
    with opened_pages(pdf) as document:
        spot = locate(document, Placement.at(order.stamp, order.place))
        count = len(document) if order.paging else 0
        return spot, [view_of(document[index], index) for index in range(count)]


@dataclass(frozen=True, slots=True)
class _Strictest:
    """The earlier signature that allows the least."""

    name: str
    forbids_all: bool
    certifies: bool


def _strictest(writer: IncrementalPdfFileWriter) -> _Strictest:
    from pyhanko.sign.fields import MDPPerm

    signatures: list[Any] = writer.prev.embedded_signatures
    levels = [(each.docmdp_level, each) for each in signatures if each.docmdp_level is not None]
    if not levels:
        return _Strictest(_signer_name(signatures[-1]), forbids_all=False, certifies=False)
    level, strictest = min(levels, key=lambda pair: pair[0].value)
    return _Strictest(_signer_name(strictest), level is MDPPerm.NO_CHANGES, certifies=True)


def _signer_name(signature: Any) -> str:
    try:
        return str(signature.signer_cert.subject.native.get("common_name", "？"))
    except BROKEN:
        return "？"


def _chosen_field(
    pdf: bytes, writer: IncrementalPdfFileWriter, order: Order
) -> tuple[Spot, str] | None:
    """The empty field that waits for us: named after our owner, near the place, or the only one."""
    fields = list(empty_fields(writer))
    if not fields:
        return None
    with opened_pages(pdf) as document:
        spots = {each.name: _spot_of(document, each, order.stamp) for each in fields}
        named = [each for each in fields if order.stamp.owner in each.label]
        if order.place:
            wanted = locate(document, Placement.at(order.stamp, order.place))
            near = [each for each in fields if _is_near(spots[each.name], wanted)]
            chosen = near or []
        else:
            chosen = named or fields
    if len(chosen) > 1:
        raise WhichFieldError(fields="、".join(each.name for each in chosen))
    if not chosen:
        return None
    found = chosen[0]
    if not found.holds(order.stamp.drawing):
        where = f"预留的签名位置“{found.name}”"
        raise StampDoesNotFitError(
            stamp=order.stamp.name, anchor=where, page=found.page + 1, where="位置比印章小"
        )
    return spots[found.name], found.name


def _spot_of(document: Any, field: EmptyField, stamp: Stamp) -> Spot:
    """The stamp's spot in the middle of a prepared field."""
    view = view_of(document[field.page], field.page)
    x, y = view.seen_box(field.box).centre
    half_width, half_height = stamp.drawing.width / 2, stamp.drawing.height / 2
    return Spot(stamp, view, Box(x - half_width, y - half_height, x + half_width, y + half_height))


def _is_near(one: Spot, other: Spot) -> bool:
    (x1, y1), (x2, y2) = one.box.centre, other.box.centre
    return one.view.index == other.view.index and (x1 - x2) ** 2 + (y1 - y2) ** 2 <= _NEAR**2
