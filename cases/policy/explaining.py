"""A policy in plain Chinese sentences, as the officer who wrote it would check it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.lifecycle.steps import step_of
from cases.policy.checks import CHECKS
from cases.policy.ruling import Combination
from cases.values.days import chinese_date
from cases.words import message

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cases.policy.judging import Assessment
    from cases.policy.model import Policy
    from cases.policy.programme import Programme
    from cases.policy.ruling import Condition, Grade

_INDENT = "　"
_GROUPS = {Combination.ALL: "P430", Combination.ANY: "P431"}


def explain(policy: Policy) -> list[str]:
    """Everything a policy rules, one sentence each."""
    said = [*_heading(policy)]
    for programme in policy.programmes.values():
        said += _programme(programme)
    said += [*_assessment(policy.assessment), *_money(policy), *_consequences(policy)]
    said += [
        _say("P490", id=point.id, key=point.key, value=point.value, source=point.source.value)
        for point in policy.open_points.values()
    ]
    return said


def _say(code: str, /, **facts: object) -> str:
    """One sentence filled with facts; an unnamed rule is a default of the system."""
    texts = {name: str(value) for name, value in facts.items()}
    if texts.get("rule") == "":
        texts["rule"] = message("P491", {})
    return message(code, texts)


def _listed(texts: Iterable[str]) -> str:
    """Texts in a row."""
    return "、".join(texts)


def _label(step_id: str) -> str:
    """The Chinese label of a step."""
    step = step_of(step_id)
    return step_id if step is None else step.label


def _heading(policy: Policy) -> Iterator[str]:
    """Whose policy it is, for how long, and its order of steps."""
    yield _say(
        "P400",
        title=policy.title,
        id=policy.id,
        version=policy.version,
        issuer=policy.issuer,
        issued=chinese_date(policy.issued),
    )
    start = chinese_date(policy.valid_from)
    if policy.valid_to is None:
        yield _say("P402", start=start)
    else:
        yield _say("P401", start=start, end=chinese_date(policy.valid_to))
    if policy.basis:
        yield _say("P403", basis=policy.basis)
    yield _say("P404", steps="→".join(map(_label, policy.batch_steps)))
    yield _say("P405", steps="→".join(map(_label, policy.case_steps)))


def _programme(programme: Programme) -> Iterator[str]:
    """One programme: who, how many, how much, how long, on what conditions."""
    yield _say(
        "P410",
        label=programme.label,
        code=programme.code,
        kinds=_listed(programme.applicant_kinds),
        rule=programme.applicant_rule,
        leader=programme.leader_title,
    )
    yield from _quota(programme)
    yield from _grant(programme)
    yield from _term(programme)
    yield from _tasks(programme)
    yield from _condition(programme.eligibility, 0)
    yield from _evidence(programme)


def _quota(programme: Programme) -> Iterator[str]:
    """How many may be awarded."""
    quota = programme.quota
    yield _say(
        "P411",
        label=programme.label,
        number=quota.number,
        start=chinese_date(quota.start),
        end=chinese_date(quota.end),
        scope=quota.scope,
        rule=quota.rule,
    )
    if quota.shared_with:
        yield _say("P412", label=programme.label, shared=_listed(quota.shared_with))
    if quota.per_department is not None:
        yield _say("P413", label=programme.label, number=quota.per_department)


def _grant(programme: Programme) -> Iterator[str]:
    """What is paid, and what the unit adds."""
    grant, match = programme.grant, programme.match
    yield _say(
        "P414",
        label=programme.label,
        amount=grant.amount.wan,
        mode=grant.mode,
        payments=grant.payments,
        payee=grant.payee,
        rule=grant.rule,
    )
    if grant.grades:
        yield _say("P415", label=programme.label, grades=_listed(map(_grade, grant.grades)))
    if match.minimum:
        yield _say(
            "P416",
            label=programme.label,
            payers=_listed(match.payers),
            minimum=match.minimum.wan,
            forms=_listed(match.forms),
            rule=match.rule,
        )


def _grade(grade: Grade) -> str:
    """A grade with its bound and amount: ``A ≥85 40万元``."""
    amount = f" {grade.amount.wan}" if grade.amount is not None else ""
    return f"{grade.label} ≥{grade.at_least}{amount}"


def _term(programme: Programme) -> Iterator[str]:
    """How long the project runs."""
    term = programme.term
    if term.start is not None and term.end is not None:
        days = {"start": chinese_date(term.start), "end": chinese_date(term.end)}
        yield _say("P418", label=programme.label, rule=term.rule, **days)
    else:
        facts = {"months": term.months, "start": term.starts_from, "rule": term.rule}
        yield _say("P417", label=programme.label, **facts)


def _tasks(programme: Programme) -> Iterator[str]:
    """What the project must do, and with how many people."""
    for task in programme.tasks:
        yield _say(
            "P421" if task.at_least is None else "P422",
            label=programme.label,
            rule=task.rule,
            text=task.text,
            number=task.at_least,
            unit=task.unit_of_count,
        )
    if programme.trainees is not None:
        facts = {"number": programme.trainees, "rule": programme.trainees_rule}
        yield _say("P419", label=programme.label, **facts)
    if programme.internal_notice:
        yield _say("P420", label=programme.label, rule=programme.internal_notice_rule)


def _condition(condition: Condition, depth: int) -> Iterator[str]:
    """One condition with its parts indented below it."""
    code = _GROUPS.get(condition.kind)
    if code is None:
        yield _leaf(condition, _INDENT * depth)
        return
    code = "P435" if condition.preferred else code
    yield _say(code, indent=_INDENT * depth, rule=condition.rule, label=condition.label)
    for part in condition.parts:
        yield from _condition(part, depth + 1)


def _leaf(condition: Condition, indent: str) -> str:
    """A field, a question or a check."""
    facts = {"indent": indent, "rule": condition.rule, "label": condition.label}
    if condition.kind is Combination.QUESTION:
        return _say("P433", asked=condition.asked_of, step=_label(condition.step), **facts)
    if condition.kind is Combination.CHECK:
        named = f"（{condition.value[0]}）" if condition.value else ""
        return _say("P434", check=CHECKS.get(condition.check, condition.check) + named, **facts)
    value = f" {_listed(condition.value)}" if condition.value else ""
    return _say("P432", field=condition.field, test=condition.test.value, value=value, **facts)


def _evidence(programme: Programme) -> Iterator[str]:
    """The papers each step needs."""
    names: dict[str, list[str]] = {}
    for item in programme.evidence:
        if item.required:
            names.setdefault(item.step, []).append(item.name)
    for step, found in names.items():
        yield _say("P440", label=programme.label, step=_label(step), names=_listed(found))


def _assessment(assessment: Assessment) -> Iterator[str]:
    """How projects are assessed at the end."""
    yield _say(
        "P450",
        days=assessment.days_before_end,
        rule=assessment.rule,
        assessors=_listed(assessment.assessors),
        methods=_listed(assessment.methods),
    )
    weights = (f"{element.label} {element.weight}" for element in assessment.elements)
    yield _say("P451", elements=_listed(weights))
    yield _say("P452", grades=_listed(map(_grade, assessment.grades)))
    if assessment.excellent_cap:
        cap = assessment.excellent_cap
        yield _say("P453", grade=cap.grade, percent=cap.percent)


def _money(policy: Policy) -> Iterator[str]:
    """What the grant may be used for."""
    yield _say("P460", purposes=_listed(policy.funds.grant_purposes))
    if policy.funds.forbidden:
        yield _say("P461", forbidden=_listed(policy.funds.forbidden))
    for rule, text in policy.funds.rules.items():
        yield _say("P462", rule=rule, text=text)


def _consequences(policy: Policy) -> Iterator[str]:
    """What follows misuse."""
    ruled = policy.consequences
    faults = "或".join(ruled.fund_faults)
    yield _say("P470", faults=faults, days=ruled.rectify_days, rule=ruled.rectify_rule)
    yield _say("P471", extents=_listed(ruled.clawback), rule=ruled.clawback_rule)
    if ruled.withdraw_title:
        yield _say("P472")
    if ruled.ban_years:
        yield _say("P473", years=ruled.ban_years)
