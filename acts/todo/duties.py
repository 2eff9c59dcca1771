"""A duty: one thing to do for a case or batch, by which day and by whose rule."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from cases.lifecycle.refusing import DEFAULT, clause
from cases.policy.ruling import RuleSource
from cases.settings import Role
from cases.words import message

if TYPE_CHECKING:
    from cases.casefile import CaseFile
    from cases.lifecycle.world import World

# The clause of the duty itself may stand before the rule that sets its day.
Rules = str | tuple[str, ...]

_SOON = 7
_BESIDE = "；"


class Urgency(StrEnum):
    """How a duty presses, the most pressing first."""

    OVERDUE = "overdue"
    SOON = "soon"
    LATER = "later"
    UNDATED = "undated"

    @property
    def label(self) -> str:
        """As the table heads its group."""
        return _LABELS[self]


_LABELS = {
    Urgency.OVERDUE: "已过期",
    Urgency.SOON: f"{_SOON} 天内",
    Urgency.LATER: "以后",
    Urgency.UNDATED: "没有期限，尽快办",
}


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing to do; ``due`` is its last day, None where no day is set.

    ``key`` tells the duties of one target apart and stays the same when the day moves.
    ``basis`` is whose rule it is, as refusals quote it; where an open point sets the day, the
    clause of the duty itself stands before it. ``batch`` is the batch it belongs to.
    """

    target: str
    what: str
    due: date | None = None
    key: str = ""
    basis: str = DEFAULT
    role: Role = Role.CLERK
    batch: str = ""

    def urgency(self, today: date) -> Urgency:
        """How it presses today."""
        if self.due is None:
            return Urgency.UNDATED
        left = (self.due - today).days
        if left < 0:
            return Urgency.OVERDUE
        return Urgency.SOON if left <= _SOON else Urgency.LATER

    def as_json(self, today: date) -> dict[str, object]:
        """As ``todo --json`` shows it; ``days`` left, below nought when overdue."""
        return {
            "due": self.due.isoformat() if self.due else "",
            "days": (self.due - today).days if self.due else None,
            "target": self.target,
            "what": self.what,
            "severity": self.urgency(today).value,
            "basis": self.basis,
            "source": _source(self.basis),
            "role": self.role.value,
            "batch": self.batch,
            "key": self.key,
        }


def duty_of_case(
    world: World,
    case: CaseFile,
    key: str,
    rule: Rules,
    code: str,
    due: date | None = None,
    **facts: object,
) -> Duty:
    """A duty of a case; ``rule`` is a ground, an open point or a clause of its policy,
    or several.
    """
    told = message(code, {"day": str(due or ""), **{name: str(v) for name, v in facts.items()}})
    return Duty(case.id, told, due, key, _basis(world, rule), batch=world.batch.id)


def duty_of_batch(
    world: World, key: str, rule: Rules, code: str, due: date | None = None, **facts: object
) -> Duty:
    """A duty of a batch."""
    told = message(code, {"day": str(due or ""), **{name: str(v) for name, v in facts.items()}})
    return Duty(world.batch.id, told, due, key, _basis(world, rule), batch=world.batch.id)


def _basis(world: World, rules: Rules) -> str:
    """Whose rule it is; of several the last sets the day, and what no policy has goes unsaid."""
    several = (rules,) if isinstance(rules, str) else rules
    last = several[-1]
    told = [clause(world, each) for each in several if each == last or _is_laid_down(world, each)]
    return _BESIDE.join(told) if last else DEFAULT


def _is_laid_down(world: World, rule: str) -> bool:
    return rule in world.policy.grounds or rule in world.policy.clauses


def _source(basis: str) -> str:
    """Whose rule sets the day: the policy's, the bureau's or the system's; it stands last."""
    known, last = (RuleSource.BUREAU.value, RuleSource.DEFAULT.value), basis.split(_BESIDE)[-1]
    return next((each for each in known if last.startswith(each)), RuleSource.POLICY.value)
