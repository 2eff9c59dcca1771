"""Three tellings of a batch's payments held against each other, to the cent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cases.findings import Place
from cases.lifecycle.reading import money_of, rows_of, text_of
from cases.lifecycle.refusing import clause, in_batch, in_case, refuse
from cases.lifecycle.world import cases_of_batch, entries, record_of
from cases.policy.grounds import Ground
from cases.values.money import Money

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from acts.papers.records import DocumentRecord
    from cases.findings import Finding
    from cases.lifecycle.world import World

Key = tuple[str, str]  # case and day


@dataclass(frozen=True, slots=True)
class Told:
    """What the cases, the notices and the batch's entries say was paid to whom on which day."""

    world: World
    cases: dict[Key, Money]
    notices: dict[Key, Money]
    batch: dict[Key, Money]
    sums: tuple[tuple[str, Money, Money], ...]
    unkept: frozenset[str]

    @classmethod
    def of(cls, world: World, notices: Sequence[DocumentRecord]) -> Told:
        """Gather the three tellings; notices that kept no sums cover their day."""
        cases: dict[Key, Money] = {}
        for case in cases_of_batch(world):
            for event in entries(case, "disburse"):
                key = (case.id, text_of(event.get("日期")))
                _add(cases, key, record_of(event).get("金额"))
        kept = dict.fromkeys((each.dated, *sorted(each.sums.items())) for each in notices)
        told: dict[Key, Money] = {}
        for dated, *sums in kept:
            for case_id, amount in sums:
                _add(told, (case_id, str(dated)), amount)
        own, wholes = _of_batch(world)
        unkept = frozenset(each.dated for each in notices if not each.sums)
        return cls(world, cases, told, own, wholes, unkept)


def _of_batch(world: World) -> tuple[dict[Key, Money], tuple[tuple[str, Money, Money], ...]]:
    """The batch's own entries by case and day; of each entry its 合计 and what its lines make."""
    own: dict[Key, Money] = {}
    wholes = []
    for event in entries(world.batch, "disburse"):
        record, day = record_of(event), text_of(event.get("日期"))
        rows = rows_of(record.get("明细"))
        for row in rows:
            _add(own, (text_of(row.get("案卷号")), day), row.get("金额"))
        told, made = money_of(record.get("合计")), [money_of(row.get("金额")) for row in rows]
        if told is not None and rows:
            wholes.append((day, told, Money.total(each for each in made if each is not None)))
    return own, tuple(wholes)


def _add(sums: dict[Key, Money], key: Key, amount: object) -> None:
    read = money_of(amount)
    if read is not None:
        sums[key] = sums.get(key, Money.of(0)) + read


def differences(told: Told) -> Iterator[Finding]:
    """Every payment on which the tellings differ, by case and day."""
    for key in sorted({*told.cases, *told.notices}):
        yield from _notice_differs(told, key)
    yield from _batch_differs(told)


def _notice_differs(told: Told, key: Key) -> Iterator[Finding]:
    """A payment that case and notice tell of differently, or only one of them."""
    booked, noticed = told.cases.get(key), told.notices.get(key)
    whose, place = clause(told.world, Ground.PAYMENT), _place(told.world, key[0])
    facts = {
        "案卷": key[0],
        "日期": key[1],
        "案卷金额": booked or "无",
        "通知金额": noticed or "无",
    }
    if noticed is None and key[1] not in told.unkept:
        yield refuse("M141", whose, place, **facts)
    elif booked is None:
        yield refuse("M142", whose, place, **facts)
    elif noticed is not None and booked != noticed:
        yield refuse("M140", whose, place, **facts)


def _batch_differs(told: Told) -> Iterator[Finding]:
    """The batch's own lines against the cases, and its sums against its lines."""
    whose = clause(told.world, Ground.PAYMENT)
    for (case, day), amount in sorted(told.batch.items()):
        booked = told.cases.get((case, day))
        if booked != amount:
            facts = {"案卷": case, "日期": day, "案卷金额": booked or "无", "批次金额": amount}
            yield refuse("M143", whose, _place(told.world, case), **facts)
    for day, whole, made in told.sums:
        if whole != made:
            place = in_batch(told.world.batch, "办理")
            yield refuse("M144", whose, place, 日期=day, 合计=whole, 明细=made)


def _place(world: World, case: str) -> Place:
    found = world.cases.get(case)
    return in_case(found, "办理") if found is not None else Place(key=case)
