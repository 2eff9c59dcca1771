"""Two states of one PDF, and what differs between them in words people know."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from doc_templates.stamping.verification.sameness import Comparison


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that was changed: the finding's code, what, on which page."""

    code: str
    what: str
    where: str = ""


@dataclass(slots=True)
class TwoStates:
    """Two states of one file with the names of all form fields.

    The fields ``allowed`` are left out, because a later signer may fill them.
    """

    old: Any
    new: Any
    allowed: frozenset[str]
    fields: frozenset[str]
    comparison: Comparison
    stamps: dict[int, list[int]] = field(default_factory=dict)
