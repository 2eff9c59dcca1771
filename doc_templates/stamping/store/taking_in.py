"""Taking in a bureau's own stamp: picture, certificate, users, and where its key is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from cases.errors import JiangdangError, Kind
from doc_templates.stamping.pictures.drawing import KINDS, SEAL, StampKindError
from doc_templates.stamping.pictures.importing import read_picture
from doc_templates.stamping.revisions.signing import StampExpiredError
from doc_templates.stamping.signers.certificates import common_name, is_sample, pack
from doc_templates.stamping.signers.keys import StampKeyUnreadableError, unpacked
from doc_templates.stamping.signers.signer import unfit
from doc_templates.stamping.store.keeping import KEY_FILE, RECORD_FILE, ForeignStampError
from doc_templates.stamping.store.records import (
    CERTIFICATE_FILE,
    PNG_FILE,
    SERVICE,
    SVG_FILE,
    TOKEN,
    StampRecord,
    TokenPlace,
    print_record,
)

if TYPE_CHECKING:
    from datetime import date

    from cryptography.x509 import Certificate

    from doc_templates.stamping.signers.passphrases import Passphrase
    from doc_templates.stamping.store.keeping import StampStore

_PNG = b"\x89PNG"


class StampExistsError(JiangdangError):
    """The store already holds a usable stamp of that owner and kind."""

    kind: ClassVar[Kind] = Kind.CONFLICT
    code: ClassVar[str] = "S206"


class SampleCertificateError(JiangdangError):
    """A sample's certificate never becomes that of a real stamp."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "S210"


class AuthorityUnfitError(JiangdangError):
    """The file holds no certificate of the authority that issued the stamp's certificate."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "S211"


@dataclass(frozen=True, slots=True)
class OwnStamp:
    """What is handed in: picture and kind, who may press it, and one place of the key.

    ``p12`` with its passphrase, or ``token``, or the command of a ``service``. ``authority``
    is the PEM of whoever issued the certificate, to be believed from then on.
    """

    owner: str
    picture: bytes
    kind: str = SEAL
    width_mm: float | None = None
    users: tuple[str, ...] = ()
    p12: bytes = b""
    passphrase: Passphrase | None = None
    token: TokenPlace | None = None
    service: tuple[str, ...] = ()
    authority: bytes = b""


@dataclass(frozen=True, slots=True)
class TakenIn:
    """The record of the stamp, and the files to write below the store, the record last."""

    record: StampRecord
    files: dict[str, bytes]
    named: str


def take_in(store: StampStore, own: OwnStamp, today: date) -> TakenIn:
    """Look everything over; nothing is written yet.

    The key is stored again under the store's passphrase. Raises ForeignStampError,
    StampKindError, StampExistsError, StampPictureError, StampKeyUnreadableError,
    SampleCertificateError, StampExpiredError, AuthorityUnfitError or SigningFailedError.
    """
    if own.kind not in KINDS:
        raise StampKindError(kind=own.kind, known="、".join(KINDS))
    if not store.is_own(own.owner, own.kind):
        raise ForeignStampError(owner=own.owner)
    held = store.held(own.owner, own.kind)
    if held is not None:
        raise StampExistsError(name=held.name)
    name = store.free_name(own.owner, own.kind)
    drawing = read_picture(own.picture, name, own.kind, own.width_mm)
    certificates, keys = _certificates(store, own, name)
    _refuse_certificate(certificates[0], name, today)
    record = StampRecord(
        name=name,
        owner=own.owner,
        kind=own.kind,
        width_mm=round(drawing.width_mm, 3),
        height_mm=round(drawing.height_mm, 3),
        sample=False,
        valid_from=certificates[0].not_valid_before_utc.date(),
        valid_until=certificates[0].not_valid_after_utc.date(),
        serial=str(certificates[0].serial_number),
        picture=PNG_FILE if own.picture.startswith(_PNG) else SVG_FILE,
        users=own.users,
        way=TOKEN if own.token else SERVICE if own.service else CERTIFICATE_FILE,
        token=own.token,
        service=own.service,
    )
    files = {f"{name}/{record.picture}": own.picture, **keys, **_authority(own, certificates)}
    files[f"{name}/{RECORD_FILE}"] = print_record(record)
    return TakenIn(record, files, common_name(certificates[0]))


def _certificates(
    store: StampStore, own: OwnStamp, name: str
) -> tuple[tuple[Certificate, ...], dict[str, bytes]]:
    """The certificate and its authorities', and the key file to keep where there is one."""
    if own.token is not None:
        from doc_templates.stamping.signers.tokens import token_signer

        token = token_signer(own.token, store.folder)
        return (token.certificate, *token.chain), {}
    if own.service:
        from doc_templates.stamping.signers.services import service_signer

        service = service_signer(own.service)
        return (service.certificate, *service.chain), {}
    path = store.folder / name / KEY_FILE
    if own.passphrase is None or not own.p12:
        raise StampKeyUnreadableError(name=name, path=path, reason="没有给出证书文件和口令")
    pair = unpacked(own.p12, own.passphrase, name, path)
    reason = unfit(pair.certificate)
    if reason:
        raise StampKeyUnreadableError(name=name, path=path, reason=reason)
    keys = pack(pair, name, pair.chain, store.passphrase())
    return (pair.certificate, *pair.chain), {f"{name}/{KEY_FILE}": keys}


def _refuse_certificate(certificate: Certificate, name: str, today: date) -> None:
    if is_sample(certificate):
        raise SampleCertificateError(name=name)
    start, end = certificate.not_valid_before_utc.date(), certificate.not_valid_after_utc.date()
    if today > end:
        raise StampExpiredError(name=name, start=start, end=end)


def _authority(own: OwnStamp, certificates: tuple[Certificate, ...]) -> dict[str, bytes]:
    """The authority's certificate as a file of its own, once it is seen to be the issuer's."""
    from cryptography import x509
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.serialization import Encoding

    if not own.authority:
        return {}
    try:
        root = x509.load_pem_x509_certificate(own.authority)
        certificates[-1].verify_directly_issued_by(root)
    except (ValueError, TypeError, InvalidSignature) as error:
        raise AuthorityUnfitError(name=common_name(certificates[-1])) from error
    return {f"{root.serial_number:x}.pem": root.public_bytes(Encoding.PEM)}
