"""A PDF's next revision with an empty signature: all written but the signature itself.

Whoever prepares needs no key, and whoever signs needs not understand the PDF: the digest is
taken over the bytes outside one gap, and the signature goes into the gap.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any, ClassVar

from cases.errors import JiangdangError, Kind

if TYPE_CHECKING:
    from datetime import datetime

    from pyhanko.pdf_utils.generic import IndirectObject
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    from doc_templates.stamping.places.locating import Spot

Look = tuple[bytes, "IndirectObject", "Spot"]
_GAP = re.compile(rb"<0+>")


class PreparedBadlyError(JiangdangError):
    """The prepared file is not the given one with a signature to be filled in."""

    kind: ClassVar[Kind] = Kind.FAULT
    code: ClassVar[str] = "S603"


@dataclass(frozen=True, slots=True)
class Field:
    """One signature to be filled in: its field, who signs, why, when.

    ``certifies`` makes it the document's first and forbids what ``more`` does not leave open:
    with more signers to come, only their prepared fields may be filled.
    """

    name: str
    signer: str
    reason: str
    when: datetime
    certifies: bool = False
    more: bool = False


@dataclass(frozen=True, slots=True)
class Prepared:
    """A finished revision whose signature is still empty: the gap's start and end."""

    content: bytes
    start: int
    end: int

    @property
    def digest(self) -> bytes:
        """SHA-256 over everything but the gap."""
        view = memoryview(self.content)
        found = hashlib.sha256(view[: self.start])
        found.update(view[self.end :])
        return found.digest()

    def filled(self, signature: bytes) -> bytes:
        """The signed PDF; PreparedBadlyError when the signature does not fit in."""
        digits = signature.hex().encode("ascii")
        room = self.end - self.start - 2
        if len(digits) > room:
            raise PreparedBadlyError(reason=f"签名有 {len(digits)} 位，只留了 {room} 位")
        inside = b"<" + digits + b"0" * (room - len(digits)) + b">"
        return self.content[: self.start] + inside + self.content[self.end :]

    def refuse_unlike(self, given: bytes) -> None:
        """Make sure that this is ``given`` and more, with one empty gap that it says it has."""
        count = len(self.content)
        told = b"/ByteRange [0 %d %d %d]" % (self.start, self.end, count - self.end)
        added = self.content[len(given) :]
        fine = (
            self.content.startswith(given)
            and len(given) < self.start < self.end < count
            and _GAP.fullmatch(self.content[self.start : self.end]) is not None
            and added.count(told) == 1
        )
        if not fine:
            raise PreparedBadlyError(reason="准备签名的文件与原文件对不上")


def prepare(
    writer: IncrementalPdfFileWriter, field: Field, room: int, look: Look | None = None
) -> Prepared:
    """Write the revision with an empty signature of ``room`` hexadecimal digits.

    ``look`` is the stamp as the field's appearance; without it the field is invisible.
    """
    from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
    from pyhanko.sign.signers import cms_embedder
    from pyhanko.sign.signers.pdf_byterange import SignatureObject

    embedding: Any = cms_embedder.PdfCMSEmbedder().write_cms(
        field.name, writer, existing_fields_only=look is not None
    )
    next(embedding)
    placeholder = SignatureObject(
        timestamp=field.when,
        subfilter=SigSeedSubFilter.PADES,
        name=field.signer,
        reason=field.reason,
        bytes_reserved=room,
    )
    allowed = MDPPerm.FILL_FORMS if field.more else MDPPerm.NO_CHANGES
    limits = cms_embedder.SigMDPSetup(
        "sha256", certify=field.certifies, docmdp_perms=allowed if field.certifies else None
    )
    embedding.send(cms_embedder.SigObjSetup(placeholder, limits, _appearance(look, field.when)))
    output = BytesIO()
    told, _ = embedding.send(cms_embedder.SigIOSetup("sha256", output=output))
    return Prepared(output.getvalue(), told.reserved_region_start, told.reserved_region_end)


def _appearance(look: Look | None, when: datetime) -> Any:
    """The stamp as the look of a signature field; nothing visible without one."""
    from pyhanko.pdf_utils import generic, layout
    from pyhanko.pdf_utils.content import RawContent, ResourceType
    from pyhanko.sign.signers.cms_embedder import SigAppearanceSetup
    from pyhanko.stamp import StaticStampStyle

    if look is None:
        return None
    content, form, spot = look
    box = spot.view.page_box(spot.box)
    size = layout.BoxConstraints(width=box.right - box.left, height=box.top - box.bottom)
    raw = RawContent(content, box=size)
    raw.set_resource(ResourceType.XOBJECT, generic.pdf_name("/Stamp"), form)
    fill = layout.SimpleBoxLayoutRule(
        x_align=layout.AxisAlignment.ALIGN_MID,
        y_align=layout.AxisAlignment.ALIGN_MID,
        margins=layout.Margins(0, 0, 0, 0),
        inner_content_scaling=layout.InnerScaling.NO_SCALING,
    )
    style = StaticStampStyle(border_width=0, background=raw, background_layout=fill)
    return SigAppearanceSetup(style=style, timestamp=when, name=None)
