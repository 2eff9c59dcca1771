"""Gates of 变更单位, 延长周期, 追加资助: approved changes of a running project (O27, O28)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cases.lifecycle.counting_days import working_days_between
from cases.lifecycle.crosschecks import term_of
from cases.lifecycle.reading import at, day_of, money_of, text_of, texts_of, yes
from cases.lifecycle.refusing import (
    DEFAULT,
    clause,
    in_case,
    in_record,
    open_number,
    open_value,
    refuse,
    warn,
)
from cases.lifecycle.renewing import changes_since
from cases.lifecycle.world import CaseMove, entries, has_taken, records
from cases.policy.grounds import Ground
from cases.values.bad_value import BadValueError
from cases.values.credit_code import CreditCode

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cases.casefile import CaseFile
    from cases.findings import Finding

RENAMED, MOVED, MERGED, ACCOUNT = "更名", "迁址", "合并分立", "变更账户"
KINDS = (RENAMED, MOVED, MERGED, ACCOUNT)
CODE = "统一社会信用代码"
# What each change says, and which field of the unit it becomes.
NEW_VALUES: Mapping[str, Mapping[str, str]] = {
    RENAMED: {"新名称": "名称"},
    MOVED: {"新地址": "地址"},
    MERGED: {"新名称": "名称", f"新{CODE}": CODE},
    ACCOUNT: {"新开户行": "开户行", "新账号": "账号"},
}
_FURTHER: Mapping[str, tuple[str, ...]] = {MERGED: ("批准日期",), ACCOUNT: ("户名",)}
EXTENDED = "报批延期"


def kind_of_change(move: CaseMove) -> str:
    """更名, 迁址, 合并分立 or 变更账户."""
    return text_of(move.facts.get("变更类型"))


def told_in_full(move: CaseMove) -> Iterator[Finding]:
    """O27: each kind of change says what it changes to."""
    kind = kind_of_change(move)
    for key in (*NEW_VALUES.get(kind, ()), *_FURTHER.get(kind, ())):
        if not text_of(move.facts.get(key)):
            yield refuse("L900", _changes(move), in_record(key), 类型=kind, 事项=key)


def is_a_change(move: CaseMove) -> Iterator[Finding]:
    """O27: the new values are not the old ones."""
    told = NEW_VALUES.get(kind_of_change(move), {})
    given = [key for key in told if text_of(move.facts.get(key))]
    same = [k for k in given if text_of(move.facts[k]) == text_of(_unit(move, told[k]))]
    if given and len(same) == len(given):
        yield refuse("L901", _changes(move), in_record(same[0]), 事项="、".join(same))


def same_unit_renamed(move: CaseMove) -> Iterator[Finding]:
    """A renamed unit keeps its 统一社会信用代码; with another code it is another unit."""
    given, own = text_of(move.facts.get(f"新{CODE}")), text_of(_unit(move, CODE))
    if kind_of_change(move) == RENAMED and given and given != own:
        yield refuse("L902", _changes(move), in_record(f"新{CODE}"), 原=own or "未填", 新=given)


def stays_in_district(move: CaseMove) -> Iterator[Finding]:
    """O27: a unit that leaves the district ends its project, or hands it on."""
    if kind_of_change(move) == MOVED and yes(move.facts.get("迁出本区")):
        yield refuse("L903", clause(move.world, "O27"), in_record("迁出本区"))


def merged_code(move: CaseMove) -> Iterator[Finding]:
    """A merged or split unit bears a true code of its own."""
    given = text_of(move.facts.get(f"新{CODE}"))
    if kind_of_change(move) != MERGED or not given:
        return
    try:
        CreditCode.parse(given)
    except BadValueError:
        yield refuse("L904", _changes(move), in_record(f"新{CODE}"), 代码=given)


def own_account(move: CaseMove) -> Iterator[Finding]:
    """R49: the account bears the unit's own name."""
    given, own = text_of(move.facts.get("户名")), text_of(_unit(move, "名称"))
    if kind_of_change(move) == ACCOUNT and given and given != own:
        whose = clause(move.world, Ground.PAYMENT)
        yield refuse("L905", whose, in_record("户名"), 户名=given, 单位=own)


def proof_held(move: CaseMove) -> Iterator[Finding]:
    """The registration, or the bank's proof, lies in evidence under the name given."""
    held = {each.rpartition("/")[2] for each in move.world.evidence.get(move.case.id, ())}
    for name in texts_of(move.facts.get("证明材料")):
        if name not in held:
            yield refuse("L906", _changes(move), in_record("证明材料"), 材料=name)


