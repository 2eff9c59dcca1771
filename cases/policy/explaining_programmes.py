"""One programme in plain Chinese sentences, with example sums where bounds matter."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from cases.policy.checks import CHECKS
from cases.policy.explaining_points import bounds_told, grade_told
from cases.policy.fields import is_one_of_kinds
from cases.policy.ruling import Combination, Test
from cases.policy.saying import listed, say, step_label
from cases.values.days import Term, chinese_date
from cases.values.money import Money

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cases.policy.programme import Programme, QuotaShare
    from cases.policy.ruling import Condition
    from cases.policy.saying import Samples

_INDENT = "　"
_GROUPS = {Combination.ALL: "P430", Combination.ANY: "P431"}
_SCOPES = {"期内累计": "P504", "年度": "P505", "批次": "P506"}
_CENT = Money.parse("0.01")
_SMALL_LIST = 7


def programme_told(programme: Programme, place: int, samples: Samples) -> Iterator[str]:
    """Who, how many, how much, how long, on what conditions; sample values are marked."""
    heads = (f"项目.{programme.id}", f"项目.{programme.label}", f"项目.{place}")
    parts = (
        ("", _who(programme)),
        ("名额", _quota(programme)),
        ("资助", _grant(programme)),
        ("配套", _match(programme)),
        ("周期", _term(programme)),
        ("追加资助", _follow_on(programme)),
        ("年度报告", _report(programme)),
        ("任务", _tasks(programme)),
        ("培养人数", _trainees(programme)),
        ("内部公示", _notice(programme)),
        ("申报条件", _condition(programme.eligibility, 0)),
        ("材料", _evidence(programme)),
    )
    for name, sentences in parts:
        told = list(sentences)
        if name and told:
            told[0] = samples.marked(told[0], *(f"{head}.{name}" for head in heads))
        yield from told


def _who(programme: Programme) -> Iterator[str]:
    """Who applies, and whose money it becomes."""
    yield say(
        "P410",
        label=programme.label,
        code=programme.code,
        kinds=listed(programme.applicant_kinds),
        rule=programme.applicant_rule,
        leader=programme.leader_title,
    )
    others = [kind for kind in programme.applicant_kinds if kind not in programme.payee_kinds]
    if others and not programme.grant.to_person:
        kinds = {"kinds": listed(programme.payee_kinds), "others": listed(others)}
        yield say("P507", label=programme.label, rule=programme.payee_rule, **kinds)


def _quota(programme: Programme) -> Iterator[str]:
    """How many may be awarded."""
    quota = programme.quota
    yield say(
        "P411",
        label=programme.label,
        number=quota.number,
        start=chinese_date(quota.start),
        end=chinese_date(quota.end),
        scope=say(_SCOPES[quota.scope]),
        rule=quota.rule,
    )
    if quota.periods:
        periods = (
            say(
                "P509",
                label=each.label,
                number=each.number,
                start=chinese_date(each.start),
                end=chinese_date(each.end),
            )
            for each in quota.periods
        )
        yield say("P508", label=programme.label, periods=listed(periods))
    if quota.shared_with:
        yield say("P412", label=programme.label, shared=listed(quota.shared_with))
    if quota.per_department is not None:
        facts = {"label": programme.label, "number": quota.per_department}
        yield say("P576", **facts) if quota.together else say("P413", **facts)
    yield say("P510" if quota.may_shrink else "P511", label=programme.label)
    for share in quota.shares:
        yield from _share(programme, share)
    if quota.share_note:
        yield say("P512", label=programme.label, note=quota.share_note)


def _share(programme: Programme, share: QuotaShare) -> Iterator[str]:
    """What part of a list must, or may, be of one sort; parts of an award are rounded."""
    facts = {
        "label": programme.label,
        "share": share.label,
        "test": _field_told(share.condition),
        "rule": share.rule or share.condition.rule,
        "of": _SMALL_LIST,
    }
    if share.at_least is not None:
        number = -(-share.at_least * _SMALL_LIST // 100)
        yield say("P513", percent=share.at_least, number=number, **facts)
    if share.at_most is not None:
        number = share.at_most * _SMALL_LIST // 100
        yield say("P514", percent=share.at_most, number=number, **facts)


def _grant(programme: Programme) -> Iterator[str]:
    """What is paid, when, to whom, out of which funds."""
    grant = programme.grant
    facts = {"label": programme.label, "amount": grant.amount.wan, "rule": grant.rule}
    paid = {"payments": grant.payments, "payee": grant.payee, "mode": grant.mode}
    if grant.mode == "年度":
        yield say("P515", total=(grant.amount * grant.payments).wan, **facts, **paid)
        if grant.on_report:
            yield say("P572", label=programme.label, rule=grant.rule)
    elif grant.grades:
        yield say("P516", **facts, **paid)
        yield say("P415", label=programme.label, grades=listed(map(grade_told, grant.grades)))
        yield bounds_told(grant.grades)
    else:
        yield say("P414", **facts, **paid)
    for each in grant.periods:
        days = {"start": chinese_date(each.start), "end": chinese_date(each.end)}
        yield say("P517", label=programme.label, amount=each.amount.wan, **days)
    if grant.to_person:
        yield say("P518", label=programme.label, leader=programme.leader_title)
    if grant.own_money:
        yield say("P573", label=programme.label, rule=grant.rule)
    if grant.source:
        yield say("P519", label=programme.label, source=grant.source)


def _match(programme: Programme) -> Iterator[str]:
    """What the unit and others add."""
    match = programme.match
    if not match.minimum:
        yield say("P520", label=programme.label)
        return
    yield say(
        "P416",
        label=programme.label,
        payers="或".join(match.payers),
        minimum=match.minimum.wan,
        short=(match.minimum - _CENT).grouped,
        enough=match.minimum.grouped,
        forms="或".join(match.forms),
        rule=match.rule,
    )
    if match.purposes:
        facts = {"purposes": listed(match.purposes), "rule": match.purposes_rule}
        yield say("P521", label=programme.label, **facts)


def _term(programme: Programme) -> Iterator[str]:
    """How long the project runs, with an example."""
    term = programme.term
    if term.start is not None and term.end is not None:
        days = {"start": chinese_date(term.start), "end": chinese_date(term.end)}
        yield say("P418", label=programme.label, rule=term.rule, **days)
        return
    months = term.months or 1
    start = date(programme.quota.start.year, 6, 1)
    days = {"from": chinese_date(start), "to": chinese_date(Term(start, months).last_day)}
    facts = {"months": months, "start": term.starts_from, "rule": term.rule}
    yield say("P417", label=programme.label, **facts, **days)


def _follow_on(programme: Programme) -> Iterator[str]:
    """What may be granted again."""
    more = programme.follow_on
    if more is None:
        return
    facts = {"amount": more.amount.wan, "grades": "或".join(more.grades), "rule": more.rule}
    term = say("P523", months=more.months) if more.months else say("P524")
    yield say("P522", label=programme.label, times=more.times, term=term, **facts)


def _report(programme: Programme) -> Iterator[str]:
    """What is reported each year."""
    report = programme.annual_report
    if report is not None:
        facts = {"month": report.month, "day": report.day, "rule": report.rule}
        yield say("P525", label=programme.label, **facts)


def _tasks(programme: Programme) -> Iterator[str]:
    """What the project must do."""
    for task in programme.tasks:
        yield say(
            "P421" if task.at_least is None else "P422",
            label=programme.label,
            rule=task.rule,
            text=task.text,
            number=task.at_least,
            unit=task.unit_of_count,
        )


def _trainees(programme: Programme) -> Iterator[str]:
    """How many people it trains at least."""
    if programme.trainees is not None:
        facts = {"number": programme.trainees, "rule": programme.trainees_rule}
        yield say("P419", label=programme.label, short=programme.trainees - 1, **facts)


def _notice(programme: Programme) -> Iterator[str]:
    """Whether the unit gives notice of its leader first."""
    if programme.internal_notice:
        yield say("P420", label=programme.label, rule=programme.internal_notice_rule)


def _condition(condition: Condition, depth: int, *, ranked: bool = False) -> Iterator[str]:
    """One condition with its parts indented below it; ``ranked`` below a preferred one."""
    code = _GROUPS.get(condition.kind)
    if code is None:
        mark = say("P561") if condition.preferred and not ranked else ""
        yield _leaf(condition, _INDENT * depth) + mark
        return
    code = "P435" if condition.preferred else code
    yield say(code, indent=_INDENT * depth, rule=condition.rule, label=condition.label)
    for part in condition.parts:
        yield from _condition(part, depth + 1, ranked=condition.preferred)


def _leaf(condition: Condition, indent: str) -> str:
    """A field, a question or a check."""
    facts = {"indent": indent, "rule": condition.rule, "label": condition.label}
    if condition.kind is Combination.QUESTION:
        return say("P433", asked=condition.asked_of, step=step_label(condition.step), **facts)
    if condition.kind is Combination.CHECK:
        named = f"（{condition.value[0]}）" if condition.value else ""
        return say("P434", check=CHECKS.get(condition.check, condition.check) + named, **facts)
    return say("P432", test=_field_told(condition), **facts)


def _field_told(condition: Condition) -> str:
    """A field with its test: ``案卷的“单位.职工总数”不少于 50``."""
    value = f" {listed(condition.value)}" if condition.value else ""
    if condition.test is Test.CONTAINS_ANY and is_one_of_kinds(condition.field):
        return say("P578", field=condition.field, value=value)
    return say("P526", field=condition.field, test=condition.test.value, value=value)


def _evidence(programme: Programme) -> Iterator[str]:
    """The papers each step needs."""
    names: dict[str, list[str]] = {}
    for item in programme.evidence:
        if item.required:
            names.setdefault(item.step, []).append(item.name)
    for step, found in names.items():
        facts = {"step": step_label(step), "names": listed(found)}
        yield say("P440", label=programme.label, **facts)
