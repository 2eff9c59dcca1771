"""What an act on a batch changes in the batch and in its cases, and what it makes due."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.lifecycle.case_effects import starts_term, term_changes
from cases.lifecycle.documents import DueDocument, due, kinds_of_batch
from cases.lifecycle.due_parts import expert_names, score_sheets
from cases.lifecycle.gates_money import to_be_paid
from cases.lifecycle.gates_notice import CONTACTS, DAYS, given
from cases.lifecycle.gates_publicity import selected
from cases.lifecycle.reading import Facts, at, day_of, text_of, texts_of
from cases.lifecycle.scoring import mean_scores, places
from cases.lifecycle.world import BatchMove, CaseMove, candidates, programme_of
from cases.values.money import Money
from cases.yamltext import Put

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from cases.casefile import CaseFile
    from cases.policy.programme import Programme


def touched(move: BatchMove) -> tuple[CaseFile, ...]:
    """The cases that go along with this act."""
    if move.step.id == "score":
        return candidates(move.world)
    if move.step.id in ("publicise", "award"):
        return selected(move)
    return to_be_paid(move) if move.step.id == "disburse" else ()


def payment(move: BatchMove, case: CaseFile, programme: Programme) -> CaseMove:
    """The payment of one case, as the batch's payment makes it."""
    facts = {
        "指标文号": move.facts.get("指标文号"),
        "支付凭证号": move.facts.get("支付凭证号"),
        "拨款日期": move.facts.get("拨款日期"),
        "金额": programme.grant.amount,
        "收款单位": text_of(at(case.data, "单位.名称")),
    }
    return CaseMove(move.world, case, programme, move.step, move.on, facts, {})


def facts_of_cases(move: BatchMove) -> Mapping[str, Facts]:
    """What each touched case records."""
    if move.step.id == "score":
        return _scores(move)
    if move.step.id == "award":
        return {case.id: _award(move, case) for case in touched(move)}
    if move.step.id == "disburse":
        return {case.id: payment(move, case, found).facts for case, found in _with(move)}
    days = {key: move.facts[key] for key in ("公示起", "公示止") if key in move.facts}
    return {case.id: days for case in touched(move)}


def recorded_of_batch(move: BatchMove) -> dict[str, object]:
    """The facts of the batch's own entry."""
    facts = dict(move.facts)
    if move.step.id == "notify":
        facts |= {key: given(move, key) for key in (*DAYS, *CONTACTS)}
    elif move.step.id == "award":
        facts["起算日"] = start_of_term(move)
        facts["案卷"] = [case.id for case in touched(move)]
    elif move.step.id == "disburse":
        amounts = [found.grant.amount for _, found in _with(move)]
        facts |= {"案卷": [case.id for case, _ in _with(move)], "合计": Money.total(amounts)}
    return facts


def side_changes_of_batch(move: BatchMove) -> tuple[Put, ...]:
    """The days and the contact of the work notice become the batch's own."""
    if move.step.id != "notify":
        return ()
    changed = (key for key in (*DAYS, *CONTACTS) if text_of(move.facts.get(key)))
    return tuple(Put((key,), move.facts[key]) for key in changed)


def side_changes_of_case(move: BatchMove, case: CaseFile) -> tuple[Put, ...]:
    """The term, where it is counted from this act or a first day is given (O14)."""
    programme = programme_of(move.world.policy, case)
    fixed = move.step.id == "award" and text_of(move.facts.get("起算日"))
    if programme is None or not (fixed or starts_term(move.world, move.step.id)):
        return ()
    return term_changes(programme, start_of_term(move))


def start_of_term(move: BatchMove) -> date:
    """O14: the first day given, else the day of the payment or of the act."""
    key = "拨款日期" if move.step.id == "disburse" else "起算日"
    return day_of(move.facts.get(key)) or move.on


def batch_documents(move: BatchMove) -> tuple[DueDocument, ...]:
    """The documents this act makes due."""
    own = due(move.batch.id, kinds_of_batch(move.batch, move.step.id, move.facts), move.step.id)
    if move.step.id != "score":
        return own
    experts = expert_names(move.facts)
    return (*own, *(each for case in touched(move) for each in score_sheets(case.id, experts)))


def _scores(move: BatchMove) -> Mapping[str, Facts]:
    """得分, 名次 and 入选 of each candidate, places counted within its own list."""
    chosen, means = texts_of(move.facts.get("入选")), mean_scores(move.facts)
    found: dict[str, Facts] = {}
    for programme in move.world.policy.programmes.values():
        mine = [case.id for case, own in _with(move) if own.id == programme.id]
        ranks = places(mine, means)
        for case_id in mine:
            score, rank = str(means.get(case_id, "")), ranks.get(case_id, "")
            selected_too = "是" if case_id in chosen else "否"
            found[case_id] = {"得分": score, "名次": rank, "入选": selected_too}
    return found


def _award(move: BatchMove, case: CaseFile) -> Facts:
    """The grant awarded (R78, R81) and the first day of the term."""
    programme = programme_of(move.world.policy, case)
    amount = programme.grant.amount if programme else Money.of(0)
    return {"资助金额": amount, "起算日": start_of_term(move)}


def _with(move: BatchMove) -> list[tuple[CaseFile, Programme]]:
    """The touched cases with their programmes."""
    pairs = ((case, programme_of(move.world.policy, case)) for case in touched(move))
    return [(case, found) for case, found in pairs if found is not None]
