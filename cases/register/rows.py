"""What the registers hold, one row at a time."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NumberRow:
    """A line of the 文号登记簿: a number, its state and the document that bears it."""

    series: str
    year: int
    n: int
    kind: str
    state: str
    text: str
    act: str
    target: str
    at: str
    document: str
    title: str
    dated: str
    reason: str


@dataclass(frozen=True, slots=True)
class StampUse:
    """A line of the 用印登记簿: who pressed which stamp on what, by whose approval."""

    at: str
    actor: str
    stamp: str
    owner: str
    document: str
    number: str
    approval: str
    act: str
    target: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """A line of the 收文登记: a paper of another body taken in as the 正本."""

    at: str
    actor: str
    target: str
    kind: str
    path: str
    document: str
    sender: str
    number: str
    dated: str
    late: bool
    act: str


@dataclass(frozen=True, slots=True)
class Approval:
    """A request for consent and how it was answered.

    ``issuing`` marks 发文: it was drafted by whom it was asked for (拟稿), is reviewed (核稿)
    and then consented to (签发). ``matter`` is what kind of act it is for. ``seen_at`` is when
    the one who asked was told of a refusal.
    """

    key: str
    what: str
    target: str
    requested_by: str
    requested_user: str
    requested_at: str
    consent_by: str = ""
    consent_user: str = ""
    consent_at: str = ""
    used_by: str = ""
    matter: str = ""
    issuing: bool = False
    reviewed_by: str = ""
    reviewed_user: str = ""
    reviewed_at: str = ""
    refused_by: str = ""
    refused_user: str = ""
    refused_at: str = ""
    refusal: str = ""
    seen_at: str = ""

    @property
    def pending(self) -> bool:
        """Whether somebody must still answer."""
        return not (self.consent_at or self.refused_at)

    @property
    def is_over(self) -> bool:
        """Whether it was relied on, or its refusal was heard: the next time it is asked anew."""
        return bool(self.used_by or self.seen_at)

    @property
    def is_by_one(self) -> bool:
        """Whether one person both reviewed and signed."""
        return self.issuing and bool(self.consent_by) and self.reviewed_by == self.consent_by

    def part_of(self, name: str) -> str:
        """Which part a person took in it, as people call it."""
        if name == self.requested_by:
            return "拟稿" if self.issuing else "提请"
        if self.issuing and name == self.reviewed_by:
            return "核稿"
        signed = "签发" if self.issuing else "同意"
        return signed if name == self.consent_by else ""


@dataclass(frozen=True, slots=True)
class ActRow:
    """An act as the register knows it."""

    id: str
    name: str
    target: str
    actor: str
    system_user: str
    started: str
    state: str
    reason: str
