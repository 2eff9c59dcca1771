"""What an act on a case changes beside its entry, and what it makes due."""

from __future__ import annotations

from cases.lifecycle.assessing import recorded_points
from cases.lifecycle.changes_effects import changes_of_case, recorded_of_change
from cases.lifecycle.documents import (
    BATCH_KINDS,
    DueDocument,
    due,
    kinds_of_case,
)
from cases.lifecycle.due_parts import list_due_with
from cases.lifecycle.gates_closing import balance, spent
from cases.lifecycle.gates_misuse import clawed_back, rectify_deadline
from cases.lifecycle.gates_title import ban_facts
from cases.lifecycle.grants_clawback import extent_of, sum_shown, to_take_back
from cases.lifecycle.grants_due import payee
from cases.lifecycle.reading import Facts, at, day_of, text_of
from cases.lifecycle.term_start import starts_term, term_changes
from cases.lifecycle.world import CaseMove, has_taken
from cases.yamltext import Put


def recorded(move: CaseMove) -> dict[str, object]:
    """The facts of the entry: those given and those that follow from them."""
    facts = dict(move.facts)
    if move.step.id == "rectify":
        facts["整改期限"] = rectify_deadline(move)
    elif move.step.id == "assess-term":
        facts |= recorded_points(move.world.policy.assessment, move.facts)
    elif move.step.id == "close":
        facts |= {"资助支出": spent(move), "已追回": clawed_back(move), "账面余额": balance(move)}
    elif move.step.id == "claw-back" and to_take_back(move) is not None:
        facts |= {"追回范围": extent_of(move), "算式": sum_shown(move)}
    elif move.step.id == "disburse":
        key = "收款人" if move.programme.grant.to_person else "收款单位"
        facts.setdefault(key, payee(move.programme, move.case))
    elif move.step.id == "replace-leader":
        facts["原带头人"] = text_of(at(move.case.data, "带头人.姓名"))
    if move.step.id in ("close", "cancel-title"):
        facts |= ban_facts(move)
    return facts | recorded_of_change(move)


def side_changes(move: CaseMove) -> tuple[Put, ...]:
    """Edits beside the entry: the term where it starts here, the new leader."""
    if move.step.id == "replace-leader":
        return _new_leader(move.facts)
    if changed := changes_of_case(move):
        return changed
    if has_taken(move.case, move.step.id):
        return ()
    start = day_of(move.facts.get("拨款日期")) if move.step.id == "disburse" else move.on
    if start is not None and starts_term(move.world, move.programme, move.step.id):
        return term_changes(move.programme, start)
    return ()


def case_documents(move: CaseMove) -> tuple[DueDocument, ...]:
    """The documents this act makes due."""
    if move.step.id == "disburse":
        return due(move.world.batch.id, BATCH_KINDS["disburse"], move.step.id)
    own = due(move.case.id, kinds_of_case(move.case.data, move.step.id, move.facts), move.step.id)
    return (*own, *list_due_with(move)) if move.step.id == "review" else own


def _new_leader(facts: Facts) -> tuple[Put, ...]:
    """The new leader's particulars, key by key."""
    new = facts.get("新带头人")
    given = new.items() if isinstance(new, dict) else ()
    return tuple(Put(("带头人", str(key)), value) for key, value in given)
