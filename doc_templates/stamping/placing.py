"""Stamping and signing a PDF: stamp and signature go into one revision.

The bytes given stay the beginning of the bytes returned. The first signer's stamps (and the
骑缝章) become page content; each later signer's stamp is the look of a signature field prepared
in the first revision, so that the earlier signatures stay valid (ISO 32000 DocMDP, level 2).
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, ClassVar

from cases.errors import JiangdangError, Kind
from doc_templates.stamping.places.arranging import locate_all
from doc_templates.stamping.places.locating import Placement, Spot
from doc_templates.stamping.places.pageview import PageView, view_of
from doc_templates.stamping.places.paging import slices_over
from doc_templates.stamping.places.scales import refuse_unusual_scale
from doc_templates.stamping.revisions.containers import room_for
from doc_templates.stamping.revisions.opening import CannotStampError, opened_pages, opened_writer
from doc_templates.stamping.revisions.preparing import Field, prepare
from doc_templates.stamping.revisions.printing import Press, form_content
from doc_templates.stamping.revisions.signing import refuse_unusable, sign

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    from doc_templates.stamping.revisions.timestamps import TimestampAuthority
    from doc_templates.stamping.store.keeping import Stamp, StampStore

__all__ = ["CannotStampError", "Placement", "stamp_and_sign"]

_REASON = "用印"


class AlreadySignedError(JiangdangError):
    """A signature forbids to change the PDF any more."""

    kind: ClassVar[Kind] = Kind.CONFLICT
    code: ClassVar[str] = "S303"


class TooManySpotsError(JiangdangError):
    """A later signer may stamp one spot only."""

    kind: ClassVar[Kind] = Kind.USAGE
    code: ClassVar[str] = "S305"


class NothingToStampError(JiangdangError):
    """No placement was given."""

    kind: ClassVar[Kind] = Kind.USAGE
    code: ClassVar[str] = "S306"


@dataclass(frozen=True, slots=True)
class Pressing:
    """How stamps are pressed in one act: whose keys, why, when, who vouches for the time."""

    signers: StampStore
    when: datetime
    reason: str = _REASON
    field_name: str = "Signature"
    authority: TimestampAuthority | None = None

    def field(self, stamp: Stamp, number: int, *, first: bool, more: bool) -> Field:
        """The signature field of one of the signers, in their order from 1."""
        name = f"{self.field_name}{number}"
        return Field(name, stamp.owner, self.reason, self.when, certifies=first, more=more)


def stamp_and_sign(
    pdf: bytes,
    placements: Sequence[Placement],
    *,
    signers: StampStore,
    when: datetime,
    paging: Stamp | None = None,
    awaited: Sequence[Placement] = (),
    reason: str = _REASON,
    field_name: str = "Signature",
    authority: TimestampAuthority | None = None,
) -> bytes:
    """Stamp the PDF at all placements and sign it once for every stamp, in their order.

    ``signers`` holds the stamps' keys; ``when`` (with a time zone) is the time the signatures
    claim, ``authority`` vouches for it; ``paging`` cuts a stamp over the edges of all pages;
    ``awaited`` are the places of others who will sign later; fields are called ``field_name``1 …
    Raises AnchorMissingError, StampDoesNotFitError, CannotStampError, AlreadySignedError,
    TooManySpotsError, NothingToStampError, StampRevokedError, StampExpiredError,
    SigningFailedError or TimestampMissingError; the PDF given is never changed.
    """
    pressing = Pressing(signers, when, reason, field_name, authority)
    groups = _by_stamp(placements)
    for stamp in groups:
        refuse_unusable(stamp, when.date())
    spots, views = _look(pdf, [*placements, *awaited], whole=paging is not None)
    own, others = spots[: len(placements)], spots[len(placements) :]
    later = [_only_spot(own, stamp) for stamp in groups[1:]]
    writer = _unsigned(pdf)
    refuse_unusual_scale(writer, {view.index for view in (*(spot.view for spot in spots), *views)})
    _print_first(writer, [spot for spot in own if spot.stamp == groups[0]], views, paging)
    _prepare_fields(writer, [*later, *others], field_name)
    more = bool(later or others)
    signed = _signed(
        writer, groups[0], pressing.field(groups[0], 1, first=True, more=more), pressing
    )
    for number, spot in enumerate(later, 2):
        signed = _signed_later(signed, spot, pressing, number)
    return signed


def _by_stamp(placements: Sequence[Placement]) -> list[Stamp]:
    """The stamps in the order in which they first appear."""
    if not placements:
        raise NothingToStampError
    found = list(dict.fromkeys(placement.stamp for placement in placements))
    for stamp in found[1:]:
        count = sum(placement.stamp == stamp for placement in placements)
        if count > 1:
            raise TooManySpotsError(stamp=stamp.name, count=count)
    return found


def _look(
    pdf: bytes, placements: Sequence[Placement], *, whole: bool
) -> tuple[list[Spot], list[PageView]]:
    """Where everything goes; all pages are looked at only for a 骑缝章."""
    with opened_pages(pdf) as document:
        spots = locate_all(document, placements)
        count = len(document) if whole else 0
        return spots, [view_of(document[index], index) for index in range(count)]


def _unsigned(pdf: bytes) -> IncrementalPdfFileWriter:
    """A writer of the next revision of a PDF that nobody signed yet."""
    writer = opened_writer(pdf)
    signed = writer.prev.embedded_signatures
    if signed:
        subject = signed[-1].signer_cert.subject.native
        raise AlreadySignedError(signer=str(subject.get("common_name", "？")))
    return writer


def _only_spot(spots: Sequence[Spot], stamp: Stamp) -> Spot:
    return next(spot for spot in spots if spot.stamp == stamp)


def _print_first(
    writer: IncrementalPdfFileWriter,
    spots: Sequence[Spot],
    views: Sequence[PageView],
    paging: Stamp | None,
) -> None:
    """The first signer's stamps and the 骑缝章 as page content."""
    press = Press(writer)
    for spot in spots:
        press.print_spot(spot)
    if paging is not None:
        for part in slices_over(views, paging):
            press.print_slice(views[part.page], paging, part)
    press.finish()


def _prepare_fields(writer: IncrementalPdfFileWriter, spots: Sequence[Spot], name: str) -> None:
    """Empty signature fields at the places of those who sign after the first."""
    from doc_templates.stamping.revisions.fields import append_field

    for number, spot in enumerate(spots, 2):
        append_field(writer, f"{name}{number}", spot)


def _signed(
    writer: IncrementalPdfFileWriter, stamp: Stamp, field: Field, pressing: Pressing
) -> bytes:
    """The first signer's revision."""
    signer = pressing.signers.signer(stamp)
    room = room_for(signer, pressing.authority)
    return sign(prepare(writer, field, room), signer, pressing.authority)


def _signed_later(pdf: bytes, spot: Spot, pressing: Pressing, number: int) -> bytes:
    """The next signer's revision: fills the prepared field, stamp and all."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    signer = pressing.signers.signer(spot.stamp)
    look = (form_content(spot.view, spot.stamp.drawing), Press(writer).form(spot.stamp), spot)
    field = pressing.field(spot.stamp, number, first=False, more=False)
    prepared = prepare(writer, field, room_for(signer, pressing.authority), look)
    return sign(prepared, signer, pressing.authority)
