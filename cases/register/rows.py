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
    """A request for a second person's consent, and the consent."""

    key: str
    what: str
    target: str
    requested_by: str
    requested_user: str
    requested_at: str
    consent_by: str
    consent_user: str
    consent_at: str
    used_by: str

    @property
    def pending(self) -> bool:
        """Whether nobody has consented yet."""
        return not self.consent_at


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
