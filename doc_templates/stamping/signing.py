"""One PAdES signature (ETSI EN 319 142) in the revision being written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Any, ClassVar

from cases.errors import JiangdangError, Kind

if TYPE_CHECKING:
    from datetime import datetime

    from pyhanko.pdf_utils.generic import IndirectObject
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.signers import PdfSigner, SimpleSigner

    from doc_templates.stamping.certificates import KeyPair
    from doc_templates.stamping.keeping import Stamp, StampStore
    from doc_templates.stamping.locating import Spot

Look = tuple[bytes, "IndirectObject", "Spot"]


class StampRevokedError(JiangdangError):
    """The stamp is out of use."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "S205"


class StampExpiredError(JiangdangError):
    """The stamp's certificate is not valid on the day of signing."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "S209"


@dataclass(frozen=True, slots=True)
class Signing:
    """Who signs, with which key, in which field, why and when."""

    stamp: Stamp
    store: StampStore
    field: str
    reason: str
    when: datetime


def sign(
    writer: IncrementalPdfFileWriter,
    signing: Signing,
    *,
    certify: bool = False,
    more: bool = False,
    look: Look | None = None,
) -> bytes:
    """Write the revision with its signature.

    The first signature certifies the document: nothing may change afterwards, or, with
    ``more`` to come, only the prepared signature fields may be filled.
    """
    from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
    from pyhanko.sign.signers import PdfSignatureMetadata

    _refuse_unusable(signing.stamp, signing.when.date())
    metadata = PdfSignatureMetadata(
        field_name=signing.field,
        md_algorithm="sha256",
        reason=signing.reason,
        name=signing.stamp.owner,
        subfilter=SigSeedSubFilter.PADES,
        certify=certify,
        docmdp_permissions=MDPPerm.FILL_FORMS if more or not certify else MDPPerm.NO_CHANGES,
    )
    signer: Any = _signer_class()(
        metadata, _cms_signer(signing.store.key_pair(signing.stamp)), stamp_style=_style(look)
    )
    signer.system_time = signing.when
    output = BytesIO()
    signer.sign_pdf(writer, output=output, existing_fields_only=look is not None)
    return output.getvalue()


def _refuse_unusable(stamp: Stamp, day: date) -> None:
    record = stamp.record
    if record.revoked is not None:
        raise StampRevokedError(name=stamp.name, day=record.revoked)
    if not record.valid_from <= day <= record.valid_until:
        raise StampExpiredError(name=stamp.name, start=record.valid_from, end=record.valid_until)


@cache
def _signer_class() -> type[PdfSigner]:
    """pyHanko's signer, writing the act's time instead of the clock's."""
    from pyhanko.sign.signers import PdfSigner

    class TimedSigner(PdfSigner):
        system_time: datetime

        def init_signing_session(self, pdf_out: Any, existing_fields_only: bool = False) -> Any:
            session = super().init_signing_session(pdf_out, existing_fields_only)
            session.system_time = self.system_time
            return session

    return TimedSigner


@cache
def _cms_signer(pair: KeyPair) -> SimpleSigner:
    """A signer whose key is loaded once per run."""
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.serialization import (
        Encoding,
        NoEncryption,
        PrivateFormat,
    )
    from pyhanko.keys import load_certs_from_pemder_data, load_private_key_from_pemder_data
    from pyhanko.sign.signers import SimpleSigner
    from pyhanko_certvalidator import registry

    class LoadedSigner(SimpleSigner):
        def sign_raw(self, data: bytes, digest_algorithm: str) -> bytes:
            return pair.key.sign(data, ec.ECDSA(SHA256()))

    der = pair.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    certificate = next(
        iter(load_certs_from_pemder_data(pair.certificate.public_bytes(Encoding.DER)))
    )
    key = load_private_key_from_pemder_data(der, passphrase=None)
    known: Any = registry.SimpleCertificateStore
    return LoadedSigner(certificate, key, known(), embed_roots=False)


def _style(look: Look | None) -> Any:
    """The stamp as the look of a signature field; nothing visible without one."""
    from pyhanko.pdf_utils import generic, layout
    from pyhanko.pdf_utils.content import RawContent, ResourceType
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
    return StaticStampStyle(border_width=0, background=raw, background_layout=fill)
