"""Gates of 专家差额评审: more candidates than awards, an odd panel, reasons for oddities (五.4)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cases.lifecycle.gates_selection import CHOICE_GATES, odd
from cases.lifecycle.indicators import indicator_names, indicators_of
from cases.lifecycle.quotas import award_margin
from cases.lifecycle.reading import at, day_of, points_of, rows_of, text_of, texts_of, yes
from cases.lifecycle.refusing import DEFAULT, clause, in_record, open_number, refuse, warn
from cases.lifecycle.scoring import (
    RECUSED,
    fewest_to_drop,
    keys,
    rows_by_case,
    score_rows,
    ties_at_line,
)
from cases.lifecycle.steps import takes
from cases.lifecycle.world import (
    BatchMove,
    CaseMove,
    candidates,
    cases_of_batch,
    ending_of,
    has_taken,
    programme_of,
    was_selected,
)
from cases.policy.grounds import Ground

if TYPE_CHECKING:
    from cases.casefile import CaseFile
    from cases.findings import Finding
    from cases.lifecycle.reading import Facts

FEWEST_SCORES = 3


def panel_of_experts(move: BatchMove) -> Iterator[Finding]:
    """O11: an odd number of experts, at least five, each declaring no tie to applicants."""
    experts = rows_of(move.facts.get("专家"))
    silent = [text_of(row.get("姓名")) for row in experts if not yes(row.get("回避声明"))]
    if silent:
        yield refuse("L302", f"{DEFAULT} O11", in_record("专家"), 姓名="、".join(silent))
    own = move.world.policy.panel.least_experts
    least, say = own or open_number(move.world, "O11a", 5), refuse if own else warn
    if experts and (len(experts) < least or len(experts) % 2 == 0):
        whose = clause(move.world, Ground.PANEL if own else "O11a")
        yield say("L303", whose, in_record("专家"), 人数=len(experts), 至少=least)
    names = [text_of(row.get("姓名")) for row in experts]
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if twice:
        yield refuse("L319", f"{DEFAULT} O11", in_record("专家"), 姓名="、".join(twice))


def recusals_kept(move: BatchMove) -> Iterator[Finding]:
    """O11: nobody scores a case of their own unit, their own project, or one declared."""
    experts, rows = rows_of(move.facts.get("专家")), score_rows(move.facts)
    for case in candidates(move.world):
        for seat, expert in enumerate(experts):
            given = rows.get(case.id, ())
            tie = tie_between(expert, case)
            if tie and seat < len(given) and given[seat] != RECUSED:
                facts = {"专家": text_of(expert.get("姓名")), "案卷": case.id, "情形": tie}
                yield refuse("L314", f"{DEFAULT} O11", in_record("评分"), **facts)


def tie_between(expert: Facts, case: CaseFile) -> str:
    """Why an expert keeps out of a case; empty where nothing is known."""
    if case.id in texts_of(expert.get("回避")):
        return "已申明回避"
    if text_of(expert.get("单位")) == text_of(at(case.data, "单位.名称")) != "":
        return "与申报单位同单位"
    team = [text_of(row.get("姓名")) for row in rows_of(case.data.get("团队"))]
    name = text_of(expert.get("姓名"))
    own = name in (text_of(at(case.data, "带头人.姓名")), *team)
    return "本人是带头人或团队成员" if name and own else ""


def enough_scores(move: BatchMove) -> Iterator[Finding]:
    """O11: after recusals more than half of the panel, and three at least, score each case."""
    panel, rows = move.world.policy.panel, rows_by_case(move.facts)
    for case in candidates(move.world):
        row = rows.get(case.id)
        if row is None or len(row.known) + len(row.recused) < len(row.points):
            continue
        known, seats = len(row.known), len(row.points)
        facts: dict[str, object] = {"案卷": case.id, "剩余": known}
        if row.recused and (known < FEWEST_SCORES or 2 * known <= seats):
            facts["至少"] = max(FEWEST_SCORES, seats // 2 + 1)
            yield refuse("L315", f"{DEFAULT} O11", in_record("评分"), **facts)
        elif panel.drop_extremes and known < fewest_to_drop(panel.least_experts):
            facts["至少"] = fewest_to_drop(panel.least_experts)
            yield warn("L316", clause(move.world, Ground.PANEL), in_record("评分"), **facts)


def all_reviewed(move: BatchMove) -> Iterator[Finding]:
    """R50: what applied but was never reviewed does not come before the experts."""
    waiting = [
        case.id
        for case in cases_of_batch(move.world)
        if ending_of(case) is None and has_taken(case, "apply") and not has_taken(case, "review")
    ]
    if waiting and takes(move.world.policy, "review"):
        whose = clause(move.world, Ground.ORDER)
        yield warn("L310", whose, in_record("评分"), 案卷="、".join(waiting))


def every_candidate_scored(move: BatchMove) -> Iterator[Finding]:
    """R46: each expert scores each candidate."""
    experts, rows = len(rows_of(move.facts.get("专家"))), score_rows(move.facts)
    for case in candidates(move.world):
        points = rows.get(case.id, ())
        blank = [each for each in points if points_of(each) is None and each != RECUSED]
        if len(points) != experts or blank:
            facts = {"案卷": case.id, "给出": len(points), "专家": experts}
            yield refuse("L307", clause(move.world, Ground.PANEL), in_record("评分"), **facts)


def parts_add_up(move: BatchMove) -> Iterator[Finding]:
    """O11: where the points of each indicator are told, they add up to the expert's points."""
    for row in rows_of(move.facts.get("评分")):
        parts, points = row.get("分项"), texts_of(row.get("得分"))
        told = parts if isinstance(parts, list) else []
        for seat, (given, total) in enumerate(zip(told, points, strict=False), 1):
            known = [found for each in texts_of(given) if (found := points_of(each)) is not None]
            if known and sum(known) != points_of(total):
                facts = {"案卷": row.get("案卷号"), "位": seat, "合计": sum(known), "得分": total}
                yield refuse("L313", f"{DEFAULT} O11", in_record("评分"), **facts)


