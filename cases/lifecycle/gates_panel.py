"""Gates of 专家差额评审: more candidates than awards, an odd panel, reasons for oddities (五.4)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cases.lifecycle.quotas import (
    award_margin,
    batch_quota,
    department_limit,
    period_quota,
)
from cases.lifecycle.reading import day_of, points_of, rows_of, text_of, texts_of, yes
from cases.lifecycle.refusing import DEFAULT, clause, in_record, open_number, refuse, warn
from cases.lifecycle.scoring import mean_scores, score_rows
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
    from cases.findings import Finding


def panel_of_experts(move: BatchMove) -> Iterator[Finding]:
    """O11: an odd number of experts, at least five, each declaring no tie to applicants."""
    experts = rows_of(move.facts.get("专家"))
    silent = [text_of(row.get("姓名")) for row in experts if not yes(row.get("回避声明"))]
    if silent:
        yield refuse("L302", f"{DEFAULT} O11", in_record("专家"), 姓名="、".join(silent))
    least = open_number(move.world, "O11a", 5)
    if experts and (len(experts) < least or len(experts) % 2 == 0):
        whose = clause(move.world, "O11a")
        yield warn("L303", whose, in_record("专家"), 人数=len(experts), 至少=least)


def selected_are_candidates(move: BatchMove) -> Iterator[Finding]:
    """R46: only recommended cases of this batch can be selected, each once."""
    known, chosen = {case.id for case in candidates(move.world)}, texts_of(move.facts.get("入选"))
    for case_id in chosen:
        if case_id not in known:
            yield refuse("L301", clause(move.world, Ground.PANEL), in_record("入选"), 案卷=case_id)
    if len(set(chosen)) < len(chosen):
        twice = "、".join(sorted({each for each in chosen if chosen.count(each) > 1}))
        yield refuse("L304", clause(move.world, Ground.SELECTION), in_record("入选"), 案卷=twice)


def all_reviewed(move: BatchMove) -> Iterator[Finding]:
    """R50: what applied but was never reviewed does not come before the experts."""
    waiting = [
        case.id
        for case in cases_of_batch(move.world)
        if ending_of(case) is None and has_taken(case, "apply") and not has_taken(case, "review")
    ]
    if waiting:
        whose = clause(move.world, Ground.ORDER)
        yield warn("L310", whose, in_record("评分"), 案卷="、".join(waiting))


def every_candidate_scored(move: BatchMove) -> Iterator[Finding]:
    """R46: each expert scores each candidate."""
    experts, rows = len(rows_of(move.facts.get("专家"))), score_rows(move.facts)
    for case in candidates(move.world):
        points = rows.get(case.id, ())
        if len(points) != experts or any(points_of(each) is None for each in points):
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


def best_selected(move: BatchMove) -> Iterator[Finding]:
    """R47: the best are selected; another choice needs a written reason."""
    chosen, means = set(texts_of(move.facts.get("入选"))), mean_scores(move.facts)
    for programme in move.world.policy.programmes.values():
        mine = [case.id for case in candidates(move.world) if _is_of(move, case.id, programme.id)]
        taken = [means[each] for each in mine if each in chosen and each in means]
        passed = [each for each in mine if each not in chosen and each in means]
        better = [each for each in passed if taken and means[each] > min(taken)]
        if better:
            yield _odd(move, "L308", Ground.SELECTION, 案卷="、".join(better))


def days_in_order(move: BatchMove) -> Iterator[Finding]:
    """The experts meet, then the list is approved, then the step is entered."""
    met, approved = (day_of(move.facts.get(key)) for key in ("评审日期", "审定日期"))
    if met and approved and not met <= approved <= move.on:
        whose = clause(move.world, Ground.SELECTION)
        yield refuse("L311", whose, in_record("审定日期"), 评审=met, 审定=approved, 日期=move.on)


def within_period(move: BatchMove) -> Iterator[Finding]:
    """R9, R10: beyond the number of the whole period only with a signed reason."""
    for programme, count in period_quota(move):
        rule, number = programme.quota.rule, programme.quota.number
        yield _odd(move, "L305", rule, 项目类别=programme.label, 累计=count, 总量=number)


def not_selected(move: CaseMove) -> Iterator[Finding]:
    """R47: only a case the experts did not select ends that way."""
    if has_taken(move.case, "score") and was_selected(move.case):
        yield refuse(
            "L320", clause(move.world, Ground.SELECTION), in_record("理由"), 案卷=move.case.id
        )


def _odd(move: BatchMove, code: str, rule: str, **facts: object) -> Finding:
    """Something that needs 名额说明 and a signature; then it is only a warning."""
    signed = text_of(move.facts.get("名额说明")) and text_of(move.facts.get("签名"))
    say = warn if signed else refuse
    stated = "已附名额说明并签名。" if signed else "请在记录中写明名额说明并签名后再办。"
    return say(code, clause(move.world, rule), in_record("名额说明"), 说明=stated, **facts)


def _is_of(move: BatchMove, case_id: str, programme: str) -> bool:
    found = programme_of(move.world.policy, move.world.cases[case_id])
    return found is not None and found.id == programme


SCORE_GATES = (
    panel_of_experts,
    selected_are_candidates,
    all_reviewed,
    every_candidate_scored,
    parts_add_up,
    award_margin,
    batch_quota,
    department_limit,
    within_period,
    best_selected,
    days_in_order,
)
