"""The stamps of a workspace: one folder each, with picture, record and certificate."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from cases.errors import JiangdangError, Kind
from cases.saving import write_durably
from doc_templates.stamping.pictures.drawing import (
    DEFAULT_DIAMETER_MM,
    SEAL,
    SIGNATURE,
    Drawing,
    draw_sample,
)
from doc_templates.stamping.pictures.importing import read_picture
from doc_templates.stamping.signers.keys import key_signer
from doc_templates.stamping.signers.passphrases import Passphrase, from_environment, from_file
from doc_templates.stamping.store.records import (
    SERVICE,
    TOKEN,
    StampRecord,
    read_record,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cryptography.x509 import Certificate

    from doc_templates.stamping.signers.signer import Signer

OPENING_VARIABLE = "JIANGDANG_STAMP_PASSPHRASE"
OPENING_FILE = ".passphrase"
KEY_FILE = "stamp.p12"
RECORD_FILE = "stamp.yaml"
_UNSAFE = re.compile(r"[\x00-\x1f/\\:*?\"<>|]")


class StampNotFoundError(JiangdangError):
    """The store holds no such stamp."""

    kind: ClassVar[Kind] = Kind.NOT_FOUND
    code: ClassVar[str] = "S201"


class ForeignStampError(JiangdangError):
    """Another body's stamp may not be kept outside a demonstration workspace."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "S202"


@dataclass(frozen=True, slots=True)
class Stamp:
    """A stamp ready for use: its record, its folder, its picture.

    ``drawn`` is the picture where it does not come from the folder.
    """

    record: StampRecord
    folder: Path
    drawn: Drawing | None = None

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
        return self.folder / KEY_FILE

    @property
    def drawing(self) -> Drawing:
        """The stamp's picture: a sample is drawn, an imported one is read; once a run."""
        if self.drawn is not None:
            return self.drawn
        if not self.record.sample:
            return _picture(self.folder / self.record.picture, self.name, self.kind,
                            self.record.width_mm)  # fmt: skip
        return draw_sample(self.owner, self.kind, self.record.width_mm)


def awaited_stamp(owner: str, kind: str = SEAL) -> Stamp:
    """The place of a stamp that another body will press: its size, and no picture or key."""
    side = DEFAULT_DIAMETER_MM
    record = StampRecord(
        name=f"{owner}-{kind}",
        owner=owner,
        kind=kind,
        width_mm=side,
        height_mm=side,
        sample=False,
        valid_from=date.min,
        valid_until=date.max,
        serial="",
    )
    return Stamp(record, Path(), Drawing(record.name, side, side, ()))


class StampStore:
    """The folder ``stamps/`` of a workspace; private to its owner (0700, keys 0600)."""

    def __init__(
        self,
        folder: Path,
        *,
        demo: bool = False,
        owners: Sequence[str] = (),
        people: Sequence[str] = (),
    ) -> None:
        """Keep stamps in ``folder``; ``owners`` are this bureau's own names.

        ``people`` of the bureau may have a 签名章. Only a ``demo`` store may hold samples of
        other bodies.
        """
        self.folder = folder
        self.demo = demo
        self.owners = frozenset(owners)
        self.people = frozenset(people)

    def is_own(self, owner: str, kind: str) -> bool:
        """Whether a stamp of that owner and kind is this bureau's to keep."""
        return owner in self.owners or (kind == SIGNATURE and owner in self.people)

    def sample(
        self, owner: str, kind: str = SEAL, diameter_mm: float = DEFAULT_DIAMETER_MM
    ) -> Stamp:
        """The owner's sample stamp, made when the store has none yet.

        Raises ForeignStampError for another body's outside a demonstration.
        """
        from doc_templates.stamping.store.samples import make_sample

        if not self.demo and owner not in self.owners:
            raise ForeignStampError(owner=owner)
        return self.held(owner, kind) or make_sample(self, owner, kind, diameter_mm)

    def find(self, owner: str, kind: str = SEAL) -> Stamp:
        """The usable stamp of ``owner``, or StampNotFoundError."""
        held = self.held(owner, kind)
        if held is None:
            raise StampNotFoundError(owner=owner, kind=kind)
        return held

    def held(self, owner: str, kind: str) -> Stamp | None:
        """The usable stamp of ``owner``, if there is one."""
        return next(
            (
                stamp
                for stamp in self.list()
                if (stamp.owner, stamp.kind) == (owner, kind) and stamp.record.revoked is None
            ),
            None,
        )

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
        files = sorted(self.folder.glob(f"*/{RECORD_FILE}"))
        return tuple(Stamp(_record(path, path.stat().st_mtime_ns), path.parent) for path in files)

    def trust_roots(self) -> tuple[Certificate, ...]:
        """The certificates of the authorities this store believes."""
        from cryptography.x509 import load_pem_x509_certificates

        roots = sorted(self.folder.glob("*.pem")) if self.folder.is_dir() else []
        return tuple(
            root for path in roots for root in load_pem_x509_certificates(path.read_bytes())
        )

    def passphrase(self) -> Passphrase:
        """The passphrase of the keys: from the environment, else from the store's 0600 file."""
        given = from_environment(OPENING_VARIABLE)
        if given:
            return given
        path = self.folder / OPENING_FILE
        if not path.exists():
            self.prepare()
            write_durably(path, secrets.token_urlsafe(24).encode("ascii"), mode=0o600)
        return from_file(path)

    def signer(self, stamp: Stamp) -> Signer:
        """What signs for a stamp: its key file, its token or its e-seal service, once a run.

        Raises StampKeyExposedError, StampKeyUnreadableError or SigningFailedError.
        """
        if stamp.record.way == TOKEN and stamp.record.token is not None:
            from doc_templates.stamping.signers.tokens import token_signer

            return token_signer(stamp.record.token, self.folder)
        if stamp.record.way == SERVICE:
            from doc_templates.stamping.signers.services import service_signer

            return service_signer(stamp.record.service)
        return key_signer(stamp.key_file, self.passphrase())

    def prepare(self) -> None:
        """Make the folder, private to its owner."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.folder.chmod(0o700)

    def free_name(self, owner: str, kind: str) -> str:
        """The name of a new stamp: numbered where an earlier one has been put out of use."""
        name = folder_name(owner, kind)
        number = 1
        while (self.folder / _numbered(name, number) / RECORD_FILE).exists():
            number += 1
        return _numbered(name, number)


def folder_name(owner: str, kind: str) -> str:
    """Owner and kind as the name of a folder that leads nowhere else."""
    return _UNSAFE.sub("_", f"{owner}-{kind}").lstrip(".")


def _numbered(name: str, number: int) -> str:
    return name if number == 1 else f"{name}-{number}"


@cache
def _picture(path: Path, title: str, kind: str, width_mm: float) -> Drawing:
    return read_picture(path.read_bytes(), title, kind, width_mm)


@cache
def _record(path: Path, _modified: int) -> StampRecord:
    return read_record(path)