def within_weights(move: BatchMove) -> Iterator[Finding]:
    """O11: no points above what the indicators are worth, one by one and together."""
    items = indicators_of(move.world.policy, move.facts)
    full = sum(each.weight for each in items)
    for row in rows_by_case(move.facts).values():
        over = [f"合计{each}（{full}）" for each in row.known if each > full]
        over += [
            f"{item.label}{given}（{item.weight}）"
            for told in row.parts
            if len(told) == len(items)
            for item, given in zip(items, told, strict=False)
            if (points := points_of(given)) is not None and points > item.weight
        ]
        if over:
            facts = {"案卷": row.case, "超出": "、".join(over)}
            yield refuse("L318", clause(move.world, Ground.PANEL), in_record("评分"), **facts)


def best_selected(move: BatchMove) -> Iterator[Finding]:
    """R47: the best are selected; another choice needs a written reason, and so do ties."""
    names = indicator_names(move.world.policy, move.facts)
    chosen, order = (
        set(texts_of(move.facts.get("入选"))),
        keys(move.facts, move.world.policy.panel, names),
    )
    for programme in move.world.policy.programmes.values():
        mine = [case.id for case in candidates(move.world) if _is_of(move, case.id, programme.id)]
        taken = [order[each] for each in mine if each in chosen and each in order]
        passed = [each for each in mine if each not in chosen and each in order]
        better = [each for each in passed if taken and order[each] > min(taken)]
        if better:
            yield odd(move, "L308", Ground.SELECTION, 案卷="、".join(better))
        tied = ties_at_line(mine, chosen, order)
        if tied and not text_of(move.facts.get("同分说明")):
            whose = clause(move.world, Ground.SELECTION)
            facts = {"项目类别": programme.label, "案卷": "、".join(tied)}
            yield refuse("L317", whose, in_record("同分说明"), **facts)


def days_in_order(move: BatchMove) -> Iterator[Finding]:
    """The experts meet, then the list is approved, then the step is entered."""
    met, approved = (day_of(move.facts.get(key)) for key in ("评审日期", "审定日期"))
    if met and approved and not met <= approved <= move.on:
        whose = clause(move.world, Ground.SELECTION)
        yield refuse("L311", whose, in_record("审定日期"), 评审=met, 审定=approved, 日期=move.on)


def not_selected(move: CaseMove) -> Iterator[Finding]:
    """R47: only a case the experts did not select ends that way."""
    if was_selected(move.case):
        yield refuse(
            "L320", clause(move.world, Ground.SELECTION), in_record("理由"), 案卷=move.case.id
        )


def _is_of(move: BatchMove, case_id: str, programme: str) -> bool:
    found = programme_of(move.world.policy, move.world.cases[case_id])
    return found is not None and found.id == programme


SCORE_GATES = (
    panel_of_experts,
    recusals_kept,
    all_reviewed,
    every_candidate_scored,
    enough_scores,
    parts_add_up,
    within_weights,
    award_margin,
    *CHOICE_GATES,
    best_selected,
    days_in_order,
)