def leave_to_extend(move: CaseMove) -> Iterator[Finding]:
    """O28: a term is extended where the bureau allows 报批延期, once, before its last day."""
    if open_value(move.world, "O28") != EXTENDED:
        yield refuse(
            "L910", clause(move.world, "O28"), 设定=open_value(move.world, "O28") or "未设"
        )
    if has_taken(move.case, "extend-term"):
        yield refuse("L912", clause(move.world, "O28"), in_case(move.case, "办理"))
    fixed = move.programme.term.end is not None
    if fixed and not text_of(move.facts.get("固定周期延长依据")):
        whose, place = clause(move.world, move.programme.term.rule), in_record("固定周期延长依据")
        yield refuse("L914", whose, place, 届满=move.programme.term.end)


def later_end(move: CaseMove) -> Iterator[Finding]:
    """R51, R56: asked while the term runs; the new last day lies after the old one."""
    term, new = term_of(move.case), day_of(move.facts.get("新届满日"))
    if term is None:
        yield refuse("L915", _changes(move), in_case(move.case, "资助周期"))
        return
    if move.on >= term[1]:
        yield refuse("L911", _changes(move), in_record("日期"), 日期=move.on, 届满=term[1])
    if new is not None and new <= term[1]:
        yield refuse("L913", _changes(move), in_record("新届满日"), 新=new, 原=term[1])


def follow_on_foreseen(move: CaseMove) -> Iterator[Finding]:
    """追加资助: the policy foresees it, for so many times, in its own amount."""
    rule = move.programme.follow_on
    if rule is None:
        whose = move.world.policy.title
        yield refuse("L920", whose, in_case(move.case), 项目类别=move.programme.label)
        return
    whose = clause(move.world, rule.rule or Ground.FOLLOW_ON)
    if len(entries(move.case, "follow-on")) >= rule.times:
        yield refuse("L922", whose, in_case(move.case, "办理"), 次数=rule.times)
    given = money_of(move.facts.get("金额"))
    if given is not None and given != rule.amount:
        yield refuse("L923", whose, in_record("金额"), 金额=given, 标准=rule.amount)


def good_enough(move: CaseMove) -> Iterator[Finding]:
    """追加资助: only after an assessment that reached one of the grades named."""
    rule, found = move.programme.follow_on, records(move.case, "assess-term")
    if rule is None:
        return
    grade = text_of(found[-1].get("结论")) if found else ""
    if rule.grades and grade not in rule.grades:
        whose, wanted = clause(move.world, rule.rule or Ground.FOLLOW_ON), "、".join(rule.grades)
        yield refuse("L921", whose, in_case(move.case, "办理"), 结论=grade or "未考核", 可选=wanted)


def follow_on_shown(move: CaseMove) -> Iterator[Finding]:
    """R48, O12: a second grant is shown to the public as the first was, and the notice is over."""
    start, end = (day_of(move.facts.get(key)) for key in ("公示起", "公示止"))
    if start is None or end is None:
        return
    least = open_number(move.world, "O12", 5)
    found = working_days_between(start, end, move.world.calendar)
    whose, place = clause(move.world, "O12"), in_record("公示止")
    if found is None:
        yield warn("L925", whose, place, 起=start, 止=end)
    if move.on <= end or (found is not None and found < least):
        yield refuse("L924", whose, place, 起=start, 止=end, 日期=move.on, 至少=least)


def agreed_anew(move: CaseMove) -> Iterator[Finding]:
    """R65: with another leader, or more money, the agreement is signed anew before going on."""
    if agreement_due(move.case):
        whose, place = clause(move.world, Ground.AGREEMENT), in_case(move.case, "办理")
        yield refuse("L930", whose, place, 环节=move.step.label)


def agreement_due(case: CaseFile) -> bool:
    """Whether another leader, or more money, came after the agreement was signed."""
    needed = changes_since(case, "agree", frozenset({"replace-leader", "follow-on"}))
    return bool(needed) and has_taken(case, "agree")


def assessed_anew(move: CaseMove) -> Iterator[Finding]:
    """R68: what was granted again is assessed again before it is closed."""
    if changes_since(move.case, "assess-term", frozenset({"follow-on"})):
        whose, place = clause(move.world, Ground.TERM_ASSESSMENT), in_case(move.case, "办理")
        yield refuse("L931", whose, place, 案卷=move.case.id)


def _unit(move: CaseMove, key: str) -> object:
    return at(move.case.data, f"单位.{key}")


def _changes(move: CaseMove) -> str:
    return (
        clause(move.world, Ground.CHANGES)
        if Ground.CHANGES in move.world.policy.grounds
        else (clause(move.world, "O27") if "O27" in move.world.policy.open_points else DEFAULT)
    )


UNIT_GATES = (
    told_in_full,
    is_a_change,
    same_unit_renamed,
    stays_in_district,
    merged_code,
    own_account,
    proof_held,
)
EXTEND_GATES = (leave_to_extend, later_end)
FOLLOW_ON_GATES = (follow_on_foreseen, good_enough, follow_on_shown)
