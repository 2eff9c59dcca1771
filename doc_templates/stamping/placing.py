"""Stamping and signing a PDF: stamp and signature go into one revision.

The bytes given stay the beginning of the bytes returned. The first signer's stamps (and the
骑缝章) become page content; each later signer's stamp is the look of a signature field prepared
in the first revision, so that the earlier signatures stay valid (ISO 32000 DocMDP, level 2).
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any, ClassVar

from cases.errors import JiangdangError, Kind
from doc_templates.stamping.locating import Placement, Spot, locate
from doc_templates.stamping.pageview import PageView, view_of
from doc_templates.stamping.paging import slices
from doc_templates.stamping.printing import Press, form_content
from doc_templates.stamping.signing import Signing, sign

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    from doc_templates.stamping.keeping import Stamp, StampStore

__all__ = ["Placement", "stamp_and_sign"]

_REASON = "用印"
_MOST_PAGES = 2000


class CannotStampError(JiangdangError):
    """The PDF is damaged, encrypted or too large to stamp."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "S302"


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


def stamp_and_sign(
    pdf: bytes,
    placements: Sequence[Placement],
    *,
    signers: StampStore,
    when: datetime,
    paging: Stamp | None = None,
    reason: str = _REASON,
    field_name: str = "Signature",
) -> bytes:
    """Stamp the PDF at all placements and sign it once for every stamp, in their order.

    ``signers`` holds the stamps' keys; ``when`` (with a time zone) is the time the signatures
    claim; ``paging`` cuts a stamp over the edges of all pages; fields are called ``field_name``1 …
    Raises AnchorMissingError, StampDoesNotFitError, CannotStampError, AlreadySignedError,
    TooManySpotsError or NothingToStampError; the PDF given is never changed.
    """
    groups = _by_stamp(placements)
    spots, views = _look(pdf, placements, whole=paging is not None)
    signings = [
        Signing(stamp, signers, f"{field_name}{number}", reason, when)
        for number, stamp in enumerate(groups, 1)
    ]
    writer = _writer(pdf)
    press = Press(writer)
    for spot in (spot for spot in spots if spot.stamp == signings[0].stamp):
        press.print_spot(spot)
    if paging is not None:
        for part in slices(len(views)):
            press.print_slice(views[part.page], paging, part)
    press.finish()
    later = {signing.field: _only_spot(spots, signing.stamp) for signing in signings[1:]}
    _prepare_fields(writer, later)
    signed = sign(writer, signings[0], certify=True, more=bool(later))
    for signing in signings[1:]:
        signed = _sign_later(signed, signing, later[signing.field])
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
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(pdf)
    except pypdfium2.PdfiumError as error:
        raise CannotStampError(reason="文件损坏、加密或不是 PDF") from error
    try:
        if len(document) > _MOST_PAGES:
            raise CannotStampError(reason=f"超过 {_MOST_PAGES} 页")
        spots = [locate(document, placement) for placement in placements]
        count = len(document) if whole else 0
        return spots, [view_of(document[index], index) for index in range(count)]
    finally:
        document.close()


def _writer(pdf: bytes) -> IncrementalPdfFileWriter:
    """A writer of the next revision; encrypted and signed files are refused."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.pdf_utils.misc import PdfError

    try:
        writer = IncrementalPdfFileWriter(BytesIO(pdf), strict=False)
        if writer.prev.encrypted:
            raise CannotStampError(reason="文件已加密")
        signed = writer.prev.embedded_signatures
    except (PdfError, ValueError, KeyError, RecursionError) as error:
        raise CannotStampError(reason="文件结构损坏") from error
    if signed:
        raise AlreadySignedError(signer=_signer_name(signed[-1]))
    return writer


def _signer_name(signature: Any) -> str:
    return str(signature.signer_cert.subject.native.get("common_name", "？"))


def _only_spot(spots: Sequence[Spot], stamp: Stamp) -> Spot:
    return next(spot for spot in spots if spot.stamp == stamp)


def _prepare_fields(writer: IncrementalPdfFileWriter, later: dict[str, Spot]) -> None:
    """Empty signature fields at the later signers' spots."""
    from pyhanko.sign.fields import SigFieldSpec, append_signature_field

    for name, spot in later.items():
        box = spot.view.page_box(spot.box)
        corners: Any = (box.left, box.bottom, box.right, box.top)
        spec = SigFieldSpec(name, on_page=spot.view.index, box=corners, empty_field_appearance=True)
        append_signature_field(writer, spec)


def _sign_later(pdf: bytes, signing: Signing, spot: Spot) -> bytes:
    """The next signer's revision: fills the prepared field, stamp and all."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    form = Press(writer).form(signing.stamp)
    look = form_content(spot.view, signing.stamp.drawing)
    return sign(writer, signing, look=(look, form, spot))
