"""暂停处置: while a package is held, nobody appraises it for destruction nor destroys it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from acts.consents import consent_for, consent_key, consenter_of, rely_on
from acts.keeping.package_history import package_history
from archive.reading import PackageNotFoundError
from cases.errors import JiangdangError, Kind
from cases.settings import Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from acts.bureau import Bureau
    from acts.keeping.package_history import PackageHistory


class AlreadyHeldError(JiangdangError):
    """The package is held already."""

    kind: ClassVar[Kind] = Kind.CONFLICT
    code: ClassVar[str] = "A712"


class NotHeldError(JiangdangError):
    """Nothing is to be released: the package is not held."""

    kind: ClassVar[Kind] = Kind.CONFLICT
    code: ClassVar[str] = "A713"


class NoReasonError(JiangdangError):
    """A decision about a package states its reason."""

    kind: ClassVar[Kind] = Kind.USAGE
    code: ClassVar[str] = "A727"


class DestroyedError(JiangdangError):
    """The package was destroyed; nothing is left to be decided."""

    kind: ClassVar[Kind] = Kind.CONFLICT
    code: ClassVar[str] = "A701"


def require_sealed(history: PackageHistory, codes: Sequence[str]) -> None:
    """Refuse codes under which nothing is kept: never sealed, or destroyed."""
    sealed = {code for code, _ in history.seals}
    unknown = [code for code in codes if code not in sealed]
    if unknown:
        raise PackageNotFoundError(reference_code="、".join(unknown), version="")
    for code in codes:
        if code in history.destroyed:
            noted = history.destroyed[code]
            raise DestroyedError(
                reference_code=code, day=noted.day, register=noted.facts.get("清册", "")
            )


def require_reason(reason: str) -> str:
    """The reason, which must say something."""
    if not reason.strip():
        raise NoReasonError
    return reason.strip()


def hold_package(bureau: Bureau, code: str, reason: str) -> dict[str, object]:
    """Keep a package from every disposal until it is released."""
    person = bureau.acting(Role.ARCHIVIST)
    told = require_reason(reason)
    history = package_history(bureau.workspace)
    require_sealed(history, [code])
    if (held := history.holds.get(code)) is not None:
        raise AlreadyHeldError(reference_code=code, day=held.day, by=held.actor)
    with bureau.journal.act("hold", person.name, code) as act:
        act.enter("hold", code, {"理由": told})
    return {"reference_code": code, "held": True, "reason": told}


def release_package(bureau: Bureau, code: str, reason: str) -> dict[str, object]:
    """Lift a hold; a second person agrees."""
    person = bureau.acting(Role.ARCHIVIST)
    told = require_reason(reason)
    history = package_history(bureau.workspace)
    require_sealed(history, [code])
    held = history.holds.get(code)
    if held is None:
        raise NotHeldError(reference_code=code)
    key = consent_key("release", code, held.at.isoformat())
    consent = consent_for(bureau, key, f"{code} 解除暂停处置（{told}）", code, needed=True)
    with bureau.journal.act("release", person.name, code) as act:
        rely_on(act, consent)
        facts = {"理由": told, "同意人": consenter_of(bureau, consent)}
        act.enter("release", code, {name: value for name, value in facts.items() if value})
    return {"reference_code": code, "held": False, "reason": told}
