"""Empty 资助申请表 for units to fill in: the batch's own template, with room where values go."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from acts.exporting import refuse_unfit_place
from acts.intake import programme_named
from acts.policy_words import policy_words, statements
from acts.programmes import open_batch_of
from cases.casefile import read_batch
from cases.errors import JiangdangError, Kind
from cases.saving import write_durably
from cases.values.money import Money
from doc_templates.catalogue import find_kind, load_catalogue, read_template
from doc_templates.filters import ordinal
from doc_templates.packing import pack, unpack
from doc_templates.rendering import render

if TYPE_CHECKING:
    from pathlib import Path

    from acts.bureau import Bureau
    from cases.casefile import BatchFile
    from cases.policy.model import Policy, Programme

FORM_KIND = "application-form"
# What the template prints, and what is left of it for a pen: a text, a day, an amount.
_TEXT, _DAY, _AMOUNT = "~~~", date(1901, 1, 1), Money.parse("111111111111.11")
_ROOM = (
    ("~~~年~~~“~~~”", ""),
    ("《~~~》", ""),
    ("~~~", ""),
    ("1901年1月1日", "　　年　　月　　日"),
    ("111,111,111,111.11", ""),
)
_BODY = "word/document.xml"
_ROWS = 5


class NotADocxNameError(JiangdangError):
    """A blank form is written as ``.docx`` and nothing else."""

    kind: ClassVar[Kind] = Kind.USAGE
    code: ClassVar[str] = "W730"


def write_blank_form(bureau: Bureau, file: Path, programme: str, batch: str) -> dict[str, str]:
    """An empty application form of a batch and programme as a Word file to hand to units."""
    if file.suffix.lower() != ".docx":
        raise NotADocxNameError(path=file)
    refuse_unfit_place(file)
    found = read_batch(bureau.workspace, batch or open_batch_of(bureau, file.name))
    policy = bureau.policy(found.policy)
    named = programme_named(policy, programme)
    kind = find_kind(load_catalogue(bureau.workspace.templates), FORM_KIND)
    template = read_template(kind, named.label, bureau.workspace.templates)
    words = policy_words(policy) | {"说明": statements(policy, kind.id, {named.label})}
    context = {
        "文": {"署名": bureau.settings.name, "成文日期": bureau.now.date(), "编号": ""},
        "局": {"机关全称": bureau.settings.name, "机关简称": bureau.settings.short_name},
        "批": dict(found.data),
        "政": words,
        "案": _blank_case(policy, named, found),
    }
    write_durably(file, _emptied(render(kind, template, context)))
    return {"path": str(file), "programme": named.label, "batch": found.id}


def _emptied(document: bytes) -> bytes:
    """The form with room instead of the words that stood for values."""
    members = unpack(document, FORM_KIND)
    body = members[_BODY].decode()
    for printed, room in _ROOM:
        body = body.replace(printed, room)
    return pack({**members, _BODY: body.encode()})


def _blank_case(policy: Policy, programme: Programme, batch: BatchFile) -> dict[str, Any]:
    """案: every field that the form prints, as something to be taken out again."""
    case = {
        "案卷号": _TEXT,
        "项目类别": programme.label,
        "项目名称": _TEXT,
        "批次": batch.id,
        "单位": _blank_unit(programme, batch.year),
        "带头人": _blank_leader(),
        "团队": [_texts("姓名", "岗位", "技能等级", "人员类别", "分工")] * _ROWS,
        "条件": {
            **_texts("场地面积", "设备设施", "人员支持", "资金支持", "责任部门", "岗位津贴"),
            "制度": [_TEXT],
        },
        "业绩": [_texts("类别", "名称", "时间", "成效")] * _ROWS,
        "计划": _blank_plan(policy, programme),
        "经费": _blank_money(),
        "申报": {"日期": _DAY, "承诺": "", "承诺人": _TEXT},
    }
    notice = {"公示起": _DAY, "公示止": _DAY, "结果": _TEXT}
    return {**case, "选聘公示": notice} if programme.internal_notice else case


def _texts(*names: str) -> dict[str, Any]:
    return dict.fromkeys(names, _TEXT)


def _options(*names: str) -> str:
    """Boxes to tick."""
    return "　".join(f"□{name}" for name in names)


def _blank_unit(programme: Programme, year: int) -> dict[str, Any]:
    spent = {"提取": _AMOUNT, "使用": _AMOUNT}
    return {
        **_texts("名称", "统一社会信用代码", "法定代表人", "主管委办局", "地址", "所属行业"),
        **_texts("联系人", "联系电话", "开户行", "账号"),
        **dict.fromkeys(("职工总数", "技能劳动者总数"), ""),
        **dict.fromkeys(("高级工人数", "技师人数", "高级技师人数"), ""),
        "类型": _options(*programme.applicant_kinds),
        "职工教育经费": [{"年度": at, **spent} for at in range(year - 3, year)],
    }


def _blank_leader() -> dict[str, Any]:
    return {
        **_texts("姓名", "出生年月", "政治面貌", "学历", "职业工种", "技能等级"),
        **_texts("证书编号", "绝技绝活", "行业水平认定"),
        "身份证号": "",
        "从业年限": "",
        "性别": _options("男", "女"),
        **dict.fromkeys(("聘任日期", "聘期起", "聘期止"), _DAY),
        "荣誉": [_texts("年份", "级别", "名称")],
        "身体健康": False,
    }


def _blank_plan(policy: Policy, programme: Programme) -> dict[str, Any]:
    """The policy's tasks and the years of the term stand on the form; the rest is open."""
    rules = (each.rule for each in programme.tasks if each.rule in policy.clauses)
    years = range(1, (programme.term.months or 36) // 12 + 1)
    return {
        "目标任务": [{"任务": rule, **_texts("内容", "指标")} for rule in rules],
        "带徒人数": "",
        "年度进度": [{"年度": f"第{ordinal(n, '汉字')}年", "内容": _TEXT} for n in years],
    }


def _blank_money() -> dict[str, Any]:
    line = {"用途": _TEXT, "金额": _AMOUNT}
    return {
        **_texts("配套形式", "配套来源", "配套账户"),
        "配套承诺": _AMOUNT,
        "资助计划": [line] * 3,
        "配套用途": [line] * 3,
    }
