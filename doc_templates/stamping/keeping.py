"""The stamps of a workspace: one folder each, with picture, record and certificate."""

from __future__ import annotations

import os
import re
import secrets
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from cases.errors import JiangdangError, Kind
from cases.saving import write_durably
from doc_templates.stamping.certificates import KeyPair, issue, make_authority, pack
from doc_templates.stamping.drawing import DEFAULT_DIAMETER_MM, SEAL, Drawing, draw_sample
from doc_templates.stamping.importing import read_picture
from doc_templates.stamping.records import StampRecord, print_record, read_record

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cryptography.x509 import Certificate

OPENING_VARIABLE = "JIANGDANG_STAMP_PASSPHRASE"
_OPENING_FILE = ".passphrase"
_AUTHORITY_FILE = ".authority.p12"
_ROOT_FILE = "authority.pem"
_KEY_FILE = "stamp.p12"
_RECORD_FILE = "stamp.yaml"
_PICTURE_FILE = "stamp.svg"
_SAMPLES_FROM = date(2000, 1, 1)
_SAMPLE_YEARS = 10
_UNSAFE = re.compile(r"[\x00-\x1f/\\:*?\"<>|]")


class StampNotFoundError(JiangdangError):
    """The store holds no such stamp."""

    kind: ClassVar[Kind] = Kind.NOT_FOUND
    code: ClassVar[str] = "S201"


class ForeignStampError(JiangdangError):
    """Another body's stamp may not be kept outside a demonstration workspace."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "S202"


class StampExistsError(JiangdangError):
    """The store already holds a usable stamp of that owner and kind."""

    kind: ClassVar[Kind] = Kind.CONFLICT
    code: ClassVar[str] = "S206"


class StampKeyUnreadableError(JiangdangError):
    """The stamp's certificate file cannot be opened with the passphrase at hand."""

    kind: ClassVar[Kind] = Kind.DAMAGED
    code: ClassVar[str] = "S204"


class StampKeyExposedError(JiangdangError):
    """Others may read the stamp's key."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "S208"


@dataclass(frozen=True, slots=True)
class Stamp:
    """A stamp ready for use: its record, its folder, its picture."""

    record: StampRecord
    folder: Path

    @property
    def name(self) -> str:
        """The stamp's name in the store and in the 用印登记簿."""
        return self.record.name

    @property
    def owner(self) -> str:
        """Whose stamp it is."""
        return self.record.owner

    @property
    def kind(self) -> str:
        """公章, 合同专用章, 签名章 …"""
        return self.record.kind

    @property
    def key_file(self) -> Path:
        """The PKCS#12 file of key and certificate."""
        return self.folder / _KEY_FILE

    @property
    def drawing(self) -> Drawing:
        """The stamp's picture: a sample is drawn, an imported one is read; once a run."""
        if not self.record.sample:
            return _picture(self.folder / _PICTURE_FILE, self.name)
        return draw_sample(self.owner, self.kind, self.record.diameter_mm)


