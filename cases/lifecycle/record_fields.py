"""The facts each step records: which must be given, and in what shape."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from cases.lifecycle.change_fields import CHANGE_FIELDS
from cases.lifecycle.joint import JOINT
from cases.lifecycle.reading import (
    Facts,
    count_of,
    day_of,
    money_of,
    rows_of,
    text_of,
    texts_of,
)
from cases.lifecycle.record_field import RecordField
from cases.lifecycle.refusing import DEFAULT, clause, in_record, refuse
from cases.policy.grounds import Ground

if TYPE_CHECKING:
    from cases.findings import Finding
    from cases.lifecycle.world import World


def _is_mapping(value: object) -> bool:
    return isinstance(value, Mapping) and bool(value)


_SHAPES: Mapping[str, Callable[[object], bool]] = {
    "文字": lambda value: bool(text_of(value)) and not isinstance(value, Mapping | list | tuple),
    "日期": lambda value: day_of(value) is not None,
    "金额": lambda value: money_of(value) is not None,
    "整数": lambda value: count_of(value) is not None,
    "是否": lambda value: text_of(value) in ("是", "否"),
    "名单": lambda value: bool(texts_of(value)),
    "表格": lambda value: bool(rows_of(value)),
    "分组": _is_mapping,
    "任意": lambda _: True,
}
_REASON = RecordField("理由")
_APPROVED = RecordField("批准日期", "日期")
_CHOSEN = RecordField("入选", "名单", Ground.SELECTION, required=False)
_JOINT = RecordField(JOINT, "名单", required=False)

RECORD_FIELDS: Mapping[str, tuple[RecordField, ...]] = {
    "notify": (_JOINT,),
    "review": (
        RecordField("结论", rule=Ground.OPINION, choices=("同意推荐", "不予推荐")),
        RecordField("主管委办局", rule=Ground.FILED_WITH_DEPARTMENT),
        RecordField("经办人", rule=Ground.REVIEW),
        RecordField("负责人", rule=Ground.OPINION),
    ),
    "decline": (_REASON,),
    "score": (
        RecordField("评审日期", "日期", Ground.PANEL),
        RecordField("专家", "表格", Ground.PANEL),
        RecordField("评分", "表格", Ground.PANEL),
        RecordField("入选", "名单", Ground.SELECTION),
        RecordField("审定日期", "日期", Ground.SELECTION),
    ),
    "unselected": (_REASON,),
    "publicise": (
        RecordField("公示起", "日期", Ground.PUBLICITY),
        RecordField("公示止", "日期", Ground.PUBLICITY),
        RecordField("平台", rule=Ground.PUBLICITY),
        RecordField("咨询电话", rule="O12"),
        RecordField("监督电话", rule="O12"),
        _CHOSEN,
        _JOINT,
    ),
    "object": (_REASON, RecordField("异议人", rule="O12"), RecordField("核查结论", rule="O12")),
    "award": (
        RecordField("公示结果", rule=Ground.PUBLICITY),
        RecordField("起算日", "日期", "O14", required=False),
        RecordField("核减说明", required=False),
        _CHOSEN,
        _JOINT,
    ),
    "agree": (
        RecordField("份数", "整数"),
        RecordField("单位代表", rule=Ground.AGREEMENT),
        RecordField("带头人", rule=Ground.AGREEMENT),
    ),
    "disburse": (
        RecordField("指标文号", rule=Ground.PAYMENT),
        RecordField("支付凭证号", rule=Ground.PAYMENT),
        RecordField("拨款日期", "日期", Ground.PAYMENT),
        RecordField("明细", "表格", Ground.PAYMENT, required=False),
        _JOINT,
    ),
    "assess": (
        RecordField("考核期", rule=Ground.PERIODIC_ASSESSMENT),
        RecordField("结论", rule=Ground.PERIODIC_ASSESSMENT),
        RecordField("考核人", rule=Ground.PERIODIC_ASSESSMENT),
    ),
    "report": (
        RecordField("年度", "整数", Ground.ANNUAL_REPORT),
        RecordField("报告人", rule=Ground.ANNUAL_REPORT),
        RecordField("内容", rule=Ground.ANNUAL_REPORT),
    ),
    "inspect": (
        RecordField("检查人", "名单", Ground.INSPECTION),
        RecordField("方式", rule=Ground.INSPECTION),
        RecordField("事实", rule=Ground.INSPECTION),
        RecordField("发现问题", "是否", Ground.INSPECTION),
        RecordField("涉及金额", "金额", Ground.INSPECTION, required=False),
    ),
    "rectify": (
        RecordField("事由", rule=Ground.RECTIFICATION),
        RecordField("问题类型", rule=Ground.RECTIFICATION),
        RecordField("要求", "名单", Ground.RECTIFICATION),
        RecordField("整改期限", "日期", "O25", required=False),
        RecordField("送达方式", rule=Ground.RECTIFICATION),
        RecordField("送达日期", "日期", Ground.RECTIFICATION),
        RecordField("送达人", rule=Ground.RECTIFICATION),
        RecordField("受送达人", rule=Ground.RECTIFICATION),
    ),
    "recheck": (
        RecordField("结论", rule=Ground.RECTIFICATION, choices=("整改到位", "未整改到位")),
        RecordField("复查人", rule=Ground.RECTIFICATION),
    ),
    "claw-back": (
        RecordField("阶段", rule=Ground.CLAWBACK, choices=("事先告知", "决定")),
        RecordField("金额", "金额", Ground.CLAWBACK),
        RecordField("计算说明", rule="O24"),
        RecordField("追回范围", "文字", "O24", ("全额", "结余部分", "违规部分"), required=False),
    ),
    "replace-leader": (
        RecordField("新带头人", "分组", "O27", parts=("姓名", "身份证号", "技能等级")),
        _REASON,
        _APPROVED,
    ),
    **CHANGE_FIELDS,
    "assess-term": (
        RecordField("方式", rule=Ground.ASSESSORS),
        RecordField("方法", "名单", Ground.METHODS),
        RecordField("要素", "分组", Ground.ASSESSMENT_CONTENT, unless="评分"),
        RecordField("培养人数", "整数", Ground.TRAINING, required=False),
        RecordField("结论", rule=Ground.ASSESSMENT_CONTENT),
    ),
    "call-term": (_JOINT,),
    "close": (
        RecordField("结论", rule=Ground.ASSESSMENT_CONTENT),
        RecordField("余额", "金额", Ground.USED_UP),
    ),
    "terminate": (_REASON, _APPROVED),
    "cancel-title": (_REASON, _APPROVED),
}


def record_findings(world: World, step: str, facts: Facts) -> Iterator[Finding]:
    """What the record of a step lacks or says in the wrong shape."""
    for field in RECORD_FIELDS.get(step, ()):
        value = facts.get(field.key)
        whose = clause(world, field.rule) if field.rule else DEFAULT
        place = in_record(field.key)
        if value is None or value in ("", [], (), {}):
            if field.required and not rows_of(facts.get(field.unless)):
                yield refuse("L030", whose, place, 事项=field.key)
        elif not _SHAPES[field.shape](value):
            yield refuse("L031", whose, place, 事项=field.key, 形式=field.form)
        elif field.choices and text_of(value) not in field.choices:
            choices = "、".join(field.choices)
            yield refuse("L032", whose, place, 事项=field.key, 值=text_of(value), 可选=choices)
