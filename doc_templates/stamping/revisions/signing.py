"""Filling in a prepared signature, by a stamp that is in use on that day."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from cases.errors import JiangdangError, Kind
from doc_templates.stamping.revisions.containers import container

if TYPE_CHECKING:
    from datetime import date

    from doc_templates.stamping.revisions.preparing import Prepared
    from doc_templates.stamping.revisions.timestamps import TimestampAuthority
    from doc_templates.stamping.signers.signer import Signer
    from doc_templates.stamping.store.keeping import Stamp


class StampRevokedError(JiangdangError):
    """The stamp is out of use."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "S205"


class StampExpiredError(JiangdangError):
    """The stamp's certificate is not valid on the day of signing."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "S209"


def refuse_unusable(stamp: Stamp, day: date) -> None:
    """Refuse a stamp that is out of use, or whose certificate is not valid on the day."""
    record = stamp.record
    if record.revoked is not None:
        raise StampRevokedError(name=stamp.name, day=record.revoked)
    if not record.valid_from <= day <= record.valid_until:
        raise StampExpiredError(name=stamp.name, start=record.valid_from, end=record.valid_until)


def sign(prepared: Prepared, signer: Signer, authority: TimestampAuthority | None = None) -> bytes:
    """The prepared PDF with the signer's PAdES signature (ETSI EN 319 142) filled in.

    ``authority`` vouches for the time. Raises SigningFailedError, TimestampMissingError.
    """
    return prepared.filled(container(prepared.digest, signer, authority))