class StampStore:
    """The folder ``stamps/`` of a workspace; private to its owner (0700, keys 0600)."""

    def __init__(self, folder: Path, *, demo: bool = False, owners: Sequence[str] = ()) -> None:
        """Keep stamps in ``folder``; ``owners`` are this bureau's own names.

        Only a ``demo`` store may hold samples of other bodies.
        """
        self.folder = folder
        self.demo = demo
        self.owners = frozenset(owners)

    def sample(
        self, owner: str, kind: str = SEAL, diameter_mm: float = DEFAULT_DIAMETER_MM
    ) -> Stamp:
        """The owner's sample stamp, made when the store has none yet.

        Raises ForeignStampError for another body's outside a demonstration.
        """
        if not self.demo and owner not in self.owners:
            raise ForeignStampError(owner=owner)
        held = self._held(owner, kind)
        return held or self._make_sample(owner, kind, diameter_mm)

    def import_stamp(self, svg: bytes, p12: bytes, secret: bytes, owner: str, kind: str) -> Stamp:
        """Take in this bureau's own stamp: its picture and its P-256 certificate.

        The key is stored again under the store's passphrase. The issuing authority is believed
        once its certificate lies in the store as a ``.pem`` file. Raises ForeignStampError,
        StampExistsError, StampPictureError or StampKeyUnreadableError.
        """
        if owner not in self.owners:
            raise ForeignStampError(owner=owner)
        name = _folder_name(owner, kind)
        if self._held(owner, kind) is not None:
            raise StampExistsError(name=name)
        drawing = read_picture(svg, f"{owner} {kind}")
        pair = _unpacked(p12, secret, name, self.folder)
        certificate = pair.certificate
        record = StampRecord(
            name=self._free_name(owner, kind),
            owner=owner,
            kind=kind,
            diameter_mm=drawing.width_mm,
            sample=False,
            valid_from=certificate.not_valid_before_utc.date(),
            valid_until=certificate.not_valid_after_utc.date(),
            serial=str(certificate.serial_number),
        )
        self._prepare()
        return self._write(record, svg, pack(pair, name, [], self.passphrase()))

    def find(self, owner: str, kind: str = SEAL) -> Stamp:
        """The usable stamp of ``owner``, or StampNotFoundError."""
        held = self._held(owner, kind)
        if held is None:
            raise StampNotFoundError(owner=owner, kind=kind)
        return held

    def named(self, name: str) -> Stamp:
        """The stamp of that name, revoked or not, or StampNotFoundError."""
        for stamp in self.list():
            if stamp.name == name:
                return stamp
        raise StampNotFoundError(owner=name, kind="印章")

    def list(self) -> tuple[Stamp, ...]:
        """All stamps by name, revoked ones included."""
        if not self.folder.is_dir():
            return ()
        records = sorted(self.folder.glob(f"*/{_RECORD_FILE}"))
        return tuple(Stamp(read_record(path), path.parent) for path in records)

    def revoke(self, name: str, on: date, reason: str = "") -> Stamp:
        """Put the stamp out of use from ``on``; its files stay for verification."""
        stamp = self.named(name)
        record = replace(stamp.record, revoked=on, reason=reason)
        write_durably(stamp.folder / _RECORD_FILE, print_record(record))
        return Stamp(record, stamp.folder)

    def trust_roots(self) -> tuple[Certificate, ...]:
        """The certificates of the authorities this store believes."""
        from cryptography.x509 import load_pem_x509_certificates

        roots = sorted(self.folder.glob("*.pem")) if self.folder.is_dir() else []
        return tuple(
            root for path in roots for root in load_pem_x509_certificates(path.read_bytes())
        )

    def passphrase(self) -> bytes:
        """The passphrase of the keys: from the environment, else from the store's 0600 file."""
        given = os.environ.get(OPENING_VARIABLE)
        if given:
            return given.encode("utf-8")
        path = self.folder / _OPENING_FILE
        if not path.exists():
            self._prepare()
            write_durably(path, secrets.token_urlsafe(24).encode("ascii"), mode=0o600)
        _refuse_exposed(path)
        return path.read_bytes().strip()

    def key_pair(self, stamp: Stamp) -> KeyPair:
        """Key and certificate of a stamp, opened once per run."""
        _refuse_exposed(stamp.key_file)
        return _opened(stamp.key_file, stamp.key_file.stat().st_mtime_ns, self.passphrase())

    def _held(self, owner: str, kind: str) -> Stamp | None:
        folder = self.folder / _folder_name(owner, kind)
        if not (folder / _RECORD_FILE).exists():
            return None
        stamp = Stamp(read_record(folder / _RECORD_FILE), folder)
        return stamp if stamp.record.revoked is None else None

    def _make_sample(self, owner: str, kind: str, diameter_mm: float) -> Stamp:
        drawing = draw_sample(owner, kind, diameter_mm)
        self._prepare()
        authority = self._authority()
        end = authority.certificate.not_valid_after_utc.date()
        pair = issue(authority, owner, kind, _SAMPLES_FROM, end)
        name = self._free_name(owner, kind)
        record = StampRecord(
            name=name,
            owner=owner,
            kind=kind,
            diameter_mm=diameter_mm,
            sample=True,
            valid_from=_SAMPLES_FROM,
            valid_until=end,
            serial=str(pair.certificate.serial_number),
        )
        chain = [authority.certificate]
        return self._write(
            record, drawing.svg.encode("utf-8"), pack(pair, name, chain, self.passphrase())
        )

    def _write(self, record: StampRecord, picture: bytes, keys: bytes) -> Stamp:
        """The record comes last: a folder without one is no stamp."""
        folder = self.folder / record.name
        folder.mkdir(mode=0o700, exist_ok=True)
        write_durably(folder / _PICTURE_FILE, picture)
        write_durably(folder / _KEY_FILE, keys, mode=0o600)
        write_durably(folder / _RECORD_FILE, print_record(record))
        return Stamp(record, folder)

    def _authority(self) -> KeyPair:
        path = self.folder / _AUTHORITY_FILE
        if not path.exists():
            self._found_authority(path)
        return _opened(path, path.stat().st_mtime_ns, self.passphrase())

    def _found_authority(self, path: Path) -> None:
        from cryptography.hazmat.primitives.serialization import Encoding

        end = date.today().replace(day=1)
        pair = make_authority(_SAMPLES_FROM, end.replace(year=end.year + _SAMPLE_YEARS))
        pem = pair.certificate.public_bytes(Encoding.PEM)
        write_durably(self.folder / _ROOT_FILE, pem)
        write_durably(path, pack(pair, "authority", [], self.passphrase()), mode=0o600)

    def _prepare(self) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.folder.chmod(0o700)

    def _free_name(self, owner: str, kind: str) -> str:
        """The folder's plain name; a revoked stamp's folder makes way."""
        name = _folder_name(owner, kind)
        folder = self.folder / name
        if (folder / _RECORD_FILE).exists():
            old = read_record(folder / _RECORD_FILE)
            retired = self.folder / f"{name}-停用{old.revoked}-{old.serial[-6:]}"
            record = replace(old, name=retired.name)
            write_durably(folder / _RECORD_FILE, print_record(record))
            folder.rename(retired)
        return name


@cache
def _picture(path: Path, title: str) -> Drawing:
    return read_picture(path.read_bytes(), title)


@cache
def _opened(path: Path, _modified: int, passphrase: bytes) -> KeyPair:
    return _unpacked(path.read_bytes(), passphrase, path.parent.name, path)


def _unpacked(p12: bytes, passphrase: bytes, name: str, path: Path) -> KeyPair:
    """Key and certificate out of a PKCS#12 file; only P-256 keys are taken."""
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import pkcs12

    try:
        key, certificate, _ = pkcs12.load_key_and_certificates(p12, passphrase)
    except ValueError as error:
        raise StampKeyUnreadableError(name=name, path=path, reason="口令不对或文件损坏") from error
    if not isinstance(key, ec.EllipticCurvePrivateKey) or certificate is None:
        raise StampKeyUnreadableError(name=name, path=path, reason="缺证书，或密钥不是 P-256")
    return KeyPair(key, certificate)


def _folder_name(owner: str, kind: str) -> str:
    return _UNSAFE.sub("_", f"{owner}-{kind}").lstrip(".")


def _refuse_exposed(path: Path) -> None:
    mode = path.stat().st_mode & 0o777
    if mode & 0o077:
        raise StampKeyExposedError(path=path, mode=f"{mode:o}")
