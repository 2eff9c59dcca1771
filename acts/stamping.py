"""Pressing stamps: whose stamp a kind needs, whether it may be pressed, the register entry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from cases.digest import digest_of
from cases.errors import JiangdangError, Kind
from cases.words import message
from doc_templates.stamping.drawing import SEAL, SIGNATURE
from doc_templates.stamping.keeping import Stamp, StampNotFoundError, StampStore
from doc_templates.stamping.placing import Placement, stamp_and_sign
from doc_templates.stamping.timestamps import TimestampAuthority

if TYPE_CHECKING:
    from collections.abc import Mapping

    from acts.bureau import Bureau
    from acts.drafting import Draft
    from cases.journal.act import Act
    from doc_templates.catalogue import StampUse

EXPERTS = "考核专家组"
Finished = tuple[bytes, tuple[str, ...], tuple[str, ...]]


def stamp_store(bureau: Bureau) -> StampStore:
    """The workspace's stamps; only a demonstration may hold other bodies' samples."""
    own = (bureau.settings.name, bureau.settings.short_name)
    return StampStore(bureau.workspace.stamps, demo=bureau.workspace.is_demo, owners=own)


class NotYourStampError(JiangdangError):
    """The stamp's record names those who may press it, and the acting person is none."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "W613"


def refuse_user(bureau: Bureau, stamp: Stamp) -> None:
    """Refuse a person whom the stamp's record does not name, by name or role."""
    users, person = stamp.record.users, bureau.acting()
    if users and person.name not in users and not any(person.has(name) for name in users):
        raise NotYourStampError(name=stamp.name, users="、".join(users), person=person.name)


def timestamp_authority(bureau: Bureau) -> TimestampAuthority | None:
    """Who vouches for the time of signatures, where the settings name somebody."""
    address = bureau.settings.timestamp_service
    return TimestampAuthority(address) if address else None


@dataclass(slots=True)
class Stamper:
    """Presses the stamps of one act and enters each use."""

    bureau: Bureau
    act: Act
    approvals: Mapping[str, str]

    def finish(self, draft: Draft, pdf: bytes) -> Finished:
        """The PDF with its stamps, their names, and what is to be said of it.

        A paper of another body, or one too old to be stamped today, stays unstamped.
        """
        uses = [use for use in draft.kind.stamps if use.applies(draft.context)]
        note = self._obstacle(draft, uses)
        if note or not uses:
            return pdf, (), (note,) if note else ()
        used = [(use, self._stamp(draft, use)) for use in uses]
        placements = [Placement(use.anchor, stamp) for use, stamp in used if stamp]
        if len(placements) < len(used):
            return pdf, (), (message("W435", {"owner": self._owner(draft, used[0][0])}),)
        paging = next((stamp for use, stamp in used if use.paging), None)
        signed = stamp_and_sign(
            pdf,
            placements,
            paging=paging,
            signers=stamp_store(self.bureau),
            when=self.bureau.now,
            reason=draft.kind.label,
        )
        self._enter(draft, signed, [stamp for _, stamp in used if stamp])
        return signed, tuple(stamp.name for _, stamp in used if stamp), ()

    def issuer_of(self, draft: Draft) -> str:
        """责任者: the body that issues the document."""
        return self._body(draft, draft.kind.issuer_at(draft.step))

    def _obstacle(self, draft: Draft, uses: list[StampUse]) -> str:
        """Why the document is not stamped now; empty when it may be."""
        if self.bureau.workspace.is_demo or not uses:
            return ""
        if any(use.owner != "局" for use in uses):
            return message("W436", {})
        age = abs((self.bureau.now.date() - draft.dated).days)
        if age > self.bureau.settings.stamp_days:
            facts = {"dated": str(draft.dated), "days": str(self.bureau.settings.stamp_days)}
            return message("W430", facts)
        return ""

    def _stamp(self, draft: Draft, use: StampUse) -> Stamp | None:
        """The owner's stamp; in a demonstration a sample is made when there is none."""
        store, owner = stamp_store(self.bureau), self._owner(draft, use)
        kind = SIGNATURE if use.owner == "带头人" else SEAL
        if self.bureau.workspace.is_demo:
            return store.sample(owner, kind)
        try:
            return store.find(owner, kind)
        except StampNotFoundError:
            return None

    def _owner(self, draft: Draft, use: StampUse) -> str:
        return self._body(draft, use.owner)

    def _body(self, draft: Draft, role: str) -> str:
        """The body or person that plays a role in this document."""
        case, facts = draft.context["案"], draft.context["办"]
        if draft.part and role in ("主管委办局", "专家"):
            return draft.part
        if role == "第三方":
            return str(facts.get("通知届满考核", {}).get("第三方", ""))
        if not case and role != "考核方":
            return self.bureau.settings.name
        if role in ("单位", "双方"):
            return str(case["单位"]["名称"])
        if role == "主管委办局":
            return str(case["单位"]["主管委办局"])
        if role == "带头人":
            return str(case["带头人"]["姓名"])
        if role in ("专家", "考核方"):
            return _assessor(facts.get("届满考核", {}))
        return self.bureau.settings.name

    def _enter(self, draft: Draft, signed: bytes, stamps: list[Stamp]) -> None:
        """One line of the 用印登记簿 per stamp."""
        for stamp in stamps:
            number = str(draft.number or "")
            document = digest_of(signed)
            approval = self.approvals.get(draft.target, "")
            self.act.use_stamp(stamp.name, stamp.owner, document, number, approval, draft.target)


def _assessor(facts: Mapping[str, object]) -> str:
    """Who assessed: the third party, or the experts together."""
    return str(facts.get("第三方") or "") or EXPERTS
