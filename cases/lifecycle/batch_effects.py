"""What an act on a batch changes in the batch and in its cases, and what it makes due."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.lifecycle.changes_effects import (
    corrected_in_batch,
    corrected_values,
    corrections_of_cases,
    recorded_of_change,
)
from cases.lifecycle.documents import DueDocument, due, kinds_of_batch
from cases.lifecycle.due_parts import expert_names, score_sheets
from cases.lifecycle.gates_money import named_sums, to_be_paid
from cases.lifecycle.gates_notice import CONTACTS, DAYS, given
from cases.lifecycle.gates_publicity import selected
from cases.lifecycle.grants_due import (
    BY_GRADE,
    GRADED,
    YEARLY,
    grant_amount,
    next_payment,
    payee,
    payments_allowed,
)
from cases.lifecycle.indicators import indicator_names
from cases.lifecycle.reading import Facts, day_of, text_of, texts_of
from cases.lifecycle.scoring import keys, mean_scores, places
from cases.lifecycle.steps import find_step
from cases.lifecycle.substitution import FELL, STEPPED_UP, waiting_for_award
from cases.lifecycle.term_start import first_day, starts_term, term_changes
from cases.lifecycle.world import BatchMove, CaseMove, candidates, has_taken, programme_of, records
from cases.values.money import Money
from cases.yamltext import Put

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from cases.casefile import CaseFile
    from cases.lifecycle.steps import Step
    from cases.policy.programme import Programme

# What a case takes while its batch takes another: who steps up is shown and announced (递补).
_OF_CASES = {"step-up": "publicise", "step-up-award": "award"}


def touched(move: BatchMove) -> tuple[CaseFile, ...]:
    """The cases that go along with this act."""
    if move.step.id == "score":
        return candidates(move.world)
    if move.step.id in ("publicise", "award"):
        return selected(move)
    if move.step.id == "step-up":
        named = texts_of(move.facts.get(STEPPED_UP))
        return tuple(move.world.cases[name] for name in named if name in move.world.cases)
    if move.step.id == "step-up-award":
        return waiting_for_award(move.world)
    if move.step.id == "correct":
        return tuple(move.world.cases[name] for name in corrections_of_cases(move))
    return to_be_paid(move) if move.step.id == "disburse" else ()


def step_of_cases(step: Step) -> Step:
    """The step that the cases take where the batch takes this one."""
    return find_step(_OF_CASES.get(step.id, step.id))


def payment(move: BatchMove, case: CaseFile, programme: Programme) -> CaseMove:
    """The payment of one case, as the batch's payment makes it."""
    given, order = named_sums(move).get(case.id), len(records(case, "disburse")) + 1
    kept = {key: move.facts.get(key) for key in ("指标文号", "支付凭证号", "拨款日期")}
    facts = {
        **kept,
        "金额": given or next_payment(move.world, programme, case),
        "收款人" if programme.grant.to_person else "收款单位": payee(programme, case),
        **({"笔次": order} if payments_allowed(move.world, programme.grant, case) > 1 else {}),
    }
    return CaseMove(move.world, case, programme, move.step, move.on, facts, move.answers)


def facts_of_cases(move: BatchMove) -> Mapping[str, Facts]:
    """What each touched case records."""
    if move.step.id == "score":
        return scores_of(move, _with(move))
    if move.step.id in ("award", "step-up-award"):
        return {case.id: _award(move, case) for case in touched(move)}
    if move.step.id == "correct":
        return corrections_of_cases(move)
    if move.step.id == "disburse":
        return {case.id: payment(move, case, found).facts for case, found in _with(move)}
    days = {key: move.facts[key] for key in ("公示起", "公示止", FELL) if key in move.facts}
    return {case.id: days for case in touched(move)}


def recorded_of_batch(move: BatchMove) -> dict[str, object]:
    """The facts of the batch's own entry."""
    facts = dict(move.facts)
    if move.step.id == "notify":
        told = {key: given(move, key) for key in (*DAYS, *CONTACTS)}
        facts |= {key: value for key, value in told.items() if text_of(value)}
    elif move.step.id in ("award", "step-up-award"):
        facts["起算日"] = start_of_term(move)
        facts["案卷"] = [case.id for case in touched(move)]
    elif move.step.id == "disburse":
        facts |= _paid_together(move)
    return facts | recorded_of_change(move)


def _paid_together(move: BatchMove) -> dict[str, object]:
    """What a payment gives each case, and the sum of it all."""
    sums = {case.id: payment(move, case, found).facts.get("金额") for case, found in _with(move)}
    rows = [{"案卷号": name, "金额": amount} for name, amount in sums.items()]
    whole = Money.total(amount for amount in sums.values() if isinstance(amount, Money))
    return {"案卷": list(sums), "明细": rows, "合计": whole}


def side_changes_of_batch(move: BatchMove) -> tuple[Put, ...]:
    """The days and the contact of the work notice become the batch's own."""
    if move.step.id == "correct":
        return corrected_in_batch(move)
    if move.step.id != "notify":
        return ()
    changed = (key for key in (*DAYS, *CONTACTS) if text_of(move.facts.get(key)))
    return tuple(Put((key,), move.facts[key]) for key in changed)


def side_changes_of_case(move: BatchMove, case: CaseFile) -> tuple[Put, ...]:
    """The term, where it is counted from this act or a first day is given (O14)."""
    programme = programme_of(move.world.policy, case)
    if programme is not None and move.step.id == "correct":
        told = corrections_of_cases(move)[case.id]
        return corrected_values(CaseMove(move.world, case, programme, move.step, move.on, told, {}))
    fixed = step_of_cases(move.step).id == "award" and text_of(move.facts.get("起算日"))
    if move.step.id == "disburse" and has_taken(case, "disburse"):
        return ()
    if programme is None or not (
        fixed or starts_term(move.world, programme, step_of_cases(move.step).id)
    ):
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


def scores_of(move: BatchMove, pairs: Iterable[tuple[CaseFile, Programme]]) -> Mapping[str, Facts]:
    """得分, 名次 and 入选 of each candidate, places counted within its own list."""
    panel, names = move.world.policy.panel, indicator_names(move.world.policy, move.facts)
    chosen, means = texts_of(move.facts.get("入选")), mean_scores(move.facts, panel)
    order, scored = keys(move.facts, panel, names), list(pairs)
    found: dict[str, Facts] = {}
    for programme in move.world.policy.programmes.values():
        mine = [case.id for case, own in scored if own.id == programme.id]
        ranks = places(mine, order)
        for case_id in mine:
            score, rank = str(means.get(case_id, "")), ranks.get(case_id, "")
            selected_too = "是" if case_id in chosen else "否"
            found[case_id] = {"得分": score, "名次": rank, "入选": selected_too}
    return found


def _award(move: BatchMove, case: CaseFile) -> Facts:
    """The grant awarded (R78, R81) and the first day of the term."""
    programme, start = programme_of(move.world.policy, case), start_of_term(move)
    start = first_day(programme, start) if programme is not None else start
    if programme is None or programme.grant.mode == GRADED:
        return {"资助方式": BY_GRADE, "起算日": start}
    amount = grant_amount(programme.grant, move.on)
    whole = amount * programme.grant.payments if programme.grant.mode == YEARLY else amount
    return {"资助金额": whole, "起算日": start}


def _with(move: BatchMove) -> list[tuple[CaseFile, Programme]]:
    """The touched cases with their programmes."""
    pairs = ((case, programme_of(move.world.policy, case)) for case in touched(move))
    return [(case, found) for case, found in pairs if found is not None]
