"""名单: the batch's candidates and chosen ones as rows, ranked by the experts' scores."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cases.lifecycle.grants_due import granted
from cases.lifecycle.indicators import indicator_names
from cases.lifecycle.scoring import (
    dropped_seats,
    keys,
    mean_scores,
    places,
    rows_by_case,
)
from cases.lifecycle.steps import takes
from cases.lifecycle.substitution import stepped_up
from cases.lifecycle.world import cases_of_batch, has_taken, programme_of, was_selected
from cases.values.money import Money

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cases.casefile import CaseFile
    from cases.lifecycle.scoring import Row
    from cases.lifecycle.world import World

Rows = dict[str, list[dict[str, Any]]]


def candidate_rows(world: World) -> Rows:
    """Every scored case of the batch by programme, best first; where nobody scores, by number."""
    if not takes(world.policy, "score"):
        return _unscored_rows(world)
    facts = world.batch.facts_of("score")
    chosen = {*(facts.get("入选") or ()), *stepped_up(world.batch)}
    panel = world.policy.panel
    means, points = mean_scores(facts, panel), rows_by_case(facts)
    order = keys(facts, panel, indicator_names(world.policy, facts))
    lists: Rows = {each.label: [] for each in world.policy.programmes.values()}
    for label, rows in lists.items():
        mine = [case for case in scored_cases(world, points) if case.programme == label]
        ranks = places([case.id for case in mine], order)
        mine.sort(key=lambda case: (ranks.get(case.id, 0), case.id))
        for number, case in enumerate(mine, start=1):
            result = "拟资助" if case.id in chosen else "未入选"
            scored = {"得分": f"{means[case.id]:.2f}", "名次": ranks[case.id], "结果": result}
            row = {"序号": number, **list_row(world, case), **scored}
            rows.append({**row, "各专家得分": _shown(points[case.id], world)})
    return {label: rows for label, rows in lists.items() if rows}


def _unscored_rows(world: World) -> Rows:
    """The applications of a batch whose list is named by 公示 or 公布 itself."""
    lists: Rows = {each.label: [] for each in world.policy.programmes.values()}
    for case in cases_of_batch(world):
        rows = lists.get(case.programme)
        if rows is not None and has_taken(case, "apply"):
            result = "拟资助" if was_selected(case) else "未入选"
            unscored: dict[str, object] = {"得分": "", "名次": "", "各专家得分": []}
            rows.append(
                {"序号": len(rows) + 1, **list_row(world, case), **unscored, "结果": result}
            )
    return {label: rows for label, rows in lists.items() if rows}


def _shown(row: Row, world: World) -> list[str]:
    """The experts' points as the summary prints them: left out ones marked, recusals named."""
    out = dropped_seats(row, world.policy.panel)
    return [f"{each}*" if seat in out else each for seat, each in enumerate(row.points)]


def scored_cases(world: World, points: Mapping[str, object]) -> list[CaseFile]:
    """The cases of the batch that the experts scored."""
    return [case for name, case in world.cases.items() if name in points]


def chosen_rows(world: World, only: frozenset[str] | None = None) -> Rows:
    """The chosen cases by programme, numbered anew; ``only`` keeps those named."""
    lists: Rows = {}
    for label, rows in candidate_rows(world).items():
        kept = [row for row in rows if row["结果"] == "拟资助"]
        kept = [row for row in kept if only is None or row["案卷号"] in only]
        if kept:
            lists[label] = [{**row, "序号": number} for number, row in enumerate(kept, start=1)]
    return lists


def list_row(world: World, case: CaseFile) -> dict[str, Any]:
    """A case as a line of a list; the amount is the policy's for its award and grade."""
    return {
        "案卷号": case.id,
        "项目名称": case.get("项目名称"),
        "单位": case.get("单位.名称"),
        "带头人": case.get("带头人.姓名"),
        "主管委办局": case.get("单位.主管委办局", ""),
        "金额": _amount(world, case),
    }


def _amount(world: World, case: CaseFile) -> Money:
    """The grant of a case for its award and grade; nought while the grade is not reached."""
    programme = programme_of(world.policy, case)
    whole = granted(programme, case) if programme is not None else None
    return whole or Money.of(0)


def totals(lists: Rows) -> dict[str, Any]:
    """合计: how many are chosen and what they are paid together."""
    flat = [row for rows in lists.values() for row in rows]
    return {"个数": len(flat), "总额": Money.total(row["金额"] for row in flat)}
