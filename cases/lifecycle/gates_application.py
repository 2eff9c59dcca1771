"""Gates of 申报: who applies, when, and what the form must say (三、四、五.2)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cases.lifecycle.asking import leaves, questions, rules_asked, unanswered
from cases.lifecycle.crosschecks import duplicates, not_banned
from cases.lifecycle.eligibility import eligibility_findings
from cases.lifecycle.gates_leader import internal_notice
from cases.lifecycle.gates_match import PROMISE_GATES, match_wanted
from cases.lifecycle.reading import at, count_of, day_of, text_of, yes
from cases.lifecycle.refusing import clause, in_case, open_value, refuse, warn
from cases.lifecycle.steps import takes
from cases.lifecycle.tasks import tasks_untold
from cases.lifecycle.world import CaseMove
from cases.policy.grounds import Ground

if TYPE_CHECKING:
    from cases.casefile import CaseFile
    from cases.findings import Finding
    from cases.lifecycle.world import World
    from cases.policy.programme import Programme


def applicant_kind(move: CaseMove) -> Iterator[Finding]:
    """R19, R33: the applicant is of a kind the programme admits."""
    kinds, found = move.programme.applicant_kinds, text_of(at(move.case.data, "单位.类型"))
    if found not in kinds:
        whose, place = clause(move.world, move.programme.applicant_rule), "单位.类型"
        wanted = "、".join(kinds)
        yield refuse("L100", whose, in_case(move.case, place), 类型=found or "未填", 可选=wanted)


def payee_kind(world: World, case: CaseFile, programme: Programme) -> Iterator[Finding]:
    """R84, O2: applicants of a kind the policy does not speak of paying get a hint, no refusal."""
    found = text_of(at(case.data, "单位.类型"))
    if found in programme.applicant_kinds and found not in programme.payee_kinds:
        whose = f"{clause(world, programme.payee_rule)}；{clause(world, 'O2')}"
        say = refuse if open_value(world, "O2") == "只限企业" else warn
        facts = {"案卷": case.id, "类型": found, "可收": "、".join(programme.payee_kinds)}
        yield say("L124", whose, in_case(case, "单位.类型"), **facts)


def department_named(move: CaseMove) -> Iterator[Finding]:
    """R42: where a department reviews or has its number, the unit names the one it belongs to."""
    policy = move.world.policy
    asked = takes(policy, "review") or Ground.FILED_WITH_DEPARTMENT in policy.grounds
    counted = move.programme.quota.per_department is not None
    if (asked or counted) and not text_of(at(move.case.data, "单位.主管委办局")):
        yield refuse(
            "L126",
            clause(move.world, Ground.FILED_WITH_DEPARTMENT),
            in_case(move.case, "单位.主管委办局"),
        )


def declared(move: CaseMove) -> Iterator[Finding]:
    """R41: the unit declares that what it filled in is true."""
    if not yes(at(move.case.data, "申报.承诺")) or not text_of(at(move.case.data, "申报.承诺人")):
        yield refuse(
            "L118", clause(move.world, Ground.APPLICATION), in_case(move.case, "申报.承诺")
        )


def within_window(move: CaseMove) -> Iterator[Finding]:
    """O9: the application falls into the days the work notice gives."""
    start, end = (day_of(move.world.batch.data.get(key)) for key in ("申报起", "申报截止"))
    if (start is not None and move.on < start) or (end is not None and move.on > end):
        whose, place = clause(move.world, "O9"), in_case(move.case, "申报.日期")
        yield refuse("L116", whose, place, 日期=move.on, 起=start, 止=end)


def same_day(move: CaseMove) -> Iterator[Finding]:
    """The day on the form is the day the step is entered for."""
    written = day_of(at(move.case.data, "申报.日期"))
    if written is not None and written != move.on:
        place = in_case(move.case, "申报.日期")
        yield refuse(
            "L119", clause(move.world, Ground.APPLICATION), place, 填写=written, 日期=move.on
        )


def trainees_planned(move: CaseMove) -> Iterator[Finding]:
    """R59: the plan trains at least so many people, the bound included."""
    least, planned = move.programme.trainees, count_of(at(move.case.data, "计划.带徒人数"))
    if least is not None and (planned is None or planned < least):
        whose = clause(move.world, move.programme.trainees_rule)
        place, found = in_case(move.case, "计划.带徒人数"), "未填" if planned is None else planned
        yield refuse("L111", whose, place, 计划=found, 至少=least)


def tasks_planned(move: CaseMove) -> Iterator[Finding]:
    """六: the plan says something to every task the policy sets."""
    for task in tasks_untold(move.programme, move.case):
        whose, place = clause(move.world, task.rule), in_case(move.case, "计划.目标任务")
        yield warn("L128", whose, place, 规则=task.rule or "—", 任务=task.text)


def answers_given(move: CaseMove) -> Iterator[Finding]:
    """Every question put to the applicant is answered 符合, grounded and signed."""
    in_tree = rules_asked(move.programme.eligibility)
    asked = questions(move.world.policy, move.programme, move.step.id)
    rest = tuple(each for each in asked if each.rule not in in_tree)
    yield from unanswered(move.world, rest, move.answers, must_fit=True)


def hints(move: CaseMove) -> Iterator[Finding]:
    """What the clerk should know but need not mend."""
    yield from payee_kind(move.world, move.case, move.programme)


def chosen_by_unit(move: CaseMove) -> Iterator[Finding]:
    """R18: where the unit itself chooses the leader, its own notice comes first."""
    if move.programme.internal_notice:
        yield from internal_notice(move)


def free_to_apply(move: CaseMove) -> Iterator[Finding]:
    """禁报: a ban holds whether or not the conditions name it; named, they say so themselves."""
    tips = leaves(move.programme.eligibility)
    if not any(leaf.check == "not_banned" for leaf in tips):
        yield from not_banned(move)


def match_promise(move: CaseMove) -> Iterator[Finding]:
    """八: what the unit promises; a policy that wants no match asks for none."""
    if match_wanted(move):
        for gate in PROMISE_GATES:
            yield from gate(move)


FORM_GATES = (
    applicant_kind,
    department_named,
    chosen_by_unit,
    match_promise,
    trainees_planned,
    duplicates,
    free_to_apply,
    declared,
    tasks_planned,
    hints,
)
APPLY_GATES = (same_day, within_window, *FORM_GATES, eligibility_findings, answers_given)
