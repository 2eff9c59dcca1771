"""What a template may name: the whole case, the batch, the policy, the facts of each step."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar

from acts.money.payment_rows import payment_rows, payment_words, payments_of, with_sums
from acts.papers.case_words import case_words, machine_answers
from acts.papers.change_contexts import change_words, left_out
from acts.papers.district_words import copied_offices
from acts.papers.form_contexts import form_words
from acts.papers.joint_issuers import copied, joint_rows
from acts.papers.lists import candidate_rows, chosen_rows, totals
from acts.papers.official_contexts import official_words, signing_officer, superior
from acts.papers.parts import DEPARTMENT, EXPERT, PAPER
from acts.papers.policy_words import addressee, policy_words, printed_place, statements
from cases.casefile import BatchFile, CaseFile
from cases.lifecycle.ledger import GRANT, MATCH, arrivals, expenditure, spent_of
from cases.lifecycle.reading import money_of, points_of
from cases.lifecycle.steps import find_step
from cases.lifecycle.world import day_entered, records
from cases.values.bad_value import BadValueError
from cases.values.days import parse_date
from cases.values.money import Money

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from acts.papers.records import DocumentRecord
    from cases.lifecycle.ledger import Arrival, Entry
    from cases.lifecycle.world import World
    from cases.settings import Settings
    from doc_templates.catalogue import DocumentKind

Line = TypeVar("Line", "Entry", "Arrival")
# Facts that a step may leave out: empty in a document, not unknown.
OPTIONAL_FACTS = (
    *("名额说明", "签名", "理由", "材料齐备", "实地核查", "推荐排序", "平台", "网址"),
    "电子邮箱",
    *("异议处理", "量化指标", "方式", "说明", "评语", "第三方", "陈述申辩", "余额处理"),
    *("退款凭证号", "培养人数", "送达方式", "送达日期", "送达地点", "送达人", "受送达人"),
    *("支付凭证号", "事实", "问题类型", "考核起", "考核止", "自评截止", "核减说明"),
)
_EARLIER = {
    "public-notice": "公示",
    "award-notice": "公布通知",
    "rectification-order": "整改通知书",
    "clawback-prior-notice": "事先告知书",
    "withdrawal-prior-notice": "撤销告知书",
}


@dataclass(frozen=True, slots=True)
class Writing:
    """One document about to be written: whose, of what kind, at which step and day.

    ``signer`` is who signed it (签发), ``issued`` what the registers tell of the paper that an
    issue sheet belongs to.
    """

    target: str
    kind: DocumentKind
    step: str
    dated: date
    number: str = ""
    title: str = ""
    part: str = ""
    signer: str = ""
    issued: Mapping[str, Any] = field(default_factory=dict)


def build_context(
    world: World, settings: Settings, writing: Writing, earlier: Iterable[DocumentRecord]
) -> dict[str, Any]:
    """Everything the template of ``writing`` may name, under the marks of the handbook.

    ``earlier`` are the documents of the case and of its batch made so far.
    """
    case = world.cases.get(writing.target)
    facts = facts_by_step(world.batch, case)
    everyone = writing.kind.id in ("panel-summary", "approval-minutes")
    earlier = list(earlier)
    paid = payments_of(world, writing.dated) if writing.step == "disburse" else None
    lists = candidate_rows(world) if everyone else chosen_rows(world, _named(paid))
    lists = lists if paid is None else with_sums(lists, paid)
    return {
        "文": _document(world, settings, writing, facts, earlier),
        "局": {"机关全称": settings.name, "机关简称": settings.short_name},
        "批": dict(world.batch.data),
        "案": case_words(world, case),
        "政": {
            **policy_words(world.policy, day_entered(world.batch, "award") or writing.dated),
            "说明": statements(world.policy, writing.kind.id, _programmes(world, case)),
        },
        "办": facts,
        "核对": _answers(world, case, writing),
        "名单": lists,
        "拨款明细": payment_rows(world, lists),
        "付款": payment_words(world, lists, paid or {}, facts),
        "合计": {**totals(lists), **_points(world, facts)},
        "经费": _funds(case, writing.dated),
        "前文": _earlier(earlier),
        "表": {
            **form_words(world, case, facts, _part_of(writing, DEPARTMENT, EXPERT), writing.dated),
            **official_words(
                world, case, facts, settings, earlier, _part_of(writing, PAPER), writing.issued
            ),
            **change_words(world, case, facts, earlier),
        },
    }


def _part_of(writing: Writing, *kinds: str) -> str:
    """The part of a paper that comes once for each part of these kinds."""
    return writing.part if writing.kind.per in kinds else ""


def _programmes(world: World, case: CaseFile | None) -> set[str]:
    """The programmes a document is about: the case's own, or all of the batch."""
    return {case.programme} if case else set(world.batch.data.get("名额") or ())


