"""The signature fields of a PDF: filled, empty, and those that were filled once."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any

from doc_templates.stamping.verification.inquiry import library_faults

if TYPE_CHECKING:
    from collections.abc import Iterator

    from doc_templates.stamping.verification.opening import Opened

_DOCUMENT_TIMESTAMP = "/DocTimeStamp"
_UNKNOWN = 1_000_000
_RANGE = re.compile(rb"/ByteRange\s*\[\s*0\s+(\d{1,12})\s+(\d{1,12})\s+\d{1,12}\s*\]")
_MOST_BURIED = 20
_UNREAD = "签名写法不合规范，读不出来"
_NOTHING = "签名里没有签名值"


@dataclass(frozen=True, slots=True)
class Signed:
    """A filled signature field; ``embedded`` is None where ``fault`` says why it is unreadable.

    ``owner`` and ``unit`` are as the certificate's subject gives them.
    """

    field: str
    embedded: Any = None
    fault: str = ""
    owner: str = "？"
    unit: str = ""

    @property
    def revision(self) -> int:
        """The revision that the signature made, from 0; an unreadable one counts as the last."""
        return int(self.embedded.signed_revision) if self.embedded else _UNKNOWN

    @property
    def is_timestamp(self) -> bool:
        """Whether it is a time stamp over the whole document (ISO 32000-2 12.8.5)."""
        return bool(self.embedded and self.embedded.sig_object_type == _DOCUMENT_TIMESTAMP)


@dataclass(frozen=True, slots=True)
class Lost:
    """A signature that an earlier revision held and the file as it is does not."""

    field: str
    signer: str

    @property
    def told(self) -> str:
        """The signature as people know it."""
        return f"“{self.field}”（签名人：{self.signer}）" if self.field else f"签名人 {self.signer}"


@dataclass(slots=True)
class Gathered:
    """All signature fields of a PDF."""

    signed: list[Signed] = field(default_factory=list)
    empty: list[str] = field(default_factory=list)
    lost: list[Lost] = field(default_factory=list)


def gather(opened: Opened) -> Gathered:
    """The signature fields in the order they were signed, with those that were lost."""
    from pyhanko.sign.fields import enumerate_sig_fields

    reader, found = opened.reader, Gathered()
    kept: set[tuple[str, int]] = set()
    for name, value, place in enumerate_sig_fields(reader):
        if value is None:
            found.empty.append(str(name))
            continue
        kept.add((str(name), _number(place)))
        found.signed.append(_signed(reader, str(name), place))
    found.signed.sort(key=lambda each: each.revision)
    for revision in range(reader.total_revisions - 1):
        found.lost += _lost(reader.get_historical_resolver(revision), kept)
    return found


def _first(value: Any) -> str:
    """A subject's value; the first where there are several."""
    return str(value[0] if isinstance(value, list) and value else value or "")


def _number(place: Any) -> int:
    """The object number of a field's value."""
    return int(getattr(place.get_object().raw_get("/V"), "idnum", 0))


def _signed(reader: Any, name: str, place: Any) -> Signed:
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

    try:
        embedded = EmbeddedPdfSignature(reader, place, name)
        subject = embedded.signer_cert.subject.native
    except library_faults():
        empty = not _content(place)
        return Signed(name, fault=_NOTHING if empty else _UNREAD)
    owner = _first(subject.get("common_name") or subject.get("organization_name"))
    unit = _first(subject.get("organizational_unit_name"))
    return Signed(name, embedded, owner=owner or "？", unit=unit)


def _content(place: Any) -> bytes:
    """The signature's value as it stands in the file; nothing where there is none."""
    try:
        value = place.get_object()["/V"]["/Contents"]
        return bytes(getattr(value, "original_bytes", b""))
    except library_faults():
        return b""


def _lost(earlier: Any, kept: set[tuple[str, int]]) -> Iterator[Lost]:
    """Signatures of an earlier revision that are not among those kept; each is told once."""
    from pyhanko.sign.fields import enumerate_sig_fields

    try:
        filled = list(enumerate_sig_fields(earlier, filled_status=True))
        for name, _, place in filled:
            key = (str(name), _number(place))
            if key not in kept:
                kept.add(key)
                yield Lost(str(name), _former_signer(place))
    except library_faults():
        return


def buried(pdf: bytes) -> list[Lost]:
    """Signatures that stand in the bytes while nothing of the document leads to them."""
    found = list(islice(_RANGE.finditer(pdf), _MOST_BURIED))
    values = [pdf[int(match[1]) + 1 : int(match[2]) - 1] for match in found]
    signers = [_signer_in(_unhexed(value)) for value in values]
    return [Lost("", signer) for signer in dict.fromkeys(signers)]


def _unhexed(digits: bytes) -> bytes:
    try:
        return bytes.fromhex(digits.decode("ascii"))
    except ValueError:
        return b""


def _former_signer(place: Any) -> str:
    """Whose signature it was, as far as it can still be read."""
    return _signer_in(_content(place))


def _signer_in(value: bytes) -> str:
    from asn1crypto import cms

    try:
        content = cms.ContentInfo.load(value)["content"]
        subject = content["certificates"][0].chosen.subject.native
        return _first(subject.get("common_name")) or "？"
    except library_faults():
        return "？"
