"""The stamps of a workspace, taken in and put out of use, and sample stamps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from acts.bureau import UnknownPersonError
from acts.papers.documents import read_paper
from acts.stamps.stamping import stamp_store
from cases.errors import JiangdangError, Kind
from cases.journal.plan import present_digest
from cases.settings import Role
from cases.words import message
from doc_templates.stamping.pictures.drawing import SEAL
from doc_templates.stamping.signers.passphrases import Passphrase, from_environment, from_file
from doc_templates.stamping.store.keeping import RECORD_FILE
from doc_templates.stamping.store.records import print_record
from doc_templates.stamping.store.taking_in import OwnStamp, take_in

if TYPE_CHECKING:
    from datetime import date

    from acts.bureau import Bureau
    from doc_templates.stamping.store.records import TokenPlace

P12_VARIABLE = "JIANGDANG_P12_PASSPHRASE"
_LARGEST = 2 * 1024 * 1024


class SampleOutsideDemoError(JiangdangError):
    """A sample on a real paper could never be filed: samples are for demonstrations."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "W607"


class AlreadyRevokedError(JiangdangError):
    """The stamp is out of use already."""

    kind: ClassVar[Kind] = Kind.CONFLICT
    code: ClassVar[str] = "W612"


class NoSecretError(JiangdangError):
    """Nobody gave the passphrase of the certificate."""

    kind: ClassVar[Kind] = Kind.USAGE
    code: ClassVar[str] = "W614"


class NoReasonForRevokingError(JiangdangError):
    """A stamp goes out of use for a reason."""

    kind: ClassVar[Kind] = Kind.USAGE
    code: ClassVar[str] = "W615"


class OneKeyPlaceError(JiangdangError):
    """A stamp's key is in one place: a file, a token or a service."""

    kind: ClassVar[Kind] = Kind.USAGE
    code: ClassVar[str] = "W617"


def stamp_rows(bureau: Bureau) -> list[dict[str, object]]:
    """All stamps by name, revoked ones included."""
    return [
        {
            "name": stamp.name,
            "owner": stamp.owner,
            "kind": stamp.kind,
            "diameter_mm": stamp.record.width_mm,
            "sample": "样章" if stamp.record.sample else "",
            "valid_until": stamp.record.valid_until.isoformat(),
            "key": stamp.record.way,
            "users": list(stamp.record.users),
            "revoked": stamp.record.revoked.isoformat() if stamp.record.revoked else "",
        }
        for stamp in stamp_store(bureau).list()
    ]


def make_sample(bureau: Bureau, owner: str, kind: str = SEAL) -> dict[str, object]:
    """The sample stamp of a body; of other bodies in a demonstration only."""
    person = bureau.acting(Role.ADMINISTRATOR, Role.CLERK)
    if not bureau.workspace.is_demo and owner in (bureau.settings.name, bureau.settings.short_name):
        raise SampleOutsideDemoError(owner=owner)
    stamp = stamp_store(bureau).sample(owner, kind)
    with bureau.journal.act("sample", person.name, f"stamps/{stamp.name}") as act:
        act.enter("sample", owner, {"印章": stamp.name})
    return {"name": stamp.name, "owner": stamp.owner, "kind": stamp.kind, "sample": True}


def secret_from(file: Path | None, ask: Callable[[], str]) -> Passphrase:
    """The passphrase of a certificate: from the environment, a 0600 file, or asked for.

    Never from the command line, which everyone on the machine can read.
    """
    given = from_environment(P12_VARIABLE)
    if not given and file is not None:
        read_paper(file, _LARGEST)
        given = from_file(file)
    given = given or Passphrase(ask().encode())
    if not given:
        raise NoSecretError
    return given


@dataclass(frozen=True, slots=True)
class Picture:
    """The picture handed in: its file, the stamp's kind, its width in mm where it is not told.

    ``person`` of the bureau is the owner of a 签名章; the bureau itself of all others.
    """

    file: Path
    kind: str = SEAL
    width_mm: float | None = None
    person: str = ""