def facts_by_step(batch: BatchFile, case: CaseFile | None) -> dict[str, dict[str, Any]]:
    """办: the facts last recorded at each step, the case's own before the batch's."""
    found: dict[str, dict[str, Any]] = {}
    for subject in (batch, case):
        for event in subject.events if subject else ():
            label = find_step(str(event["环节"])).label
            record = {"日期": event.get("日期"), **dict(event.get("记录") or {})}
            given = {key: _as_day(value) for key, value in record.items()}
            found[label] = {**dict.fromkeys((*OPTIONAL_FACTS, *left_out(label)), ""), **given}
    if "届满考核" in found:
        found["届满考核"] = _assessed(found["届满考核"])
    return found


def _assessed(facts: dict[str, Any]) -> dict[str, Any]:
    """The assessors as a report lists them; a third party may be entered as the only 专家.

    Points are printed as people write them: 52.5, not 52.50.
    """
    points = points_of(facts.get("总分"))
    if points is not None:
        facts = {**facts, "总分": f"{points.normalize():f}"}
    given = facts.get("专家") or []
    listed = [each if isinstance(each, dict) else {"姓名": str(each), "单位": ""} for each in given]
    third = facts["第三方"]
    if not third and facts["方式"] == "委托第三方" and listed:
        third = listed[0]["姓名"]
    return {**facts, "专家": listed, "第三方": third}


def _as_day(value: Any) -> Any:
    """A fact that was kept as text but is a day, as a day."""
    if isinstance(value, str) and len(value) == len("2019-06-20"):
        with suppress(BadValueError):
            return parse_date(value)
    return value


def _document(
    world: World,
    settings: Settings,
    writing: Writing,
    facts: Mapping[str, dict[str, Any]],
    earlier: list[DocumentRecord],
) -> dict[str, Any]:
    """文: number, date, title, signature, addressees, and what letters add."""
    case = world.cases.get(writing.target)
    unit = str(case.get("单位.名称", "")) if case else ""
    here = facts.get(find_step(writing.step).label, {}) if writing.step else {}
    issuer = _issuer(settings, writing, case)
    served = ("送达方式", "送达日期", "送达地点", "送达人", "受送达人")
    return {
        "文号": writing.number,
        "成文日期": writing.dated,
        "标题": writing.title,
        "编号": writing.target,
        **{per: writing.part if writing.kind.per == per else "" for per in (DEPARTMENT, EXPERT)},
        "环节": find_step(writing.step).label if writing.step else "",
        "年度": writing.dated.year,
        "项目简称": str(case.get("项目名称", "")).replace(unit, "") if case and unit else "",
        "署名": issuer,
        "联合署名": joint_rows(writing.kind, issuer, here),
        "发文机关": issuer,
        "签发人": signing_officer(settings, here, writing.signer),
        "主送": _addressee(world, writing, facts, unit),
        "抄送": copied(settings.data.get("抄送机关") or copied_offices(world.policy), here),
        "印发机关": settings.printing_office,
        "联系人": here.get("联系人") or world.batch.get("联系人", ""),
        "联系电话": here.get("联系电话") or world.batch.get("联系电话", ""),
        "联系地址": settings.data.get("联系地址") or "",
        "公示工作日数": _number(world, "O12", 5),
        "申辩工作日数": 5,
        "届满日": _last_days(world),
        "救济": {
            "复议机关": settings.data.get("复议机关") or "本级人民政府",
            "复议期限": "60日",
            "诉讼法院": "有管辖权的人民法院",
            "诉讼期限": "6个月",
        },
        "送达文书": [
            {"标题": each.title, "文号": each.number}
            for each in earlier
            if each.step == writing.step and each.number and each.dated == str(writing.dated)
        ],
        **{key: here.get(key, "") for key in served},
    }


