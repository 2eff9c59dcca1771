"""Pressing stamps: whose stamp a kind needs, whether it may be pressed, the register entry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from acts.stamps.stamp_uses import body_of, uses_of
from cases.digest import digest_of
from cases.errors import JiangdangError, Kind
from cases.words import message
from doc_templates.stamping.placing import stamp_and_sign
from doc_templates.stamping.revisions.timestamps import TimestampAuthority
from doc_templates.stamping.store.keeping import (
    Stamp,
    StampNotFoundError,
    StampStore,
    awaited_stamp,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from acts.bureau import Bureau
    from acts.papers.drafting import Draft
    from acts.stamps.stamp_uses import PlannedUse
    from cases.journal.act import Act


@dataclass(frozen=True, slots=True)
class Finished:
    """A paper as it leaves the desk: its bytes, the stamps on it, remarks, who has yet to sign."""

    pdf: bytes
    stamps: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    awaited: tuple[str, ...] = ()


def stamp_store(bureau: Bureau) -> StampStore:
    """The workspace's stamps; only a demonstration may hold other bodies' samples."""
    own = (bureau.settings.name, bureau.settings.short_name)
    people = [person.name for person in bureau.settings.people]
    demo = bureau.workspace.is_demo
    return StampStore(bureau.workspace.stamps, demo=demo, owners=own, people=people)


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

        A paper of another body, or one too old to be stamped today, stays unstamped. Of a joint
        paper the bureau stamps its own place; the others' places are left open for them.
        """
        uses = uses_of(draft.kind, draft.context)
        note = self._obstacle(draft, uses)
        if note or not uses:
            return Finished(pdf, notes=(note,) if note else ())
        ours = [use for use in uses if self._is_pressed(use)]
        stamps = [self._stamp(use) for use in ours]
        if not all(stamps):
            return Finished(pdf, notes=(message("W435", {"owner": ours[0].owner}),))
        pairs = [(use, stamp) for use, stamp in zip(ours, stamps, strict=True) if stamp]
        others = [use for use in uses if use not in ours]
        signed = self._pressed(draft, pdf, pairs, others)
        self._enter(draft, signed, [stamp for _, stamp in pairs])
        left = tuple(use.owner for use in others)
        notes = (message("W658", {"bodies": "、".join(left)}),) if left else ()
        return Finished(signed, tuple(stamp.name for _, stamp in pairs), notes, left)

    def issuer_of(self, draft: Draft) -> str:
        """责任者: the body that issues the document."""
        return body_of(draft.kind.issuer_at(draft.step), draft.context)

    def _pressed(
        self,
        draft: Draft,
        pdf: bytes,
        pairs: Sequence[tuple[PlannedUse, Stamp]],
        others: Sequence[PlannedUse],
    ) -> bytes:
        awaited = [use.placement(awaited_stamp(use.owner, use.kind)) for use in others]
        return stamp_and_sign(
            pdf,
            [use.placement(stamp) for use, stamp in pairs],
            paging=next((stamp for use, stamp in pairs if use.paging), None),
            awaited=awaited,
            signers=stamp_store(self.bureau),
            when=self.bureau.now,
            reason=f"{draft.kind.label}（{message('W678', {}).rstrip('。')}）",
            authority=timestamp_authority(self.bureau),
        )

    def _obstacle(self, draft: Draft, uses: Sequence[PlannedUse]) -> str:
        """Why the document is not stamped now; empty when it may be."""
        if self.bureau.workspace.is_demo or not uses:
            return ""
        if not any(self._is_pressed(use) for use in uses):
            return message("W436", {})
        age = (self.bureau.now.date() - draft.dated).days
        if age > self.bureau.settings.stamp_days:
            facts = {"dated": str(draft.dated), "days": str(self.bureau.settings.stamp_days)}
            return message("W430", facts)
        return ""

    def _is_pressed(self, use: PlannedUse) -> bool:
        """Whether the stamp is pressed here: the bureau's own, in a demonstration all."""
        names = (self.bureau.settings.name, self.bureau.settings.short_name)
        return self.bureau.workspace.is_demo or use.is_ours(names)

    def _stamp(self, use: PlannedUse) -> Stamp | None:
        """The owner's stamp; in a demonstration a sample is made when there is none."""
        store = stamp_store(self.bureau)
        if self.bureau.workspace.is_demo:
            return store.sample(use.owner, use.kind)
        try:
            stamp = store.find(use.owner, use.kind)
        except StampNotFoundError:
            return None
        refuse_user(self.bureau, stamp)
        return stamp

    def _enter(self, draft: Draft, signed: bytes, stamps: list[Stamp]) -> None:
        """One line of the 用印登记簿 per stamp."""
        for stamp in stamps:
            number = str(draft.number or "")
            document = digest_of(signed)
            approval = self.approvals.get(draft.target, "")
            self.act.use_stamp(stamp.name, stamp.owner, document, number, approval, draft.target)
