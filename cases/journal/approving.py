"""Requests, reviews, consents, refusals and what relies on them, inside the one transaction."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from cases.journal.errors import (
    AlreadyApprovedError,
    ApprovalUsedError,
    ClockBehindError,
    NotApprovedError,
    NotReviewedError,
    OtherPartTakenError,
    ReturnedError,
    SamePersonError,
)
from cases.log.entries import instant
from cases.register.reading import ApprovalUnknownError, filled
from cases.register.rows import Approval

if TYPE_CHECKING:
    import sqlite3

    from cases.log.entries import Frame

_Who: TypeAlias = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody asks consent for; ``issuing`` asks for 核稿 and 签发."""

    key: str
    what: str
    target: str
    matter: str = ""
    issuing: bool = False


@dataclass(frozen=True, slots=True)
class Consent:
    """A consent: by one who works ``alone``, or who stands for ``both`` 核稿 and 签发."""

    key: str
    alone: bool = False
    both: bool = False


@dataclass(slots=True)
class Answers:
    """What an act has to do with consents."""

    requests: list[Request] = field(default_factory=list)
    reviews: list[str] = field(default_factory=list)
    consents: list[Consent] = field(default_factory=list)
    refusals: list[tuple[str, str]] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)
    used: list[str] = field(default_factory=list)


def enter_answers(connection: sqlite3.Connection, answers: Answers, frame: Frame) -> None:
    """Enter all of it; refused where the wrong person answers, or in the wrong order."""
    who = (frame.actor, frame.system_user, instant(frame.at))
    for request in answers.requests:
        _request(connection, request, who)
    for key in answers.reviews:
        _review(connection, key, who)
    for consent in answers.consents:
        _consent(connection, consent, who)
    for key, reason in answers.refusals:
        _refuse(connection, key, reason, who)
    for key in answers.heard:
        connection.execute("UPDATE approvals SET seen_at = ? WHERE key = ?", (who[2], key))
    for key in answers.used:
        check_use(_approval(connection, key), frame.actor)
        connection.execute("UPDATE approvals SET used_by = ? WHERE key = ?", (frame.act, key))


def check_use(asked: Approval, actor: str) -> None:
    """A consent serves once, and not the one who gave it: neither a stamp nor a number."""
    _check_not_returned(asked)
    if not asked.consent_at:
        raise NotApprovedError(key=asked.key)
    if asked.used_by:
        raise ApprovalUsedError(key=asked.key)
    if asked.issuing and actor != asked.requested_by and asked.part_of(actor):
        raise _taken(asked, actor, "取号用印")


def check_answer(asked: Approval, actor: str, *, alone: bool = False) -> None:
    """A request is answered once, and not by the one who asked; the log keeps both logins."""
    _check_not_returned(asked)
    if asked.consent_at:
        raise AlreadyApprovedError(key=asked.key, actor=asked.consent_by)
    if asked.requested_by == actor and not alone:
        raise SamePersonError(key=asked.key, actor=actor)


def check_refusal(asked: Approval, actor: str) -> None:
    """What waits is refused by others; what was not relied on yet is withdrawn by who asked."""
    if asked.requested_by != actor:
        check_answer(asked, actor)
    _check_not_returned(asked)
    if asked.used_by:
        raise ApprovalUsedError(key=asked.key)


def _check_not_returned(asked: Approval) -> None:
    if asked.refused_at:
        raise ReturnedError(key=asked.key, actor=asked.refused_by, reason=asked.refusal)


def _request(connection: sqlite3.Connection, request: Request, who: _Who) -> None:
    """Asking again changes nothing."""
    connection.execute(
        "INSERT OR IGNORE INTO approvals"
        " (key, what, target, matter, issuing, requested_by, requested_user, requested_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (request.key, request.what, request.target, request.matter, request.issuing, *who),
    )


def _review(connection: sqlite3.Connection, key: str, who: _Who) -> None:
    """核稿: once, by another than the one who drafted."""
    asked = _approval(connection, key)
    check_answer(asked, who[0])
    if asked.reviewed_at:
        raise AlreadyApprovedError(key=key, actor=asked.reviewed_by)
    _check_clock(asked, who)
    _mark_reviewed(connection, key, who)


def _consent(connection: sqlite3.Connection, consent: Consent, who: _Who) -> None:
    """The last consent; of 发文 it is 签发, by a third person after 核稿."""
    asked = _approval(connection, consent.key)
    check_answer(asked, who[0], alone=consent.alone)
    _check_clock(asked, who)
    one = consent.alone or (consent.both and not asked.reviewed_at)
    if asked.issuing and not one:
        if not asked.reviewed_at:
            raise NotReviewedError(key=asked.key)
        if asked.reviewed_by == who[0]:
            raise _taken(asked, who[0], "签发")
    if asked.issuing and not asked.reviewed_at:
        _mark_reviewed(connection, asked.key, who)
    connection.execute(
        "UPDATE approvals SET consent_by = ?, consent_user = ?, consent_at = ? WHERE key = ?",
        (*who, asked.key),
    )


def _refuse(connection: sqlite3.Connection, key: str, reason: str, who: _Who) -> None:
    """退回, or 撤回 by the one who asked, who then need not be told."""
    asked = _approval(connection, key)
    check_refusal(asked, who[0])
    connection.execute(
        "UPDATE approvals SET refused_by = ?, refused_user = ?, refused_at = ?, refusal = ?,"
        " seen_at = ? WHERE key = ?",
        (*who, reason, who[2] if asked.requested_by == who[0] else "", key),
    )


def _mark_reviewed(connection: sqlite3.Connection, key: str, who: _Who) -> None:
    connection.execute(
        "UPDATE approvals SET reviewed_by = ?, reviewed_user = ?, reviewed_at = ? WHERE key = ?",
        (*who, key),
    )


def _check_clock(asked: Approval, who: _Who) -> None:
    """No answer is older than what it answers."""
    last = max(asked.requested_at, asked.reviewed_at)
    if who[2] < last:
        raise ClockBehindError(key=asked.key, now=who[2], asked=last)


def _taken(asked: Approval, actor: str, then: str) -> OtherPartTakenError:
    return OtherPartTakenError(key=asked.key, actor=actor, done=asked.part_of(actor), next=then)


def _approval(connection: sqlite3.Connection, key: str) -> Approval:
    """The request under a key."""
    row = connection.execute("SELECT * FROM approvals WHERE key = ?", (key,)).fetchone()
    if row is None:
        raise ApprovalUnknownError(key=key)
    return filled(Approval, dict(row))
