"""统计: cases and sums by programme and step."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from acts.listing import step_label
from acts.years import year_of
from cases.casefile import all_cases
from cases.lifecycle.reading import money_of
from cases.values.money import Money

if TYPE_CHECKING:
    from collections.abc import Sequence

    from acts.bureau import Bureau
    from cases.casefile import CaseFile

STATISTICS_HEADS = ("项目类别", "案卷数", "拟资助金额", "已拨付", "已决定追回")


def statistics(bureau: Bureau, year: str = "") -> dict[str, Any]:
    """The cases of one year (their ids name it) or of all, by programme."""
    asked = year_of(year)
    cases = [c for c in all_cases(bureau.workspace).values() if c.id.startswith(asked)]
    programmes = dict.fromkeys(case.programme for case in cases)
    rows = [_row(name, [c for c in cases if c.programme == name]) for name in programmes]
    return {"year": year, "cases": len(cases), "programmes": rows}


def _row(programme: str, cases: Sequence[CaseFile]) -> dict[str, Any]:
    steps = Counter(case.step for case in cases)
    return {
        "programme": programme,
        "cases": len(cases),
        "granted": str(_total(cases, "award", "资助金额")),
        "paid": str(_total(cases, "disburse", "金额")),
        "clawed_back": str(_total(cases, "claw-back", "金额", 阶段="决定")),
        "steps": {step: steps[step] for step in sorted(steps)},
    }


def _total(cases: Sequence[CaseFile], step: str, key: str, **facts: str) -> Money:
    """The sum of an amount over all entries of a step with those facts."""
    total = Money.parse("0")
    for case in cases:
        for event in case.events:
            kept = event.get("记录") or {}
            if event.get("环节") == step and all(kept.get(k) == v for k, v in facts.items()):
                total += money_of(kept.get(key)) or Money.parse("0")
    return total


def statistics_rows(found: dict[str, Any]) -> list[tuple[object, ...]]:
    """The sums as people read them."""
    names = ("programme", "cases", "granted", "paid", "clawed_back")
    return [tuple(row[name] for name in names) for row in found["programmes"]]


def step_rows(found: dict[str, Any]) -> list[tuple[object, ...]]:
    """How many cases stand at each step."""
    return [
        (row["programme"], step_label(step) or "未申报", count)
        for row in found["programmes"]
        for step, count in row["steps"].items()
    ]
