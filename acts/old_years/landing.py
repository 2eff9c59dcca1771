"""Which rows of old registers land, under which ids; which are there already, or come twice."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from acts.old_years.scans import plain_words
from acts.rosters.intake import Refused, programme_named
from acts.sealing.ended import BACKFILLED, is_backfilled
from cases.values.bad_value import BadValueError
from cases.values.ids import BatchId, CaseId

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from acts.old_years.rows import OldRow
    from cases.casefile import BatchFile, CaseFile
    from cases.policy.model import Policy

_MOST = 999  # three digits of a case id
_KEYS = ("单位.统一社会信用代码", "带头人.身份证号", "单位.名称", "带头人.姓名")


@dataclass(frozen=True, slots=True)
class Planned:
    """A row that is to become a case, or is one already."""

    row: OldRow
    case: str
    batch: str
    is_new: bool


@dataclass(slots=True)
class Plan:
    """Sound rows with their ids, the rows of each batch, refused rows; which batches are there."""

    planned: list[Planned] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    batches: dict[str, list[OldRow]] = field(default_factory=dict)
    existing: set[str] = field(default_factory=set)


def plan_rows(
    rows: Sequence[OldRow],
    policy: Policy,
    cases: Mapping[str, CaseFile],
    batches: Mapping[str, BatchFile],
) -> Plan:
    """Give every sound row its case; the same rows give the same plan."""
    planner = _Planner(policy, cases, batches)
    for row in rows:
        planner.add(row)
    return planner.plan


@dataclass(frozen=True, slots=True)
class _Identity:
    """By what a project is the same project; nothing where the register does not tell."""

    year: str
    programme: str
    code: str
    number: str
    unit: str
    leader: str

    @property
    def names(self) -> tuple[str, ...]:
        """The identity by names."""
        return (self.year, self.programme, plain_words(self.unit), plain_words(self.leader))

    def is_same(self, other: _Identity) -> bool:
        """The same names, unless two persons' numbers tell them apart."""
        return not (self.number and other.number) or self.number == other.number


class _Planner:
    """Goes through the rows in order, knowing what came before."""

    def __init__(
        self, policy: Policy, cases: Mapping[str, CaseFile], batches: Mapping[str, BatchFile]
    ) -> None:
        self.plan = Plan(existing=set(batches))
        self._policy, self._cases, self._batches = policy, cases, batches
        self._held: dict[tuple[str, ...], list[tuple[_Identity, CaseFile]]] = {}
        self._seen: dict[tuple[str, ...], list[tuple[_Identity, OldRow]]] = {}
        for case in cases.values():
            own = _of_case(case)
            self._held.setdefault(own.names, []).append((own, case))
        self._last: dict[str, int] = {}

    def add(self, row: OldRow) -> None:
        """Plan one row, or refuse it."""
        if not row.faults:
            self._place(row)
        if row.faults:
            self.plan.refused.append(Refused(row.place, (*row.faults, *row.doubts)))

    def _place(self, row: OldRow) -> None:
        """Refuse what came before or clashes; else give it its case."""
        own = _of_row(row)
        seen = self._seen.setdefault(own.names, [])
        twin = next((each for other, each in seen if own.is_same(other)), None)
        if twin is not None:
            row.fault("B212", "带头人.姓名", other=twin.place)
            return
        seen.append((own, row))
        known = self._held.get(own.names, ())
        held = next((case for other, case in known if own.is_same(other)), None)
        if held is not None:
            self._again(row, held)
        elif batch := self._batch(row):
            self._new(row, batch)

    def _again(self, row: OldRow, held: CaseFile) -> None:
        """The row of a case that is there: the same row again, or a contradiction."""
        if not is_backfilled(held):
            row.fault("B213", "带头人.姓名", case=held.id)
        elif held.get(f"{BACKFILLED}.行摘要") != row.digest:
            row.fault("B214", "带头人.姓名", case=held.id)
        else:
            self.plan.planned.append(Planned(row, held.id, held.batch, is_new=False))

    def _batch(self, row: OldRow) -> str:
        """The batch that a row names, else the first of its year; nothing if it is none."""
        year, named = row.values["年度"], row.values.get("批次", "")
        name = named if "-" in named else f"{year}-{named or 1}"
        try:
            found = BatchId.parse(name)
        except BadValueError:
            row.fault("B223", "批次", text=named[:20], year=year)
            return ""
        held = self._batches.get(name)
        if str(found.year) != year:
            row.fault("B223", "批次", text=named[:20], year=year)
        elif held is not None and not is_backfilled(held):
            row.fault("B215", "批次" if named else "年度", batch=name, other=f"{year}-2")
        elif held is not None and held.policy != self._policy.id:
            row.fault("B224", "年度", batch=name, policy=held.policy, named=self._policy.id)
        else:
            return name
        return ""

    def _new(self, row: OldRow, batch: str) -> None:
        """The next free id of year and programme."""
        year = row.values["年度"]
        code = programme_named(self._policy, row.values["项目类别"]).code
        prefix = f"{year}-{code}-"
        if prefix not in self._last:
            taken = [int(name[len(prefix) :]) for name in self._cases if name.startswith(prefix)]
            self._last[prefix] = max(taken, default=0)
        number = self._last[prefix] + 1
        if number > _MOST:
            row.fault("B225", "年度", year=year, most=str(_MOST))
            return
        self._last[prefix] = number
        self.plan.batches.setdefault(batch, []).append(row)
        case = str(CaseId(int(year), code, number))
        self.plan.planned.append(Planned(row, case, batch, is_new=True))


def _of_row(row: OldRow) -> _Identity:
    values = (row.values.get(key, "") for key in ("年度", "项目类别", *_KEYS))
    return _Identity(*values)


def _of_case(case: CaseFile) -> _Identity:
    values = (str(case.get(key, "")) for key in _KEYS)
    return _Identity(case.id[:4], case.programme, *values)