@dataclass(frozen=True, slots=True)
class KeyPlace:
    """Where the key is: a PKCS#12 file and who knows its passphrase, a token, or a service.

    ``authority`` is the PEM of whoever issued the certificate.
    """

    p12: Path | None = None
    secret: Callable[[], Passphrase] | None = None
    token: TokenPlace | None = None
    service: tuple[str, ...] = ()
    authority: Path | None = None


def import_own_stamp(
    bureau: Bureau, picture: Picture, place: KeyPlace, users: tuple[str, ...] = ()
) -> dict[str, object]:
    """Take in this bureau's own stamp and log it: all its files and the log line, or nothing."""
    person = bureau.acting(Role.ADMINISTRATOR)
    store = stamp_store(bureau)
    store.prepare()
    taken = take_in(store, _handed_in(bureau, picture, place, users), bureau.now.date())
    record = taken.record
    with bureau.journal.act("stamp-import", person.name, f"stamps/{record.name}") as act:
        for name, content in taken.files.items():
            path = f"stamps/{name}"
            act.write(path, content, before=present_digest(bureau.workspace.root / path))
        facts: dict[str, object] = {"印章": record.name, "证书序列号": record.serial}
        act.enter("stamp-import", record.owner, facts | {"签名方式": record.way})
    remark = "" if taken.named == record.owner else message("W616", {"named": taken.named})
    return {
        "name": record.name,
        "owner": record.owner,
        "kind": record.kind,
        "valid_until": record.valid_until.isoformat(),
        "key": record.way,
        "users": list(record.users),
        "remark": remark,
    }


def _handed_in(
    bureau: Bureau, picture: Picture, place: KeyPlace, users: tuple[str, ...]
) -> OwnStamp:
    """What was handed in, read; the passphrase is asked for only where there is a file."""
    _refuse_unknown(bureau, users)
    if sum(map(bool, (place.p12, place.token, place.service))) != 1:
        raise OneKeyPlaceError
    p12 = read_paper(place.p12, _LARGEST) if place.p12 else b""
    return OwnStamp(
        owner=picture.person or bureau.settings.name,
        picture=read_paper(picture.file, _LARGEST),
        kind=picture.kind,
        width_mm=picture.width_mm,
        users=users,
        p12=p12,
        passphrase=place.secret() if p12 and place.secret else None,
        token=place.token,
        service=place.service,
        authority=read_paper(place.authority, _LARGEST) if place.authority else b"",
    )


def _refuse_unknown(bureau: Bureau, users: tuple[str, ...]) -> None:
    """Users are people of the settings, or roles."""
    known = {person.name for person in bureau.settings.people} | set(Role)
    unknown = [name for name in users if name not in known]
    if unknown:
        raise UnknownPersonError(name="、".join(unknown))


def revoke_stamp(bureau: Bureau, name: str, on: date, reason: str) -> dict[str, object]:
    """Put a stamp out of use; what it stamped before stays verifiable."""
    person = bureau.acting(Role.ADMINISTRATOR)
    if not reason.strip():
        raise NoReasonForRevokingError
    stamp = stamp_store(bureau).named(name)
    if stamp.record.revoked is not None:
        raise AlreadyRevokedError(name=name, on=stamp.record.revoked)
    path = bureau.workspace.relative(stamp.folder / RECORD_FILE)
    with bureau.journal.act("stamp-revoke", person.name, f"stamps/{name}") as act:
        record = replace(stamp.record, revoked=on, reason=reason)
        act.write(path, print_record(record), before=present_digest(stamp.folder / RECORD_FILE))
        facts: dict[str, object] = {"印章": name, "停用": on.isoformat(), "理由": reason}
        act.enter("stamp-revoke", stamp.owner, facts)
    return {"name": name, "owner": stamp.owner, "revoked": on.isoformat(), "reason": reason}
