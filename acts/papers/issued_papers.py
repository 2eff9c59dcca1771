"""发文: which papers are the bureau's own, and what the registers tell of one."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from cases.words import message

if TYPE_CHECKING:
    from cases.register.reading import Register
    from cases.register.rows import Approval, NumberRow
    from doc_templates.catalogue import DocumentKind

OURS = "局"


def is_issued(kind: DocumentKind, step: str) -> bool:
    """Whether a paper of the kind bears our number or our stamp when made at a step."""
    stamped = any(use.owner == OURS for use in kind.stamps)
    return kind.issuer_at(step) == OURS and (kind.numbered or stamped)


def issue_record(register: Register, number: str) -> dict[str, Any]:
    """Who drafted, reviewed, signed and stamped the paper of a number, and on which days.

    What nobody did in the registers is left out: 核稿 and 签发 where one person works alone.
    """
    row = next((each for each in register.numbers() if each.text == number), None)
    if row is None:
        return {}
    asked = _approval(register, row)
    stamped = [use for use in register.stamp_uses() if use.number == number]
    told: dict[str, Any] = {
        "用印": [{"印章": use.stamp, "用印人": use.actor, "日期": _day(use.at)} for use in stamped]
    }
    if asked is None:
        act = next(act for act in register.acts() if act.id == row.act)
        return {**told, "拟稿人": act.actor, "拟稿日期": _day(act.started)}
    return {
        **told,
        "拟稿人": asked.requested_by,
        "拟稿日期": _day(asked.requested_at),
        "核稿人": asked.reviewed_by,
        "核稿日期": _day(asked.reviewed_at),
        "签发人": asked.consent_by,
        "签发日期": _day(asked.consent_at),
        "说明": message("W673", {}) if asked.is_by_one else "",
    }


def _approval(register: Register, row: NumberRow) -> Approval | None:
    """The consent that the act which took the number relied on, for this target."""
    used = [each for each in register.approvals() if each.used_by == row.act and each.issuing]
    own = [each for each in used if each.target == row.target]
    return next(iter((*own, *used)), None)


def _day(instant: str) -> date | str:
    """The day of an instant in Shanghai; nothing for nothing."""
    return date.fromisoformat(instant[:10]) if instant else ""
