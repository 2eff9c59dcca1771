"""The whole verification of a PDF, from its bytes to the verdict."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from doc_templates.stamping.verification.damage import damages, raw_names
from doc_templates.stamping.verification.gathering import Gathered, Signed, buried, gather
from doc_templates.stamping.verification.inquiry import MOST_CHANGES, library_faults
from doc_templates.stamping.verification.judging import Judged, judge, unreadable
from doc_templates.stamping.verification.later import review
from doc_templates.stamping.verification.opening import open_pdf, tell_tail
from doc_templates.stamping.verification.pictures import redrawn
from doc_templates.stamping.verification.rawfile import RawFile
from doc_templates.stamping.verification.reports import Verification

if TYPE_CHECKING:
    from collections.abc import Sequence

    from doc_templates.stamping.verification.inquiry import Inquiry
    from doc_templates.stamping.verification.opening import Opened

_IN_PLACE = frozenset({"S403", "S408", "S409", "S412", "S438", "S439"})


def examine(pdf: bytes, inquiry: Inquiry) -> Verification:
    """The verdict on a PDF; whatever its bytes are, this ends in one."""
    reviewed: list[Judged] = []
    opened = open_pdf(pdf, inquiry)
    if opened is not None:
        reviewed = _examine_signatures(opened, inquiry)
    if any(each.code in _IN_PLACE for each in inquiry.findings):
        _tell_damage(pdf, reviewed, inquiry)
    reports = tuple(each.report for each in reviewed)
    intact = bool(reports) and not inquiry.is_changed
    return Verification(intact, reports, tuple(inquiry.findings))


def signing_stamps(pdf: bytes, inquiry: Inquiry) -> set[str]:
    """The stamps of the store whose certificates signed; nothing is judged."""
    opened = open_pdf(pdf, inquiry)
    gathered = _gathered(opened, inquiry) if opened is not None else None
    found: set[str] = set()
    for each in gathered.signed if gathered is not None else ():
        serial = each.embedded.signer_cert.serial_number if each.embedded is not None else 0
        known = inquiry.beliefs.stamp_of(serial)
        if known is not None:
            found.add(known.name)
    return found


def _examine_signatures(opened: Opened, inquiry: Inquiry) -> list[Judged]:
    """All signatures judged, with what became of the others."""
    gathered = _gathered(opened, inquiry)
    if gathered is None:
        return []
    for name in gathered.empty:
        inquiry.find("S411", field=name)
    judged = asyncio.run(_judge_all(gathered, opened, inquiry))
    lost = gathered.lost or ([] if judged else buried(opened.pdf))
    reviewed = review(judged, opened, inquiry, lost=bool(lost))
    for each in lost:
        inquiry.find("S416", what=each.told)
    tell_tail(opened.tail, inquiry)
    if not judged and not inquiry.findings:
        inquiry.find("S401", file=inquiry.file or "这份文件")
    return reviewed


def _gathered(opened: Opened, inquiry: Inquiry) -> Gathered | None:
    try:
        return gather(opened)
    except library_faults():
        inquiry.find("S408", reason="签名栏读不通")
        return None


async def _judge_all(gathered: Gathered, opened: Opened, inquiry: Inquiry) -> list[Judged]:
    """Document time stamps come first: they vouch for the signatures before them."""
    found = {}
    for each in sorted(gathered.signed, key=lambda signed: not signed.is_timestamp):
        found[id(each)] = await _judged(each, opened, inquiry)
    return [found[id(each)] for each in gathered.signed]


async def _judged(signed: Signed, opened: Opened, inquiry: Inquiry) -> Judged:
    """A signature judged; one that the libraries stumble over is broken."""
    try:
        return await judge(signed, opened, inquiry)
    except library_faults():
        return unreadable(signed, inquiry)


def _tell_damage(pdf: bytes, judged: Sequence[Judged], inquiry: Inquiry) -> None:
    """Where the bytes themselves are broken or were replaced, as far as can be known."""
    raw = RawFile.of(pdf)
    if not raw.pieces:
        return
    names = raw_names(raw)
    for each in damages(raw, names)[:MOST_CHANGES]:
        inquiry.find(each.code, each.where, what=each.what, at=each.at)
    signers = {each.report.signer for each in judged}
    stamps = [each for each in inquiry.beliefs.stamps if each.owner in signers]
    if any(each.signed.embedded is None for each in judged):
        return
    for name in redrawn(raw, names, inquiry.beliefs, stamps):
        inquiry.find("S422", name.where, what=f"{name.what}与印章库里的不是同一个图")