def _issuer(settings: Settings, writing: Writing, case: CaseFile | None) -> str:
    """The body whose name heads and signs the paper."""
    if case is not None and writing.kind.issuer_at(writing.step) == "主管委办局":
        return str(case.get("单位.主管委办局", ""))
    return settings.name


def _addressee(world: World, writing: Writing, facts: Mapping[str, Any], unit: str) -> str:
    """主送: the unit of a letter, the superior of a request, else as the policy says."""
    if writing.kind.layout == "信函" and unit:
        return unit
    if writing.kind.layout == "上行文":
        return superior(world, facts)
    return addressee(world.policy, writing.kind.id) or "各有关单位"


def _number(world: World, point: str, otherwise: int) -> int:
    value = world.settings.get(point, "")
    return int(value) if value.isdecimal() else otherwise


def _last_days(world: World) -> dict[str, date]:
    """届满日 of each programme, from the cases whose term has begun."""
    return {
        case.programme: case.get("资助周期.止")
        for case in world.cases.values()
        if case.batch == world.batch.id and case.get("资助周期.止")
    }


def _named(paid: Mapping[str, Any] | None) -> frozenset[str] | None:
    """A payment notice lists the cases paid with it; every other list is whole."""
    return None if paid is None else frozenset(paid)


def _answers(
    world: World, case: CaseFile | None, writing: Writing
) -> dict[str, list[dict[str, Any]]]:
    """核对: the signed answers of each step with the clause they answer to.

    An opinion of reviewers who are asked nothing tells what the machine checked.
    """
    found: dict[str, list[dict[str, Any]]] = {}
    for event in case.events if case else ():
        label = find_step(str(event["环节"])).label
        for rule, answer in (event.get("核对") or {}).items():
            clause = world.policy.clauses.get(rule)
            place = printed_place(clause) if clause else ""
            told = {"编号": rule, "出处": place, "要旨": clause.gist} if clause else {}
            found.setdefault(label, []).append({**told, **dict(answer)})
    if case is not None and writing.kind.id == "preliminary-opinion" and "初审" not in found:
        found["初审"] = machine_answers(world, case, writing.dated)
    return found


def _points(world: World, facts: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    """分值 and 得分 of the five elements together."""
    elements = facts.get("届满考核", {}).get("要素") or {}
    found = (points_of(row.get("得分")) for row in elements.values())
    scored = sum((each for each in found if each is not None), Decimal(0))
    weights = sum(each.weight for each in world.policy.assessment.elements)
    return {"分值": weights, "得分": f"{scored.normalize():f}"}


def _funds(case: CaseFile | None, dated: date) -> dict[str, dict[str, Money]]:
    """经费: what had come, was spent and was left on that day, of the grant and of the match."""
    spent = _until(expenditure(case), dated) if case else []
    paid = records(case, "disburse") if case else ()
    came = [each for r in paid if (each := money_of(r.get("金额"))) is not None]
    match = [each.amount for each in _until(arrivals(case), dated)] if case else []
    sources = (("资助", GRANT, came), ("配套", MATCH, match))
    return {name: _account(came, spent, source) for name, source, came in sources}


def _until(lines: Sequence[Line], dated: date) -> list[Line]:
    """The lines of the ledger up to a day; those without a day count too."""
    return [each for each in lines if (each.day or dated) <= dated]


def _account(came: list[Money], spent: list[Entry], source: str) -> dict[str, Money]:
    arrived, used = Money.total(came), spent_of(spent, source)
    return {"到位": arrived, "支出": used, "余额": arrived - used}


def _earlier(records: Iterable[DocumentRecord]) -> dict[str, dict[str, Any]]:
    """前文: the earlier documents that letters refer to."""
    return {
        _EARLIER[each.kind]: {
            "标题": each.title,
            "文号": each.number,
            "成文日期": parse_date(each.dated),
        }
        for each in records
        if each.kind in _EARLIER
    }
