"""The other side's signed register comes back: kept as evidence, and the hand-over confirmed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from acts.papers.documents import read_paper
from acts.papers.receiving import SCAN_SUFFIXES, DatedAheadError, NotAScanError
from acts.transfer.history import transfers
from cases.digest import digest_of
from cases.errors import JiangdangError, Kind
from cases.settings import Role
from doc_templates.media_types import media_type_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from acts.bureau import Bureau
    from acts.transfer.history import Transfer


class TransferUnknownError(JiangdangError):
    """The log knows no hand-over of this number."""

    kind: ClassVar[Kind] = Kind.NOT_FOUND
    code: ClassVar[str] = "W792"


class NotInTransferError(JiangdangError):
    """A package that was not part of the hand-over cannot come back from it."""

    kind: ClassVar[Kind] = Kind.USAGE
    code: ClassVar[str] = "W793"


class AlreadyConfirmedError(JiangdangError):
    """Everything of this hand-over was acknowledged before."""

    kind: ClassVar[Kind] = Kind.CONFLICT
    code: ClassVar[str] = "W794"


class BeforeTransferError(JiangdangError):
    """Nothing is accepted before it was handed over."""

    kind: ClassVar[Kind] = Kind.USAGE
    code: ClassVar[str] = "W795"


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What was taken, what came back, and where the signed register lies."""

    number: str
    accepted: tuple[str, ...]
    returned: tuple[str, ...]
    receipt: str
    sha256: str

    def as_json(self) -> dict[str, object]:
        """As ``archive transfer confirm --json`` shows it."""
        return {
            "number": self.number,
            "accepted": list(self.accepted),
            "returned": list(self.returned),
            "receipt": self.receipt,
            "sha256": self.sha256,
        }


def confirm_transfer(
    bureau: Bureau, number: str, file: Path, on: date, returned: Sequence[str] = ()
) -> Confirmed:
    """Keep the signed register, and note which packages the other side took.

    ``returned`` are those that it sent back; they stay due and may be handed over anew.
    """
    person = bureau.acting(Role.ARCHIVIST, Role.CLERK)
    found = _transfer(bureau, number, returned)
    content = read_paper(file)
    suffix = SCAN_SUFFIXES.get(media_type_of(content))
    if suffix is None:
        raise NotAScanError(path=file)
    _refuse_day(bureau, found, on, file.name)
    codes = [code for code in found.awaited if code not in returned]
    if not codes:
        raise AlreadyConfirmedError(number=number, day=found.accepted_on)
    folder = bureau.workspace.transfers / number
    kept = len(list(folder.iterdir())) if folder.is_dir() else 0
    path = f"{bureau.workspace.relative(folder)}/{kept + 1:02d}-移交与接收登记表-回执.{suffix}"
    with bureau.journal.act("transfer", person.name, number) as act:
        act.write(path, content, before=None)
        for code in codes:
            handed = found.packages[code]
            same = {key: handed[key] for key in ("版本", "根", "树大小", "树根") if key in handed}
            facts = {"移交号": number, "接收单位": found.receiver, "日期": on.isoformat()}
            act.enter("transfer-accepted", code, facts | same | {"回执": digest_of(content)})
    back = tuple(code for code in returned if code in found.awaited)
    return Confirmed(number, tuple(codes), back, path, digest_of(content))


def _transfer(bureau: Bureau, number: str, returned: Sequence[str]) -> Transfer:
    """The hand-over, which must have held what is said to come back."""
    found = transfers(bureau.workspace).get(number)
    if found is None:
        raise TransferUnknownError(number=number)
    strange = [code for code in returned if code not in found.packages]
    if strange:
        raise NotInTransferError(number=number, codes="、".join(strange))
    return found


def _refuse_day(bureau: Bureau, found: Transfer, on: date, name: str) -> None:
    """Accepted on a day after the hand-over, and not in the future."""
    if on > bureau.now.date():
        raise DatedAheadError(name=name, dated=on)
    if on < found.at.date():
        raise BeforeTransferError(number=found.number, day=found.at.date())
