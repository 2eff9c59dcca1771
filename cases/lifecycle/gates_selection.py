"""Gates on a choice, whichever step records it: candidates only, within every number (五.4)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cases.lifecycle.eligibility import field_holds
from cases.lifecycle.quotas import (
    batch_quota,
    chosen,
    department_limit,
    limits_exceeded,
    outside_periods,
    shrunk,
)
from cases.lifecycle.reading import text_of, texts_of
from cases.lifecycle.refusing import clause, in_batch, in_record, refuse, warn
from cases.lifecycle.steps import selecting_step
from cases.lifecycle.world import BatchMove, candidates
from cases.policy.grounds import Ground

if TYPE_CHECKING:
    from cases.findings import Finding
    from cases.policy.programme import Programme, QuotaShare


def chooses(move: BatchMove) -> bool:
    """Whether this act names who is chosen, no experts having done so (no 差额评审)."""
    chosen_at = selecting_step(move.world.policy).id
    return move.step.id == chosen_at and chosen_at != "score"


def selected_are_candidates(move: BatchMove) -> Iterator[Finding]:
    """R46: only candidates of this batch can be selected, each once."""
    known, named = {case.id for case in candidates(move.world)}, texts_of(move.facts.get("入选"))
    for case_id in named:
        if case_id not in known:
            yield refuse("L301", clause(move.world, Ground.PANEL), in_record("入选"), 案卷=case_id)
    if len(set(named)) < len(named):
        twice = "、".join(sorted({each for each in named if named.count(each) > 1}))
        yield refuse("L304", clause(move.world, Ground.SELECTION), in_record("入选"), 案卷=twice)


def within_period(move: BatchMove) -> Iterator[Finding]:
    """R9, R10: beyond the number of a period, a year or a batch only with a signed reason."""
    for programme, limit, count in limits_exceeded(move):
        kinds = "、".join(sorted(limit.labels)) if len(limit.labels) > 1 else programme.label
        facts = {"项目类别": kinds, "累计": count, "总量": limit.number, "期间": limit.name}
        yield odd(move, "L305", limit.rule, **facts)
    for programme in outside_periods(move):
        periods = "、".join(f"{p.label}（{p.start} 至 {p.end}）" for p in programme.quota.periods)
        facts = {"项目类别": programme.label, "日期": move.on, "各期": periods}
        yield odd(move, "L322", programme.quota.rule, **facts)


def shares_kept(move: BatchMove) -> Iterator[Finding]:
    """结构: of the awards of a list, so many per cent at least, or at most; bounds included."""
    for programme in move.world.policy.programmes.values():
        for share in programme.quota.shares:
            yield from _share(move, programme, share)


def _share(move: BatchMove, programme: Programme, share: QuotaShare) -> Iterator[Finding]:
    """What one share says of the list; without awards nothing."""
    mine = chosen(move, programme)
    met = sum(field_holds(case.data, share.condition) for case in mine)
    rule = share.rule or share.condition.rule or programme.quota.rule
    whose, place = clause(move.world, rule), in_record("入选")
    facts = {"项目类别": programme.label, "结构": share.label, "入选": len(mine), "符合": met}
    if share.at_least is not None and met * 100 < share.at_least * len(mine):
        yield refuse("L323", whose, place, 百分之=share.at_least, **facts)
    if share.at_most is not None and met * 100 > share.at_most * len(mine):
        yield refuse("L324", whose, place, 百分之=share.at_most, **facts)


def number_shrinks(move: BatchMove) -> Iterator[Finding]:
    """可核减: too few candidates lower the number of the batch; told, with by how many."""
    for programme, number, able in shrunk(move):
        whose, place = clause(move.world, programme.quota.rule), in_batch(move.batch, "名额")
        facts = {"项目类别": programme.label, "名额": number, "核减": number - able}
        yield warn("L325", whose, place, 核减后=able, **facts)


def odd(move: BatchMove, code: str, rule: str, **facts: object) -> Finding:
    """Something that needs 名额说明 and a signature; then it is only a warning."""
    signed = text_of(move.facts.get("名额说明")) and text_of(move.facts.get("签名"))
    say = warn if signed else refuse
    stated = "已附名额说明并签名。" if signed else "请在记录中写明名额说明并签名后再办。"
    return say(code, clause(move.world, rule), in_record("名额说明"), 说明=stated, **facts)


def choice_fits(move: BatchMove) -> Iterator[Finding]:
    """Where this act names the chosen, the gates on a choice stand before it."""
    if not chooses(move):
        return
    if not texts_of(move.facts.get("入选")):
        whose = clause(move.world, Ground.SELECTION)
        yield refuse("L321", whose, in_record("入选"), 环节=move.step.label)
    for gate in CHOICE_GATES:
        yield from gate(move)


CHOICE_GATES = (
    selected_are_candidates,
    batch_quota,
    department_limit,
    within_period,
    shares_kept,
    number_shrinks,
)
