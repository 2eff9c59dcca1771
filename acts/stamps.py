"""The stamps of a workspace, sample stamps, and the register of their uses."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, ClassVar

from acts.documents import read_paper
from acts.stamping import stamp_store
from cases.errors import JiangdangError, Kind
from cases.settings import Role

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from pathlib import Path

    from acts.bureau import Bureau

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


class SecretExposedError(JiangdangError):
    """Others may read the file with the passphrase."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "W613"


class NoSecretError(JiangdangError):
    """Nobody gave the passphrase of the certificate."""

    kind: ClassVar[Kind] = Kind.USAGE
    code: ClassVar[str] = "W614"


class NoReasonForRevokingError(JiangdangError):
    """A stamp goes out of use for a reason."""

    kind: ClassVar[Kind] = Kind.USAGE
    code: ClassVar[str] = "W615"


def stamp_rows(bureau: Bureau) -> list[dict[str, object]]:
    """All stamps by name, revoked ones included."""
    return [
        {
            "name": stamp.name,
            "owner": stamp.owner,
            "kind": stamp.kind,
            "diameter_mm": stamp.record.diameter_mm,
            "sample": "样章" if stamp.record.sample else "",
            "revoked": stamp.record.revoked.isoformat() if stamp.record.revoked else "",
        }
        for stamp in stamp_store(bureau).list()
    ]


def make_sample(bureau: Bureau, owner: str) -> dict[str, object]:
    """The sample stamp of a body; of other bodies in a demonstration only."""
    person = bureau.acting(Role.ADMINISTRATOR, Role.CLERK)
    if not bureau.workspace.is_demo and owner in (bureau.settings.name, bureau.settings.short_name):
        raise SampleOutsideDemoError(owner=owner)
    stamp = stamp_store(bureau).sample(owner)
    with bureau.journal.act("sample", person.name, f"stamps/{stamp.name}") as act:
        act.enter("sample", owner, {"印章": stamp.name})
    return {"name": stamp.name, "owner": stamp.owner, "kind": stamp.kind, "sample": True}


def secret_from(file: Path | None, ask: Callable[[], str]) -> bytes:
    """The passphrase of a certificate: from the environment, a 0600 file, or asked for.

    Never from the command line, which everyone on the machine can read.
    """
    given = os.environ.get(P12_VARIABLE, "")
    if not given and file is not None:
        given = read_paper(file, _LARGEST).decode("utf-8", "replace").strip()
        if file.stat().st_mode & 0o077:
            raise SecretExposedError(path=file)
    given = given or ask()
    if not given:
        raise NoSecretError
    return given.encode()


def import_own_stamp(
    bureau: Bureau, picture: Path, certificate: Path, secret: bytes, kind: str
) -> dict[str, object]:
    """Take in this bureau's own stamp, picture and certificate, and log it."""
    person = bureau.acting(Role.ADMINISTRATOR)
    svg, p12 = read_paper(picture, _LARGEST), read_paper(certificate, _LARGEST)
    stamp = stamp_store(bureau).import_stamp(svg, p12, secret, bureau.settings.name, kind)
    with bureau.journal.act("stamp-import", person.name, f"stamps/{stamp.name}") as act:
        facts: dict[str, object] = {"印章": stamp.name, "证书序列号": stamp.record.serial}
        act.enter("stamp-import", stamp.owner, facts)
    until = stamp.record.valid_until.isoformat()
    return {"name": stamp.name, "owner": stamp.owner, "kind": stamp.kind, "valid_until": until}


def revoke_stamp(bureau: Bureau, name: str, on: date, reason: str) -> dict[str, object]:
    """Put a stamp out of use; what it stamped before stays verifiable."""
    person = bureau.acting(Role.ADMINISTRATOR)
    if not reason.strip():
        raise NoReasonForRevokingError
    store = stamp_store(bureau)
    revoked = store.named(name).record.revoked
    if revoked is not None:
        raise AlreadyRevokedError(name=name, on=revoked)
    stamp = store.revoke(name, on, reason)
    with bureau.journal.act("stamp-revoke", person.name, f"stamps/{name}") as act:
        facts: dict[str, object] = {"印章": name, "停用": on.isoformat(), "理由": reason}
        act.enter("stamp-revoke", stamp.owner, facts)
    return {"name": name, "owner": stamp.owner, "revoked": on.isoformat(), "reason": reason}


def stamp_uses(bureau: Bureau) -> list[dict[str, str]]:
    """The 用印登记簿: who pressed which stamp on what, by whose approval."""
    return [
        {
            "at": use.at,
            "actor": use.actor,
            "stamp": use.stamp,
            "target": use.target,
            "document": use.document,
            "number": use.number,
            "approval": use.approval,
        }
        for use in bureau.register.stamp_uses()
    ]
