"""Nothing is dated back or ahead: the day of a paper against the day it is signed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from acts.papers.issued_papers import is_issued
from cases.errors import JiangdangError, Kind
from cases.values.days import chinese_date
from cases.words import message

if TYPE_CHECKING:
    from acts.bureau import Bureau
    from acts.papers.drafting import Draft
    from acts.stamps.stamping import Stamper


class IssuedAheadError(JiangdangError):
    """A paper dated in the future gets neither number nor stamp today."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "W672"


class StepAheadError(JiangdangError):
    """What has not happened yet is not entered as a fact."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "W679"


def refuse_future(bureau: Bureau, target: str, step: str, on: date) -> None:
    """Outside a demonstration no step of a case or batch is entered before its day."""
    if on > bureau.now.date() and not bureau.workspace.is_demo:
        raise StepAheadError(target=target, step=step, on=on, today=bureau.now.date())


def refuse_ahead(bureau: Bureau, title: str, dated: date) -> None:
    """Outside a demonstration no paper of ours is issued before its day."""
    if dated > bureau.now.date() and not bureau.workspace.is_demo:
        raise IssuedAheadError(title=title, dated=dated)


def signing_notes(stamper: Stamper, draft: Draft) -> tuple[str, ...]:
    """签发日 is 成文日期 (GB/T 9704-2012 7.3.5.4): said where it is not."""
    key = stamper.approvals.get(draft.target, "")
    if not key or not is_issued(draft.kind, draft.step):
        return ()
    signed = date.fromisoformat(stamper.bureau.register.approval(key).consent_at[:10])
    if signed == draft.dated:
        return ()
    return (message("W671", {"signed": chinese_date(signed), "dated": chinese_date(draft.dated)}),)
